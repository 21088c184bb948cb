/** The directory that a tenant starts with. Ids follow from names, so two tenants of one seed agree. */
import { derivedId } from '../guid.ts';
import type { Entity } from '../json.ts';
import { textOf } from '../json.ts';
import {
  AUTHORIZATION_ROW,
  authorizationPolicy,
  changedDefault,
  DEFAULT_ROW,
  partnerRow,
} from '../directory/outer-door.ts';
import type { DirectoryRole } from '../permissions/directory-roles.ts';
import { seedRow } from './seeded-rows.ts';
import type { Store } from './store.ts';
import type { RuleAttribute } from '../directory/user-attributes.ts';
import { UNSET_ATTRIBUTES } from '../directory/user-attributes.ts';

/** What `schema/directory.schema.json` describes, as far as this service uses it. */
export interface DirectorySeed {
  readonly tenant: {
    readonly id?: string;
    readonly displayName: string;
    readonly domains: readonly string[];
    /** Whether entitlement management is licensed; by default it is. */
    readonly licensed?: boolean;
    readonly invitationDomains?: { readonly allow?: readonly string[]; readonly deny?: readonly string[] };
    /** What a new tenant begins with; afterwards it is changed as in Graph. */
    readonly allowInvitesFrom?: string;
    readonly crossTenantAccess?: {
      readonly default?: Entity;
      readonly partners?: readonly Entity[];
    };
  };
  readonly users?: readonly SeedUser[];
  readonly groups?: readonly SeedGroup[];
  readonly servicePrincipals?: readonly SeedServicePrincipal[];
  readonly sites?: readonly {
    readonly webUrl: string;
    readonly displayName: string;
    readonly roles?: readonly string[];
  }[];
  /** Geographies of SharePoint; a tenant without any does not tell them apart. */
  readonly resourceEnvironments?: readonly {
    readonly displayName: string;
    readonly originId: string;
    readonly isDefaultEnvironment?: boolean;
  }[];
  readonly organizations?: readonly {
    readonly tenantId?: string;
    readonly displayName: string;
    readonly domains: readonly string[];
  }[];
}

interface SeedUser extends Partial<Readonly<Record<RuleAttribute, string>>> {
  readonly id?: string;
  readonly userPrincipalName?: string;
  readonly mail?: string;
  readonly displayName: string;
  readonly userType?: 'Member' | 'Guest';
  readonly accountEnabled?: boolean;
  readonly externalUserState?: 'PendingAcceptance' | 'Accepted';
  readonly manager?: string;
  readonly onPremisesSyncEnabled?: boolean;
  /** Names of roles of the directory, for those who call with a test token. */
  readonly directoryRoles?: readonly DirectoryRole[];
  readonly signIn?: {
    readonly kind: string;
    readonly tenantId?: string;
    readonly issuerUri?: string;
    readonly provider?: string;
  };
}

interface SeedGroup {
  readonly id?: string;
  readonly displayName: string;
  readonly description?: string;
  /** Names of users or of groups. */
  readonly members?: readonly string[];
  readonly owners?: readonly string[];
  readonly onPremisesSyncEnabled?: boolean;
  readonly mailEnabled?: boolean;
  readonly securityEnabled?: boolean;
  readonly groupTypes?: readonly ('Unified' | 'DynamicMembership')[];
  readonly membershipRule?: string;
  readonly isAssignableToRole?: boolean;
  readonly isManagedByPim?: boolean;
}

interface SeedServicePrincipal {
  readonly id?: string;
  readonly appId?: string;
  readonly displayName: string;
  readonly appRoles?: readonly {
    readonly id?: string;
    readonly displayName: string;
    readonly value?: string;
  }[];
}

const DEFAULT_SEED: DirectorySeed = { tenant: { displayName: 'Contoso', domains: ['contoso.com'] } };

/** Ids from names; objects of one name get different ones, in the order of the seed. */
function occurrences(): (type: string, name: string) => string {
  const counts = new Map<string, number>();
  return (type, name) => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count === 0 ? derivedId(type, name) : derivedId(type, name, String(count));
  };
}

/**
 * Puts the seed's directory into the store; what is governed in the tenant stays as it is, and so does what was written
 * to the directory. True when people have changed.
 */
export function seedDirectory(store: Store, seed: DirectorySeed = DEFAULT_SEED): boolean {
  const fresh = store.isEmpty;
  const [domain = 'contoso.com'] = seed.tenant.domains;
  const id = seed.tenant.id?.toLowerCase() ?? derivedId('tenant', seed.tenant.displayName, domain);
  const callerId = derivedId('servicePrincipal', id, 'caller');
  seedRow(store, 'meta', 'tenant', {
    id,
    displayName: seed.tenant.displayName,
    domains: seed.tenant.domains,
    invitationDomains: seed.tenant.invitationDomains,
    ...(seed.tenant.licensed === false && { licensed: false }),
    callerId,
  });
  seedRow(store, 'servicePrincipals', callerId, {
    id: callerId,
    appId: derivedId('app', callerId),
    displayName: 'Entente',
    appRoles: [],
  });
  const changed = seedUsers(store, seed, domain);
  const derived = occurrences();
  for (const app of seed.servicePrincipals ?? [])
    seedServicePrincipal(store, app, derived('servicePrincipal', app.displayName));
  for (const { webUrl, displayName, roles = [] } of seed.sites ?? []) {
    seedRow(store, 'sites', webUrl, { id: derivedId('site', webUrl), webUrl, displayName, roles });
  }
  for (const { isDefaultEnvironment = false, ...environment } of seed.resourceEnvironments ?? []) {
    const { originId } = environment;
    seedRow(store, 'resourceEnvironments', originId, {
      id: derivedId('environment', originId),
      ...environment,
      description: '',
      originSystem: 'SharePointOnline',
      isDefaultEnvironment,
      connectionInfo: { url: originId },
    });
  }
  for (const { tenantId, displayName, domains } of seed.organizations ?? []) {
    const organization = tenantId?.toLowerCase() ?? derivedId('organization', displayName);
    seedRow(store, 'organizations', organization, {
      id: organization,
      displayName,
      domains: domains.map((name) => name.toLowerCase()),
    });
  }
  if (fresh) {
    seedDefaults(store, id);
    seedOuterDoor(store, seed.tenant);
  }
  return changed;
}

function seedUsers(store: Store, seed: DirectorySeed, domain: string): boolean {
  const users = (seed.users ?? []).map((user) => ({ user, id: userId(user) }));
  const named = users.flatMap(({ user, id }) =>
    [user.userPrincipalName, user.mail].flatMap((name): [string, string][] =>
      name === undefined ? [] : [[name.toLowerCase(), id]],
    ),
  );
  const ids = new Map(named);
  const idOf = (name: string | undefined) => (name === undefined ? undefined : ids.get(name.toLowerCase()));
  let changed = false;
  for (const { user, id } of users) {
    const { manager, ...members } = user;
    const isNew = seedRow(store, 'users', id, {
      ...UNSET_ATTRIBUTES,
      accountEnabled: true,
      mail: user.userPrincipalName ?? null,
      userType: 'Member',
      externalUserState: null,
      onPremisesSyncEnabled: null,
      userPrincipalName: `${(user.mail ?? user.displayName).replace('@', '_')}#EXT#@${domain}`,
      ...members,
      id,
      managerId: idOf(manager),
    });
    changed ||= isNew;
  }
  const derived = occurrences();
  const groups = (seed.groups ?? []).map((group) => {
    const id = derived('group', group.displayName);
    return { group, id: group.id?.toLowerCase() ?? id };
  });
  const groupIds = new Map(groups.map(({ group, id }) => [group.displayName.toLowerCase(), id]));
  const memberId = (name: string) => idOf(name) ?? groupIds.get(name.toLowerCase());
  for (const { group, id } of groups) seedGroup(store, group, id, memberId);
  return changed;
}

function userId({ id, userPrincipalName, mail, displayName }: SeedUser): string {
  return id?.toLowerCase() ?? derivedId('user', userPrincipalName ?? mail ?? displayName);
}

function seedGroup(
  store: Store,
  { members = [], owners = [], ...group }: SeedGroup,
  id: string,
  idOf: (name: string) => string | undefined,
): void {
  const people = (names: readonly string[]) => names.map(idOf).filter((found) => found !== undefined);
  seedRow(store, 'groups', id, {
    description: null,
    groupTypes: [],
    mailEnabled: false,
    securityEnabled: true,
    onPremisesSyncEnabled: null,
    isAssignableToRole: null,
    membershipRule: null,
    ...group,
    id,
    memberIds: people(members),
    ownerIds: people(owners),
  });
}

function seedServicePrincipal(store: Store, app: SeedServicePrincipal, derived: string): void {
  const id = app.id?.toLowerCase() ?? derived;
  const appRoles = (app.appRoles ?? []).map((role) => ({
    id: role.id?.toLowerCase() ?? derivedId('appRole', id, role.displayName),
    displayName: role.displayName,
    description: role.displayName,
    origin: 'Application',
    value: role.value ?? null,
    isEnabled: true,
    allowedMemberTypes: ['User'],
  }));
  seedRow(store, 'servicePrincipals', id, {
    id,
    appId: app.appId ?? derivedId('app', id),
    displayName: app.displayName,
    appRoles,
  });
}

/** What every new tenant holds: its settings, its built-in catalog, its clock. */
function seedDefaults(store: Store, tenantId: string): void {
  seedRow(store, 'settings', 'singleton', {
    id: 'singleton',
    externalUserLifecycleAction: 'blockSignInAndDelete',
    durationUntilExternalUserDeletedAfterBlocked: 'P30D',
  });
  const general = derivedId('catalog', tenantId, 'General');
  seedRow(store, 'catalogs', general, {
    id: general,
    displayName: 'General',
    description: 'Built-in catalog.',
    catalogType: 'serviceDefault',
    state: 'published',
    isExternallyVisible: true,
  });
  seedRow(store, 'meta', 'clock', { offsetMs: 0 });
}

/** Whom the tenant lets in before entitlement management is asked. */
function seedOuterDoor(
  store: Store,
  { allowInvitesFrom, crossTenantAccess = {} }: DirectorySeed['tenant'],
): void {
  if (allowInvitesFrom !== undefined)
    seedRow(store, 'settings', AUTHORIZATION_ROW, { ...authorizationPolicy(store), allowInvitesFrom });
  const { default: values, partners = [] } = crossTenantAccess;
  if (values !== undefined) seedRow(store, 'settings', DEFAULT_ROW, changedDefault(store, values));
  for (const partner of partners) {
    const row = partnerRow(partner);
    seedRow(store, 'crossTenantPartners', textOf(row['id']), row);
  }
}
