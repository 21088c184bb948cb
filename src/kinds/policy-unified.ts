/** One spelling of what a policy can say in several, and the places where its subject sets stand. */
import type { AttributePath } from '../model/path.ts';
import { asString, isObject, objectsOf } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';

/** Applies `map` to every list of subject sets in a policy, declared or live; other members stay as they are. */
export function mapSubjects(
  policy: JsonObject,
  path: AttributePath,
  map: (list: JsonValue | undefined, path: AttributePath) => JsonValue,
): JsonObject {
  const mapped = (
    owner: JsonValue | undefined,
    names: readonly string[],
    at: AttributePath,
  ): JsonValue | undefined =>
    isObject(owner)
      ? { ...owner, ...Object.fromEntries(names.map((name) => [name, map(owner[name], [...at, name])])) }
      : owner;
  const approval = policy['requestApprovalSettings'];
  const stages = isObject(approval) ? objectsOf(approval['stages']) : [];
  const approvalPath = [...path, 'requestApprovalSettings'];
  return {
    ...policy,
    specificAllowedTargets: map(policy['specificAllowedTargets'], [...path, 'specificAllowedTargets']),
    requestorSettings: mapped(
      policy['requestorSettings'],
      ['onBehalfRequestors'],
      [...path, 'requestorSettings'],
    ),
    requestApprovalSettings: isObject(approval)
      ? {
          ...approval,
          stages: stages.map(
            (stage, index) => mapped(stage, APPROVERS, [...approvalPath, 'stages', index]) ?? null,
          ),
        }
      : approval,
    reviewSettings: mapped(policy['reviewSettings'], REVIEWERS, [...path, 'reviewSettings']),
  };
}

/** What has several spellings for one meaning, in one: expiration, escalation that is off, reviews that are off. */
export function unified(policy: JsonObject): JsonObject {
  const approval = policy['requestApprovalSettings'];
  const review = policy['reviewSettings'];
  return {
    ...policy,
    expiration: unifiedExpiration(policy['expiration']),
    requestApprovalSettings: isObject(approval)
      ? { ...approval, stages: objectsOf(approval['stages']).map(unifiedStage) }
      : approval,
    reviewSettings: isObject(review) && review['isEnabled'] !== false ? unifiedReview(review) : null,
  };
}

function unifiedExpiration(value: JsonValue | undefined): JsonValue | undefined {
  if (!isObject(value)) return value;
  const { type, duration, endDateTime } = value;
  switch (asString(type)?.toLowerCase()) {
    case 'afterduration':
      return { type, duration };
    case 'afterdatetime':
      return { type, endDateTime };
    default:
      return { type };
  }
}

function unifiedStage(stage: JsonObject): JsonObject {
  return stage['isEscalationEnabled'] === true ? stage : { ...stage, durationBeforeEscalation: 'PT0S' };
}

function unifiedReview(review: JsonObject): JsonObject {
  const schedule = review['schedule'];
  if (!isObject(schedule)) return review;
  return { ...review, schedule: { ...schedule, expiration: unifiedExpiration(schedule['expiration']) } };
}

const APPROVERS = [
  'primaryApprovers',
  'fallbackPrimaryApprovers',
  'escalationApprovers',
  'fallbackEscalationApprovers',
];

const REVIEWERS = ['primaryReviewers', 'fallbackReviewers'];
