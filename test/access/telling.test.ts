/** Who and what an entry is told by: the policies that bear on those people, and a person for whom it is so. */
import { describe, expect, it } from 'vitest';
import { compareRevision, newAccess } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];

const PEOPLE: People = {
  tenants: { 'tenant-fabrikam': ['fabrikam.com'] },
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

async function compared(before: Governance, after: Governance) {
  const [past, present] = await Promise.all([resourcesOf(before, PEOPLE), resourcesOf(after, PEOPLE)]);
  return compareRevision({ before: past, after: present, directory: factsOf(PEOPLE) });
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
    expect(found).toContainEqual(['every configured organization', 'someone@woodgrove.example']);
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
