/** Managers and members of groups who request for others: nobody approves what they request, so some of it is in vain. */
import { describe, expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { AccessDiff } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];
type Stage = NonNullable<NonNullable<Policy['requestApprovalSettings']>['stages']>[number];
type Requestors = NonNullable<NonNullable<Policy['requestorSettings']>['onBehalfRequestors']>;

const MANAGERS: Readonly<Record<string, string | null>> = {
  ann: null,
  bob: null,
  cat: null,
  dan: 'ann',
  eve: 'bob',
};
const PEOPLE: People = {
  users: Object.entries(MANAGERS).map(([id, manager]) => ({ id, manager })),
  groups: { staff: ['dan', 'eve', 'cat'], desk: ['bob'], pair: ['bob', 'ann'] },
};

function world(onBehalfRequestors: Requestors, stage: Stage, more: Partial<Policy> = {}): Governance {
  return governed({
    catalogs: { main: { displayName: 'Main' } },
    packages: { tango: { catalog: 'main', displayName: 'Tango' } },
    policies: {
      one: {
        accessPackage: 'tango',
        displayName: 'One',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ group: 'staff' }],
        requestorSettings: { enableOnBehalfRequestorsToAddAccess: true, onBehalfRequestors },
        requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [stage] },
        ...more,
      },
    },
  });
}

/** Of requests for others, what differs there and back. */
async function told(before: Governance, after: Governance): Promise<readonly (readonly string[])[]> {
  const [past, present] = await Promise.all([before, after].map((each) => resourcesOf(each, PEOPLE)));
  const directory = factsOf(PEOPLE);
  return [
    [past, present],
    [present, past],
  ].map(([one = [], other = []]) => {
    const diff = compareAccess({ before: one, after: other, directory });
    return (['gained', 'lost', 'changed'] as const).flatMap((list: keyof AccessDiff) =>
      diff[list]
        .filter(({ capability }) => capability === 'requestFor')
        .map(({ direction = '', summary, details }) =>
          [list, direction, summary, ...details.filter((line) => line.startsWith('approval'))].join('; '),
        ),
    );
  });
}

const MANAGER: Requestors = [{ requestorManager: { managerLevel: 1 } }];
const byManager = (...fallback: string[]): Stage => ({
  primaryApprovers: ['requestorManager'],
  fallbackPrimaryApprovers: fallback.map((user) => ({ user })),
});
const NOBODY = 'nobody can approve, so the request is denied';
const does = (who: string) => `${who} can request, for other people, access to Tango`;
const comesTo = (who: string) => `${who} can now request, for other people, access to Tango`;
const manager = 'the manager of the one who gets access';

describe('managers who request for others', () => {
  it('are not their approvers: the fallback is, unless it is them', async () => {
    expect(await told(world(MANAGER, byManager('bob')), world(MANAGER, byManager('cat')))).toEqual([
      [
        `changed; looser; ${comesTo(manager)}, also for people for whom it was in vain; approval: cat (fallback)`,
      ],
      [
        `changed; tighter; ${does(manager)}, but in vain for more of them; approval for dan: bob (fallback); approval for eve: ${NOBODY}`,
      ],
    ]);
  });

  it('of whom others than before request in vain', async () => {
    const [[there = ''] = [], [back = ''] = []] = await told(
      world(MANAGER, byManager('bob')),
      world(MANAGER, byManager('ann')),
    );
    for (const line of [there, back])
      expect(line).toContain(`changed; incomparable; ${does(manager)}, but in vain for others than before`);
    expect(there).toContain(`approval for dan: ${NOBODY}`);
  });

  it('of whom it is not known who they are', async () => {
    const members: Partial<Policy> = { allowedTargetScope: 'allMemberUsers', specificAllowedTargets: [] };
    expect(
      await told(world(MANAGER, byManager(), members), world(MANAGER, byManager('cat'), members)),
    ).toEqual([
      [`changed; looser; ${comesTo(manager)}, which was in vain; approval: cat (fallback)`],
      [`changed; tighter; ${does(manager)}, but only in vain; approval: ${NOBODY}`],
    ]);
    // Those of another level may approve.
    const second: Stage = { primaryApprovers: [{ requestorManager: { managerLevel: 2 } }] };
    const [[line = ''] = []] = await told(
      world(MANAGER, byManager(), members),
      world(MANAGER, second, members),
    );
    expect(line).toContain(`${comesTo(manager)}, which was in vain`);
  });
});

it('members of a group request in vain where each of them would have to approve it', async () => {
  const bob: Stage = { primaryApprovers: [{ user: 'bob' }] };
  const cat: Stage = { primaryApprovers: [{ user: 'bob' }, { user: 'cat' }] };
  expect(await told(world([{ group: 'desk' }], bob), world([{ group: 'desk' }], cat))).toEqual([
    [`changed; looser; ${comesTo('members of desk')}, which was in vain`],
    [`changed; tighter; ${does('members of desk')}, but only in vain`],
  ]);
  expect(await told(world([{ group: 'pair' }], bob), world([{ group: 'pair' }], cat))).toEqual([[], []]);
});

it('users request in vain for who alone would approve beside them', async () => {
  const of = (...users: string[]): Stage => ({ primaryApprovers: users.map((user) => ({ user })) });
  const requestors = [{ user: 'ann' }];
  const targets = { specificAllowedTargets: [{ user: 'cat' }, { user: 'dan' }, { user: 'eve' }] };
  const [bob, eve] = ['bob', 'eve'].map((user) => world(requestors, of('ann', user), targets));
  expect(await told(bob as Governance, eve as Governance)).toEqual([
    [
      `changed; tighter; ${does('ann')}, but in vain for more of them; approval for cat, dan: eve; approval for eve: ${NOBODY}`,
    ],
    [`changed; looser; ${comesTo('ann')}, also for people for whom it was in vain; approval: bob`],
  ]);
});
