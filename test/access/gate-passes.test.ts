/** What the check for new access passes: what opens nothing, however it is told; and what it stops beside that. */
import { describe, expect, it } from 'vitest';
import { compareRevision, newAccess } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];
type Stage = NonNullable<NonNullable<Policy['requestApprovalSettings']>['stages']>[number];
type Package = NonNullable<Governance['packages']>[string];

const PEOPLE: People = {
  users: [
    { id: 'ann', properties: { department: 'Sales' } },
    { id: 'bob', properties: { department: 'Law' } },
    { id: 'cat', properties: { department: 'Law' } },
  ],
  groups: { readers: ['bob', 'cat'] },
};

function world(
  policy: Partial<Policy>,
  more: Partial<Package> = {},
  others: Record<string, Policy> = {},
): Governance {
  return governed({
    catalogs: { main: { displayName: 'Main' } },
    packages: { tango: { catalog: 'main', displayName: 'Tango', ...more } },
    policies: {
      one: {
        accessPackage: 'tango',
        displayName: 'One',
        allowedTargetScope: 'allMemberUsers',
        expiration: { type: 'afterDuration', duration: 'P90D' },
        ...policy,
      },
      ...others,
    },
  });
}

async function stopped(before: Governance, after: Governance): Promise<string[]> {
  const [past, present] = await Promise.all([resourcesOf(before, PEOPLE), resourcesOf(after, PEOPLE)]);
  const { diff, revision } = compareRevision({
    ...{ before: past, after: present, directory: factsOf(PEOPLE) },
  });
  return newAccess(diff, revision).map(({ summary }) => summary);
}

const named = (...keys: string[]): NonNullable<Stage['primaryApprovers']> =>
  keys.map((key) => (key === 'readers' ? { group: key } : { user: key }));

const approvedBy = (...stages: readonly (readonly string[])[]): Partial<Policy> => ({
  requestApprovalSettings: {
    isApprovalRequiredForAdd: true,
    stages: stages.map((each) => ({ primaryApprovers: named(...each) })),
  },
});

const forGroup = (more: Partial<Policy>): Partial<Policy> => ({
  ...{ allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [{ group: 'readers' }] },
  ...more,
});

const OUT: Partial<Package> = { incompatibleGroups: [{ group: 'readers' }] };

describe('a policy of which the package keeps out everyone whom it names', () => {
  it('opens nothing with what it says of requests', async () => {
    const [before, after] = [forGroup(approvedBy(['ann'])), forGroup({})].map((each) => world(each, OUT));
    expect(await stopped(before as Governance, after as Governance)).toEqual([]);
  });

  it('opens something to those who are named beside them', async () => {
    const targets = { specificAllowedTargets: [{ group: 'readers' }, { user: 'ann' }] };
    const [before, after] = [approvedBy(['bob']), {}].map((each) =>
      world({ ...forGroup(each), ...targets }, OUT),
    );
    expect(await stopped(before as Governance, after as Governance)).toEqual([
      'ann can get Tango on other terms',
    ]);
  });

  it('may be held by those who came to it before, whom a review no longer asks about', async () => {
    const reviewed: Partial<Policy> = {
      reviewSettings: {
        primaryReviewers: [{ user: 'ann' }],
        schedule: { recurrence: { pattern: { type: 'absoluteMonthly', interval: 3 } } },
      },
    };
    expect(await stopped(world(forGroup(reviewed), OUT), world(forGroup({}), OUT))).toEqual([
      'Tango changed, effect not worked out: One',
    ]);
  });
});

describe('who could only request in vain', () => {
  const rule = (text: string): Record<string, Policy> => ({
    all: {
      accessPackage: 'tango',
      displayName: 'All',
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [{ attributeRule: text }],
      automaticRequestSettings: { requestAccessForAllowedTargets: true },
    },
  });
  const forAnn = (more: Partial<Policy>): Partial<Policy> => ({
    ...{ allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [{ user: 'ann' }] },
    ...more,
  });
  const SALES = rule('(user.department -eq "Sales")');
  const endless: Partial<Policy> = { expiration: { type: 'noExpiration' } };

  it('gains nothing by the terms of that, and has what a rule gives as before', async () => {
    const before = world(forAnn({}), {}, SALES);
    const after = world(forAnn({ ...approvedBy(['ann']), ...endless }), {}, SALES);
    expect(await stopped(before, after)).not.toContain('ann can get Tango on other terms');
    // Somebody else can approve it.
    const approved = world(forAnn({ ...approvedBy(['bob']), ...endless }), {}, SALES);
    expect(await stopped(before, approved)).toContain('ann can get Tango on other terms');
  });
});

describe('stages of other people', () => {
  it('are held against those that have all of them: two members, and somebody else first, instead of a group', async () => {
    const before = world(approvedBy(['readers']));
    const other = await stopped(before, world(approvedBy(['ann'], ['bob'])));
    expect(other).toEqual([]);
    expect(await stopped(before, world(approvedBy(['ann'])))).toContain(
      'all members can get Tango on other terms',
    );
  });

  it('who comes to decide in a stage more only stands in the way', async () => {
    expect(await stopped(world(approvedBy(['ann'])), world(approvedBy(['ann'], ['bob'])))).toEqual([]);
    expect(await stopped(world({}), world(approvedBy(['ann'])))).toEqual([]);
  });

  it('who comes to decide where the stages stay equal as a whole has gained that', async () => {
    expect(await stopped(world(approvedBy(['ann'])), world(approvedBy(['ann'], ['ann', 'bob'])))).toEqual([
      'bob can now approve requests for Tango',
    ]);
  });

  it('who decides already, and in another role where the stages stay equal as a whole, has gained nothing', async () => {
    const fallback = (...more: Stage[]): Partial<Policy> => ({
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: [{ primaryApprovers: named('ann'), fallbackPrimaryApprovers: named('bob') }, ...more],
      },
    });
    const after = world(fallback({ primaryApprovers: named('ann', 'bob') }));
    expect(await stopped(world(fallback()), after)).toEqual([]);
  });

  it('of one policy that get tighter excuse none who comes to decide by another', async () => {
    const other = (more: Partial<Policy>): Record<string, Policy> => ({
      two: { accessPackage: 'tango', displayName: 'Two', ...forGroup(more) },
    });
    const before = world(approvedBy(['ann']), {}, other(approvedBy(['ann'])));
    const after = world(approvedBy(['ann'], ['cat']), {}, other(approvedBy(['ann'], ['ann', 'bob'])));
    expect(await stopped(before, after)).toEqual(['bob can now approve requests for Tango']);
  });

  it('who comes to review where nobody did stands beside access', async () => {
    const reviewed: Partial<Policy> = {
      reviewSettings: {
        primaryReviewers: [{ user: 'ann' }],
        schedule: { recurrence: { pattern: { type: 'absoluteMonthly', interval: 3 } } },
      },
    };
    expect(await stopped(world({}), world(reviewed))).toEqual([]);
  });
});

it('guests of a listed group gain by a policy for their organization that their own no longer hides', async () => {
  const guests: People = {
    users: [{ id: 'ann' }, { id: 'gus@fabrikam.com', userType: 'Guest' }],
    groups: { readers: ['gus@fabrikam.com'] },
  };
  const [before, after] = await Promise.all(
    [
      { allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' as const },
      {
        allowedTargetScope: 'specificConnectedOrganizationUsers' as const,
        specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
      },
    ].map((open: Partial<Policy>) => {
      const { catalogs, ...rest } = world(
        open,
        {},
        {
          two: { accessPackage: 'tango', displayName: 'Two', ...forGroup(approvedBy(['ann'])) },
        },
      );
      const document = {
        ...rest,
        catalogs: { main: { ...catalogs?.['main'], displayName: 'Main', isExternallyVisible: true } },
        connectedOrganizations: {
          fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
        },
      };
      return resourcesOf(document, guests);
    }),
  );
  const { diff, revision } = compareRevision({
    ...{ before: before ?? [], after: after ?? [], directory: factsOf(guests) },
  });
  expect(newAccess(diff, revision).map(({ summary }) => summary)).toEqual([
    'guests of Fabrikam (fabrikam.com) who are members of readers can get Tango on other terms',
  ]);
});
