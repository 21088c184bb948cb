/**
 * Automatic assignment: a user whom a policy's rule includes is assigned the package, and loses it some time after leaving
 * the rule. The service evaluates the rules a few minutes after a change, not at once.
 */
import { record } from '../audit.ts';
import type { Context } from '../context.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, textOf } from '../json.ts';
import { matchesRule } from '../directory/membership-rule.ts';
import { typeOf } from '../wire/request-body.ts';
import { ServiceError } from '../wire/service-error.ts';
import { isLive, liveAssignment } from './assignments.ts';
import { assignsAutomatically } from './automatic-evaluation.ts';
import { createRequest } from './create-request.ts';
import { requestTargets } from './delivery.ts';
import { requireAssignable } from './eligibility.ts';
import { endAssignment } from './end-assignment.ts';
import { personOf } from './person.ts';
import { addDuration, durationMs } from './time.ts';

/** Evaluates every automatic policy. */
export function assignAutomatically(context: Context): void {
  const { store } = context;
  store.delete('automatic', 'next');
  for (const policy of store.all('policies').filter(assignsAutomatically)) {
    const rule = entitiesOf(policy['specificAllowedTargets']).find(
      (target) => typeOf(target) === 'attributeRuleMembers',
    );
    if (rule !== undefined) evaluatePolicy(context, policy, textOf(rule['membershipRule']));
  }
}

function evaluatePolicy(context: Context, policy: Entity, rule: string): void {
  const { store } = context;
  const accessPackage = store.get('accessPackages', textOf(policy['accessPackageId'])) ?? {};
  const packageId = textOf(accessPackage['id']);
  for (const user of store.all('users')) {
    const matches = matchesRule(rule, user);
    // A rule that cannot be evaluated changes no assignments.
    if (matches === undefined) return;
    const held = liveAssignment(store, textOf(user['id']), packageId);
    if (matches && held === undefined) addAutomatically(context, policy, accessPackage, user);
    else if (held?.['policyId'] === policy['id']) keepOrRemove(context, policy, held ?? {}, matches);
  }
}

function addAutomatically(context: Context, policy: Entity, accessPackage: Entity, user: Entity): void {
  const person = personOf(context.store, user);
  const input = { justification: '', schedule: {} };
  try {
    requireAssignable(context, person, accessPackage);
    createRequest(context, {
      type: 'systemAdd',
      person,
      accessPackage,
      policy,
      approval: [],
      input,
      answers: [],
    });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    record(context, {
      activity: 'Skip automatic access package assignment',
      targets: requestTargets(context, {
        accessPackageId: accessPackage['id'] ?? null,
        subjectId: user['id'] ?? null,
      }),
      details: { reason: error.message },
    });
  }
}

function keepOrRemove(context: Context, policy: Entity, assignment: Entity, matches: boolean): void {
  const { store, now } = context;
  const settings = policy['automaticRequestSettings'] as Entity;
  const { leavingDueDateTime, ...staying } = assignment;
  const id = textOf(assignment['id']);
  if (matches && leavingDueDateTime !== undefined) store.put('assignments', id, staying);
  if (matches || leavingDueDateTime !== undefined) return;
  if (settings['removeAccessWhenTargetLeavesAllowedTargets'] !== true) return;
  const grace = textOf(settings['gracePeriodBeforeAccessRemoval']);
  if ((durationMs(grace) ?? 0) === 0) removeAutomatically(context, assignment);
  else store.put('assignments', id, { ...staying, leavingDueDateTime: addDuration(now, grace) });
}

/** Removes an assignment whose user has left the rule, after the grace period. */
export function removeAutomatically(context: Context, assignment: Entity): void {
  if (isLive(assignment))
    endAssignment(context, assignment, 'Remove access package assignment automatically');
}
