/** Services that never answer, or without end, before the real command line: it ends, says so, and knows what it does not know. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { StateDocument } from '../../src/state/document.ts';
import { startLateProxy } from '../crash/late-proxy.ts';
import { startAuthority } from '../support/authority.ts';
import { entente, ententeProcess, temporaryFolder } from '../support/cli.ts';
import { startLosingProxy } from '../support/losing-proxy.ts';
import { bomb, endless } from '../support/odd-server.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));
const write = (text: string) => writeFileSync(path.join(folder, 'governance.yaml'), text);

describe('a token endpoint that', () => {
  const half = (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"access_token":');
  };
  it.each<[string, (response: ServerResponse) => void, string, RegExp]>([
    ['never answers', () => undefined, '2s', /within 2 s/],
    ['stops within its answer', half, '2s', /within 2 s/],
    ['answers without end', (response) => endless(response, 200), '1m', /localhost:\d+: .*larger than 1 MiB/],
    [
      'refuses without end',
      (response) => endless(response, 400),
      '1m',
      /localhost:\d+ answered with status 400/,
    ],
    ['answers with a bomb', (response) => bomb(response, 4), '1m', /localhost:\d+: .*larger than 1 MiB/],
  ])('%s ends the command with 1, and no secret is said', async (_what, answer, limit, reason) => {
    const authority = await startAuthority(answer);
    onTestFinished(() => authority.close());
    write('version: 1\ntenant: { id: contoso.com }\ncatalogs: { a: { displayName: A } }\n');
    const env = {
      ...authority.env,
      PATH: path.dirname(process.execPath),
      AZURE_CLIENT_ID: '11111111-1111-4111-8111-111111111111',
      AZURE_CLIENT_SECRET: 'not-to-be-said',
      ENTENTE_AUTH: 'client-secret',
    };
    const { code, stderr, stdout } = await ententeProcess(['plan', '--timeout', limit], { cwd: folder, env });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(reason) as string });
    expect(stderr + stdout).not.toContain('not-to-be-said');
    expect(stderr).not.toContain('a bug in Entente');
    expect(authority.requests.length).toBeGreaterThan(0);
  });
});

const YAML = (description: string) => `version: 1
tenant: { id: contoso.com }
state: { file: state.json }
catalogs:
  data: { displayName: Data, description: ${description} }
`;
const CATALOGS = '/identityGovernance/entitlementManagement/catalogs';

describe('a write that times out', () => {
  let served: Serving;
  beforeEach(async () => {
    write(YAML('Before'));
    served = await serveTenantHere(folder);
  });
  afterEach(() => served.stop());
  const run = (args: readonly string[], endpoint = served.url) =>
    entente(args, { cwd: folder, haste: 200, env: { ...served.env, ENTENTE_GRAPH_URL: endpoint } });
  const APPLY = ['apply', '--auto-approve', '--timeout', '2s'];
  const state = () => JSON.parse(readFileSync(path.join(folder, 'state.json'), 'utf8')) as StateDocument;
  const held = async () =>
    ((await served.request('GET', CATALOGS))['value'] as Record<string, string>[]).filter(
      ({ displayName }) => displayName === 'Data',
    );

  it('is uncertain, is not sent again by itself, and what came of it later is found', async () => {
    const late = await startLateProxy(served.url, (body) => body.includes('"Data"'), 'hang');
    onTestFinished(() => late.close());
    const applied = await run(APPLY, late.endpoint);
    expect(applied.code).toBe(1);
    expect(applied.stderr).toMatch(/error APPLY_UNCERTAIN: .*catalog\.data/);
    expect(late.waiting()).toBe(1);
    expect(state()).toMatchObject({
      resources: [],
      uncertain: [{ address: 'catalog.data', kind: 'catalog' }],
    });
    const again = await run(['apply', '--auto-approve']);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('catalog.data');
    expect(await held()).toEqual([]);
    expect(await late.carryOut()).toEqual([expect.any(Number)]);
    const [made] = await held();
    expect(await run(['apply', '--auto-approve'])).toMatchObject({ code: 0 });
    expect(await held()).toHaveLength(1);
    expect(state().resources).toMatchObject([{ address: 'catalog.data', id: made?.['id'] }]);
    expect(await run(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 });
  });

  it('and was carried out is found by the same run', async () => {
    const lost = await startLosingProxy(served.url, (method) => method === 'POST', 'hang');
    onTestFinished(() => lost.close());
    const applied = await run(APPLY, lost.endpoint);
    expect(applied).toMatchObject({ code: 0 });
    expect([lost.lost(), (await held()).length]).toEqual([1, 1]);
    expect(await run(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 });
  });

  it('of an update is sent again, for it has the same effect twice', async () => {
    expect(await run(['apply', '--auto-approve'])).toMatchObject({ code: 0 });
    write(YAML('After'));
    const lost = await startLosingProxy(served.url, (method) => method === 'PATCH', 'hang');
    onTestFinished(() => lost.close());
    expect(await run(APPLY, lost.endpoint)).toMatchObject({ code: 0 });
    expect([lost.lost(), state().pending]).toEqual([1, []]);
    expect(await held()).toMatchObject([{ description: 'After' }]);
    expect(await run(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 });
  });

  it('of a deletion is looked for, and finished by the same run', async () => {
    expect(await run(['apply', '--auto-approve'])).toMatchObject({ code: 0 });
    write('version: 1\ntenant: { id: contoso.com }\nstate: { file: state.json }\n');
    const lost = await startLosingProxy(served.url, (method) => method === 'DELETE', 'hang');
    onTestFinished(() => lost.close());
    const applied = await run(APPLY, lost.endpoint);
    expect([applied.code, lost.lost()]).toEqual([0, 1]);
    expect(applied.stderr).toContain('The outcome of 1 write is unknown');
    expect(applied.stdout).toContain('0 added, 0 changed, 1 destroyed.');
    expect(state()).toMatchObject({ resources: [], pending: [] });
    expect(await held()).toEqual([]);
  });
});
