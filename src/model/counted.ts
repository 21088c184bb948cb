/** `1,050`: a number that may be large, for people. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 change`, `2 changes`, `2 entries`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** `A, B`; `A, B and 3 more` where there are more than `most`, or where `total` counts others that have no name here. */
export function firstOf(names: readonly string[], most: number, total = names.length): string {
  const shown = names.slice(0, most);
  const more = total - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
