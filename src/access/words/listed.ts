/** A list in a sentence, cut off where it gets long. */

/** Names that are told. */
const MOST = 3;

export function listed(texts: readonly string[], most: number = MOST): string {
  const more = texts.length - most;
  return [...texts.slice(0, most), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
