/** On which terms somebody gets a package through one policy. */
import type { JsonObject } from '../model/value.ts';
import { asString, isObject, objectsOf } from '../model/value.ts';
import type { StageAnswer } from './approvers.ts';
import { resolveStages } from './approvers.ts';
import type { Asker } from './asker.ts';
import { isExternal } from './asker.ts';
import type { AccessModel, GrantView } from './model.ts';
import { nameOf } from './model.ts';
import type { PolicyView } from './policy-view.ts';
import { objectAt } from './policy-view.ts';

/** What becomes of a guest, invited by a delivery, whose last access lapses. */
export interface Lapse {
  readonly action: 'none' | 'blockSignIn' | 'blockSignInAndDelete';
  /** ISO 8601; only with `blockSignInAndDelete`. */
  readonly deletedAfter?: string;
}

export interface Question {
  readonly text: string;
  readonly required: boolean;
  /** A text must match it whole. */
  readonly pattern?: string;
  /** Values to choose from. */
  readonly choices?: readonly string[];
}

export interface Review {
  /** `every 3 months`. */
  readonly every: string;
  readonly reviewers: readonly string[];
  /** Of a reviewer who does not answer. */
  readonly otherwise: string;
}

export interface Terms {
  /** Stages of a request for access; empty: no approval. */
  readonly approval: readonly StageAnswer[];
  /** Stages of a request for an extension. */
  readonly extensionApproval: readonly StageAnswer[];
  readonly justification: boolean;
  readonly questions: readonly Question[];
  /** Access ends after a duration, at an instant, or (neither) never. */
  readonly expiration: { readonly duration?: string; readonly endDateTime?: string };
  /** The requestor may ask for an earlier end. */
  readonly customSchedule: boolean;
  readonly extension: boolean;
  readonly review: Review | undefined;
  /** Undefined for people of the directory, and where the settings are not known. */
  readonly lapse: Lapse | undefined;
  /** What the package gives. */
  readonly grants: readonly GrantView[];
}

/** Terms that are the same for everybody whom a policy admits. */
type FixedTerms = Omit<Terms, 'approval' | 'extensionApproval' | 'lapse'>;

const fixed = new WeakMap<PolicyView, FixedTerms>();

/** The part of the terms that does not depend on who asks; worked out once for each policy of a model. */
function fixedTerms(model: AccessModel, policy: PolicyView): FixedTerms {
  const known = fixed.get(policy);
  if (known !== undefined) return known;
  const { attributes } = policy;
  const approval = objectAt(attributes, 'requestApprovalSettings');
  const requestor = objectAt(attributes, 'requestorSettings');
  const expiration = expirationOf(objectAt(attributes, 'expiration'));
  const ends = expiration.duration !== undefined || expiration.endDateTime !== undefined;
  const required = approval['isApprovalRequiredForAdd'] === true && objectsOf(approval['stages']).length > 0;
  const terms: FixedTerms = {
    justification: required && approval['isRequestorJustificationRequired'] === true,
    questions: objectsOf(attributes['questions']).map(questionOf),
    expiration,
    customSchedule: requestor['allowCustomAssignmentSchedule'] === true,
    extension: ends && requestor['enableTargetsToSelfUpdateAccess'] === true,
    review: reviewOf(model, attributes['reviewSettings']),
    grants: model.grantsOf.get(policy.package) ?? [],
  };
  fixed.set(policy, terms);
  return terms;
}

export function termsOf(model: AccessModel, policy: PolicyView, asker: Asker): Terms {
  const approval = objectAt(policy.attributes, 'requestApprovalSettings');
  const terms = fixedTerms(model, policy);
  const stages = resolveStages(model, policy, asker);
  return {
    ...terms,
    approval: approval['isApprovalRequiredForAdd'] === true ? stages : [],
    extensionApproval: terms.extension && approval['isApprovalRequiredForUpdate'] === true ? stages : [],
    lapse: isExternal(asker) === 'no' ? undefined : lapseOf(model),
  };
}

function expirationOf(expiration: JsonObject): Terms['expiration'] {
  const duration = asString(expiration['duration']);
  const endDateTime = asString(expiration['endDateTime']);
  if (expiration['type'] === 'afterDuration' && duration !== undefined) return { duration };
  return expiration['type'] === 'afterDateTime' && endDateTime !== undefined ? { endDateTime } : {};
}

function questionOf(question: JsonObject): Question {
  const pattern = asString(question['regexPattern']);
  const choices = objectsOf(question['choices']).map((choice) => asString(choice['actualValue']) ?? '');
  return {
    text: asString(question['text']) ?? '',
    required: question['isRequired'] === true,
    ...(pattern !== undefined && { pattern }),
    ...(choices.length > 0 && { choices }),
  };
}

const UNITS: Readonly<Record<string, string>> = {
  daily: 'day',
  weekly: 'week',
  absoluteMonthly: 'month',
  relativeMonthly: 'month',
  absoluteYearly: 'year',
  relativeYearly: 'year',
};

function reviewOf(model: AccessModel, review: JsonObject[string]): Review | undefined {
  if (!isObject(review) || review['isEnabled'] === false) return undefined;
  const pattern = objectAt(objectAt(objectAt(review, 'schedule'), 'recurrence'), 'pattern');
  const unit = UNITS[asString(pattern['type']) ?? ''];
  const interval = Number(pattern['interval'] ?? 1);
  const every = unit === undefined ? 'once' : interval === 1 ? `every ${unit}` : `every ${interval} ${unit}s`;
  const named = objectsOf(review['primaryReviewers']).map((subject) => reviewer(model, subject));
  return {
    every,
    reviewers: review['isSelfReview'] === true ? ['the holder'] : named.sort(),
    otherwise: asString(review['expirationBehavior']) ?? 'keepAccess',
  };
}

function reviewer(model: AccessModel, subject: JsonObject): string {
  const group = asString(subject['groupId']);
  if (group !== undefined) return `members of ${nameOf(model.directory, group)}`;
  const user = asString(subject['userId']);
  return user === undefined ? String(subject['@odata.type']) : nameOf(model.directory, user);
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
