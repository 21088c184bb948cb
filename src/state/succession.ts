/** Whether one document may be put in place of another by hand. */
import type { StateDocument } from './document.ts';
import { stateError } from './faults.ts';
import { formatState } from './format.ts';

/** Where the two documents are, as shown in messages. */
export interface Succession {
  readonly current: StateDocument | undefined;
  readonly next: StateDocument;
  /** Of `next`. */
  readonly from: string;
  /** Of `current`. */
  readonly to: string;
  /** Another lineage or an older serial does not prevent it; another tenant always does. */
  readonly force: boolean;
}

/**
 * The document to write; undefined when it is there already. Throws STATE_TENANT, STATE_LINEAGE or STATE_SERIAL.
 * What is forced gets a serial after the one that it replaces, so that plans on that one are refused.
 */
export function successor({ current, next, from, to, force }: Succession): StateDocument | undefined {
  if (current === undefined) return { ...next, serial: Math.max(next.serial, 1) };
  if (current.tenant.id !== next.tenant.id) {
    throw stateError(
      'STATE_TENANT',
      `${from} belongs to tenant ${next.tenant.id}, but the state ${to} to tenant ${current.tenant.id}`,
      'Point the configuration to the right state; not even --force replaces the state of another tenant',
    );
  }
  if (formatState(current) === formatState(next)) return undefined;
  if (force) return { ...next, serial: Math.max(next.serial, current.serial + 1) };
  if (current.lineage !== next.lineage) {
    throw stateError(
      'STATE_LINEAGE',
      `${from} (lineage ${next.lineage}) has nothing to do with the state ${to} (lineage ${current.lineage})`,
      'Check both; state push --force replaces the one by the other',
    );
  }
  if (next.serial <= current.serial) {
    throw stateError(
      'STATE_SERIAL',
      `${from} has serial ${next.serial}, but the state ${to} has ${current.serial} already: a later run recorded something`,
      'Compare it with entente state pull; state push --force puts the older one back, and what was recorded since is lost',
    );
  }
  return next;
}
