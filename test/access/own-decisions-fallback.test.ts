/** Fallback approvers whom it is left to, who then decide alone about what is requested on their own behalf. */
import { describe, expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
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
  dan: 'ann',
  eve: 'bob',
  fay: 'off',
};
const PEOPLE: People = {
  users: [
    ...Object.entries(MANAGERS).map(([id, manager]) => ({ id, manager })),
    { id: 'off', manager: null, accountEnabled: false },
  ],
  groups: { staff: ['ann', 'dan', 'eve', 'fay'], desk: ['bob', 'ann'] },
};
const MANAGER: Requestors = [{ requestorManager: { managerLevel: 1 } }];

function world(stages: readonly Stage[], onBehalfRequestors: Requestors): Governance {
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
        requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [...stages] },
      },
    },
  });
}

/** Who comes to decide alone about what is requested on their behalf, by one edit. */
async function decidingBy(
  before: readonly Stage[],
  after: readonly Stage[],
  requestors: Requestors = MANAGER,
): Promise<string[]> {
  const sides = await Promise.all(
    [before, after].map((each) => resourcesOf(world(each, requestors), PEOPLE)),
  );
  const [past = [], present = []] = sides;
  const { gained, changed } = compareAccess({ before: past, after: present, directory: factsOf(PEOPLE) });
  return [...gained, ...changed].flatMap(({ severity, requestor, capability, selfDecision = [] }) =>
    selfDecision.map(({ type }) => `${severity} ${capability ?? ''} ${requestor.label}: ${type}`),
  );
}

const stage = (primaryApprovers: Stage['primaryApprovers'], fallback?: string): Stage => ({
  ...(primaryApprovers !== undefined && { primaryApprovers }),
  ...(fallback !== undefined && { fallbackPrimaryApprovers: [{ user: fallback }] }),
});
const byManager = (fallback?: string) => [stage(['requestorManager'], fallback)];

describe('fallback approvers decide alone about what is requested for them', () => {
  it('where their manager requests it and would approve it', async () => {
    expect(await decidingBy(byManager('bob'), byManager('dan'))).toEqual(['critical approve dan: onBehalf']);
    expect(await decidingBy(byManager('dan'), byManager('bob'))).toEqual([]);
  });

  it('where a user or a member of a group requests it who alone would approve it', async () => {
    const by = (fallback: string) => [stage([{ user: 'bob' }], fallback)];
    for (const requestors of [[{ user: 'bob' }], [{ group: 'desk' }]] satisfies Requestors[])
      expect(await decidingBy(by('off'), by('dan'), requestors)).toEqual(['critical approve dan: onBehalf']);
    expect(await decidingBy(by('off'), by('dan'), [{ user: 'ann' }])).toEqual([]);
  });

  it.each<[string, readonly Stage[], readonly Stage[]]>([
    ['they have no manager', byManager('bob'), byManager('ann')],
    ['their manager cannot sign in', byManager('bob'), byManager('fay')],
    ['they are not in the scope', byManager('dan'), byManager('bob')],
    [
      'others decide another stage',
      [...byManager('bob'), stage([{ user: 'ann' }])],
      [...byManager('dan'), stage([{ user: 'ann' }])],
    ],
    [
      'somebody else is left to decide',
      [stage(['requestorManager', { user: 'ann' }, { user: 'bob' }], 'off')],
      [stage(['requestorManager', { user: 'ann' }, { user: 'bob' }], 'dan')],
    ],
  ])('not where %s', async (_why, before, after) => {
    expect(await decidingBy(before, after)).toEqual([]);
  });
});
