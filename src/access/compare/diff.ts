/** Who gains, loses or gets other terms for what between two models. Work is proportional to what changed. */
import type { ResourceAddress } from '../../model/address.ts';
import type { Steps } from '../../model/turns.ts';
import { atOnce } from '../../model/turns.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { AccessCapability } from '../relation/capability.ts';
import type { AccessChange, AccessDiff, AccessDifference, AccessDirection } from './access-change.ts';
import type { AccessAnswer } from '../relation/answer.ts';
import { isUnapproved } from '../relation/answer.ts';
import { answerFor, briefAnswer } from '../relation/answering.ts';
import { assignmentAnswer } from '../relation/assignment.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isGuests, requestorName } from '../facts/requestor.ts';
import type { Facet } from '../../kinds/bearing.ts';
import type { PlaceOf, ResourceChange } from './causes.ts';
import { causesOf } from './causes.ts';
import type { Difference, ValuedAnswer } from './compare-answers.ts';
import { answerKey, differencesOf, valuedAnswer } from './compare-answers.ts';
import { compareDuties } from './compare-duties.ts';
import { compareHolding } from './compare-holding.ts';
import { effectsNotWorkedOut } from './not-worked-out.ts';
import { differenceLines, gainedLines } from '../words/diff-words.ts';
import type { AccessModel } from '../facts/model.ts';
import { packageName } from '../facts/names.ts';
import { allowsMore, combine } from '../relation/order.ts';
import type { Order } from '../relation/order.ts';
import { requestorKey, distinct, widerClass } from '../relation/overview.ts';
import { lapseText } from '../words/phrases.ts';
import { altered, alteredLapse, assigned, compareSeverity, opened, raised } from './severity.ts';
import { lapseOrder } from '../relation/term-order.ts';
import { lapseOf } from '../relation/terms.ts';
import type { Sides } from './same-people.ts';
import { GUESTS, MEMBERS, sidesOf, withoutGuests } from './same-people.ts';
import { ChangeIndex, guestsDiffer, scopeOf } from './touched.ts';
import type { Tri } from '../facts/facts.ts';

export type { ResourceChange } from './causes.ts';

export interface AccessDiffInput {
  readonly before: AccessModel;
  readonly after: AccessModel;
  /** Every resource that differs; a renamed key does not count (see `compareAccess`). */
  readonly changes: readonly ResourceChange[];
  readonly placeOf?: PlaceOf;
}

/** Compares the answers that the changes can have touched; each list by severity, then package, then requestor. */
export function diffAccess(input: AccessDiffInput): AccessDiff {
  return atOnce(diffAccessSteps(input));
}

/**
 * Compares the answers that the changes can have touched, one package a step; each list by severity, then package, then
 * requestor.
 */
export function* diffAccessSteps(input: AccessDiffInput): Steps<AccessDiff> {
  const { before, after } = input;
  const found = { gained: [] as AccessChange[], lost: [] as AccessChange[], changed: [] as AccessChange[] };
  const index = new ChangeIndex(input);
  const compared = new Set<ResourceAddress>();
  yield;
  for (const [address, requestors] of scopeOf(input)) {
    yield;
    const asked = sidesOf(before, after, distinct(requestors), guestsDiffer(input, address));
    const differing = asked.flatMap((sides) => {
      const both = answers('request', input, sides, address);
      for (const { ways, automatic } of [both.before, both.after])
        for (const { way } of [...ways, ...automatic]) compared.add(way.policy.address);
      const change = compare(both) ?? compare(answers('assign', input, sides, address));
      return change === undefined ? [] : [change];
    });
    for (const change of said(differing, after))
      found[change.list].push(toChange(change, address, input, index));
  }
  yield;
  const placeOf = input.placeOf ?? NOWHERE;
  const duties = compareDuties(input, placeOf);
  for (const list of LISTS) found[list].push(...duties[list]);
  yield;
  found.changed.push(...compareHolding(input, index, placeOf));
  yield;
  const lapse = lapseChange(input);
  if (lapse !== undefined) found.changed.push(lapse);
  found.changed.push(...effectsNotWorkedOut(input, found, compared, placeOf));
  return {
    gained: inOrder(found.gained),
    lost: inOrder(found.lost),
    changed: inOrder(found.changed),
  };
}

/** What is to be said of all that differs: what holds for a class is not repeated for each of its members. */
function said(compared: readonly Compared[], model: AccessModel): readonly Compared[] {
  const byRequestor = new Map(compared.map((change) => [requestorKey(change.requestor), change]));
  const isSaidOf = (wider: Requestor | undefined, { signature }: Compared): boolean =>
    wider !== undefined && byRequestor.get(requestorKey(wider))?.signature === signature;
  const members = byRequestor.get(requestorKey(MEMBERS));
  const everyone = members !== undefined && isSaidOf(GUESTS, members) ? members : undefined;
  return compared.flatMap((change): Compared[] => {
    const { requestor } = change;
    if (everyone !== undefined && change === byRequestor.get(requestorKey(GUESTS))) return [];
    if (change === everyone) return [{ ...change, requestor: { type: 'directoryUsers' } }];
    if (isSaidOf(widerClass(model, requestor), change)) return [];
    return isGuests(requestor) && isSaidOf(withoutGuests(requestor), change) ? [] : [change];
  });
}

/** By severity, then getting in before deciding about others, then package, then requestor. */
function inOrder(changes: readonly AccessChange[]): AccessChange[] {
  const keyed = changes.map((change) => {
    const { capability, package: of, requestor } = change;
    const decides = isEntry(capability) ? '' : 'decides';
    const key = [decides, of.displayName, of.address, requestor.label, requestor.id ?? ''].join('\u0000');
    return { change, key };
  });
  keyed.sort(
    (a, b) =>
      compareSeverity(a.change.severity, b.change.severity) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );
  return keyed.map(({ change }) => change);
}

/** Whether it is about getting access, not about deciding on that of others. */
function isEntry(capability: AccessCapability | undefined): boolean {
  return capability === 'request' || capability === 'receive' || capability === 'assign';
}

const LISTS = ['gained', 'lost', 'changed'] as const;

/** What is asked of a requestor and a package. */
const ANSWERS = { request: briefAnswer, assign: assignmentAnswer };

/** Without places nothing is said of lines. */
const NOWHERE: PlaceOf = () => undefined;

/** What some people can do with a package, before and after. */
interface Answers extends Sides {
  readonly asked: keyof typeof ANSWERS;
  readonly before: ValuedAnswer;
  readonly after: ValuedAnswer;
}

interface Compared extends Answers {
  /** Whom the change is said of. */
  readonly requestor: Requestor;
  readonly list: keyof AccessDiff;
  /** Of `changed`. */
  readonly differences: readonly Difference[];
  /** Equal for changes that say the same of different people. */
  readonly signature: string;
}

function answers(
  asked: Answers['asked'],
  { before, after }: AccessDiffInput,
  sides: Sides,
  address: ResourceAddress,
): Answers {
  return {
    ...sides,
    asked,
    before: valuedAnswer(ANSWERS[asked](before, sides.past, address)),
    after: valuedAnswer(ANSWERS[asked](after, sides.present, address)),
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
  const [named, other] = list === 'lost' ? [past, present] : [present, past];
  const requestor = named.type === 'connectedOrganization' ? named : other;
  return { ...both, requestor, list, differences, signature };
}

/** Who may get something that could not be got for certain before gains it; what is only less certain is changed. */
const LIST_OF: Readonly<Record<Tri, Readonly<Record<Tri, keyof AccessDiff>>>> = {
  no: { no: 'changed', unknown: 'gained', yes: 'gained' },
  unknown: { no: 'changed', unknown: 'changed', yes: 'gained' },
  yes: { no: 'lost', unknown: 'changed', yes: 'changed' },
};

/** Whether they get it at all, by request or by rule. */
function certainty({ verdict, automatic }: AccessAnswer): Tri {
  if (verdict === 'yes' || automatic.some(({ certain }) => certain)) return 'yes';
  return verdict === 'no' && automatic.length === 0 ? 'no' : 'unknown';
}

const REACH: readonly Facet[] = ['reach'];

/** What lets a requestor in; without approval, also what dropped the approval. */
function gains(answer: AccessAnswer): readonly Facet[] {
  return isUnapproved(answer) ? ['reach', 'approval'] : REACH;
}

function toChange(
  compared: Compared,
  address: ResourceAddress,
  input: AccessDiffInput,
  index: ChangeIndex,
): AccessChange {
  const { requestor, list, before, after, differences } = compared;
  // Who or what is gone has its name in the model before.
  const model = list === 'lost' ? input.before : input.after;
  const named = nameFrom(requestorName(model, requestor), compared.signIns);
  const { displayName } = (list === 'lost' ? before : after).answer.package;
  const called = packageName(model, address);
  const predicate = predicateOf(compared, called);
  const severity = severityOf(compared);
  return {
    requestor: named,
    package: { address, displayName },
    severity: isWorthMore(compared) ? raised(severity) : severity,
    direction: directionOf(list, differences),
    capability: capabilityOf(compared),
    predicate,
    summary: `${named.label} ${predicate}`,
    details: detailsOf(compared, input.after, address),
    causes: causesOf(
      index.relevant([compared.past, compared.present], address),
      facetsOf(compared),
      input.placeOf ?? NOWHERE,
    ),
    ...(list === 'changed' && { differences: differences.map(toDifference) }),
  };
}

/** Whether more people, or more easily, get a role that is worth more than others. */
function isWorthMore({ list, after, differences }: Compared): boolean {
  const ways = [...after.answer.ways, ...after.answer.automatic];
  return (
    allowsMore(directionOf(list, differences)) &&
    ways.some(({ terms }) => terms.grants.some(({ privileged }) => privileged))
  );
}

/** Who can do both is said to request. */
function capabilityOf({ asked, list, before, after }: Compared): AccessCapability {
  if (asked === 'assign') return 'assign';
  const { verdict, automatic } = (list === 'lost' ? before : after).answer;
  return verdict === 'no' && automatic.length > 0 ? 'receive' : 'request';
}

/** `Fabrikam, those of fabrikam.example`. */
function nameFrom(name: RequestorName, signIns: readonly string[] | undefined): RequestorName {
  return signIns === undefined ? name : { ...name, label: `${name.label}, those of ${signIns.join(', ')}` };
}

function predicateOf({ asked, list, before, after }: Compared, called: string): string {
  const get = asked === 'assign' ? 'be assigned' : 'get';
  const [was, is] = [certainty(before.answer), certainty(after.answer)];
  switch (list) {
    case 'gained':
      return is === 'yes' ? `can now ${get} ${called}` : `can now possibly ${get} ${called}`;
    case 'lost':
      return `can no longer ${get} ${called}`;
    case 'changed':
      if (is === 'no') return `can no longer possibly ${get} ${called}`;
      return was === 'yes' && is === 'unknown'
        ? `can possibly no longer ${get} ${called}`
        : `can ${get} ${called} on other terms`;
  }
}

function severityOf({ asked, requestor, list, before, after, differences }: Compared) {
  // An administrator stands between them and the package.
  if (asked === 'assign') return assigned(requestor, directionOf(list, differences));
  switch (list) {
    case 'gained':
      return opened(requestor, after.answer);
    case 'lost':
      return 'low';
    case 'changed':
      return altered(requestor, before.answer, after.answer, differences);
  }
}

function facetsOf({ list, after, differences, split }: Compared): ReadonlySet<Facet> {
  const people: readonly Facet[] = split ? ['people'] : [];
  switch (list) {
    case 'gained':
      return new Set([...gains(after.answer), ...people]);
    case 'lost':
      return new Set([...REACH, ...people]);
    case 'changed':
      return new Set([...differences.map(({ facet }) => facet), ...people]);
  }
}

function directionOf(list: keyof AccessDiff, differences: readonly Difference[]): AccessDirection {
  if (list !== 'changed') return list === 'gained' ? 'looser' : 'tighter';
  return directed(combine(differences.map(({ order }) => order)));
}

/** Of things that differ. */
function directed(order: Order): AccessDirection {
  return order === 'equal' ? 'incomparable' : order;
}

function toDifference({ facet, order, pair, before, after }: Difference): AccessDifference {
  const policy = (pair?.[1] ?? pair?.[0])?.way.policy.address;
  return { facet, direction: directed(order), ...(policy !== undefined && { policy }), before, after };
}

function detailsOf(
  { asked, present, list, before, after, differences }: Compared,
  model: AccessModel,
  address: ResourceAddress,
): readonly string[] {
  switch (list) {
    case 'gained':
      return gainedLines(before.answer, after.answer);
    case 'lost':
      return asked === 'assign' ? ['no policy has them in its scope'] : [whyNot(model, present, address)];
    case 'changed':
      return differenceLines(before, after, differences);
  }
}

/** The step that decided. */
function whyNot(model: AccessModel, requestor: Requestor, address: ResourceAddress): string {
  const { steps } = answerFor(model, requestor, address);
  return steps.filter(({ result }) => result === 'no').at(-1)?.text ?? '';
}

/** The life cycle of guests is one setting for all packages, so it is one change, not one for each of them. */
function lapseChange({ before, after, changes, placeOf }: AccessDiffInput): AccessChange | undefined {
  const change = changes.find(({ kind }) => kind === 'settings');
  const [was, is] = [lapseOf(before), lapseOf(after)];
  if (change === undefined || is === undefined) return undefined;
  const order = was === undefined ? 'incomparable' : lapseOrder(was, is);
  if (order === 'equal') return undefined;
  return {
    // The end of access is one of its terms.
    capability: 'request',
    requestor: { type: 'anyExternalUser', label: 'guests' },
    package: { address: change.address, displayName: 'every package' },
    severity: alteredLapse(was, is),
    direction: order,
    summary: 'The action on guests whose last access ends changes',
    details: [`lapse: ${was === undefined ? 'not known' : lapseText(was)} -> ${lapseText(is)}`],
    causes: causesOf([change], new Set(['lapse']), placeOf ?? NOWHERE),
    differences: [
      {
        facet: 'lapse',
        direction: order,
        before: was === undefined ? null : { ...was },
        after: { ...is },
      },
    ],
  };
}
