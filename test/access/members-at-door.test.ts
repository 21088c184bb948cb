/** What an edit of cross-tenant access makes of members of the directory who sign in with the tenant of a partner. */
import { describe, expect, it } from 'vitest';
import { compareAccess, takingPart } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const INVITED = 'pia_fabrikam.com#EXT#@contoso.com';
const PEOPLE: People = {
  tenants: { 'tenant-fabrikam': ['fabrikam.com'] },
  groups: { staff: ['ann', 'pia'] },
  users: [
    { id: 'ann', userPrincipalName: 'ann@contoso.com', mail: 'ann@contoso.com' },
    { id: 'okon', userPrincipalName: 'okon@contoso.com', mail: 'okon@fabrikam.com' },
    { id: 'pia', userPrincipalName: INVITED, mail: 'pia@fabrikam.com' },
    { id: 'eve', userPrincipalName: 'eve@contoso.com', mail: 'eve@contoso.com', manager: 'pia' },
  ],
};
const DIRECTORY = { ...factsOf(PEOPLE), ownDomains: new Set(['contoso.com']) };

type Policy = NonNullable<Governance['policies']>[string];

const world = (accessType: 'blocked' | 'allowed', policy: Partial<Policy> = {}): Governance =>
  governed({
    crossTenantAccess: {
      fabrikam: {
        tenantId: 'tenant-fabrikam',
        b2bCollaborationInbound: { usersAndGroups: { accessType }, applications: { accessType } },
      },
    },
    catalogs: { main: { displayName: 'Main' } },
    packages: { pay: { catalog: 'main', displayName: 'Pay' } },
    policies: {
      staff: {
        accessPackage: 'pay',
        displayName: 'Staff',
        allowedTargetScope: 'allMemberUsers',
        ...policy,
      },
    },
  });

async function compared(before: Governance, after: Governance) {
  const [past, present] = await Promise.all([resourcesOf(before, PEOPLE), resourcesOf(after, PEOPLE)]);
  return { before: past, after: present, directory: DIRECTORY };
}

async function told(before: Governance, after: Governance): Promise<readonly string[]> {
  const { gained, lost, changed } = compareAccess(await compared(before, after));
  return [...gained, ...lost, ...changed].map(({ summary }) => summary);
}

describe('members who sign in with the tenant of a partner', () => {
  it.each<[string, Partial<Policy>]>([
    ['all members', {}],
    [
      'a group',
      { allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [{ group: 'staff' }] },
    ],
  ])('lose what %s can request where it comes to be blocked, and gain it back', async (_, policy) => {
    const [open, shut] = [world('allowed', policy), world('blocked', policy)];
    expect(await told(open, shut)).toEqual(['pia can no longer get Pay']);
    expect(await told(shut, open)).toEqual(['pia can now get Pay']);
  });

  it('are told of once, where their class loses it as well', async () => {
    const [open, shut] = [world('allowed'), world('blocked', { allowedTargetScope: 'notSpecified' })];
    const entries = await told(open, shut);
    expect(entries).toContain('all members can no longer get Pay');
    expect(entries.filter((summary) => summary.startsWith('pia'))).toEqual([]);
  });

  it('decide no more for those whose manager they are', async () => {
    const stages = [
      {
        primaryApprovers: [{ requestorManager: { managerLevel: 1 } }],
        fallbackPrimaryApprovers: [{ user: 'ann' }],
      },
    ];
    const policy = { requestApprovalSettings: { isApprovalRequiredForAdd: true, stages } };
    expect(await told(world('allowed', policy), world('blocked', policy))).toContain(
      'eve can get Pay on other terms',
    );
  });

  it('are to be known where the door comes to be another, and there alone', async () => {
    const taking = async (before: Governance, after: Governance) =>
      takingPart(await compared(before, after)).atDoor;
    expect(await taking(world('allowed'), world('blocked'))).toBe(true);
    expect(await taking(world('allowed'), world('allowed', { displayName: 'All' }))).toBe(false);
  });
});

describe('a manager who requests for others, and comes to be kept out', () => {
  const onBehalf = (
    ...onBehalfRequestors: NonNullable<NonNullable<Policy['requestorSettings']>['onBehalfRequestors']>
  ) =>
    ({
      requestorSettings: {
        enableTargetsToSelfAddAccess: false,
        enableOnBehalfRequestorsToAddAccess: true,
        onBehalfRequestors,
      },
    }) satisfies Partial<Policy>;
  const manager = { targetManager: { managerLevel: 1 } };
  const REQUESTING = 'request, for other people, access to Pay';

  it('does so no longer, and does so again once let in', async () => {
    const policy = onBehalf(manager);
    expect(await told(world('allowed', policy), world('blocked', policy))).toContain(
      `pia can no longer ${REQUESTING}`,
    );
    expect(await told(world('blocked', policy), world('allowed', policy))).toContain(
      `pia can now ${REQUESTING}`,
    );
  });

  it('is not told of where no manager does', async () => {
    const policy = onBehalf({ user: 'ann' });
    const entries = await told(world('allowed', policy), world('blocked', policy));
    expect(entries.filter((summary) => summary.includes(REQUESTING))).toEqual([]);
  });

  it('is asked for whose manager they are', async () => {
    const policy = onBehalf(manager);
    const taking = takingPart(await compared(world('allowed', policy), world('blocked', policy)));
    expect(taking.managing).toEqual(['pia']);
  });
});
