/** What a plan begins with is so: that everyone gets in without approval is not said of what is critical for its roles. */
import { describe, expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import { accessSummary, openPackages, renderAccessDiff } from '../../src/report/access-diff-text.ts';
import { createStyle } from '../../src/report/style.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];

const PEOPLE = { users: [{ id: 'alice@contoso.com' }], groups: { Team: [], Admins: [] } };
const plain = createStyle(false);
const PRIVILEGED = new Set(['catalogResource.partners/admins']);
const APPROVED: Partial<Policy> = {
  requestApprovalSettings: {
    isApprovalRequiredForAdd: true,
    stages: [{ primaryApprovers: [{ user: 'alice@contoso.com' }] }],
  },
};

/** The access section of a plan that lets a package for everyone on the internet grant an administrative group too. */
async function granting(policy: Partial<Policy>) {
  const sides = ['team', 'admins'].map((last, index) =>
    governed({
      catalogs: {
        partners: {
          displayName: 'Partners',
          resources: { team: { group: 'Team' }, admins: { group: 'Admins' } },
        },
      },
      packages: {
        tango: {
          catalog: 'partners',
          displayName: 'Tango',
          resourceRoles: ['team', last].slice(0, index + 1).map((resource) => ({ resource, role: 'Member' })),
        },
      },
      policies: { only: { accessPackage: 'tango', displayName: 'Only', ...policy } },
    }),
  );
  const [before = [], after = []] = await Promise.all(sides.map((side) => resourcesOf(side, PEOPLE)));
  return compareAccess({ before, after, directory: factsOf(PEOPLE), privileged: PRIVILEGED });
}

describe('what is critical', () => {
  it('is not said to be without approval where it is critical for the roles that it grants', async () => {
    const access = await granting({ allowedTargetScope: 'allExternalUsers', ...APPROVED });
    expect(access.changed.map(({ severity }) => severity)).toContain('critical');
    expect(openPackages(access)).toEqual([]);
    const [first] = renderAccessDiff(access, plain).split('\n');
    expect(first).toBe('!!! MANY PEOPLE CAN GET PRIVILEGED ROLES !!!');
    expect(accessSummary(access, plain)).toContain('many people can get privileged roles through Tango');
  });

  it('is not said of the whole internet where organizations alone get in without approval', async () => {
    const access = await granting({ allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' });
    expect(access.changed.map(({ severity }) => severity)).toContain('critical');
    expect(openPackages(access)).toEqual([]);
  });

  it('is said where everyone gets in without approval, whatever the roles are worth', async () => {
    expect(openPackages(await granting({ allowedTargetScope: 'allExternalUsers' }))).toEqual(['Tango']);
  });
});
