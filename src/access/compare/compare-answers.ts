/** Two answers to the same question, compared by their values: what differs, and which way it goes. */
import type { JsonValue } from '../../model/value.ts';
import type { AccessAnswer, Way } from '../relation/answer.ts';
import type { Order } from '../relation/order.ts';
import { allowsMore, byCover, byInclusion, byPermission, bySize, combine } from '../relation/order.ts';
import { isDeadEnd } from '../relation/stage-order.ts';
import type { TermFacet, Valued } from '../relation/term-order.ts';
import { differingFacets, facetValue, valued } from '../relation/term-order.ts';
import type { Asked } from './refused.ts';
import { isShut, refusedKeys, refusedOrder } from './refused.ts';

/** A way in with the values of its terms. */
interface ValuedWay {
  readonly way: Way;
  readonly valued: Valued;
}

export interface ValuedAnswer extends Asked {
  readonly ways: readonly ValuedWay[];
  readonly automatic: readonly ValuedWay[];
  /** Those of these that are certain. */
  readonly given: readonly ValuedWay[];
}

export function valuedAnswer(asked: Asked): ValuedAnswer {
  const { answer } = asked;
  const given = answer.automatic.filter(({ certain }) => certain);
  return {
    ...asked,
    ways: valuedWays(answer.ways),
    automatic: distinctWays(valuedWays(answer.automatic)),
    given: distinctWays(valuedWays(given)),
  };
}

const NO_WAYS: readonly ValuedWay[] = [];

function valuedWays(ways: readonly Way[]): readonly ValuedWay[] {
  return ways.length === 0 ? NO_WAYS : ways.map((way) => ({ way, valued: valued(way.terms) }));
}

/** For those who choose nothing: a second way on the same terms gives what the first gives. */
export function distinctWays(ways: readonly ValuedWay[]): readonly ValuedWay[] {
  return ways.length < 2 ? ways : [...new Map(ways.map((each) => [each.valued.key, each])).values()];
}

/** Equal exactly for answers that say the same; names do not count, neither do those of policies. */
export function answerKey(of: ValuedAnswer): string {
  const { answer, ways, automatic, given } = of;
  // All parts are JSON, or words without such characters.
  return [
    ...[answer.verdict, isHidden(answer), given.length, JSON.stringify(refusedKeys(of))],
    ...[keysOf(ways).join('\u0001'), keysOf(automatic).join('\u0001')],
  ].join('\u0002');
}

const keysOf = (ways: readonly ValuedWay[]) => ways.map(({ valued: { key } }) => key).sort();

/** What differs, and which way it goes. */
export interface Difference {
  readonly facet: TermFacet | 'reach' | 'people' | 'conditions' | 'hidden';
  readonly order: Order;
  readonly pair?: Pair;
  readonly before: JsonValue;
  readonly after: JsonValue;
}

/** Ways that stand for each other; one of them may be missing. */
export type Pair = readonly [ValuedWay | undefined, ValuedWay | undefined];

/** Everything in which two answers differ; empty exactly when their keys are equal. */
export function differencesOf(before: ValuedAnswer, after: ValuedAnswer): readonly Difference[] {
  return [
    ...verdictDifference(before, after),
    ...restrictionDifference(before, after),
    ...hiddenDifference(before.answer, after.answer),
    ...waysDifferences(before, after),
  ];
}

const CERTAINTY = ['no', 'unknown', 'yes'];

/** How sure it is that they can request it, or get it without a request. */
function verdictDifference(before: ValuedAnswer, after: ValuedAnswer): Difference[] {
  const [was, is] = [before.answer.verdict, after.answer.verdict];
  const order = combine([
    bySize(CERTAINTY.indexOf(was), CERTAINTY.indexOf(is)),
    givenOrder(before.given, after.given),
  ]);
  return order === 'equal' ? [] : [{ facet: 'reach', order, before: was, after: is }];
}

/** Another rule beside those of before gives nothing that one of them does not give on terms that are not stricter. */
function givenOrder(before: readonly ValuedWay[], after: readonly ValuedWay[]): Order {
  if (before.length === after.length) return 'equal';
  const within = (ways: readonly ValuedWay[], others: readonly ValuedWay[]) =>
    ways.every((way) => others.some((other) => isNoLooser(other, way)));
  return byCover(within(before, after), within(after, before));
}

function restrictionDifference(before: ValuedAnswer, after: ValuedAnswer): Difference[] {
  if (isShut(before.answer) || isShut(after.answer)) return [];
  const [was, is] = [refusedKeys(before), refusedKeys(after)];
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  const order = combine([
    refusedOrder(was.filter(isRefusal), is.filter(isRefusal), [before.model, after.model]),
    allowedOrder(was.filter(isAllowed), is.filter(isAllowed)),
  ]);
  return order === 'equal' ? [] : [{ facet: 'conditions', order, before: was, after: is }];
}

/** The list of domains that alone may be invited is put in order by itself. */
const isAllowed = (key: string): boolean => key.startsWith('otherDomains ');
const isRefusal = (key: string): boolean => !isAllowed(key);

function allowedOrder(before: readonly string[], after: readonly string[]): Order {
  if (before.length === 0 || after.length === 0) return byPermission(before.length === 0, after.length === 0);
  return byInclusion(before, after);
}

/** What is given by a rule alone need not be found. */
const isHidden = ({ hidden, verdict }: AccessAnswer): boolean => hidden && verdict !== 'no';

/** Who has the link can request it all the same, so that it is listed, or no longer, lets neither more nor less happen. */
function hiddenDifference(before: AccessAnswer, after: AccessAnswer): Difference[] {
  const [was, is] = [isHidden(before), isHidden(after)];
  return was === is || before.verdict === 'no' || after.verdict === 'no'
    ? []
    : [{ facet: 'hidden', order: 'equal', before: was, after: is }];
}

function waysDifferences(before: ValuedAnswer, after: ValuedAnswer): Difference[] {
  if (isSameWays(before.ways, after.ways) && isSameWays(before.automatic, after.automatic)) return [];
  const wasSure = [...(before.answer.verdict === 'yes' ? before.ways : []), ...before.given];
  return pairWays(before, after).flatMap((pair): Difference[] => {
    const [was, is] = pair;
    const isVain = isRequestInVain(after, is);
    const gives = (order: Order): Order => {
      if (!allowsMore(order) || is === undefined) return order;
      // Another way on which every request is denied lets nobody in, and keeps nobody out.
      if (isVain && was === undefined) return 'equal';
      // Who could get it on terms that are not stricter gets nothing by this way, nor does anyone by one that ends in denial.
      const isLess = isVain && !isRequestInVain(before, was);
      return isLess || wasSure.some((other) => isNoLooser(other, is)) ? 'tighter' : order;
    };
    if (was === undefined || is === undefined) {
      const [gone, come] = [was, is].map((each) => each?.way.policy.address ?? null);
      const order = was === undefined ? gives('looser') : 'tighter';
      return [{ facet: 'reach', order, pair, before: gone ?? null, after: come ?? null }];
    }
    return differingFacets(was.valued, is.valued).map(({ facet, order }) => ({
      facet,
      order: gives(order),
      pair,
      before: facetValue(facet, was.way.terms),
      after: facetValue(facet, is.way.terms),
    }));
  });
}

/** Of a way that is requested: what a rule gives waits for nobody. */
function isRequestInVain({ ways }: ValuedAnswer, way: ValuedWay | undefined): boolean {
  return way !== undefined && ways.includes(way) && isDeadEnd(way.way.terms.approval);
}

function isNoLooser(before: ValuedWay, after: ValuedWay): boolean {
  return differingFacets(before.valued, after.valued).every(({ order }) => !allowsMore(order));
}

function isSameWays(before: readonly ValuedWay[], after: readonly ValuedWay[]): boolean {
  const [was, is] = [keysOf(before), keysOf(after)];
  return was.length === is.length && was.every((key, index) => key === is[index]);
}

/** Ways that stand for each other: those of one policy; then those that are left, in their order. */
function pairWays(before: ValuedAnswer, after: ValuedAnswer): Pair[] {
  const requested = pairsOf(before.ways, after.ways);
  return [...requested, ...pairsOf(before.automatic, after.automatic)];
}

function pairsOf(before: readonly ValuedWay[], after: readonly ValuedWay[]): Pair[] {
  const rest = [...after];
  const take = (fits: (way: ValuedWay) => boolean): ValuedWay | undefined => {
    const index = rest.findIndex(fits);
    return index < 0 ? undefined : rest.splice(index, 1)[0];
  };
  const named = before.map((each): Pair => [
    each,
    take(({ way }) => way.policy.address === each.way.policy.address),
  ]);
  const paired = named.map(([each, other]): Pair => [each, other ?? take(() => true)]);
  return [...paired, ...rest.map((each): Pair => [undefined, each])];
}
