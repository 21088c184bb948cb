/** Differences in words: what was and what is, and where both are called the same, what tells them apart. */
import type { AccessAnswer } from '../relation/answer.ts';
import type { StageAnswer } from '../relation/approvers.ts';
import { EMPTY } from '../relation/approver-list.ts';
import { listsOf } from '../relation/approvers.ts';
import { stagesPaired } from '../relation/stage-order.ts';
import type { Difference, Pair, ValuedAnswer } from '../compare/compare-answers.ts';
import {
  answerLines,
  approvalText,
  durationText,
  expirationText,
  extensionText,
  grantsText,
  questionsText,
  reviewText,
  stageText,
  NO_ONE,
  subjectsText,
  wayLines,
} from './phrases.ts';
import type { TermFacet } from '../relation/term-order.ts';
import { TERM_FACETS } from '../relation/term-order.ts';
import type { Question, Terms } from '../relation/terms.ts';
import { tellApart } from './told-apart.ts';

/** What a requestor can get now and could not before. */
export function gainedLines(before: AccessAnswer, after: AccessAnswer): readonly string[] {
  return [...answerLines(after), ...unknownLines(before, after)];
}

function unknownLines(before: AccessAnswer, after: AccessAnswer): readonly string[] {
  return [
    ...after.unknown.map((text) => `unknown: ${text}`),
    ...before.unknown.map((text) => `unknown before: ${text}`),
  ];
}

/** Every difference, a line each or more. */
export function differenceLines(
  before: ValuedAnswer,
  after: ValuedAnswer,
  differences: readonly Difference[],
): readonly string[] {
  const pairs = new Set(differences.flatMap(({ pair }) => (pair === undefined ? [] : [pair])));
  const has = (facet: Difference['facet']) =>
    differences.find((each) => each.facet === facet && each.pair === undefined);
  const [was, is] = [before.answer, after.answer];
  return [
    ...(has('reach') === undefined
      ? []
      : [`request: ${verdictText(was)} -> ${verdictText(is)}`, ...unknownLines(was, is)]),
    ...linesOfPairs([...pairs], differences),
    ...(has('conditions') === undefined ? [] : [`conditions: ${conditionText(was)} -> ${conditionText(is)}`]),
    ...(has('hidden') === undefined ? [] : [`listing: ${listing(was)} -> ${listing(is)}`]),
  ];
}

/** Of several policies the same can differ; where it is not the same, each line says of which. */
function linesOfPairs(pairs: readonly Pair[], differences: readonly Difference[]): readonly string[] {
  const told = pairs.map((pair) => ({ pair, lines: pairLines(pair, facetsOf(differences, pair)) }));
  const both = told.filter(({ pair: [before, after] }) => before !== undefined && after !== undefined);
  const isOne = new Set(both.map(({ lines }) => lines.join('\n'))).size < 2;
  return [
    ...new Set(
      told.flatMap(({ pair: [before, after], lines }) =>
        isOne || before === undefined || after === undefined
          ? lines
          : lines.map((line) => `${after.way.policy.displayName}: ${line}`),
      ),
    ),
  ];
}

function facetsOf(differences: readonly Difference[], pair: Pair): ReadonlySet<string> {
  return new Set(differences.filter((each) => each.pair === pair).map(({ facet }) => facet));
}

function verdictText({ verdict, automatic }: AccessAnswer): string {
  const request = { yes: 'yes', no: 'no', unknown: 'not known' }[verdict];
  const given = automatic.filter(({ certain }) => certain).length;
  if (automatic.length === 0) return request;
  return `${request}, ${given > 0 ? 'and assigned' : 'and perhaps assigned'} without a request`;
}

function listText(texts: readonly string[]): string {
  return texts.length === 0 ? 'none' : texts.join(', ');
}

function conditionText({ conditions }: AccessAnswer): string {
  return listText(conditions);
}

function listing({ hidden }: AccessAnswer): string {
  return hidden ? 'hidden, by link only' : 'listed';
}

function pairLines([before, after]: Pair, facets: ReadonlySet<string>): readonly string[] {
  if (before === undefined) return after === undefined ? [] : [`also ${wayLines(after.way).join('; ')}`];
  if (after === undefined) return [`no longer through: ${before.way.policy.displayName}`];
  const both = [before.way.terms, after.way.terms] as const;
  const [was, is] = NAMING.some((facet) => facets.has(facet)) ? tellApart(...both) : both;
  const [old, current] = [before.way.policy, after.way.policy];
  return [
    ...(old.address === current.address ? [] : [`through: ${old.displayName} -> ${current.displayName}`]),
    ...TERM_FACETS.filter((facet) => facets.has(facet)).flatMap((facet) => facetLines(facet, was, is)),
  ];
}

/** Facets whose words name people or resources, of which two may have one name. */
const NAMING: readonly TermFacet[] = ['approval', 'extension', 'review', 'grants'];

function facetLines(facet: TermFacet, before: Terms, after: Terms): readonly string[] {
  if (facet === 'approval') return approvalLines(before, after);
  const [brief, whole = brief] = TEXTS[facet];
  const text =
    facet === 'questions' ? questionText(before, after) : brief(before) === brief(after) ? whole : brief;
  return [`${facet}: ${text(before)} -> ${text(after)}`];
}

type Text = (terms: Terms) => string;

/** How a term is said: in short, and where that does not show a difference, at length. */
const TEXTS: Readonly<Record<Exclude<TermFacet, 'approval'>, readonly [Text, Text?]>> = {
  justification: [({ justification }) => (justification ? 'required' : 'not required')],
  questions: [questionsText, ({ questions }) => listText(questions.map(wholeQuestion))],
  duration: [expirationText],
  schedule: [
    ({ customSchedule }) =>
      customSchedule ? 'the requestor can choose an earlier end' : 'the requestor cannot choose the end',
  ],
  extension: [
    extensionText,
    (terms) => `${extensionText(terms)}: ${terms.extensionApproval.map(wholeStage).join('; then ')}`,
  ],
  review: [reviewText, wholeReview],
  leaving: [leavingText],
  grants: [grantsText],
};

/** As a configuration says them; one of another type is called by that. */
const QUESTION_TYPES: Readonly<Record<string, string>> = {
  accessPackageTextInputQuestion: 'text',
  accessPackageMultipleChoiceQuestion: 'multiple choice',
};

/** At length where a question that stays is asked in another way, which its text alone does not show. */
function questionText(before: Terms, after: Terms): Text {
  const [brief, whole = brief] = TEXTS.questions;
  const known = new Map(before.questions.map((question) => [question.text, wholeQuestion(question)]));
  const isAltered = after.questions.some((question) => {
    const was = known.get(question.text);
    return was !== undefined && was !== wholeQuestion(question);
  });
  return isAltered || brief(before) === brief(after) ? whole : brief;
}

function wholeQuestion({ text, type, required, pattern, choices, several, editable }: Question): string {
  return [
    `${text} (${QUESTION_TYPES[type] ?? type}`,
    required ? 'required' : 'optional',
    ...(pattern === undefined ? [] : [`must match ${pattern}`]),
    ...(choices === undefined ? [] : [`${several ? 'some' : 'one'} of ${choices.join(' | ')}`]),
    `${editable ? 'can be corrected' : 'final'})`,
  ].join(', ');
}

function wholeReview(terms: Terms): string {
  const { review } = terms;
  if (review === undefined) return reviewText(terms);
  const lists = [review.primary, review.fallback];
  const absent = lists.flatMap((list) => list.absent);
  const unsure = lists.flatMap((list) => list.unsure);
  return [
    reviewText(terms),
    `fallback reviewers: ${subjectsText(review.fallback.subjects)}`,
    ...(absent.length === 0 ? [] : [`reviewers who cannot review: ${subjectsText(absent)}`]),
    ...(unsure.length === 0 ? [] : [`reviewers who may be unable to sign in: ${subjectsText(unsure)}`]),
    `reviewers ${review.justification ? 'say' : 'need not say'} why`,
    ...(review.open === undefined ? [] : [`open for ${durationText(review.open)}`]),
    ...(review.start === undefined ? [] : [`from ${review.start}`]),
    `${review.recommendations ? 'with' : 'without'} recommendations`,
  ].join('; ');
}

/** What becomes of an automatic assignment once its rule matches no more. */
export function leavingText({ leaving }: Pick<Terms, 'leaving'>): string {
  if (leaving === undefined) return 'does not apply';
  return leaving.removed ? `removed after ${durationText(leaving.grace)}` : 'kept';
}

/** Who approves and by when; then the parts of the stages that this does not show. */
function approvalLines(before: Terms, after: Terms): readonly string[] {
  const [was, is] = [approvalPhrase(before), approvalPhrase(after)];
  const main = was === is ? [] : [`approval: ${was} -> ${is}`];
  const isOne = Math.max(before.approval.length, after.approval.length) === 1;
  const lines = stagePairs(before.approval, after.approval).flatMap((pair) => {
    const [past, present] = pair.map((stage) => stage?.index);
    const place = placeText(past ?? present ?? 0, present ?? past ?? 0);
    return linesOfStages(pair, isOne ? '' : place);
  });
  return [...main, ...lines];
}

type StagePair = readonly [StageAnswer | undefined, StageAnswer | undefined];

/** Stages that stand in one place; where there are more or fewer, those that stand for each other. */
function stagePairs(before: readonly StageAnswer[], after: readonly StageAnswer[]): readonly StagePair[] {
  if (before.length === after.length) return before.map((stage, index) => [stage, after[index]]);
  const pairs = stagesPaired(before, after);
  const [past, present] = [new Set(pairs.map(([was]) => was)), new Set(pairs.map(([, is]) => is))];
  return [
    ...pairs,
    ...before.filter((stage) => !past.has(stage)).map((stage): StagePair => [stage, undefined]),
    ...after.filter((stage) => !present.has(stage)).map((stage): StagePair => [undefined, stage]),
  ];
}

function placeText(before: number, after: number): string {
  return ` of stage ${before + 1}${before === after ? '' : `, now stage ${after + 1}`}`;
}

/** Of a stage that comes or goes, who would decide if others were gone does so too. */
function linesOfStages([before, after]: StagePair, where: string): readonly string[] {
  const stage = after ?? before;
  if (stage === undefined) return [];
  return unseenLines(before ?? withoutFallback(stage), after ?? withoutFallback(stage), where);
}

function withoutFallback({ escalation, ...stage }: StageAnswer): StageAnswer {
  return {
    ...stage,
    fallback: EMPTY,
    ...(escalation !== undefined && { escalation: { ...escalation, fallback: EMPTY } }),
  };
}

function approvalPhrase(terms: Terms): string {
  const [first, ...others] = terms.approval.map(({ automaticDenialAfter }) => automaticDenialAfter);
  if (first === undefined) return 'none';
  const once = others.every((time) => time === first);
  const denied = once
    ? durationText(first)
    : [first, ...others].map((time, index) => `${durationText(time)} in stage ${index + 1}`).join(', ');
  return `${approvalText(terms)}; denied after ${denied}`;
}

/** One part of a stage in words, and whether the phrase about who decides holds it already. */
interface Part {
  readonly text: (stage: StageAnswer) => string;
  readonly isSeen: (stage: StageAnswer) => boolean;
}

const NEVER = () => false;

/** What a stage says besides who decides now, by what it is called. */
const PARTS: Readonly<Record<string, Part>> = {
  'fallback approvers': {
    text: ({ fallback }) => subjectsText(fallback.subjects),
    isSeen: ({ from, otherwise }) => from !== 'primary' || otherwise !== undefined,
  },
  'fallback escalation approvers': {
    text: ({ escalation }) => subjectsText(escalation?.fallback.subjects ?? []),
    isSeen: ({ escalation }) => escalation?.approvers === escalation?.fallback,
  },
  'approvers who cannot approve': {
    text: (stage) => subjectsText(listsOf(stage).flatMap(({ absent }) => absent)),
    isSeen: NEVER,
  },
  'approvers who may be unable to sign in': {
    text: (stage) => subjectsText(listsOf(stage).flatMap(({ unsure }) => unsure)),
    isSeen: NEVER,
  },
  'reason of the approver': {
    text: ({ approverJustification }) => (approverJustification ? 'required' : 'not required'),
    isSeen: NEVER,
  },
};

function unseenLines(before: StageAnswer, after: StageAnswer, where: string): readonly string[] {
  return Object.entries(PARTS).flatMap(([what, { text, isSeen }]) => {
    const sides = [before, after].map((stage) => ({ text: text(stage), seen: isSeen(stage) }));
    const [was, is] = sides.map((side) => side.text);
    const said = sides.every(({ text: side, seen }) => seen || side === NO_ONE);
    return was === is || said ? [] : [`${what}${where}: ${was} -> ${is}`];
  });
}

/** A stage with all that it names. */
function wholeStage(stage: StageAnswer): string {
  const parts = Object.entries(PARTS).map(([what, { text }]) => `${what}: ${text(stage)}`);
  return [stageText(stage), `denied after ${durationText(stage.automaticDenialAfter)}`, ...parts].join(', ');
}
