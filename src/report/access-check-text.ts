/** What the checks of access found, as text and JSON: the worst first, each with a person for whom it is so. */
import type { Explained, Step, Violation } from '../access/index.ts';
import type { AccessChecked, AccessCheckResult } from '../engine/access/check.ts';
import { jsonDocument } from '../model/printable.ts';
import { causeLines, severityText } from './access-diff-text.ts';
import { stepLines } from './access-tests-text.ts';
import type { Style } from './style.ts';
import { counted, createStyle, printable } from './style.ts';

/** Violations of one check that are shown; the JSON has them all. */
const MOST_SHOWN = 50;

export function renderAccessCheck(checked: AccessChecked, options: { readonly color: boolean }): string {
  const style = createStyle(options.color);
  const parts = [
    ...checked.results.map((result) => resultText(result, checked, style)),
    ...(checked.notes.length === 0
      ? []
      : [checked.notes.map((note) => style.dim(printable(note))).join('\n')]),
  ];
  return `${parts.join('\n\n')}\n`;
}

const VERDICTS = { pass: 'Pass', fail: 'FAIL', unknown: 'UNKNOWN' } as const;

/** `FAIL: no new access against main: 2 violations`, for all checks. */
export function accessCheckConclusion({ results }: Pick<AccessChecked, 'results'>): string {
  return results.map(headOf).join('; ');
}

function headOf({ verdict, title, violations, accepted }: AccessCheckResult): string {
  const count = violations.length === 0 ? '' : `: ${counted(violations.length, 'violation')}`;
  const silent = accepted.length === 0 ? '' : `, ${accepted.length} accepted`;
  return `${VERDICTS[verdict]}: ${printable(title)}${count}${silent}`;
}

function resultText(result: AccessCheckResult, checked: AccessChecked, style: Style): string {
  const { verdict, violations, accepted, expired } = result;
  const paint = { pass: style.green, fail: style.red, unknown: style.yellow }[verdict];
  const shown = violations.slice(0, MOST_SHOWN).map((violation) => violationText(violation, checked, style));
  const rest = violations.length - shown.length;
  if (rest > 0) shown.push(`  ... and ${counted(rest, 'more', 'more')} (--json lists them)`);
  const exceptions = [
    ...accepted.map(
      ({ violation, exception: { reason, expires } }) =>
        `  accepted until ${expires}: ${printable(violation.summary)} (${printable(reason)})`,
    ),
    ...expired.map(
      ({ address, expires, reason }) =>
        `  the exception for ${printable(address)} ended on ${expires} (${printable(reason)})`,
    ),
  ];
  return [
    paint(style.bold(headOf(result))),
    ...shown,
    ...(exceptions.length === 0 ? [] : [exceptions.join('\n')]),
  ].join('\n\n');
}

function violationText(
  { summary, severity, certain, details, causes, counterexample }: Violation,
  { placeOf }: AccessChecked,
  style: Style,
): string {
  const open = certain ? '' : style.yellow('  not known for certain');
  return [
    `  ${style.red('✗')} ${style.bold(printable(summary))}  ${severityText(severity, style)}${open}`,
    ...details.map((line) => `      ${printable(line)}`),
    ...causeLines({ causes }).map((line) => style.dim(`      # ${line}`)),
    ...(counterexample === undefined
      ? []
      : [
          `    for example ${style.bold(printable(counterexample.text))}`,
          ...sideText('before', counterexample.before, placeOf, style),
          ...sideText('after', counterexample.after, placeOf, style),
        ]),
  ].join('\n');
}

const ANSWERS = { yes: 'can get it', no: 'cannot get it', unknown: 'it is unknown whether they can get it' };

function sideText(
  side: 'before' | 'after',
  explained: Explained | undefined,
  placeOf: AccessChecked['placeOf'],
  style: Style,
): string[] {
  if (explained === undefined) return [];
  const lines = stepLines(explained.steps, placeOf, style).map((line) => `    ${line}`);
  return [`      ${side}: ${ANSWERS[explained.verdict]}`, ...lines];
}

/** The checks as data, each step with its place. */
export function accessCheckJson(checked: AccessChecked): string {
  const side = (explained: Explained | undefined) =>
    explained && {
      verdict: explained.verdict,
      steps: explained.steps.map((step: Step) => ({ ...step, source: checked.placeOf(step) ?? null })),
    };
  const violation = ({ counterexample, about, ...rest }: Violation) => ({
    ...rest,
    package: about,
    counterexample:
      counterexample === undefined
        ? null
        : {
            person: counterexample.person ?? null,
            text: counterexample.text,
            ...(counterexample.before !== undefined && { before: side(counterexample.before) }),
            after: side(counterexample.after),
          },
  });
  return jsonDocument({
    passed: !checked.failed,
    notes: checked.notes,
    checks: checked.results.map(({ violations, accepted, ...result }) => ({
      ...result,
      violations: violations.map(violation),
      accepted: accepted.map((each) => ({ ...each, violation: violation(each.violation) })),
    })),
  });
}
