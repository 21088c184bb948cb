/** Names that lead nowhere, to several objects or to another one: what the state knows by id goes on. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { createRewritingProxy } from '../support/rewriting-proxy.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

const ALICE = '00000000-0000-4000-8000-000000000a01';
const CAROL = '00000000-0000-4000-8000-000000000a02';
const READERS = '00000000-0000-4000-8000-000000000b01';
const OTHERS = '00000000-0000-4000-8000-000000000b02';
const TRACKER = '00000000-0000-4000-8000-000000000c01';
const SEED = `
tenant: { displayName: Contoso, domains: [contoso.com] }
users:
  - { id: ${ALICE}, userPrincipalName: alice@contoso.com, displayName: Alice }
  - { id: ${CAROL}, userPrincipalName: carol@contoso.com, displayName: Carol }
groups:
  - { id: ${READERS}, displayName: Readers, members: [alice@contoso.com] }
  - { id: ${OTHERS}, displayName: Others, members: [carol@contoso.com] }
servicePrincipals:
  - id: ${TRACKER}
    displayName: Tracker
    appRoles: [{ id: 00000000-0000-4000-8000-0000000000d1, displayName: Contributor, value: write }]
`;
const YAML = `version: 1
tenant: { id: contoso.com }
catalogs:
  databases:
    displayName: Databases
    description: Data
    resources:
      readers: { group: Readers }
      tracker: { application: Tracker }
    roles:
      reader:
        - { user: carol@contoso.com }
      owner:
        - { servicePrincipal: Tracker }
packages:
  orders:
    catalog: databases
    displayName: Orders
    resourceRoles:
      - { resource: tracker, role: Contributor }
policies:
  people:
    accessPackage: orders
    displayName: People
    allowedTargetScope: specificDirectoryUsers
    specificAllowedTargets: [{ group: Readers }]
    expiration: { type: noExpiration }
`;

let folder: string;
let served: Serving;
let env: Readonly<Record<string, string>>;
const write = (text: string) => writeFileSync(path.join(folder, 'governance.yaml'), text);
const run = async (...args: string[]) => {
  const { code, stdout, stderr } = await entente(args, { cwd: folder, env });
  return { code, stdout, text: `${stdout}\n${stderr}` };
};
const state = () => readFileSync(path.join(folder, 'entente.state.json'), 'utf8');

beforeEach(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'seed.yaml'), SEED);
  write(
    YAML.replace(
      'tenant: { id: contoso.com }',
      'tenant: { id: contoso.com }\nstate: { file: entente.state.json }',
    ),
  );
  served = await serveTenantHere(folder, ['--seed', 'seed.yaml']);
  env = served.env;
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
});
afterEach(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});
const edit = (from: string, to: string) =>
  write(readFileSync(path.join(folder, 'governance.yaml'), 'utf8').replaceAll(from, to));

type Json = Record<string, unknown>;

/** The directory as `read` tells it. */
async function whileDirectory(
  read: (entity: Json, at: string) => Json | readonly Json[],
  then: () => Promise<void>,
): Promise<void> {
  const front = await createRewritingProxy(served.url, (entity, at) =>
    /^\/(users|groups|servicePrincipals|directoryObjects)/.test(at) ? read(entity, at) : entity,
  );
  env = { ...served.env, ENTENTE_GRAPH_URL: front.url };
  try {
    await then();
  } finally {
    await front.close();
    env = served.env;
  }
}

const isNamed = (at: string) => decodeURIComponent(at).includes('$filter=');
const ACCESS = [
  ['who', 'orders'],
  ['explain', 'alice@contoso.com', 'orders'],
  ['for', 'alice@contoso.com'],
];

it('a name of several objects means the one that the state recorded; without a record it is an error', async () => {
  const twins = (entity: Json, at: string) =>
    entity['displayName'] === 'Readers' && isNamed(at) ? [{ ...entity, id: OTHERS }, entity] : entity;
  await whileDirectory(twins, async () => {
    const meant = `2 groups are called "Readers"; the one that the state recorded is meant (id ${READERS})`;
    for (const args of [
      ['plan'],
      ['drift'],
      ['apply', '--auto-approve'],
      ...ACCESS.map((each) => ['access', ...each, '--refresh']),
    ]) {
      const { code, text } = await run(...args);
      expect([args, code, text]).toEqual([args, 0, expect.stringContaining(meant)]);
      expect(text).not.toContain('Not in the directory');
      if (args[0] !== 'access') expect(text).toContain(`warning LOOKUP_AMBIGUOUS: ${meant}`);
    }
    rmSync(path.join(folder, 'entente.state.json'));
    const fresh = await run('plan');
    expect(fresh.code).toBe(1);
    expect(fresh.text).toContain('error LOOKUP_AMBIGUOUS: 2 groups are called "Readers"');
    expect(fresh.text).toContain('name the right one by { id: ... }');
  });
});

it('a name that another object took is a warning, and what it changes is planned', async () => {
  const swapped = (entity: Json, at: string) =>
    entity['displayName'] === 'Readers' && isNamed(at) ? { ...entity, id: OTHERS } : entity;
  await whileDirectory(swapped, async () => {
    const { code, text } = await run('plan');
    expect(code).toBe(0);
    expect(text).toMatch(
      new RegExp(
        `^governance\\.yaml:\\d+:\\d+: warning LOOKUP_ANOTHER: The group "Readers" is another object than the state recorded: id ${OTHERS} instead of ${READERS}$`,
        'm',
      ),
    );
    expect(text).toContain(`→ To keep the former one, name it by { id: ${READERS} }`);
    expect(text).toContain('policy.people');
  });
});

it('a rename in the directory stops nothing, and the new name is the same object', async () => {
  const renamed = (entity: Json, at: string) => {
    if (entity['id'] !== CAROL) return entity;
    const now = { ...entity, userPrincipalName: 'carol.jones@contoso.com' };
    if (!isNamed(at)) return now;
    return decodeURIComponent(at).includes('carol.jones') ? now : [];
  };
  await whileDirectory(renamed, async () => {
    for (const args of [['plan'], ['drift'], ['access', 'who', 'orders', '--refresh']]) {
      const { code, text } = await run(...args);
      expect([args, code]).toEqual([args, 0]);
      expect(text).toMatch(
        /There is no user "carol@contoso\.com" in the directory any more; it is the user carol\.jones@contoso\.com/,
      );
      expect(text).not.toContain('Check the spelling');
      if (args[0] !== 'access') expect(text).toMatch(/^governance\.yaml:\d+:\d+: warning LOOKUP_RENAMED: /m);
    }
  });
});

it('a role of a catalog stays the same object when its holder is named by id', async () => {
  edit('{ user: carol@contoso.com }', `{ id: ${CAROL} }`);
  edit('{ servicePrincipal: Tracker }', `{ id: ${TRACKER} }`);
  await served.request('DELETE', `/users/${CAROL}`);
  await served.request('DELETE', `/servicePrincipals/${TRACKER}`);
  const { code, text } = await run('plan');
  expect([code, text]).toEqual([0, expect.stringContaining(`catalogRole.databases/reader/id:${CAROL}`)]);
  expect(text).not.toMatch(/[1-9]\d* to (add|change|destroy|replace)/);
  expect(text).toContain('holder of catalogRole.databases');
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
  expect((await run('plan')).text).toContain('No changes.');
  expect(state()).toContain(`catalogRole.databases/reader/id:${CAROL}`);
  expect(state()).not.toContain('catalogRole.databases/reader/user:carol@contoso.com');
});

it('an application that is gone stops nothing, and is named wherever it is used', async () => {
  await served.request('DELETE', `/servicePrincipals/${TRACKER}`);
  for (const args of [
    ['plan'],
    ['drift'],
    ['apply', '--auto-approve'],
    ['access', 'who', 'orders', '--refresh'],
  ]) {
    const { code, text } = await run(...args);
    expect([args, code, text]).toEqual([args, 0, expect.stringContaining('The application Tracker')]);
  }
  const { text } = await run('plan');
  expect(text).toMatch(/origin of catalogResource\.databases\/tracker .*governance\.yaml/);
  expect(text).toMatch(
    /holder of catalogRole\.databases\/owner\/servicePrincipal:Tracker .*governance\.yaml/,
  );
  const imported = await run('import', '--out', 'after', '--tenant', 'contoso.com');
  expect(imported.code).toBe(0);
  expect(imported.text).not.toContain('is not imported');
  const whole = readFileSync(path.join(folder, 'after/catalogs/databases.yaml'), 'utf8');
  expect(
    whole.match(new RegExp(`# application.*\\n(?: +#.*\\n)* +(?:- |tracker: )\\{ id: ${TRACKER} \\}`, 'g')),
  ).toHaveLength(2);
  expect((await run('plan', '-f', 'after/governance.yaml')).text).toContain('No changes.');
});

it('the page of drift tells who is gone', async () => {
  await served.request('DELETE', `/users/${CAROL}`);
  expect(await run('drift', '--html', 'drift.html')).toMatchObject({ code: 0 });
  const page = readFileSync(path.join(folder, 'drift.html'), 'utf8');
  expect(page).toContain('carol@contoso.com');
  expect(page).toContain('is no longer in the directory');
  expect(page).toContain('governance.yaml');
});

it('a name that only the audit log remembers is told from a misspelling', async () => {
  await served.request('DELETE', `/users/${CAROL}`);
  await served.request('DELETE', `/directory/deletedItems/${CAROL}`);
  rmSync(path.join(folder, 'entente.state.json'));
  const { code, text } = await run('plan');
  expect(code).toBe(1);
  expect(text).toMatch(
    /error LOOKUP_NOT_FOUND: There is no user "carol@contoso\.com" in the directory any more/,
  );
  expect(text).toMatch(/It was deleted on \d{4}-\d\d-\d\d/);
  expect(text).not.toMatch(/Check the spelling|can be restored|Restore it/);
  edit('carol@contoso.com', 'carrol@contoso.com');
  expect((await run('plan')).text).toMatch(/There is no user "carrol@contoso\.com" in the directory\n/);
});
