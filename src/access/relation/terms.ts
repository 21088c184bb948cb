/** The terms on which a requestor gets a package through one policy. */
import { onceForPair } from '../../model/once.ts';
import type { JsonObject } from '../../model/value.ts';
import { asString, isList, objectsOf } from '../../model/value.ts';
import type { Asking } from './approver-list.ts';
import type { ReviewerAnswer, StageAnswer } from './approvers.ts';
import { resolveReviewers, resolveStages } from './approvers.ts';
import type { Requestor } from '../facts/requestor.ts';
import { isExternal } from '../facts/requestor.ts';
import type { AccessModel, GrantView } from '../facts/model.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { objectAt } from '../facts/policy-view.ts';
import type { Subject } from '../facts/subject.ts';
import { cycleText } from '../words/measures.ts';

/** What becomes of a guest, invited by a delivery, whose last access lapses. */
export interface Lapse {
  readonly action: 'none' | 'blockSignIn' | 'blockSignInAndDelete';
  /** ISO 8601; only with `blockSignInAndDelete`. */
  readonly deletedAfter?: string;
}

export interface Question {
  /** Graph's type of question. */
  readonly type: string;
  readonly text: string;
  readonly required: boolean;
  /** A text must match it whole. */
  readonly pattern?: string;
  /** Values to choose from. */
  readonly choices?: readonly string[];
  /** More than one choice may be taken. */
  readonly several: boolean;
  /** The answer may be corrected later. */
  readonly editable: boolean;
}

/** How often a review comes round: every so many units, or once. */
export interface Cycle {
  readonly unit: 'day' | 'week' | 'month' | 'year' | 'once';
  readonly interval: number;
  /** Of a week: on how many of its days. */
  readonly days?: number;
  /** So often at most; absent: no end, or one at `until`. */
  readonly times?: number;
  /** Date of the last one. */
  readonly until?: string;
}

export interface Review extends Pick<ReviewerAnswer, 'primary' | 'fallback' | 'from'> {
  readonly cycle: Cycle;
  /** The cycle in words: `every 3 months`. */
  readonly every: string;
  /** Who reviews: the primary reviewers, or the fallback when these resolve to no one. By label. */
  readonly subjects: readonly Subject[];
  /** What people call them. */
  readonly reviewers: readonly string[];
  /** Who reviews instead if the primary reviewers, not all of them known, resolve to no one. */
  readonly instead: readonly Subject[];
  /** Of a reviewer who does not answer. */
  readonly otherwise: string;
  /** Reviewers have to say why. */
  readonly justification: boolean;
  /** How long a review is open, ISO 8601. */
  readonly open?: string;
  /** When the first one begins. */
  readonly start?: string;
  /** Reviewers are shown a recommendation. */
  readonly recommendations: boolean;
}

/** What becomes of access that a rule gave when the rule no longer matches. */
export interface Leaving {
  readonly removed: boolean;
  /** ISO 8601; until then it is kept. */
  readonly grace: string;
}

export interface Terms {
  /** Stages of a request for access; empty: no approval. */
  readonly approval: readonly StageAnswer[];
  /** Stages of a request for an extension. */
  readonly extensionApproval: readonly StageAnswer[];
  readonly justification: boolean;
  readonly questions: readonly Question[];
  /** Access ends after a duration, at an instant, or (neither) never. */
  readonly expiration: {
    readonly duration?: string;
    readonly endDateTime?: string;
    /** The policy does not say which of them; neither member above is present. */
    readonly unspecified?: true;
    /** It is of a type that this version does not know; `unspecified` is set too. */
    readonly unknownType?: string;
  };
  /** The requestor can choose an earlier end. */
  readonly customSchedule: boolean;
  readonly extension: boolean;
  readonly review: Review | undefined;
  /** Undefined for people of the directory, and where the settings are not known. */
  readonly lapse: Lapse | undefined;
  /** Undefined for access that is requested. */
  readonly leaving: Leaving | undefined;
  /** What the package gives. */
  readonly grants: readonly GrantView[];
}

/** Terms that are the same for everyone whom a policy admits. */
type FixedTerms = Omit<Terms, 'approval' | 'extensionApproval' | 'lapse' | 'review'> & {
  readonly review: FixedReview | undefined;
};

type FixedReview = Omit<Review, 'primary' | 'fallback' | 'from' | 'subjects' | 'reviewers' | 'instead'>;

/** The part of the terms that does not depend on the requestor. */
const fixedTerms = onceForPair((model: AccessModel, policy: PolicyView): FixedTerms => {
  const { attributes } = policy;
  const approval = objectAt(attributes, 'requestApprovalSettings');
  const requestor = objectAt(attributes, 'requestorSettings');
  const expiration = expirationOf(objectAt(attributes, 'expiration'));
  const ends = expiration.duration !== undefined || expiration.endDateTime !== undefined;
  // What a rule gives is not requested: no approval, no questions, no reason.
  const { automatic } = policy;
  const required =
    !automatic && approval['isApprovalRequiredForAdd'] === true && objectsOf(approval['stages']).length > 0;
  return {
    justification: required && approval['isRequestorJustificationRequired'] === true,
    questions: automatic
      ? []
      : [...objectsOf(attributes['questions']), ...asked(model, policy)].map(questionOf),
    expiration,
    customSchedule: !automatic && requestor['allowCustomAssignmentSchedule'] === true,
    extension: ends && requestor['enableTargetsToSelfUpdateAccess'] === true,
    review: reviewTerms(policy.review),
    leaving: automatic ? leavingOf(objectAt(attributes, 'automaticRequestSettings')) : undefined,
    grants: model.grantsOf.get(policy.package) ?? [],
  };
});

/** What the resources of the package have to know of people who request it, each attribute once. */
function asked({ grantsOf, requiredOf }: AccessModel, policy: PolicyView): JsonObject[] {
  const required = (grantsOf.get(policy.package) ?? []).flatMap(({ from }) => requiredOf.get(from) ?? []);
  const byName = new Map(required.map((attribute) => [attribute['name'], attribute]));
  return [...byName.values()].map((attribute) => objectAt(objectAt(attribute, 'source'), 'question'));
}

/** `asking`: who requests it on their behalf. */
export function termsOf(
  model: AccessModel,
  policy: PolicyView,
  requestor: Requestor,
  asking?: Asking,
): Terms {
  const approval = objectAt(policy.attributes, 'requestApprovalSettings');
  const terms = fixedTerms(model, policy);
  const stages = resolveStages(model, policy, requestor, asking);
  const reviewers = terms.review && resolveReviewers(model, policy, requestor);
  return {
    ...terms,
    review: terms.review && reviewers && reviewedBy(terms.review, reviewers),
    approval: !policy.automatic && approval['isApprovalRequiredForAdd'] === true ? stages : [],
    extensionApproval: terms.extension && approval['isApprovalRequiredForUpdate'] === true ? stages : [],
    lapse: isExternal(requestor) === 'no' ? undefined : lapseOf(model),
  };
}

/** The terms of an extension that someone requests on behalf of who holds the access. */
export function extensionTermsFor(
  model: AccessModel,
  policy: PolicyView,
  holder: Requestor,
  asking?: Asking,
): Terms {
  const terms = termsOf(model, policy, holder, asking);
  const { duration, endDateTime } = terms.expiration;
  const isApproved =
    objectAt(policy.attributes, 'requestApprovalSettings')['isApprovalRequiredForUpdate'] === true;
  return {
    ...terms,
    extension: duration !== undefined || endDateTime !== undefined,
    extensionApproval: isApproved ? resolveStages(model, policy, holder, asking) : [],
  };
}

const EXPIRATIONS: readonly string[] = ['notSpecified', 'noExpiration', 'afterDateTime', 'afterDuration'];

function expirationOf(expiration: JsonObject): Terms['expiration'] {
  const duration = asString(expiration['duration']);
  const endDateTime = asString(expiration['endDateTime']);
  if (expiration['type'] === 'afterDuration' && duration !== undefined) return { duration };
  if (expiration['type'] === 'afterDateTime' && endDateTime !== undefined) return { endDateTime };
  const type = asString(expiration['type']) ?? 'noExpiration';
  if (type === 'noExpiration') return {};
  // What a later Graph means by a type of its own is not taken for access without an end.
  return { unspecified: true, ...(!EXPIRATIONS.includes(type) && { unknownType: type }) };
}

function questionOf(question: JsonObject): Question {
  const pattern = asString(question['regexPattern']);
  const choices = objectsOf(question['choices']).map((choice) => asString(choice['actualValue']) ?? '');
  return {
    type: asString(question['@odata.type']) ?? '',
    text: asString(question['text']) ?? '',
    required: question['isRequired'] === true,
    ...(pattern !== undefined && { pattern }),
    ...(choices.length > 0 && { choices }),
    several: question['isMultipleSelectionAllowed'] === true,
    editable: question['isAnswerEditable'] !== false,
  };
}

const UNITS: Readonly<Record<string, Cycle['unit']>> = {
  daily: 'day',
  weekly: 'week',
  absoluteMonthly: 'month',
  relativeMonthly: 'month',
  absoluteYearly: 'year',
  relativeYearly: 'year',
};

/** One object for one answer, so that its text is made once. */
const reviewedBy = onceForPair(
  (review: FixedReview, { primary, fallback, from, reviewers, otherwise }: ReviewerAnswer): Review => ({
    ...review,
    primary,
    fallback,
    from,
    subjects: reviewers.subjects,
    reviewers: reviewers.labels,
    instead: otherwise?.subjects ?? [],
  }),
);

function reviewTerms(review: JsonObject | undefined): FixedReview | undefined {
  if (review === undefined) return undefined;
  const schedule = objectAt(review, 'schedule');
  const range = objectAt(objectAt(schedule, 'recurrence'), 'range');
  const cycle = cycleOf(objectAt(schedule, 'recurrence'));
  const open = asString(objectAt(schedule, 'expiration')['duration']);
  const start = later(asString(schedule['startDateTime']), asString(range['startDate']));
  return {
    cycle,
    every: cycleText(cycle),
    otherwise: asString(review['expirationBehavior']) ?? 'keepAccess',
    justification: review['isReviewerJustificationRequired'] !== false,
    ...(open !== undefined && { open }),
    ...(start !== undefined && { start }),
    recommendations: review['isRecommendationEnabled'] !== false,
  };
}

/** The service fills in one of the two by itself: the first review waits for both. */
function later(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Date.parse(b) > Date.parse(a) ? b : a;
}

function cycleOf(recurrence: JsonObject): Cycle {
  const pattern = objectAt(recurrence, 'pattern');
  const range = objectAt(recurrence, 'range');
  const until = asString(range['endDate']);
  const days =
    pattern['type'] === 'weekly' && isList(pattern['daysOfWeek']) ? pattern['daysOfWeek'].length : 1;
  return {
    unit: UNITS[asString(pattern['type']) ?? ''] ?? 'once',
    interval: Number(pattern['interval'] ?? 1),
    ...(days > 1 && { days }),
    ...(range['type'] === 'numbered' && { times: Number(range['numberOfOccurrences'] ?? 0) }),
    ...(range['type'] === 'endDate' && until !== undefined && { until }),
  };
}

/** Of the settings of an automatic policy. */
export function leavingOf(settings: JsonObject): Leaving {
  return {
    removed: settings['removeAccessWhenTargetLeavesAllowedTargets'] !== false,
    grace: asString(settings['gracePeriodBeforeAccessRemoval']) ?? 'P7D',
  };
}

export function lapseOf({ settings }: AccessModel): Lapse | undefined {
  const action = asString(settings?.['externalUserLifecycleAction']);
  const deletedAfter = asString(settings?.['durationUntilExternalUserDeletedAfterBlocked']);
  switch (action) {
    case 'none':
    case 'blockSignIn':
      return { action };
    case 'blockSignInAndDelete':
      return { action, ...(deletedAfter !== undefined && { deletedAfter }) };
    default:
      return undefined;
  }
}
