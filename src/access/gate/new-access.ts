/** Whether a change gives anyone what they could not get before, and who that is. */
import { equalValues } from '../../model/value.ts';
import type { AccessChange, AccessDiff } from '../compare/access-change.ts';
import { certainty, compareAnswers, directionOf, opensAssignment } from '../compare/compared.ts';
import { GUESTS, MEMBERS } from '../compare/same-people.ts';
import type { Revision } from '../compare/touched.ts';
import type { Person } from '../facts/facts.ts';
import type { AccessModel } from '../facts/model.ts';
import { isOfOuterDoor } from '../facts/outer-door.ts';
import type { Requestor } from '../facts/requestor.ts';
import { answerFor, briefAnswer } from '../relation/answering.ts';
import { assignmentAnswer } from '../relation/assignment.ts';
import { shutOut } from '../relation/kept-out.ts';
import { allowsMore } from '../relation/order.ts';
import { requestsInVain } from '../relation/in-vain.ts';
import { personText } from '../words/person-text.ts';
import { namedPeople, peopleLike, sortCalled, whoHolds } from './people-like.ts';
import type { Counterexample, Explained, Violation } from './violation.ts';

/**
 * What of a diff is new access. Without `revision` nobody is looked for to stand for those of an entry: a saved plan holds
 * the entries alone.
 */
export function newAccess(diff: AccessDiff, revision?: Revision): readonly Violation[] {
  const noLooser = policiesNoLooser(diff);
  const isPassed = (entry: AccessChange, comes: boolean): boolean =>
    isPartOfStricterTerms(entry, comes, noLooser) ||
    (revision !== undefined && (isInVainOnly(entry, revision) || isOfShutOut(entry, revision)));
  const opening = [
    ...diff.gained.filter((entry) => !isPassed(entry, true)),
    ...diff.changed.filter((entry) => opens(entry) && !isPassed(entry, false)),
  ];
  return opening.map((entry) => violationOf(entry, revision));
}

/**
 * Whether an entry opens nothing but requests in vain: a stage that nobody can decide never completes. Those who get the
 * package by rule besides have it as before.
 */
function isInVainOnly(entry: AccessChange, revision: Revision): boolean {
  const sort =
    isEntry(entry) && entry.path === undefined ? sortCalled(revision.after, entry.requestor) : undefined;
  if (sort === undefined) return false;
  // What is said of everyone in the directory was found of members and of guests.
  const sorts = sort.type === 'directoryUsers' ? [MEMBERS, GUESTS] : [sort];
  return sorts.every((each) => isInVainFor(each, entry, revision));
}

/** Whether an entry is about people whom the outer door comes to keep out: other terms of what they cannot use give nothing. */
function isOfShutOut(entry: AccessChange, { after, changes }: Revision): boolean {
  if (!isEntry(entry) || entry.path !== undefined || entry.causes.length === 0) return false;
  const doors = new Set(changes.filter(isOfOuterDoor).map(({ address }) => address));
  if (!entry.causes.every(({ address }) => doors.has(address))) return false;
  const sort = sortCalled(after, entry.requestor);
  return sort !== undefined && shutOut(after, sort) !== undefined;
}

function isInVainFor(
  sort: Requestor,
  { capability, package: { address }, differences = [] }: AccessChange,
  revision: Revision,
): boolean {
  const { before, after } = revision;
  const answer = capability === 'assign' ? assignmentAnswer : briefAnswer;
  const [was, is] = [answer(before, sort, address), answer(after, sort, address)];
  if (!requestsInVain(is)) return false;
  // What is said of requesting may be true of being assigned through other policies as well.
  const sides = { past: sort, present: sort, split: false };
  const isAssigned = capability !== 'assign' && opensAssignment(revision, sides, address);
  if (isAssigned && !requestsInVain(assignmentAnswer(after, sort, address))) return false;
  if (is.automatic.length === 0) return true;
  const opening = differences.filter(({ direction }) => allowsMore(direction));
  const sure = ({ automatic }: typeof is) => automatic.filter(({ certain }) => certain).length;
  const byRule = new Set(is.automatic.map(({ policy }) => policy.address));
  return (
    is.automatic.length <= was.automatic.length &&
    sure(is) <= sure(was) &&
    opening.length > 0 &&
    // The terms on which they would request in vain give nothing; those on which the rule gives it do.
    !opening.some(({ policy }) => policy !== undefined && byRule.has(policy))
  );
}

/** What differs without a known direction may be anything. */
function opens({ direction = 'incomparable' }: AccessChange): boolean {
  return allowsMore(direction);
}

type Decision = 'approve' | 'review';

/** Facets of the terms that say who decides. */
const DECIDED_BY: Readonly<Record<Decision, string>> = { approve: 'approval', review: 'review' };

/** Policies of which the decisions by others, as a whole, do not get looser for anyone whose terms differ. */
interface NoLooser {
  /** Tighter for some of them. */
  readonly tighter: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

/** In packages where nothing gets looser besides. */
function policiesNoLooser({ gained, changed }: AccessDiff): Readonly<Record<Decision, NoLooser>> {
  const opened = new Set(gained.filter(isEntry).map((entry) => entry.package.address));
  const of = (decision: Decision): NoLooser => {
    const differing = changed
      .filter(isEntry)
      .flatMap((entry) =>
        (entry.differences ?? [])
          .filter(({ facet }) => facet === DECIDED_BY[decision] || facet === 'reach')
          .map((difference) => ({ address: entry.package.address, ...difference })),
      );
    const looser = new Set(
      differing.filter(({ direction }) => allowsMore(direction)).map(({ address }) => address),
    );
    const deciding = differing.filter(
      ({ facet, address }) => facet === DECIDED_BY[decision] && !looser.has(address) && !opened.has(address),
    );
    const policies = (those: typeof deciding) => new Set(those.flatMap(({ policy }) => policy ?? []));
    return {
      tighter: policies(deciding.filter(({ direction }) => direction === 'tighter')),
      all: policies(deciding),
    };
  };
  return { approve: of('approve'), review: of('review') };
}

const isEntry = ({ capability = 'request' }: AccessChange): boolean =>
  capability === 'request' || capability === 'receive' || capability === 'assign';

/**
 * Who decides beside others, where the whole gets no looser, can give no access that was not given before. Who comes to
 * decide has gained that all the same, unless it stands in the way of access: by a stage more the whole gets tighter.
 */
function isPartOfStricterTerms(
  { capability, causes }: AccessChange,
  comes: boolean,
  noLooser: Readonly<Record<Decision, NoLooser>>,
): boolean {
  if (capability !== 'approve' && capability !== 'review') return false;
  const { tighter, all } = noLooser[capability];
  return causes.length > 0 && causes.every(({ address }) => (comes ? tighter : all).has(address));
}

function violationOf(entry: AccessChange, revision: Revision | undefined): Violation {
  const { capability = 'request', requestor, package: about, severity, summary, details, causes } = entry;
  // Of a path its steps are told.
  const isStep = isEntry(entry) && entry.path === undefined;
  const found = revision && isStep ? counterexampleOf(entry, revision) : undefined;
  return {
    check: 'no-new-access',
    ...{ capability, requestor, about, severity, summary, details, causes },
    certain: entry.certain !== false && entry.path?.certain !== false && requestor.type !== 'unknown',
    ...(found !== undefined && { counterexample: found }),
  };
}

/** A person who can after the change what they could not before. */
function counterexampleOf(
  { capability, requestor, package: { address } }: AccessChange,
  revision: Revision,
): Counterexample | undefined {
  const { before, after } = revision;
  const explain = capability === 'assign' ? explainedAssignment : explained;
  const people = peopleLike([after, before], requestor);
  const inside = people.flatMap((person) => whoHolds(person, before, address));
  const named = namedPeople([after, before], requestor);
  const gaining = [...people, ...inside, ...named].filter((each) =>
    gainsByIt(revision, each, address, capability),
  );
  const person = mostTelling(gaining, revision, address, capability);
  const sort: Requestor | undefined = person ? { type: 'person', person } : sortCalled(after, requestor);
  if (sort === undefined) return undefined;
  return {
    ...(person !== undefined && { person }),
    text: person === undefined ? requestor.label : personText(after, person),
    before: explain(before, sort, address),
    after: explain(after, sort, address),
  };
}

/**
 * Of those who gain, one who was refused before; else one whose own reasoning is another after the change: a fallback, or who approves on escalation, decides
 * for some of a sort alone. Where the entry is about requests, a policy through which they can only be assigned the package
 * proves nothing of those.
 */
function mostTelling(
  gaining: readonly Person[],
  { before, after, ...revision }: Revision,
  address: string,
  capability: AccessChange['capability'],
): Person | undefined {
  const asked = capability === 'assign' ? 'assign' : 'request';
  const opened = gaining.filter((each) =>
    opensTo({ before, after, ...revision }, each, address).includes(asked),
  );
  const explain = capability === 'assign' ? explainedAssignment : explained;
  const reasoning = (model: AccessModel, person: Person) =>
    explain(model, { type: 'person', person }, address).steps.map(({ result, text }) => [result, text]);
  const answer = capability === 'assign' ? assignmentAnswer : briefAnswer;
  const isRefused = (person: Person) => answer(before, { type: 'person', person }, address).verdict === 'no';
  return (
    opened.find(isRefused) ??
    opened.find((each) => !equalValues(reasoning(before, each), reasoning(after, each))) ??
    opened[0] ??
    gaining[0]
  );
}

function gainsByIt(
  revision: Revision,
  person: Person,
  address: string,
  capability: AccessChange['capability'],
): boolean {
  const opened = opensTo(revision, person, address);
  return capability === 'assign' ? opened.includes('assign') : opened.length > 0;
}

/** In which ways a person gets what they could not get before. */
function opensTo(revision: Revision, person: Person, address: string): readonly ('request' | 'assign')[] {
  const asked: Requestor = { type: 'person', person };
  const sides = { past: asked, present: asked, split: false };
  return compareAnswers(revision, sides, address)
    .differing.filter(({ list, differences }) => allowsMore(directionOf(list, differences)))
    .map((each) => each.asked);
}

export function explained(model: AccessModel, requestor: Requestor, address: string): Explained {
  const answer = answerFor(model, requestor, address);
  return { verdict: certainty(answer), steps: answer.steps };
}

function explainedAssignment(model: AccessModel, requestor: Requestor, address: string): Explained {
  const { verdict, steps } = assignmentAnswer(model, requestor, address, true);
  return { verdict, steps };
}
