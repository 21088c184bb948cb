import type { ResourceAddress } from '../model/address.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Action } from '../plan/plan.ts';

/** What apply reports while it works; the CLI prints it as text or NDJSON. */
export type ApplyEvent =
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
    };

export interface ApplySummary {
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
  readonly adopted: number;
  readonly forgotten: number;
  readonly failed: number;
  readonly skipped: number;
  readonly interrupted: boolean;
}
