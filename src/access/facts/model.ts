/** Resources and directory facts with the indexes that answers need. Built in one pass; answers never scan it whole. */
import type { ResourceAddress } from '../../model/address.ts';
import type { Attributes, JsonObject } from '../../model/value.ts';
import { asString, isList, objectsOf } from '../../model/value.ts';
import type { DirectoryFacts } from './facts.ts';
import { NO_FACTS } from './facts.ts';
import { nameOf } from './names.ts';
import type { DeclaredDoor, OuterDoor } from './outer-door.ts';
import { outerDoorWith } from './outer-door.ts';
import type { PackagesOpened } from './packages-opened.ts';
import { note, packagesOpened } from './packages-opened.ts';
import type { Named, PolicyView } from './policy-view.ts';
import type { CatalogView } from './catalog-view.ts';
import { viewCatalog } from './catalog-view.ts';
import { viewPolicy } from './policy-view.ts';
import { compareNameLists } from '../../model/natural-order.ts';

/** A resource in its kind's canonical form; references are addresses where managed, ids where not. */
export interface AccessResource {
  /** Its id, where nothing declares it. */
  readonly address: ResourceAddress;
  readonly kind: string;
  readonly attributes: Attributes;
}

/** The tenant's list of partner domains: the settings that Graph v1.0 cannot tell (CONTRACT 13.2). */
interface InvitationDomains {
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
}

/** What access depends on beside resources and directory; a plan changes nothing of it. */
export interface Surroundings {
  /** Undefined where the list is not known. */
  readonly invitationDomains?: InvitationDomains | undefined;
  /** Id of the governed tenant, where it is known. */
  readonly home?: string | undefined;
  /** Addresses of resources that the configuration marks as worth more than others. */
  readonly privileged?: ReadonlySet<ResourceAddress> | undefined;
  /** Milliseconds since the epoch: what ended before lets no one in. Undefined: nothing has ended. */
  readonly now?: number | undefined;
}

export interface AccessModelInput extends Surroundings {
  /** Desired or live; kinds that have no say in access are ignored. */
  readonly resources: Iterable<AccessResource>;
  readonly directory?: DirectoryFacts;
  /** Policies that exist and that `resources` lack, by the address of their package, in words. */
  readonly leftOut?: ReadonlyMap<ResourceAddress, readonly string[]>;
  /**
   * What the tenant decides today about people of other tenants; what is declared of it stands in its place. Undefined
   * supposes that it lets everyone in.
   */
  readonly outerDoor?: OuterDoor | undefined;
  /** What packages that others own are called, where they are referred to and not read. */
  readonly referred?: ReadonlyMap<ResourceAddress, string>;
}

export interface OrganizationView extends Named {
  /** `unread`: policies may name it, and nothing else of it is known. */
  readonly state: string;
  readonly sources: readonly JsonObject[];
  readonly internalSponsors: readonly string[];
  readonly externalSponsors: readonly string[];
}

/** One that was not read: its people are of it, whatever they sign in with. */
export function unreadOrganization(address: ResourceAddress): OrganizationView {
  const nothing = { sources: [], internalSponsors: [], externalSponsors: [] };
  return { address, displayName: address, state: 'unread', ...nothing };
}

export interface PackageView extends Named {
  /** Address of the catalog. */
  readonly catalog: ResourceAddress;
  readonly hidden: boolean;
  readonly incompatiblePackages: readonly ResourceAddress[];
  readonly incompatibleGroups: readonly string[];
}

/** Stands for all of entitlement management, where a catalog stands that people have a role on. */
export const WHOLE_TENANT = 'tenant';

/** One role that a principal holds on a catalog, or on all of entitlement management. */
interface CatalogRoleView {
  readonly address: ResourceAddress;
  readonly role: string;
  /** Id of the user, group or application. */
  readonly principal: string;
}

/** One role that a package grants. */
export interface GrantView {
  readonly address: ResourceAddress;
  readonly role: string;
  /** Address of the catalog resource. */
  readonly from: ResourceAddress;
  /** What the resource is a copy of, by system and id; its address where nothing tells it. */
  readonly resourceId: string;
  /** What people call the group, application or site. */
  readonly resource: string;
  /** It is worth more than other roles: it leads to administration, or the configuration says so. */
  readonly privileged: boolean;
}

export interface AccessModel {
  readonly directory: DirectoryFacts;
  readonly invitationDomains: InvitationDomains | undefined;
  readonly outerDoor: OuterDoor | undefined;
  readonly organizations: ReadonlyMap<ResourceAddress, OrganizationView>;
  readonly catalogs: ReadonlyMap<ResourceAddress, CatalogView>;
  /** By the address of the catalog, or WHOLE_TENANT. */
  readonly catalogRoles: ReadonlyMap<ResourceAddress, readonly CatalogRoleView[]>;
  readonly packages: ReadonlyMap<ResourceAddress, PackageView>;
  /** Names of packages that are referred to and not read. */
  readonly referred?: ReadonlyMap<ResourceAddress, string>;
  readonly policies: ReadonlyMap<ResourceAddress, PolicyView>;
  /** Life cycle of guests; undefined when neither configuration nor tenant was asked. */
  readonly settings: Attributes | undefined;
  /** What is not known of the policies of a package, a phrase each (`whom ... admits`): others may request it. */
  readonly unknownOf: ReadonlyMap<ResourceAddress, readonly string[]>;
  readonly policiesOf: ReadonlyMap<ResourceAddress, readonly PolicyView[]>;
  readonly packagesIn: ReadonlyMap<ResourceAddress, readonly ResourceAddress[]>;
  readonly grantsOf: ReadonlyMap<ResourceAddress, readonly GrantView[]>;
  /** Of each catalog resource, what it is a copy of, by system and id: two catalogs may have the same group. */
  readonly resourceIds: ReadonlyMap<ResourceAddress, string>;
  /** By catalog resource: what those who request a role on it are asked for. */
  readonly requiredOf: ReadonlyMap<ResourceAddress, readonly JsonObject[]>;
  /** Packages that a policy opens to an organization, group, user, by address or id. */
  readonly packagesNaming: ReadonlyMap<string, ReadonlySet<ResourceAddress>>;
  /** Packages with a policy for a whole class of people (or by rule), by `allowedTargetScope` (or `rule`). */
  readonly packagesByScope: ReadonlyMap<string, ReadonlySet<ResourceAddress>>;
  /** Organizations by what a sign-in shows: `entra TENANT`, `oneTimePasscode DOMAIN`, `federation DOMAIN`, `social PROVIDER`. */
  readonly organizationsBySignIn: ReadonlyMap<string, readonly OrganizationView[]>;
}

/** Indexes resources for answers. Pure; takes a few milliseconds for thousands of packages. */
export function createAccessModel(input: AccessModelInput): AccessModel {
  const model = new Builder(input).build(input.resources);
  return input.referred === undefined ? model : { ...model, referred: input.referred };
}

class Builder {
  private readonly organizations = new Map<ResourceAddress, OrganizationView>();
  private readonly catalogs = new Map<ResourceAddress, CatalogView>();
  private readonly catalogRoles = new Map<ResourceAddress, CatalogRoleView[]>();
  private readonly packages = new Map<ResourceAddress, PackageView>();
  private readonly policies = new Map<ResourceAddress, PolicyView>();
  private readonly policiesOf = new Map<ResourceAddress, PolicyView[]>();
  private readonly packagesIn = new Map<ResourceAddress, ResourceAddress[]>();
  private readonly grantsOf = new Map<ResourceAddress, GrantView[]>();
  private readonly organizationsBySignIn = new Map<string, OrganizationView[]>();
  private readonly origins = new Map<ResourceAddress, { readonly id: string; readonly name: string }>();
  private readonly requiredOf = new Map<ResourceAddress, readonly JsonObject[]>();
  /** The same by what they are copies of. */
  private readonly copies = new Map<string, { readonly id: string; readonly name: string }>();
  private readonly namesakes = new Map<string, Set<string>>();
  private readonly unknownOf: Map<ResourceAddress, string[]>;
  private settings: Attributes | undefined;
  private readonly directory: DirectoryFacts;
  private readonly invitationDomains: InvitationDomains | undefined;
  private readonly outerDoor: OuterDoor | undefined;
  private readonly doors: DeclaredDoor[] = [];
  private readonly home: string | undefined;
  private readonly privileged: ReadonlySet<ResourceAddress>;
  private readonly now: number;

  constructor({
    directory = NO_FACTS,
    invitationDomains,
    privileged = new Set(),
    now = -Infinity,
    leftOut = new Map(),
    outerDoor,
    home,
  }: AccessModelInput) {
    this.home = home;
    this.privileged = privileged;
    this.now = now;
    this.directory = directory;
    this.invitationDomains = invitationDomains;
    this.outerDoor = outerDoor;
    this.unknownOf = new Map([...leftOut].map(([address, unknown]) => [address, [...unknown]]));
  }

  build(resources: Iterable<AccessResource>): AccessModel {
    const grants: AccessResource[] = [];
    for (const resource of resources) {
      if (resource.kind === 'packageResourceRole') grants.push(resource);
      else this.add(resource);
    }
    // Their resources' names are known only now.
    for (const grant of grants) this.addGrant(grant);
    for (const policies of this.policiesOf.values()) policies.sort(byName);
    for (const grants of this.grantsOf.values()) grants.sort(byResource);
    for (const found of this.organizationsBySignIn.values()) found.sort(byName);
    const { directory, invitationDomains, organizations, catalogs, packages, policies, settings } = this;
    const { policiesOf, packagesIn, grantsOf, organizationsBySignIn, unknownOf, catalogRoles, requiredOf } =
      this;
    let opened: PackagesOpened | undefined;
    return {
      ...{ catalogRoles, requiredOf },
      outerDoor: outerDoorWith(this.outerDoor, this.doors, this.home),
      ...{ directory, invitationDomains, organizations, catalogs, packages, policies, settings },
      unknownOf,
      resourceIds: new Map([...this.origins].map(([address, { id }]) => [address, id])),
      ...{ policiesOf, packagesIn, grantsOf, organizationsBySignIn },
      get packagesNaming() {
        return (opened ??= packagesOpened(policies.values())).naming;
      },
      get packagesByScope() {
        return (opened ??= packagesOpened(policies.values())).byScope;
      },
    };
  }

  private add({ address, kind, attributes }: AccessResource): void {
    switch (kind) {
      case 'connectedOrganization':
        this.addOrganization(address, attributes);
        break;
      case 'catalog':
        this.catalogs.set(address, viewCatalog(address, attributes));
        break;
      case 'catalogRole':
      case 'tenantRole':
        push(this.catalogRoles, kind === 'tenantRole' ? WHOLE_TENANT : String(attributes['catalog']), {
          address,
          role: asString(attributes['role']) ?? '',
          principal: asString(attributes['principal']) ?? '',
        });
        break;
      case 'accessPackage':
        this.addPackage(address, attributes);
        break;
      case 'catalogResource':
        this.addOrigin(address, attributes);
        break;
      case 'policy':
        this.addPolicy(viewPolicy(address, attributes, this.now));
        break;
      case 'crossTenantAccess':
        this.doors.push({ address, attributes });
        break;
      case 'settings':
        this.settings = attributes;
        break;
    }
  }

  private addOrganization(address: ResourceAddress, attributes: Attributes): void {
    const view: OrganizationView = {
      address,
      displayName: displayName(attributes, address),
      state: asString(attributes['state']) ?? 'configured',
      sources: objectsOf(attributes['identitySources']),
      internalSponsors: texts(attributes, 'internalSponsors'),
      externalSponsors: texts(attributes, 'externalSponsors'),
    };
    this.organizations.set(address, view);
    for (const source of view.sources) push(this.organizationsBySignIn, signInKey(source), view);
  }

  private addPackage(address: ResourceAddress, attributes: Attributes): void {
    const catalog = asString(attributes['catalog']) ?? '';
    this.packages.set(address, {
      address,
      displayName: displayName(attributes, address),
      catalog,
      hidden: attributes['isHidden'] === true,
      incompatiblePackages: texts(attributes, 'incompatibleAccessPackages'),
      incompatibleGroups: texts(attributes, 'incompatibleGroups'),
    });
    push(this.packagesIn, catalog, address);
  }

  private addPolicy(policy: PolicyView): void {
    this.policies.set(policy.address, policy);
    push(this.policiesOf, policy.package, policy);
    if (policy.unknown !== undefined)
      push(
        this.unknownOf,
        policy.package,
        `which people the policy ${policy.displayName} admits: ${policy.unknown}`,
      );
  }

  private addOrigin(address: ResourceAddress, attributes: Attributes): void {
    const origin = asString(attributes['originId']) ?? address;
    const system = asString(attributes['originSystem']) ?? '';
    const known = nameOf(this.directory, origin);
    // A site is best known by its address; the display name of a resource is a copy that only the tenant has.
    const unnamed = known === origin && system !== 'SharePointOnline';
    const name = unnamed ? displayName(attributes, origin) : known;
    this.origins.set(address, { id: `${system} ${origin}`, name });
    this.copies.set(origin, { id: `${system} ${origin}`, name });
    note(this.namesakes, name, origin);
    this.requiredOf.set(address, objectsOf(attributes['attributes']));
  }

  private addGrant({ address, attributes }: AccessResource): void {
    const resource = asString(attributes['resource']) ?? '';
    const { id, name } = this.origins.get(resource) ?? this.unreadOrigin(resource);
    const role = asString(attributes['role']) ?? '';
    push(this.grantsOf, asString(attributes['accessPackage']) ?? '', {
      address,
      from: resource,
      role,
      privileged: this.privileged.has(resource) || isPrivileged(id, role, this.directory),
      resourceId: id,
      resource: this.hasNamesake(name) ? `${name} (${originOf(id)})` : name,
    });
  }

  /** Of a catalog whose resources were not read, the id of the origin is known: another catalog or the directory has it. */
  private unreadOrigin(origin: string): { readonly id: string; readonly name: string } {
    const id = origin.toLowerCase();
    const known = this.copies.get(origin) ?? this.copies.get(id);
    if (known !== undefined) return known;
    const system = this.directory.groups.has(id) ? 'AadGroup ' : '';
    return { id: system === '' ? origin : `${system}${id}`, name: nameOf(this.directory, origin) };
  }

  private hasNamesake(name: string): boolean {
    return (this.namesakes.get(name)?.size ?? 0) > 1;
  }
}

/** Of what a resource is a copy, without the system that it is in. */
export function originOf(resourceId: string): string {
  return resourceId.slice(resourceId.indexOf(' ') + 1);
}

/** Id of the group of which a package makes its holders members or owners; undefined where it grants something else. */
export function grantedGroup({ resourceId }: Pick<GrantView, 'resourceId'>): string | undefined {
  return resourceId.startsWith('AadGroup ') ? originOf(resourceId) : undefined;
}

/** One grant whatever the keys and names are under which it is made: by id of the resource and role. */
export function grantKey({ resourceId, role }: Pick<GrantView, 'resourceId' | 'role'>): string {
  return `${resourceId} ${role}`;
}

/** Directory roles, groups that can have one, owners, and administrators of applications and sites. */
function isPrivileged(resourceId: string, role: string, { groups }: DirectoryFacts): boolean {
  return (
    resourceId.startsWith('DirectoryRole ') ||
    groups.get(originOf(resourceId))?.isAssignableToRole === true ||
    ADMINISTRATIVE.test(role)
  );
}

const ADMINISTRATIVE = /\b(?:owners?|admin(?:istrator)?s?|full control)\b/i;

/** What a sign-in shows of a source, as one text: the same for the same people. */
export function signInKey(source: JsonObject): string {
  const domain = asString(source['domainName'])?.toLowerCase() ?? '';
  switch (source['@odata.type']) {
    case 'domainIdentitySource':
      return `oneTimePasscode ${domain}`;
    case 'externalDomainFederation':
      return `federation ${domain}`;
    case 'socialIdentitySource':
      return `social ${asString(source['socialIdentitySourceType'])?.toLowerCase() ?? ''}`;
    default:
      return `entra ${asString(source['tenantId'])?.toLowerCase() ?? ''}`;
  }
}

/** By name, then by address: the order in which several of a kind are offered. */
export function byName(a: Named, b: Named): number {
  return compareNameLists([a.displayName, a.address], [b.displayName, b.address]);
}

function byResource(a: GrantView, b: GrantView): number {
  return compareNameLists([a.resource, a.role], [b.resource, b.role]);
}

function displayName(attributes: Attributes, otherwise: string): string {
  return asString(attributes['displayName']) ?? otherwise;
}

function texts(attributes: Attributes, member: string): string[] {
  const value = attributes[member];
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [item]);
  else known.push(item);
}
