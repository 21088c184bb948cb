/** When the service evaluates automatic policies: a few minutes after a change. */
import type { Context } from '../context.ts';
import type { Entity } from '../json.ts';
import { isEntity, textOf } from '../json.ts';
import type { Store } from '../storage/store.ts';
import { addDuration } from './time.ts';

const DELAY = 'PT5M';

/** Whether a policy assigns the package to all users that its rule includes. */
export function assignsAutomatically(policy: Entity | undefined): boolean {
  const settings = policy?.['automaticRequestSettings'];
  return isEntity(settings) && settings['requestAccessForAllowedTargets'] === true;
}

/** Schedules an evaluation after a policy was written. */
export function evaluateAfterPolicyChange(context: Context, policy: Entity): void {
  if (assignsAutomatically(policy)) scheduleEvaluation(context.store, context.now);
}

/** Schedules an evaluation after users were created, changed or deleted. */
export function evaluateAfterUserChange(store: Store, now: string): void {
  if (store.all('policies').some(assignsAutomatically)) scheduleEvaluation(store, now);
}

function scheduleEvaluation(store: Store, now: string): void {
  const at = addDuration(now, DELAY);
  const planned = textOf(store.get('automatic', 'next')?.['at']);
  if (planned === '' || planned > at) store.put('automatic', 'next', { at });
}
