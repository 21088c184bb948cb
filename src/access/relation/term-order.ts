/** What of terms is compared, facet by facet: equal when the values are, else tighter, looser or incomparable. */
import type { JsonValue } from '../../model/value.ts';
import { onceFor } from '../../model/once.ts';
import { canonicalJson } from '../../model/value.ts';
import type { Facet } from '../../kinds/bearing.ts';
import type { Order } from './order.ts';
import {
  byInclusion,
  byLength,
  byPermission,
  bySameness,
  bySize,
  combine,
  lengthOf,
  reversed,
} from './order.ts';
import type { ExpirationValue, GrantValue, LeavingValue, QuestionValue, ReviewValue } from './term-values.ts';
import {
  expirationValue,
  extensionValue,
  grantValues,
  leavingValue,
  questionValues,
  reviewValue,
  stageValues,
} from './term-values.ts';
import { stagesOrder } from './stage-order.ts';
import type { Lapse, Terms } from './terms.ts';

export type TermFacet = Exclude<
  Facet,
  'reach' | 'people' | 'conditions' | 'hidden' | 'onBehalf' | 'administration' | 'lapse' | 'workflows'
>;

interface Comparison {
  readonly value: (terms: Terms) => JsonValue;
  /** The value as text. Values are made with their members in one order, so that equal ones have one text. */
  readonly key: (terms: Terms) => string;
  /** Of values that differ: true where that makes no difference for these terms. */
  readonly isSame?: (before: Terms, after: Terms) => boolean;
  /** Asked of values that differ. */
  readonly order: (before: Terms, after: Terms) => Order;
}

/** One facet, by its value and the order of two of them. */
function facet<V extends JsonValue>(
  value: (terms: Terms) => V,
  order: (before: V, after: V) => Order,
): Comparison {
  return facetOfTerms(value, (before, after) => order(value(before), value(after)));
}

/** One facet whose values alone do not tell the order. */
function facetOfTerms(value: Comparison['value'], order: Comparison['order']): Comparison {
  return { value, key: (terms) => JSON.stringify(value(terms)), order };
}

/** One facet that a policy has for everyone: its text is made once for the part of the terms that all of them share. */
function shared<V extends JsonValue>(
  part: (terms: Terms) => object | undefined,
  value: (terms: Terms) => V,
  order: (before: V, after: V) => Order,
): Comparison {
  const comparison = facet(value, order);
  const keys = new WeakMap<object, string>();
  const key = (terms: Terms): string => {
    const of = part(terms);
    if (of === undefined) return comparison.key(terms);
    const known = keys.get(of);
    if (known !== undefined) return known;
    const made = comparison.key(terms);
    keys.set(of, made);
    return made;
  };
  return { ...comparison, key };
}

const COMPARISONS: Readonly<Record<TermFacet, Comparison>> = {
  approval: {
    ...facetOfTerms(
      ({ approval }) => stageValues(approval),
      (before, after) => stagesOrder(before.approval, after.approval),
    ),
    key: ({ approval }) => stagesKey(approval),
  },
  justification: facet(
    ({ justification }) => justification,
    (before, after) => reversed(byPermission(before, after)),
  ),
  questions: shared(({ questions }) => questions, questionValues, questionsOrder),
  duration: shared(({ expiration }) => expiration, expirationValue, expirationOrder),
  schedule: facet(({ customSchedule }) => customSchedule, byPermission),
  extension: {
    ...facetOfTerms(extensionValue, extensionOrder),
    key: extensionKey,
    isSame: isSameExtension,
  },
  review: shared(({ review }) => review, reviewValue, reviewOrder),
  leaving: shared(({ leaving }) => leaving, leavingValue, leavingOrder),
  grants: shared(
    ({ grants }) => grants,
    grantValues,
    (before, after) => byInclusion(grantKeys(before), grantKeys(after)),
  ),
};

/** The text of stages; policies of one pattern share them. */
const stagesKey = onceFor((stages: Terms['approval']) => JSON.stringify(stageValues(stages)));

function extensionKey({ extension, extensionApproval, approval }: Terms): string {
  const isAsForAccess = approval.length > 0 && extensionApproval.length > 0;
  return `${extension} ${isAsForAccess ? 'asForAccess' : stagesKey(extensionApproval)}`;
}

export const TERM_FACETS = Object.keys(COMPARISONS) as readonly TermFacet[];

/** Terms with their values, each made once however often they are compared. */
export interface Valued {
  readonly terms: Terms;
  /** Text of the value of each facet, in the order of TERM_FACETS: equal exactly when the values are. */
  readonly keys: readonly string[];
  /** All of it: equal exactly when the values of all facets are. */
  readonly key: string;
}

export function valued(terms: Terms): Valued {
  const keys = TERM_FACETS.map((name) => COMPARISONS[name].key(terms));
  return { terms, keys, key: keys.join('\n') };
}

/** The value of a facet, as JSON. */
export function facetValue(name: TermFacet, terms: Terms): JsonValue {
  return COMPARISONS[name].value(terms);
}

/** The facets in which terms differ, with their order: `equal` where what differs has none, as that of questions. */
export function differingFacets(
  before: Valued,
  after: Valued,
): readonly { readonly facet: TermFacet; readonly order: Order }[] {
  return TERM_FACETS.flatMap((name, index) => {
    if (before.keys[index] === after.keys[index]) return [];
    const { isSame, order } = COMPARISONS[name];
    if (isSame?.(before.terms, after.terms) === true) return [];
    return [{ facet: name, order: order(before.terms, after.terms) }];
  });
}

/** What each question demands, so that one less, or one that demands less, is looser. */
function questionsOrder(before: readonly QuestionValue[], after: readonly QuestionValue[]): Order {
  return reversed(byInclusion(before.flatMap(demands), after.flatMap(demands)));
}

function demands({ required, pattern, ...asked }: QuestionValue): readonly string[] {
  const question = canonicalJson(asked);
  return [
    question,
    ...(required ? [`required ${question}`] : []),
    ...(pattern === null ? [] : [`${pattern} ${question}`]),
  ];
}

function expirationOrder(before: ExpirationValue, after: ExpirationValue): Order {
  if (after.type === 'never') return 'looser';
  if (before.type === 'never') return after.type === 'unspecified' ? 'incomparable' : 'tighter';
  if (before.type === 'after' && after.type === 'after') return byLength(before.length, after.length);
  if (before.type === 'until' && after.type === 'until') return byLength(before.instant, after.instant);
  return 'incomparable';
}

/** True where only one of them is approved as access is, and by the same people. */
function isSameExtension(before: Terms, after: Terms): boolean {
  return (
    before.extension === after.extension &&
    stagesKey(before.extensionApproval) === stagesKey(after.extensionApproval)
  );
}

function extensionOrder(before: Terms, after: Terms): Order {
  const [was, is] = [extensionValue(before), extensionValue(after)];
  if (was.allowed !== is.allowed) return byPermission(was.allowed, is.allowed);
  if (was.approval === 'asForAccess' || is.approval === 'asForAccess') {
    const [open, opens] = [was.approval.length === 0, is.approval.length === 0];
    return open || opens ? byPermission(open, opens) : 'incomparable';
  }
  return stagesOrder(before.extensionApproval, after.extensionApproval);
}

type ReviewOf = NonNullable<ReviewValue>;

/** What becomes of access when a reviewer does not answer, strictest first. */
const OTHERWISE = ['removeAccess', 'acceptAccessRecommendation', 'keepAccess'];

function reviewOrder(before: ReviewValue, after: ReviewValue): Order {
  if (before === null) return after === null ? 'equal' : 'tighter';
  if (after === null) return 'looser';
  return combine([
    bySize(before.days ?? Infinity, after.days ?? Infinity),
    reversed(bySize(before.times ?? Infinity, after.times ?? Infinity)),
    reversed(bySize(endOf(before), endOf(after))),
    reviewersOrder(before, after),
    bySize(OTHERWISE.indexOf(before.otherwise), OTHERWISE.indexOf(after.otherwise)),
    reversed(byPermission(before.justification, after.justification)),
    byLength(before.open ?? '', after.open ?? ''),
    startOrder(before.start, after.start),
    bySameness(before.recommendations === after.recommendations),
  ]);
}

/** Without anyone who reviews, what the review says of no answer is done to all. */
function reviewersOrder(before: ReviewOf, after: ReviewOf): Order {
  const [was, is] = [before, after].map(isReviewed);
  if (was === is)
    return bySameness(
      canonicalJson([before.reviewers, before.fallback]) === canonicalJson([after.reviewers, after.fallback]),
    );
  const { otherwise } = is === true ? before : after;
  const losing: Order =
    otherwise === 'keepAccess' ? 'looser' : otherwise === 'removeAccess' ? 'tighter' : 'incomparable';
  return is === true ? reversed(losing) : losing;
}

function isReviewed({ reviewers, fallback }: ReviewOf): boolean {
  return reviewers.subjects.length + fallback.subjects.length > 0;
}

/** The later, the looser: until then nothing is reviewed. Reviews without a start have begun, or the service lets them begin. */
function startOrder(before: number | null, after: number | null): Order {
  return bySize(before ?? -Infinity, after ?? -Infinity);
}

function endOf({ until }: ReviewOf): number {
  return until === null ? Infinity : Date.parse(until);
}

function leavingOrder(before: LeavingValue, after: LeavingValue): Order {
  if (before === null || after === null) return 'incomparable';
  return combine([
    reversed(byPermission(before.removed, after.removed)),
    byLength(before.grace, after.grace),
  ]);
}

function grantKeys(grants: readonly GrantValue[]): readonly string[] {
  return grants.map(({ resource, role }) => `${resource} ${role}`);
}

/** What becomes of a guest, strictest first. */
const LAPSES = ['blockSignInAndDelete', 'blockSignIn', 'none'];

/** The default of Graph. */
const DELETED_AFTER = 'P30D';

/** The earlier and the more a guest loses, the tighter. */
export function lapseOrder(before: Lapse, after: Lapse): Order {
  const [was, is] = [before, after].map(({ action }) => LAPSES.indexOf(action));
  if (before.action !== after.action) return bySize(was ?? 0, is ?? 0);
  if (after.action !== 'blockSignInAndDelete') return 'equal';
  const [past, present] = [before, after].map(({ deletedAfter }) => lengthOf(deletedAfter ?? DELETED_AFTER));
  return byLength(past ?? '', present ?? '');
}
