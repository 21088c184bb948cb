/**
 * Access reviews: while one is open, reviewers decide about each assignment that was there when it began; at its end
 * the decisions are carried out, and where there is none, what the policy says of that.
 */
import { record } from '../audit.ts';
import type { Context } from '../context.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, isEntity, textOf } from '../json.ts';
import { ServiceError } from '../wire/service-error.ts';
import { approversFor } from './approvers.ts';
import { isLive } from './assignments.ts';
import { callingPerson } from './caller.ts';
import { requestTargets } from './delivery.ts';
import { listedOrganizations } from './eligibility.ts';
import { endAssignment } from './end-assignment.ts';
import { personName, organizationsOf, personOf } from './person.ts';
import { reviewSettingsOf, scheduleReview } from './review-schedule.ts';

/** Milliseconds: a user who has signed in within this time is recommended to keep access. */
const RECENT = 30 * 86_400_000;

/** The review of an assignment that is open now; throws when there is none. */
function openReview({ store, now }: Context, assignment: Entity): Entity {
  const review = store.get('reviews', textOf(assignment['policyId']));
  const started = textOf(review?.['startDateTime']);
  if (review !== undefined && isLive(assignment) && started <= now && isReviewed(assignment, review))
    return review;
  const when = review === undefined || started <= now ? '' : ` The next one begins at ${started}.`;
  throw new ServiceError(400, 'NoReviewOpen', `No access review of this assignment is open.${when}`);
}

/** Whether an assignment was there when a review began. */
function isReviewed(assignment: Entity, review: Entity): boolean {
  const { schedule } = assignment;
  return isEntity(schedule) && textOf(schedule['startDateTime']) <= textOf(review['startDateTime']);
}

/** Ids of those who review an assignment. */
function reviewersOf({ store }: Context, policy: Entity, assignment: Entity): string[] {
  const settings = reviewSettingsOf(policy) ?? {};
  const userId = textOf(assignment['subjectId']);
  const user = store.get('users', userId);
  if (settings['isSelfReview'] === true) return [userId];
  const organizations = user === undefined ? [] : organizationsOf(store, personOf(store, user));
  const isListed = policy['allowedTargetScope'] === 'specificConnectedOrganizationUsers';
  const counted = isListed ? listedOrganizations(policy, organizations) : organizations;
  return approversFor(
    store,
    { userId, organizationIds: counted.map(({ id }) => textOf(id)) },
    entitiesOf(settings['primaryReviewers']),
    entitiesOf(settings['fallbackReviewers']),
  );
}

/** A reviewer's decision about an assignment; it can be changed until the review ends. */
export function review(
  context: Context,
  assignment: Entity,
  { keep, justification }: { readonly keep: boolean; readonly justification: string },
): void {
  const { store, now } = context;
  const by = callingPerson(context, 'A review');
  const open = openReview(context, assignment);
  const policy = store.get('policies', textOf(assignment['policyId'])) ?? {};
  const userId = textOf(by.user?.['id']);
  if (userId === '' || !reviewersOf(context, policy, assignment).includes(userId))
    throw new ServiceError(403, 'Forbidden', `${personName(by)} is not a reviewer of this assignment.`);
  if (reviewSettingsOf(policy)?.['isReviewerJustificationRequired'] !== false && justification.trim() === '')
    throw new ServiceError(
      400,
      'JustificationRequired',
      'This review requires a justification of the decision.',
    );
  const decisions = isEntity(open['decisions']) ? open['decisions'] : {};
  const decision = { keep, justification, by: userId, at: now };
  store.put('reviews', textOf(open['id']), {
    ...open,
    decisions: { ...decisions, [textOf(assignment['id'])]: decision },
  });
  record(context, {
    activity: `${keep ? 'Approve' : 'Deny'} decision in access review`,
    targets: requestTargets(context, assignment),
    ...(justification !== '' && { details: { justification } }),
  });
}

/** Ends a review: applies its decisions, and schedules the next one. */
export function closeReview(context: Context, open: Entity): void {
  const { store } = context;
  const policyId = textOf(open['id']);
  const settings = reviewSettingsOf(store.get('policies', policyId));
  const decisions = isEntity(open['decisions']) ? open['decisions'] : {};
  for (const assignment of store.where('assignments', 'policyId', policyId)) {
    if (settings === undefined || !isLive(assignment) || !isReviewed(assignment, open)) continue;
    const decision = decisions[textOf(assignment['id'])];
    const keep = isEntity(decision)
      ? decision['keep'] === true
      : keepsWithoutDecision(context, settings, assignment);
    if (keep)
      record(context, {
        activity: 'Keep access after access review',
        targets: requestTargets(context, assignment),
      });
    else endAssignment(context, assignment, 'Remove access after access review');
  }
  scheduleReview(context, policyId);
}

/** Whether access without a decision is kept. */
function keepsWithoutDecision({ store, now }: Context, settings: Entity, assignment: Entity): boolean {
  const behaviour = textOf(settings['expirationBehavior']).toLowerCase();
  if (behaviour !== 'acceptaccessrecommendation') return behaviour !== 'removeaccess';
  const activity = store.get('users', textOf(assignment['subjectId']))?.['signInActivity'];
  const last = isEntity(activity) ? textOf(activity['lastSignInDateTime']) : '';
  return last !== '' && Date.parse(now) - Date.parse(last) <= RECENT;
}
