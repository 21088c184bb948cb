/** Several things of which a report says the same: told once, with the names of all. */
import { groupBy } from '../model/group-by.ts';
import { printable } from './style.ts';

export interface TextOptions {
  readonly color: boolean;
  /** Tells each thing by itself. */
  readonly verbose?: boolean;
}

/** So many are told together; fewer are told one by one. */
const LEAST_ALIKE = 3;
/** Characters in a line of names. */
const LINE = 100;

/**
 * Items with those that are alike in one list, in the order of the first of each. Alike are items of one key; what has
 * an undefined key stands alone.
 */
export function alike<T>(
  items: readonly T[],
  keyOf: (item: T) => string | undefined,
): readonly (readonly T[])[] {
  const groups = groupBy(
    items.map((item) => ({ item, key: keyOf(item) })),
    ({ item, key }) => key ?? item,
  );
  return items.flatMap((item) => {
    const key = keyOf(item);
    const group = key === undefined ? [] : (groups.get(key) ?? []);
    if (group.length < LEAST_ALIKE) return [[item]];
    return group[0]?.item === item ? [group.map((each) => each.item)] : [];
  });
}

/** All names, in lines of bearable length, `indent` characters from the left. */
export function nameLines(names: readonly string[], indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const [index, name] of names.entries()) {
    const next = `${printable(name)}${index === names.length - 1 ? '' : ','}`;
    if (line !== indent && line.length + 1 + next.length > LINE) {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? next : ` ${next}`;
  }
  return [...lines, line];
}
