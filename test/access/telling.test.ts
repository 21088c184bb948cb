/** Who and what an entry is told by: the policies that bear on those people, and a person for whom it is so. */
import { describe, expect, it } from 'vitest';
import { compareRevision, newAccess } from '../../src/access/index.ts';
import type { AccessDiff } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resolvedOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const FEW = '3d9a0a6e-5a4b-4a55-8f0f-0c9d1f1f7b11';

type Policy = NonNullable<Governance['policies']>[string];

const PEOPLE: People = {
  tenants: { 'tenant-fabrikam': ['fabrikam.com'] },
  groups: { Desk: ['ann', 'bob@fabrikam.com'] },
  users: [
    { id: 'ann' },
    { id: 'cat' },
    { id: 'bob@fabrikam.com', mail: 'bob@fabrikam.com', userType: 'Guest' },
  ],
};

const OF_PARTNERS: Policy = {
  accessPackage: 'tango',
  displayName: 'Partners',
  allowedTargetScope: 'allConfiguredConnectedOrganizationUsers',
  requestApprovalSettings: {
    isApprovalRequiredForAdd: true,
    stages: [{ primaryApprovers: ['externalSponsors'], fallbackPrimaryApprovers: [{ user: 'ann' }] }],
  },
  expiration: { type: 'afterDuration', duration: 'P30D' },
};
const OF_FABRIKAM: Policy = {
  ...OF_PARTNERS,
  displayName: 'Fabrikam alone',
  allowedTargetScope: 'specificConnectedOrganizationUsers',
  specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
};
const OF_STAFF: Policy = { ...OF_PARTNERS, displayName: 'Staff', allowedTargetScope: 'allMemberUsers' };

function world(policies: Record<string, Policy>, sponsor = 'ann'): Governance {
  return governed({
    connectedOrganizations: {
      fabrikam: {
        displayName: 'Fabrikam',
        identitySources: [{ domain: 'fabrikam.com' }],
        externalSponsors: [{ guest: 'bob@fabrikam.com' }],
      },
      woodgrove: {
        displayName: 'Woodgrove',
        identitySources: [{ domain: 'woodgrove.example' }],
        internalSponsors: [{ user: sponsor }],
      },
    },
    catalogs: { main: { displayName: 'Main' } },
    packages: { tango: { catalog: 'main', displayName: 'Tango' } },
    policies,
  });
}

async function compared(before: Governance, after: Governance, departed = new Map<string, string>()) {
  // Two organizations of one name are a warning, and resolved all the same.
  const [past, present] = await Promise.all([resolvedOf(before, PEOPLE), resolvedOf(after, PEOPLE)]);
  const directory = { ...factsOf(PEOPLE), departed };
  return compareRevision({ before: past.desired, after: present.desired, directory });
}

const lasting = (policy: Policy, duration: string): Policy => ({
  ...policy,
  expiration: { type: 'afterDuration', duration },
});

/** What a person of each entry shows. */
async function people(before: Governance, after: Governance) {
  const { diff, revision } = await compared(before, after);
  return newAccess(diff, revision).flatMap(({ requestor, counterexample }) =>
    counterexample?.person === undefined ? [] : [[requestor.label, counterexample.person.label]],
  );
}

describe('the causes of an entry', () => {
  it('are of the policies for its people, though another of the package changed alike', async () => {
    const { diff } = await compared(
      world({ partners: OF_PARTNERS, staff: OF_STAFF }),
      world({ partners: lasting(OF_PARTNERS, 'P20D'), staff: lasting(OF_STAFF, 'P60D') }),
    );
    expect(
      diff.changed.map(({ requestor, causes }) => [requestor.type, causes.map(({ address }) => address)]),
    ).toEqual([
      ['members', ['policy.staff']],
      ['configuredOrganizations', ['policy.partners']],
    ]);
  });

  it('of a request are not of a policy that takes none', async () => {
    const byHand: Policy = { ...OF_STAFF, requestorSettings: { enableTargetsToSelfAddAccess: false } };
    const { diff } = await compared(
      world({ staff: OF_STAFF, hand: byHand }),
      world({ staff: lasting(OF_STAFF, 'P60D'), hand: lasting(byHand, 'P60D') }),
    );
    const causes = diff.changed
      .filter(({ capability }) => capability === 'request')
      .map((entry) => entry.causes.map(({ address }) => address));
    expect(causes).toEqual([['policy.staff']]);
  });

  it('are those of a sponsor for the people sponsored, whom a policy for others does not concern', async () => {
    const bySponsor = (policy: Policy): Policy => ({
      ...policy,
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: [{ primaryApprovers: ['internalSponsors'], fallbackPrimaryApprovers: [{ user: 'ann' }] }],
      },
    });
    const byUser = (user: string): Policy => ({
      ...OF_FABRIKAM,
      requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [{ primaryApprovers: [{ user }] }] },
    });
    const { diff } = await compared(
      world({ partners: bySponsor(OF_PARTNERS), fabrikam: byUser('ann') }),
      world({ partners: bySponsor(OF_PARTNERS), fabrikam: byUser('cat') }, 'cat'),
    );
    const entry = diff.changed.find(
      ({ requestor, capability }) =>
        capability === 'request' && requestor.id === 'connectedOrganization.woodgrove',
    );
    expect(entry?.causes.map(({ address }) => address)).toEqual(['connectedOrganization.woodgrove']);
  });
});

describe('the person who stands for an entry', () => {
  it('is one to whom the policy is offered, and not one of a narrower policy', async () => {
    const found = await people(
      world({ partners: OF_PARTNERS, fabrikam: OF_FABRIKAM }),
      world({ partners: lasting(OF_PARTNERS, 'P60D'), fabrikam: OF_FABRIKAM }),
    );
    const others = 'every configured organization (except Fabrikam (fabrikam.com))';
    expect(found).toContainEqual([others, 'someone@woodgrove.example']);
  });
  it('is the sponsor, for whom alone the fallback of the sponsors decides', async () => {
    const [stage] = OF_FABRIKAM.requestApprovalSettings?.stages ?? [];
    const found = await people(
      world({ fabrikam: OF_FABRIKAM }),
      world({
        fabrikam: {
          ...OF_FABRIKAM,
          requestApprovalSettings: {
            isApprovalRequiredForAdd: true,
            stages: [{ ...stage, fallbackPrimaryApprovers: [{ user: 'cat' }] }],
          },
        },
      }),
    );
    expect(found).toContainEqual(['Fabrikam (fabrikam.com)', 'bob@fabrikam.com']);
  });
});

describe('what differs alike by two policies', () => {
  it('is said once', async () => {
    const assigned = (duration: string): Record<string, Policy> => {
      const policy: Policy = {
        ...{ accessPackage: 'tango', displayName: 'Staff', allowedTargetScope: 'allMemberUsers' },
        expiration: { type: 'afterDuration', duration },
      };
      return { one: policy, two: { ...policy, displayName: 'Staff too' } };
    };
    const { diff } = await compared(world(assigned('P30D')), world(assigned('P60D')));
    expect(diff.changed.map(({ details }) => details)).toEqual([['duration: 30 days -> 60 days']]);
  });
});

describe('another rule of automatic assignment', () => {
  const assigned = (rule: string, removed: boolean): Policy => ({
    accessPackage: 'tango',
    displayName: 'Rule',
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ attributeRule: rule }],
    automaticRequestSettings: { removeAccessWhenTargetLeavesAllowedTargets: removed },
  });
  const [narrow, wide] = [
    '(user.department -eq "Sales")',
    '(user.department -eq "Sales") or (user.department -eq "Law")',
  ];

  it('says of those who match both what becomes of them once they match no more, where that is another', async () => {
    const details = async (removed: boolean) => {
      const { diff } = await compared(
        world({ rule: assigned(narrow, true) }),
        world({ rule: assigned(wide, removed) }),
      );
      return diff.gained.flatMap((entry) => entry.details).find((line) => line.includes('got it before'));
    };
    expect(await details(false)).toBe(
      `those matching ${narrow} got it before; leaving: removed after 7 days -> kept`,
    );
    expect(await details(true)).toBe(`those matching ${narrow} got it before`);
  });

  it('takes nothing from those whom it matches too, and of what cannot be decided says so', async () => {
    const entries = async (before: string, after: string) => {
      const { diff } = await compared(
        world({ rule: assigned(before, true) }),
        world({ rule: assigned(after, true) }),
      );
      const all = [...diff.gained, ...diff.lost, ...diff.changed];
      return all.map(({ summary }) => summary.replaceAll('user.department -eq ', ''));
    };
    expect(await entries(narrow, wide)).toEqual([
      'users matching ("Sales") or ("Law") can now get Tango without a request',
    ]);
    expect(await entries(wide, narrow)).toEqual([
      'users matching ("Sales") or ("Law") (except users matching ("Sales")) can no longer get Tango without a request',
    ]);
    const matching = `${narrow} or (user.city -match "B.*")`;
    expect(await entries(narrow, matching)).toEqual([
      'users matching ("Sales") or (user.city -match "B.*") can now get Tango without a request',
      'users matching ("Sales") can possibly no longer get Tango without a request',
    ]);
  });
});

describe('a user who was deleted', () => {
  const gone = new Map([['ann', 'can be restored']]);
  const listing = (...users: string[]): Policy => ({
    ...OF_STAFF,
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: users.map((user) => ({ user })),
  });
  const entries = async (before: Policy, after: Policy) => {
    const { diff } = await compared(world({ one: before }), world({ one: after }), gone);
    const all = [...diff.gained, ...diff.lost, ...diff.changed];
    return all.filter(({ requestor }) => requestor.label.startsWith('ann ')).map(({ summary }) => summary);
  };

  it.each<[string, NonNullable<Policy['requestorSettings']>]>([
    ['get', {}],
    ['be assigned', { enableTargetsToSelfAddAccess: false }],
  ])('can %s nothing for certain that could be taken away', async (verb, requestorSettings) => {
    const [named, unnamed] = [listing('cat', 'ann'), listing('cat')];
    expect(await entries({ ...named, requestorSettings }, { ...unnamed, requestorSettings })).toEqual([
      `ann (no longer in the directory) can no longer possibly ${verb} Tango`,
    ]);
  });

  it('requests nothing for other people', async () => {
    const of = (onBehalfRequestors: { user: string }[]): Policy => ({
      ...OF_STAFF,
      requestorSettings: { enableOnBehalfRequestorsToAddAccess: true, onBehalfRequestors },
    });
    expect(await entries(of([{ user: 'cat' }]), of([{ user: 'cat' }, { user: 'ann' }]))).toEqual([
      'ann (no longer in the directory) is now named to request, for other people, access to Tango, and is no longer in the directory',
    ]);
  });
});

describe('approvers of a tenant that cross-tenant access comes to block', () => {
  type Door = NonNullable<Governance['crossTenantAccess']>;
  const door = (accessType: 'allowed' | 'blocked'): Door => ({
    fabrikam: {
      b2bCollaborationInbound: {
        usersAndGroups: { accessType },
        applications: { accessType },
      },
    },
  });
  /** Whom it lets in nobody here can tell. */
  const SOME: Door = {
    fabrikam: {
      b2bCollaborationInbound: {
        usersAndGroups: { accessType: 'allowed', targets: [{ group: FEW }] },
        applications: { accessType: 'allowed' },
      },
    },
  };
  const staff: Policy = {
    ...OF_STAFF,
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true,
      stages: [
        { primaryApprovers: [{ guest: 'bob@fabrikam.com' }], fallbackPrimaryApprovers: [{ user: 'ann' }] },
      ],
    },
  };
  const at = (accessType: 'allowed' | 'blocked'): Governance => ({
    ...world({ one: OF_FABRIKAM, two: staff }),
    crossTenantAccess: door(accessType),
  });

  it('can approve no longer, and others do in their place, because of that', async () => {
    const { diff } = await compared(at('allowed'), at('blocked'));
    const all = [...diff.gained, ...diff.lost, ...diff.changed];
    expect(all.every(({ causes }) => /^crossTenantAccess\./.test(String(causes[0]?.address)))).toBe(true);
    expect(all.map(({ summary }) => summary)).toEqual([
      'Fabrikam (fabrikam.com) can no longer get Tango',
      'bob@fabrikam.com can no longer approve requests of people of Fabrikam, as external sponsor',
      'bob@fabrikam.com can no longer approve requests for Tango',
      'all members can get Tango on other terms',
      'ann can no longer get Tango, only request it in vain',
      'guests of Fabrikam (fabrikam.com) who are in the directory already can be assigned Tango on other terms, but cannot use it',
    ]);
    expect(diff.changed[0]?.details.join()).toContain('ann');
    const { gained } = (await compared(at('blocked'), at('allowed'))).diff;
    const approving = 'bob@fabrikam.com can now approve requests for Tango';
    expect(gained.map(({ summary }) => summary)).toContain(approving);
  });

  it('are told one by one where a group of theirs goes on to approve', async () => {
    const ofDesk = (accessType: 'allowed' | 'blocked'): Governance => ({
      ...at(accessType),
      policies: {
        one: OF_FABRIKAM,
        two: {
          ...OF_STAFF,
          requestApprovalSettings: {
            isApprovalRequiredForAdd: true,
            stages: [{ primaryApprovers: [{ group: 'Desk' }] }],
          },
        },
      },
    });
    const { diff } = await compared(ofDesk('allowed'), ofDesk('blocked'));
    expect(diff.lost.map(({ summary }) => summary)).toContain(
      'bob@fabrikam.com can no longer approve requests for Tango',
    );
    expect(diff.lost.map(({ requestor }) => requestor.label)).not.toContain('ann');
  });

  it('can no longer request as guests of a group that a policy for the directory names', async () => {
    const ofDesk = (accessType: 'allowed' | 'blocked'): Governance => ({
      ...at(accessType),
      policies: {
        one: {
          ...OF_STAFF,
          allowedTargetScope: 'specificDirectoryUsers',
          specificAllowedTargets: [{ group: 'Desk' }],
        },
      },
    });
    const { diff } = await compared(ofDesk('allowed'), ofDesk('blocked'));
    expect(diff.lost.map(({ summary }) => summary).filter((summary) => summary.includes('Desk'))).toEqual([
      'guests who are members of Desk can no longer get Tango',
    ]);
  });

  it('are not taken to approve as before where it does not tell who of them is let in', async () => {
    const some = { ...at('allowed'), crossTenantAccess: SOME };
    const told = async (before: Governance, after: Governance) => {
      const { diff } = await compared(before, after);
      return Object.entries(diff).flatMap(([list, entries]) =>
        (entries as AccessDiff['gained'])
          .filter(({ requestor }) => !requestor.label.includes('Fabrikam (fabrikam.com)'))
          .map(({ summary, certain, direction }) => [list, summary, certain ?? true, direction]),
      );
    };
    const doubt = 'if they can sign in, which is not known';
    expect(await told(at('allowed'), some)).toEqual([
      ['changed', 'all members can get Tango on other terms', true, 'incomparable'],
      [
        'changed',
        `bob@fabrikam.com can only approve requests of people of Fabrikam, ${doubt}`,
        false,
        'tighter',
      ],
      ['changed', `bob@fabrikam.com can only approve requests for Tango, ${doubt}`, false, 'tighter'],
    ]);
    const summaries = async (before: Governance, after: Governance) =>
      (await told(before, after)).map(([list, summary]) => `${String(list)}: ${String(summary)}`).sort();
    expect(await summaries(some, at('allowed'))).toEqual([
      'changed: all members can get Tango on other terms',
      'gained: bob@fabrikam.com can now approve requests for Tango',
      'gained: bob@fabrikam.com can now approve requests of people of Fabrikam, as external sponsor',
    ]);
    expect(await summaries(at('blocked'), some)).toEqual([
      'changed: all members can get Tango on other terms',
      'changed: ann can now possibly get Tango, which was requested in vain',
      `gained: bob@fabrikam.com can now approve requests for Tango, ${doubt}`,
      `gained: bob@fabrikam.com can now approve requests of people of Fabrikam, as external sponsor, ${doubt}`,
    ]);
    const lost = 'lost: bob@fabrikam.com can no longer approve requests for Tango, if they could at all';
    expect(await summaries(some, at('blocked'))).toContain(lost);
  });
});

describe('reasoning about organizations of one name', () => {
  it('tells them apart by how their people sign in', async () => {
    const partner = (domain: string) => ({ displayName: 'Acme', identitySources: [{ domain }] });
    const named = (key: string): Governance => ({
      ...world({
        one: { ...OF_FABRIKAM, specificAllowedTargets: [{ connectedOrganization: key }] },
      }),
      connectedOrganizations: { north: partner('north.example'), south: partner('south.example') },
    });
    const { diff, revision } = await compared(named('north'), named('south'));
    const [violation] = newAccess(diff, revision);
    const texts = violation?.counterexample?.before?.steps.map(({ text }) => text).join('\n');
    expect(texts).toMatch(/someone@south.example signs in with .*, so belongs to Acme \(south.example\)\n/);
    expect(texts).toContain('Policy "Fabrikam alone" is for Acme (north.example) only');
  });
});
