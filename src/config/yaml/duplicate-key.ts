/** Keys that stand at two places. Pure. */
import type { Diagnostic, SourceRange } from '../../diagnostics/diagnostic.ts';
import type { MapMember } from './source-node.ts';
import { rangeOfKey } from './source-node.ts';

/** How a key that stands twice is mended: what people call an entry they may call otherwise. */
export type Remedy = 'remove' | 'rename' | 'join';

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
