/** What an apply did, object by object, for a job summary or a comment. */
import type { ApplySummary } from '../apply/events.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Action } from '../plan/plan.ts';
import { renderApplySummary } from './apply-text.ts';
import { codeBlock, inlineCode, prose } from './markdown.ts';
import type { MarkdownOptions } from './markdown-report.ts';
import { MarkdownReport } from './markdown-report.ts';
import { counted, createStyle } from './style.ts';

/** How one change ended. */
export interface AppliedChange {
  readonly address: string;
  readonly action: Action;
  readonly outcome: 'complete' | 'errored' | 'skipped' | 'incomplete';
  /** Graph id of what was made or changed. */
  readonly id?: string | undefined;
  /** What failed before, for one that was skipped or done in part. */
  readonly because?: string | undefined;
}

export interface Applied {
  /** In the order in which they ended. */
  readonly changes: readonly AppliedChange[];
  readonly failures: readonly Diagnostic[];
  /** Undefined when the run ended before it could say. */
  readonly summary: ApplySummary | undefined;
}

const MARKS: Readonly<Record<AppliedChange['outcome'], string>> = {
  complete: '✅',
  errored: '🔴',
  skipped: '⚪',
  incomplete: '🟡',
};

const ENDINGS: Readonly<Record<AppliedChange['outcome'], string>> = {
  complete: '',
  errored: ' failed',
  skipped: ' skipped',
  incomplete: ' done in part',
};

const FAILURES_SHARE = 0.5;

/** The report, at most `bytes` long; what failed comes first. */
export function applyMarkdown({ changes, failures, summary }: Applied, options: MarkdownOptions): string {
  const report = new MarkdownReport(options);
  report.put(`## Entente: ${headline(summary)}`);
  if (options.name !== undefined) report.put(inlineCode(options.name));
  report.put(...(options.notes ?? []));
  if (failures.length > 0) {
    report.put(`### What failed: ${counted(failures.length, 'error')}`);
    report.putSome(
      failures.map((failure) => failureItem(failure, report)),
      FAILURES_SHARE,
      '\n',
      'error',
    );
  }
  const inOrder = (['errored', 'incomplete', 'skipped', 'complete'] as const).flatMap((outcome) =>
    changes.filter((change) => change.outcome === outcome),
  );
  if (inOrder.length > 0) report.put('### What was done');
  report.putSome(inOrder.map(changeItem), 1, '\n', 'change');
  return report.text();
}

function headline(summary: ApplySummary | undefined): string {
  if (summary === undefined) return 'apply ended early';
  return renderApplySummary(summary, createStyle(false));
}

/** A diagnostic as an item of a list. */
function failureItem(
  { code, summary, detail, hint, address, range }: Diagnostic,
  report: MarkdownReport,
): string {
  const place = range === undefined ? undefined : { file: range.file, line: range.start.line };
  const about = address === undefined ? '' : `${report.linked(inlineCode(address), place)}: `;
  const where = address === undefined && place !== undefined ? `${report.place(place)}: ` : '';
  return [
    `- 🔴 ${about}${where}${prose(summary)} (${inlineCode(code)})`,
    ...(hint === undefined ? [] : [`  - ${prose(hint)}`]),
    ...(detail === undefined
      ? []
      : [`\n${codeBlock(detail.split('\n').slice(0, 20), 'text')}`.replaceAll('\n', '\n  ')]),
  ].join('\n');
}

function changeItem({ address, action, outcome, id, because }: AppliedChange): string {
  const mark = MARKS[outcome];
  const what = `${action}${ENDINGS[outcome]}`;
  const identity = id === undefined ? '' : ` ${inlineCode(id)}`;
  const why =
    because === undefined
      ? ''
      : because === 'interrupted'
        ? ' because of the interruption'
        : ` because ${inlineCode(because)} failed`;
  return `- ${mark} ${what} ${inlineCode(address)}${identity}${why}`;
}

/** Why a command ended with nothing else to report: its errors and warnings. */
export function failedMarkdown(
  what: string,
  diagnostics: readonly Diagnostic[],
  options: MarkdownOptions,
): string {
  const report = new MarkdownReport(options);
  report.put(`## Entente: ${what} failed`);
  if (options.name !== undefined) report.put(inlineCode(options.name));
  report.put(...(options.notes ?? []));
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  report.putSome(
    errors.map((diagnostic) => failureItem(diagnostic, report)),
    1,
    '\n',
    'error',
  );
  return report.text();
}

/** What a command printed, as it is. */
export function outputMarkdown(headline: string, output: string, options: MarkdownOptions): string {
  const report = new MarkdownReport(options);
  report.put(`## Entente: ${headline}`);
  if (options.name !== undefined) report.put(inlineCode(options.name));
  report.put(...(options.notes ?? []));
  const lines = output.trimEnd().split('\n');
  const most = Math.floor(options.bytes / 600);
  report.put(codeBlock(lines.slice(0, most), 'text'));
  const left = lines.length - most;
  if (left > 0) report.put(`_${counted(left, 'more line')} left out here${report.elsewhere()}._`);
  return report.text();
}
