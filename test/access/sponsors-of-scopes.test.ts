/** Sponsors of organizations that a policy lets in as a class before or after, and lists or leaves out on the other side. */
import { describe, expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { AccessDiff } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];
type Stage = NonNullable<NonNullable<Policy['requestApprovalSettings']>['stages']>[number];
type Organization = NonNullable<Governance['connectedOrganizations']>[string];

const PEOPLE: People = {
  users: ['ann', 'bob', 'cat'].map((id) => ({ id, userType: 'Member' })),
  groups: { all: [] },
};

function organization(displayName: string, user?: string, more: Partial<Organization> = {}): Organization {
  return {
    displayName,
    identitySources: [{ domain: `${displayName.toLowerCase()}.example` }],
    ...(user !== undefined && { internalSponsors: [{ user }] }),
    ...more,
  };
}

function world(policy: Partial<Policy>): Governance {
  return governed({
    connectedOrganizations: {
      fabrikam: organization('Fabrikam', 'ann'),
      litware: organization('Litware', 'bob'),
      proposed: organization('Proseware', 'cat', { state: 'proposed' }),
      none: organization('Tailspin'),
    },
    catalogs: { partners: { displayName: 'Partners' } },
    packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
    policies: {
      one: {
        accessPackage: 'tango',
        displayName: 'One',
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          stages: [{ primaryApprovers: ['internalSponsors'] }],
        },
        ...policy,
      },
    },
  });
}

const CONFIGURED: Partial<Policy> = { allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' };
const ANYONE: Partial<Policy> = { allowedTargetScope: 'allExternalUsers' };
const LISTED: Partial<Policy> = {
  allowedTargetScope: 'specificConnectedOrganizationUsers',
  specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
};
const INSIDE: Partial<Policy> = {
  allowedTargetScope: 'specificDirectoryUsers',
  specificAllowedTargets: [{ group: 'all' }],
};

/** Of who approves, what comes and goes. */
async function told(before: Partial<Policy>, after: Partial<Policy>): Promise<string[]> {
  const sides = await Promise.all([before, after].map((each) => resourcesOf(world(each), PEOPLE)));
  const [past = [], present = []] = sides;
  const diff = compareAccess({ before: past, after: present, directory: factsOf(PEOPLE) });
  return (['gained', 'lost', 'changed'] as const).flatMap((list: keyof AccessDiff) =>
    diff[list]
      .filter(({ capability }) => capability === 'approve')
      .map(({ summary, causes }) => {
        const blamed = causes.map(({ address, path = '' }) => `${address} ${path}`).join(', ');
        return `${list}: ${summary} # ${blamed}`;
      }),
  );
}

const scope = '# policy.one allowedTargetScope';
const as = (list: 'gained' | 'lost', who: string, of: string) =>
  `${list}: ${who} can ${list === 'gained' ? 'now' : 'no longer'} approve requests of people of ${of}, as internal sponsor`;

describe('sponsors of a class', () => {
  it.each<[string, Partial<Policy>, Partial<Policy>, [string, string][]]>([
    ['of which some organizations are listed', CONFIGURED, LISTED, [['bob', 'Litware']]],
    [
      'that holds those who are only proposed',
      ANYONE,
      LISTED,
      [
        ['bob', 'Litware'],
        ['cat', 'Proseware'],
      ],
    ],
    ['that is wider than the other', ANYONE, CONFIGURED, [['cat', 'Proseware']]],
    [
      'of which nobody is let in',
      CONFIGURED,
      INSIDE,
      [
        ['ann', 'Fabrikam'],
        ['bob', 'Litware'],
      ],
    ],
  ])('%s', async (_what, wide, narrow, people) => {
    const lines = async (list: 'gained' | 'lost', past: Partial<Policy>, present: Partial<Policy>) => {
      const found = await told(past, present);
      expect(found.map((line) => line.slice(0, line.indexOf(' #')))).toEqual(
        people.map(([who, of]) => as(list, who, of)),
      );
      for (const line of found) expect(line).toContain(scope);
    };
    await lines('lost', wide, narrow);
    await lines('gained', narrow, wide);
  });

  it('who no longer approve are told with the stage that named them', async () => {
    const stages = (fallback: string, second: NonNullable<Stage['primaryApprovers']>): Partial<Policy> => ({
      ...LISTED,
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: [
          { primaryApprovers: ['externalSponsors'], fallbackPrimaryApprovers: [{ user: fallback }] },
          { primaryApprovers: second },
        ],
      },
    });
    expect(await told(stages('bob', ['internalSponsors']), stages('cat', [{ user: 'bob' }]))).toContain(
      `${as('lost', 'ann', 'Fabrikam')} # policy.one requestApprovalSettings.stages[1].primaryApprovers`,
    );
  });

  it('are told as one where the scope stays', async () => {
    const by = (user: string): Partial<Policy> => ({
      ...CONFIGURED,
      requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [{ primaryApprovers: [{ user }] }] },
    });
    expect(await told(CONFIGURED, by('ann'))).toEqual([
      expect.stringContaining('gained: ann can now approve requests for Tango'),
      expect.stringContaining("lost: internal sponsors of the requestor's organization"),
    ]);
  });

  it('who come or go are no cause of terms by which no sponsor decides', async () => {
    const side = (user: string): Governance => {
      const named = world({
        ...LISTED,
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          stages: [{ primaryApprovers: [{ user }] }],
        },
      });
      return { ...named, connectedOrganizations: { fabrikam: organization('Fabrikam', user) } };
    };
    const causes = async (before: Governance, after: Governance) => {
      const sides = await Promise.all([before, after].map((each) => resourcesOf(each, PEOPLE)));
      const [past = [], present = []] = sides;
      const { changed } = compareAccess({ before: past, after: present, directory: factsOf(PEOPLE) });
      const [requested] = changed.filter(({ capability }) => capability === 'request');
      return requested?.causes.map(({ address }) => address);
    };
    expect(await causes(side('ann'), side('bob'))).toEqual(['policy.one']);
    const sponsored = (user: string): Governance => ({
      ...world(LISTED),
      connectedOrganizations: { fabrikam: organization('Fabrikam', user) },
    });
    expect(await causes(sponsored('ann'), sponsored('bob'))).toEqual(['connectedOrganization.fabrikam']);
  });
});
