/** Where a run stands: from steps of operations to events and counts of changes. */
import type { ResourceAddress } from '../model/address.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Operation } from '../plan/operations.ts';
import type { Change } from '../plan/plan.ts';
import type { ApplyEvent, ApplySummary } from './events.ts';
import { countDone } from './events.ts';

type Ending = 'succeeded' | 'failed' | 'skipped' | 'incomplete';

interface ChangeProgress {
  readonly change: Change;
  /** Operations that are not over. */
  left: number;
  /** Operations that were done. */
  done: number;
  startedAt: number | undefined;
  /** Why the first of its operations that was skipped was. */
  because: ResourceAddress | 'interrupted' | undefined;
  ending: Ending | undefined;
}

/**
 * A change is complete when all its operations are; the first failure ends it. One of which some were skipped ends with
 * the last of the others: what was done of it tells whether it was skipped or done in part.
 */
export class Progress {
  private readonly changes = new Map<ResourceAddress, ChangeProgress>();
  private readonly over = new Set<string>();
  private readonly ids = new Map<ResourceAddress, string>();
  private readonly emit: (event: ApplyEvent) => void;
  private readonly clock: () => Date;

  constructor(
    operations: readonly Operation[],
    changes: ReadonlyMap<ResourceAddress, Change>,
    emit: (event: ApplyEvent) => void,
    clock: () => Date,
  ) {
    this.emit = emit;
    this.clock = clock;
    for (const { address } of operations) {
      const change = changes.get(address);
      // A record that is brought up to date is not shown.
      if (change === undefined || change.action === 'noop') continue;
      const known = this.changes.get(address);
      if (known !== undefined) known.left += 1;
      else {
        const fresh = { left: 1, done: 0, startedAt: undefined, because: undefined, ending: undefined };
        this.changes.set(address, { change, ...fresh });
      }
    }
  }

  /** The id that this run gave an address. */
  idOf(address: ResourceAddress): string | undefined {
    return this.ids.get(address);
  }

  isOver({ id }: Operation): boolean {
    return this.over.has(id);
  }

  /** True when nothing is left to do for an address. */
  isSettled(address: ResourceAddress): boolean {
    const progress = this.changes.get(address);
    return progress === undefined || progress.ending === 'succeeded';
  }

  started({ address }: Operation): void {
    const progress = this.changes.get(address);
    if (progress === undefined || progress.startedAt !== undefined) return;
    progress.startedAt = this.clock().getTime();
    this.emit({ type: 'apply_start', ...described(progress.change) });
  }

  succeeded(operation: Operation, id: string | undefined): void {
    this.over.add(operation.id);
    if (operation.step === 'create' && id !== undefined) this.ids.set(operation.address, id);
    const progress = this.changes.get(operation.address);
    if (progress === undefined) return;
    progress.left -= 1;
    progress.done += 1;
    if (this.endSkipped(progress) || progress.left > 0 || progress.ending !== undefined) return;
    progress.ending = 'succeeded';
    const { change, startedAt } = progress;
    const elapsedMs = this.clock().getTime() - (startedAt ?? this.clock().getTime());
    this.emit({
      type: 'apply_complete',
      ...described(change),
      id: this.ids.get(change.address) ?? change.id,
      elapsedMs,
    });
  }

  failed(operation: Operation, diagnostic: Diagnostic): void {
    this.over.add(operation.id);
    const progress = this.changes.get(operation.address);
    if (progress === undefined) return;
    progress.left -= 1;
    if (progress.ending !== undefined) return;
    progress.ending = 'failed';
    this.emit({ type: 'apply_errored', ...described(progress.change), diagnostic });
  }

  skipped(operation: Operation, because: ResourceAddress | 'interrupted'): void {
    this.over.add(operation.id);
    const progress = this.changes.get(operation.address);
    if (progress === undefined) return;
    progress.left -= 1;
    progress.because ??= because;
    this.endSkipped(progress);
  }

  /** True for a change of which operations were skipped; the last of the others ends it. */
  private endSkipped(progress: ChangeProgress): boolean {
    const { because, change, left, done, ending } = progress;
    if (because === undefined || ending !== undefined) return false;
    if (left > 0) return true;
    const incomplete = done > 0;
    progress.ending = incomplete ? 'incomplete' : 'skipped';
    this.emit({ type: 'apply_skipped', ...described(change), because, incomplete });
    return true;
  }

  summary(interrupted: boolean): Omit<ApplySummary, 'moved'> {
    const all = [...this.changes.values()];
    const ended = (ending: Ending) => all.filter((each) => each.ending === ending);
    return {
      ...countDone(ended('succeeded').map(({ change }) => change.action)),
      failed: ended('failed').length,
      skipped: ended('skipped').length,
      incomplete: ended('incomplete').length,
      interrupted,
    };
  }
}

function described({ address, action, displayName }: Change) {
  return { address, action, displayName };
}
