/**
 * People whose manager is named to approve and who have none: fallbacks and escalation approve for them, else nobody, while
 * for the rest of their class someone does. In words where it is not known who they are.
 */
import { onceFor } from '../../model/once.ts';
import type { Person } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import { requestorName } from '../facts/requestor.ts';
import type { AccessAnswer } from '../relation/answer.ts';
import type { ApproverSet } from '../relation/approver-list.ts';
import type { StageAnswer } from '../relation/approvers.ts';
import { asksManagers, listsOf } from '../relation/approvers.ts';
import { letsManagersRequest } from '../relation/beneficiaries.ts';
import { isInVain } from '../relation/in-vain.ts';
import { isAmong } from './among.ts';
import type { Compared } from './compared.ts';
import { peopleAtDoor, highestManagerLevel } from './managers-at-door.ts';
import { onlyDeciders } from './only-deciders.ts';
import type { Revision } from './touched.ts';

/** What is the same for those who have a manager and for those who have none. */
const NO_GAP = 0;

/** Those who lack a manager of this level request in vain: the highest such level; infinite where everyone does. */
function gapOf(answer: AccessAnswer): number {
  if (isInVain(answer)) return Infinity;
  if (answer.ways.length === 0 || answer.automatic.length > 0) return NO_GAP;
  const all = answer.ways.map(({ terms }) => terms.approval);
  const levels = all.flatMap(managerLevels).sort((a, b) => b - a);
  return (
    levels.find((level) => all.every((stages) => stages.some((stage) => isDeadWithout(stage, level)))) ??
    NO_GAP
  );
}

/** Whether those who lack some manager request in vain, and others do not. */
export function hasGap(answer: AccessAnswer): boolean {
  const gap = gapOf(answer);
  return gap !== NO_GAP && gap !== Infinity;
}

/** Of the managers who are named in stages, which policies of one pattern share. */
const managerLevels = onceFor((stages: readonly StageAnswer[]): readonly number[] =>
  stages
    .flatMap(listsOf)
    .flatMap(({ subjects }) => subjects.flatMap(({ type, id }) => (type === 'manager' ? [Number(id)] : []))),
);

/** Who lacks a manager of one level lacks those above. */
function isDeadWithout({ primary, fallback, escalation }: StageAnswer, level: number): boolean {
  const isLeft = ({ subjects, people }: ApproverSet) =>
    people.length > 0 || subjects.some(({ type, id }) => type !== 'manager' || Number(id) < level);
  const lists = [
    primary,
    fallback,
    ...(escalation === undefined ? [] : [escalation.primary, escalation.fallback]),
  ];
  return !lists.some(isLeft);
}

/** What differs between a class and those of it who have no manager, in words. */
export function managerLines({ list, before, after }: Compared): readonly string[] {
  const [was, is] = gaps({ list, before, after });
  if (was === is || is === Infinity) return [];
  if (was === Infinity) return [`for those without ${called(is)}: nobody can approve it, as until now`];
  if (is > was) return [`for those without ${called(is)}: nobody can approve, so the request is denied`];
  const few = is === NO_GAP ? '' : `, but with ${called(is)}`;
  return [`for those without ${called(was)}${few}: until now nobody could approve it`];
}

/** The gaps before and after; the same where nothing is to be told. */
function gaps({
  list,
  before,
  after,
}: Pick<Compared, 'list' | 'before' | 'after'>): readonly [number, number] {
  if (list === 'lost') return [NO_GAP, NO_GAP];
  const is = gapOf(after.answer);
  const was = list === 'gained' ? NO_GAP : gapOf(before.answer);
  return was === Infinity && is === NO_GAP ? [NO_GAP, NO_GAP] : [was, is];
}

function called(level: number): string {
  return level === 1 ? 'a manager' : `a manager of level ${String(level)}`;
}

/** More are not asked about one by one. */
const MOST = 200;

/** Ids of the people of such classes whose managers are known, and who may have none who can approve. */
export function peopleWithKnownManager(revision: Revision, said: readonly Compared[]): readonly string[] {
  const classes = said.filter((each) => each.requestor.type !== 'person' && managerLines(each).length > 0);
  if (classes.length === 0) return [];
  const { directory } = revision.after;
  const known = [...directory.users.values()].filter(({ manager }) => manager !== undefined);
  const isOf = ({ requestor, namedIn }: Compared, person: Person) =>
    isPersonAmong(revision[namedIn], person, requestor);
  const people = known.filter((person) => classes.some((each) => isOf(each, person)));
  return people.length > MOST ? [] : people.flatMap(({ id }) => id ?? []);
}

function isPersonAmong(model: AccessModel, person: Person, of: Compared['requestor']): boolean {
  return isAmong(model, { type: 'person', person }, requestorName(model, of));
}

/** More are not asked for their managers: each is a request for every level. */
const MOST_ASKED = 20;

/**
 * Ids of the people who are in the scope of policies that change and let managers approve, by name or as known members of a
 * group, none where they are too many to ask about; and of those who decide alone where it is so.
 */
export function peopleAskedForManagers({
  before,
  after,
  changes,
}: Pick<Revision, 'before' | 'after' | 'changes'>): readonly string[] {
  const changed = changes.flatMap(({ address }) => {
    const sides = [before, after].flatMap(({ policies }) => policies.get(address) ?? []);
    return sides.some((policy) => asksManagers(policy) || letsManagersRequest(policy)) ? sides : [];
  });
  const { groups } = after.directory;
  const members = changed.flatMap((policy) => policy.groups.flatMap((id) => groups.get(id)?.members ?? []));
  const people = new Set([...changed.flatMap(({ users }) => users), ...members]);
  // Where people are listed, those are asked about.
  const open = changed.filter(({ scope }) => scope !== LISTED);
  const packages = new Set(open.map((policy) => policy.package));
  const deciders = [before, after].flatMap((model) =>
    [...packages].flatMap((address) => [...onlyDeciders(model, address)]),
  );
  return [...new Set([people, new Set(deciders)].flatMap((all) => (all.size > MOST_ASKED ? [] : [...all])))];
}

/**
 * Ids of the guests who are known and may be managers of a class for which a policy that changes lets managers request, and
 * of the people whom the outer door comes to keep out where managers decide; none where they are too many to ask about. Undefined where
 * nothing of this changes.
 */
export function guestsAskedForReports(
  revision: Pick<Revision, 'before' | 'after' | 'changes'>,
): readonly string[] | undefined {
  const guests = isAskedForRequests(revision) ? guestsKnown(revision) : undefined;
  const atDoor = highestManagerLevel(revision) === 0 ? [] : [...peopleAtDoor(revision)];
  if (guests === undefined && atDoor.length === 0) return undefined;
  return [...new Set([...(guests ?? []), ...(atDoor.length > MOST_ASKED ? [] : atDoor)])];
}

function isAskedForRequests({
  before,
  after,
  changes,
}: Pick<Revision, 'before' | 'after' | 'changes'>): boolean {
  return changes.some(({ address }) =>
    [before, after].some(({ policies }) => {
      const policy = policies.get(address);
      return policy !== undefined && letsManagersRequest(policy) && policy.scope !== LISTED;
    }),
  );
}

function guestsKnown({ after }: Pick<Revision, 'after'>): readonly string[] {
  const guests = [...after.directory.users.values()].filter(({ userType }) => userType === 'Guest');
  return guests.length > MOST_ASKED ? [] : guests.flatMap(({ id }) => id ?? []);
}

/** The scope of people of the directory who are listed, each of whom is asked about. */
const LISTED = 'specificDirectoryUsers';
