/** What holders of a package gain or lose is followed into the exclusions, scopes and approvers of other packages. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareAccess, newAccess } from '../../src/access/index.ts';
import type { AccessDiff, DirectoryFacts } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import { governed } from '../support/workbench.ts';

type Packages = NonNullable<Governance['packages']>;
type Policies = NonNullable<Governance['policies']>;

const MEMBERS = 'allMemberUsers';
const TEAM = [{ resource: 'team', role: 'Member' }];
const BY_BEN = { isApprovalRequiredForAdd: true, stages: [{ primaryApprovers: [{ user: 'ben' }] }] };
const NARROW: Policies[string] = {
  accessPackage: 'y',
  displayName: 'Narrow',
  allowedTargetScope: 'specificDirectoryUsers',
  specificAllowedTargets: [{ group: 'Team' }],
};
const WIDE = { accessPackage: 'y', displayName: 'Wide', allowedTargetScope: MEMBERS } as const;

interface Side {
  readonly roles?: typeof TEAM;
  readonly y?: Partial<Packages[string]>;
  readonly open?: boolean;
  readonly policies?: Policies;
}

/** Members can get X, which may make them members of Team; Y is what something is said about. */
const documentOf = ({ roles = [], y = {}, open = true, policies = { y: WIDE } }: Side) =>
  governed({
    catalogs: { c: { displayName: 'C', resources: { team: { group: 'Team' } } } },
    packages: {
      x: { catalog: 'c', displayName: 'X', resourceRoles: roles },
      y: { catalog: 'c', displayName: 'Y', ...y },
    },
    policies: {
      ...(open && { x: { accessPackage: 'x', displayName: 'X', allowedTargetScope: MEMBERS } }),
      ...policies,
    },
  });

const USERS = [{ id: 'ann' }, { id: 'ben' }];

async function compared(
  before: Side,
  after: Side,
  directory: DirectoryFacts = factsOf({ users: USERS, groups: { Team: ['ann'] } }),
): Promise<{ readonly y: Pick<AccessDiff, 'gained' | 'changed'>; readonly stopped: readonly string[] }> {
  const diff = compareAccess({
    before: await resourcesOf(documentOf(before)),
    after: await resourcesOf(documentOf(after)),
    directory,
  });
  const ofY = (list: AccessDiff['gained']) =>
    list.filter(({ package: { address }, path: way }) => address === 'accessPackage.y' && way === undefined);
  return {
    y: { gained: ofY(diff.gained), changed: ofY(diff.changed) },
    stopped: newAccess(diff).map(({ summary }) => summary),
  };
}

const CAUSE = { causes: [{ address: 'packageResourceRole.x/team/Member' }] };
const LOSING = 'who holds X (holders lose Member of Team)';

describe('who holds a package', () => {
  const excluded = { y: { incompatibleGroups: [{ group: 'Team' }] } };

  it('can get what a group that they fall out of refused them', async () => {
    const { y, stopped } = await compared({ ...excluded, roles: TEAM }, excluded);
    expect(y).toMatchObject({
      gained: [{ ...CAUSE, capability: 'request', summary: `${LOSING} can now get Y`, severity: 'medium' }],
      changed: [],
    });
    expect(stopped).toEqual([`${LOSING} can now get Y`]);
  });

  it('is out of a group that they could only activate, and in one that they can', async () => {
    const eligible = [{ resource: 'team', role: 'Eligible Member' }];
    const { stopped } = await compared({ ...excluded, roles: TEAM }, { ...excluded, roles: eligible });
    expect(stopped).toContain(
      'who holds X (holders get Eligible Member of Team and lose Member of Team) can now get Y',
    );
    const policies = { narrow: NARROW, y: { ...WIDE, requestApprovalSettings: BY_BEN } };
    const opened = await compared({ policies }, { roles: eligible, policies });
    expect(opened.stopped).toContain(
      'who holds X (holders get Eligible Member of Team) can get Y on other terms',
    );
  });

  it('can get what the package refused them once they lose it', async () => {
    const side = { y: { incompatibleAccessPackages: ['x'] } };
    const { y, stopped } = await compared(side, { ...side, open: false });
    const summary = 'who holds X through X (holders lose it) can now get Y';
    expect(y).toMatchObject({ gained: [{ summary, causes: [{ address: 'policy.x' }] }], changed: [] });
    expect(stopped).toEqual([summary]);
  });

  it('came through a policy for people from outside as a guest, in a group too, and never as a member', async () => {
    const outside = { accessPackage: 'x', displayName: 'X', allowedTargetScope: 'allExternalUsers' } as const;
    const y = { incompatibleAccessPackages: ['x'] };
    const users = [
      { id: 'ann', userType: 'Member' },
      { id: 'gus', userType: 'Guest' },
    ] as const;
    const stopped = async (
      specificAllowedTargets: NonNullable<Policies[string]['specificAllowedTargets']>,
      ...Team: string[]
    ) => {
      const directory = factsOf({ users, groups: { Team } });
      const side = { y, open: false, policies: { narrow: { ...NARROW, specificAllowedTargets } } };
      return (await compared({ ...side, policies: { ...side.policies, x: outside } }, side, directory))
        .stopped;
    };
    expect(await stopped([{ group: 'Team' }], 'ann')).toEqual([]);
    expect(await stopped([{ group: 'Team' }], 'ann', 'gus')).toEqual([
      'who holds X through X (holders lose it) can now get Y',
    ]);
  });

  it('comes under a wider policy when the group of a stricter one is lost', async () => {
    const policies = { narrow: { ...NARROW, requestApprovalSettings: BY_BEN }, y: WIDE };
    const { y, stopped } = await compared({ roles: TEAM, policies }, { policies });
    expect(y).toMatchObject({
      gained: [],
      changed: [{ ...CAUSE, direction: 'looser', differences: [{ facet: 'approval' }] }],
    });
    expect(stopped).toEqual([`${LOSING} can get Y on other terms`]);
    // The other way round it gets stricter.
    const strict = { narrow: NARROW, y: { ...WIDE, requestApprovalSettings: BY_BEN } };
    expect((await compared({ roles: TEAM, policies: strict }, { policies: strict })).stopped).toEqual([]);
  });

  it('comes under a looser policy with the group that is got', async () => {
    const policies = { narrow: NARROW, y: { ...WIDE, requestApprovalSettings: BY_BEN } };
    const { y, stopped } = await compared({ policies }, { roles: TEAM, policies });
    const summary = 'who holds X (holders get Member of Team) can get Y on other terms';
    expect(y).toMatchObject({ gained: [], changed: [{ ...CAUSE, summary, direction: 'looser' }] });
    expect(stopped).toContain(summary);
  });

  it('is not told where nothing opens, or where all of the sort gain the same', async () => {
    expect((await compared({ roles: TEAM }, {})).stopped).toEqual([]);
    const closed = { ...excluded, policies: {} };
    const { y } = await compared({ ...closed, roles: TEAM }, closed);
    expect(y).toEqual({ gained: [], changed: [] });
    // The exclusion goes too: what is said of all members says it.
    const lifted = await compared({ ...excluded, roles: TEAM }, {});
    expect(lifted.y.gained).toEqual([]);
    expect(lifted.y.changed).toMatchObject([{ summary: 'all members can get Y on other terms' }]);
  });

  it('is a member or a guest as the policies of the package are for', async () => {
    const guests = { y: { ...WIDE, allowedTargetScope: 'allExternalUsers' } } as const;
    const side = { ...excluded, policies: guests };
    expect((await compared({ ...side, roles: TEAM }, side)).stopped).toEqual([]);
  });

  it('may be in the group all the same, where it is one person whom the policy names', async () => {
    const policies = {
      y: { ...NARROW, displayName: 'Y', specificAllowedTargets: [{ user: 'ann' }, { user: 'ben' }] },
    };
    const { y } = await compared({ ...excluded, policies, roles: TEAM }, { ...excluded, policies });
    expect(y.gained).toMatchObject([{ certain: false, summary: `${LOSING} can now possibly get Y` }]);
    expect(y.gained[0]?.details).toContain('among them: ann');
  });
});

describe('a path to what could be requested before', () => {
  const policies = { narrow: NARROW, y: { ...WIDE, requestApprovalSettings: BY_BEN } };
  const looser = async (before: Side, after: Side) => {
    const { stopped } = await compared(before, after);
    return stopped.filter((summary) => summary.includes('on looser terms'));
  };

  it('is told where it leads to looser terms', async () => {
    const summary = 'all members can now come to request Y on looser terms';
    expect(await looser({ policies }, { roles: TEAM, policies })).toEqual([summary]);
    // What gives the group was there, and is open to them now.
    expect(await looser({ roles: TEAM, policies, open: false }, { roles: TEAM, policies })).toEqual([
      summary,
    ]);
  });

  it('is not told where the terms are no looser, or were within reach', async () => {
    const strict = { narrow: { ...NARROW, requestApprovalSettings: BY_BEN }, y: WIDE };
    expect(await looser({ policies: strict }, { roles: TEAM, policies: strict })).toEqual([]);
    const open = { ...policies, y: WIDE };
    expect(await looser({ policies: open }, { roles: TEAM, policies: open })).toEqual([]);
    expect(await looser({ roles: TEAM, policies }, { roles: TEAM, policies })).toEqual([]);
  });
});

describe('a group whose members come by a package', () => {
  const fallback = {
    isApprovalRequiredForAdd: true,
    stages: [{ primaryApprovers: [{ group: 'Team' }], fallbackPrimaryApprovers: [{ user: 'ben' }] }],
  };
  const side = { policies: { y: { ...WIDE, requestApprovalSettings: fallback } } };

  it('may lose all of them, so that the fallback decides', async () => {
    const { y, stopped } = await compared({ ...side, roles: TEAM }, side);
    expect(y).toMatchObject({
      gained: [],
      changed: [{ ...CAUSE, certain: false, direction: 'incomparable' }],
    });
    expect(y.changed[0]?.details).toContain(
      'where no one is left in Team once holders of X lose Member of Team',
    );
    expect(stopped).toEqual(['all members can get Y on other terms']);
  });

  it('keeps those who are known not to hold it', async () => {
    const users = [{ id: 'ann', holds: [] }, { id: 'ben' }];
    const directory = factsOf({ users, groups: { Team: ['ann'] } });
    expect((await compared({ ...side, roles: TEAM }, side, directory)).stopped).toEqual([]);
  });

  it('leaves a dead end where there is no fallback', async () => {
    const alone = { isApprovalRequiredForAdd: true, stages: [{ primaryApprovers: [{ group: 'Team' }] }] };
    const policies = { y: { ...WIDE, requestApprovalSettings: alone } };
    expect((await compared({ roles: TEAM, policies }, { policies })).stopped).toEqual([]);
  });
});

describe('the plan and the gate', () => {
  let folder: string;
  const run = (...args: string[]) => entente([...args], { cwd: folder });
  const write = (roles: string) =>
    writeFileSync(
      path.join(folder, 'governance.yaml'),
      `version: 1
tenant: { embedded: .t, seed: directory.yaml }
state: { file: .state.json }
sponsors: { ben: { user: ben@t.example } }
catalogs: { c: { displayName: C, resources: { team: { group: Team }, app: { application: App } } } }
packages:
  x: { catalog: c, displayName: X, resourceRoles: [${roles}] }
  y:
    catalog: c
    displayName: Y
    resourceRoles: [{ resource: app, role: User }]
    incompatibleGroups: [{ group: Team }]
policies:
  x: { accessPackage: x, displayName: X, allowedTargetScope: allMemberUsers }
  y: { accessPackage: y, displayName: Y, allowedTargetScope: allMemberUsers }
`,
    );

  beforeAll(() => {
    folder = temporaryFolder();
    writeFileSync(
      path.join(folder, 'directory.yaml'),
      `tenant: { displayName: T, domains: [t.example] }
users:
  - { userPrincipalName: ann@t.example, displayName: Ann }
  - { userPrincipalName: ben@t.example, displayName: Ben }
groups: [{ displayName: Team, members: [] }]
servicePrincipals: [{ displayName: App, appRoles: [{ displayName: User, value: u }] }]
`,
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('tell it before the tenant gives what it refused', async () => {
    write('{ resource: team, role: Member }');
    await run('apply', '--auto-approve', '--quiet');
    await run('tenant', 'request', 'x', '--as', 'ann@t.example', '--quiet');
    const request = () => run('tenant', 'request', 'y', '--as', 'ann@t.example', '--quiet');
    expect(await request()).toMatchObject({ code: 1 });
    write('');
    const plan = await run('plan', '--quiet');
    expect(plan.stdout).toContain(`+ ${LOSING} can now get Y`);
    expect(plan.stdout).toContain('1 person holds X: Ann (ann@t.example)');
    const gate = await run('access', 'check', '--no-new-access', '--against', 'state', '--quiet');
    expect(gate).toMatchObject({ code: 2 });
    expect(gate.stdout).toContain(`${LOSING} can now get Y`);
    await run('apply', '--auto-approve', '--allow-access-loss', '--quiet');
    expect(await request()).toMatchObject({ code: 0 });
  }, 60_000);
});
