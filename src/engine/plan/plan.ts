/** What an apply would do; changes nothing. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Plan } from '../../plan/plan.ts';
import { reading } from '../connection/reading.ts';
import { stoppingFindings } from '../guards/stopping-findings.ts';
import type { Host } from '../host.ts';
import type { ProjectOptions } from '../project.ts';
import type { PlanFlags } from './make-plan.ts';
import { makePlan } from './make-plan.ts';

export interface PlanOptions extends ProjectOptions, PlanFlags {}

export interface Planned {
  readonly plan: Plan;
  /** Not empty: nobody can agree to this plan. */
  readonly errors: readonly Diagnostic[];
  /** Texts of the configuration's files, by name. */
  readonly sources: ReadonlyMap<string, string>;
}

export function plan(options: PlanOptions, host: Host): Promise<Planned> {
  return reading(options, host, async ({ project, connection, prior }) => {
    const made = await makePlan(project, connection, prior, options, host);
    return { plan: made, errors: stoppingFindings(made), sources: project.sources };
  });
}
