/** Who gains, loses or gets other terms for what between two models. Work is proportional to what changed. */
import type { ResourceAddress } from '../model/address.ts';
import type { Steps } from '../model/turns.ts';
import { atOnce } from '../model/turns.ts';
import type {
  AccessCapability,
  AccessChange,
  AccessDiff,
  AccessDifference,
  AccessDirection,
  RequestorName,
} from './access-change.ts';
import type { AccessAnswer } from './answer.ts';
import { isUnapproved } from './answer.ts';
import { answerFor, briefAnswer } from './answering.ts';
import type { Requestor } from './requestor.ts';
import { requestorName } from './requestor.ts';
import type { Facet, PlaceOf, ResourceChange } from './causes.ts';
import { causesOf } from './causes.ts';
import type { Difference, ValuedAnswer } from './compare-answers.ts';
import { answerKey, differencesOf, valuedAnswer } from './compare-answers.ts';
import { compareDuties } from './compare-duties.ts';
import { differenceLines, gainedLines } from './diff-words.ts';
import type { AccessModel } from './model.ts';
import { packageName } from './names.ts';
import { combine } from './order.ts';
import type { Order } from './order.ts';
import { requestorKey, distinct, widerClass } from './overview.ts';
import { lapseText } from './phrases.ts';
import { altered, alteredLapse, compareSeverity, opened } from './severity.ts';
import { lapseOrder } from './term-order.ts';
import { lapseOf } from './terms.ts';
import type { Sides } from './same-people.ts';
import { sidesOf } from './same-people.ts';
import { ChangeIndex, scopeOf } from './touched.ts';
import type { Tri } from './facts.ts';

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
  yield;
  for (const [address, requestors] of scopeOf(input)) {
    yield;
    const compared = sidesOf(before, after, distinct(requestors)).flatMap((sides) => {
      const change = compare(before, after, sides, address);
      return change === undefined ? [] : [change];
    });
    const byRequestor = new Map(compared.map((change) => [requestorKey(change.requestor), change]));
    for (const change of compared) {
      const wider = widerClass(after, change.requestor);
      const same = wider === undefined ? undefined : byRequestor.get(requestorKey(wider));
      // What holds for a class is not repeated for each of its members.
      if (same !== undefined && same.signature === change.signature) continue;
      found[change.list].push(toChange(change, address, input, index));
    }
  }
  yield;
  const duties = compareDuties(input, input.placeOf ?? (() => undefined));
  for (const list of LISTS) found[list].push(...duties[list]);
  yield;
  const lapse = lapseChange(input);
  if (lapse !== undefined) found.changed.push(lapse);
  return {
    gained: inOrder(found.gained),
    lost: inOrder(found.lost),
    changed: inOrder(found.changed),
  };
}

/** By severity, then getting in before deciding about others, then package, then requestor. */
function inOrder(changes: readonly AccessChange[]): AccessChange[] {
  const keyed = changes.map((change) => {
    const { capability, package: of, requestor } = change;
    const decides = capability === 'request' || capability === 'receive' ? '' : 'decides';
    const key = [decides, of.displayName, of.address, requestor.label, requestor.id ?? ''].join('\u0000');
    return { change, key };
  });
  keyed.sort(
    (a, b) =>
      compareSeverity(a.change.severity, b.change.severity) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );
  return keyed.map(({ change }) => change);
}

const LISTS = ['gained', 'lost', 'changed'] as const;

interface Compared {
  /** Whom the change is said of. */
  readonly requestor: Requestor;
  /** What they are after it. */
  readonly present: Requestor;
  /** Of an organization whose people are not treated alike. */
  readonly split: boolean;
  /** Domains or tenants of those whom the change is said of, where their organization has others. */
  readonly signIns: readonly string[] | undefined;
  readonly list: keyof AccessDiff;
  readonly before: ValuedAnswer;
  readonly after: ValuedAnswer;
  /** Of `changed`. */
  readonly differences: readonly Difference[];
  /** Equal for changes that say the same of different people. */
  readonly signature: string;
}

function compare(
  beforeModel: AccessModel,
  afterModel: AccessModel,
  { past, present, split, signIns }: Sides,
  address: ResourceAddress,
): Compared | undefined {
  const before = valuedAnswer(briefAnswer(beforeModel, past, address));
  const after = valuedAnswer(briefAnswer(afterModel, present, address));
  const [was, is] = [certainty(before.answer), certainty(after.answer)];
  if (was === 'no' && is === 'no') return undefined;
  const list = LIST_OF[was][is];
  const differences = list === 'changed' ? differencesOf(before, after) : [];
  if (list === 'changed' && differences.length === 0) return undefined;
  const signature = [list, answerKey(before), answerKey(after)].join('\n');
  const requestor = present.type !== 'connectedOrganization' ? past : present;
  return { requestor, present, split, signIns, list, before, after, differences, signature };
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
  const placeOf = input.placeOf ?? (() => undefined);
  return {
    requestor: named,
    package: { address, displayName },
    severity: severityOf(compared),
    direction: directionOf(list, differences),
    capability: capabilityOf((list === 'lost' ? before : after).answer),
    predicate,
    summary: `${named.label} ${predicate}`,
    details: detailsOf(compared, input.after, address),
    causes: causesOf(index.relevant(requestor, address), facetsOf(compared), placeOf),
    ...(list === 'changed' && { differences: differences.map(toDifference) }),
  };
}

/** Who can do both is said to request. */
function capabilityOf({ verdict, automatic }: AccessAnswer): AccessCapability {
  return verdict === 'no' && automatic.length > 0 ? 'receive' : 'request';
}

/** `Fabrikam, those of fabrikam.example`. */
function nameFrom(name: RequestorName, signIns: readonly string[] | undefined): RequestorName {
  return signIns === undefined ? name : { ...name, label: `${name.label}, those of ${signIns.join(', ')}` };
}

function predicateOf({ list, before, after }: Compared, called: string): string {
  const [was, is] = [certainty(before.answer), certainty(after.answer)];
  switch (list) {
    case 'gained':
      return is === 'yes' ? `can now get ${called}` : `can now possibly get ${called}`;
    case 'lost':
      return `can no longer get ${called}`;
    case 'changed':
      if (is === 'no') return `can no longer possibly get ${called}`;
      return was === 'yes' && is === 'unknown'
        ? `can possibly no longer get ${called}`
        : `can get ${called} on other terms`;
  }
}

function severityOf({ requestor, list, before, after, differences }: Compared) {
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
  { present, list, before, after, differences }: Compared,
  model: AccessModel,
  address: ResourceAddress,
): readonly string[] {
  switch (list) {
    case 'gained':
      return gainedLines(before.answer, after.answer);
    case 'lost':
      return [whyNot(model, present, address)];
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
  const source = placeOf?.(change.address, ['externalUserLifecycleAction']);
  const path = 'externalUserLifecycleAction';
  return {
    // The end of access is one of its terms.
    capability: 'request',
    requestor: { type: 'anyExternalUser', label: 'guests' },
    package: { address: change.address, displayName: 'every package' },
    severity: alteredLapse(was, is),
    direction: order,
    summary: 'The action on guests whose last access ends changes',
    details: [`lapse: ${was === undefined ? 'not known' : lapseText(was)} -> ${lapseText(is)}`],
    causes: [{ address: change.address, path, ...(source !== undefined && { source }) }],
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
