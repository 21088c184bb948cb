/** Reviewers are resolved as approvers are: sponsors and managers of the holder, groups, and people who are gone or disabled. */
import { describe, expect, it } from 'vitest';
import { compareAccess, createAccessModel, resolveReviewers } from '../../src/access/index.ts';
import type { DirectoryFacts, Requestor } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Review = NonNullable<NonNullable<Governance['policies']>[string]['reviewSettings']>;
type Primary = NonNullable<Review['primaryReviewers']>;

const PEOPLE: People = {
  users: [
    { id: 'ann' },
    { id: 'bob', manager: 'ann' },
    { id: 'top', manager: null },
    { id: 'gus', userType: 'Guest' },
    { id: 'off', accountEnabled: false },
  ],
  groups: { desk: ['ann', 'off'], idle: ['off'] },
};
const FACTS: DirectoryFacts = { ...factsOf(PEOPLE), departed: new Map([['gone', 'deleted']]) };

function world(
  primaryReviewers: Primary,
  more: Partial<Review> = {},
  internalSponsors = ['ann'],
): Governance {
  return governed({
    connectedOrganizations: {
      fabrikam: {
        displayName: 'Fabrikam',
        identitySources: [{ domain: 'fabrikam.com' }],
        internalSponsors: internalSponsors.map((user) => ({ user })),
      },
    },
    catalogs: { partners: { displayName: 'Partners', isExternallyVisible: true } },
    packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
    policies: {
      one: {
        accessPackage: 'tango',
        displayName: 'One',
        allowedTargetScope: 'specificConnectedOrganizationUsers',
        specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
        expiration: { type: 'afterDuration', duration: 'P90D' },
        reviewSettings: {
          isEnabled: true,
          primaryReviewers,
          ...more,
          schedule: {
            expiration: { type: 'afterDuration', duration: 'P25D' },
            recurrence: { pattern: { type: 'absoluteMonthly', interval: 3 }, range: { type: 'noEnd' } },
          },
        },
      },
    },
  });
}

async function reviewersOf(governance: Governance, holder: Requestor) {
  const model = createAccessModel({ resources: await resourcesOf(governance, PEOPLE), directory: FACTS });
  const policy = model.policies.get('policy.one');
  const found = policy && resolveReviewers(model, policy, holder);
  return found && { from: found.from, people: found.reviewers.people, unknown: found.reviewers.unknown };
}

async function diff(before: Governance, after: Governance) {
  const [past, present] = await Promise.all([resourcesOf(before, PEOPLE), resourcesOf(after, PEOPLE)]);
  const { gained, lost, changed } = compareAccess({ before: past, after: present, directory: FACTS });
  return [...gained, ...lost, ...changed];
}

const PARTNER: Requestor = { type: 'connectedOrganization', address: 'connectedOrganization.fabrikam' };
const person = (id: string): Requestor => {
  const found = FACTS.users.get(id);
  if (found === undefined) throw new Error(`${id} is not in the directory`);
  return { type: 'person', person: found };
};

describe('reviewers', () => {
  it.each<[string, Primary, Requestor, string[], string]>([
    ['sponsors of the organization', ['internalSponsors'], PARTNER, ['ann'], 'primary'],
    ["the holder's manager", ['requestorManager'], person('bob'), ['ann'], 'primary'],
    ['the fallback where there is no manager', ['requestorManager'], person('top'), ['bob'], 'fallback'],
    ['enabled members of a group', [{ group: 'desk' }], PARTNER, ['ann'], 'primary'],
    ['the fallback where a group has none', [{ group: 'idle' }], PARTNER, ['bob'], 'fallback'],
    ['the fallback of who left', [{ user: 'gone' }], PARTNER, ['bob'], 'fallback'],
    // Nobody approves what they request, but who is named reviews what they hold too.
    ['the holder, where named', [{ user: 'bob' }], person('bob'), ['bob'], 'primary'],
  ])('are %s', async (_what, primary, holder, people, from) => {
    const found = await reviewersOf(world(primary, { fallbackReviewers: [{ user: 'bob' }] }), holder);
    expect(found).toEqual({ from, people, unknown: [] });
  });

  it('differ for people of an organization whose sponsors do, caused by that', async () => {
    const entries = await diff(world(['internalSponsors']), world(['internalSponsors'], {}, ['bob']));
    const terms = entries.find(({ differences }) => differences?.some(({ facet }) => facet === 'review'));
    const cause = { address: 'connectedOrganization.fabrikam', path: 'internalSponsors' };
    expect(terms?.causes).toMatchObject([cause]);
    const duties = entries.filter(({ capability }) => capability === 'review');
    expect(duties.map(({ summary, causes }) => [summary, causes.length])).toEqual([
      ['bob can now review who keeps access among people of Fabrikam, as internal sponsor', 1],
      ['ann can no longer review who keeps access among people of Fabrikam, as internal sponsor', 1],
    ]);
  });

  it.each([
    ['keepAccess', 'looser', 'tighter'],
    ['removeAccess', 'tighter', 'looser'],
  ] as const)('who are gone leave all to %s: %s', async (expirationBehavior, losing, winning) => {
    const [some, none] = [[{ user: 'ann' }], [{ user: 'off' }]].map((primary) =>
      world(primary, { expirationBehavior }),
    ) as [Governance, Governance];
    const orders = async (before: Governance, after: Governance) =>
      (await diff(before, after)).flatMap(({ differences = [] }) =>
        differences.filter(({ facet, before: was }) => facet === 'review' && !Array.isArray(was)),
      );
    expect((await orders(some, none)).map(({ direction }) => direction)).toEqual([losing]);
    expect((await orders(none, some)).map(({ direction }) => direction)).toEqual([winning]);
  });
});
