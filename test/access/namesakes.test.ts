/** Two things of one name are two things: exchanging one for the other is a change of access, and says which is which. */
import { describe, expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { AccessDiff, DirectoryFacts } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { ofRequests, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];
type Stage = NonNullable<NonNullable<Policy['requestApprovalSettings']>['stages']>[number];

/** Two groups called Desk and two users called Kim, with the same members or none that are known. */
function directoryWith(members: readonly string[] | undefined): DirectoryFacts {
  const group = { label: 'Desk', ...(members !== undefined && { members }) };
  const user = (id: string) => ({ id, label: 'Kim', userType: 'Member' as const, accountEnabled: true });
  return {
    users: new Map([
      ['kim-one', user('kim-one')],
      ['kim-two', user('kim-two')],
      ['lee', { ...user('lee'), label: 'Lee' }],
    ]),
    groups: new Map([
      ['desk-one', group],
      ['desk-two', group],
    ]),
    tenantOfDomain: new Map([['fabrikam.com', '']]),
  };
}

function withPolicy(policy: Partial<Policy>, more: Partial<Governance> = {}): Governance {
  return governed({
    connectedOrganizations: {
      fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
    },
    catalogs: { partners: { displayName: 'Partners' } },
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

const approvedBy = (...stages: readonly Stage[]): Governance =>
  withPolicy({ requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [...stages] } });

const LEE = { user: 'lee' };

type Principal = { user: string } | { group: string };

const PLACES: Readonly<Record<string, (who: Principal) => Governance>> = {
  'primary approver': (who) => approvedBy({ primaryApprovers: [who] }),
  'primary approver beside another': (who) => approvedBy({ primaryApprovers: [LEE, who] }),
  'approver of the second stage': (who) =>
    approvedBy({ primaryApprovers: [LEE] }, { primaryApprovers: [who] }),
  'fallback approver, needed': (who) =>
    approvedBy({ primaryApprovers: ['externalSponsors'], fallbackPrimaryApprovers: [who] }),
  'fallback approver, not needed': (who) =>
    approvedBy({ primaryApprovers: [LEE], fallbackPrimaryApprovers: [who] }),
  'escalation approver': (who) =>
    approvedBy({ primaryApprovers: [LEE], isEscalationEnabled: true, escalationApprovers: [who] }),
  'fallback escalation approver': (who) =>
    approvedBy({
      primaryApprovers: [LEE],
      isEscalationEnabled: true,
      escalationApprovers: [LEE],
      fallbackEscalationApprovers: [who],
    }),
  'approver of extensions only': (who) =>
    withPolicy({
      requestorSettings: { enableTargetsToSelfUpdateAccess: true },
      requestApprovalSettings: { isApprovalRequiredForUpdate: true, stages: [{ primaryApprovers: [who] }] },
    }),
  reviewer: (who) => withPolicy({ reviewSettings: review({ primaryReviewers: [who] }) }),
  'fallback reviewer': (who) =>
    withPolicy({ reviewSettings: review({ primaryReviewers: [LEE], fallbackReviewers: [who] }) }),
  'internal sponsor': (who) => sponsoredBy('internalSponsors', who),
  'external sponsor': (who) => sponsoredBy('externalSponsors', who),
};

function review(reviewers: object): NonNullable<Policy['reviewSettings']> {
  return {
    isEnabled: true,
    ...reviewers,
    schedule: {
      expiration: { type: 'afterDuration', duration: 'P25D' },
      recurrence: { pattern: { type: 'absoluteMonthly', interval: 3 }, range: { type: 'noEnd' } },
    },
  };
}

function sponsoredBy(kind: 'internalSponsors' | 'externalSponsors', who: Principal): Governance {
  const base = approvedBy({ primaryApprovers: [kind] });
  return {
    ...base,
    connectedOrganizations: {
      fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }], [kind]: [who] },
    },
  };
}

async function diff(before: Governance, after: Governance, directory: DirectoryFacts): Promise<AccessDiff> {
  const [past, present] = await Promise.all([resourcesOf(before), resourcesOf(after)]);
  return ofRequests(compareAccess({ before: past, after: present, directory }));
}

const NOTHING = { gained: [], lost: [], changed: [] };

describe.each(Object.entries(PLACES))('a namesake as %s', (_place, at) => {
  it.each([
    ['a group whose members are known', ['lee'], { group: 'desk-one' }, { group: 'desk-two' }],
    ['a group without members', [], { group: 'desk-one' }, { group: 'desk-two' }],
    ['a group of unknown members', undefined, { group: 'desk-one' }, { group: 'desk-two' }],
    ['a user', undefined, { user: 'kim-one' }, { user: 'kim-two' }],
  ] as const)('is seen: %s', async (_what, members, one, two) => {
    const directory = directoryWith(members);
    const { gained, lost, changed } = await diff(at(one), at(two), directory);
    expect([gained, lost, changed.length]).toEqual([[], [], 1]);
    const [entry] = changed;
    expect(entry?.direction).toBe('incomparable');
    const [before, after] = [one, two].map((who) => Object.values(who)[0] as string);
    expect(entry?.details.join('\n')).toContain(`(${before ?? ''})`);
    expect(entry?.details.join('\n')).toContain(`(${after ?? ''})`);
    expect(JSON.stringify(entry?.differences?.map((each) => each.before))).toContain(
      `principal ${before ?? ''}`,
    );
    expect(JSON.stringify(entry?.differences?.map((each) => each.after))).toContain(
      `principal ${after ?? ''}`,
    );
    expect(await diff(at(one), at(one), directory)).toEqual(NOTHING);
  });
});

describe('a namesake', () => {
  const directory = directoryWith(['lee']);

  it('who may request is another requestor', async () => {
    const target = (group: string) =>
      withPolicy({ allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [{ group }] });
    const { gained, lost, changed } = await diff(target('desk-one'), target('desk-two'), directory);
    expect(changed).toEqual([]);
    expect(gained.map(({ summary, direction }) => [summary, direction])).toEqual([
      ['members of Desk (desk-two) can now get Tango', 'looser'],
    ]);
    // Their one member is in both.
    expect(lost.map(({ summary, details }) => [summary, details.at(-1)])).toEqual([
      [
        'members of Desk (desk-one) can no longer get Tango',
        'all who are in it today keep it otherwise; who joins it later does not get it',
      ],
    ]);
  });

  it('among the groups that are incompatible is another condition', async () => {
    const without = (group: string) =>
      withPolicy(
        { allowedTargetScope: 'allMemberUsers', specificAllowedTargets: [] },
        {
          packages: {
            tango: { catalog: 'partners', displayName: 'Tango', incompatibleGroups: [{ group }] },
          },
        },
      );
    const { changed } = await diff(without('desk-one'), without('desk-two'), directory);
    expect(changed.map(({ details, direction }) => [details, direction])).toEqual([
      [
        ['conditions: not for members of Desk (desk-one) -> not for members of Desk (desk-two)'],
        'incomparable',
      ],
    ]);
  });

  it('as a resource that a package grants is another grant, and as bad as one more', async () => {
    const granting = (group: string) =>
      withPolicy(
        {},
        {
          catalogs: { partners: { displayName: 'Partners', resources: { desk: { group } } } },
          packages: {
            tango: {
              catalog: 'partners',
              displayName: 'Tango',
              resourceRoles: [{ resource: 'desk', role: 'Member' }],
            },
          },
        },
      );
    const { changed } = await diff(granting('desk-one'), granting('desk-two'), directory);
    expect(changed.map(({ severity, details, differences }) => [severity, details, differences])).toEqual([
      [
        'high',
        ['grants: Member of Desk (desk-one) -> Member of Desk (desk-two)'],
        [
          {
            facet: 'grants',
            direction: 'incomparable',
            policy: 'policy.one',
            before: [{ resource: 'AadGroup desk-one', role: 'Member' }],
            after: [{ resource: 'AadGroup desk-two', role: 'Member' }],
          },
        ],
      ],
    ]);
  });

  it('is told apart where only the tenant has its name', async () => {
    const resources = (originId: string) => [
      { address: 'catalog.c', kind: 'catalog', attributes: { displayName: 'C', state: 'published' } },
      {
        address: 'catalogResource.c/app',
        kind: 'catalogResource',
        attributes: { catalog: 'catalog.c', originId, originSystem: 'AadApplication', displayName: 'App' },
      },
      {
        address: 'accessPackage.p',
        kind: 'accessPackage',
        attributes: { displayName: 'P', catalog: 'catalog.c' },
      },
      {
        address: 'packageResourceRole.p/app/User',
        kind: 'packageResourceRole',
        attributes: { accessPackage: 'accessPackage.p', resource: 'catalogResource.c/app', role: 'User' },
      },
      {
        address: 'policy.p',
        kind: 'policy',
        attributes: { accessPackage: 'accessPackage.p', allowedTargetScope: 'allMemberUsers' },
      },
    ];
    const { changed } = compareAccess({ before: resources('app-one'), after: resources('app-two') });
    expect(changed.map(({ details }) => details)).toEqual([
      ['grants: User of App (app-one) -> User of App (app-two)'],
      ['gets User of App (app-two)', 'loses User of App (app-one)'],
    ]);
  });

  it('of an organization, under another key or under its own, is other people', async () => {
    const of = (key: string, domain: string): Governance =>
      withPolicy(
        { specificAllowedTargets: [{ connectedOrganization: key }] },
        { connectedOrganizations: { [key]: { displayName: 'Fabrikam', identitySources: [{ domain }] } } },
      );
    const rekeyed = await diff(of('old', 'fabrikam.com'), of('new', 'contoso.example'), directory);
    expect([rekeyed.gained, rekeyed.lost].map((list) => list.map(({ summary }) => summary))).toEqual([
      ['Fabrikam (contoso.example) can now get Tango'],
      ['Fabrikam (fabrikam.com) can no longer get Tango'],
    ]);
    const swapped = await diff(of('old', 'fabrikam.com'), of('old', 'contoso.example'), directory);
    expect([swapped.gained, swapped.lost].map((list) => list.map(({ summary }) => summary))).toEqual([
      ['Fabrikam (contoso.example) can now get Tango'],
      ['Fabrikam (fabrikam.com) can no longer get Tango'],
    ]);
    expect(swapped.gained.map(({ severity, causes }) => [severity, causes])).toEqual([
      ['high', [{ address: 'connectedOrganization.old', path: 'identitySources' }]],
    ]);
    expect(await diff(of('old', 'fabrikam.com'), of('new', 'fabrikam.com'), directory)).toEqual(NOTHING);
  });

  it('of a package is named with its catalog', async () => {
    const twice = (policies: NonNullable<Governance['policies']>): Governance =>
      governed({
        catalogs: { one: { displayName: 'One' }, two: { displayName: 'Two' } },
        packages: {
          a: { catalog: 'one', displayName: 'Tango' },
          b: { catalog: 'two', displayName: 'Tango' },
        },
        policies,
      });
    const policy = { displayName: 'P', allowedTargetScope: 'allMemberUsers' as const };
    const { gained } = await diff(twice({}), twice({ p: { ...policy, accessPackage: 'b' } }), directory);
    expect(gained.map(({ summary }) => summary)).toEqual(['all members can now get Tango (Two)']);
  });
});
