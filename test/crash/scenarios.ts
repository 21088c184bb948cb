/** Applies that create, update, replace and delete objects of each kind. */
import type { Governance } from '../../src/schema/governance.ts';
import type { Behaviour } from '../../src/tenant/behaviour.ts';
import { governed } from '../support/workbench.ts';

export interface Scenario {
  readonly name: string;
  /** What is applied before; undefined: nothing. */
  readonly before: Governance | undefined;
  readonly after: Governance;
  readonly args: readonly string[];
  /** Of the tenant from then on. */
  readonly behaviour?: Partial<Behaviour>;
}

const FIRST = governed({
  settings: { externalUserLifecycleAction: 'none' },
  connectedOrganizations: {
    fabrikam: {
      displayName: 'Fabrikam',
      identitySources: [{ domain: 'fabrikam.com' }, { domain: 'woodgrove.example' }],
      internalSponsors: [{ user: 'alice@contoso.com' }, { group: 'Partner Desk' }],
      externalSponsors: [{ guest: 'bob@fabrikam.com' }],
    },
    litware: { displayName: 'Litware', identitySources: [{ domain: 'litware.com' }] },
  },
  catalogs: {
    partners: {
      displayName: 'Partners',
      isExternallyVisible: true,
      resources: {
        team: { group: 'Project Tango' },
        tracker: { application: 'Tango Tracker' },
        site: { site: 'https://contoso.sharepoint.com/sites/tango' },
      },
      roles: { owner: [{ group: 'Audit' }], reader: [{ user: 'alice@contoso.com' }] },
    },
    spare: {
      displayName: 'Spare',
      isExternallyVisible: true,
      resources: { team: { group: 'Project Tango' } },
    },
  },
  packages: {
    tango: {
      catalog: 'partners',
      displayName: 'Tango',
      resourceRoles: [
        { resource: 'team', role: 'Member' },
        { resource: 'tracker', role: 'Contributor' },
      ],
      incompatibleAccessPackages: ['audit'],
      incompatibleGroups: [{ group: 'Audit' }],
    },
    audit: { catalog: 'partners', displayName: 'Audit', incompatibleAccessPackages: ['tango'] },
  },
  policies: {
    partners: {
      accessPackage: 'tango',
      displayName: 'Partners',
      allowedTargetScope: 'specificConnectedOrganizationUsers',
      specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: [{ primaryApprovers: ['internalSponsors'], fallbackPrimaryApprovers: [{ group: 'Audit' }] }],
      },
      questions: [{ type: 'text', text: 'Why?' }],
    },
    members: { accessPackage: 'audit', displayName: 'Members', allowedTargetScope: 'allMemberUsers' },
  },
});

const UPDATED = governed({
  ...FIRST,
  settings: { externalUserLifecycleAction: 'blockSignInAndDelete' },
  connectedOrganizations: {
    fabrikam: {
      displayName: 'Fabrikam',
      description: 'Builds the tracker',
      identitySources: [{ domain: 'fabrikam.com' }, { domain: 'tailspin.example' }],
      internalSponsors: [{ user: 'carol@contoso.com' }],
      externalSponsors: [{ guest: 'wendy@woodgrove.example' }],
    },
    litware: { displayName: 'Litware Ltd', identitySources: [{ domain: 'litware.com' }] },
  },
  catalogs: {
    ...FIRST.catalogs,
    partners: { ...FIRST.catalogs?.['partners'], displayName: 'All partners' },
  },
  packages: {
    tango: {
      catalog: 'partners',
      displayName: 'Project Tango',
      resourceRoles: [
        { resource: 'team', role: 'Member' },
        { resource: 'tracker', role: 'Contributor' },
      ],
      incompatibleGroups: [{ group: 'Partner Desk' }],
    },
    audit: { catalog: 'partners', displayName: 'Audit', description: 'Yearly' },
  },
  policies: {
    partners: {
      ...FIRST.policies?.['partners'],
      accessPackage: 'tango',
      displayName: 'Partners',
      expiration: { type: 'afterDuration', duration: 'P30D' },
      specificAllowedTargets: [{ connectedOrganization: 'litware' }],
    },
    members: { accessPackage: 'audit', displayName: 'Everybody', allowedTargetScope: 'allDirectoryUsers' },
  },
});

/** The package moves to another catalog, a resource becomes another site, a role another holder. */
const REPLACED = governed({
  ...FIRST,
  catalogs: {
    partners: {
      ...FIRST.catalogs?.['partners'],
      displayName: 'Partners',
      resources: { site: { site: 'https://contosoapc.sharepoint.com/sites/asia' } },
      roles: { owner: [{ group: 'Audit' }], reader: [{ user: 'carol@contoso.com' }] },
    },
    spare: {
      displayName: 'Spare',
      isExternallyVisible: true,
      resources: { team: { group: 'Project Tango' } },
    },
  },
  packages: {
    ...FIRST.packages,
    tango: {
      catalog: 'spare',
      displayName: 'Tango',
      resourceRoles: [{ resource: 'team', role: 'Member' }],
      incompatibleAccessPackages: ['audit'],
    },
  },
});

const APPLY = ['apply', '--auto-approve', '--max-deletes', '100'];

/** What was just made is missing from lists, what was just deleted is still in them, and nothing keeps names unique. */
const LAGGING: Partial<Behaviour> = {
  listsLagForReads: 2,
  resourceAppearsAfterReads: 2,
  resourceLingersForReads: 2,
  duplicateCatalogNames: true,
};

const CREATE: Scenario = { name: 'create', before: undefined, after: FIRST, args: APPLY };
const REPLACE: Scenario = { name: 'replace', before: FIRST, after: REPLACED, args: APPLY };

export const SCENARIOS: readonly Scenario[] = [
  CREATE,
  { name: 'update', before: FIRST, after: UPDATED, args: APPLY },
  REPLACE,
  { name: 'delete', before: FIRST, after: FIRST, args: ['destroy', '--auto-approve'] },
  { ...CREATE, name: 'create while lists lag', behaviour: LAGGING },
  { ...REPLACE, name: 'replace while lists lag', behaviour: LAGGING },
];
