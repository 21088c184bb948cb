/**
 * After any accepted writes, all ways to read the same agree: list and entity, `$expand` and navigation, `$filter`,
 * `$count`, `$batch` and keys in parentheses; and whoever opens the data after a crash reads the same. `AGREE` is the
 * number of sequences; 500 in `npm run test:agree`.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tenant } from '../../src/tenant/open.ts';
import { openTenant } from '../../src/tenant/open.ts';
import { KINDS } from '../../src/tenant/read/kinds.ts';
import { ROOTS } from '../../src/tenant/read/roots.ts';
import { temporaryFolder } from '../support/cli.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { serveTenantProcess } from '../support/served-tenant.ts';
import type { Body, TenantCall } from '../support/tenant-call.ts';
import { answered, callsOf, EM } from '../support/tenant-call.ts';
import { sendWrite, writes } from '../support/tenant-writes.ts';

const COUNT = Number(process.env['AGREE'] ?? 2);
const RUNS = { numRuns: COUNT, seed: Number(process.env['AGREE_SEED'] ?? 15), endOnFailure: COUNT > 50 };

/** Collections that are listed to applications, with the filter that a list of them needs. */
const COLLECTIONS = [...ROOTS]
  .filter(([at, { many }]) => many && at !== '/directoryobjects')
  .map(([at, root]) => ({
    at,
    kind: KINDS[root.kind],
    filter: { [`${EM}/resourceEnvironments`.toLowerCase()]: "originSystem eq 'SharePointOnline'" }[at],
    // Of role assignments one list has all: those of each definition.
    lists: root.filteredBy?.includes('roleDefinitionId') === true,
  }));

/** One list of a collection. */
async function listOf(
  call: TenantCall,
  { at, filter, lists }: (typeof COLLECTIONS)[number],
): Promise<Body[]> {
  if (!lists) return whole(call, filter === undefined ? at : `${at}?$filter=${filter}`);
  const definitions = (await call('GET', '/roleManagement/entitlementManagement/roleDefinitions')).body.value;
  const each = definitions.map(({ id }) => whole(call, `${at}?$filter=roleDefinitionId eq '${id}'`));
  return (await Promise.all(each)).flat();
}

/** All pages of a list. */
async function whole(call: TenantCall, at: string): Promise<Body[]> {
  const rows: Body[] = [];
  for (let next: string | undefined = at; next !== undefined;) {
    const { status, body } = await call('GET', next);
    expect(status, `${next} ${JSON.stringify(body)}`).toBe(200);
    rows.push(...body.value);
    next = (body['@odata.nextLink'] as string | undefined)?.replace('http://tenant.invalid/v1.0', '');
  }
  return rows;
}

/** The entities of all collections with what they expand to: what there is to read. */
async function readAll(call: TenantCall): Promise<ReadonlyMap<string, Body>> {
  const all = new Map<string, Body>();
  for (const collection of COLLECTIONS)
    for (const row of await listOf(call, collection)) all.set(`${collection.at}/${row.id}`, row);
  return all;
}

async function expectAgreement(call: TenantCall): Promise<void> {
  for (const collection of COLLECTIONS) {
    const { at, kind, filter } = collection;
    const rows = await listOf(call, collection);
    for (const row of rows) {
      const one = `${at}/${row.id}`;
      const answers = await batched(call, [one, `${at}('${row.id}')`]);
      for (const answer of [(await call('GET', one)).body, ...answers]) expect(answer, one).toEqual(row);
      if (Object.hasOwn(kind.filterable, 'id') && filter === undefined)
        expect((await call('GET', `${at}?$filter=id eq '${row.id}'`)).body.value, one).toEqual([row]);
      await expectNavigations(call, one, collection.kind);
    }
    if (!collection.lists && kind.directory !== true) await expectFilters(call, collection, rows);
  }
}

/** What `$expand` gives is what is read below the entity. */
async function expectNavigations(call: TenantCall, one: string, kind: (typeof COLLECTIONS)[number]['kind']) {
  for (const [name, { many }] of Object.entries(kind.navigations)) {
    const expanded = (await call('GET', `${one}?$expand=${name}`)).body[name];
    const below = await call('GET', `${one}/${name}`);
    if (many) expect(expanded, `${one}/${name}`).toEqual(await whole(call, `${one}/${name}`));
    else if (expanded === null) expect(below.status, `${one}/${name}`).toBe(404);
    else expect(expanded, `${one}/${name}`).toEqual(below.body);
    if (!many) continue;
    const count = await call('GET', `${one}/${name}/$count`);
    if (count.status === 200) expect(count.text).toBe(String((expanded as Body[]).length));
  }
}

/** A filter on a property finds those that have the value, and no others. */
async function expectFilters(
  call: TenantCall,
  { at, kind, filter }: (typeof COLLECTIONS)[number],
  rows: Body[],
) {
  const and = filter === undefined ? '' : `${filter} and `;
  const count = await call('GET', `${at}/$count${filter === undefined ? '' : `?$filter=${filter}`}`);
  expect(count.text, at).toBe(String(rows.length));
  for (const [name, sort] of Object.entries(kind.filterable)) {
    if (sort !== 'text' || name.includes('/') || !kind.properties.includes(name)) continue;
    for (const value of new Set(rows.map((row) => row[name]).filter((each) => typeof each === 'string'))) {
      const literal = encodeURIComponent(value.replaceAll("'", "''"));
      const found = await whole(call, `${at}?$filter=${and}${name} eq '${literal}'`);
      const same = rows.filter((row) => String(row[name] ?? '').toLowerCase() === value.toLowerCase());
      expect(found, `${at} ${name} ${value}`).toEqual(same);
    }
  }
}

async function batched(call: TenantCall, paths: readonly string[]): Promise<Body[]> {
  const requests = paths.map((url, index) => ({ id: String(index), method: 'GET', url }));
  const responses = (await call('POST', '/$batch', { requests })).body['responses'] as {
    id: string;
    body: Body;
  }[];
  return paths.map((_path, index) => {
    const found = responses.find(({ id }) => id === String(index));
    return answered(200, JSON.stringify(found?.body ?? {}), true).body;
  });
}

/** The data as a crash would leave it: what is on disk now, without the lock of the process that goes on. */
async function afterCrash(folder: string): Promise<{ tenant: Tenant; folder: string }> {
  const copy = mkdtempSync(path.join(tmpdir(), 'agree-'));
  cpSync(folder, copy, { recursive: true, filter: (file) => !path.basename(file).startsWith('in-use') });
  return { tenant: await openTenant({ dataDir: copy }), folder: copy };
}

describe('after any accepted writes', () => {
  it('every way to read agrees with every other, before and after a crash', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(writes, async (sequence) => {
        const folder = mkdtempSync(path.join(tmpdir(), 'agree-'));
        const tenant = await openTenant({ seed: SMALL_DIRECTORY, dataDir: folder });
        const call = callsOf(tenant);
        for (const write of sequence) {
          const status = await sendWrite(call, write);
          expect(status).toBeLessThan(500);
          if (status >= 200 && status < 300) accepted += 1;
        }
        await expectAgreement(call);
        const again = await afterCrash(folder);
        expect(await readAll(callsOf(again.tenant))).toEqual(await readAll(call));
        for (const each of [tenant, again.tenant]) await each.close();
        for (const each of [folder, again.folder]) rmSync(each, { recursive: true });
      }),
      RUNS,
    );
    expect(accepted).toBeGreaterThan(COUNT * 5);
  }, 3_600_000);

  it('a process that is killed has them when it is started again', async () => {
    const folder = temporaryFolder('examples/contoso');
    const args = ['--data', 'data', '--seed', 'directory.yaml'];
    const [sequence = []] = fc.sample(writes, { numRuns: 1, seed: RUNS.seed });
    const dump = async (killed: boolean) => {
      const served = await serveTenantProcess(folder, args);
      const call: TenantCall = async (method, at, body) => {
        const response = await fetch(served.url + at, {
          method,
          headers: { authorization: `Bearer ${served.token}`, 'content-type': 'application/json' },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
        return answered(response.status, text, isJson);
      };
      if (killed) for (const write of sequence) await sendWrite(call, write);
      const all = await readAll(call);
      await served.stop(killed ? 'SIGKILL' : 'SIGTERM');
      return all;
    };
    const before = await dump(true);
    expect(await dump(false)).toEqual(before);
    rmSync(folder, { recursive: true });
  });
});
