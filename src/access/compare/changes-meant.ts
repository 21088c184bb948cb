/** Of all changes those that can have made what some people can do with a package different. */
import type { Facet } from '../../kinds/bearing.ts';
import type { ResourceAddress } from '../../model/address.ts';
import type { AccessModel } from '../facts/model.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import type { Requestor } from '../facts/requestor.ts';
import { letsAnySponsorDecide } from '../relation/sponsor-duties.ts';
import { inScope } from '../relation/eligibility.ts';
import type { ResourceChange } from './causes.ts';
import { differencesIn } from './causes.ts';
import type { Compared } from './compared.ts';
import type { ChangeIndex, Revision } from './touched.ts';
import { isOfOthersSight, policiesAt } from './visibility.ts';

/**
 * The changes that have a say in it. Of policies that changed, those that have them in their scope on either side; of what
 * is requested, those that take requests or give by a rule.
 */
export function changesMeant(
  {
    asked,
    past,
    present,
    list,
    differences,
  }: Pick<Compared, 'asked' | 'past' | 'present' | 'list' | 'differences'>,
  address: ResourceAddress,
  telling: Revision & { readonly index: ChangeIndex },
): readonly ResourceChange[] {
  const changes = telling.index.relevant([past, present], address);
  if (changes.length < 2) return changes;
  const meant = new Set([
    ...policiesConcerning(telling.before, past, address, asked),
    ...policiesConcerning(telling.after, present, address, asked),
  ]);
  const views = policiesAt([telling.before, telling.after], meant);
  const all = [telling.before, telling.after].flatMap(({ policiesOf }) => policiesOf.get(address) ?? []);
  const isMeant = (change: ResourceChange) =>
    (change.kind !== 'policy' || meant.has(change.address)) &&
    !isOfOthersSight(change, views) &&
    (!isOfSponsorsAlone(change) || views.some(letsAnySponsorDecide)) &&
    (!isOfStateAlone(change) || all.some((policy) => asksState(policy, change.address)));
  const ofThem = changes.filter(isMeant);
  if (ofThem.length === 0) return changes;
  const differing = list === 'changed' ? policiesDiffering(differences) : undefined;
  const through = ofThem.filter(
    ({ kind, address: each }) => kind !== 'policy' || differing?.has(each) !== false,
  );
  return through.length > 0 ? through : ofThem;
}

/**
 * Policies through which they come to other terms, or come in on one side alone; undefined where something differs that is
 * of none.
 */
function policiesDiffering(differences: Compared['differences']): ReadonlySet<ResourceAddress> | undefined {
  const pairs = differences.map(({ pair }) => pair);
  if (pairs.includes(undefined)) return undefined;
  return new Set(pairs.flatMap((pair) => pair?.flatMap((each) => each?.way.policy.address ?? []) ?? []));
}

/** An edit of nothing but whether an organization is configured. */
function isOfStateAlone(change: ResourceChange): boolean {
  const found = change.kind === 'connectedOrganization' ? differencesIn(change) : [];
  return found.length > 0 && found.every(({ path }) => path[0] === 'state');
}

/** Whether that decides who is let in through a policy: not where it is for everyone, or for people of the directory. */
function asksState({ scope, organizations }: PolicyView, organization: ResourceAddress): boolean {
  return scope === CONFIGURED || organizations.includes(organization);
}

const CONFIGURED = 'allConfiguredConnectedOrganizationUsers';

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
