/** A plan asks who holds what lapses: what opens to them, and which guests lose their last access, is said of these people. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import { createCountingProxy } from '../support/counting-proxy.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

const EM = '/identityGovernance/entitlementManagement';
const DIRECTORY = `tenant: { displayName: T, domains: [t.example] }
users:
  - { userPrincipalName: ann@t.example, displayName: Ann }
  - { userPrincipalName: ben@t.example, displayName: Ben }
  - { userPrincipalName: cyd@t.example, displayName: Cyd }
groups: [{ displayName: Desk, members: [ann@t.example] }, { displayName: Team, members: [] }]
servicePrincipals: [{ displayName: App, appRoles: [{ displayName: User, value: u }] }]
`;
const STAFF = 'staff: { accessPackage: x, displayName: Staff, allowedTargetScope: allMemberUsers }';
const ANYONE = 'anyone: { accessPackage: x, displayName: Anyone, allowedTargetScope: allExternalUsers }';
const DESK = `desk:
    accessPackage: y
    displayName: For the desk
    allowedTargetScope: specificDirectoryUsers
    specificAllowedTargets: [{ group: Desk }]`;

let folder: string;
let served: Serving;
beforeEach(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'directory.yaml'), DIRECTORY);
  served = await serveTenantHere(folder, ['--seed', 'directory.yaml']);
});
afterEach(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

/** X excludes from Y, which is for the desk alone. */
function declare(policies: readonly string[], excluded = 'incompatibleAccessPackages: [x]'): void {
  writeFileSync(
    path.join(folder, 'governance.yaml'),
    `version: 1
tenant: { embedded: unused }
state: { file: state.json }
settings: { externalUserLifecycleAction: blockSignIn }
catalogs: { c: { displayName: C, resources: { app: { application: App } } } }
packages:
  x: { catalog: c, displayName: X, resourceRoles: [{ resource: app, role: User }] }
  y:
    catalog: c
    displayName: Y
    ${excluded}
policies:
  ${policies.join('\n  ')}
`,
  );
}

const run = (args: readonly string[], url = served.url) =>
  entente(args, { cwd: folder, env: { ...served.env, ENTENTE_GRAPH_URL: url } });
const plan = async (url?: string) => JSON.parse((await run(['plan', '--json'], url)).stdout) as Plan;
const apply = async () => {
  const { code, stderr } = await run(['apply', '--auto-approve']);
  expect({ code, stderr }).toMatchObject({ code: 0 });
};

const idOf = async (collection: string, name: string) => {
  const found = (await served.request('GET', `${EM}/${collection}`))['value'] as Record<string, unknown>[];
  return String(found.find(({ displayName }) => displayName === name)?.['id']);
};

async function assign(mail: string, policy: string): Promise<void> {
  const assignment = {
    target: { email: mail },
    accessPackageId: await idOf('accessPackages', 'X'),
    assignmentPolicyId: await idOf('assignmentPolicies', policy),
  };
  await served.request('POST', `${EM}/assignmentRequests`, { requestType: 'adminAdd', assignment });
}

const opened = ({ access: { gained } }: Plan) =>
  gained
    .filter(({ requestor: { type } }) => type === 'holder')
    .map(({ summary, certain, holders, details }) => ({ summary, certain, holders, details }));
const linesOnGuests = ({ access: { lost } }: Plan) =>
  lost.flatMap(({ capability, details }) =>
    capability === 'hold' ? details.filter((line) => line.startsWith('guests')) : [],
  );

describe('an exclusion that lapses', () => {
  it('is told of the holders for whom the other package is, and of nobody else', async () => {
    declare([STAFF, DESK]);
    await apply();
    declare([DESK]);
    expect(opened(await plan())).toEqual([]);
    await assign('ben@t.example', 'Staff');
    await assign('cyd@t.example', 'Staff');
    // Neither is of the desk.
    const none = await plan();
    expect([opened(none), none.access.lost.length > 0]).toEqual([[], true]);
    await assign('ann@t.example', 'Staff');
    expect(opened(await plan())).toMatchObject([
      {
        summary: 'who holds X through Staff (holders lose it) can now get Y',
        certain: undefined,
        holders: { count: 1, names: ['Ann (ann@t.example)'] },
        details: expect.arrayContaining([
          '3 people hold X: Ann (ann@t.example), Ben (ben@t.example), Cyd (cyd@t.example)',
          'among them: 1 person, Ann (ann@t.example)',
        ]) as unknown,
      },
    ]);
    const gate = await run(['access', 'check', '--no-new-access', '--against', 'live']);
    expect(gate).toMatchObject({ code: 2 });
    expect(gate.stdout).toContain('who holds X through Staff');
  }, 120_000);

  it('is possible where the policy was deleted outside, for who held it then nobody can tell', async () => {
    declare([STAFF, DESK]);
    await apply();
    await served.request('DELETE', `${EM}/assignmentPolicies/${await idOf('assignmentPolicies', 'Staff')}`);
    const { stdout } = await run(['drift', '--json']);
    expect(stdout).toContain('who holds X through Staff (holders lose it) can now possibly get Y');
  }, 120_000);

  it('costs requests only where someone holds what lapses, and it excludes from something', async () => {
    const proxy = await createCountingProxy(served.url);
    const asked = async (excluded?: string) => {
      declare([DESK], excluded);
      proxy.reset();
      await plan(proxy.url);
      const items = proxy.exchanges.flatMap((exchange) => exchange.items);
      const isOfPeople = (item: string) => item.includes('getByIds') || item.includes('/members');
      return { exchanges: proxy.exchanges.length, people: items.filter(isOfPeople).length };
    };
    try {
      declare([STAFF, DESK]);
      await apply();
      const idle = await asked();
      expect(idle.people).toBe(0);
      await assign('ann@t.example', 'Staff');
      // Ann and the desk in one request, then who is of the desk.
      expect(await asked()).toMatchObject({ people: 2 });
      declare([STAFF, DESK], '');
      await apply();
      expect(await asked('')).toEqual(idle);
    } finally {
      await proxy.close();
    }
  }, 120_000);
});

describe('guests who lose their last access', () => {
  it('are told with the loss, named where all that they hold was read', async () => {
    declare([ANYONE, DESK]);
    await apply();
    declare([DESK]);
    await assign('gus@else.example', 'Anyone');
    expect(linesOnGuests(await plan())).toEqual([
      'guests who came by a package and hold nothing else are blocked; whether gus@else.example is among them is unknown: not all that they hold was read',
    ]);
    const all = JSON.parse((await run(['plan', '--destroy', '--json'])).stdout) as Plan;
    expect(linesOnGuests(all)).toEqual([
      'guests who came by a package and hold nothing else are blocked: gus@else.example',
    ]);
  }, 120_000);

  it('are told of no member', async () => {
    declare([STAFF, DESK]);
    await apply();
    await assign('ben@t.example', 'Staff');
    declare([DESK]);
    const { access, ...rest } = await plan();
    expect(access.lost.some(({ capability }) => capability === 'hold')).toBe(true);
    expect(linesOnGuests({ access, ...rest })).toEqual([]);
  }, 120_000);
});
