/** What automatic policies give by themselves, and take away: access of those who hold by one and whom its rule does not match. */
import type { ResourceAddress } from '../../model/address.ts';
import { durationSeconds } from '../../model/duration.ts';
import type { Attributes, JsonObject } from '../../model/value.ts';
import type { Tri } from '../facts/facts.ts';
import { not, some } from '../facts/facts.ts';
import { matchesRule } from '../facts/membership-rule.ts';
import type { AccessModel } from '../facts/model.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { isAutomatic, objectAt, rulesOf } from '../facts/policy-view.ts';
import type { Leaving } from './terms.ts';
import { leavingOf } from './terms.ts';

/** A change of a policy, canonical on both sides. */
export interface PolicyChange {
  readonly before: Attributes;
  readonly after: Attributes;
}

/** Policies that assign a package to whom their rule matches. */
export function assigningByRule(
  { policiesOf }: AccessModel,
  address: ResourceAddress,
): readonly PolicyView[] {
  return (policiesOf.get(address) ?? []).filter(({ automatic, ended }) => automatic && ended === undefined);
}

/** How long those keep their access whom the rule does not match; undefined where the policy takes none away. */
export function takesByRule(policy: Attributes): Leaving | undefined {
  if (!isAutomatic(policy)) return undefined;
  const leaving = leavingOf(objectAt(policy, 'automaticRequestSettings'));
  return leaving.removed ? leaving : undefined;
}

/** Whether a change of a policy may take access from anyone: it takes from others than before, or sooner. */
export function mayTakeByRule({ before, after }: PolicyChange): boolean {
  const taking = takesByRule(after);
  if (taking === undefined) return false;
  const [then, now] = [rulesOf(before), rulesOf(after)];
  const same = then.length === now.length && then.every((rule) => now.includes(rule));
  return !same || isSooner(takesByRule(before), taking);
}

/**
 * Whether a change that may take access takes it from a holder with these Graph properties. Who was losing it before,
 * no later, loses nothing by the change.
 */
export function losesByRule(change: PolicyChange, properties: JsonObject | undefined): Tri {
  const taking = takesByRule(change.after);
  if (taking === undefined || !mayTakeByRule(change)) return 'no';
  const before = takesByRule(change.before);
  if (!isSooner(before, taking) && leaves(change.before, properties) === 'yes') return 'no';
  return leaves(change.after, properties);
}

function leaves(policy: Attributes, properties: JsonObject | undefined): Tri {
  const rules = rulesOf(policy);
  if (rules.length === 0) return 'unknown';
  return not(some(rules, (rule) => matchesRule(rule, properties)));
}

function isSooner(before: Leaving | undefined, after: Leaving): boolean {
  return before === undefined || (durationSeconds(after.grace) ?? 0) < (durationSeconds(before.grace) ?? 0);
}
