/**
 * Automatic assignment: whom a policy's rule takes in is given the package, and loses it some time after leaving the
 * rule. The service looks a few minutes after something has changed, so nothing is done for those who only apply.
 */
import { record } from '../audit.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, textOf } from '../json.ts';
import { matchesRule } from '../membership-rule.ts';
import { typeOf } from '../model.ts';
import { ServiceError } from '../service-error.ts';
import { heldPackage, isLive } from './assignments.ts';
import { requestTargets } from './delivery.ts';
import { endAssignment } from './ending.ts';
import { requireAssignable } from './eligibility.ts';
import { after, milliseconds } from './instant.ts';
import type { Moment } from './moment.ts';
import { personOf } from './person.ts';
import { assignsAutomatically } from './automatic-plan.ts';
import { begin } from './begin.ts';

/** Looks at every automatic policy. */
export function assignAutomatically(moment: Moment): void {
  const { store } = moment;
  store.delete('automatic', 'next');
  for (const policy of store.all('policies').filter(assignsAutomatically)) {
    const rule = entitiesOf(policy['specificAllowedTargets']).find(
      (target) => typeOf(target) === 'attributeRuleMembers',
    );
    if (rule !== undefined) follow(moment, policy, textOf(rule['membershipRule']));
  }
}

function follow(moment: Moment, policy: Entity, rule: string): void {
  const { store } = moment;
  const accessPackage = store.get('accessPackages', textOf(policy['accessPackageId'])) ?? {};
  const packageId = textOf(accessPackage['id']);
  for (const user of store.all('users')) {
    const matches = matchesRule(rule, user);
    // Of a rule that is not understood nothing is concluded.
    if (matches === undefined) return;
    const held = heldPackage(store, textOf(user['id']), packageId);
    if (matches && held === undefined) give(moment, policy, accessPackage, user);
    else if (held?.['policyId'] === policy['id']) stayOrLeave(moment, policy, held ?? {}, matches);
  }
}

function give(moment: Moment, policy: Entity, accessPackage: Entity, user: Entity): void {
  const person = personOf(moment.store, user);
  const wish = { justification: '', schedule: {} };
  try {
    requireAssignable(moment, person, accessPackage);
    begin(moment, { type: 'systemAdd', person, accessPackage, policy, approval: [], wish, answers: [] });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    record(moment, {
      activity: 'Skip automatic access package assignment',
      targets: requestTargets(moment, {
        accessPackageId: accessPackage['id'] ?? null,
        subjectId: user['id'] ?? null,
      }),
      details: { reason: error.message },
    });
  }
}

function stayOrLeave(moment: Moment, policy: Entity, assignment: Entity, matches: boolean): void {
  const { store, now } = moment;
  const settings = policy['automaticRequestSettings'] as Entity;
  const { leavingDueDateTime, ...staying } = assignment;
  const id = textOf(assignment['id']);
  if (matches && leavingDueDateTime !== undefined) store.put('assignments', id, staying);
  if (matches || leavingDueDateTime !== undefined) return;
  if (settings['removeAccessWhenTargetLeavesAllowedTargets'] !== true) return;
  const grace = textOf(settings['gracePeriodBeforeAccessRemoval']);
  if ((milliseconds(grace) ?? 0) === 0) leave(moment, assignment);
  else store.put('assignments', id, { ...staying, leavingDueDateTime: after(now, grace) });
}

/** Somebody has left the rule, and the time of grace has passed. */
export function leave(moment: Moment, assignment: Entity): void {
  if (isLive(assignment)) endAssignment(moment, assignment, 'Remove access package assignment automatically');
}
