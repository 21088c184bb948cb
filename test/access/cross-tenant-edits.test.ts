/** What an edit of cross-tenant access alone makes of assignments, and of those who request for others: both ways. */
import { describe, expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const PEOPLE: People = {
  tenants: { 'tenant-fabrikam': ['fabrikam.com'] },
  groups: { liaison: ['ann', 'gina@fabrikam.com'], staff: ['ann', 'bob'], office: ['ann'] },
  users: [
    { id: 'ann' },
    { id: 'bob' },
    { id: 'gina@fabrikam.com', mail: 'gina@fabrikam.com', userType: 'Guest' },
  ],
};

function world(accessType: 'allowed' | 'blocked'): Governance {
  return governed({
    sponsors: { gina: { guest: 'gina@fabrikam.com' } },
    connectedOrganizations: {
      fabrikam: {
        displayName: 'Fabrikam',
        identitySources: [{ domain: 'fabrikam.com' }],
        externalSponsors: ['gina'],
      },
    },
    crossTenantAccess: {
      fabrikam: {
        b2bCollaborationInbound: { usersAndGroups: { accessType }, applications: { accessType } },
      },
    },
    catalogs: { main: { displayName: 'Main' } },
    packages: { tango: { catalog: 'main', displayName: 'Tango' } },
    policies: {
      partners: {
        accessPackage: 'tango',
        displayName: 'Partners',
        allowedTargetScope: 'specificConnectedOrganizationUsers',
        specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          stages: [
            { primaryApprovers: ['externalSponsors'], fallbackPrimaryApprovers: [{ group: 'office' }] },
          ],
        },
      },
      staff: {
        accessPackage: 'tango',
        displayName: 'Staff',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ group: 'staff' }],
        requestorSettings: {
          enableOnBehalfRequestorsToAddAccess: true,
          // Who is kept out does nothing as a manager either.
          onBehalfRequestors: [{ group: 'liaison' }, 'requestorManager'],
        },
      },
    },
  });
}

async function entries(before: Governance, after: Governance) {
  const [past, present] = await Promise.all([resourcesOf(before, PEOPLE), resourcesOf(after, PEOPLE)]);
  const { gained, lost, changed } = compareAccess({
    before: past,
    after: present,
    directory: factsOf(PEOPLE),
  });
  return [...gained, ...lost, ...changed];
}

const GUESTS = 'guests of Fabrikam (fabrikam.com) who are in the directory already';
const DOORS = ['usersAndGroups', 'applications'].map(
  (half) => `crossTenantAccess.fabrikam b2bCollaborationInbound.${half}.accessType`,
);

describe.each([
  ['blocked', 'allowed', 'blocked'],
  ['allowed', 'blocked', 'allowed'],
] as const)('where a tenant comes to be %s', (_what, from, to) => {
  const all = entries(world(from), world(to));

  it('who approves an assignment that is still to be had is told', async () => {
    const assigned = (await all).filter(({ capability }) => capability === 'assign');
    expect(assigned.map(({ summary }) => summary)).toEqual([
      `${GUESTS} can be assigned Tango on other terms${to === 'blocked' ? ', but cannot use it' : ''}`,
    ]);
    const approvers = ['members of office (fallback)', 'gina@fabrikam.com'];
    const [was, is] = to === 'blocked' ? approvers.reverse() : approvers;
    expect(assigned[0]?.details[0]).toBe(
      `approval: ${was ?? ''}; denied after 14 days -> ${is ?? ''}; denied after 14 days`,
    );
  });

  it('it is what lets the member of a group request for others, or no longer', async () => {
    const [entry, ...others] = (await all).filter(({ capability }) => capability === 'requestFor');
    const can = to === 'blocked' ? 'can no longer' : 'can now';
    expect(entry?.summary).toBe(`gina@fabrikam.com ${can} request, for other people, access to Tango`);
    expect(entry?.causes.map(({ address, path = '' }) => `${address} ${path}`)).toEqual(DOORS);
    expect(others).toEqual([]);
  });
});
