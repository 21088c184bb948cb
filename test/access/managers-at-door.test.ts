/** What an edit of cross-tenant access makes of those whose manager is a guest, and in which direction it goes for classes. */
import { describe, expect, it } from 'vitest';
import { compareAccess, compareRevision, newAccess, takingPart } from '../../src/access/index.ts';
import { isKeptOutBy } from '../../src/access/facts/outer-door.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const PEOPLE: People = {
  tenants: { 'tenant-fabrikam': ['fabrikam.com'], 'tenant-litware': ['litware.com'] },
  groups: { staff: ['ann', 'ed', 'eva', 'zoe'] },
  users: [
    { id: 'ann' },
    { id: 'ed', manager: 'gina@fabrikam.com' },
    { id: 'eva', manager: 'ed' },
    { id: 'zoe', manager: 'leo@litware.com' },
    { id: 'gina@fabrikam.com', mail: 'gina@fabrikam.com', userType: 'Guest' },
    { id: 'leo@litware.com', mail: 'leo@litware.com', userType: 'Guest' },
  ],
};
const SHUT = { usersAndGroups: { accessType: 'blocked' }, applications: { accessType: 'blocked' } } as const;
const OPEN = { usersAndGroups: { accessType: 'allowed' }, applications: { accessType: 'allowed' } } as const;

interface Doors {
  readonly fabrikam?: typeof SHUT | typeof OPEN;
  readonly usual?: typeof SHUT | typeof OPEN;
}

function world({ fabrikam, usual }: Doors, managerLevel: number, anyone = false): Governance {
  const manager = { requestorManager: { managerLevel } };
  const stages = [{ primaryApprovers: [manager], fallbackPrimaryApprovers: [{ user: 'ann' }] }];
  return governed({
    sponsors: { gina: { guest: 'gina@fabrikam.com' }, leo: { guest: 'leo@litware.com' } },
    connectedOrganizations: {
      fabrikam: {
        displayName: 'Fabrikam',
        identitySources: [{ domain: 'fabrikam.com' }],
        externalSponsors: ['gina', 'leo'],
      },
    },
    crossTenantAccess: {
      litware: { tenantId: 'tenant-litware', b2bCollaborationInbound: anyone ? SHUT : OPEN },
      ...(usual !== undefined && { default: { b2bCollaborationInbound: usual } }),
      ...(fabrikam !== undefined && { fabrikam: { b2bCollaborationInbound: fabrikam } }),
    },
    catalogs: { main: { displayName: 'Main' } },
    packages: {
      pay: { catalog: 'main', displayName: 'Pay' },
      post: { catalog: 'main', displayName: 'Post' },
    },
    policies: {
      staff: {
        accessPackage: 'pay',
        displayName: 'Staff',
        allowedTargetScope: 'allMemberUsers',
        requestApprovalSettings: { isApprovalRequiredForAdd: true, stages },
      },
      ...(anyone && {
        press: {
          accessPackage: 'post',
          displayName: 'Press',
          allowedTargetScope: 'allExternalUsers' as const,
        },
      }),
    },
  });
}

async function compared(before: Governance, after: Governance) {
  const [past, present] = await Promise.all([resourcesOf(before, PEOPLE), resourcesOf(after, PEOPLE)]);
  return { before: past, after: present, directory: factsOf(PEOPLE) };
}

async function ofPay(before: Governance, after: Governance) {
  const { gained, lost, changed } = compareAccess(await compared(before, after));
  return [...gained, ...lost, ...changed]
    .filter(({ capability, package: of }) => capability === 'request' && of.displayName === 'Pay')
    .map(({ summary, details: [line], causes }) => ({
      summary,
      line,
      at: causes.map((each) => each.address),
    }));
}

const line = (was: string, is: string) =>
  `approval: ${was}; denied after 14 days -> ${is}; denied after 14 days`;

describe('those whose manager is a guest of a tenant', () => {
  it.each([
    [1, 'ed'],
    [2, 'eva'],
  ])('have others who approve where it comes to be blocked, and back (level %i)', async (level, name) => {
    const [open, shut] = [world({ fabrikam: OPEN }, level), world({ fabrikam: SHUT }, level)];
    const entry = {
      summary: `${name} can get Pay on other terms`,
      at: Array(2).fill('crossTenantAccess.fabrikam'),
    };
    expect(await ofPay(open, shut)).toEqual([
      { ...entry, line: line('gina@fabrikam.com', 'ann (fallback)') },
    ]);
    expect(await ofPay(shut, open)).toEqual([
      { ...entry, line: line('ann (fallback)', 'gina@fabrikam.com') },
    ]);
  });

  it('are asked for where managers approve, and not where none do or no door changes', async () => {
    const [open, shut] = [world({ fabrikam: OPEN }, 2), world({ fabrikam: SHUT }, 2)];
    expect(takingPart(await compared(open, shut))).toMatchObject({
      managing: ['gina@fabrikam.com'],
      levels: 2,
    });
    expect(takingPart(await compared(open, world({ fabrikam: OPEN }, 1))).managing).toEqual([]);
    const without = (from: Governance): Governance => ({ ...from, policies: {} });
    expect(takingPart(await compared(without(open), without(shut))).managing).toEqual([]);
  });
});

describe('a door that keeps more people out', () => {
  it('is tighter for anyone on the internet, so that the gate lets it pass', async () => {
    const [open, shut] = [world({ usual: OPEN }, 3, true), world({ usual: SHUT }, 3, true)];
    const { diff, revision } = compareRevision(await compared(open, shut));
    const anyone = diff.changed.filter(({ package: of }) => of.displayName === 'Post');
    expect(anyone.map(({ direction }) => direction)).toEqual(anyone.map(() => 'tighter'));
    expect(anyone.length).toBeGreaterThan(0);
    expect(newAccess(diff, revision).filter(({ about }) => about.displayName === 'Post')).toEqual([]);
  });

  it.each<[string, string, boolean]>([
    ['a', 'all but b', true],
    ['a', 'all but a b', false],
    ['all but a b', 'all but a', true],
    ['all but a', 'all but a b', false],
    ['all but a', 'all but ', true],
    ['all but a', 'a', false],
    ['a blocked: x', 'a', true],
    ['a', 'a blocked: x', false],
    ['a blocked: x', 'a blocked: y', false],
    ['a blocked: x', 'all but b blocked: x', true],
  ])('%s is within %s: %s', (inner, outer, is) => {
    expect(isKeptOutBy(inner, outer)).toBe(is);
  });
});
