/** The order of lists that people read. Files and digests are ordered by code unit instead: `compareAddresses`. */

/** Of one language, so that a list is the same on every machine. */
const COLLATOR = new Intl.Collator('en', { numeric: true });

/** Orders names as people count: `stage-2` before `stage-10`. Names that differ are never equal. */
export function compareNames(a: string, b: string): number {
  return a === b ? 0 : COLLATOR.compare(a, b) || (a < b ? -1 : 1);
}

/** Orders by the first names that differ. */
export function compareNameLists(a: readonly string[], b: readonly string[]): number {
  for (const [index, name] of a.entries()) {
    const order = compareNames(name, b[index] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
