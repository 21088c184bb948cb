/**
 * People of a class who could decide alone about what the class requests: nobody approves their own request, so they are
 * left with nobody, or no longer are, where the class as a whole is not.
 */
import type { ResourceAddress } from '../../model/address.ts';
import { compareNames } from '../../model/natural-order.ts';
import { onceFor } from '../../model/once.ts';
import type { Requestor } from '../facts/requestor.ts';
import { requestorName, userOf } from '../facts/requestor.ts';
import type { Subject } from '../facts/subject.ts';
import { PRINCIPAL, subjectKey } from '../facts/subject.ts';
import { briefAnswer } from '../relation/answering.ts';
import type { AccessAnswer } from '../relation/answer.ts';
import type { StageAnswer } from '../relation/approvers.ts';
import { listsOf } from '../relation/approvers.ts';
import { isInVain } from '../relation/in-vain.ts';
import { isDeadEnd } from '../relation/stage-order.ts';
import { isAmong } from './among.ts';
import type { Compared } from './compared.ts';
import { compareAnswers } from './compared.ts';
import { onlyDeciders } from './only-deciders.ts';
import type { Revision } from './touched.ts';
import { hasGap, peopleWithKnownManager } from './without-manager.ts';

/** What is said of classes, with whom it is not so of, and what is to be said of those beside. */
export function withLeftAlone(
  revision: Revision,
  said: readonly Compared[],
  address: ResourceAddress,
): readonly Compared[] {
  const { before, after } = revision;
  const deciders = new Set([...onlyDeciders(before, address), ...onlyDeciders(after, address)]);
  const managed = new Set(peopleWithKnownManager(revision, said).filter((id) => !deciders.has(id)));
  const all = [...deciders, ...managed].sort().map((id) => aloneOf(revision, said, address, id));
  const unmanaged = all.filter((each) => managed.has(each.person.person.id ?? '') && isTold(each));
  // More are told in words, with their class.
  const people = all
    .filter((each) => !unmanaged.includes(each) || unmanaged.length <= MOST)
    .map((each) => (unmanaged.includes(each) ? asUnmanaged(each) : each));
  const own = people.flatMap(({ shifts }) => shifts);
  const told = said.map((each): Compared => {
    const found = people.filter(({ person, inVain }) => inVain && isOpenedTo(revision, each, person));
    return found.length === 0 ? each : { ...each, leftAlone: found.map(({ person }) => person) };
  });
  return [...told, ...own];
}

/** More are not named for having no manager. */
const MOST = 10;

function isTold({ shifts, inVain }: Standing): boolean {
  return inVain || shifts.length > 0;
}

function asUnmanaged({ shifts, ...standing }: Standing): Standing {
  return { ...standing, shifts: shifts.map((each): Compared => ({ ...each, unmanaged: true })) };
}

/** How someone stands who may be left with nobody. */
interface Standing {
  readonly person: Someone;
  readonly shifts: readonly Compared[];
  readonly inVain: boolean;
}

type Someone = Extract<Requestor, { readonly type: 'person' }>;

/** How one who may be left alone stands: what shifts for them, and whether what they request after it is in vain. */
function aloneOf(
  revision: Revision,
  said: readonly Compared[],
  address: ResourceAddress,
  id: string,
): Standing {
  // What is known of a person is known on both sides: the directory is one.
  const person: Someone = { type: 'person', person: userOf(revision.after.directory, id) };
  const sides = { past: person, present: person, split: false };
  const shifts = compareAnswers(revision, sides, address)
    .differing.filter((each) => each.list === 'changed' && comesOrStops(each))
    .filter((each) => !said.some((other) => tells(revision, other, each, person)))
    .map((each): Compared => ({ ...each, alone: true }));
  return { person, shifts, inVain: isInVain(briefAnswer(revision.after, person, address)) };
}

/** Whether someone is of a class whose requests lead to something now, and did not before. */
function isOpenedTo(
  revision: Revision,
  { asked, list, requestor, before, after }: Compared,
  person: Someone,
): boolean {
  if (asked !== 'request' || list === 'lost' || requestor.type === 'person' || isInVain(after.answer))
    return false;
  const isOpened = list === 'gained' || isInVain(before.answer);
  return isOpened && isAmong(revision.after, person, requestorName(revision.after, requestor));
}

function comesOrStops({ before, after }: Compared): boolean {
  return standing(before.answer) !== standing(after.answer);
}

/** Whether their requests, and those to keep it longer, are in vain. */
function standing(answer: AccessAnswer): string {
  const extended = answer.ways.filter(({ terms }) => terms.extension);
  const isEnding =
    extended.length > 0 && extended.every(({ terms: { extensionApproval: stages } }) => isDeadEnd(stages));
  return `${isInVain(answer)} ${isEnding}`;
}

/** Whether the same is said of someone by what is said of others. */
function tells(revision: Revision, other: Compared, own: Compared, person: Requestor): boolean {
  const { asked, list, requestor, namedIn, outside, before, after } = other;
  if (list !== 'changed' || outside === true || asked !== own.asked) return false;
  const isSame =
    standing(before.answer) === standing(own.before.answer) &&
    standing(after.answer) === standing(own.after.answer);
  return isSame && isAmong(revision[namedIn], person, requestorName(revision[namedIn], requestor));
}

const ALONE = {
  now: 'nobody approves their own request, and nobody else can approve it',
  before: 'until now nobody else could approve it, and nobody approves their own request',
};
const UNMANAGED = {
  now: 'they have no manager who could approve it, and nobody else can approve it',
  before: 'until now nobody could approve it: they have no manager who could',
};

/** Why it is so of one person, and what of that is not known. */
export function aloneLines({
  alone,
  unmanaged,
  leftAlone = [],
  list,
  before,
  after,
}: Compared): readonly string[] {
  if (leftAlone.length > 0) {
    const names = leftAlone.map(({ person }) => person.label).sort(compareNames);
    return [`but not ${names.join(', ')}: nobody else can approve what they request`];
  }
  if (alone === true) {
    const isNow = isInVain(after.answer) || !isInVain(before.answer);
    return [
      (unmanaged === true ? UNMANAGED : ALONE)[isNow ? 'now' : 'before'],
      ...after.answer.unknown.map((text) => `unknown: ${text}`),
    ];
  }
  if (list !== 'changed') return [];
  const known = new Set(groupsAlone(before.answer).map(({ id }) => id));
  return groupsAlone(after.answer)
    .filter(({ id }) => !known.has(id))
    .map(
      ({ label }) => `unknown: who the ${label} are; one who is alone cannot have their own request approved`,
    );
}

/**
 * Whether it rests on people of whom it is not known if they can sign in, or on a manager of whom it is not known if there is
 * one, that someone is not left with nobody.
 */
export function restsOnUnsure({ alone, after }: Compared): boolean {
  if (alone === true && hasGap(after.answer)) return true;
  const stages = after.answer.ways.flatMap(({ terms: { approval } }) => approval);
  return alone === true && stages.some(isUnsureStage);
}

function isUnsureStage({ approvers, escalation }: StageAnswer): boolean {
  const lists = [approvers, ...(escalation === undefined ? [] : [escalation.approvers])];
  const unsure = new Set(lists.flatMap((list) => list.unsure.map(subjectKey)));
  const subjects = lists.flatMap((list) => list.subjects.map(subjectKey));
  return subjects.length > 0 && subjects.every((each) => unsure.has(each));
}

/** Groups of unknown members that a stage comes to, and nobody else. */
function groupsAlone({ ways }: AccessAnswer): readonly Subject[] {
  const all = ways.flatMap(({ terms: { approval } }) => groupsAloneIn(approval));
  return all.length < 2 ? all : [...new Map(all.map((each) => [each.id, each])).values()];
}

const groupsAloneIn = onceFor((stages: readonly StageAnswer[]): readonly Subject[] =>
  stages.flatMap((stage) => {
    const lists = listsOf(stage);
    const subjects = lists.flatMap((list) => list.subjects);
    const [only, ...others] = new Map(subjects.map((each) => [subjectKey(each), each])).values();
    const isKnown = lists.some(({ people }) => people.length > 0);
    return only?.type === PRINCIPAL && others.length === 0 && !isKnown ? [only] : [];
  }),
);
