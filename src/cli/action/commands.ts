/** The commands of the action: each runs the command line and reads what it left behind. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ApplySummary } from '../../apply/events.ts';
import { packAgreed } from '../../apply/agreed-record.ts';
import { parsePlan } from '../../apply/plan-file.ts';
import { loadConfiguration } from '../../config/load.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { canonicalJson, isObject } from '../../model/value.ts';
import type { Action } from '../../plan/plan.ts';
import { hasChanges } from '../../plan/saved.ts';
import type { Annotation } from '../../report/annotations.ts';
import { diagnosticAnnotation, findingAnnotation } from '../../report/annotations.ts';
import type { AppliedChange } from '../../report/apply-markdown.ts';
import { applyMarkdown, outputMarkdown } from '../../report/apply-markdown.ts';
import { renderApplySummary } from '../../report/apply-text.ts';
import { renderDiagnostics } from '../../report/diagnostics-text.ts';
import type { DriftReport } from '../../plan/drift-report.ts';
import { driftMarkdown } from '../../report/drift-text.ts';
import type { MarkdownOptions } from '../../report/markdown-report.ts';
import { planMarkdown } from '../../report/plan-markdown.ts';
import { renderPlanSummary } from '../../report/plan-text.ts';
import { counted, createStyle } from '../../report/style.ts';
import type { RecordedPlan } from '../../github/plan-record.ts';
import type { Inputs } from './inputs.ts';
import type { Job, Outcome } from './outcome.ts';
import { explainRefusal, failedOutcome } from './refused.ts';
import type { Ran } from './run-entente.ts';
import { log, runEntente } from './run-entente.ts';
import { sarifAnnotations } from './sarif-annotations.ts';

const PLAIN = createStyle(false);

/** What an apply must find: a digest, and the plan that was approved with it where that is recorded. */
export interface Expected {
  readonly digest: string | undefined;
  readonly approved?: RecordedPlan | undefined;
}

/** Runs the command that the inputs name. */
export async function runCommand(job: Job, expected: Expected): Promise<Outcome> {
  switch (job.inputs.command) {
    case 'plan':
      return plan(job);
    case 'apply':
      return apply(job, expected);
    case 'drift':
      return drift(job);
    case 'check':
      return check(job);
    case 'test':
      return test(job);
  }
}

/** Global options come first, so that they do not depend on the command. */
function globals({ file, environment }: Inputs): string[] {
  return ['--file', file, ...(environment === undefined ? [] : ['--env', environment])];
}

function targets({ targets: addresses }: Inputs): string[] {
  return addresses.flatMap((address) => ['--target', address]);
}

async function plan(job: Job): Promise<Outcome> {
  const { inputs, env, cwd, context } = job;
  const planFile = path.resolve(
    cwd,
    inputs.planFile ?? path.join(env['RUNNER_TEMP'] ?? tmpdir(), `${fileName(job.key)}.entente-plan.json`),
  );
  const offline = inputs.refresh === 'false' || (inputs.refresh === 'auto' && (await isOutOfReach(job)));
  const ran = await runEntente(
    [
      ...globals(inputs),
      'plan',
      '--out',
      planFile,
      '--detailed-exitcode',
      ...(offline ? ['--no-refresh'] : []),
      ...(inputs.allowAccessLoss ? ['--allow-access-loss'] : []),
      ...targets(inputs),
    ],
    { cwd, env, timeoutMs: inputs.timeoutMs },
  );
  if (ran.code !== 0 && ran.code !== 2)
    return offline && context.fork ? validate(job, ran) : failed(job, 'plan', ran);
  const made = parsePlan(readFileSync(planFile, 'utf8'), planFile);
  const notes = offline && context.fork ? [FORK_PLANNED] : [];
  const changes = hasChanges(made);
  return {
    ...common(ran),
    failed: false,
    summary: changes ? renderPlanSummary(made.summary, PLAIN) : 'No changes.',
    hasChanges: changes,
    markdown: (options) => planMarkdown(made, withNotes(options, notes)),
    annotations: placed(job, [
      ...ran.diagnostics.map(diagnosticAnnotation),
      ...made.findings.map(findingAnnotation),
    ]),
    digest: made.digest,
    agreed: packAgreed(made),
    planFile,
  };
}

const FORK_PLANNED =
  '> [!NOTE]\n> This pull request comes from a fork, whose runs have no credentials: the tenant was not read.';
const FORK_VALIDATED =
  '> [!NOTE]\n> This pull request comes from a fork, whose runs have no credentials, and what was last applied cannot be read without them: the configuration was checked, and not planned. A maintainer sees the plan after pushing the branch to this repository.';

/** A pull request of a fork has no credentials for a real tenant. The embedded one needs none. */
async function isOutOfReach({ inputs, context, env, cwd }: Job): Promise<boolean> {
  if (!context.fork || (env['ENTENTE_GRAPH_URL'] ?? '') !== '') return false;
  const { configuration } = await loadConfiguration({
    file: inputs.file,
    cwd,
    env,
    ...(inputs.environment !== undefined && { environment: inputs.environment }),
  });
  return configuration?.document.tenant.id !== undefined;
}

/** What is left to do for a fork whose plan needs what only a maintainer's run can read. */
async function validate(job: Job, planned: Ran): Promise<Outcome> {
  const { inputs, env, cwd } = job;
  const ran = await runEntente([...globals(inputs), 'validate'], { cwd, env, timeoutMs: inputs.timeoutMs });
  if (ran.code !== 0) return failed(job, 'validate', ran);
  const why = planned.diagnostics.filter(({ severity }) => severity === 'error');
  return {
    ...common(ran),
    failed: false,
    summary: 'Valid; not planned, because runs for forks have no credentials.',
    hasChanges: false,
    markdown: (options) =>
      outputMarkdown(
        'the configuration is valid',
        why.map(({ code, summary }) => `not planned: ${code}: ${summary}`).join('\n'),
        withNotes(options, [FORK_VALIDATED]),
      ),
    annotations: diagnosed(job, ran.diagnostics),
  };
}

async function apply(job: Job, { digest: reviewed, approved }: Expected): Promise<Outcome> {
  const { inputs, env, cwd } = job;
  const { planFile, maxDeletes, allowAccessLoss, lockTimeout } = inputs;
  const changes: AppliedChange[] = [];
  const failures: Diagnostic[] = [];
  let counts: ApplySummary | undefined;
  const show = (line: string) => {
    const message = messageOf(line);
    if (message === undefined) return line;
    const { type, hook, diagnostic, changes: done } = message;
    if (diagnostic !== undefined) {
      failures.push(diagnostic);
      return renderDiagnostics([diagnostic], new Map(), { color: false }).trimEnd();
    }
    if (hook !== undefined) noteChange(changes, type, hook);
    if (type === 'change_summary' && done?.operation === 'apply') counts = summaryOf(done);
    return message['@message'];
  };
  const ran = await runEntente(
    [
      ...globals(inputs),
      'apply',
      ...(planFile === undefined ? ['--auto-approve'] : [planFile]),
      '--json',
      '--lock-timeout',
      lockTimeout,
      ...(maxDeletes === undefined ? [] : ['--max-deletes', maxDeletes]),
      ...(allowAccessLoss ? ['--allow-access-loss'] : []),
      ...(reviewed === undefined ? [] : ['--expect-digest', reviewed]),
      ...targets(inputs),
    ],
    { cwd, env, timeoutMs: inputs.timeoutMs, show },
  );
  const all = [...ran.diagnostics, ...failures];
  if (counts === undefined && changes.length === 0 && ran.code !== 0) {
    const isOther = approved !== undefined && all.some(({ code }) => code === 'PLAN_NOT_REVIEWED');
    if (!isOther) return failed(job, 'apply', ran);
    const options = [...globals(inputs), ...targets(inputs)];
    const told = await explainRefusal(job, options, ran.diagnostics, approved);
    return failed(job, 'apply', { ...ran, diagnostics: told });
  }
  const told = counts === undefined ? 'Apply ended early.' : renderApplySummary(counts, PLAIN);
  const errors = all.filter(({ severity }) => severity === 'error');
  return {
    ...common(ran),
    summary: told,
    hasChanges: changes.some(({ outcome }) => outcome === 'complete'),
    markdown: (options) => applyMarkdown({ changes, failures: errors, summary: counts }, options),
    annotations: diagnosed(job, all),
    digest: reviewed ?? '',
  };
}

interface Message {
  readonly '@message': string;
  readonly type: string;
  readonly diagnostic?: Diagnostic;
  readonly hook?: Hook;
  readonly changes?: Counts;
}

interface Hook {
  readonly resource: { readonly addr: string };
  readonly action: Action;
  readonly id_value?: string;
  readonly because?: string;
}

/** Terraform's words for what was done, and the rest in ours. */
type Counts = Omit<ApplySummary, 'added' | 'changed' | 'destroyed'> & {
  readonly operation: string;
  readonly add: number;
  readonly change: number;
  readonly remove: number;
};

function messageOf(line: string): Message | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return isObject(message) && typeof message['@message'] === 'string'
      ? (message as unknown as Message)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The latest word on each address counts: a write of unknown outcome is settled later in the same run. */
function noteChange(
  changes: AppliedChange[],
  type: string,
  { resource, action, id_value: id, because }: Hook,
): void {
  const outcome = { apply_complete: 'complete', apply_errored: 'errored', apply_skipped: 'skipped' } as const;
  if (!(type in outcome)) return;
  const earlier = changes.findIndex(({ address }) => address === resource.addr);
  if (earlier !== -1) changes.splice(earlier, 1);
  changes.push({
    address: resource.addr,
    action,
    outcome: outcome[type as keyof typeof outcome],
    id,
    because,
  });
}

function summaryOf({ add, change, remove, operation: _, ...rest }: Counts): ApplySummary {
  return { ...rest, added: add, changed: change, destroyed: remove };
}

async function drift(job: Job): Promise<Outcome> {
  const { inputs, env, cwd } = job;
  const show = () => undefined;
  const ran = await runEntente([...globals(inputs), 'drift', '--json'], {
    cwd,
    env,
    timeoutMs: inputs.timeoutMs,
    show,
  });
  if (ran.code !== 0 && ran.code !== 2) return failed(job, 'drift', ran);
  const found = JSON.parse(ran.stdout) as DriftReport;
  const { drift: items, tenant } = found;
  const digest = createHash('sha256')
    .update(canonicalJson(items.map(({ address, after }) => ({ address, after }))))
    .digest('hex');
  const text = driftMarkdown(found, { bytes: Infinity });
  log(items.length === 0 ? 'No drift.' : `${counted(items.length, 'resource')} drifted.`);
  return {
    ...common(ran),
    failed: false,
    summary: text.split('\n')[0]?.replace(/^#+ Entente: /, '') ?? '',
    hasChanges: items.length > 0,
    markdown: (options) => driftMarkdown(found, options),
    annotations: diagnosed(job, ran.diagnostics),
    digest: items.length === 0 ? '' : digest,
    drift: { tenant: tenant.displayName, count: items.length },
  };
}

async function check(job: Job): Promise<Outcome> {
  const { inputs, env, cwd } = job;
  const sarifFile = path.resolve(
    cwd,
    inputs.sarifFile ?? path.join(env['RUNNER_TEMP'] ?? tmpdir(), `${fileName(job.key)}.sarif`),
  );
  const ran = await runEntente([...globals(inputs), 'check', '--sarif', sarifFile], {
    cwd,
    env,
    timeoutMs: inputs.timeoutMs,
  });
  if (ran.code !== 0 && ran.code !== 2) return failed(job, 'check', ran);
  const found = existsSync(sarifFile) ? sarifAnnotations(readFileSync(sarifFile, 'utf8')) : [];
  return {
    ...told(job, 'check', ran, found.length > 0),
    annotations: [...diagnosed(job, ran.diagnostics), ...found],
    sarifFile,
  };
}

async function test(job: Job): Promise<Outcome> {
  const { inputs, env, cwd } = job;
  const ran = await runEntente([...globals(inputs), 'test'], { cwd, env, timeoutMs: inputs.timeoutMs });
  if (ran.code !== 0 && ran.code !== 2) return failed(job, 'test', ran);
  const failures = placed(job, testAnnotations(ran.stdout));
  return { ...told(job, 'test', ran, false), annotations: [...diagnosed(job, ran.diagnostics), ...failures] };
}

/** Failed access tests: a line that ends with the place of the test, and below it what was expected. */
function testAnnotations(text: string): Annotation[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const [, title = '', file, number] = /^✗ (.*) {2}(\S+):(\d+)$/.exec(line) ?? [];
    if (file === undefined) return [];
    const about = [title, (lines[index + 1] ?? '').trim()];
    return [{ level: 'error', title: 'access test', lines: about, file, line: Number(number) }];
  });
}

/** A command whose report is what it prints, with its verdict in one of the last lines. */
function told(job: Job, what: string, ran: Ran, found: boolean): Outcome {
  const lines = ran.stdout.trimEnd().split('\n');
  const verdict = lines.findLast((line) => /^(Passed|Failed)\./.test(line)) ?? lines.at(-1) ?? '';
  const headline = `${what} ${ran.code === 0 ? 'passed' : 'failed'}`;
  return {
    ...common(ran),
    summary: verdict,
    hasChanges: found,
    markdown: (options) => outputMarkdown(headline, ran.stdout, options),
    annotations: diagnosed(job, ran.diagnostics),
  };
}

function common({ code, diagnostics, interrupted }: Ran) {
  return { exitCode: code, failed: code !== 0, interrupted, diagnostics, digest: '' };
}

function failed(job: Job, what: string, { code, interrupted, diagnostics }: Ran): Outcome {
  const outcome = failedOutcome(what, diagnostics, { exitCode: code, interrupted });
  return { ...outcome, annotations: diagnosed(job, diagnostics) };
}

function diagnosed(job: Job, diagnostics: readonly Diagnostic[]): Annotation[] {
  return placed(job, diagnostics.map(diagnosticAnnotation));
}

/** Files are named from where the command line ran; GitHub knows them from the root of the repository. */
function placed({ inputs, cwd }: Job, annotations: readonly Annotation[]): Annotation[] {
  return annotations.map((annotation) => {
    const { file } = annotation;
    if (file === undefined) return annotation;
    const inFolder = path.isAbsolute(file) ? path.relative(cwd, file) : file;
    const folder = inputs.workingDirectory.split(path.sep).join('/');
    return { ...annotation, file: path.posix.join(folder, inFolder.split(path.sep).join('/')) };
  });
}

function withNotes(options: MarkdownOptions, notes: readonly string[]): MarkdownOptions {
  return { ...options, notes: [...notes, ...(options.notes ?? [])] };
}

/** A key as the name of a file. */
function fileName(key: string): string {
  return key.replace(/[^\w.-]+/g, '-').replace(/^[-.]+/, '');
}
