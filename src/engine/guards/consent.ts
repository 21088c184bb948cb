/** Who has to agree before a plan is carried out. */
import { failure } from '../../diagnostics/failure.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Host } from '../host.ts';

export interface ConsentOptions {
  /** Nobody is asked. */
  readonly autoApprove?: boolean;
  readonly planFile?: string | undefined;
  readonly expectDigest?: string | undefined;
}

/** True when the user is asked before anything is done: no flag, saved plan or digest says so already. */
export function isAsked({ autoApprove, planFile, expectDigest }: ConsentOptions): boolean {
  return autoApprove !== true && planFile === undefined && expectDigest === undefined;
}

/** Whether the plan may be carried out; asks where that is needed, and rejects with APPLY_CONSENT where nobody can be asked. */
export async function consents(plan: Plan, options: ConsentOptions, { ask }: Host): Promise<boolean> {
  if (!isAsked(options)) return true;
  if (ask !== undefined) return ask.approve(plan);
  throw failure(
    'APPLY_CONSENT',
    'There is no terminal to ask for approval on',
    'Add --auto-approve, or save a plan with plan -o FILE and run apply FILE',
  );
}
