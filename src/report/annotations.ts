/** Diagnostics and findings as workflow commands, which GitHub shows on the lines of a pull request. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { PlanFinding } from '../plan/plan.ts';
import type { CheckFinding } from '../checks/run-checks.ts';
import type { FailedTest } from './access-tests-text.ts';
import { clipped } from './markdown.ts';
import { printableReport } from '../model/printable.ts';
import { counted, printable } from './style.ts';

/** What GitHub shows of one step: so many errors and so many warnings. */
const MOST = 10;

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  /** What happened and what to do, a line each. */
  readonly lines: readonly string[];
  readonly file?: string;
  /** One-based. */
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  /** Exclusive. */
  readonly endColumn?: number;
}

export function diagnosticAnnotation({
  severity,
  code,
  summary,
  detail,
  hint,
  range,
}: Diagnostic): Annotation {
  const { file, start, end } = range ?? {};
  return {
    level: severity,
    title: code,
    lines: [summary, ...(detail?.split('\n') ?? []), ...(hint === undefined ? [] : [hint])],
    ...(file !== undefined && start !== undefined && { file, line: start.line, column: start.column }),
    ...(start !== undefined && end?.line === start.line && { endLine: end.line, endColumn: end.column }),
  };
}

export function findingAnnotation({
  rule,
  severity,
  address,
  message,
  source,
  hint,
}: PlanFinding): Annotation {
  const about = address === undefined ? '' : `${address}: `;
  return {
    level: severity,
    title: rule,
    lines: [about + message, ...(hint?.split('\n') ?? [])],
    ...source,
  };
}

/** A finding of the governance rules. */
export function checkAnnotation({ rule, severity, message, remedy, range }: CheckFinding): Annotation {
  const { file, start, end } = range ?? {};
  return {
    level: severity === 'note' ? 'notice' : severity,
    title: rule,
    lines: [`${message}. ${remedy}`],
    ...(file !== undefined && { file }),
    ...(start !== undefined && { line: start.line, column: start.column }),
    ...(end !== undefined && { endLine: end.line, endColumn: end.column }),
  };
}

/** A failed access test, with what was expected. */
export function testAnnotation({ title, mismatches, place }: FailedTest): Annotation {
  return {
    level: 'error',
    title: 'access test',
    lines: [title, ...mismatches],
    ...(place !== undefined && { file: place.file, line: place.line }),
  };
}

/**
 * The commands, a line each, errors first. GitHub shows ten of a level and drops the rest without a word, so the last
 * of the ten says how many more there are.
 */
export function workflowCommands(annotations: readonly Annotation[]): string[] {
  return (['error', 'warning', 'notice'] as const).flatMap((level) => {
    const own = annotations.filter((annotation) => annotation.level === level);
    if (own.length <= MOST) return own.map(workflowCommand);
    const left = own.length - MOST + 1;
    const rest: Annotation = {
      level,
      title: 'Entente',
      lines: [`${counted(left, `more ${level}`)}; the log and the summary have all of them`],
    };
    return [...own.slice(0, MOST - 1), rest].map(workflowCommand);
  });
}

function workflowCommand({
  level,
  title,
  lines,
  file,
  line,
  column,
  endLine,
  endColumn,
}: Annotation): string {
  const sameLine = endLine === line && endColumn !== undefined && column !== undefined;
  const properties = {
    file,
    line,
    col: column,
    endLine,
    // GitHub's is inclusive.
    endColumn: sameLine ? Math.max(column, endColumn - 1) : undefined,
    title: clipped(title, 200),
  };
  const given = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${propertyOf(String(value))}`);
  const message = lines.map((text) => clipped(printable(text), 1_000)).join('\n');
  return `::${level} ${given.join(',')}::${dataOf(printableReport(message))}`;
}

/** The message of a command: per cent signs and line breaks are encoded, as the runner decodes them. */
function dataOf(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The value of a property, which a colon or comma would end. */
function propertyOf(text: string): string {
  return dataOf(printable(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
