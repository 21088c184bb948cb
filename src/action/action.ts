/** The action in a job of GitHub: runs a command of Entente, and reports on it where reviewers look. */
import path from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { keepSecretsOf } from '../diagnostics/secrets.ts';
import type { GitHub } from '../github/client.ts';
import type { ReviewedPlan } from '../github/reviewed-plan.ts';
import { printable } from '../model/printable.ts';
import { toolVersion } from '../engine/version.ts';
import { runCommand } from './commands.ts';
import { readContext } from './context.ts';
import type { Inputs } from './inputs.ts';
import { readInputs } from './inputs.ts';
import type { Job, Outcome } from './outcome.ts';
import { failedOutcome, refusalOf } from './refused.ts';
import { annotate, comment, driftIssue, openGitHub, record, writeOutputs, writeSummary } from './report.ts';
import { log, logDiagnostics } from './job-host.ts';

/** Word for `expect-digest`: the plan that was approved in the pull request that the commit came from. */
const REVIEWED = 'reviewed';

/**
 * Runs the action with the environment that the runner gives it, of which the inputs are removed; writes its log to
 * standard output. Resolves to the exit code.
 */
export async function run(env: NodeJS.ProcessEnv): Promise<number> {
  keepSecretsOf(env);
  try {
    return await perform(env);
  } catch (error) {
    if (error instanceof DiagnosticError) {
      logDiagnostics(error.diagnostics);
      const outcome = failedOutcome('the action', error.diagnostics);
      annotate(outcome.annotations);
      writeOutputs({ env }, outcome);
    } else {
      const message = error instanceof Error ? error.message : String(error);
      annotate([
        { level: 'error', title: 'Entente', lines: [message, 'This is a bug in Entente. Please report it.'] },
      ]);
    }
    return 1;
  }
}

async function perform(env: NodeJS.ProcessEnv): Promise<number> {
  const inputs = readInputs(env);
  const job = jobOf(inputs, env);
  const { context } = job;
  const github = inputs.token === '' ? undefined : await openGitHub(job, `entente/${toolVersion()}`);
  const { outcome, number = context.pullRequest?.number } = await runReviewed(job, github);
  writeOutputs(job, outcome);
  writeSummary(job, outcome);
  if (inputs.annotations) annotate(outcome.annotations);
  if (github !== undefined && !outcome.interrupted) {
    const { command } = inputs;
    if (command === 'plan') await record(job, outcome, github);
    if (inputs.comment && number !== undefined && (command === 'plan' || command === 'apply'))
      await comment(job, outcome, number, github);
    if (inputs.issue && context.pullRequest === undefined) await driftIssue(job, outcome, github);
  }
  if (outcome.abandoned === true) process.exit(outcome.exitCode);
  return outcome.failed ? outcome.exitCode : 0;
}

/** Runs the command; an apply of what was reviewed only where that is known. `number` is that of its pull request. */
async function runReviewed(
  job: Job,
  github: GitHub | undefined,
): Promise<{ readonly outcome: Outcome; readonly number?: number | undefined }> {
  const { command, expectDigest: digest } = job.inputs;
  if (command !== 'apply' || digest !== REVIEWED) return { outcome: await runCommand(job, { digest }) };
  const { reviewedPlan } = await import('../github/reviewed-plan.ts');
  const { owner, repo, sha } = job.context;
  let reviewed: ReviewedPlan;
  try {
    reviewed = await reviewedPlan(github, { owner, repo, sha, key: job.key });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return { outcome: refused(error.diagnostics) };
  }
  const { number, plan, approvedBy = '' } = reviewed;
  if (plan === undefined) return { outcome: refused(refusalOf(reviewed)), number };
  log(printable(`The plan that ${approvedBy} approved in #${number}: ${plan.digest}`));
  return { outcome: await runCommand(job, { digest: plan.digest, approved: plan }), number };
}

function refused(diagnostics: readonly Diagnostic[]): Outcome {
  logDiagnostics(diagnostics);
  return failedOutcome('apply', diagnostics);
}

function jobOf(inputs: Inputs, env: NodeJS.ProcessEnv): Job {
  const context = readContext(env);
  const cwd = path.resolve(env['GITHUB_WORKSPACE'] ?? '.', inputs.workingDirectory);
  const file = path.posix.join(inputs.workingDirectory.split(path.sep).join('/'), inputs.file);
  const { environment } = inputs;
  const key = environment === undefined ? file : `${file} ${environment}`;
  const name = environment ?? (file === 'governance.yaml' ? undefined : file);
  return { inputs, context, env: withoutInputs(env), cwd, name, key };
}

/** Nothing that the engine starts needs the inputs, and the token least of all. */
function withoutInputs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  for (const name of Object.keys(env)) if (name.startsWith('INPUT_')) Reflect.deleteProperty(env, name);
  return env;
}
