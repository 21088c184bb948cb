/** The configuration as rules look at it: entries with address, place, connections and defaults, in linear time. Pure. */
import type { AccessModel } from '../access/index.ts';
import { formatAddress } from '../model/address.ts';
import type { ResourceAddress } from '../model/address.ts';
import { durationSeconds } from '../model/duration.ts';
import { groupBy } from '../model/group-by.ts';
import type { AttributePath } from '../model/path.ts';
import { parseLookup } from '../model/principal.ts';
import type { LookupKey, Principal } from '../model/principal.ts';
import { declaredOrigin } from '../kinds/resource-attributes.ts';
import type { Governance } from '../schema/governance.ts';
import { lookupOf } from '../kinds/recorder.ts';
import { SUBJECT_WORDS } from '../kinds/subject-set.ts';
import type { DeclaredSubject } from '../kinds/subject-set.ts';
import { hasEnded } from './ended.ts';
import type { People } from './people.ts';

type Specs<K extends 'policies' | 'packages' | 'catalogs' | 'connectedOrganizations'> = NonNullable<
  Governance[K]
>[string];

/** An entry of the configuration with where it stands. */
interface Entry<Spec = unknown> {
  readonly key: string;
  readonly address: ResourceAddress;
  readonly path: AttributePath;
  readonly spec: Spec;
  /** Its display name in quotes, for messages. */
  readonly name: string;
}

/** A principal that a list names. */
export interface NamedPrincipal {
  readonly path: AttributePath;
  /** A word such as `internalSponsors`, or what sort of entry it is. */
  readonly sort: string;
  /** For a principal. */
  readonly lookup?: LookupKey;
  /** For a connected organization. */
  readonly organization?: string;
  /** For messages. */
  readonly label: string;
}

export interface Stage {
  /** From 1. */
  readonly number: number;
  readonly path: AttributePath;
  readonly primary: readonly NamedPrincipal[];
  readonly fallback: readonly NamedPrincipal[];
  /** Empty when escalation is off. */
  readonly escalation: readonly NamedPrincipal[];
  /** Days until the escalation approvers are asked too; undefined when escalation is off. */
  readonly escalatesAfterDays: number | undefined;
  readonly wantsJustification: boolean;
  /** Days until a request is denied because nobody answered. */
  readonly days: number;
}

export interface GovernedPolicy extends Entry<Specs<'policies'>> {
  readonly scope: NonNullable<Specs<'policies'>['allowedTargetScope']>;
  /** For external users. */
  readonly external: boolean;
  /** Access by rule instead of by request. */
  readonly automatic: boolean;
  /** Whether the people in its scope can request for themselves; nobody can once it has ended. */
  readonly requestable: boolean;
  readonly targets: readonly NamedPrincipal[];
  readonly approvalForAdd: boolean;
  readonly approvalForUpdate: boolean;
  readonly extensible: boolean;
  /** Empty while no approval is required, whatever stands there. */
  readonly stages: readonly Stage[];
  readonly expires: 'never' | 'afterDateTime' | 'afterDuration';
  /** With `afterDuration`. */
  readonly days: number | undefined;
  /** Undefined when there are no reviews. */
  readonly review: Specs<'policies'>['reviewSettings'];
  /** Primary reviewers who are there. */
  readonly reviewers: readonly NamedPrincipal[];
  /** The same with fallback reviewers. */
  readonly allReviewers: readonly NamedPrincipal[];
  /** Organizations whose people it is for. */
  readonly organizations: readonly GovernedOrganization[];
  readonly package: GovernedPackage | undefined;
}

interface GrantedRole {
  /** The same for the same role of the same resource, in whatever package. */
  readonly id: string;
  readonly address: ResourceAddress;
  readonly path: AttributePath;
  readonly resource: string;
  /** What people call it, where the configuration says so; else the key. */
  readonly resourceName: string;
  readonly role: string;
  readonly sort: 'group' | 'application' | 'site' | 'unknown';
}

interface GovernedPackage extends Entry<Specs<'packages'>> {
  readonly catalog: GovernedCatalog | undefined;
  readonly roles: readonly GrantedRole[];
  readonly policies: readonly GovernedPolicy[];
}

interface GovernedCatalog extends Entry<Specs<'catalogs'>> {
  readonly published: boolean;
  readonly visible: boolean;
  readonly packages: readonly GovernedPackage[];
}

export interface GovernedOrganization extends Entry<Specs<'connectedOrganizations'>> {
  readonly configured: boolean;
  readonly internalSponsors: readonly NamedPrincipal[];
  readonly externalSponsors: readonly NamedPrincipal[];
  /** Lower-cased. */
  readonly domains: readonly { readonly name: string; readonly path: AttributePath }[];
  /** Policies that list it. */
  readonly policies: readonly GovernedPolicy[];
  /** Policies for all organizations of its state; one list for all of them, which would otherwise grow with both. */
  readonly commonPolicies: readonly GovernedPolicy[];
}

/** What a rule looks at. */
export interface Governed {
  readonly document: Governance;
  readonly policies: readonly GovernedPolicy[];
  readonly packages: readonly GovernedPackage[];
  readonly catalogs: readonly GovernedCatalog[];
  readonly organizations: readonly GovernedOrganization[];
  /** Who can request what and who approves; empty where nothing tells. */
  readonly access: AccessModel;
  /** Named in the document, and deleted. */
  readonly departed: ReadonlySet<LookupKey>;
  /** The day, UTC: `2026-11-25`. */
  readonly today: string;
  /** The directory, asked on behalf of one rule. */
  readonly people: People;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const EXTERNAL_SCOPES: readonly string[] = [
  'specificConnectedOrganizationUsers',
  'allConfiguredConnectedOrganizationUsers',
  'allExternalUsers',
];
const DAY = 86_400;
export const NOBODY: ReadonlySet<LookupKey> = new Set();

/**
 * Views of every entry, connected with each other. Who has left the directory neither approves nor sponsors: rules see
 * the lists without them.
 */
export function governedOf(
  document: Governance,
  today: string,
  departed: ReadonlySet<LookupKey> = NOBODY,
): Omit<Governed, 'people' | 'today' | 'access' | 'departed'> {
  const catalogs = entries(document, 'catalogs', 'catalog').map((entry): Mutable<GovernedCatalog> => ({
    ...entry,
    published: entry.spec.state !== 'unpublished',
    visible: entry.spec.isExternallyVisible !== false,
    packages: [],
  }));
  const organizations = entries(document, 'connectedOrganizations', 'connectedOrganization').map((entry) =>
    organizationOf(entry, document, departed),
  );
  const catalogByKey = byKey(catalogs);
  const packages = entries(document, 'packages', 'accessPackage').map((entry): Mutable<GovernedPackage> => ({
    ...entry,
    catalog: catalogByKey.get(entry.spec.catalog),
    roles: rolesOf(entry, catalogByKey.get(entry.spec.catalog)?.spec),
    policies: [],
  }));
  const packageByKey = byKey(packages);
  const organizationByKey = byKey(organizations);
  const configured = organizations.filter((organization) => organization.configured);
  const policies = entries(document, 'policies', 'policy').map((entry): GovernedPolicy => {
    const policy = policyOf(entry, document, today, departed);
    const listed = policy.targets.flatMap(({ organization }) =>
      organization === undefined ? [] : [organizationByKey.get(organization) ?? []].flat(),
    );
    const organizationsOf: Readonly<Record<string, readonly GovernedOrganization[]>> = {
      specificConnectedOrganizationUsers: listed,
      allConfiguredConnectedOrganizationUsers: configured,
      allExternalUsers: organizations,
    };
    return {
      ...policy,
      package: packageByKey.get(entry.spec.accessPackage),
      organizations: organizationsOf[policy.scope] ?? [],
    };
  });
  const policiesByPackage = groupBy(policies, ({ spec }) => spec.accessPackage);
  const packagesByCatalog = groupBy(packages, ({ spec }) => spec.catalog);
  for (const one of packages) one.policies = policiesByPackage.get(one.key) ?? [];
  for (const catalog of catalogs) catalog.packages = packagesByCatalog.get(catalog.key) ?? [];
  const policiesByOrganization = groupBy(
    policies.flatMap((policy) => policy.targets.map(({ organization }) => ({ policy, organization }))),
    ({ organization }) => organization,
  );
  const forAnyone = policies.filter(({ scope }) => scope === 'allExternalUsers');
  const forConfigured = policies.filter(
    ({ scope }) => scope === 'allExternalUsers' || scope === 'allConfiguredConnectedOrganizationUsers',
  );
  for (const organization of organizations) {
    organization.policies = (policiesByOrganization.get(organization.key) ?? []).map(({ policy }) => policy);
    organization.commonPolicies = organization.configured ? forConfigured : forAnyone;
  }
  return { document, policies, packages, catalogs, organizations };
}

function byKey<T extends Entry>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((entry) => [entry.key, entry]));
}

function entries<K extends 'policies' | 'packages' | 'catalogs' | 'connectedOrganizations'>(
  document: Governance,
  section: K,
  kind: string,
): Entry<Specs<K>>[] {
  const declared = Object.entries(document[section] ?? {}) as [string, Specs<K>][];
  return declared.map(([key, spec]) => ({
    key,
    address: formatAddress(kind, key),
    path: [section, key],
    spec,
    name: `"${spec.displayName}"`,
  }));
}

/** Everyone whom a list of principals or subject sets names. */
export function namesIn(
  list: readonly DeclaredSubject[] | undefined,
  path: AttributePath,
  document: Governance,
): readonly NamedPrincipal[] {
  return (list ?? []).map((subject, index) => namedBy(subject, [...path, index], document));
}

function presentIn(
  list: readonly DeclaredSubject[] | undefined,
  path: AttributePath,
  document: Governance,
  departed: ReadonlySet<LookupKey>,
): readonly NamedPrincipal[] {
  return namesIn(list, path, document).filter(({ lookup }) => lookup === undefined || !departed.has(lookup));
}

function namedBy(subject: DeclaredSubject, path: AttributePath, document: Governance): NamedPrincipal {
  if (typeof subject === 'string' && SUBJECT_WORDS.includes(subject))
    return { path, sort: subject, label: subject };
  if (typeof subject === 'object') {
    if ('connectedOrganization' in subject) {
      const { connectedOrganization: called } = subject;
      const organization = typeof called === 'string' ? called : called.id;
      return { path, sort: 'connectedOrganization', organization, label: organization };
    }
    if ('unlisted' in subject) return { path, sort: 'unknown', label: 'people of a sort that is not listed' };
    for (const sort of ['attributeRule', 'requestorManager', 'targetManager'])
      if (sort in subject) return { path, sort, label: sort };
  }
  const lookup = lookupOf(subject as Principal | string, document);
  if (lookup === undefined) return { path, sort: 'unknown', label: String(subject) };
  const { type, text } = parseLookup(lookup);
  return { path, sort: type, lookup, label: text };
}

function organizationOf(
  entry: Entry<Specs<'connectedOrganizations'>>,
  document: Governance,
  departed: ReadonlySet<LookupKey>,
): Mutable<GovernedOrganization> {
  const { spec, path } = entry;
  const sponsors = (list: 'internalSponsors' | 'externalSponsors') =>
    presentIn(spec[list], [...path, list], document, departed);
  return {
    ...entry,
    configured: spec.state !== 'proposed',
    internalSponsors: sponsors('internalSponsors'),
    externalSponsors: sponsors('externalSponsors'),
    domains: spec.identitySources.flatMap(({ domain }, index) =>
      domain === undefined
        ? []
        : [{ name: domain.toLowerCase(), path: [...path, 'identitySources', index, 'domain'] }],
    ),
    policies: [],
    commonPolicies: [],
  };
}

function rolesOf(
  { key, path, spec }: Entry<Specs<'packages'>>,
  catalog: Specs<'catalogs'> | undefined,
): readonly GrantedRole[] {
  return (spec.resourceRoles ?? []).map(({ resource, role }, index) => {
    const origin = declaredOrigin(catalog?.resources?.[resource]);
    const [sort, name] = origin ?? ['unknown', `${spec.catalog}/${resource}`];
    return {
      id: JSON.stringify([sort, name, role]),
      address: formatAddress('packageResourceRole', key, resource, role),
      path: [...path, 'resourceRoles', index],
      resource,
      resourceName: sort === 'unknown' || sort === 'id' ? resource : name,
      role,
      sort: sort as GrantedRole['sort'],
    };
  });
}

function policyOf(
  entry: Entry<Specs<'policies'>>,
  document: Governance,
  today: string,
  departed: ReadonlySet<LookupKey>,
): Omit<GovernedPolicy, 'package' | 'organizations'> {
  const { spec, path } = entry;
  const scope = spec.allowedTargetScope ?? 'notSpecified';
  const automatic =
    spec.automaticRequestSettings !== undefined &&
    spec.automaticRequestSettings.requestAccessForAllowedTargets !== false;
  const approval = spec.requestApprovalSettings ?? {};
  const required =
    approval.isApprovalRequiredForAdd === true || approval.isApprovalRequiredForUpdate === true;
  const { type = 'noExpiration', duration } = spec.expiration ?? {};
  const seconds = duration === undefined ? undefined : durationSeconds(duration);
  const reviewers = (list: 'primaryReviewers' | 'fallbackReviewers') =>
    presentIn(spec.reviewSettings?.[list], [...path, 'reviewSettings', list], document, departed);
  return {
    ...entry,
    scope,
    external: EXTERNAL_SCOPES.includes(scope),
    automatic,
    requestable: !automatic && scope !== 'notSpecified' && acceptsRequests(spec, today),
    targets: namesIn(spec.specificAllowedTargets, [...path, 'specificAllowedTargets'], document),
    approvalForAdd: approval.isApprovalRequiredForAdd === true,
    approvalForUpdate: approval.isApprovalRequiredForUpdate === true,
    extensible: spec.requestorSettings?.enableTargetsToSelfUpdateAccess === true,
    stages: (required ? (approval.stages ?? []) : []).map((stage, index) =>
      stageOf(stage, index, [...path, 'requestApprovalSettings', 'stages', index], document, departed),
    ),
    expires: type === 'afterDuration' || type === 'afterDateTime' ? type : 'never',
    days: type === 'afterDuration' && seconds !== undefined ? seconds / DAY : undefined,
    review: spec.reviewSettings?.isEnabled === false ? undefined : spec.reviewSettings,
    reviewers: reviewers('primaryReviewers'),
    allReviewers: [...reviewers('primaryReviewers'), ...reviewers('fallbackReviewers')],
  };
}

function acceptsRequests({ expiration, requestorSettings }: Specs<'policies'>, today: string): boolean {
  return !hasEnded(expiration, today) && requestorSettings?.enableTargetsToSelfAddAccess !== false;
}

function stageOf(
  stage: NonNullable<NonNullable<Specs<'policies'>['requestApprovalSettings']>['stages']>[number],
  index: number,
  path: AttributePath,
  document: Governance,
  departed: ReadonlySet<LookupKey>,
): Stage {
  const list = (name: keyof typeof stage) =>
    presentIn(stage[name] as readonly DeclaredSubject[] | undefined, [...path, name], document, departed);
  return {
    number: index + 1,
    path,
    primary: list('primaryApprovers'),
    fallback: list('fallbackPrimaryApprovers'),
    escalation:
      stage.isEscalationEnabled === true
        ? [...list('escalationApprovers'), ...list('fallbackEscalationApprovers')]
        : [],
    escalatesAfterDays:
      stage.isEscalationEnabled === true
        ? (durationSeconds(stage.durationBeforeEscalation ?? 'PT0S') ?? 0) / DAY
        : undefined,
    wantsJustification: stage.isApproverJustificationRequired !== false,
    days: (durationSeconds(stage.durationBeforeAutomaticDenial ?? 'P14D') ?? 0) / DAY,
  };
}

/**
 * The principals who answer for one organization's people when a list names them; sponsors are looked up in the
 * organization, the configuration does not know managers.
 */
export function principalsFor(
  list: readonly NamedPrincipal[],
  organization: GovernedOrganization | undefined,
): readonly NamedPrincipal[] {
  return list.flatMap((named) => {
    if (named.sort === 'internalSponsors') return organization?.internalSponsors ?? [];
    if (named.sort === 'externalSponsors') return organization?.externalSponsors ?? [];
    return named.lookup === undefined ? [] : [named];
  });
}

/** True for a subject set whose people the configuration does not know: a manager, an owner. */
export function isRelative({ sort }: NamedPrincipal): boolean {
  return SUBJECT_WORDS.includes(sort) && sort !== 'internalSponsors' && sort !== 'externalSponsors';
}
