/** Runs that are limited to catalogs: by people who have roles on these alone, and counted at the wire. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { createCountingProxy } from '../support/counting-proxy.ts';
import type { CountingProxy } from '../support/counting-proxy.ts';
import {
  TOKEN,
  EM,
  closeScene,
  everything,
  mine,
  openScene,
  other,
  served,
  tenant,
  tokenOf,
} from '../support/permission-scene.ts';
import { size } from '../support/whole.ts';

let proxy: CountingProxy;
let owner: string;

beforeAll(async () => {
  await openScene();
  proxy = await createCountingProxy(served.url);
  owner = await tokenOf({ as: 'owner@contoso.com' });
});
afterAll(async () => {
  await proxy.close();
  await closeScene();
});

const project = (text: string) => {
  const folder = temporaryFolder();
  const write = (more: string) =>
    writeFileSync(path.join(folder, 'governance.yaml'), `version: 1\ntenant: { id: ${tenant.id} }\n${more}`);
  write(text);
  const run = (args: readonly string[], token = owner) =>
    entente(args, { cwd: folder, env: { ENTENTE_GRAPH_URL: proxy.url, ENTENTE_GRAPH_TOKEN: token } });
  return { folder, write, run };
};

const ours = (description: string, more = '') => `
scope: { catalogs: [ours] }
existing:
  connectedOrganizations: { partner: { displayName: Partner } }
catalogs:
  ours: { displayName: Mine, description: Ours, isExternallyVisible: true, resources: { team: { group: Owned } } }
packages:
  work:
    catalog: ours
    displayName: Mine work
    description: ${description}
    resourceRoles: [{ resource: team, role: Member }]
policies:
  members:
    accessPackage: work
    displayName: All
    description: Partners
    allowedTargetScope: specificConnectedOrganizationUsers
    specificAllowedTargets: [{ connectedOrganization: partner }]
${more}`;

describe('the owner of a catalog', () => {
  it('takes over, changes and compares it with all that is in it', async () => {
    await everything('POST', `${EM}/connectedOrganizations`, {
      displayName: 'Partner',
      description: 'P',
      state: 'configured',
      identitySources: [
        {
          '@odata.type': '#microsoft.graph.domainIdentitySource',
          domainName: 'partner.example',
          displayName: 'Partner',
        },
      ],
    });
    const { run, write, folder: _folder } = project(ours('First'));
    const adopted = await run(['apply', '--adopt', '--auto-approve']);
    expect(adopted).toMatchObject({ code: 0 });
    expect(await run(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 });
    const { stdout } = await run(['drift', '--json']);
    const found = JSON.parse(stdout) as { drift: unknown[]; access: { gained: { capability: string }[] } };
    expect(found.drift).toEqual([]);
    // Roles that others gave on the catalog, and nothing by what is referred to and owned by others.
    expect(new Set(found.access.gained.map(({ capability }) => capability))).toEqual(new Set(['administer']));
    write(ours('Second'));
    const planned = await run(['plan', '--detailed-exitcode', '-o', 'x.entente-plan.json']);
    expect(planned).toMatchObject({ code: 2 });
    expect(planned.stdout).toContain('Limited to catalog.ours');
    expect(await run(['apply', 'x.entente-plan.json', '--auto-approve'])).toMatchObject({ code: 0 });
    expect((await everything('GET', `${EM}/accessPackages/${mine.package}`)).body).toMatchObject({
      description: 'Second',
    });
    // What lies outside was neither read nor changed.
    const items = proxy.exchanges.flatMap((exchange) => exchange.items);
    expect(items.filter((item) => item.includes('/settings'))).toEqual([]);
    expect(items.filter((item) => item.includes(other.catalog))).toEqual([]);
  }, 60_000);

  it('is refused for another one, by its name and with the role that is missing', async () => {
    const { run } = project(
      'scope: { catalogs: [theirs] }\ncatalogs: { theirs: { displayName: Other, description: Mine } }\n',
    );
    for (const args of [['plan'], ['apply', '--auto-approve'], ['drift'], ['destroy', '--auto-approve']]) {
      const refused = await run(args);
      expect({ args, ...refused }).toMatchObject({ args, code: 1 });
      expect(refused.stderr).toContain('not authorized for the catalog "Other"');
      expect(refused.stderr).toContain('Catalog owner');
    }
    expect((await everything('GET', `${EM}/catalogs/${other.catalog}`)).body).toMatchObject({
      displayName: 'Other',
    });
  }, 60_000);

  it('is told to limit a run that reads the whole tenant', async () => {
    const { run } = project(ours('Second').replace(/^scope: .*$/m, ''));
    const { code, stderr } = await run(['plan']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('error REFRESH_INCOMPLETE')]);
    expect(stderr).toContain('with roles on catalogs alone, limit the run to these: --catalog KEY');
  });

  it('is told who may assign automatically, which takes more than the catalog', async () => {
    const automatic = `  auto:
    accessPackage: work
    displayName: Automatic
    allowedTargetScope: specificDirectoryUsers
    specificAllowedTargets: [{ attributeRule: '(user.department -eq "Sales")' }]
    automaticRequestSettings: {}
`;
    const { run } = project(ours('Second', automatic));
    const { code, stderr } = await run(['apply', '--adopt', '--auto-approve']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('Could not create policy.auto')]);
    expect(stderr).toContain('automatic assignment takes an Identity Governance Administrator');
  }, 60_000);

  it('is told where what exists is not to be found', async () => {
    const { run } = project(ours('First').replace('displayName: Partner }', 'displayName: Partnre }'));
    const { code, stderr } = await run(['plan']);
    expect(code).toBe(1);
    expect(stderr).toContain('Did you mean "Partner"?');
    expect(stderr).toMatch(/governance\.yaml:\d+/);
  });
});

describe('several configurations', () => {
  it('share a tenant, each with its state', async () => {
    const governor = await tokenOf({ as: 'governor@contoso.com' });
    const text = (name: string, key: string) =>
      `scope: { catalogs: [${key}] }\ncatalogs: { ${key}: { displayName: ${name} } }\npackages: { ${key}-pack: { catalog: ${key}, displayName: ${name} pack } }\n`;
    const [first, second] = [project(text('One', 'one')), project(text('Two', 'two'))];
    for (const { run } of [first, second]) {
      expect(await run(['apply', '--auto-approve'], governor)).toMatchObject({ code: 0 });
    }
    for (const { run } of [first, second]) {
      expect(await run(['plan', '--detailed-exitcode'], governor)).toMatchObject({ code: 0 });
      expect(await run(['drift'], governor)).toMatchObject({ code: 0 });
    }
    expect(await second.run(['destroy', '--auto-approve'], governor)).toMatchObject({ code: 0 });
    expect(await first.run(['plan', '--detailed-exitcode'], governor)).toMatchObject({ code: 0 });
  }, 60_000);

  it('may be one file, of which a run takes a part', async () => {
    const governor = await tokenOf({ as: 'governor@contoso.com' });
    const text = (description: string) =>
      ['left', 'right']
        .map((key) => `  ${key}: { displayName: ${key}, description: ${description} }\n`)
        .join('');
    const packages = `packages:
  a: { catalog: left, displayName: a, incompatibleAccessPackages: [b] }
  b: { catalog: right, displayName: b }
`;
    const { run, write } = project(`catalogs:\n${text('First')}${packages}`);
    expect(await run(['apply', '--auto-approve'], governor)).toMatchObject({ code: 0 });
    write(`catalogs:\n${text('Second')}${packages}`);
    const limited = await run(['apply', '--auto-approve', '--catalog', 'left'], governor);
    expect(limited).toMatchObject({ code: 0 });
    expect(limited.stdout).toContain('2 resources outside of the scope');
    const left = await run(['plan', '--json'], governor);
    const { changes } = JSON.parse(left.stdout) as { changes: { address: string; action: string }[] };
    expect(changes.filter(({ action }) => action !== 'noop').map(({ address }) => address)).toEqual([
      'catalog.right',
    ]);
  }, 60_000);
});

describe('what others own', () => {
  const text = (pack: string) => `existing:
  catalogs: { shared: { displayName: Shared, resources: { team: { group: Owned } } } }
  packages: { theirs: { displayName: Their pack } }
${pack}`;
  const pack = `packages:
  extra:
    catalog: shared
    displayName: Extra
    resourceRoles: [{ resource: team, role: Member }]
    incompatibleAccessPackages: [theirs]
`;

  it('holds packages of this file, and is neither changed nor deleted', async () => {
    // Who may do everything: adding a group takes a right on it too.
    const governor = TOKEN;
    const owners = project(
      `catalogs: { shared: { displayName: Shared, resources: { team: { group: Owned } } } }\npackages: { theirs: { catalog: shared, displayName: Their pack } }\n`,
    );
    expect(await owners.run(['apply', '--auto-approve'], governor)).toMatchObject({ code: 0 });
    const { run, write } = project(text(pack));
    const applied = await run(['apply', '--auto-approve'], governor);
    expect(applied).toMatchObject({ code: 0 });
    expect(await run(['plan', '--detailed-exitcode'], governor)).toMatchObject({ code: 0 });
    // Another file's package gives the same group to a partner: told, until it is said to be known.
    const drifted = await run(['drift'], governor);
    expect(drifted).toMatchObject({ code: 2 });
    expect(drifted.stdout).toContain('can now get Mine work');
    write(text(pack).replace('Their pack }', 'Their pack }, mine: { displayName: Mine work }'));
    expect(await run(['drift'], governor)).toMatchObject({ code: 0 });
    // Its group is not what the owner of the catalog says: that is told where it stands.
    write(text(pack).replace('group: Owned', 'group: Foreign'));
    const wrong = await run(['plan'], governor);
    expect(wrong).toMatchObject({ code: 1 });
    expect(wrong.stderr).toContain('catalogResource.shared/team is not in its catalog');
    write(text(pack));
    expect(await run(['destroy', '--auto-approve'], governor)).toMatchObject({ code: 0 });
    expect(await owners.run(['plan', '--detailed-exitcode'], governor)).toMatchObject({ code: 0 });
  }, 60_000);

  it('is not owned as well', async () => {
    const { run } = project(`${text(pack)}catalogs: { shared: { displayName: Shared } }\n`);
    const { code, stderr } = await run(['validate']);
    expect(code).toBe(1);
    expect(stderr).toContain('catalog.shared is declared as owned and as existing');
  });
});

describe('an import', () => {
  it('takes in one catalog, by the rights on that', async () => {
    const { run } = project('');
    const taken = await run(['import', '--catalog', 'Mine']);
    expect({ ...taken }).toMatchObject({ code: 0 });
    const refused = await project('').run(['import', '--catalog', 'Other']);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain('not authorized for the catalog "Other"');
  }, 60_000);

  it('names every catalog that is not found, with the nearest of those that are', async () => {
    const governor = await tokenOf({ as: 'governor@contoso.com' });
    const id = randomUUID();
    const names = ['Mien', 'Nothing', id].flatMap((name) => ['--catalog', name]);
    const wrong = await project('').run(['import', ...names], governor);
    expect([wrong.code, wrong.stdout]).toEqual([1, '']);
    expect(wrong.stderr).toContain(
      'error IMPORT_NOT_FOUND: The tenant has no catalog with the name "Mien"\n  → Did you mean "Mine"?',
    );
    expect(wrong.stderr).toContain(
      'error IMPORT_NOT_FOUND: The tenant has no catalog with the name "Nothing"',
    );
    expect(wrong.stderr).toContain(`error IMPORT_NOT_FOUND: The tenant has no catalog with the id ${id}\n`);
  });
});

describe('a catalog of many', () => {
  it('is read in proportion to it, not to the tenant', async () => {
    const governor = await tokenOf({ as: 'governor@contoso.com' });
    const count = async (run: ReturnType<typeof project>['run']) => {
      proxy.reset();
      expect(await run(['plan', '--detailed-exitcode'], governor)).toMatchObject({ code: 0 });
      return {
        trips: proxy.exchanges.length,
        inner: proxy.exchanges.flatMap(({ items }) => items).length,
      };
    };
    const text = (catalogs: number, packages: number) => {
      const keys = Array.from({ length: catalogs }, (_, index) => `c${index}`);
      const within = keys.flatMap((key) =>
        Array.from({ length: packages }, (_, index) => ({ key, pack: `${key}-p${index}` })),
      );
      return `catalogs:\n${keys.map((key) => `  ${key}: { displayName: ${key} }\n`).join('')}packages:\n${within
        .map(({ key, pack }) => `  ${pack}: { catalog: ${key}, displayName: ${pack} }\n`)
        .join('')}policies:\n${within
        .map(
          ({ pack }) =>
            `  ${pack}: { accessPackage: ${pack}, displayName: ${pack}, allowedTargetScope: allMemberUsers }\n`,
        )
        .join('')}`;
    };
    const catalogs = size(15, 100);
    const many = project(text(catalogs, 4));
    expect(await many.run(['apply', '--auto-approve'], governor)).toMatchObject({ code: 0 });
    const whole = await count(many.run);
    many.write(`scope: { catalogs: [c7] }\n${text(catalogs, 4)}`);
    const one = await count(many.run);
    many.write(`scope: { catalogs: [c7, c8] }\n${text(catalogs, 4)}`);
    const two = await count(many.run);
    expect(one.trips).toBeLessThanOrEqual(15);
    expect(one.inner).toBeLessThanOrEqual(4 * 3 + 10);
    expect(two.inner).toBeLessThanOrEqual(2 * one.inner);
    expect(whole.inner).toBeGreaterThan((catalogs / 5) * one.inner);
  }, 120_000);

  it('has its turn in a drift that is spread over runs', async () => {
    const governor = await tokenOf({ as: 'governor@contoso.com' });
    const keys = ['east', 'north', 'south', 'west'];
    const text = `catalogs:\n${keys.map((key) => `  ${key}: { displayName: ${key} catalog }\n`).join('')}packages:\n${keys
      .map((key) => `  ${key}: { catalog: ${key}, displayName: ${key} pack, description: As declared }\n`)
      .join('')}`;
    const { run } = project(text);
    expect(await run(['apply', '--auto-approve'], governor)).toMatchObject({ code: 0 });
    const { value } = (await everything('GET', `${EM}/accessPackages?$filter=displayName eq 'west pack'`))
      .body as { value: { id: string }[] };
    await everything('PATCH', `${EM}/accessPackages/${value[0]?.id ?? ''}`, { description: 'By hand' });

    const turns = [];
    for (let turn = 0; turn < 4; turn += 1) {
      proxy.reset();
      const { code, stdout } = await run(['drift', '--budget', '12', '--json'], governor);
      const { spread, drift, coverage } = JSON.parse(stdout) as {
        spread: { requests: number; read: string[]; waiting: { address: string; readAt: string | null }[] };
        drift: { address: string }[];
        coverage: { managed: number };
      };
      expect(spread.requests).toBeLessThanOrEqual(proxy.exchanges.flatMap(({ items }) => items).length);
      expect(coverage.managed).toBe(2 * spread.read.length);
      turns.push({ code, drift: drift.map(({ address }) => address), read: spread.read });
      expect(spread.waiting.filter(({ readAt }) => readAt === null)).toHaveLength(3 - turn);
    }
    expect(turns).toEqual(
      ['east', 'north', 'south', 'west'].map((key) => ({
        code: key === 'west' ? 2 : 0,
        drift: key === 'west' ? ['accessPackage.west'] : [],
        read: [`catalog.${key}`],
      })),
    );
    const next = await run(['drift', '--budget', '12'], governor);
    expect(next.stdout).toContain(
      'Only this was read of the tenant: catalog.east, and of the configuration 6 resources not.',
    );
    expect(next.stdout).toMatch(
      /It took \d+ requests of 12\. 3 more catalogs for the next runs: catalog\.north \(read .*Z\), /,
    );
    expect(next.stdout).toContain('No drift. What was read is as it was last applied.');
    const whole = await run(['drift', '--budget', '1000', '--json'], governor);
    expect(JSON.parse(whole.stdout)).toMatchObject({
      spread: { read: ['north', 'south', 'west', 'east'].map((key) => `catalog.${key}`), waiting: [] },
    });
    const none = await project('').run(['drift', '--budget', '12'], governor);
    expect(none.stderr).toContain('--budget spreads a drift over catalogs, and the configuration has none');
  }, 60_000);
});
