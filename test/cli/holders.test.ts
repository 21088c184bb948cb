/** People who hold a package whose roles or policies change: counted and named, and asked for before they lose a role. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import { createCountingProxy } from '../support/counting-proxy.ts';
import { createRewritingProxy } from '../support/rewriting-proxy.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

const EM = '/identityGovernance/entitlementManagement';
const TWINS = ['6d3ba8f3-1111-4222-8333-444455556666', '6d3ba8f3-1111-4222-8333-444455557777'] as const;
const MEMBER = { resource: 'team', role: 'Member' };
const OWNER = { resource: 'team', role: 'Owner' };
const STAFF = { accessPackage: 'tango', displayName: 'Staff', allowedTargetScope: 'allMemberUsers' };

let folder: string;
let served: Serving;
beforeEach(async () => {
  folder = temporaryFolder();
  const people = Array.from({ length: 11 }, (_, index) => `staff${index + 10}@contoso.com`);
  const directory = readFileSync('examples/contoso/directory.yaml', 'utf8');
  const users = people.map((mail) => `  - { mail: ${mail}, displayName: ${mail}, userType: Member }\n`);
  // Groups of one name: namesakes.
  const seed = directory
    .replace(/^users:\n/m, `users:\n${users.join('')}`)
    .replace(
      /^groups:\n/m,
      `groups:\n${TWINS.map((id) => `  - { displayName: Twin, id: ${id} }\n`).join('')}`,
    );
  writeFileSync(path.join(folder, 'directory.yaml'), seed);
  served = await serveTenantHere(folder, ['--seed', 'directory.yaml']);
});
afterEach(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

const run = (args: readonly string[], url = served.url) =>
  entente(args, { cwd: folder, env: { ...served.env, ENTENTE_GRAPH_URL: url } });
const plan = async (url?: string) => JSON.parse((await run(['plan', '--json'], url)).stdout) as Plan;
const apply = async (...flags: string[]) => {
  const { code, stderr } = await run(['apply', '--auto-approve', ...flags]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
};
const list = async (at: string) => (await served.request('GET', at))['value'] as Record<string, unknown>[];
const idOf = async (collection: string, name: string) =>
  String((await list(`${EM}/${collection}`)).find(({ displayName }) => displayName === name)?.['id']);
const losses = ({ findings }: Plan) =>
  findings
    .filter(({ rule }) => rule === 'access-loss')
    .map(({ address, severity, message }) => [address, severity, message]);
const heldEntries = ({ access }: Plan) => access.changed.filter(({ capability }) => capability === 'hold');

/** A package with these roles; other sections replaced. */
function declare(resourceRoles: unknown, changed: Record<string, unknown> = {}): void {
  const document = {
    version: 1,
    tenant: { embedded: 'unused' },
    state: { file: 'state.json' },
    catalogs: { c: { displayName: 'C', resources: { team: { group: 'Project Tango' } } } },
    packages: { tango: { catalog: 'c', displayName: 'Tango', resourceRoles } },
    policies: { staff: STAFF },
    ...changed,
  };
  writeFileSync(path.join(folder, 'governance.yaml'), JSON.stringify(document, undefined, 1));
}

async function assign(mail: string, name = 'Tango', policy = 'Staff'): Promise<void> {
  const assignment = {
    target: { email: mail },
    accessPackageId: await idOf('accessPackages', name),
    assignmentPolicyId: await idOf('assignmentPolicies', policy),
  };
  await served.request('POST', `${EM}/assignmentRequests`, { requestType: 'adminAdd', assignment });
}

describe('a role that holders lose', () => {
  it('names them at its place, and is taken only when that is allowed', async () => {
    declare([MEMBER, OWNER]);
    await apply();
    // Nobody holds it: nobody is asked for.
    declare([MEMBER]);
    const idle = await plan();
    expect(losses(idle)).toEqual([]);
    expect(heldEntries(idle)).toMatchObject([
      {
        severity: 'low',
        holders: { count: 0, names: [] },
        details: ['nobody holds it now', 'loses Owner of Project Tango'],
      },
    ]);

    for (let index = 10; index <= 20; index += 1) await assign(`staff${index}@contoso.com`);
    await assign('dave@contoso.com');
    const told = await plan();
    const names = [
      'Dave (dave@contoso.com)',
      ...Array.from({ length: 9 }, (_, n) => `staff${n + 10}@contoso.com`),
    ];
    expect(losses(told)).toEqual([
      [
        'packageResourceRole.tango/team/Owner',
        'error',
        `12 people would lose access to Owner of Project Tango: ${names.join(', ')} and 2 more`,
      ],
    ]);
    expect(told.changes.find(({ action }) => action === 'delete')).toMatchObject({
      holders: { count: 12, names },
      losesAccess: { count: 12, names },
    });
    expect(heldEntries(told)).toMatchObject([
      {
        holders: { count: 12, names },
        details: [`12 people hold it: ${names.join(', ')} and 2 more`, 'loses Owner of Project Tango'],
      },
    ]);
    const shown = await run(['plan']);
    expect(shown.code).toBe(1);
    const line = readFileSync(path.join(folder, 'governance.yaml'), 'utf8')
      .split('\n')
      .findIndex((each) => each.includes('resourceRoles'));
    expect(shown.stderr).toMatch(/GUARD_ACCESS_LOSS: packageResourceRole\.tango\/team\/Owner: 12 people/);
    expect(shown.stderr).toMatch(new RegExp(`governance\\.yaml:(${line + 1}|${line + 2}):`));
    expect(shown.stdout).toContain('12 people hold it: Dave (dave@contoso.com)');
    for (const flags of [[], ['--no-refresh']]) {
      const refused = await run(['apply', '--auto-approve', ...flags]);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain('12 people would lose access to Owner of ');
    }
    // What is only planned without the tenant asks it nothing.
    const offline = JSON.parse((await run(['plan', '--no-refresh', '--json'])).stdout) as Plan;
    expect([losses(offline), heldEntries(offline).map(({ holders }) => holders)]).toEqual([[], [undefined]]);
    await apply('--allow-access-loss');
    expect(losses(await plan())).toEqual([]);
  }, 120_000);

  it('is lost with a resource that is exchanged, gained without consent, and known to a saved plan', async () => {
    declare([MEMBER]);
    await apply();
    await assign('dave@contoso.com');
    declare([MEMBER, OWNER]);
    const gained = await plan();
    expect(losses(gained)).toEqual([]);
    expect(heldEntries(gained)).toMatchObject([
      { holders: { count: 1, names: ['Dave (dave@contoso.com)'] } },
    ]);

    const other = { c: { displayName: 'C', resources: { team: { id: TWINS[0] } } } };
    declare([MEMBER], { catalogs: other });
    const exchanged = await plan();
    expect(losses(exchanged)).toMatchObject([
      [
        'packageResourceRole.tango/team/Member',
        'error',
        expect.stringContaining('1 person would lose access to Member of'),
      ],
    ]);
    expect((await run(['apply', '--auto-approve'])).stderr).toContain('GUARD_ACCESS_LOSS');
    expect((await run(['plan', '--allow-access-loss', '-o', 'plan.json'])).code).toBe(0);
    await assign('staff10@contoso.com');
    const stale = await run(['apply', 'plan.json', '--allow-access-loss']);
    expect(stale.stderr).toContain('would take access from other people');
    const page = await run(['show', 'plan.json', '--markdown']);
    expect(page.stdout).toContain('1 person holds it: Dave');
    const html = await run(['show', 'plan.json', '--html', '-']);
    expect(html.stdout).toContain('1 person holds it: Dave');
    await apply('--allow-access-loss');
  }, 120_000);

  it('is unknown where assignments may not be read, and wants consent as well', async () => {
    declare([MEMBER, OWNER]);
    await apply();
    await assign('dave@contoso.com');
    declare([MEMBER], { policies: { staff: { ...STAFF, description: 'For staff' } } });
    const front = await createRewritingProxy(
      served.url,
      (entity) => entity,
      (body) => body,
      (at) => at.startsWith(`${EM}/assignments?`),
    );
    try {
      const told = await plan(front.url);
      expect(losses(told)).toEqual([
        [
          'packageResourceRole.tango/team/Owner',
          'error',
          'Who would lose access to Owner of Project Tango is unknown: the tenant refuses to list the assignments',
        ],
      ]);
      expect(heldEntries(told)).toMatchObject([
        {
          holders: { count: null, names: [] },
          details: [
            'Who holds it is unknown: the tenant refuses to list the assignments',
            'loses Owner of Project Tango',
          ],
        },
      ]);
      const refused = await run(['apply', '--auto-approve'], front.url);
      expect(refused.stderr).toContain('GUARD_ACCESS_LOSS');
      expect((await run(['apply', '--auto-approve', '--allow-access-loss'], front.url)).code).toBe(0);
    } finally {
      await front.close();
    }
  }, 120_000);
});

describe('the role that is lost', () => {
  const offering = (resource: unknown) => ({
    catalogs: { c: { displayName: 'C', resources: { team: resource } } },
  });

  it('is told apart from that of a namesake in plan, consent, page and report', async () => {
    const [old, other] = TWINS.map((id) => `Twin (${id})`);
    declare([MEMBER], offering({ id: TWINS[0] }));
    await apply();
    await assign('dave@contoso.com');
    declare([MEMBER], offering({ id: TWINS[1] }));
    const message = `1 person would lose access to Member of ${String(old)}: Dave (dave@contoso.com)`;
    const exchanged = await plan();
    expect(losses(exchanged)).toEqual([['packageResourceRole.tango/team/Member', 'error', message]]);
    expect(heldEntries(exchanged)).toMatchObject([
      { details: expect.arrayContaining([`gets Member of ${String(other)}`]) as unknown },
    ]);
    expect((await run(['apply', '--auto-approve'])).stderr).toContain(message);
    expect((await run(['plan', '--allow-access-loss', '-o', 'plan.json'])).stdout).toContain(message);
    for (const form of [['--markdown'], ['--html', '-']]) {
      expect((await run(['show', 'plan.json', ...form])).stdout).toContain(TWINS[0]);
    }
    expect((await run(['apply', '--auto-approve', '--allow-access-loss'])).stdout).toContain(message);
    // Nothing is called like it any more.
    declare([], offering({ id: TWINS[1] }));
    expect(losses(await plan())[0]?.[2]).toContain('Member of Twin: Dave');
  }, 120_000);

  it.each([
    [{ group: 'Project Tango' }, 'Project Tango'],
    // Neither the state nor the configuration knows what a group is called that is written as an id.
    [{ id: TWINS[0] }, 'catalogResource.c/team'],
  ])(
    'of %j is called %s without a refresh',
    async (resource, name) => {
      declare([MEMBER], offering(resource));
      await apply();
      await assign('dave@contoso.com');
      declare([], offering(resource));
      const refused = await run(['apply', '--auto-approve', '--no-refresh']);
      expect(refused.stderr).toContain(`1 person would lose access to Member of ${name}: Dave`);
      // The resource goes as well: only the state knows it now.
      declare([], { catalogs: { c: { displayName: 'C' } } });
      const gone = await run(['apply', '--auto-approve', '--no-refresh']);
      expect(gone.stderr).toContain(`1 person would lose access to Member of ${name}: Dave`);
    },
    60_000,
  );
});

describe('reading holders', () => {
  it('costs one batch for 20 packages, whatever changes of each, and nothing where none changes', async () => {
    const packages = Array.from({ length: 21 }, (_, index) => `p${index}`);
    const declared = (description: string, roles: unknown) => {
      declare([], {
        packages: Object.fromEntries(
          packages.map((key) => [key, { catalog: 'c', displayName: key, resourceRoles: roles }]),
        ),
        policies: Object.fromEntries(
          packages.map((key) => [
            key,
            { ...STAFF, accessPackage: key, displayName: `Staff ${key}`, description },
          ]),
        ),
      });
    };
    declared('One', [MEMBER, OWNER]);
    await apply();
    await assign('dave@contoso.com', 'p3', 'Staff p3');
    const proxy = await createCountingProxy(served.url);
    const asked = async () => {
      proxy.reset();
      const made = await plan(proxy.url);
      const exchanges = proxy.exchanges
        .map(({ items }) => items.filter((item) => item.includes('/assignments?')).length)
        .filter((count) => count > 0);
      return { made, exchanges };
    };
    try {
      expect((await asked()).exchanges).toEqual([]);
      // Of every package a role goes and a policy changes.
      declared('Two', [MEMBER]);
      const { made, exchanges } = await asked();
      expect(exchanges.sort()).toEqual([1, 20]);
      expect(made.changes.find(({ address }) => address === 'policy.p3')).toMatchObject({
        holders: { count: 1 },
        facts: expect.arrayContaining(['1 person holds p3: Dave (dave@contoso.com)']) as unknown,
      });
      expect(losses(made).map(([address]) => address)).toEqual(['packageResourceRole.p3/team/Owner']);
      expect(made.changes.find(({ address }) => address === 'policy.p4')?.facts ?? []).toEqual([]);
    } finally {
      await proxy.close();
    }
  }, 180_000);
});

describe('what is deleted and made anew', () => {
  const lost = ({ access }: Plan) =>
    access.lost.flatMap(({ capability, summary, holders }) =>
      capability === 'hold' ? [[summary, holders?.count]] : [],
    );

  it('under another key: those who hold it lose it', async () => {
    declare([MEMBER]);
    await apply();
    const tango = { catalog: 'c', displayName: 'Tango', resourceRoles: [MEMBER] };
    const others = {
      packages: { renamed: tango },
      policies: { staff: { ...STAFF, accessPackage: 'renamed' } },
    };
    // Nobody holds it: nobody loses anything.
    declare([MEMBER], others);
    expect(lost(await plan())).toEqual([]);
    await assign('dave@contoso.com');
    expect(lost(await plan())).toEqual([['everyone who holds Tango loses it', 1]]);

    // Another policy of the package goes and nobody holds it through that one.
    declare([MEMBER], { policies: { staff: STAFF, second: { ...STAFF, displayName: 'Second' } } });
    await apply();
    declare([MEMBER], { policies: { staff: STAFF } });
    expect(lost(await plan())).toEqual([]);
    declare([MEMBER], { policies: { other: { ...STAFF, displayName: 'Other' } } });
    expect(lost(await plan())).toEqual([['everyone who holds Tango through Staff loses it', 1]]);
  });
});

describe('roles that drifted', () => {
  it('are counted and named for those who hold the package', async () => {
    declare([MEMBER, OWNER]);
    await apply();
    await assign('dave@contoso.com');
    const id = await idOf('accessPackages', 'Tango');
    const scopes = `${EM}/accessPackages/${id}/resourceRoleScopes`;
    const listed = await list(`${scopes}?$expand=role`);
    const owner = listed.find(({ role }) => (role as { displayName: string }).displayName === 'Owner');
    await served.request('DELETE', `${scopes}/${String(owner?.['id'])}`);
    const { stdout } = await run(['drift', '--json']);
    expect(heldEntries(JSON.parse(stdout) as Plan)).toMatchObject([
      {
        holders: { count: 1, names: ['Dave (dave@contoso.com)'] },
        details: ['1 person holds it: Dave (dave@contoso.com)', 'loses Owner of Project Tango'],
      },
    ]);
  });
});
