/** What some people can do with a package, before and after: whether it differs, and how. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AccessModel } from '../facts/model.ts';
import type { Requestor } from '../facts/requestor.ts';
import type { Tri } from '../facts/facts.ts';
import type { AccessAnswer } from '../relation/answer.ts';
import { briefAnswer } from '../relation/answering.ts';
import { assignmentAnswer } from '../relation/assignment.ts';
import { shutOut } from '../relation/kept-out.ts';
import { assignability } from '../relation/eligibility.ts';
import { allowsMore, combine, reversed } from '../relation/order.ts';
import type { AccessDiff, AccessDirection } from './access-change.ts';
import type { Difference, ValuedAnswer } from './compare-answers.ts';
import { answerKey, differencesOf, distinctWays, valuedAnswer } from './compare-answers.ts';
import type { Sides } from './same-people.ts';
import type { Revision } from './touched.ts';

/** What is asked of a requestor and a package. */
const ANSWERS = { request: briefAnswer, assign: assignmentAnswer };

/** What some people can do with a package, before and after. */
interface Answers extends Sides {
  readonly asked: keyof typeof ANSWERS;
  readonly before: ValuedAnswer;
  readonly after: ValuedAnswer;
}

export interface Compared extends Answers {
  /** Whom the change is said of. */
  readonly requestor: Requestor;
  /** The model in which they are called so: an organization may be gone after, or have other people. */
  readonly namedIn: 'before' | 'after';
  readonly list: keyof AccessDiff;
  /** Of `changed`. */
  readonly differences: readonly Difference[];
  /** Equal for changes that say the same of different people. */
  readonly signature: string;
  /** What they can be assigned does not differ with what they can request. */
  readonly requestsAlone?: true;
  /** It is so of those who are not in the directory yet; of guests of the same class nothing differs. */
  readonly outside?: true;
  /** Sorts of people within them for whom it is not so. */
  readonly except?: readonly Requestor[];
  /** Of a group: something else is so of the guests in it. */
  readonly membersAlone?: true;
  /** Of a group that loses it: all who are in it today keep it by another group or by name. */
  readonly keptToday?: true;
  /** Of one person who could decide alone: their class is not left with nobody, or was not. */
  readonly alone?: true;
  /** Of one person who is left so, or was, for want of a manager. */
  readonly unmanaged?: true;
  /** People of the class who alone could approve what they request themselves: to them it is not open. */
  readonly leftAlone?: readonly Extract<Requestor, { readonly type: 'person' }>[];
}

/**
 * What differs of whether they can request it; and of whether they can be assigned it, where that is not said with it: it
 * lets more people in, or on looser terms, through a policy that takes no requests of theirs.
 */
export function compareAnswers(
  revision: Revision,
  sides: Sides,
  address: ResourceAddress,
): { readonly asked: readonly Answers[]; readonly differing: readonly Compared[] } {
  const asked = answers('request', revision, sides, address);
  const requested = compare(asked);
  const isAll =
    requested !== undefined &&
    takesAllRequests(revision.before, sides.past, asked.before) &&
    // What external users do not see can be assigned to none of them either.
    ((requested.list === 'lost' && isUnseen(asked.after.answer)) ||
      takesAllRequests(revision.after, sides.present, asked.after));
  if (isAll) return { asked: [asked], differing: [requested] };
  const assigning = answers('assign', revision, sides, address);
  const assigned = compare(assigning);
  // Where assignments are not lost with the requests, that they come on other terms is not said with these.
  const isShut =
    requested?.list === 'lost' && assigned?.list === 'lost' && losesAssignments(revision, requested);
  const requestedAlone: Compared | undefined =
    requested !== undefined && assigned === undefined ? { ...requested, requestsAlone: true } : requested;
  const isSaid =
    requested !== undefined && assigned !== undefined && (isShut || !goesBeyond(assigned, requested));
  const differing = isSaid ? [requested] : [requestedAlone, assigned].filter((each) => each !== undefined);
  return { asked: [asked, assigning], differing };
}

/** Of what was asked, the answers to one question: where every policy takes requests, what can be requested is what can be assigned. */
export function answersTo(asked: Answers['asked'], all: readonly Answers[]): Answers | undefined {
  return all.find((each) => each.asked === asked) ?? all[0];
}

/** Whether what is said of requests that are lost says the same of assignments. */
export function losesAssignments(revision: Revision, { present, after }: Compared): boolean {
  // Who cannot sign in any more has nothing of an assignment either.
  return isUnseen(after.answer) || shutOut(revision.after, present) !== undefined;
}

function isUnseen({ reason }: AccessAnswer): boolean {
  return reason === 'catalogNotVisible';
}

/** How what they can be assigned differs, whatever is said of requests. */
export function assignmentCompared(
  revision: Revision,
  { past, present, split, signIns, means }: Sides,
  address: ResourceAddress,
): Compared | undefined {
  return compare(answers('assign', revision, { past, present, split, signIns, means }, address));
}

/** Whether they can be assigned a package that they could not be assigned before, or on looser terms. */
export function opensAssignment(revision: Revision, sides: Sides, address: ResourceAddress): boolean {
  const assigned = compare(answers('assign', revision, sides, address));
  return assigned !== undefined && allowsMore(directionOf(assigned.list, assigned.differences));
}

/** True where no policy has them in its scope but those through which they can request. */
function takesAllRequests(model: AccessModel, requestor: Requestor, { answer, ways }: ValuedAnswer): boolean {
  const offered = new Set(ways.map(({ way }) => way.policy.address));
  return (model.policiesOf.get(answer.package.address) ?? []).every(
    (policy) => offered.has(policy.address) || assignability(model, policy, requestor) === 'no',
  );
}

function goesBeyond(assigned: Compared, requested: Compared): boolean {
  const [assigning, requesting] = [assigned, requested].map(({ list, differences }) =>
    directionOf(list, differences),
  );
  const differ = (...directions: readonly AccessDirection[]): boolean =>
    directions.includes(assigning ?? 'tighter') !== directions.includes(requesting ?? 'tighter');
  // Something is gained, or lost, by the one alone.
  if (differ('looser', 'incomparable') || differ('tighter', 'incomparable')) return true;
  const said = (side: 'before' | 'after') => {
    const { ways, automatic } = requested[side];
    return new Set([...ways, ...automatic].map(({ way }) => way.policy.address));
  };
  const [had, has] = [said('before'), said('after')];
  return (
    (assigning !== 'looser' && waysOf(assigned, 'before').some((policy) => !had.has(policy))) ||
    (assigning !== 'tighter' && waysOf(assigned, 'after').some((policy) => !has.has(policy)))
  );
}

/** Policies through which less can be assigned than after, or more than before. */
function waysOf(
  { list, differences, ...compared }: Compared,
  side: 'before' | 'after',
): readonly ResourceAddress[] {
  if (list !== 'changed') return compared[side].ways.map(({ way }) => way.policy.address);
  return differences.flatMap(({ order, pair }) => {
    const way = pair?.[side === 'before' ? 0 : 1]?.way;
    return way !== undefined && allowsMore(side === 'before' ? reversed(order) : order)
      ? [way.policy.address]
      : [];
  });
}

function answers(
  asked: Answers['asked'],
  { before, after }: Revision,
  sides: Sides,
  address: ResourceAddress,
): Answers {
  const valued = (model: AccessModel, requestor: Requestor): ValuedAnswer => {
    const found = valuedAnswer({ answer: ANSWERS[asked](model, requestor, address), model, requestor });
    return asked === 'request' ? found : { ...found, ways: distinctWays(found.ways) };
  };
  return {
    ...sides,
    asked,
    before: valued(before, sides.past),
    after: valued(after, sides.present),
  };
}

function compare(both: Answers): Compared | undefined {
  const { asked, before, after, past, present } = both;
  const [was, is] = [certainty(before.answer), certainty(after.answer)];
  if (was === 'no' && is === 'no') return undefined;
  const list = LIST_OF[was][is];
  const differences = list === 'changed' ? differencesOf(before, after) : [];
  if (list === 'changed' && differences.length === 0) return undefined;
  const signature = [asked, list, answerKey(before), answerKey(after)].join('\n');
  const sides = [
    { requestor: past, namedIn: 'before' },
    { requestor: present, namedIn: 'after' },
  ] as const;
  const [named, other] = list === 'lost' ? sides : ([sides[1], sides[0]] as const);
  const said = isNamed(named.requestor) || !isNamed(other.requestor) ? named : other;
  return { ...both, ...said, list, differences, signature };
}

function isNamed({ type }: Requestor): boolean {
  return type === 'connectedOrganization';
}

/** Who may get something that could not be got for certain before gains it; what is only less certain is changed. */
const LIST_OF: Readonly<Record<Tri, Readonly<Record<Tri, keyof AccessDiff>>>> = {
  no: { no: 'changed', unknown: 'gained', yes: 'gained' },
  unknown: { no: 'changed', unknown: 'changed', yes: 'gained' },
  yes: { no: 'lost', unknown: 'changed', yes: 'changed' },
};

/** Whether they get it at all, by request or by rule. */
export function certainty({ verdict, automatic }: AccessAnswer): Tri {
  if (verdict === 'yes' || automatic.some(({ certain }) => certain)) return 'yes';
  return verdict === 'no' && automatic.length === 0 ? 'no' : 'unknown';
}

export function directionOf(list: keyof AccessDiff, differences: readonly Difference[]): AccessDirection {
  if (list !== 'changed') return list === 'gained' ? 'looser' : 'tighter';
  return combine(differences.map(({ order }) => order));
}
