/** On which terms access is requested for others, where that differs and those whom it is for are told nothing like it. */
import type { ResourceAddress } from '../../model/address.ts';
import { firstOf } from '../../model/counted.ts';
import { groupBy } from '../../model/group-by.ts';
import type { Facet } from '../../kinds/bearing.ts';
import type { AccessModel } from '../facts/model.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isGuests, requestorName } from '../facts/requestor.ts';
import type { Asking } from '../relation/approver-list.ts';
import type { AccessAnswer } from '../relation/answer.ts';
import { briefAnswer, wayOn } from '../relation/answering.ts';
import { askingFor } from '../relation/asking.ts';
import type { Duty } from '../relation/duties.ts';
import { ADDING_FOR_OTHERS, EXTENDING_FOR_OTHERS } from '../relation/duties.ts';
import type { Order } from '../relation/order.ts';
import { combine } from '../relation/order.ts';
import { preconditions } from '../relation/preconditions.ts';
import { Reasoning } from '../relation/reasoning.ts';
import { isDeadEnd } from '../relation/stage-order.ts';
import { extensionTermsFor, termsOf } from '../relation/terms.ts';
import { differenceLines } from '../words/diff-words.ts';
import { restrictionText } from '../words/phrases.ts';
import type { AccessDifference, AccessSeverity } from './access-change.ts';
import type { Difference, ValuedAnswer } from './compare-answers.ts';
import { differencesOf, valuedAnswer } from './compare-answers.ts';
import type { Sides } from './same-people.ts';
import { asGuests } from './same-people.ts';
import { altered, worst } from './severity.ts';
import type { Revision } from './touched.ts';

/** What is to be told of the terms on which one actor requests for others. */
export interface OnOtherTerms {
  readonly order: Order;
  readonly severity: AccessSeverity;
  /** What is granted so weighs more than other roles. */
  readonly isWorthMore: boolean;
  readonly differences: readonly AccessDifference[];
  readonly lines: readonly string[];
  /** What differs, for the causes; whether one can be requested through a policy at all is told of who requests it. */
  readonly facets: ReadonlySet<Facet>;
  /** Those through which it differs. */
  readonly policies: ReadonlySet<ResourceAddress>;
}

/** The same of some of the people whom it is for. */
interface Told {
  readonly sides: Sides;
  readonly before: ValuedAnswer;
  readonly after: ValuedAnswer;
  readonly differences: readonly Difference[];
}

/** `past`, `present`: what the actor does before and after. Undefined where nothing is to be told. */
export function termsForOthers(
  revision: Revision,
  actor: RequestorName,
  past: readonly Duty[],
  present: readonly Duty[],
): OnOtherTerms | undefined {
  const requested = toldOf(revision, actor, {
    role: ADDING_FOR_OTHERS,
    past,
    present,
  });
  const extended = toldOf(revision, actor, { role: EXTENDING_FOR_OTHERS, past, present });
  // How long it can be extended is said once of those for whom it can be requested as well.
  const known = new Set(requested.flatMap(({ differences }) => differences.map(({ facet }) => facet)));
  const told = [...requested, ...(known.has('extension') ? [] : extended)];
  if (told.length === 0) return undefined;
  const all = told.flatMap(({ differences }) => differences);
  return {
    order: combine(all.map(({ order }) => order)),
    severity: worst(
      told.map(({ sides, before, after, differences }) =>
        altered(sides.present, before.answer, after.answer, differences),
      ),
    ),
    isWorthMore: told.some(({ after }) =>
      after.ways.some(({ way }) => way.terms.grants.some(({ privileged }) => privileged)),
    ),
    differences: distinctDifferences(all),
    lines: linesOf(revision, told),
    facets: new Set(all.flatMap(({ facet }) => (facet === 'reach' ? [] : [facet]))),
    policies: new Set(all.flatMap(policiesOf)),
  };
}

interface InRole {
  readonly role: string;
  readonly past: readonly Duty[];
  readonly present: readonly Duty[];
}

function toldOf(revision: Revision, actor: RequestorName, { role, past, present }: InRole): readonly Told[] {
  if (past.length === 0 || present.length === 0) return [];
  const [was, is] = [past, present].map((duties) => duties.filter((duty) => duty.role === role));
  if (was === undefined || is === undefined) return [];
  const people = new Map(
    was.flatMap(({ beneficiaries }) =>
      [...(beneficiaries ?? [])].map(([key, { requestor }]) => [key, requestor] as const),
    ),
  );
  const others = new Map(
    is.flatMap(({ beneficiaries }) =>
      [...(beneficiaries ?? [])].map(([key, { requestor }]) => [key, requestor] as const),
    ),
  );
  return [...people].flatMap(([key, before]) => {
    const after = others.get(key);
    if (before === undefined || after === undefined) return [];
    const through = (model: AccessModel, duties: readonly Duty[]) =>
      duties
        .filter(({ beneficiaries }) => beneficiaries?.has(key) === true)
        .flatMap(({ at }) => model.policies.get(at.address) ?? []);
    const policies = { was: through(revision.before, was), is: through(revision.after, is) };
    const whole: Sides = { past: before, present: after, split: false };
    // Guests have managers, whom those who are not in the directory yet have not.
    return [whole, ...asGuests(whole)].flatMap(
      (sides) => toldOfPeople(revision, { actor, role, sides, policies }) ?? [],
    );
  });
}

interface ForPeople {
  readonly actor: RequestorName;
  readonly role: string;
  readonly sides: Sides;
  readonly policies: { readonly was: readonly PolicyView[]; readonly is: readonly PolicyView[] };
}

function toldOfPeople(revision: Revision, forPeople: ForPeople): Told | undefined {
  const { actor, sides } = forPeople;
  const plain = compared(revision, forPeople);
  // Where nothing differs for those whom it is for, nothing does for each of those who request it for them.
  if (plain.differences.length === 0) return undefined;
  const own = ownDifferences(revision, sides, forPeople);
  const tell = (asking?: Asking): Told | undefined => {
    const found = asking === undefined ? plain : compared(revision, forPeople, asking);
    if (isInVain(found.before) || isInVain(found.after)) return undefined;
    const differences = found.differences.filter((each) => !own.some((other) => tells(other, each)));
    return differences.length === 0 ? undefined : { ...found, differences };
  };
  const asking = [
    ...new Set([
      ...askingFor(revision.before.directory, actor, sides.past),
      ...askingFor(revision.after.directory, actor, sides.present),
    ]),
  ];
  if (actor.type !== 'group') return asking.map((each) => tell(each)).find((each) => each !== undefined);
  // Of a group it is told as of anyone, if it is so of some who are in it, or who join it.
  return asking.length === 0 || asking.some((each) => tell(each) !== undefined) ? tell() : undefined;
}

function compared({ before, after }: Revision, { role, sides, policies }: ForPeople, asking?: Asking): Told {
  const answer = (model: AccessModel, requestor: Requestor, through: readonly PolicyView[]) =>
    valuedAnswer({ answer: answerThrough(model, requestor, { through, role, asking }), model, requestor });
  const [was, is] = [answer(before, sides.past, policies.was), answer(after, sides.present, policies.is)];
  const isAsked = ({ facet, pair }: Difference) =>
    role === ADDING_FOR_OTHERS || (facet === 'extension' && pair !== undefined);
  return { sides, before: was, after: is, differences: differencesOf(was, is).filter(isAsked) };
}

/** What can be requested for them through these policies, whether or not they can request it themselves. */
function answerThrough(
  model: AccessModel,
  requestor: Requestor,
  {
    through,
    role,
    asking,
  }: {
    readonly through: readonly PolicyView[];
    readonly role: string;
    readonly asking: Asking | undefined;
  },
): AccessAnswer {
  const address = through[0]?.package ?? '';
  const reasoning = new Reasoning(model, requestor, address, false);
  const view = model.packages.get(address);
  if (view !== undefined) preconditions(reasoning, view);
  const terms = role === ADDING_FOR_OTHERS ? termsOf : extensionTermsFor;
  return {
    requestor: reasoning.name,
    package: { address, displayName: view?.displayName ?? address },
    verdict: 'yes',
    reason: 'offered',
    hidden: false,
    ways: through.map((policy) => wayOn(policy, terms(model, policy, requestor, asking))),
    automatic: [],
    conditions: reasoning.restrictions.map(restrictionText),
    restrictions: reasoning.restrictions,
    unknown: reasoning.unknown,
    steps: [],
  };
}

function isInVain({ ways }: ValuedAnswer): boolean {
  return ways.every(({ way }) => isDeadEnd(way.terms.approval));
}

/** What is told of their own requests. */
function ownDifferences(
  { before, after }: Revision,
  { past, present }: Sides,
  { policies: { was, is } }: ForPeople,
): readonly Difference[] {
  const address = (is[0] ?? was[0])?.package ?? '';
  const [then, now] = [
    valuedAnswer({ answer: briefAnswer(before, past, address), model: before, requestor: past }),
    valuedAnswer({ answer: briefAnswer(after, present, address), model: after, requestor: present }),
  ];
  if (then.answer.verdict === 'no' || now.answer.verdict === 'no') return [];
  return differencesOf(then, now);
}

/** Whether one difference says as much as the other. */
function tells(own: Difference, { facet, order, pair }: Difference): boolean {
  return (
    own.facet === facet &&
    (own.order === order || own.order === 'incomparable') &&
    [0, 1].every((side) => own.pair?.[side]?.way.policy.address === pair?.[side]?.way.policy.address)
  );
}

function policiesOf({ pair }: Difference): readonly ResourceAddress[] {
  return (pair ?? []).flatMap((each) => (each === undefined ? [] : [each.way.policy.address]));
}

function distinctDifferences(all: readonly Difference[]): readonly AccessDifference[] {
  const made = all.map(({ facet, order, pair, before, after }): AccessDifference => {
    const policy = (pair?.[1] ?? pair?.[0])?.way.policy.address;
    return { facet, direction: order, ...(policy !== undefined && { policy }), before, after };
  });
  return [...new Map(made.map((each) => [JSON.stringify(each), each])).values()];
}

/** So many people are named, the others are counted. */
const MOST = 10;

/** The lines of each, said once for all of whom they are the same. */
function linesOf({ after: model }: Revision, told: readonly Told[]): readonly string[] {
  // Guests alone: of others of their organization something else is so, or nothing.
  const areGuests = told.every(({ sides }) => isGuests(sides.present));
  const all = told.map(({ sides, before, after, differences }) => ({
    of: requestorName(model, sides.present).label,
    lines: differenceLines(before, after, differences),
  }));
  const alike = [...groupBy(all, ({ lines }) => lines.join('\n')).values()];
  return alike.flatMap((group) => {
    const names = firstOf([...new Set(group.map(({ of }) => of))], MOST);
    return (group[0]?.lines ?? []).map((line) =>
      alike.length > 1 || areGuests ? `for ${names}: ${line}` : line,
    );
  });
}
