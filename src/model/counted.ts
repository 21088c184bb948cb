/** `1,050`: a number that may be large, for people. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 change`, `2 changes`, `2 entries`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
