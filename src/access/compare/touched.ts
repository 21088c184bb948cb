/** Which answers a set of changes can have touched, and which of the changes have a say in one answer. */
import type { ResourceAddress } from '../../model/address.ts';
import { asString, equalValues, objectsOf } from '../../model/value.ts';
import { onceFor } from '../../model/once.ts';
import type { Requestor } from '../facts/requestor.ts';
import { organizationsOfDomains } from '../facts/requestor.ts';
import type { ResourceChange } from './causes.ts';
import { differencesIn } from './causes.ts';
import { BY_DEFAULT, doorsMet, tenantsOf } from './doors-met.ts';
import type { DirectoryFacts, Person } from '../facts/facts.ts';
import { grantsFrom } from '../facts/grants-from.ts';
import type { AccessModel } from '../facts/model.ts';
import type { HeldNow } from '../facts/held-now.ts';
import { keepsSomeOut } from '../facts/outer-door.ts';
import { EXTERNAL_SCOPES } from '../facts/policy-view.ts';
import { assigneesOf } from '../relation/overview.ts';

/** Two models and what differs between them. */
export interface Revision {
  readonly before: AccessModel;
  readonly after: AccessModel;
  /** Every resource that differs. */
  readonly changes: readonly ResourceChange[];
  /** Packages and policies whose holders lose what they hold by them, whether they are made anew or not. */
  readonly ended?: ReadonlySet<ResourceAddress>;
  /** Absent where the tenant was not asked. */
  readonly held?: HeldNow;
}

/** Packages whose answers the changes can have touched, and for whom. */
export const scopeOf = onceFor(scopeTouched);

function scopeTouched({
  before,
  after,
  changes,
}: Revision): ReadonlyMap<ResourceAddress, readonly Requestor[]> {
  const scope = new Map<ResourceAddress, Requestor[]>();
  const whole = new Set<ResourceAddress>();
  const add = (address: ResourceAddress, requestors: readonly Requestor[]) => {
    const known = scope.get(address);
    if (known === undefined) scope.set(address, [...requestors]);
    else known.push(...requestors);
  };
  for (const change of changes) {
    for (const model of [before, after])
      for (const address of packagesTouched(model, change)) whole.add(address);
    for (const organization of organizationsTouched([before, after], change)) {
      const requestor: Requestor = { type: 'connectedOrganization', address: organization };
      for (const model of [before, after])
        for (const address of packagesOpenTo(model, organization)) add(address, [requestor]);
    }
  }
  for (const address of whole)
    add(address, [...assigneesOf(before, address), ...assigneesOf(after, address)]);
  return scope;
}

/** What changed; the packages whose answers that can have touched, with their policies; and whose sponsors these name. */
export function addressesTakingPart(revision: Revision): ReadonlySet<ResourceAddress> {
  const taking = new Set(revision.changes.map(({ address }) => address));
  for (const address of scopeOf(revision).keys()) {
    taking.add(address);
    for (const { policiesOf } of [revision.before, revision.after])
      for (const policy of policiesOf.get(address) ?? []) {
        taking.add(policy.address);
        for (const organization of policy.organizations) taking.add(organization);
      }
  }
  return taking;
}

/**
 * The organization itself, and others of the same domain: how its people sign in may be another with the change. Of the
 * outer door, those whose people meet what changed.
 */
function organizationsTouched(
  models: readonly AccessModel[],
  change: ResourceChange,
): ReadonlySet<ResourceAddress> {
  const { address, kind, before, after } = change;
  if (kind === 'crossTenantAccess') {
    if (differencesIn(change).length === 0) return new Set();
    const all = models.flatMap(({ organizations }) => [...organizations.keys()]);
    return new Set(all.filter((each) => meetsDoor(models, change, each)));
  }
  if (kind !== 'connectedOrganization') return new Set();
  const sources = [before, after].flatMap((attributes) => objectsOf(attributes?.['identitySources']));
  const others = models.flatMap((model) => organizationsOfDomains(model, sources));
  return new Set([address, ...others.map((organization) => organization.address)]);
}

/** Whether people of an organization may sign in from the tenant of a configuration; every tenant may meet the default. */
function meetsDoor(
  models: readonly AccessModel[],
  change: ResourceChange,
  organization: ResourceAddress,
): boolean {
  const tenants = tenantsOf(change);
  return models.some(({ organizations }) =>
    (organizations.get(organization)?.sources ?? []).some((source) => {
      const own = asString(source['tenantId'])?.toLowerCase();
      return own !== undefined && (tenants.includes(BY_DEFAULT) || tenants.includes(own));
    }),
  );
}

/**
 * Whether guests who are in the directory may have other answers than people of their organization who are not yet: an
 * invitation, the outer door, a catalog that is not shown to them, a group, packages that others hold, or a policy for the
 * directory makes the difference.
 */
export function guestsDiffer({ before, after }: Revision, address: ResourceAddress): boolean {
  const [was, is] = [before, after].map(({ packages }) => packages.get(address)?.incompatiblePackages ?? []);
  if (!equalValues(was, is)) return true;
  return [before, after].some(
    ({ invitationDomains, outerDoor, catalogs, packages, policiesOf }) =>
      invitationDomains !== undefined ||
      (outerDoor !== undefined && keepsSomeOut(outerDoor)) ||
      catalogs.get(packages.get(address)?.catalog ?? '')?.externallyVisible === false ||
      (packages.get(address)?.incompatibleGroups.length ?? 0) > 0 ||
      (policiesOf.get(address) ?? []).some(({ scope }) => DIRECTORY_SCOPES.includes(scope)),
  );
}

const DIRECTORY_SCOPES = ['allDirectoryUsers', 'notSpecified'];

/** A group of which guests may be members. */
export interface GroupOfGuests {
  /** Other policies admit people on one side than on the other: to its guests they may be open beside that of the group. */
  readonly exchanged: boolean;
  /** Undefined where they are not known. */
  readonly guests: readonly Person[] | undefined;
}

/**
 * Groups whose guests may have other answers than members of the directory who are in them: another policy is for members
 * alone, or for people from outside, or the outer door keeps some of them out.
 */
export function groupsOfGuests(
  { before, after, changes }: Revision,
  address: ResourceAddress,
): ReadonlyMap<string, GroupOfGuests> {
  const policies = [before, after].map(({ policiesOf }) => policiesOf.get(address) ?? []);
  const isAtDoor = [before, after].some(({ outerDoor }) => outerDoor !== undefined);
  if (!isAtDoor && !policies.flat().some(({ scope }) => TELLING_APART.includes(scope))) return new Map();
  const listed = new Set(policies.flat().flatMap(({ groups }) => groups));
  if (listed.size === 0) return new Map();
  const exchanged = changes.some((change) => admitsOthers(change, address));
  const all = [...listed].map((id): [string, GroupOfGuests] => [
    id,
    { exchanged, guests: guestsIn(after.directory, id) },
  ]);
  return new Map(all.filter(([, { guests }]) => guests?.length !== 0));
}

/** Whether a policy of the package is for others than it was, or an organization has other people. */
function admitsOthers(change: ResourceChange, address: ResourceAddress): boolean {
  if (change.kind === 'connectedOrganization') return true;
  return (
    change.kind === 'policy' &&
    packagesNamed(change).includes(address) &&
    differencesIn(change).some(({ facets }) => facets.has('reach'))
  );
}

const TELLING_APART = ['allMemberUsers', ...EXTERNAL_SCOPES];

/** Undefined where it is not known who is in the group, or what they are. */
export function guestsIn({ groups, users }: DirectoryFacts, id: string): readonly Person[] | undefined {
  const members = groups.get(id)?.members?.map((member) => users.get(member));
  return members?.every((member) => member?.userType !== undefined)
    ? members.filter((member) => member?.userType === 'Guest').filter((member) => member !== undefined)
    : undefined;
}

/** Packages of which every answer may be another. */
function packagesTouched(model: AccessModel, change: ResourceChange): Iterable<string> {
  const { address, kind } = change;
  switch (kind) {
    case 'accessPackage':
      return [address];
    case 'catalog':
      return model.packagesIn.get(address) ?? [];
    case 'policy':
    case 'packageResourceRole':
      return packagesNamed(change);
    case 'catalogResource':
      return (grantsFrom(model).get(address) ?? []).map((each) => each.package);
    case 'crossTenantAccess':
      return differencesIn(change).length === 0 ? [] : model.policiesOf.keys();
    default:
      return [];
  }
}

/** Packages of which the changes can have touched what they grant. */
export function packagesGranting({ before, after, changes }: Revision): ReadonlySet<ResourceAddress> {
  const granting = changes.filter(({ kind }) => kind === 'packageResourceRole' || kind === 'catalogResource');
  return new Set(
    granting.flatMap((change) => [before, after].flatMap((model) => [...packagesTouched(model, change)])),
  );
}

const EXTERNAL_CLASSES = ['allConfiguredConnectedOrganizationUsers', 'allExternalUsers'];

function packagesOpenTo(model: AccessModel, organization: ResourceAddress): Set<ResourceAddress> {
  const found = new Set(model.packagesNaming.get(organization));
  for (const scope of EXTERNAL_CLASSES)
    for (const address of model.packagesByScope.get(scope) ?? []) found.add(address);
  return found;
}

/** Changes by what they have a say in, so that naming causes does not scan them all. */
export class ChangeIndex {
  private readonly byAddress = new Map<ResourceAddress, ResourceChange>();
  private readonly byPackage = new Map<ResourceAddress, Set<ResourceChange>>();
  private readonly doors: readonly ResourceChange[];
  private readonly models: readonly AccessModel[];

  constructor({ before, after, changes }: Revision) {
    this.models = [before, after];
    this.doors = changes.filter(({ kind }) => kind === 'crossTenantAccess');
    for (const change of changes) {
      this.byAddress.set(change.address, change);
      for (const address of packagesNamed(change)) {
        const known = this.byPackage.get(address);
        if (known === undefined) this.byPackage.set(address, new Set([change]));
        else known.add(change);
      }
    }
  }

  /**
   * The changes that have a say in the answers for some requestors and one package; `requestors`: what they are before and
   * after.
   */
  relevant(requestors: readonly Requestor[], address: ResourceAddress): readonly ResourceChange[] {
    const addresses = new Set([address]);
    for (const requestor of requestors)
      if (requestor.type === 'connectedOrganization')
        for (const each of [requestor.address, ...(requestor.others ?? [])]) addresses.add(each);
    for (const { packages, grantsOf } of this.models) {
      addresses.add(packages.get(address)?.catalog ?? '');
      for (const { from } of grantsOf.get(address) ?? []) addresses.add(from);
    }
    const direct = [...addresses].flatMap((each) => this.byAddress.get(each) ?? []);
    const found = [
      ...direct,
      ...(this.byPackage.get(address) ?? []),
      ...doorsMet(this.doors, this.models, requestors),
    ];
    // What nothing else explains comes from the people who approve or review, whom a door may have kept out.
    return found.length > 0 ? found : this.doors;
  }
}

/** Packages to which a policy or role that changed belonged or belongs. */
export function packagesNamed({ before, after }: ResourceChange): readonly ResourceAddress[] {
  return [before, after].flatMap((attributes) => {
    const named = attributes?.['accessPackage'];
    return typeof named === 'string' ? [named] : [];
  });
}
