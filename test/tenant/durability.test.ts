/** An answered write survives whatever happens to the process. */
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import { entente, folderOnDisk } from '../support/cli.ts';
import { serveTenantProcess } from '../support/served-tenant.ts';
import { callsOf } from '../support/tenant-call.ts';

const EM = '/identityGovernance/entitlementManagement';
let folder = '';
beforeEach(() => {
  folder = folderOnDisk('examples/contoso');
});
afterEach(() => rmSync(folder, { recursive: true }));

const ARGS = ['--data', 'data', '--seed', 'directory.yaml'];

describe('an answered write', () => {
  it('is there after kill -9, every time', async () => {
    const made: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const served = await serveTenantProcess(folder, ARGS);
      const { value } = (await served.request('GET', `${EM}/catalogs?$top=200`)) as unknown as {
        value: { displayName: string }[];
      };
      const names = value.map(({ displayName }) => displayName);
      for (const name of made) expect(names).toContain(name);
      const writing = Array.from({ length: 30 }, async (_, index) => {
        const displayName = `Catalog ${round}-${index}`;
        await served.request('POST', `${EM}/catalogs`, { displayName, description: '' });
        made.push(displayName);
      });
      await Promise.race(writing);
      await served.stop('SIGKILL');
      await Promise.allSettled(writing);
    }
    expect(made.length).toBeGreaterThan(4);
  });

  it('is there although the last line of the log is torn', async () => {
    const served = await serveTenantProcess(folder, ARGS);
    await served.request('POST', `${EM}/catalogs`, { displayName: 'Kept', description: '' });
    await served.stop('SIGKILL');
    const [log = ''] = readdirSync(path.join(folder, 'data')).filter((name) => name.endsWith('.ndjson'));
    appendFileSync(path.join(folder, 'data', log), '{"half":');
    const again = await serveTenantProcess(folder, ARGS);
    const { value } = (await again.request(
      'GET',
      `${EM}/catalogs?$filter=displayName eq 'Kept'`,
    )) as unknown as { value: unknown[] };
    expect(value).toHaveLength(1);
    expect(await again.stop()).toBe(0);
  });
});

describe('the folder of a tenant', () => {
  it('belongs to one process at a time', async () => {
    const served = await serveTenantProcess(folder, ARGS);
    const second = await entente(['tenant', 'serve', ...ARGS], { cwd: folder });
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('TENANT_IN_USE');
    expect(await served.stop()).toBe(0);
  });

  it('that is damaged is refused, not emptied', async () => {
    const dataDir = path.join(folder, 'data');
    const tenant = await openTenant({ dataDir });
    await tenant.close();
    const [log = ''] = readdirSync(dataDir).filter((name) => name.endsWith('.ndjson'));
    const file = path.join(dataDir, log);
    const damaged = readFileSync(file, 'utf8').replace('{', '!');
    writeFileSync(file, damaged);
    await expect(openTenant({ dataDir })).rejects.toThrow('TENANT_DAMAGED');
    expect(readFileSync(file, 'utf8')).toBe(damaged);
  });
});

describe('a seed', () => {
  it('brings the directory up to date, and leaves what is governed alone', async () => {
    const dataDir = path.join(folder, 'data');
    const seed = {
      tenant: { displayName: 'Contoso', domains: ['contoso.com'] },
      users: [{ userPrincipalName: 'alice@contoso.com', displayName: 'Alice' }],
    };
    const read = async (tenant: Awaited<ReturnType<typeof openTenant>>, at: string) =>
      (await (await tenant.fetch(new Request(`http://t.invalid/v1.0${at}`))).json()) as {
        value: { displayName: string; id: string }[];
      };
    const first = await openTenant({ dataDir, seed });
    const body = JSON.stringify({ displayName: 'Kept', description: '' });
    await first.fetch(new Request(`http://t.invalid/v1.0${EM}/catalogs`, { method: 'POST', body }));
    const [before] = (await read(first, '/users')).value;
    await first.close();
    const second = await openTenant({
      dataDir,
      seed: {
        ...seed,
        users: [...seed.users, { userPrincipalName: 'dave@contoso.com', displayName: 'Dave' }],
      },
    });
    expect((await read(second, '/users')).value.map(({ displayName }) => displayName).sort()).toEqual([
      'Alice',
      'Dave',
    ]);
    expect((await read(second, '/users')).value.map(({ id }) => id)).toContain(before?.id);
    expect((await read(second, `${EM}/catalogs`)).value.map(({ displayName }) => displayName)).toContain(
      'Kept',
    );
    await second.close();
  });

  it('never takes back what was written to the directory, and changes the rest', async () => {
    const dataDir = path.join(folder, 'data');
    const seedOf = (department: string) => ({
      tenant: { displayName: 'Contoso', domains: ['contoso.com'] },
      users: [
        { userPrincipalName: 'bob@contoso.com', displayName: 'Bob' },
        {
          userPrincipalName: 'alice@contoso.com',
          displayName: 'Alice',
          manager: 'bob@contoso.com',
          department,
        },
      ],
      groups: [
        {
          displayName: 'Drivers',
          groupTypes: ['DynamicMembership'] as const,
          membershipRule: `(user.department -eq "${department}")`,
        },
      ],
      servicePrincipals: [{ displayName: 'Dispatch' }],
    });
    const open = async (department: string) => {
      const tenant = await openTenant({ dataDir, seed: seedOf(department) });
      return { tenant, call: callsOf(tenant) };
    };
    const alice = '/users/alice@contoso.com';
    const first = await open('Sales');
    const [group] = (await first.call('GET', '/groups')).body.value;
    const [application] = (await first.call('GET', "/servicePrincipals?$filter=displayName eq 'Dispatch'"))
      .body.value;
    const [organization] = (await first.call('GET', '/organization')).body.value;
    const rule = '(user.department -eq "Legal")';
    const writes: [method: string, at: string, body?: object][] = [
      ['PATCH', alice, { mail: null, userType: 'Guest', accountEnabled: false, displayName: 'Alice' }],
      ['DELETE', `${alice}/manager/$ref`],
      ['PATCH', `/groups/${group?.id}`, { membershipRule: rule }],
      ['PATCH', `/servicePrincipals/${application?.id}`, { displayName: 'Renamed' }],
      ['PATCH', `/organization/${organization?.id}`, { marketingNotificationEmails: ['a@contoso.com'] }],
    ];
    for (const write of writes) expect((await first.call(...write)).status).toBe(204);
    await first.tenant.close();

    for (const department of ['Sales', 'Support']) {
      const { tenant, call } = await open(department);
      const read = async (at: string) => (await call('GET', at)).body;
      expect(
        await read(`${alice}?$select=mail,userType,accountEnabled,displayName,department`),
      ).toMatchObject({
        ...writes[0]?.[2],
        department,
      });
      expect((await call('GET', `${alice}/manager`)).status).toBe(404);
      expect((await read(`/groups/${group?.id}`))['membershipRule']).toBe(rule);
      expect((await read(`/servicePrincipals/${application?.id}`))['displayName']).toBe('Renamed');
      expect((await read('/organization')).value[0]).toMatchObject(writes[4]?.[2] ?? {});
      await tenant.close();
    }
    // What was written as the seed had it is written too.
    const users = seedOf('Sales').users.map((user) => ({ ...user, displayName: 'Alicia' }));
    const renamed = { ...seedOf('Sales'), users };
    const last = await openTenant({ dataDir, seed: renamed });
    expect((await callsOf(last)('GET', alice)).body['displayName']).toBe('Alice');
    await last.close();
  });
});
