/** When the service looks at automatic policies: a few minutes after something has changed. */
import type { Entity } from '../json.ts';
import { isEntity, textOf } from '../json.ts';
import type { Store } from '../store.ts';
import { after } from './instant.ts';
import type { Moment } from './moment.ts';

const DELAY = 'PT5M';

/** Whether a policy gives the package to whoever its rule takes in. */
export function assignsAutomatically(policy: Entity | undefined): boolean {
  const settings = policy?.['automaticRequestSettings'];
  return isEntity(settings) && settings['requestAccessForAllowedTargets'] === true;
}

/** A policy was written. */
export function policyChanged(moment: Moment, policy: Entity): void {
  if (assignsAutomatically(policy)) lookSoon(moment.store, moment.now);
}

/** People came, went or changed. */
export function peopleChanged(store: Store, now: string): void {
  if (store.all('policies').some(assignsAutomatically)) lookSoon(store, now);
}

function lookSoon(store: Store, now: string): void {
  const at = after(now, DELAY);
  const planned = textOf(store.get('automatic', 'next')?.['at']);
  if (planned === '' || planned > at) store.put('automatic', 'next', { at });
}
