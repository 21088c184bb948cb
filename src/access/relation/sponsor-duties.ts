/** Sponsors of connected organizations, who approve and review because policies say so. */
import type { ResourceAddress } from '../../model/address.ts';
import { onceFor, onceForPair, onceForText } from '../../model/once.ts';
import { asString } from '../../model/value.ts';
import type { AccessModel, OrganizationView } from '../facts/model.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import { organizationsOf } from '../facts/requestor.ts';
import type { Duty, NamedList } from './duties.ts';
import {
  approverLists,
  dutiesOfPackage,
  isGuest,
  principalName,
  reviewerLists,
  usesApproval,
} from './duties.ts';

/** Sponsors of an organization, where a policy lets them approve the requests of its people, or review what these hold. */
export function dutiesOfOrganization(model: AccessModel, about: ResourceAddress): Duty[] {
  const organization = model.organizations.get(about);
  if (organization === undefined) return [];
  const deciding = DECISIONS.flatMap((capability) => SPONSORS.map((list) => ({ capability, list })));
  return deciding.flatMap(({ capability, list }) => {
    if (!letsSponsorsDecide(sponsored(model)[capability][list], organization)) return [];
    return organization[list].map((id): Duty => ({
      capability,
      about,
      actor: principalName(model.directory, id),
      external: isStranger(model, organization, list, id),
      role: list === 'internalSponsors' ? 'internal sponsor' : 'external sponsor',
      at: { address: about, path: [list] },
    }));
  });
}

/** What policies let a sponsor of an organization do, each in its role, as duties of all such sponsors. */
export function dutiesAsSponsor(model: AccessModel, { capability, about, at }: Duty): readonly Duty[] {
  const organization = model.organizations.get(about);
  if (organization === undefined) return [];
  return policiesOfSponsors(model)
    .filter(({ organizations, scope }) =>
      letsSponsorsDecide({ organizations: new Set(organizations), scopes: new Set([scope]) }, organization),
    )
    .flatMap((policy) =>
      dutiesOfPackage(model, policy.package).filter((duty) => duty.at.address === policy.address),
    )
    .filter(
      (duty) =>
        duty.capability === capability && duty.actor.type === 'sponsors' && duty.actor.id === at.path[0],
    );
}

const policiesOfSponsors = onceFor(({ policies }: AccessModel): readonly PolicyView[] =>
  [...policies.values()].filter(letsAnySponsorDecide),
);

const SPONSORS = ['internalSponsors', 'externalSponsors'] as const;
type Sponsors = (typeof SPONSORS)[number];
const DECISIONS = ['approve', 'review'] as const;
type Decision = (typeof DECISIONS)[number];

function letsSponsorsDecide(
  { organizations, scopes }: Sponsored,
  { address, state }: OrganizationView,
): boolean {
  return (
    organizations.has(address) ||
    scopes.has('allExternalUsers') ||
    (state === 'configured' && scopes.has('allConfiguredConnectedOrganizationUsers'))
  );
}

/** Of the policies that let sponsors decide: the organizations that they list, and their scopes. */
interface Sponsored {
  readonly organizations: Set<ResourceAddress>;
  readonly scopes: Set<string>;
}

const sponsored = onceFor((model: AccessModel): Record<Decision, Record<Sponsors, Sponsored>> => {
  const none = (): Sponsored => ({ organizations: new Set(), scopes: new Set() });
  const neither = () => ({ internalSponsors: none(), externalSponsors: none() });
  const found = { approve: neither(), review: neither() };
  for (const policy of model.policies.values())
    for (const decision of DECISIONS)
      for (const list of sponsorsIn(policy)[decision]) {
        const { organizations, scopes } = found[decision][list];
        for (const organization of policy.organizations) organizations.add(organization);
        scopes.add(policy.scope);
      }
  return found;
});

/** Which sponsors a policy lets decide. */
const sponsorsIn = onceFor((policy: PolicyView): Record<Decision, readonly Sponsors[]> => ({
  approve: usesApproval(policy) ? sponsorsNamed(approverLists(policy)) : [],
  review: sponsorsNamed(reviewerLists(policy)),
}));

/** Whether sponsors of organizations approve or review what a policy gives. */
export function letsAnySponsorDecide(policy: PolicyView): boolean {
  return DECISIONS.some((decision) => sponsorsIn(policy)[decision].length > 0);
}

function sponsorsNamed(lists: readonly NamedList[]): readonly Sponsors[] {
  const types = lists.flatMap(({ subjects }) => subjects.map((each) => asString(each['@odata.type'])));
  return SPONSORS.filter((list) => types.includes(list));
}

/**
 * Organizations whose sponsors a policy lets approve or review, before or after: those that it lists. Of a class that it
 * lets in, all sponsors are told as one, unless its scope becomes another: then those of each organization come or go.
 */
export const organizationsSponsoring = onceForPair((before: AccessModel, after: AccessModel) =>
  onceForText((address): ReadonlySet<ResourceAddress> => {
    const [was, is] = [before.policies.get(address), after.policies.get(address)];
    const isOtherScope = was !== undefined && is !== undefined && was.scope !== is.scope;
    return new Set([
      ...organizationsIn(before, was, isOtherScope),
      ...organizationsIn(after, is, isOtherScope),
    ]);
  }),
);

function organizationsIn(
  { organizations }: AccessModel,
  policy: PolicyView | undefined,
  withClass: boolean,
): readonly ResourceAddress[] {
  if (policy === undefined) return [];
  const lists = DECISIONS.flatMap((decision) => sponsorsIn(policy)[decision]);
  if (lists.length === 0) return [];
  const own = { organizations: new Set(policy.organizations), scopes: new Set([policy.scope]) };
  const isLetIn = (organization: OrganizationView) =>
    lists.some((list) => organization[list].length > 0) && letsSponsorsDecide(own, organization);
  const inClass = withClass ? [...organizations.values()].filter(isLetIn) : [];
  return [...policy.organizations, ...inClass.map(({ address }) => address)];
}

/** Of the external sponsors of an organization guests are to be expected, who are of it; those of others are not. */
function isStranger(model: AccessModel, { address }: OrganizationView, list: Sponsors, id: string): boolean {
  const { users, groups } = model.directory;
  if (list === 'internalSponsors') return isGuest(model.directory, id);
  return (groups.get(id)?.members ?? [id]).some((each) => {
    const person = users.get(each);
    if (person?.userType !== 'Guest') return false;
    const { certain, possible } = organizationsOf(model, { type: 'person', person });
    return ![...certain, ...possible].some((organization) => organization.address === address);
  });
}
