import type { ResourceAddress } from '../model/address.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Action } from '../plan/plan.ts';

/** What apply reports while it works; the CLI prints it as text or NDJSON. */
export type ApplyEvent =
  | {
      readonly type: 'apply_moved';
      readonly address: ResourceAddress;
      readonly movedFrom: ResourceAddress;
      readonly displayName: string;
    }
  | {
      readonly type: 'apply_start';
      readonly address: ResourceAddress;
      readonly action: Action;
      readonly displayName: string;
    }
  | {
      readonly type: 'apply_complete';
      readonly address: ResourceAddress;
      readonly action: Action;
      readonly displayName: string;
      readonly id: string | undefined;
      readonly elapsedMs: number;
    }
  | {
      readonly type: 'apply_errored';
      readonly address: ResourceAddress;
      readonly action: Action;
      readonly displayName: string;
      readonly diagnostic: Diagnostic;
    }
  | {
      readonly type: 'apply_skipped';
      readonly address: ResourceAddress;
      readonly action: Action;
      readonly displayName: string;
      /** The failed or skipped change it needed, or `interrupted`. */
      readonly because: ResourceAddress | 'interrupted';
      /** A part of it was done before: the object was made without all of its parts, or deleted and not made anew. */
      readonly incomplete: boolean;
    };

/** What was done, in the terms in which people are told. */
export interface Done {
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
  readonly adopted: number;
  readonly forgotten: number;
}

/** Counts completed changes by their actions; a replacement is an addition and a destruction. */
export function countDone(completed: readonly Action[]): Done {
  const count = (...actions: readonly Action[]) =>
    completed.filter((action) => actions.includes(action)).length;
  return {
    added: count('create', 'replace'),
    changed: count('update'),
    destroyed: count('delete', 'replace', 'removeTwin'),
    adopted: count('adopt'),
    forgotten: count('forget'),
  };
}

/** Whether all of it was done. */
export function isComplete({ failed, skipped, incomplete, interrupted }: ApplySummary): boolean {
  return failed + skipped + incomplete === 0 && !interrupted;
}

export interface ApplySummary extends Done {
  /** Objects that got another address, whatever else was done about them. */
  readonly moved: number;
  readonly failed: number;
  /** Nothing was done about them. */
  readonly skipped: number;
  /** A part was done, and the rest was not begun. */
  readonly incomplete: number;
  readonly interrupted: boolean;
}
