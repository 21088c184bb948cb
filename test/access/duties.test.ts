/** Who can decide about access, and who comes and goes there: part of every access diff. */
import { describe, expect, it } from 'vitest';
import { compareAccess, compareRevision, newAccess } from '../../src/access/index.ts';
import type { AccessDiff, DirectoryFacts } from '../../src/access/index.ts';
import type { CatalogRoles, Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];

const PEOPLE: People = {
  users: [
    { id: 'ann' },
    { id: 'bob' },
    { id: 'gus', userType: 'Guest' },
    { id: 'off', accountEnabled: false },
  ],
  groups: { desk: ['ann'], readers: ['bob'], inner: ['ann'] },
};
const known = factsOf(PEOPLE);
/** One group is within another. */
const FACTS: DirectoryFacts = {
  ...known,
  groups: new Map([...known.groups, ['desk', { label: 'desk', members: ['ann'], memberGroups: ['inner'] }]]),
};

function world(policy: Partial<Policy> = {}, more: Partial<Governance> = {}): Governance {
  return governed({
    connectedOrganizations: {
      fabrikam: {
        displayName: 'Fabrikam',
        identitySources: [{ domain: 'fabrikam.com' }],
        internalSponsors: [{ user: 'ann' }],
      },
    },
    catalogs: { partners: { displayName: 'Partners', roles: { owner: [{ user: 'ann' }] } } },
    packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
    policies: {
      one: {
        accessPackage: 'tango',
        displayName: 'One',
        allowedTargetScope: 'specificConnectedOrganizationUsers',
        specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
        expiration: { type: 'afterDuration', duration: 'P90D' },
        ...policy,
      },
    },
    ...more,
  });
}

/** `list severity: summary (details) # causes`, without what is about requests. */
async function said(before: Governance, after: Governance): Promise<string[]> {
  const [past, present] = await Promise.all([resourcesOf(before, PEOPLE), resourcesOf(after, PEOPLE)]);
  const diff = compareAccess({ before: past, after: present, directory: FACTS });
  return (['gained', 'lost', 'changed'] as const).flatMap((list: keyof AccessDiff) =>
    diff[list]
      .filter(({ capability }) => capability !== 'request' && capability !== 'receive')
      .map(({ severity, summary, details, causes }) => {
        const why = causes.map(({ address, path = '' }) => `${address} ${path}`.trim());
        return `${list} ${severity}: ${summary} (${details.join('; ')}) # ${why.join(', ')}`;
      }),
  );
}

/** The lines of what is about requests. */
async function causesOfRequests(before: Governance, after: Governance): Promise<string[]> {
  const [past, present] = await Promise.all([resourcesOf(before, PEOPLE), resourcesOf(after, PEOPLE)]);
  const { changed } = compareAccess({ before: past, after: present, directory: FACTS });
  const causes = changed
    .filter(({ capability }) => capability === 'request')
    .flatMap((entry) => entry.causes.map(({ address, path = '' }) => `${address} ${path}`));
  return [...new Set(causes)];
}

const approvedBy = (
  stage: NonNullable<NonNullable<Policy['requestApprovalSettings']>['stages']>[number],
): Partial<Policy> => ({ requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [stage] } });

const ANN = approvedBy({ primaryApprovers: [{ user: 'ann' }] });

describe('who can approve', () => {
  it('as primary approver, beside others', async () => {
    const after = approvedBy({ primaryApprovers: [{ user: 'ann' }, { group: 'desk' }] });
    expect(await said(world(ANN), world(after))).toEqual([
      'gained medium: members of desk (except ann) can now approve requests for Tango (as approver) # policy.one requestApprovalSettings.stages[0].primaryApprovers',
    ]);
  });

  it('as a fallback that is not needed today', async () => {
    const after = approvedBy({
      primaryApprovers: [{ user: 'ann' }],
      fallbackPrimaryApprovers: [{ user: 'gus' }],
    });
    expect(await said(world(ANN), world(after))).toEqual([
      'gained high: gus can now approve requests for Tango (as fallback approver) # policy.one requestApprovalSettings.stages[0].fallbackPrimaryApprovers',
    ]);
  });

  it('on escalation, which counts only where it is on', async () => {
    const stage = { primaryApprovers: [{ user: 'ann' }], escalationApprovers: [{ user: 'bob' }] };
    const [off, on] = [false, true].map((isEscalationEnabled) =>
      approvedBy({ ...stage, isEscalationEnabled }),
    );
    expect(await said(world(off), world(on))).toEqual([
      'gained medium: bob can now approve requests for Tango (as approver on escalation) # policy.one requestApprovalSettings.stages[0].isEscalationEnabled',
    ]);
    expect(await said(world(ANN), world(off))).toEqual([]);
    // The time that is written with it does not matter while it is off.
    const timed = approvedBy({ ...stage, isEscalationEnabled: true, durationBeforeEscalation: 'P2D' });
    expect(await said(world(off), world(timed))).toEqual([
      'gained medium: bob can now approve requests for Tango (as approver on escalation) # policy.one requestApprovalSettings.stages[0].isEscalationEnabled',
    ]);
    const sooner = approvedBy({ ...stage, isEscalationEnabled: true, durationBeforeEscalation: 'P1D' });
    expect(await causesOfRequests(world(timed), world(sooner))).toEqual([
      'policy.one requestApprovalSettings.stages[0].durationBeforeEscalation',
    ]);
    expect(await causesOfRequests(world(off), world(timed))).toEqual([
      'policy.one requestApprovalSettings.stages[0].isEscalationEnabled',
    ]);
  });

  it('in another role', async () => {
    const before = approvedBy({ primaryApprovers: [{ user: 'ann' }, { user: 'bob' }] });
    const after = approvedBy({
      primaryApprovers: [{ user: 'ann' }],
      fallbackPrimaryApprovers: [{ user: 'bob' }],
    });
    expect(await said(world(before), world(after))).toEqual([
      'changed medium: bob can approve, in another role, requests for Tango (as approver -> fallback approver) # policy.one requestApprovalSettings.stages[0].primaryApprovers, policy.one requestApprovalSettings.stages[0].fallbackPrimaryApprovers',
    ]);
  });

  it('no longer, where nothing is approved any more', async () => {
    const after: Partial<Policy> = {
      requestApprovalSettings: { isApprovalRequiredForAdd: false, stages: [] },
    };
    expect(await said(world(ANN), world(after))).toEqual([
      'lost low: ann can no longer approve requests for Tango (as approver) # policy.one requestApprovalSettings.stages',
    ]);
  });

  it('in whichever stage: their order does not matter', async () => {
    const stages = [{ primaryApprovers: [{ user: 'ann' }] }, { primaryApprovers: [{ user: 'bob' }] }];
    const [before, after] = [stages, [...stages].reverse()].map((each) =>
      world({ requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: each } }),
    );
    expect(await said(before as Governance, after as Governance)).toEqual([]);
  });

  it('is not who could before as a member of a group; those who join it later can no longer', async () => {
    const desk = approvedBy({ primaryApprovers: [{ group: 'desk' }] });
    const lost =
      'lost low: members of desk (except ann) can no longer approve requests for Tango (as approver) # policy.one requestApprovalSettings.stages[0].primaryApprovers';
    expect(await said(world(desk), world(ANN))).toEqual([lost]);
    const second = {
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: [
          { primaryApprovers: [{ group: 'desk' }] },
          { primaryApprovers: [{ user: 'ann' }, { group: 'desk' }] },
        ],
      },
    };
    expect(await said(world(desk), world(second))).toEqual([]);
    expect(await said(world(ANN), world(desk))).toEqual([
      lost.replace('lost low', 'gained medium').replace('no longer', 'now'),
    ]);
    const inner = approvedBy({ primaryApprovers: [{ group: 'inner' }] });
    expect(await said(world(desk), world(inner))).toEqual([
      lost.replace('except ann', 'except those in inner'),
    ]);
  });

  it('is not who cannot decide today: a disabled account is named and gains nothing', async () => {
    const stages = [[{ user: 'ann' }, { user: 'off' }], [{ user: 'ann' }]].map((primaryApprovers) =>
      world(approvedBy({ primaryApprovers })),
    );
    const [off, on] = stages as [Governance, Governance];
    const place = '# policy.one requestApprovalSettings.stages[0].primaryApprovers';
    expect(await said(on, off)).toEqual([
      `changed low: off is now named to approve requests for Tango, and is disabled (as approver) ${place}`,
    ]);
    expect(await said(off, on)).toEqual([
      `changed low: off is no longer named to approve requests for Tango, and is disabled (as approver) ${place}`,
    ]);
    const [past, present] = await Promise.all([resourcesOf(on, PEOPLE), resourcesOf(off, PEOPLE)]);
    const { diff, revision } = compareRevision({ before: past, after: present, directory: FACTS });
    expect(newAccess(diff, revision)).toEqual([]);
  });

  it('as a sponsor, where a policy lets sponsors approve', async () => {
    const withGus = {
      connectedOrganizations: {
        fabrikam: {
          displayName: 'Fabrikam',
          identitySources: [{ domain: 'fabrikam.com' }],
          internalSponsors: [{ user: 'ann' }],
          externalSponsors: [{ user: 'gus' }],
        },
      },
    };
    const sponsors = approvedBy({ primaryApprovers: ['externalSponsors'] });
    expect(await said(world(sponsors), world(sponsors, withGus))).toEqual([
      'gained medium: gus can now approve requests of people of Fabrikam, as external sponsor () # connectedOrganization.fabrikam externalSponsors',
    ]);
    expect(await said(world(ANN), world(ANN, withGus))).toEqual([]);
    // One who is not of the organization is a stranger to it, named or by a group.
    const strangers: People = {
      users: [{ id: 'gil', mail: 'gil@woodgrove.example', userType: 'Guest' }],
      groups: { desk: ['gil'] },
    };
    for (const sponsor of [{ user: 'gil' }, { group: 'desk' }]) {
      const fabrikam = { ...withGus.connectedOrganizations.fabrikam, externalSponsors: [sponsor] };
      const [before, after] = await Promise.all([
        resourcesOf(world(sponsors), strangers),
        resourcesOf(world(sponsors, { connectedOrganizations: { fabrikam } }), strangers),
      ]);
      const { gained } = compareAccess({ before, after, directory: factsOf(strangers) });
      expect(gained.map(({ capability, severity }) => [capability, severity])).toEqual([['approve', 'high']]);
    }
  });
});

describe('who can review', () => {
  const reviewed = (isSelfReview: boolean, ...groups: string[]): Partial<Policy> => ({
    reviewSettings: {
      isSelfReview,
      primaryReviewers: groups.map((group) => ({ group })),
      schedule: { recurrence: { pattern: { type: 'absoluteMonthly', interval: 3 } } },
    },
  });

  it('comes and goes with the list', async () => {
    expect(await said(world(reviewed(false, 'desk')), world(reviewed(false, 'readers')))).toEqual([
      'gained medium: members of readers can now review who keeps access to Tango (as reviewer) # policy.one reviewSettings.primaryReviewers',
      'lost low: members of desk can no longer review who keeps access to Tango (as reviewer) # policy.one reviewSettings.primaryReviewers',
    ]);
  });

  it('is not who cannot sign in: a disabled account is named and reviews nothing', async () => {
    const by = (user: string): Partial<Policy> => ({
      reviewSettings: { ...reviewed(false).reviewSettings, primaryReviewers: [{ user }] },
    });
    expect((await said(world(by('ann')), world(by('off'))))[1]).toBe(
      'changed low: off is now named to review who keeps access to Tango, and is disabled (as reviewer) # policy.one reviewSettings.primaryReviewers',
    );
  });

  it('is critical where people review themselves', async () => {
    expect(await said(world(reviewed(false, 'desk')), world(reviewed(true, 'desk')))).toEqual([
      'gained critical: the holders themselves can now review who keeps access to Tango (as reviewer; decides about their own access: they review who keeps Tango, themselves included) # policy.one reviewSettings.isSelfReview',
    ]);
  });
});

it('who can request for others', async () => {
  const settings = { onBehalfRequestors: [{ user: 'bob' }] };
  const [off, on] = [false, true].map((enableOnBehalfRequestorsToAddAccess) =>
    world({ requestorSettings: { ...settings, enableOnBehalfRequestorsToAddAccess } }),
  );
  expect(await said(off as Governance, on as Governance)).toEqual([
    'gained medium: bob can now request, for other people, access to Tango (as requestor on behalf of others: Fabrikam; approval: none) # policy.one requestorSettings.enableOnBehalfRequestorsToAddAccess',
  ]);
});

it('who requests for others approves none of it: what is left of each stage is said, and where nobody is, that it is in vain', async () => {
  const asked = (stages: readonly object[], more: Partial<Policy> = {}) =>
    world({
      requestorSettings: {
        onBehalfRequestors: [{ user: 'bob' }],
        enableOnBehalfRequestorsToAddAccess: true,
      },
      requestApprovalSettings: { isApprovalRequiredForAdd: true, stages },
      ...more,
    } as Partial<Policy>);
  const toldOf = async (after: Governance) =>
    (await said(world(), after)).filter((line) => line.includes('request, for other people'));
  const of = 'as requestor on behalf of others: Fabrikam';
  const where = '# policy.one requestorSettings.onBehalfRequestors';
  const can = 'gained medium: bob can now request, for other people, access to Tango';
  const bob = { primaryApprovers: [{ user: 'bob' }] };
  expect(await toldOf(asked([bob]))).toEqual([
    `${can}, but only in vain (${of}; approval: nobody can approve, so the request is denied) ${where}`,
  ]);
  expect(await toldOf(asked([{ ...bob, fallbackPrimaryApprovers: [{ user: 'ann' }] }]))).toEqual([
    `${can} (${of}; approval: ann (fallback)) ${where}`,
  ]);
  const inVain = asked([bob]);
  const approved = asked([{ primaryApprovers: [{ user: 'bob' }, { user: 'ann' }] }]);
  const between = async (before: Governance, after: Governance) =>
    (await said(before, after)).filter((line) => line.includes('request, for other people'));
  const cause = '# policy.one requestApprovalSettings.stages[0].primaryApprovers';
  expect(await between(inVain, approved)).toEqual([
    `changed medium: bob can now request, for other people, access to Tango, which was in vain (${of}; approval: ann) ${cause}`,
  ]);
  expect(await between(approved, inVain)).toEqual([
    `changed low: bob can request, for other people, access to Tango, but only in vain (${of}; approval: nobody can approve, so the request is denied) ${cause}`,
  ]);
  const users: Partial<Policy> = {
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ user: 'ann' }, { user: 'bob' }, { user: 'gus' }, { user: 'off' }],
  };
  // Nothing can be requested for someone who cannot sign in.
  expect(await toldOf(asked([{ primaryApprovers: [{ user: 'ann' }] }], users))).toEqual([
    expect.stringContaining(
      'approval for ann: nobody can approve, so the request is denied; approval for gus: ann',
    ),
  ]);
});

it('whom they can request for', async () => {
  const settings = { onBehalfRequestors: [{ user: 'bob' }], enableOnBehalfRequestorsToAddAccess: true };
  const of = (specificAllowedTargets: Policy['specificAllowedTargets']) =>
    world({
      requestorSettings: settings,
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets,
    } as Partial<Policy>);
  expect(
    (await said(of([{ user: 'ann' }]), of([{ user: 'ann' }, { user: 'gus' }]))).filter((line) =>
      line.includes('bob'),
    ),
  ).toEqual([
    'changed medium: bob can request, in another way, for other people, access to Tango (as requestor on behalf of others: ann -> requestor on behalf of others: ann, gus; approval: none) # policy.one specificAllowedTargets',
  ]);
});

it('who administers a catalog', async () => {
  const roles = { owner: [{ user: 'ann' }], accessPackageManager: [{ user: 'gus' }] };
  const catalogs = { partners: { displayName: 'Partners', roles } };
  expect(await said(world(), world({}, { catalogs }))).toEqual([
    'gained critical: gus can now administer the catalog Partners (as access package manager; decides about their own access: they change the policies and approvers of all packages in Partners) # catalogRole.partners/accessPackageManager/user:gus',
  ]);
});

it('who holds a role over all of entitlement management, and what it gives', async () => {
  const other = '0a0a0a0a-0000-4000-8000-000000000001';
  const [bob, gus] = [[{ user: 'bob' }], [{ user: 'gus' }]];
  const held = { catalogCreator: bob, connectedOrganizationAdministrator: bob, [other]: bob };
  const told = await said(world(), world({}, { tenantRoles: held }));
  expect(told).toEqual([expect.stringMatching(/^gained high: bob can now /)]);
  for (const what of [
    'create catalogs and own those that they create',
    'create, change and delete connected organizations, with their sponsors',
    `do what the role with the definition ${other} allows, which is unknown`,
  ])
    expect(told[0]).toContain(what);
  const creator = (catalogCreator: typeof bob) => world({}, { tenantRoles: { catalogCreator } });
  expect(await said(creator(bob), creator(gus))).toEqual([
    'gained high: gus can now create catalogs and own those that they create (as catalog creator) # tenantRole.catalogCreator/user:gus',
    'lost low: bob can no longer create catalogs and own those that they create (as catalog creator) # tenantRole.catalogCreator/user:bob',
  ]);
});

it('weighs who administers a catalog by the weightiest role that comes, in whatever order roles are listed', async () => {
  const withRoles = (roles: CatalogRoles) =>
    world({}, { catalogs: { partners: { displayName: 'Partners', roles } } });
  const ann = [{ user: 'ann' }];
  const before = withRoles({ owner: ann, reader: [{ user: 'bob' }] });
  const orders = [
    { owner: [...ann, { user: 'bob' }], reader: [{ user: 'bob' }] },
    { reader: [{ user: 'bob' }], owner: [{ user: 'bob' }, ...ann] },
  ];
  for (const roles of orders)
    expect(await said(before, withRoles(roles))).toEqual([
      expect.stringMatching(/^changed critical: bob can administer, in another role, the catalog Partners/),
    ]);
});
