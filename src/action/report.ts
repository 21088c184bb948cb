/** Where an outcome goes: outputs, summary, annotations, and GitHub's comment and issue. */
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import type { GitHub } from '../github/client.ts';
import { redacted } from '../diagnostics/secrets.ts';
import { printable } from '../model/printable.ts';
import type { Annotation } from '../report/annotations.ts';
import { workflowCommands } from '../report/annotations.ts';
import { clipped, inlineCode, prose } from '../report/markdown.ts';
import type { MarkdownOptions } from '../report/markdown-report.ts';
import { COMMENT_BYTES, SUMMARY_BYTES } from '../report/markdown-report.ts';
import type { ActionContext } from './context.ts';
import type { Job, Outcome } from './outcome.ts';
import { log } from './job-host.ts';

/** What GitHub shows on the lines of a pull request and at the top of a run. */
export function annotate(annotations: readonly Annotation[]): void {
  const safe = annotations.map((annotation) => ({
    ...annotation,
    title: redacted(annotation.title),
    lines: annotation.lines.map(redacted),
  }));
  for (const command of workflowCommands(safe)) process.stdout.write(`${command}\n`);
}

/** The outputs of action.yml. */
export function writeOutputs({ env }: Pick<Job, 'env'>, outcome: Outcome): void {
  const outputs = {
    'has-changes': String(outcome.hasChanges),
    'exit-code': String(outcome.exitCode),
    // It quotes texts of the pull request, and workflows paste outputs into scripts and expressions.
    summary: outcome.summary.replaceAll('${{', '$ {{'),
    digest: outcome.digest,
    'plan-file': outcome.planFile ?? '',
    'sarif-file': outcome.sarifFile ?? '',
  };
  const file = env['GITHUB_OUTPUT'] ?? '';
  if (file === '') return;
  for (const [name, value] of Object.entries(outputs)) {
    // Nobody can guess the line that ends the value.
    const end = `end-${randomUUID()}`;
    appendFileSync(file, `${name}<<${end}\n${printable(redacted(value))}\n${end}\n`);
  }
}

/** The whole report, for the page of the run. */
export function writeSummary(job: Job, outcome: Outcome): void {
  const whole = 'the log of this step';
  append(job, outcome.markdown({ bytes: SUMMARY_BYTES, whole, ...frame(job) }));
}

function append({ env }: Job, markdown: string): void {
  const file = env['GITHUB_STEP_SUMMARY'] ?? '';
  if (file !== '') appendFileSync(file, `${redacted(markdown)}\n`);
}

function frame({ name, context, inputs }: Job): Pick<MarkdownOptions, 'name' | 'sourceUrl'> {
  const folder = inputs.workingDirectory.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  const path = folder.map((part) => `${encodeURIComponent(part)}/`).join('');
  return { name, sourceUrl: `${context.filesUrl}${path}` };
}

/** The report for a comment or an issue, with where it comes from. */
function shortReport(job: Job, outcome: Outcome): string {
  const { runUrl, run, sha, pullRequest } = job.context;
  const whole = `[the summary of the run](${runUrl})`;
  const body = outcome.markdown({ bytes: COMMENT_BYTES, whole, ...frame(job) });
  const commit = inlineCode((pullRequest?.headSha ?? sha).slice(0, 12));
  return `${redacted(body)}\n[Run ${run.id}](${runUrl}) on ${commit}\n`;
}

export async function openGitHub({ inputs, context, env }: Job, userAgent: string): Promise<GitHub> {
  const [{ createGitHub }, { networkFetch }] = await Promise.all([
    import('../github/client.ts'),
    import('../net/network-fetch.ts'),
  ]);
  return createGitHub({
    token: inputs.token,
    apiUrl: context.apiUrl,
    userAgent,
    onWait: log,
    fetch: networkFetch(env),
  });
}

/**
 * Records a plan for the head of its pull request, so that an apply can tell which plan an approval was given for.
 * What GitHub refuses is told, and fails nothing: the apply refuses then.
 */
export async function record(job: Job, outcome: Outcome, github: GitHub): Promise<void> {
  const { owner, repo, pullRequest } = job.context;
  const { digest, agreed, summary } = outcome;
  if (pullRequest === undefined || agreed === undefined || digest === '') return;
  await telling(job, async () => {
    const { recordPlan } = await import('../github/plan-record.ts');
    const commit = { owner, repo, sha: pullRequest.headSha, key: job.key };
    await recordPlan(github, commit, { digest, summary, content: agreed });
    return [];
  });
}

/** Writes the comment on a pull request. What GitHub refuses is told, and fails nothing. */
export async function comment(job: Job, outcome: Outcome, number: number, github: GitHub): Promise<void> {
  const { owner, repo, run } = job.context;
  const key = job.inputs.command === 'plan' ? job.key : `${job.key} (${job.inputs.command})`;
  await telling(job, async () => {
    const { writeComment } = await import('../github/comment.ts');
    const report = { key, run, digest: outcome.digest, body: shortReport(job, outcome) };
    const { outcome: what, url, problems } = await writeComment(github, { owner, repo, number }, report);
    if (what === 'overtaken') log(`A later run has commented already: ${url}`);
    else log(`Comment ${what}: ${url}`);
    return problems;
  });
}

const LABEL = {
  name: 'entente-drift',
  color: 'd93f0b',
  description: 'The tenant differs from what was last applied',
};

/** Brings the tenant's drift issue up to date. What GitHub refuses is told, and fails nothing. */
export async function driftIssue(job: Job, outcome: Outcome, github: GitHub): Promise<void> {
  const { drift, digest } = outcome;
  if (drift === undefined) return;
  const { owner, repo, run, runUrl } = job.context;
  const name = job.name === undefined ? '' : ` (${job.name})`;
  await telling(job, async () => {
    const { reportDrift } = await import('../github/drift-issue.ts');
    const link = `[Run ${run.id}](${runUrl})`;
    const { outcome: what, url } = await reportDrift(github, {
      owner,
      repo,
      key: job.key,
      run,
      digest,
      title: clipped(printable(`Drift in ${drift.tenant}${name}`), 200),
      body: shortReport(job, outcome),
      labels: [LABEL],
      changed: `The drift is another: ${prose(drift.what)}. ${link}`,
      gone: `The drift is gone: what was read is as it was last applied. ${link}`,
    });
    log(`Drift issue: ${what} ${url}`);
    return [];
  });
}

/** A token that may only read is what a fork gets; anything else that GitHub refuses is worth a warning. */
async function telling(job: Job, write: () => Promise<readonly Diagnostic[]>): Promise<void> {
  let problems: readonly Diagnostic[];
  try {
    problems = await write();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    problems = error.diagnostics;
  }
  for (const problem of problems) tellProblem(job, problem);
}

function tellProblem(job: Job, { code, summary, detail = '', hint = '' }: Diagnostic): void {
  const readOnly = isReadOnly(job.context, code);
  const lines = readOnly
    ? ['The token of this run may only read: the report is in the summary of the run, and not in a comment.']
    : [summary, detail, hint].filter((line) => line !== '');
  annotate([{ level: readOnly ? 'notice' : 'warning', title: code, lines }]);
  append(job, `> [!NOTE]\n> ${readOnly ? lines.join(' ') : `${prose(summary)}. ${prose(hint)}`}`);
}

function isReadOnly({ fork }: ActionContext, code: string): boolean {
  return fork && ['GITHUB_FORBIDDEN', 'GITHUB_NOT_FOUND', 'GITHUB_UNAUTHORIZED'].includes(code);
}
