/** Events that become due without a request, in the order of time: an index in memory over the stored rows. */
import type { DueEvent, DueEventQueue } from '../context.ts';
import type { Entity } from '../json.ts';
import { isEntity, textOf } from '../json.ts';
import type { Store, TableName } from '../storage/store.ts';
import { endOf, isLive } from './assignments.ts';
import { deliveryDatesOf } from './delivery.ts';
import { currentStage } from './stages.ts';

type DueDatesOf = (row: Entity) => readonly (string | undefined)[];

/** The times at which events of a row are due. */
const DATES: Partial<Record<TableName, DueDatesOf>> = {
  assignments: (row) => (isLive(row) ? [endOf(row), textOf(row['leavingDueDateTime'])] : []),
  reviews: (row) => [textOf(row['endDateTime'])],
  automatic: (row) => [textOf(row['at'])],
  assignmentRequests: (row) => {
    if (row['state'] === 'scheduled') return [textOf(row['startDateTime'])];
    const stage = row['state'] === 'pendingApproval' ? currentStage(row) : undefined;
    return isEntity(stage)
      ? [textOf(stage['denialDueDateTime']), textOf(stage['escalationDueDateTime'])]
      : deliveryDatesOf(row);
  },
  users: (row) => [textOf(row['deletionDueDateTime'])],
};

/** The times at which events of a row are due, as it is now. */
export function dueDatesOf(table: TableName, row: Entity): string[] {
  const dates = DATES[table]?.(row) ?? [];
  return dates.filter((date) => date !== undefined && date !== '') as string[];
}

export class DueEvents implements DueEventQueue {
  /** The latest first, so that the next event is taken from the end. */
  private readonly dues: DueEvent[] = [];

  constructor(store: Store) {
    for (const table of Object.keys(DATES) as TableName[]) {
      for (const [id, row] of store.entries(table))
        for (const at of dueDatesOf(table, row)) this.dues.push({ at, table, id });
    }
    this.dues.sort((a, b) => (a.at < b.at ? 1 : Number(a.at > b.at) * -1));
    store.onPut = (table, id, row) => {
      if (DATES[table] === undefined) return;
      for (const at of dueDatesOf(table, row)) this.insert({ at, table, id });
    };
  }

  /** Removes and returns the first event that is due by `until`; undefined when there is none. */
  take(until: string): DueEvent | undefined {
    const next = this.dues.at(-1);
    return next !== undefined && next.at <= until ? this.dues.pop() : undefined;
  }

  /** Of the events of one time, the one that was added first comes first. */
  private insert(due: DueEvent): void {
    let [low, high] = [0, this.dues.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.dues[middle];
      if (other !== undefined && other.at > due.at) low = middle + 1;
      else high = middle;
    }
    this.dues.splice(low, 0, due);
  }
}
