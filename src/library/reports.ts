/** What operations found, as text, Markdown, HTML or JSON: the same that the command line prints. */
import { createHash } from 'node:crypto';
import type { AccessDiff } from '../access/index.ts';
import { formatPlan, unsealedPlan } from '../apply/plan-file.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { redactedDiagnostic } from '../diagnostics/secrets.ts';
import { maskedSources, shownText } from '../diagnostics/shown.ts';
import type { Tested } from '../engine/access/test.ts';
import type { Checked } from '../engine/check.ts';
import type { FoundDrift } from '../engine/drift/drift.ts';
import { refusedPlan } from '../engine/guards/stopping-findings.ts';
import type { Planned } from '../engine/plan/plan.ts';
import { pathFromRepository } from '../engine/repository.ts';
import { homepage, toolVersion } from '../engine/version.ts';
import { jsonDocument } from '../model/printable.ts';
import type { Plan } from '../plan/plan.ts';
import { renderAccessDiff } from '../report/access-diff-text.ts';
import { renderTests, testsJson, testsJunit } from '../report/access-tests-text.ts';
import { failedMarkdown } from '../report/apply-markdown.ts';
import { checksJson, renderChecks } from '../report/check-text.ts';
import { renderDiagnostics } from '../report/diagnostics-text.ts';
import { driftJson, driftMarkdown, renderDrift } from '../report/drift-text.ts';
import { driftHtml } from '../report/html/drift-html.ts';
import { planHtml } from '../report/html/plan-html.ts';
import { planMarkdown } from '../report/plan-markdown.ts';
import { renderPlan } from '../report/plan-text.ts';
import { renderSarif } from '../report/sarif.ts';
import { renderSideDoors, sideDoorsMarkdown } from '../report/side-doors-text.ts';
import { createStyle } from '../report/style.ts';
import type { OptionRules } from './options.ts';
import { checkOptions, checkValue, flag, isRecord, oneOf, optionFailure, wholeNumber } from './options.ts';

/** How a report is written. */
export interface ReportOptions {
  /** Text with the colours of a terminal; by default without. */
  readonly color?: boolean | undefined;
  /** The most bytes (UTF-8) of Markdown, for places with a limit: 65536 in a comment on GitHub. What is left out is counted. */
  readonly bytes?: number | undefined;
}

const REPORT_RULES: OptionRules<ReportOptions> = { color: flag, bytes: wholeNumber };

interface Style {
  readonly color: boolean;
  readonly bytes: number;
}

/** Checks what a report was called with: `member` is what its first argument has to have. */
function styleOf<F extends string>(
  caller: string,
  [given, member]: readonly [unknown, string],
  [format, formats]: readonly [F, readonly F[]],
  options: ReportOptions = {},
): Style {
  if (!isRecord(given) || !isRecord(given[member]))
    throw optionFailure(
      `${caller}: the first argument is not what the operation returned`,
      `It takes an object with "${member}"`,
    );
  checkValue(caller, 'format', format, oneOf(formats));
  checkOptions(caller, options, REPORT_RULES);
  return { color: options.color ?? false, bytes: options.bytes ?? Infinity };
}

/** SHA-256 in base 64, as a content security policy wants it. */
const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');

/**
 * A plan. `planned`: what `plan` or `apply` returned. JSON is what `savePlan` writes; of a plan that cannot be applied it
 * has no digest. Throws DiagnosticError OPTION_INVALID.
 */
export function planReport(
  planned: Pick<Planned, 'plan'> & Partial<Planned>,
  format: 'text' | 'markdown' | 'html' | 'json',
  options?: ReportOptions,
): string {
  const style = styleOf(
    'planReport',
    [planned, 'plan'],
    [format, ['text', 'markdown', 'html', 'json']],
    options,
  );
  const { plan, errors = [] } = planned;
  if (errors.length > 0) return refusedReport(plan, planned, format, style);
  switch (format) {
    case 'text':
      return shownText(renderPlan(plan, style));
    case 'markdown':
      return planMarkdown(plan, style);
    case 'html':
      return planHtml(plan, sha256);
    case 'json':
      return formatPlan(plan);
  }
}

/** A plan that nobody can agree to: with what stands against it, and without a digest. */
function refusedReport(
  plan: Plan,
  { errors = [], sources = new Map() }: Partial<Planned>,
  format: 'text' | 'markdown' | 'html' | 'json',
  style: Style,
): string {
  const { digest: _, ...unsealed } = plan;
  switch (format) {
    case 'text':
      return `${shownText(renderPlan(refusedPlan(plan), style))}\n${diagnosticsReport(errors, sources, style)}`;
    case 'markdown':
      return failedMarkdown('plan', errors, style);
    case 'html':
      return planHtml(unsealed, sha256);
    case 'json':
      return unsealedPlan(unsealed);
  }
}

/** Drift, and side doors where they were looked for. Throws DiagnosticError OPTION_INVALID. */
export function driftReport(
  found: Pick<FoundDrift, 'report' | 'sideDoors'>,
  format: 'text' | 'markdown' | 'html' | 'json',
  options?: ReportOptions,
): string {
  const style = styleOf(
    'driftReport',
    [found, 'report'],
    [format, ['text', 'markdown', 'html', 'json']],
    options,
  );
  const { report, sideDoors: doors } = found;
  switch (format) {
    case 'text': {
      const parts = [
        renderDrift(report, style),
        ...(doors === undefined ? [] : [renderSideDoors(doors, style)]),
      ];
      return shownText(parts.join('\n'));
    }
    case 'markdown': {
      const more = doors === undefined ? [] : [sideDoorsMarkdown(doors, style)];
      return [driftMarkdown(report, style), ...more].join('\n');
    }
    case 'html':
      return driftHtml(report, doors, sha256);
    case 'json':
      return driftJson(report, doors);
  }
}

/** An access diff, such as `plan.access`; the text is empty when no access changes. Throws DiagnosticError OPTION_INVALID. */
export function accessReport(
  changes: { readonly access: AccessDiff } | { readonly diff: AccessDiff },
  format: 'text' | 'json',
  options?: ReportOptions,
): string {
  const diff = isRecord(changes) ? ('access' in changes ? changes.access : changes.diff) : undefined;
  const style = styleOf('accessReport', [{ access: diff }, 'access'], [format, ['text', 'json']], options);
  if (diff === undefined) return '';
  if (format === 'json') return jsonDocument(diff);
  return shownText(renderAccessDiff(diff, createStyle(style.color)));
}

/** Findings of the governance rules; SARIF for code scanning. Throws DiagnosticError OPTION_INVALID. */
export function checkReport(
  checked: Checked,
  format: 'text' | 'json' | 'sarif',
  options?: ReportOptions,
): string {
  const style = styleOf('checkReport', [checked, 'result'], [format, ['text', 'json', 'sarif']], options);
  const { result, sources, configuration, online, departed } = checked;
  const version = toolVersion();
  switch (format) {
    case 'text': {
      const lookUp = online ? undefined : 'To have them looked up in the tenant: refresh: true';
      const lines = maskedSources(sources);
      return shownText(renderChecks(result, { color: style.color, sources: lines, lookUp, departed }));
    }
    case 'json':
      return checksJson(result, {
        tool: { name: 'entente', version },
        digest: configuration.digest,
        departed,
      });
    case 'sarif':
      return renderSarif(result, {
        version,
        documentation: homepage(),
        pathOf: pathFromRepository(process.cwd()),
      });
  }
}

/** Outcomes of access tests; JUnit is XML for CI systems. Throws DiagnosticError OPTION_INVALID. */
export function testReport(
  tested: Tested,
  format: 'text' | 'json' | 'junit',
  options?: ReportOptions,
): string {
  const member = Array.isArray((tested as Partial<Tested> | undefined)?.outcomes) ? {} : undefined;
  const given = { outcomes: member };
  const style = styleOf('testReport', [given, 'outcomes'], [format, ['text', 'json', 'junit']], options);
  switch (format) {
    case 'text':
      return shownText(renderTests(tested, style));
    case 'json':
      return testsJson(tested);
    case 'junit':
      return testsJunit(tested);
  }
}

/**
 * Errors and warnings as the command line shows them, with the lines of the files that they are about. `found`: a
 * DiagnosticError, or diagnostics with the texts of the files (`sources`).
 */
export function diagnosticsReport(
  found: DiagnosticError | readonly Diagnostic[],
  sources: ReadonlyMap<string, string> = new Map(),
  { color = false }: ReportOptions = {},
): string {
  const error = found instanceof DiagnosticError ? found : undefined;
  const diagnostics =
    error?.diagnostics ?? (Array.isArray(found) ? (found as readonly Diagnostic[]) : undefined);
  if (diagnostics === undefined)
    throw optionFailure(
      'diagnosticsReport: the first argument is neither a DiagnosticError nor a list',
      'It takes what an operation rejected with, or its warnings',
    );
  const texts = maskedSources(error?.sources ?? sources);
  const shown = shownText(renderDiagnostics(diagnostics.map(redactedDiagnostic), texts, { color }));
  return error?.conclusion === undefined ? shown : `${shown}\n${shownText(error.conclusion)}\n`;
}
