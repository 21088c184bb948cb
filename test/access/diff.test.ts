/** Who gains, loses or gets other terms: what a reviewer is told of a change, and what is no change. */
import { describe, expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { AccessDiff } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { factsOf, ofRequests, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Organization = NonNullable<Governance['connectedOrganizations']>[string];
type Policy = NonNullable<Governance['policies']>[string];

const PEOPLE = {
  tenants: { 'tenant-fabrikam': ['fabrikam.com'] },
  users: [
    { id: 'alice@contoso.com' },
    { id: 'carol@contoso.com' },
    { id: 'bob@fabrikam.com', userType: 'Guest' as const },
  ],
};

const PARTNER_CATALOG = {
  displayName: 'Partners',
  resources: { team: { group: 'Team' }, desk: { group: 'Desk' } },
};

const BASE = governed({
  settings: { externalUserLifecycleAction: 'blockSignInAndDelete' },
  connectedOrganizations: {
    fabrikam: {
      displayName: 'Fabrikam',
      identitySources: [{ domain: 'fabrikam.com' }],
      externalSponsors: [{ guest: 'bob@fabrikam.com' }],
    },
    woodgrove: { displayName: 'Woodgrove', identitySources: [{ domain: 'woodgrove.example' }] },
    adatum: { displayName: 'Adatum', state: 'proposed', identitySources: [{ domain: 'adatum.example' }] },
  },
  catalogs: { partners: PARTNER_CATALOG },
  packages: {
    tango: {
      catalog: 'partners',
      displayName: 'Tango',
      resourceRoles: [{ resource: 'team', role: 'Member' }],
    },
    audit: { catalog: 'partners', displayName: 'Audit' },
  },
  policies: {
    partners: {
      accessPackage: 'tango',
      displayName: 'Partners',
      allowedTargetScope: 'specificConnectedOrganizationUsers',
      specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }, { connectedOrganization: 'woodgrove' }],
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: [
          {
            primaryApprovers: ['externalSponsors'],
            fallbackPrimaryApprovers: [{ user: 'alice@contoso.com' }],
          },
        ],
      },
      expiration: { type: 'afterDuration', duration: 'P90D' },
    },
  },
});

const PARTNERS = BASE.policies?.['partners'] as Policy;
const policy = (changes: Partial<Policy>): Governance => ({
  ...BASE,
  policies: { partners: { ...PARTNERS, ...changes } },
});

async function diff(before: Governance, after: Governance): Promise<AccessDiff> {
  const [past, present] = await Promise.all([resourcesOf(before, PEOPLE), resourcesOf(after, PEOPLE)]);
  return ofRequests(compareAccess({ before: past, after: present, directory: factsOf(PEOPLE) }));
}

/** `severity summary`, with the causes after a `#`. */
function said(changes: AccessDiff['gained']): string[] {
  return changes.map(
    ({ severity, summary, causes }) =>
      `${severity}: ${summary} # ${causes.map(({ address, path }) => `${address}${path === undefined ? '' : ` ${path}`}`).join(', ')}`,
  );
}

const NOTHING = { gained: [], lost: [], changed: [] };

describe('no change of access', () => {
  it('is a new name, of anything, or a new key of what keeps its name', async () => {
    const renamed: Governance = {
      ...BASE,
      connectedOrganizations: {
        ...BASE.connectedOrganizations,
        fabrikam: {
          ...(BASE.connectedOrganizations?.['fabrikam'] as Organization),
          displayName: 'Fabrikam GmbH',
          description: 'x',
        },
      },
      packages: { ...BASE.packages, tango: { ...BASE.packages?.['tango'], displayName: 'Tango 2' } as never },
      policies: { partners: { ...PARTNERS, displayName: 'Other', description: 'y' } },
    };
    expect(await diff(BASE, renamed)).toEqual(NOTHING);
    const rekeyed: Governance = {
      ...BASE,
      catalogs: { outside: PARTNER_CATALOG },
      packages: Object.fromEntries(
        Object.entries(BASE.packages ?? {}).map(([key, value]) => [
          `${key}-x`,
          { ...value, catalog: 'outside' },
        ]),
      ),
      policies: { allies: { ...PARTNERS, accessPackage: 'tango-x' } },
    };
    expect(await diff(BASE, rekeyed)).toEqual(NOTHING);
  });

  it('is a policy split in two on the same terms', async () => {
    const split: Governance = {
      ...BASE,
      policies: {
        one: { ...PARTNERS, specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }] },
        two: {
          ...PARTNERS,
          displayName: 'Others',
          specificAllowedTargets: [{ connectedOrganization: 'woodgrove' }],
        },
      },
    };
    expect(await diff(BASE, split)).toEqual(NOTHING);
  });
});

describe('gained', () => {
  it('is nothing by those of a class who could get it before on the same terms', async () => {
    const wider = policy({
      allowedTargetScope: 'allConfiguredConnectedOrganizationUsers',
      specificAllowedTargets: [],
    });
    const { gained, lost, changed } = await diff(BASE, wider);
    expect(gained.map(({ requestor: { label, except } }) => [label, except?.map(({ id }) => id)])).toEqual([
      [
        'every configured organization',
        ['connectedOrganization.fabrikam', 'connectedOrganization.woodgrove'],
      ],
    ]);
    expect([...lost, ...changed]).toEqual([]);
  });

  it('says once what holds for the whole internet, and that this is critical', async () => {
    const open = policy({
      allowedTargetScope: 'allExternalUsers',
      specificAllowedTargets: [],
      requestApprovalSettings: {},
    });
    const { gained, lost, changed } = await diff(BASE, open);
    expect(said(gained)).toEqual([
      'critical: anyone on the internet can now get Tango # policy.partners allowedTargetScope, policy.partners requestApprovalSettings.isApprovalRequiredForAdd, policy.partners requestApprovalSettings.stages',
    ]);
    expect(gained[0]?.details).toContain('approval: none');
    expect(gained[0]?.details).toContain(
      'could before: Fabrikam (fabrikam.com), Woodgrove (woodgrove.example)',
    );
    expect(lost).toEqual([]);
    expect(said(changed)).toEqual([
      'high: Fabrikam (fabrikam.com) can get Tango on other terms # policy.partners requestApprovalSettings.isApprovalRequiredForAdd, policy.partners requestApprovalSettings.stages',
      'high: Woodgrove (woodgrove.example) can get Tango on other terms # policy.partners requestApprovalSettings.isApprovalRequiredForAdd, policy.partners requestApprovalSettings.stages',
    ]);
  });

  it('comes from a catalog that becomes visible, with the catalog as its cause', async () => {
    const hidden: Governance = {
      ...BASE,
      catalogs: { partners: { ...PARTNER_CATALOG, isExternallyVisible: false } },
    };
    const { gained } = await diff(hidden, BASE);
    expect(said(gained)).toEqual([
      'medium: Fabrikam (fabrikam.com) can now get Tango # catalog.partners isExternallyVisible',
      'medium: Woodgrove (woodgrove.example) can now get Tango # catalog.partners isExternallyVisible',
    ]);
  });

  it('is an organization that is accepted where all configured ones are let in', async () => {
    const all = policy({
      allowedTargetScope: 'allConfiguredConnectedOrganizationUsers',
      specificAllowedTargets: [],
    });
    const accepted: Governance = {
      ...all,
      connectedOrganizations: {
        ...all.connectedOrganizations,
        adatum: {
          displayName: 'Adatum',
          state: 'configured',
          identitySources: [{ domain: 'adatum.example' }],
        },
      },
    };
    expect(said((await diff(all, accepted)).gained)).toEqual([
      'medium: Adatum (adatum.example) can now get Tango # connectedOrganization.adatum state',
    ]);
  });

  it('is what a rule assigns without a request', async () => {
    const automatic = (attributeRule: string): Governance => ({
      ...BASE,
      policies: {
        ...BASE.policies,
        sales: {
          accessPackage: 'audit',
          displayName: 'Sales',
          allowedTargetScope: 'specificDirectoryUsers',
          specificAllowedTargets: [{ attributeRule }],
          automaticRequestSettings: {},
        },
      },
    });
    const can = 'can now get Audit without a request # policy.sales';
    const { gained } = await diff(BASE, automatic('(user.department -eq "Sales")'));
    expect(said(gained)).toEqual([`medium: users matching (user.department -eq "Sales") ${can}`]);
    const matching = await diff(BASE, automatic('(user.department -ne "Sales")'));
    expect(said(matching.gained)).toEqual([`high: users matching (user.department -ne "Sales") ${can}`]);
    expect(matching.gained[0]?.details).toContain(
      'it matches guests too, unless what it compares is filled in for them',
    );
  });
});

describe('lost', () => {
  it('by users of a rule is what they got without a request: what they request is another matter', async () => {
    const assigned = (department: string): Governance => ({
      ...BASE,
      policies: {
        members: { accessPackage: 'audit', displayName: 'Members', allowedTargetScope: 'allMemberUsers' },
        rule: {
          accessPackage: 'audit',
          displayName: 'Rule',
          allowedTargetScope: 'specificDirectoryUsers',
          specificAllowedTargets: [{ attributeRule: `(user.department -eq "${department}")` }],
          automaticRequestSettings: {},
        },
      },
    });
    const { gained, lost, changed } = await diff(assigned('Research'), assigned('Sales'));
    expect(changed).toEqual([]);
    expect(lost.map(({ capability, summary, details }) => [capability, summary, details])).toEqual([
      [
        'receive',
        'users matching (user.department -eq "Research") can no longer get Audit without a request',
        [
          'no policy assigns it to them by this rule; what they can request does not depend on it',
          'those matching (user.department -eq "Sales") get it',
        ],
      ],
    ]);
    expect(gained[0]?.details).toContain('those matching (user.department -eq "Research") got it before');
    const none = { ...assigned('Research'), packages: { tango: BASE.packages?.['tango'] }, policies: {} };
    const gone = (await diff(assigned('Research'), none as Governance)).lost;
    expect(JSON.stringify(gone)).not.toContain('does not depend on it');
  });

  it('says why', async () => {
    const fewer = policy({ specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }] });
    const { gained, lost, changed } = await diff(BASE, fewer);
    expect([gained, changed]).toEqual([[], []]);
    expect(said(lost)).toEqual([
      'low: Woodgrove (woodgrove.example) can no longer get Tango # policy.partners specificAllowedTargets',
    ]);
    expect(said((await diff(BASE, { ...BASE, policies: {} })).lost)).toEqual([
      'low: Fabrikam (fabrikam.com) can no longer get Tango # policy.partners',
      'low: Woodgrove (woodgrove.example) can no longer get Tango # policy.partners',
    ]);
    const closed = policy({ requestorSettings: { enableTargetsToSelfAddAccess: false } });
    expect(said((await diff(BASE, closed)).lost)[0]).toContain(
      'requestorSettings.enableTargetsToSelfAddAccess',
    );
  });
});

describe('changed', () => {
  it('shows each term before and after', async () => {
    const { changed } = await diff(
      BASE,
      policy({
        expiration: { type: 'noExpiration' },
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          isRequestorJustificationRequired: true,
          stages: [{ primaryApprovers: [{ user: 'carol@contoso.com' }] }],
        },
        questions: [{ type: 'text', text: 'Why?' }],
      }),
    );
    expect(changed.map(({ requestor, severity }) => [requestor.id, severity])).toEqual([
      ['connectedOrganization.fabrikam', 'medium'],
      ['connectedOrganization.woodgrove', 'medium'],
    ]);
    expect(changed[1]?.details).toEqual([
      'approval: alice@contoso.com (fallback); denied after 14 days -> carol@contoso.com; denied after 14 days',
      'justification: not required -> required',
      'questions: none -> Why?',
      'duration: 90 days -> never ends',
    ]);
    expect(changed[1]?.causes.map(({ path }) => path)).toEqual([
      'expiration.type',
      'requestApprovalSettings.isRequestorJustificationRequired',
      'requestApprovalSettings.stages[0].primaryApprovers',
      'requestApprovalSettings.stages[0].fallbackPrimaryApprovers',
      'questions',
    ]);
  });

  it('is what a resource requires of people, for those who get a role on it', async () => {
    const asking = {
      ...BASE,
      catalogs: {
        partners: {
          ...PARTNER_CATALOG,
          resources: Object.fromEntries(
            Object.entries(PARTNER_CATALOG.resources).map(([key, resource]) => [
              key,
              { ...resource, attributes: [{ name: 'city', question: { type: 'text', text: 'Where?' } }] },
            ]),
          ),
        },
      },
    };
    const { changed } = await diff(BASE, asking as typeof BASE);
    expect(changed.map(({ details }) => details)).toEqual([
      ['questions: none -> Where?'],
      ['questions: none -> Where?'],
    ]);
    expect(changed[0]?.causes.map(({ address, path }) => [address.split('.')[0], path])).toEqual([
      ['catalogResource', 'attributes'],
    ]);
  });

  it('is another sponsor, for that organization only', async () => {
    const { fabrikam } = BASE.connectedOrganizations as Record<string, object>;
    const sponsored: Governance = {
      ...BASE,
      connectedOrganizations: {
        ...BASE.connectedOrganizations,
        fabrikam: { ...fabrikam, externalSponsors: [] } as never,
      },
    };
    const { changed } = await diff(BASE, sponsored);
    expect(said(changed)).toEqual([
      'medium: Fabrikam (fabrikam.com) can get Tango on other terms # connectedOrganization.fabrikam externalSponsors',
    ]);
    expect(changed[0]?.details).toEqual([
      'approval: bob@fabrikam.com; denied after 14 days -> alice@contoso.com (fallback); denied after 14 days',
    ]);
  });

  it('is what the package gives, and one more thing for the whole internet is critical', async () => {
    const open = policy({
      allowedTargetScope: 'allExternalUsers',
      specificAllowedTargets: [],
      requestApprovalSettings: {},
    });
    const more: Governance = {
      ...open,
      packages: {
        ...open.packages,
        tango: {
          catalog: 'partners',
          displayName: 'Tango',
          resourceRoles: [
            { resource: 'team', role: 'Member' },
            { resource: 'desk', role: 'Member' },
          ],
        },
      },
    };
    const { changed } = await diff(open, more);
    expect(said(changed)).toEqual([
      'critical: anyone on the internet can get Tango on other terms # packageResourceRole.tango/desk/Member',
    ]);
    expect(changed[0]?.details).toEqual(['grants: Member of team -> Member of desk, Member of team']);
  });

  it('is what becomes of guests, once for all packages', async () => {
    const kept: Governance = { ...BASE, settings: { externalUserLifecycleAction: 'none' } };
    const { changed } = await diff(BASE, kept);
    expect(changed).toHaveLength(1);
    expect(changed[0]).toMatchObject({
      severity: 'medium',
      package: { address: 'settings' },
      details: [
        'after the last access: guests who came by a package are blocked, and deleted after 30 days -> nothing happens to guests',
      ],
    });
    // What takes away what guests keep lets nobody in.
    const back = await diff(kept, BASE);
    expect(back.changed.map(({ severity, package: { address } }) => [severity, address])).toEqual([
      ['low', 'settings'],
    ]);
  });
});
