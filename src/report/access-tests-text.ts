/** Outcomes of access tests: a table with what failed and why, JSON, and JUnit XML. */
import type { CheckOutcome, Step } from '../access/index.ts';
import type { SourceRange } from '../diagnostics/diagnostic.ts';
import { groupBy } from '../model/group-by.ts';
import { jsonDocument } from '../model/printable.ts';
import type { Style } from './style.ts';
import { counted, createStyle, printable } from './style.ts';
import { xmlText } from './xml.ts';

export interface TestReport {
  readonly outcomes: readonly CheckOutcome[];
  /** What the answers rest on, a sentence each. */
  readonly notes: readonly string[];
  /** Where the configuration says what a step rests on. */
  readonly placeOf: (step: Step) => Place | undefined;
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Columns of the table are at most this wide; what is longer pushes the rest to the right. */
const WIDEST = 40;

/** The table, then each failure with its place and the reasoning, then the counts. */
export function renderTests(report: TestReport, options: { readonly color: boolean }): string {
  const { outcomes, notes } = report;
  const style = createStyle(options.color);
  const failed = outcomes.filter(isFailed);
  return `${[
    table(outcomes, style),
    ...failed.map((outcome) => failureText(outcome, report, style)),
    [testsConclusion(report, style), ...notes.map((note) => style.dim(printable(note)))].join('\n'),
  ].join('\n\n')}\n`;
}

function isFailed({ mismatches }: CheckOutcome): boolean {
  return mismatches.length > 0;
}

function table(outcomes: readonly CheckOutcome[], style: Style): string {
  const rows = outcomes.map((outcome) =>
    [
      outcome.requestor,
      outcome.expected === 'nothing else'
        ? 'can request'
        : outcome.expected === 'guaranteed'
          ? ''
          : outcome.expected,
      outcome.package?.displayName ?? (outcome.expected === 'nothing else' ? 'nothing else' : ''),
      outcome.name === outcome.requestor ? '' : outcome.name,
    ].map(printable),
  );
  const widths = [0, 1, 2].map((column) =>
    Math.min(WIDEST, Math.max(...rows.map((row) => row[column]?.length ?? 0))),
  );
  return rows
    .map((row, index) => {
      const mark = outcomes[index]?.mismatches.length === 0 ? style.green('✓') : style.red('✗');
      const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
      return `${mark} ${cells.join('  ').trimEnd()}`;
    })
    .join('\n');
}

function failureText(outcome: CheckOutcome, { placeOf }: TestReport, style: Style): string {
  const place = startOf(outcome.test.placeOf(outcome.path));
  const lines = [`${style.red('✗')} ${style.bold(printable(title(outcome)))}${placed(place, style)}`];
  for (const mismatch of outcome.mismatches) {
    const at = startOf(outcome.test.placeOf(mismatch.path));
    const own = at === undefined || (at.file === place?.file && at.line === place.line);
    lines.push(`    ${mismatchText(mismatch)}${own ? '' : placed(at, style)}`);
  }
  if (outcome.steps.length > 0) lines.push('  because:', ...stepLines(outcome.steps, placeOf, style));
  return lines.join('\n');
}

/** A failed test in a few lines. */
export interface FailedTest {
  readonly title: string;
  /** What was expected of which, and what is. */
  readonly mismatches: readonly string[];
  readonly place: Place | undefined;
}

export function failedTests({ outcomes }: Pick<TestReport, 'outcomes'>): readonly FailedTest[] {
  return outcomes.filter(isFailed).map((outcome) => ({
    title: title(outcome),
    mismatches: outcome.mismatches.map(mismatchText),
    place: startOf(outcome.test.placeOf(outcome.path)),
  }));
}

function mismatchText({ requestor, what, expected, actual }: CheckOutcome['mismatches'][number]): string {
  const who = requestor === undefined ? '' : `${printable(requestor)}: `;
  return `${who}${printable(what)}: expected ${printable(expected)}, but ${printable(actual)}`;
}

/** `Engineers of Fabrikam: new@fabrikam.com cannot request Tango audit`. */
function title({ name, requestor, expected, package: about }: CheckOutcome): string {
  if (expected === 'guaranteed') return name;
  const what =
    expected === 'nothing else'
      ? 'can request nothing else'
      : `${expected} request ${about?.displayName ?? 'a package'}`;
  return `${name === requestor ? '' : `${name}: `}${requestor} ${what}`;
}

const RESULTS: Readonly<Record<Step['result'], string>> = {
  yes: 'yes ',
  no: 'no  ',
  unknown: '?   ',
  note: '    ',
};

/** The reasoning, a line each. */
export function stepLines(steps: readonly Step[], placeOf: TestReport['placeOf'], style: Style): string[] {
  return steps.map((step) => {
    const paint = { yes: style.green, no: style.red, unknown: style.yellow, note: style.dim }[step.result];
    return `    ${paint(RESULTS[step.result])}${printable(step.text)}${placed(placeOf(step), style)}`;
  });
}

function placed(place: Place | undefined, style: Style): string {
  return place === undefined ? '' : style.dim(`  ${printable(place.file)}:${place.line}`);
}

function startOf(range: SourceRange | undefined): Place | undefined {
  return range && { file: range.file, line: range.start.line, column: range.start.column };
}

/** `Passed. 5 checks, 5 passed.` */
export function testsConclusion({ outcomes }: Pick<TestReport, 'outcomes'>, style: Style): string {
  const all = outcomes.length;
  const failed = outcomes.filter(isFailed).length;
  const counts = `${counted(all, 'check')}, ${all - failed} passed`;
  return failed === 0
    ? `${style.green(style.bold('Passed.'))} ${counts}.`
    : `${style.red(style.bold('Failed.'))} ${counts}, ${failed} failed.`;
}

/** The same for machines; steps of what failed only. `more`: members beside these. */
export function testsJson({ outcomes, notes, placeOf }: TestReport, more: object = {}): string {
  const failed = outcomes.filter(isFailed).length;
  const data = {
    summary: { checks: outcomes.length, passed: outcomes.length - failed, failed },
    notes,
    checks: outcomes.map((outcome) => ({
      name: outcome.name,
      requestor: outcome.requestor,
      package: outcome.package ?? null,
      expected: outcome.expected,
      passed: !isFailed(outcome),
      source: startOf(outcome.test.placeOf(outcome.path)) ?? null,
      ...(isFailed(outcome) && {
        mismatches: outcome.mismatches.map(({ requestor, what, expected, actual, path }) => ({
          ...(requestor !== undefined && { requestor }),
          what,
          expected,
          actual,
          source: startOf(outcome.test.placeOf(path)) ?? null,
        })),
        steps: outcome.steps.map((step) => ({
          result: step.result,
          text: step.text,
          source: placeOf(step) ?? null,
        })),
      }),
    })),
    ...more,
  };
  return jsonDocument(data);
}

/** JUnit XML: a suite for each file, a case for each check. */
export function testsJunit({ outcomes, placeOf }: TestReport): string {
  const files = groupBy(outcomes, (outcome) => outcome.test.placeOf([])?.file ?? 'access tests');
  const plain = createStyle(false);
  const suites = [...files].map(([file, checks]) => {
    const cases = checks.map((outcome) => junitCase(outcome, file, placeOf, plain));
    const failures = checks.filter(isFailed).length;
    return `  <testsuite name="${xmlText(file)}" tests="${checks.length}" failures="${failures}" errors="0">\n${cases.join('\n')}\n  </testsuite>`;
  });
  const failures = outcomes.filter(isFailed).length;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="entente test" tests="${outcomes.length}" failures="${failures}" errors="0">\n${suites.join('\n')}\n</testsuites>\n`;
}

function junitCase(
  outcome: CheckOutcome,
  file: string,
  placeOf: TestReport['placeOf'],
  plain: Style,
): string {
  const line = outcome.test.placeOf(outcome.path)?.start.line;
  const name = title(outcome);
  const head = `    <testcase classname="${xmlText(file)}" name="${xmlText(name)}" file="${xmlText(file)}"${line === undefined ? '' : ` line="${line}"`}`;
  if (!isFailed(outcome)) return `${head}/>`;
  const [first] = outcome.mismatches;
  const message = first === undefined ? '' : mismatchText(first);
  const text = failureText(outcome, { outcomes: [], notes: [], placeOf }, plain);
  return `${head}>\n      <failure type="access" message="${xmlText(message)}">${xmlText(text)}</failure>\n    </testcase>`;
}
