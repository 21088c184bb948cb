/** Which items of two lists stand for the same thing, where several can look alike. Pure. */
import type { JsonValue } from './value.ts';
import { equalValues } from './value.ts';

/**
 * For each of `items` the position of its partner in `others`: what equals it in its own place, else the first that
 * equals it and has no partner yet. Undefined where there is none.
 */
export function partnersOf(
  items: readonly (JsonValue | undefined)[],
  others: readonly (JsonValue | undefined)[],
): readonly (number | undefined)[] {
  const taken = new Set(items.flatMap((item, index) => (areEqual(item, others[index]) ? [index] : [])));
  const inPlace = new Set(taken);
  return items.map((item, index) => {
    if (inPlace.has(index)) return index;
    const found = others.findIndex((other, at) => !taken.has(at) && areEqual(item, other));
    if (found === -1) return undefined;
    taken.add(found);
    return found;
  });
}

function areEqual(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  return one !== undefined && other !== undefined && equalValues(one, other);
}
