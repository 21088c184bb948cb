/** The action's plan; for a pull request of a fork without reading the tenant, or at least a validation. */
import { packAgreed } from '../apply/agreed-record.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { refusedPlan } from '../engine/guards/stopping-findings.ts';
import { savePlan } from '../engine/plan/plan-files.ts';
import { plan as planOf } from '../engine/plan/plan.ts';
import { namesRealTenant, openProject } from '../engine/project.ts';
import { hasChanges } from '../plan/saved.ts';
import { findingAnnotation } from '../report/annotations.ts';
import { outputMarkdown } from '../report/apply-markdown.ts';
import { planMarkdown } from '../report/plan-markdown.ts';
import { nothingToDo, renderPlan, renderPlanSummary } from '../report/plan-text.ts';
import { createStyle } from '../report/style.ts';
import { log } from './job-host.ts';
import type { Job, Outcome } from './outcome.ts';
import type { Running } from './running.ts';
import { outputFile, projectOf, running, withNotes } from './running.ts';

const FORK_PLANNED =
  '> [!NOTE]\n> This pull request comes from a fork, whose runs have no credentials: the tenant was not read.';
const FORK_VALIDATED =
  '> [!NOTE]\n> This pull request comes from a fork, whose runs have no credentials, and what was last applied cannot be read without them: the configuration was checked, and not planned. A maintainer sees the plan after pushing the branch to this repository.';

export async function plan(job: Job): Promise<Outcome> {
  const { inputs, context } = job;
  const planFile = outputFile(job, inputs.planFile, '.entente-plan.json');
  const reach = { offline: false };
  const outcome = await running(job, 'plan', async (run) => {
    const offline = inputs.refresh === 'false' || (inputs.refresh === 'auto' && (await isOutOfReach(run)));
    reach.offline = offline;
    const {
      plan: made,
      errors,
      sources,
    } = await planOf(
      {
        ...projectOf(job),
        outputs: [planFile],
        refresh: !offline,
        allowAccessLoss: inputs.allowAccessLoss,
        target: inputs.targets,
      },
      run.host,
    );
    log(renderPlan(errors.length > 0 ? refusedPlan(made) : made, { color: false }));
    if (errors.length > 0)
      throw new DiagnosticError(errors, { sources, conclusion: 'This plan cannot be applied.' });
    await savePlan(made, planFile, planFile);
    const notes = offline && context.fork ? [FORK_PLANNED] : [];
    const changes = hasChanges(made);
    return {
      exitCode: changes ? 2 : 0,
      failed: false,
      summary: changes ? renderPlanSummary(made.summary, createStyle(false)) : `${nothingToDo(made)}.`,
      hasChanges: changes,
      markdown: (options) => planMarkdown(made, withNotes(options, notes)),
      annotations: made.findings.map(findingAnnotation),
      digest: made.digest,
      agreed: packAgreed(made),
      planFile,
    };
  });
  return outcome.failed && reach.offline && context.fork && !outcome.interrupted
    ? validate(job, outcome)
    : outcome;
}

/** A pull request of a fork has no credentials for a real tenant. The embedded one needs none. */
async function isOutOfReach({ job, host }: Running): Promise<boolean> {
  if (!job.context.fork || (host.env['ENTENTE_GRAPH_URL'] ?? '') !== '') return false;
  return namesRealTenant(projectOf(job), host);
}

/** What is left to do for a fork whose plan needs what only a maintainer's run can read. */
function validate(job: Job, planned: Outcome): Promise<Outcome> {
  return running(job, 'validate', async ({ host }) => {
    const { configuration } = await openProject(projectOf(job), host);
    log(`${configuration.rootFile}: valid.`);
    const why = planned.diagnostics.filter(({ severity }) => severity === 'error');
    return {
      exitCode: 0,
      failed: false,
      summary: 'Valid; not planned, because runs for forks have no credentials.',
      hasChanges: false,
      markdown: (options) =>
        outputMarkdown(
          'the configuration is valid',
          why.map(({ code, summary }) => `not planned: ${code}: ${summary}`).join('\n'),
          withNotes(options, [FORK_VALIDATED]),
        ),
      digest: '',
    };
  });
}
