/**
 * Proofs that take long are whole in `npm run test:whole`; the suite plays a sample of each, the same in every run, so
 * that what fails once fails again.
 */
export const WHOLE = process.env['WHOLE'] === 'all';

/** `few` or `many`. */
export const size = (few: number, many: number): number => (WHOLE ? many : few);

/** Runs of a property: `few` from a seed that stays, or `many` from another one each time. */
export const runs = (few: number, many: number): { numRuns: number; seed?: number } =>
  WHOLE ? { numRuns: many } : { numRuns: few, seed: 1 };

/** All of them, or of each kind the first `few`. */
export function ofEachKind<T>(all: readonly T[], kindOf: (one: T) => string, few = 1): readonly T[] {
  if (WHOLE) return all;
  const seen = new Map<string, number>();
  return all.filter((one) => {
    const kind = kindOf(one);
    const before = seen.get(kind) ?? 0;
    seen.set(kind, before + 1);
    return before < few;
  });
}
