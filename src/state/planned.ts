/** What a journal planned to create, and which creations may have begun although their line is lost. */
import type { Journal, JournalEntry } from './journal.ts';

/**
 * Entries for planned creations that a lost or torn line may have begun: each that has no record of its own is taken
 * to be under way, so that the next run looks for it and does not simply create it once more.
 */
export function unrecordedCreations(
  entries: readonly JournalEntry[],
  doubtful: Journal['doubtful'],
): JournalEntry[] {
  if (doubtful.length === 0) return [];
  const begun = new Set(entries.flatMap((entry) => (entry.type === 'begin' ? entry.pending.operation : [])));
  const ended = new Map(
    entries.flatMap((entry) => (entry.type === 'commit' ? [[entry.operation, entry] as const] : [])),
  );
  return entries.flatMap((entry): JournalEntry[] => {
    if (entry.type !== 'planned') return [];
    const { pending, uncertain } = entry;
    if (begun.has(pending.operation) || !(doubtful === 'all' || doubtful.includes(pending.operation)))
      return [];
    const end = ended.get(pending.operation);
    if (end === undefined) return [{ ...entry, type: 'begin' }];
    // Its end tells what became of it; a twin may still come, unless the service itself had answered.
    return uncertain === undefined || end.certain === true
      ? []
      : [{ type: 'record', effect: { uncertain: { put: [uncertain] } } }];
  });
}
