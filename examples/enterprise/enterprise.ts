/**
 * An enterprise of any size, the same for the same size and seed: what tests and benchmarks govern.
 * Per 10 packages there is one catalog with four resources, and per 20 one connected organization.
 */
import type { Governance } from '../../src/schema/governance.ts';
import type { Directory } from '../../src/schema/directory.ts';

export interface Enterprise {
  readonly governance: Governance;
  readonly directory: Directory;
}

export interface EnterpriseSize {
  readonly packages: number;
  /** Any integer; another one deals the same shapes out differently. */
  readonly seed?: number;
}

const PACKAGES_PER_CATALOG = 10;
const PACKAGES_PER_ORGANIZATION = 20;

/** Makes the configuration and the directory that it refers to. */
export function makeEnterprise({ packages, seed = 1 }: EnterpriseSize): Enterprise {
  const random = generator(seed);
  const catalogs = Math.max(1, Math.ceil(packages / PACKAGES_PER_CATALOG));
  const organizations = Math.max(1, Math.ceil(packages / PACKAGES_PER_ORGANIZATION));
  const governance: Governance = {
    version: 1,
    tenant: { embedded: '.entente/tenant', seed: 'directory.yaml' },
    state: { file: '.entente/governance.state.json' },
    settings: { externalUserLifecycleAction: 'blockSignInAndDelete' },
    sponsors: { desk: { group: 'Partner Desk' }, head: { user: 'head@contoso.com' } },
    connectedOrganizations: record(organizations, 'partner', (index, key) => ({
      displayName: `Partner ${index}`,
      description: `Delivers part ${index}`,
      identitySources: [{ domain: `${key}.example` }],
      internalSponsors: ['desk', { user: `owner-${index % catalogs}@contoso.com` }],
      externalSponsors: [{ guest: `lead@${key}.example` }],
    })),
    catalogs: record(catalogs, 'catalog', (index) => ({
      displayName: `Catalog ${index}`,
      description: `Resources of division ${index}`,
      isExternallyVisible: true,
      resources: {
        team: { group: `Team ${index}` },
        leads: { group: `Leads ${index}` },
        tracker: { application: `Tracker ${index}` },
        site: { site: `https://contoso.sharepoint.com/sites/division-${index}` },
      },
    })),
    packages: record(packages, 'package', (index) => makePackage(index, packages, catalogs, random)),
    policies: record(packages, 'policy', (index) => makePolicy(index, organizations, catalogs, random)),
  };
  return { governance, directory: makeDirectory(organizations, catalogs) };
}

type PackageSpec = NonNullable<Governance['packages']>[string];
type PolicySpec = NonNullable<Governance['policies']>[string];

function makePackage(index: number, packages: number, catalogs: number, random: () => number): PackageSpec {
  const other = Math.floor(random() * packages);
  const separated = random() < 0.1 && other !== index;
  return {
    catalog: `catalog-${index % catalogs}`,
    displayName: `Package ${index}`,
    description: `What role ${index} needs`,
    isHidden: random() < 0.05,
    resourceRoles: [
      { resource: random() < 0.8 ? 'team' : 'leads', role: 'Member' },
      random() < 0.5
        ? { resource: 'tracker', role: 'Contributor' }
        : { resource: 'site', role: `Division ${index % catalogs} Members` },
    ],
    ...(separated && { incompatibleAccessPackages: [`package-${other}`] }),
    ...(random() < 0.05 && { incompatibleGroups: [{ group: `Leads ${index % catalogs}` }] }),
  };
}

function makePolicy(
  index: number,
  organizations: number,
  catalogs: number,
  random: () => number,
): PolicySpec {
  const common = {
    accessPackage: `package-${index}`,
    displayName: 'Initial policy',
    description: `Who may have package ${index}`,
  };
  const owner = { user: `owner-${index % catalogs}@contoso.com` };
  if (random() < 0.4) {
    return {
      ...common,
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [{ group: `Team ${index % catalogs}` }],
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: [{ primaryApprovers: ['requestorManager'], fallbackPrimaryApprovers: [owner] }],
      },
      expiration: { type: 'afterDuration', duration: 'P365D' },
    };
  }
  return {
    ...common,
    allowedTargetScope: 'specificConnectedOrganizationUsers',
    specificAllowedTargets: [{ connectedOrganization: `partner-${Math.floor(random() * organizations)}` }],
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true,
      isRequestorJustificationRequired: true,
      stages: [
        {
          primaryApprovers: ['externalSponsors'],
          fallbackPrimaryApprovers: ['desk'],
          durationBeforeAutomaticDenial: 'P7D',
        },
        {
          primaryApprovers: ['internalSponsors'],
          fallbackPrimaryApprovers: [owner],
          durationBeforeAutomaticDenial: 'P7D',
        },
      ],
    },
    expiration: { type: 'afterDuration', duration: random() < 0.5 ? 'P90D' : 'P180D' },
    questions: [{ type: 'text', text: 'Which contract do you work under?', isRequired: true }],
  };
}

function makeDirectory(organizations: number, catalogs: number): Directory {
  const indexes = (length: number) => Array.from({ length }, (_, index) => index);
  return {
    tenant: { displayName: 'Contoso', domains: ['contoso.com', 'contoso.onmicrosoft.com'] },
    users: [
      { userPrincipalName: 'head@contoso.com', displayName: 'Head of identity' },
      ...indexes(catalogs).map((index) => ({
        userPrincipalName: `owner-${index}@contoso.com`,
        displayName: `Owner ${index}`,
        manager: 'head@contoso.com',
      })),
      ...indexes(organizations).map((index) => ({
        mail: `lead@partner-${index}.example`,
        displayName: `Lead of partner ${index}`,
        userType: 'Guest' as const,
        externalUserState: 'Accepted' as const,
      })),
    ],
    groups: [
      { displayName: 'Partner Desk', members: ['head@contoso.com'] },
      ...indexes(catalogs).flatMap((index) => [
        { displayName: `Team ${index}` },
        { displayName: `Leads ${index}` },
      ]),
    ],
    servicePrincipals: indexes(catalogs).map((index) => ({
      displayName: `Tracker ${index}`,
      appRoles: [{ displayName: 'Contributor', value: 'contribute' }],
    })),
    sites: indexes(catalogs).map((index) => ({
      webUrl: `https://contoso.sharepoint.com/sites/division-${index}`,
      displayName: `Division ${index}`,
      roles: [`Division ${index} Members`, `Division ${index} Visitors`],
    })),
    // Every fifth partner has no Entra tenant, so its domain stays a domain.
    organizations: indexes(organizations)
      .filter((index) => index % 5 !== 4)
      .map((index) => ({ displayName: `Partner ${index} Inc.`, domains: [`partner-${index}.example`] })),
  };
}

function record<T>(
  count: number,
  prefix: string,
  make: (index: number, key: string) => T,
): Record<string, T> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${prefix}-${index}`, make(index, `${prefix}-${index}`)]),
  );
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
