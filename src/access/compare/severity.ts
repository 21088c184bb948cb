/** How much a reviewer must care about a difference in access. */
import type { AccessSeverity } from './access-change.ts';
import type { AccessAnswer } from '../relation/answer.ts';
import { isUnapproved } from '../relation/answer.ts';
import type { Requestor } from '../facts/requestor.ts';
import { matchesNewGuests } from '../facts/membership-rule.ts';
import { inGroupOf, isExternal, isGuests } from '../facts/requestor.ts';
import type { Difference } from './compare-answers.ts';
import type { Order } from '../relation/order.ts';
import { allowsMore } from '../relation/order.ts';
import { isDeadEnd } from '../relation/stage-order.ts';
import { lapseOrder } from '../relation/term-order.ts';
import type { Lapse } from '../relation/terms.ts';

const ORDER: readonly AccessSeverity[] = ['critical', 'high', 'medium', 'low'];

export function worst(severities: Iterable<AccessSeverity>): AccessSeverity {
  const found = new Set(severities);
  return ORDER.find((severity) => found.has(severity)) ?? 'low';
}

/** Negative when `a` matters more. */
export function compareSeverity(a: AccessSeverity, b: AccessSeverity): number {
  return ORDER.indexOf(a) - ORDER.indexOf(b);
}

/** Of what leads to administration, or is marked as worth more: one step worse. */
export function raised(severity: AccessSeverity): AccessSeverity {
  return ORDER[Math.max(0, ORDER.indexOf(severity) - 1)] ?? severity;
}

/** Of access that is newly there; without approval it is one step worse. */
export function opened(
  requestor: Requestor,
  answer: Pick<AccessAnswer, 'ways' | 'automatic'>,
): AccessSeverity {
  return openedTo(requestor, isUnapproved(answer) || answer.automatic.length > 0);
}

/** Of access that is newly there, by whether anyone has to approve it. */
export function openedTo(requestor: Requestor, unapproved: boolean): AccessSeverity {
  // Who is in a group was let into it.
  if (inGroupOf(requestor) !== undefined) return unapproved ? 'medium' : 'low';
  switch (requestor.type) {
    case 'anyExternalUser':
      if (isGuests(requestor)) return unapproved ? 'high' : 'medium';
      return unapproved ? 'critical' : 'high';
    case 'configuredOrganizations':
    case 'connectedOrganization':
    case 'directoryUsers':
      return unapproved ? 'high' : 'medium';
    case 'attributeRule':
      if (matchesNewGuests(requestor.rule) === 'yes') return unapproved ? 'high' : 'medium';
      return unapproved ? 'medium' : 'low';
    default:
      return unapproved ? 'medium' : 'low';
  }
}

/** Of what an administrator can assign. */
export function assigned(requestor: Requestor, direction: Order): AccessSeverity {
  return allowsMore(direction) && isExternal(requestor) !== 'no' ? 'medium' : 'low';
}

/** Of access on other terms: the worst of what differs. */
export function altered(
  requestor: Requestor,
  before: AccessAnswer,
  after: AccessAnswer,
  differences: readonly Difference[],
): AccessSeverity {
  return worst(differences.map((difference) => alteredBy(difference, requestor, before, after)));
}

function alteredBy(
  { facet, order }: Difference,
  requestor: Requestor,
  before: AccessAnswer,
  after: AccessAnswer,
): AccessSeverity {
  if (!allowsMore(order)) return 'low';
  const outside = isExternal(requestor) === 'no' ? 'low' : 'medium';
  switch (facet) {
    case 'people':
    case 'grants':
      return opened(requestor, after);
    case 'reach':
      return fewestStages(after) < fewestStages(before) ? opened(requestor, after) : 'low';
    case 'approval':
      return fewestStages(after) < fewestStages(before) ? opened(requestor, after) : outside;
    case 'duration':
    case 'extension':
    case 'review':
    case 'leaving':
      return outside;
    case 'conditions':
      // Some of them could not get it at all until now.
      return worst([outside, isUnapproved(after) ? 'medium' : 'low']);
    case 'justification':
    case 'questions':
    case 'schedule':
    case 'hidden':
      return 'low';
  }
}

function fewestStages({ ways }: AccessAnswer): number {
  // A dead end lets nobody in.
  return Math.min(
    ...ways.map(({ terms: { approval } }) => (isDeadEnd(approval) ? Infinity : approval.length)),
  );
}

/** Of the end of a guest's last access: `before` is undefined where it was not known. */
export function alteredLapse(before: Lapse | undefined, after: Lapse): AccessSeverity {
  return before !== undefined && allowsMore(lapseOrder(before, after)) ? 'medium' : 'low';
}
