/** The duties of one actor, by whatever names them, and what they come to. */
import type { ResourceAddress } from '../../model/address.ts';
import { onceFor } from '../../model/once.ts';
import { asString } from '../../model/value.ts';
import type { AccessModel, OrganizationView } from '../facts/model.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Duty } from '../relation/duties.ts';
import { approverLists, dutiesOfPackage, isGuest, principalName, reviewerLists } from '../relation/duties.ts';
import { dutiesAsSponsor } from '../relation/sponsor-duties.ts';

/** The duties of one actor: those of a user, or of a group, are also those of the groups that they are known to be in. */
export function dutiesIn(
  duties: readonly Duty[],
  capability: Duty['capability'],
  { type, id = '' }: RequestorName,
  model: AccessModel,
  /** The other side. */
  other: AccessModel,
): Duty[] {
  const isPrincipal = type === 'user' || type === 'group';
  return duties.flatMap((duty) => {
    if (duty.capability !== capability) return [];
    const { actor } = duty;
    if (actor.type === type && (actor.id ?? '') === id) return [duty];
    if (!isPrincipal) return [];
    // Who is a sponsor of all may be one no longer by an organization that comes, or come to be one by one that goes.
    const isMeant =
      (actor.type === 'group' && isWithin(model, { type, id }, actor.id)) ||
      (isForTheSame(model, other, duty.at.address) &&
        isForTheSame(other, model, duty.at.address) &&
        isSponsorOfAll(model, duty, { type, id }));
    // That there are guests among others whom the same names says nothing of them.
    return isMeant ? [{ ...duty, external: duty.external && isGuest(model.directory, id) }] : [];
  });
}

/** Whether a user, or a group, is known to be in a group. */
function isWithin(
  { directory }: AccessModel,
  { type, id = '' }: Pick<RequestorName, 'type' | 'id'>,
  group = '',
): boolean {
  const inside = type === 'user' ? 'members' : 'memberGroups';
  return directory.groups.get(group)?.[inside]?.includes(id) === true;
}

/** Whether someone is a sponsor of an organization, by name or by a group. */
function isSponsorOf(
  model: AccessModel,
  sponsors: readonly string[],
  actor: Pick<RequestorName, 'type' | 'id'>,
): boolean {
  return sponsors.some((each) => each === actor.id || isWithin(model, actor, each));
}

/** The organizations that a policy lists; none where it is for others, or for a class to which more can come. */
function organizationsListed(model: AccessModel, policy: ResourceAddress): readonly OrganizationView[] {
  const { scope, organizations = [] } = model.policies.get(policy) ?? {};
  if (scope !== LISTED) return [];
  return organizations.flatMap((each) => model.organizations.get(each) ?? []);
}

const LISTED = 'specificConnectedOrganizationUsers';

/** Whether someone decides what sponsors do for everyone whom the policy is for. */
function isSponsorOfAll(
  model: AccessModel,
  { actor: { type, id }, at }: Duty,
  actor: Pick<RequestorName, 'type' | 'id'>,
): boolean {
  if (type !== 'sponsors') return false;
  const organizations = organizationsListed(model, at.address);
  return (
    organizations.length > 0 && organizations.every((each) => isSponsorOf(model, sponsorsOf(each, id), actor))
  );
}

/** Whether someone decides what sponsors do for some of those whom the policy is for. */
export function isSponsorOfSome(
  model: AccessModel,
  { actor: { type, id }, at }: Duty,
  actor: Pick<RequestorName, 'type' | 'id'>,
): boolean {
  if (type !== 'sponsors') return false;
  const listed = organizationsListed(model, at.address);
  const organizations = listed.length > 0 ? listed : [...model.organizations.values()];
  return organizations.some((each) => isSponsorOf(model, sponsorsOf(each, id), actor));
}

function sponsorsOf(organization: OrganizationView, list: string | undefined): readonly string[] {
  return organization[list === 'internalSponsors' ? 'internalSponsors' : 'externalSponsors'];
}

/**
 * Of duties of sponsors, the principals whom policies come to by them, where all organizations are listed: `alike` are those
 * of them who do the same by what else names them in `others`, the duties of the other side.
 */
export function sponsorsAlike(
  model: AccessModel,
  duties: readonly Duty[],
  { model: other, duties: others }: { readonly model: AccessModel; readonly duties: readonly Duty[] },
): { readonly alike: readonly RequestorName[]; readonly areAll: boolean } {
  const doing = duties.flatMap((duty) => {
    const organizations = organizationsListed(model, duty.at.address);
    const people = organizations.flatMap((each) => sponsorsOf(each, duty.actor.id));
    return [...new Set(people)].map((id) => ({ duty, actor: principalName(model.directory, id) }));
  });
  const isAlike = ({ duty, actor }: (typeof doing)[number]) =>
    doesAnyway([other, model], others, duty, actor);
  const differing = new Set(doing.filter((each) => !isAlike(each)).map(({ actor }) => actor.id));
  const alike = doing.map(({ actor }) => actor).filter(({ id }) => !differing.has(id));
  const isClosed = duties.every(({ at }) => organizationsListed(model, at.address).length > 0);
  return {
    alike: [...new Map(alike.map((actor) => [actor.id, actor])).values()],
    areAll: isClosed && alike.length > 0 && differing.size === 0,
  };
}

/** Whether someone does by these duties what another duty of the same policy is. */
function doesAnyway(
  [model, other]: readonly [AccessModel, AccessModel],
  duties: readonly Duty[],
  duty: Duty,
  actor: RequestorName,
): boolean {
  const own = dutiesIn(duties, duty.capability, actor, model, other);
  return own.some(({ at, role }) => at.address === duty.at.address && role === duty.role);
}

/**
 * Whether a sponsor of an organization does by what else names them on the other side what policies let the sponsor do for
 * its people.
 */
export function isNamedBesides(
  model: AccessModel,
  duties: readonly Duty[],
  actor: RequestorName,
  other: AccessModel,
): boolean {
  if (!principalsDeciding(other).has(actor.id ?? '')) return false;
  const doing = duties.flatMap((duty) => dutiesAsSponsor(model, duty));
  return (
    doing.length > 0 &&
    doing.every(
      (duty) =>
        isForTheSame(model, other, duty.at.address) &&
        doesAnyway([other, model], dutiesOfPackage(other, duty.about), duty, actor),
    )
  );
}

/** Whether a policy is for those on the other side for whom it is on this one. */
function isForTheSame(model: AccessModel, other: AccessModel, address: ResourceAddress): boolean {
  const [own, theirs] = [model.policies.get(address), other.policies.get(address)];
  if (own === undefined || theirs === undefined || own.scope !== theirs.scope) return false;
  return own.organizations.every((each) => theirs.organizations.includes(each));
}

/** Ids of the users and groups that policies name to approve or review, with those who are in these groups. */
const principalsDeciding = onceFor(({ policies, directory }: AccessModel): ReadonlySet<string> => {
  const lists = [...policies.values()].flatMap((policy) => [
    ...approverLists(policy),
    ...reviewerLists(policy),
  ]);
  const ids = lists.flatMap(({ subjects }) => subjects.flatMap(({ userId, groupId }) => [userId, groupId]));
  const named = new Set(ids.flatMap((id) => asString(id) ?? []));
  const within = [...named].flatMap((id) => {
    const { members = [], memberGroups = [] } = directory.groups.get(id) ?? {};
    return [...members, ...memberGroups];
  });
  return new Set([...named, ...within]);
});

/** Roles with those that they hold within them, and whom groups that requests are for are known to hold. */
export function whatTheyGive(duties: readonly Duty[], { directory }: AccessModel): string[] {
  const roles = valuesOf(duties).flatMap((value) => [value, ...(WITHIN[value] ?? [])]);
  const within = duties.flatMap(({ role, beneficiaries }) =>
    [...(beneficiaries?.keys() ?? [])].flatMap((id) => {
      const { members = [], memberGroups = [] } = directory.groups.get(id) ?? {};
      return [...members, ...memberGroups].map((each) => `${role} ${each}`);
    }),
  );
  return [...roles, ...within];
}

/** Roles, and of requests for others each with whom it is for. */
export function valuesOf(duties: readonly Duty[]): string[] {
  const values = duties.flatMap(({ role, beneficiaries }) =>
    beneficiaries === undefined ? [role] : [...beneficiaries.keys()].map((id) => `${role} ${id}`),
  );
  return [...new Set(values)].sort();
}

export const WITHIN: Readonly<Record<string, readonly string[]>> = {
  owner: ['access package manager', 'access package assignment manager', 'reader'],
  'access package manager': ['reader'],
  'access package assignment manager': ['reader'],
};
