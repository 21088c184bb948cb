/** How much a reviewer must care about a difference in access. */
import { durationSeconds } from '../model/duration.ts';
import type { AccessSeverity } from './access-change.ts';
import type { AccessAnswer, Way } from './answer.ts';
import { isUnapproved } from './answer.ts';
import type { Asker } from './asker.ts';
import { isExternal } from './asker.ts';
import type { Facet } from './causes.ts';
import { grantText } from './phrases.ts';
import type { Terms } from './terms.ts';

const ORDER: readonly AccessSeverity[] = ['critical', 'high', 'medium', 'low'];

function worst(severities: Iterable<AccessSeverity>): AccessSeverity {
  const found = new Set(severities);
  return ORDER.find((severity) => found.has(severity)) ?? 'low';
}

/** Negative when `a` matters more. */
export function compareSeverity(a: AccessSeverity, b: AccessSeverity): number {
  return ORDER.indexOf(a) - ORDER.indexOf(b);
}

/** Of access that is newly there; without approval it is one step worse. */
export function opened(asker: Asker, answer: Pick<AccessAnswer, 'ways' | 'automatic'>): AccessSeverity {
  const unapproved = isUnapproved(answer) || answer.automatic.length > 0;
  switch (asker.type) {
    case 'anyExternalUser':
      return unapproved ? 'critical' : 'high';
    case 'configuredOrganizations':
    case 'connectedOrganization':
    case 'directoryUsers':
      return unapproved ? 'high' : 'medium';
    default:
      return unapproved ? 'medium' : 'low';
  }
}

/** Of access on other terms: the worst of what differs. */
export function altered(
  asker: Asker,
  before: AccessAnswer,
  after: AccessAnswer,
  facets: ReadonlySet<Facet>,
): AccessSeverity {
  return worst([...facets].map((facet) => alteredFacet(facet, asker, before, after)));
}

function alteredFacet(facet: Facet, asker: Asker, before: AccessAnswer, after: AccessAnswer): AccessSeverity {
  const outside = isExternal(asker) === 'no' ? 'low' : 'medium';
  switch (facet) {
    case 'reach':
    case 'approval':
      if (least(after, stages) < least(before, stages)) return opened(asker, after);
      return facet === 'reach' ? 'low' : outside;
    case 'grants':
      return grantsMore(before, after) ? opened(asker, after) : 'low';
    case 'duration':
      return most(after, lifetime) > most(before, lifetime) ? outside : 'low';
    case 'review':
      return after.ways.some(({ terms }) => terms.review === undefined) ? outside : 'low';
    case 'conditions':
      return after.conditions.length < before.conditions.length ? outside : 'low';
    case 'extension':
      return after.ways.some(({ terms }) => terms.extension && terms.extensionApproval.length === 0)
        ? outside
        : 'low';
    default:
      return 'low';
  }
}

const stages = ({ approval }: Terms): number => approval.length;

function lifetime({ expiration }: Terms): number {
  if (expiration.duration !== undefined) return durationSeconds(expiration.duration) ?? Infinity;
  return expiration.endDateTime === undefined ? Infinity : 0;
}

const least = ({ ways }: AccessAnswer, of: (terms: Terms) => number): number =>
  Math.min(...measured(ways, of));
const most = ({ ways }: AccessAnswer, of: (terms: Terms) => number): number =>
  Math.max(...measured(ways, of));

function measured(ways: readonly Way[], of: (terms: Terms) => number): number[] {
  return ways.map(({ terms }) => of(terms));
}

function grantsMore(before: AccessAnswer, after: AccessAnswer): boolean {
  const had = new Set(grantsOf(before));
  return grantsOf(after).some((grant) => !had.has(grant));
}

function grantsOf({ ways, automatic }: AccessAnswer): string[] {
  return [...ways, ...automatic].flatMap(({ terms }) => terms.grants.map(grantText));
}
