/** Of all changes those that can have made what some people can do with a package different. */
import type { Facet } from '../../kinds/bearing.ts';
import type { ResourceAddress } from '../../model/address.ts';
import type { AccessModel } from '../facts/model.ts';
import type { Requestor } from '../facts/requestor.ts';
import { letsAnySponsorDecide } from '../relation/sponsor-duties.ts';
import { inScope } from '../relation/eligibility.ts';
import type { ResourceChange } from './causes.ts';
import { differencesIn } from './causes.ts';
import type { Compared } from './compared.ts';
import type { ChangeIndex, Revision } from './touched.ts';

/**
 * The changes that have a say in it. Of policies that changed, those that have them in their scope on either side; of what
 * is requested, those that take requests or give by a rule.
 */
export function changesMeant(
  { asked, past, present }: Pick<Compared, 'asked' | 'past' | 'present'>,
  address: ResourceAddress,
  telling: Revision & { readonly index: ChangeIndex },
): readonly ResourceChange[] {
  const changes = telling.index.relevant([past, present], address);
  if (changes.length < 2) return changes;
  const meant = new Set([
    ...policiesConcerning(telling.before, past, address, asked),
    ...policiesConcerning(telling.after, present, address, asked),
  ]);
  const views = [telling.before, telling.after].flatMap(({ policies }) =>
    [...meant].flatMap((policy) => policies.get(policy) ?? []),
  );
  const isMeant = (change: ResourceChange) =>
    (change.kind !== 'policy' || meant.has(change.address)) &&
    (!isOfSponsorsAlone(change) || views.some(letsAnySponsorDecide));
  const ofThem = changes.filter(isMeant);
  return ofThem.length > 0 ? ofThem : changes;
}

/** An edit of whom sponsors are; it says nothing of access through policies that let none of them decide. */
function isOfSponsorsAlone(change: ResourceChange): boolean {
  return (
    change.kind === 'connectedOrganization' &&
    differencesIn(change).every(({ facets }) => [...facets].every((facet) => BY_SPONSORS.has(facet)))
  );
}

const BY_SPONSORS: ReadonlySet<Facet> = new Set<Facet>(['approval', 'review']);

/** Policies that have them in their scope, or may have, and through which what is asked of can be done at all. */
function policiesConcerning(
  model: AccessModel,
  requestor: Requestor,
  address: ResourceAddress,
  asked: Compared['asked'],
) {
  return (model.policiesOf.get(address) ?? [])
    .filter((policy) => asked === 'assign' || policy.acceptsRequests || policy.automatic)
    .filter((policy) => inScope(model, policy, requestor) !== 'no')
    .map((policy) => policy.address);
}
