/** What a command says of an apply that was done in part, and of a journal that lost what it recorded. */
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { encodeEntry } from '../../src/state/journal.ts';
import type { StateDocument } from '../../src/state/document.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { serveTenant } from '../../src/tenant/wire/serve.ts';
import type { ServedTenant } from '../../src/tenant/wire/serve.ts';
import { entente, temporaryFolder } from '../support/cli.ts';

const CONFIGURATION = `version: 1
tenant: { id: 447c09c7-9dcf-47e7-8c54-2c6fe99d4be7 }
catalogs:
  good: { displayName: Good }
  bad: { displayName: Bad }
packages:
  fine: { catalog: good, displayName: Fine }
  stuck: { catalog: bad, displayName: Stuck }
`;

let folder = '';
let tenant: Tenant;
let served: ServedTenant;
/** The service refuses a catalog without a name, whatever it was sent with. */
let nameless = false;

beforeEach(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'governance.yaml'), CONFIGURATION);
  tenant = await openTenant({});
  const watched: Tenant = {
    ...tenant,
    async fetch(request) {
      const { method, headers, url } = request;
      if (!nameless || method === 'GET') return tenant.fetch(request);
      const body = (await request.text()).replace('"displayName":"Bad"', '"displayName":""');
      return tenant.fetch(new Request(url, { method, headers, body }));
    },
  };
  served = await serveTenant(watched, { port: 0, token: randomUUID() });
});
afterEach(async () => {
  nameless = false;
  await served.close();
  await tenant.close();
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]) =>
  entente(args, {
    cwd: folder,
    env: { ENTENTE_GRAPH_URL: served.url, ENTENTE_GRAPH_TOKEN: served.token },
  });

it('counts what waited for what failed as skipped, and not as added', async () => {
  nameless = true;
  const applied = await run('apply', '--auto-approve');
  expect(applied.code).toBe(1);
  expect(applied.stdout).toContain(
    'Resources: 2 added, 0 changed, 0 destroyed. 1 failed, 1 skipped. What was done is recorded',
  );
});

it('is told once that entries of the journal cannot be read, with what to do', async () => {
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
  const file = path.join(folder, 'governance.state.json');
  const { lineage, serial, tenant: of } = JSON.parse(readFileSync(file, 'utf8')) as StateDocument;
  const lines = [
    encodeEntry({ type: 'open', lineage, serial, tenantId: of.id }, 0),
    encodeEntry({ type: 'lookups', lookups: { lost: 'gone' } }, 1).replace('lost', 'lust'),
    encodeEntry({ type: 'lookups', lookups: {} }, 2),
  ];
  writeFileSync(`${file}.journal.${randomUUID()}`, lines.join(''));
  const { stderr } = await run('plan');
  expect(stderr.match(/1 entry of the journal of .*governance\.state\.json cannot be read/g)).toHaveLength(1);
  expect(stderr).toContain('run entente plan, and take over with --adopt what it says exists already');
});
