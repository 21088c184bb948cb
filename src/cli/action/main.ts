/** The GitHub Action: runs a command of Entente, and reports on it where reviewers look. */
import path from 'node:path';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { keepSecretsOf, redacted } from '../../diagnostics/secrets.ts';
import { diagnosticAnnotation } from '../../report/annotations.ts';
import { renderDiagnostics } from '../../report/diagnostics-text.ts';
import { toolVersion } from '../version.ts';
import { runCommand } from './commands.ts';
import { readContext } from './context.ts';
import type { Inputs } from './inputs.ts';
import { readInputs } from './inputs.ts';
import type { Job } from './outcome.ts';
import { annotate, comment, driftIssue, openGitHub, writeOutputs, writeSummary } from './report.ts';

/** Word for `expect-digest`: the digest in the comment of the pull request that the commit came from. */
const REVIEWED = 'reviewed';

async function main(env: NodeJS.ProcessEnv): Promise<number> {
  const inputs = readInputs(env);
  const job = jobOf(inputs, env);
  const { context } = job;
  const github = inputs.token === '' ? undefined : await openGitHub(job, `entente/${toolVersion()}`);
  let digest = inputs.expectDigest;
  let number = context.pullRequest?.number;
  if (inputs.command === 'apply' && digest === REVIEWED) {
    const { reviewedPlan } = await import('../../github/reviewed-plan.ts');
    const { owner, repo, sha } = context;
    const reviewed = await reviewedPlan(github, { owner, repo, sha, key: job.key });
    ({ digest, number } = reviewed);
    process.stdout.write(`The plan that was reviewed in #${number}: ${digest}\n`);
  }
  const outcome = await runCommand(job, digest);
  writeOutputs(job, outcome);
  writeSummary(job, outcome);
  if (inputs.annotations) annotate(outcome.annotations);
  if (github !== undefined && !outcome.interrupted) {
    const { command } = inputs;
    if (inputs.comment && number !== undefined && (command === 'plan' || command === 'apply'))
      await comment(job, outcome, number, github);
    if (inputs.issue && context.pullRequest === undefined) await driftIssue(job, outcome, github);
  }
  return outcome.failed ? outcome.exitCode : 0;
}

function jobOf(inputs: Inputs, env: NodeJS.ProcessEnv): Job {
  const context = readContext(env);
  const cwd = path.resolve(env['GITHUB_WORKSPACE'] ?? '.', inputs.workingDirectory);
  const file = path.posix.join(inputs.workingDirectory.split(path.sep).join('/'), inputs.file);
  const { environment } = inputs;
  const key = environment === undefined ? file : `${file} ${environment}`;
  const name = environment ?? (file === 'governance.yaml' ? undefined : file);
  return { inputs, context, env, cwd, name, key };
}

keepSecretsOf(process.env);
try {
  process.exitCode = await main(process.env);
} catch (error) {
  if (error instanceof DiagnosticError) {
    process.stdout.write(redacted(renderDiagnostics(error.diagnostics, new Map(), { color: false })));
    annotate(error.diagnostics.map(diagnosticAnnotation));
  } else {
    const message = error instanceof Error ? error.message : String(error);
    annotate([
      { level: 'error', title: 'Entente', lines: [message, 'This is a bug in Entente. Please report it.'] },
    ]);
  }
  process.exitCode = 1;
}
