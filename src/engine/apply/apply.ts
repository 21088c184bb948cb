/** Plan, ask, and do it; or carry out exactly a plan that was saved. */
import path from 'node:path';
import type { ApplyEvent, ApplySummary } from '../../apply/events.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Plan } from '../../plan/plan.ts';
import { withTenantSession } from '../connection/tenant-session.ts';
import type { Consent } from '../guards/guarded.ts';
import type { ConsentOptions } from '../guards/consent.ts';
import { guardReviewed } from '../guards/staleness.ts';
import type { Host } from '../host.ts';
import { Interrupted } from '../interruption.ts';
import type { PlanFlags } from '../plan/make-plan.ts';
import { readPlan } from '../plan/plan-files.ts';
import type { ProjectOptions } from '../project.ts';
import { openProject } from '../project.ts';
import { ApplyRun } from './apply-run.ts';

export interface ApplyOptions extends ProjectOptions, PlanFlags, ConsentOptions, Omit<Consent, 'asked'> {
  /** SHA-256 (hex) of the plan that was reviewed. */
  readonly expectDigest?: string | undefined;
  /** Seconds to wait for the lock of the state. */
  readonly lockTimeout: number;
  /** Told of the plan before anybody is asked. */
  readonly onPlan?: (plan: Plan) => Promise<void> | void;
  readonly onEvent?: (event: ApplyEvent) => void;
}

export type ApplyResult = Cancelled | Applied;

/** The person who was asked did not agree. */
interface Cancelled {
  readonly plan: Plan;
  readonly summary: undefined;
}

interface Applied {
  /** A signal ended it before all was done; the state and its lock are as this says. */
  readonly interruption?: Interrupted;
  readonly plan: Plan;
  readonly summary: ApplySummary;
  /** What was not done, and why; changes that were skipped for it have none of their own. */
  readonly failures: readonly Diagnostic[];
  /** Texts of the configuration's files, by name. */
  readonly sources: ReadonlyMap<string, string>;
  /** How often the service asked to wait, and for how many milliseconds in all. */
  readonly throttling: { readonly throttled: number; readonly waitedMs: number };
}

export async function apply(options: ApplyOptions, host: Host): Promise<ApplyResult> {
  const { planFile, expectDigest, lockTimeout, destroy, file, env } = options;
  const saved =
    planFile === undefined ? undefined : await readPlan(path.resolve(host.cwd, planFile), planFile);
  if (saved !== undefined) guardReviewed(`The plan ${planFile ?? ''}`, saved, expectDigest);
  const project = await openProject(options, host);
  const how = { operation: destroy === true ? 'destroy' : 'apply', lockTimeout, file, env };
  let result: ApplyResult | undefined;
  try {
    return await withTenantSession(project, host, how, async (opened) => {
      result = await new ApplyRun(options, host, project, opened).run(saved);
      return result;
    });
  } catch (error) {
    if (!(error instanceof Interrupted) || result?.summary === undefined) throw error;
    return { ...result, interruption: error };
  }
}
