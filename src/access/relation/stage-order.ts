/**
 * Stages of approval, put in order by who can complete them (ACCESS §3): later ones are not looser exactly when every set
 * of people that completes them holds one that could complete the earlier ones. One person may decide in several stages,
 * so the order of stages is irrelevant.
 */
import type { ApproverSet } from './approver-list.ts';
import type { StageAnswer } from './approvers.ts';
import { listsOf } from './approvers.ts';
import type { Order } from './order.ts';
import { byInclusion, byLength, byPermission, bySameness, combine, lengthOf, reversed } from './order.ts';
import { canonicalJson } from '../../model/value.ts';
import { principalKey, subjectKey } from '../facts/subject.ts';

/** Keys of the people and groups of whom one has to decide; empty: a dead end. */
type Deciders = ReadonlySet<string>;

interface Stage {
  readonly answer: StageAnswer;
  readonly deciders: Deciders;
  /** Those too who would decide if others were gone, or joined a group. */
  readonly named: Deciders;
}

export function stagesOrder(before: readonly StageAnswer[], after: readonly StageAnswer[]): Order {
  const [was, is] = [before.map(toStage), after.map(toStage)];
  const deciders = (stages: readonly Stage[]) => stages.map((stage) => stage.deciders);
  const order = completionOrder(deciders(was), deciders(is));
  // Where nobody gets it any more, or could before, nothing else about the stages adds to that.
  if (order !== 'equal' && isDeadEnd(before) !== isDeadEnd(after)) return order;
  return combine([
    order,
    ...paired(was, is).flatMap(([one, other]) => [
      byInclusion([...one.named], [...other.named]),
      mannerOrder(one.answer, other.answer),
    ]),
  ]);
}

/** The same of who has to consent alone: how it is decided, and who would decide if others were gone, do not count. */
export function consentOrder(before: readonly StageAnswer[], after: readonly StageAnswer[]): Order {
  return completionOrder(before.map(decidersOf), after.map(decidersOf));
}

/** Stages that stand for each other, by who decides in them. */
export function stagesPaired(
  before: readonly StageAnswer[],
  after: readonly StageAnswer[],
): readonly (readonly [StageAnswer, StageAnswer])[] {
  return paired(before.map(toStage), after.map(toStage)).map(([one, other]) => [one.answer, other.answer]);
}

/** True where nobody can complete the stages, so that a request can only end in denial. */
export function isDeadEnd(stages: readonly StageAnswer[]): boolean {
  return stages.some(
    ({ approvers, escalation }) =>
      names(approvers) === 0 && (escalation === undefined || names(escalation.approvers) === 0),
  );
}

/** How many subjects and people a list of approvers comes to. */
function names({ subjects, people }: ApproverSet): number {
  return subjects.length + people.length;
}

function toStage(answer: StageAnswer): Stage {
  const lists = listsOf(answer);
  // A group without members waits for them; an account that is disabled or gone gives nothing to anyone.
  const awaiting = lists.flatMap((list) => list.awaiting.map(subjectKey));
  return {
    answer,
    deciders: decidersOf(answer),
    named: new Set([...lists.flatMap((list) => [...meant(list)]), ...awaiting]),
  };
}

function decidersOf({ approvers, escalation }: StageAnswer): Deciders {
  return new Set([...meant(approvers), ...(escalation === undefined ? [] : meant(escalation.approvers))]);
}

/** A group is more than its members of today: naming these instead of it is tighter, the reverse looser. */
function* meant({ subjects, people }: ApproverSet): Iterable<string> {
  yield* subjects.map(subjectKey);
  yield* people.map(principalKey);
}

/**
 * A set of people that completes stages has one of each. All sets that complete the one list complete another exactly when
 * each stage of the other has one of the first within it.
 */
function completionOrder(before: readonly Deciders[], after: readonly Deciders[]): Order {
  const [kept, known] = [completes(after, before), completes(before, after)];
  if (kept) return known ? 'equal' : 'tighter';
  return known ? 'looser' : 'incomparable';
}

function completes(these: readonly Deciders[], those: readonly Deciders[]): boolean {
  return (
    these.some((deciders) => deciders.size === 0) ||
    those.every((deciders) => these.some((few) => isWithin(few, deciders)))
  );
}

function isWithin(few: Deciders, many: Deciders): boolean {
  if (few.size > many.size) return false;
  for (const each of few) if (!many.has(each)) return false;
  return true;
}

/**
 * Stages that stand for each other: those with the same deciders; then those of which the one has all deciders of the
 * other, since it is these that make the whole tighter or looser; then the others in their order.
 */
function paired(before: readonly Stage[], after: readonly Stage[]): readonly (readonly [Stage, Stage])[] {
  const pairs: (readonly [Stage, Stage])[] = [];
  let left = before;
  const rest = [...after];
  for (const fits of FITTING)
    left = left.filter((stage) => {
      const index = rest.findIndex((other) => fits(stage, other));
      const [other] = index < 0 ? [] : rest.splice(index, 1);
      if (other !== undefined) pairs.push([stage, other]);
      return other === undefined;
    });
  return pairs;
}

const FITTING: readonly ((before: Stage, after: Stage) => boolean)[] = [
  (before, after) => isWithin(before.deciders, after.deciders) && isWithin(after.deciders, before.deciders),
  (before, after) => isWithin(after.deciders, before.deciders) && isWithin(after.named, before.named),
  (before, after) => isWithin(before.deciders, after.deciders) && isWithin(before.named, after.named),
  (before, after) => isWithin(after.deciders, before.deciders) || isWithin(before.deciders, after.deciders),
  () => true,
];

/** How a stage is decided, beside who decides. */
function mannerOrder(before: StageAnswer, after: StageAnswer): Order {
  const [was, is] = [before.escalation, after.escalation];
  const unsure = (answer: StageAnswer) =>
    listsOf(answer)
      .flatMap((list) => list.unsure.map(subjectKey))
      .sort();
  return combine([
    // Who may be unable to decide may leave it to others.
    bySameness(canonicalJson(unsure(before)) === canonicalJson(unsure(after))),
    was === undefined || is === undefined
      ? 'equal'
      : reversed(byLength(lengthOf(was.after), lengthOf(is.after))),
    byLength(lengthOf(before.automaticDenialAfter), lengthOf(after.automaticDenialAfter)),
    reversed(byPermission(before.approverJustification, after.approverJustification)),
  ]);
}
