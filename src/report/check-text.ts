/** What the governance rules found, as text and JSON. */
import type { CheckFinding, ChecksResult } from '../checks/run-checks.ts';
import type { Rule } from '../checks/rule.ts';
import { jsonDocument } from '../model/printable.ts';
import { renderDiagnostics } from './diagnostics-text.ts';
import type { Style } from './style.ts';
import { counted, createStyle, printable } from './style.ts';

export interface CheckTextOptions {
  readonly color: boolean;
  /** Text by shown file name, for the lines that findings are about. */
  readonly sources: ReadonlyMap<string, string>;
  /** How to have the unknown people looked up; undefined when they were, and are not there. */
  readonly lookUp: string | undefined;
  /** Names of principals that were deleted, each with when; the text may be empty. */
  readonly departed?: ReadonlyMap<string, string>;
}

/** Findings with their lines and remedies, what could not be judged, and the counts. */
export function renderChecks(
  result: ChecksResult,
  { color, sources, lookUp, departed = new Map() }: CheckTextOptions,
): string {
  const style = createStyle(color);
  const open = result.findings.filter(({ suppression }) => suppression === undefined);
  const notices = open.map(({ rule, severity, address, message, remedy, range }) => ({
    code: rule,
    severity,
    summary: message,
    hint: remedy,
    address,
    ...(range !== undefined && { range }),
    // The range says where; the address says what a suppression has to name.
    detail: `in ${address}`,
  }));
  const parts = open.length > 0 ? [renderDiagnostics(notices, sources, { color })] : [];
  const absent = [...undecidedLines(result, lookUp, departed), ...departedLines(departed)];
  if (absent.length > 0) parts.push(`${absent.join('\n')}\n`);
  if (result.leftOut.length > 0) parts.push(`${result.leftOut.map(printable).join('\n')}\n`);
  parts.push(`${checksConclusion(result, style)}\n`);
  return parts.join('\n');
}

/** `1 error, 2 warnings. 60 rules checked.` */
export function checksConclusion({ findings, rules }: ChecksResult, style: Style): string {
  const open = findings.filter(({ suppression }) => suppression === undefined);
  const verdict = open.length === 0 ? `${style.bold('No findings.')} ` : `${style.bold(countsOf(open))}. `;
  const silent = findings.length - open.length;
  const suppressed = silent === 0 ? '' : ` ${silent} suppressed.`;
  return `${verdict}${counted(rules.length, 'rule')} checked.${suppressed}`;
}

function undecidedLines(
  { undecided }: ChecksResult,
  lookUp: string | undefined,
  departed: ReadonlyMap<string, string>,
): readonly string[] {
  if (undecided.length === 0) return [];
  const people = [...new Set(undecided.flatMap(({ principals }) => principals))];
  const rules = `Not judged to the end: ${undecided.map(({ rule }) => rule).join(', ')}`;
  if (lookUp !== undefined) return [rules, ...namesLines('Not looked up', people, lookUp)];
  const missing = people.filter((name) => !departed.has(name));
  return [rules, ...namesLines('Not in the directory', missing, 'Correct the names, or create them first')];
}

/** They are said whether a rule asks for them or not: most see the lists without them. */
function departedLines(departed: ReadonlyMap<string, string>): readonly string[] {
  const when = [...departed].map(([name, deletion]) => (deletion === '' ? name : `${name}, ${deletion}`));
  return namesLines('No longer in the directory', when, 'Name others in their place, or restore them');
}

function namesLines(what: string, names: readonly string[], remedy: string): readonly string[] {
  if (names.length === 0) return [];
  const more = names.length > 5 ? `, and ${names.length - 5} more` : '';
  return [`  ${what}: ${names.slice(0, 5).map(printable).join('; ')}${more}`, `  → ${remedy}`];
}

function countsOf(findings: readonly CheckFinding[]): string {
  const count = (severity: CheckFinding['severity']) =>
    findings.filter((finding) => finding.severity === severity).length;
  const [errors, warnings, notes] = [count('error'), count('warning'), count('note')];
  return [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ...(notes > 0 ? [counted(notes, 'note')] : []),
  ].join(', ');
}

/** The same for machines; ranges are one-based and end before `endColumn`. */
export function checksJson(
  { rules, findings, undecided, leftOut }: ChecksResult,
  origin: {
    readonly tool: { readonly name: string; readonly version: string };
    readonly digest: string;
    /** As in CheckTextOptions. */
    readonly departed: ReadonlyMap<string, string>;
  },
): string {
  const { tool, digest } = origin;
  const departed = [...origin.departed].map(([principal, deletion]) => ({
    principal,
    ...(deletion !== '' && { deletion }),
  }));
  const shown = findings.map(({ rule, severity, address, message, remedy, range, suppression }) => ({
    rule,
    severity,
    address,
    message,
    hint: remedy,
    ...(range !== undefined && {
      source: {
        file: range.file,
        line: range.start.line,
        column: range.start.column,
        endLine: range.end.line,
        endColumn: range.end.column,
      },
    }),
    ...(suppression !== undefined && { suppression }),
  }));
  const checked = rules.map(({ rule, severity }) => ({ id: rule.id, severity }));
  const document = {
    formatVersion: 1,
    tool,
    configuration: { digest },
    findings: shown,
    undecided,
    departed,
    leftOut,
    rules: checked,
  };
  return jsonDocument(document);
}

/** One rule, as its page in the documentation has it. */
export function renderRule(rule: Rule, options: { readonly color: boolean }): string {
  const style = createStyle(options.color);
  const { id, title, severity, rationale, remedy } = rule;
  const knobs = Object.entries(rule.options ?? {}).map(
    ([name, option]) => `  ${name}: ${option.description} Default: ${String(option.default)}.`,
  );
  return [
    `${style.bold(id)} (${severity}): ${title}`,
    '',
    rationale,
    `${style.cyan('→')} ${remedy}`,
    ...(knobs.length > 0 ? ['', 'Options:', ...knobs] : []),
    '',
  ].join('\n');
}
