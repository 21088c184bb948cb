/** Answers about access as text: who can get a package, what a requestor can get, and why. */
import type { AccessAnswer, Step, Tri } from '../access/index.ts';
import { groupBy } from '../model/group-by.ts';
import type { Style } from './style.ts';
import { createStyle, printable } from './style.ts';
import { firstOf } from '../model/counted.ts';

/** An answer with what only the command knows: where things stand, and the link. */
export interface ShownAnswer {
  readonly answer: AccessAnswer;
  /** Its terms in words, `label: text` a line. */
  readonly lines: readonly string[];
  /** `governance.yaml:77` of the first policy that is offered. */
  readonly place?: string | undefined;
  /** Where to request it. */
  readonly link?: string | undefined;
}

export interface WhoOptions extends TextOptions {
  /** What is not known of the package's policies, so that others than those shown may request it. */
  readonly unknown: readonly string[];
}

export interface TextOptions {
  readonly color: boolean;
  /** What the answers rest on. */
  readonly notes: readonly string[];
}

/** Requestors named of those who share an entry. */
const MOST_NAMED = 20;

/** `access who`: requestors with the same terms share an entry. */
export function renderWho(
  title: { readonly displayName: string; readonly address: string; readonly hidden: boolean },
  shown: readonly ShownAnswer[],
  { color, notes, unknown }: WhoOptions,
): string {
  const style = createStyle(color);
  const [first] = shown;
  const grants = first?.lines.find((line) => line.startsWith(GRANTS))?.slice(GRANTS.length);
  const head = [
    style.bold(`${printable(title.displayName)} (${printable(title.address)})`),
    ...(grants === undefined ? [] : [`  gives ${printable(grants)}`]),
    ...(title.hidden ? ['  hidden: only its link leads to it'] : []),
    ...(first?.link === undefined ? [] : [`  ${printable(first.link)}`]),
  ].join('\n');
  const able = shown.filter(({ answer }) => answer.verdict !== 'no' || answer.automatic.length > 0);
  const groups = groupBy(able, (each) =>
    JSON.stringify([each.answer.verdict, each.place, termLines(each, unknown)]),
  );
  const entries = [...groups.values()].map((group) => whoEntry(group, unknown, style));
  const others = unknown.length === 0 ? [] : [othersEntry(able.length > 0, unknown, style)];
  const nobody =
    able.length + others.length === 0 ? ['No one can request it; only an administrator can assign it.'] : [];
  const refused = shown
    .filter(({ answer }) => answer.verdict === 'no' && answer.automatic.length === 0)
    .map(({ answer }) => `  ${printable(answer.requestor.label)}: ${printable(lastNo(answer))}`);
  const not = refused.length === 0 ? [] : [['Not, although a policy names them:', ...refused].join('\n')];
  return text([head, ...entries, ...others, ...nobody, ...not], notes, style);
}

function othersEntry(besides: boolean, unknown: readonly string[], style: Style): string {
  const who = besides ? 'others' : 'who can request it';
  const lines = unknown.map((each) => `    not known: ${printable(each)}`);
  return [`${style.yellow('?')} ${style.bold(who)}`, ...lines].join('\n');
}

function whoEntry(group: readonly ShownAnswer[], said: readonly string[], style: Style): string {
  const [first] = group;
  if (first === undefined) return '';
  const names = group.map(({ answer }) => printable(answer.requestor.label));
  const who = firstOf(names, MOST_NAMED);
  return [
    `${mark(first.answer, style)} ${style.bold(who)}${placed(first.place, style)}`,
    ...termLines(first, said).map((line) => `    ${printable(line)}`),
  ].join('\n');
}

/** Terms of an answer; what the package gives, and what is not known of it (`said`), is said once. */
function termLines({ answer, lines }: ShownAnswer, said: readonly string[] = []): readonly string[] {
  return [
    ...lines.filter((line) => !line.startsWith(GRANTS)),
    ...answer.unknown.filter((each) => !said.includes(each)).map((each) => `not known: ${each}`),
  ];
}

const GRANTS = 'grants: ';

function mark({ verdict }: AccessAnswer, style: Style): string {
  return verdict === 'unknown' ? style.yellow('?') : style.green('+');
}

function placed(place: string | undefined, style: Style): string {
  return place === undefined ? '' : style.dim(`  ${printable(place)}`);
}

/** `access for` */
export function renderFor(
  about: readonly string[],
  shown: readonly ShownAnswer[],
  { color, notes }: TextOptions,
): string {
  const style = createStyle(color);
  const able = shown.filter(({ answer }) => answer.verdict !== 'no' || answer.automatic.length > 0);
  const refused = shown.filter((each) => !able.includes(each));
  const entries = able.map(({ answer, lines, place, link }) =>
    [
      `${mark(answer, style)} ${style.bold(printable(answer.package.displayName))}${placed(place, style)}`,
      ...lines.map((line) => `    ${printable(line)}`),
      ...answer.unknown.map((each) => `    not known: ${printable(each)}`),
      ...(link === undefined ? [] : [`    ${printable(link)}`]),
    ].join('\n'),
  );
  const not = refused.map(
    ({ answer }) =>
      `${style.red('-')} ${printable(answer.package.displayName)}: ${printable(lastNo(answer))}`,
  );
  const nothing = shown.length === 0 ? ['There is nothing to request.'] : [];
  const head = about.map(printable).join('\n');
  return text([head, ...entries, ...(not.length > 0 ? [not.join('\n')] : []), ...nothing], notes, style);
}

function lastNo({ steps, reason }: AccessAnswer): string {
  return steps.filter(({ result }) => result === 'no').at(-1)?.text ?? reason;
}

export interface ShownStep {
  readonly step: Step;
  readonly place?: string | undefined;
}

const VERDICTS: Readonly<Record<Tri, string>> = { yes: 'Yes', no: 'No', unknown: 'Unknown' };

/** `access explain` */
export function renderExplanation(
  shown: ShownAnswer,
  steps: readonly ShownStep[],
  { color, notes }: TextOptions,
): string {
  const style = createStyle(color);
  const { answer, link } = shown;
  const { requestor, package: of, verdict, automatic } = answer;
  const head = `Can ${printable(requestor.label)} request ${printable(of.displayName)}? ${VERDICTS[verdict]}.`;
  const given = automatic.map(
    ({ certain }) =>
      `${certain ? 'They get it' : 'They may get it'} without a request, by automatic assignment.`,
  );
  const width = Math.max(0, ...steps.map(({ step }) => printable(step.text).length));
  const lines = steps.map(({ step, place }) => {
    const said = printable(step.text);
    const end =
      place === undefined
        ? ''
        : `${' '.repeat(Math.min(width, 90) - Math.min(said.length, 90))}${placed(place, style)}`;
    return `  ${resultText(step.result, style)} ${said}${end}`;
  });
  const terms = verdict === 'no' ? [] : termLines(shown).map((line) => `  ${printable(line)}`);
  return text(
    [
      [style.bold(head), ...given].join('\n'),
      lines.join('\n'),
      ...(terms.length > 0 ? [['Terms:', ...terms].join('\n')] : []),
      ...(link === undefined || verdict === 'no' ? [] : [printable(link)]),
    ],
    notes,
    style,
  );
}

function resultText(result: Step['result'], style: Style): string {
  switch (result) {
    case 'yes':
      return style.green('yes ');
    case 'no':
      return style.red('no  ');
    case 'unknown':
      return style.yellow('?   ');
    case 'note':
      return '    ';
  }
}

function text(parts: readonly string[], notes: readonly string[], style: Style): string {
  const said = notes.length === 0 ? [] : [notes.map((note) => style.dim(printable(note))).join('\n')];
  return `${[...parts.filter((part) => part !== ''), ...said].join('\n\n')}\n`;
}
