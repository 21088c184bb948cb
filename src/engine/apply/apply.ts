/** Plan, ask, and do it; or carry out exactly a plan that was saved. */
import path from 'node:path';
import { withTenantSession } from '../connection/tenant-session.ts';
import { guardReviewed } from '../guards/staleness.ts';
import type { Host } from '../host.ts';
import { Interrupted } from '../interruption.ts';
import { readPlan } from '../plan/plan-files.ts';
import { openProject } from '../project.ts';
import type { ApplyOptions, ApplyResult } from './apply-options.ts';
import { ApplyRun } from './apply-run.ts';

export async function apply(options: ApplyOptions, host: Host): Promise<ApplyResult> {
  const { planFile, expectDigest, lockTimeout, destroy, file, env } = options;
  const saved =
    planFile === undefined ? undefined : await readPlan(path.resolve(host.cwd, planFile), planFile);
  if (saved !== undefined) guardReviewed(`The plan ${planFile ?? ''}`, saved, expectDigest);
  const project = await openProject(options, host);
  const how = { operation: destroy === true ? 'destroy' : 'apply', lockTimeout, file, env, writes: true };
  let result: ApplyResult | undefined;
  try {
    return await withTenantSession(project, host, how, async (opened) => {
      result = await new ApplyRun(options, host, project, opened).run(saved);
      return result;
    });
  } catch (error) {
    if (!(error instanceof Interrupted) || result?.summary === undefined) throw error;
    const { summary } = result;
    if (summary.failed + summary.skipped + summary.incomplete > 0) return { ...result, interruption: error };
    host.progress('The interruption came when everything was done: nothing is left to do.');
    return { ...result, summary: { ...summary, interrupted: false } };
  }
}
