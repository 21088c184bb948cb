/** Keys that stand at two places. Pure. */
import type { Diagnostic, SourceRange } from '../../diagnostics/diagnostic.ts';
import type { MapMember } from './source-node.ts';
import { rangeOfKey } from './source-node.ts';

/** How a key that stands twice is mended: what people call an entry they may call otherwise. */
export type Remedy = 'remove' | 'rename' | 'join';

/** A key that stands in one map twice. */
export interface Twice {
  readonly key: string;
  readonly first: MapMember;
  readonly range: SourceRange;
  readonly remedy: Remedy;
}

/** Keys of one map that stand in it twice: several have one cause. `isEntry`: the map is an entry of a list. */
export function keysTwice(found: readonly Twice[], isEntry: boolean): readonly Diagnostic[] {
  const told = found.map(({ key, first, range, remedy }) =>
    keyTwice(`The key "${key}" appears twice`, first, range, remedy),
  );
  const [one, ...others] = found;
  const [head] = told;
  // Entries with keys of people's choice are mended one by one.
  if (one === undefined || head === undefined || others.length === 0 || one.remedy === 'rename') return told;
  const keys = found.map(({ key }) => `"${key}"`);
  const summary = `The keys ${keys.slice(0, -1).join(', ')} and ${keys.at(-1) ?? ''} appear twice in one ${isEntry ? 'entry of a list' : 'map'}`;
  const hint = isEntry
    ? `Write a dash before ${one.key} if another entry begins here: - ${one.key}:`
    : 'Put what both hold under one of each, and remove the others';
  return [{ ...head, summary, hint }];
}

/** A fault at the second place of a key, which names the first. */
export function keyTwice(
  summary: string,
  first: MapMember,
  second: MapMember | SourceRange,
  remedy: Remedy,
): Diagnostic {
  const range = 'keyStart' in second ? rangeOfKey(second) : second;
  const before = rangeOfKey(first);
  return {
    code: 'CONFIG_DUPLICATE_KEY',
    severity: 'error',
    summary,
    hint: adviceFor(remedy, placesOf(before, range)),
    range,
    related: [{ message: 'first here', range: before }],
  };
}

function adviceFor(remedy: Remedy, places: string): string {
  if (remedy === 'join') return `Put what both hold under one of them, and remove the other: ${places}`;
  return `Remove it at ${places}${remedy === 'rename' ? ', or give one another key' : ''}`;
}

/** Both places by their lines, and by their columns where they share one. */
function placesOf(first: SourceRange, second: SourceRange): string {
  const line = ({ file, start }: SourceRange) => `${file}:${start.line}`;
  if (line(first) !== line(second)) return `${line(first)} or ${line(second)}`;
  return `${line(first)}:${first.start.column} or ${second.start.column}`;
}
