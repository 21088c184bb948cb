/** Secrets that the surroundings or a configuration hold: whatever goes wrong with them, no output says them. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ran } from '../support/cli.ts';
import { entente, temporaryFolder } from '../support/cli.ts';

const KEY = 'c2VjcmV0LWtleS1vZi10aGUtdGVzdA==';
const SIGNATURE = 'aB3%2Fsignature%2Bof%3Dtest';

let folder = '';
let server: Server;
let port = 0;

beforeEach(async () => {
  folder = temporaryFolder('examples/starter');
  // A service that repeats in its refusals what it was sent.
  server = createServer((request, response) => {
    const sent = `${request.url ?? ''} ${JSON.stringify(request.headers)}`;
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { code: 'BadRequest', message: `You sent ${sent}` } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const COMMANDS = [
  ['plan'],
  ['plan', '--json'],
  ['apply', '--auto-approve', '--json'],
  ['drift'],
  ['state', 'list'],
  ['doctor'],
  ['import', '--out', 'new'],
];

function configure(lines: string): void {
  writeFileSync(path.join(folder, 'governance.yaml'), `version: 1\n${lines}\n`);
}

/** Runs the commands; resolves to all that anybody could read afterwards. */
async function told(
  env: Readonly<Record<string, string>>,
  commands: readonly (readonly string[])[] = COMMANDS,
): Promise<string> {
  const diagnostics = path.join(folder, 'diagnostics');
  const ran: Ran[] = [];
  for (const args of commands)
    ran.push(
      await entente(args, {
        cwd: folder,
        env: { ENTENTE_DEBUG: '1', ENTENTE_DIAGNOSTICS: diagnostics, ...env },
      }),
    );
  expect(ran.some(({ code }) => code === 1)).toBe(true);
  const noted = existsSync(diagnostics) ? readFileSync(diagnostics, 'utf8') : '';
  for (const line of noted.split('\n')) if (line !== '') JSON.parse(line);
  return [...ran.flatMap(({ stdout, stderr }) => [stdout, stderr]), noted].join('\n');
}

const EMBEDDED = 'tenant: { embedded: .entente/tenant, seed: directory.yaml }';

describe('no output says', () => {
  it('a token with a line break', async () => {
    const text = await told({
      ENTENTE_GRAPH_URL: `http://127.0.0.1:${port}/v1.0`,
      ENTENTE_GRAPH_TOKEN: 'opaque-t0ken-part-one\nopaque-t0ken-part-two',
    });
    expect(text).not.toMatch(/t0ken-part/);
  }, 60_000);

  it('a token that the service repeats', async () => {
    const text = await told({
      ENTENTE_GRAPH_URL: `http://127.0.0.1:${port}/v1.0`,
      ENTENTE_GRAPH_TOKEN: 'opaque-t0ken-of-the-test',
    });
    expect(text).toContain('You sent');
    expect(text).not.toContain('t0ken');
  }, 60_000);

  it.each([
    'http://u:PW@127.0.0.1:1/v1.0',
    'u:PW@127.0.0.1/v1.0',
    'http://u:P/W"x@127.0.0.1/',
    'ftp://u:PW@x',
  ])(
    'the password in ENTENTE_GRAPH_URL=%s',
    async (url) => {
      const text = await told({ ENTENTE_GRAPH_URL: url, ENTENTE_GRAPH_TOKEN: 'x' }, [['plan'], ['doctor']]);
      expect(text).toContain('ENTENTE_GRAPH_URL');
      expect(text).not.toMatch(/PW|P\/W/);
    },
    60_000,
  );

  it.each(['https://u:PW@state.example/x', 'u:PW@state.example', "'http://u:P/W\"x@state.example'"])(
    'the password in state.http.address: %s',
    async (address) => {
      configure(`${EMBEDDED}\nstate: { http: { address: ${address}, lockAddress: ${address} } }`);
      const text = await told({}, [['validate'], ['plan'], ['state', 'list'], ['check']]);
      expect(text).toContain('state.http.address');
      expect(text).not.toMatch(/PW|P\/W/);
    },
    60_000,
  );

  it('the password of a state on a server, nor its encoded form', async () => {
    configure(`${EMBEDDED}\nstate: { http: { address: http://127.0.0.1:${port}/state } }`);
    const text = await told({ TF_HTTP_USERNAME: 'me', TF_HTTP_PASSWORD: 'hunter-two' }, [
      ['plan'],
      ['state', 'pull'],
    ]);
    expect(text).toContain('STATE_BACKEND');
    // The server gives back what it was sent; no answer of a state's server is quoted.
    expect(text).not.toContain('You sent');
    expect(text).not.toContain('hunter-two');
    expect(text).not.toContain(Buffer.from('me:hunter-two').toString('base64'));
  }, 60_000);

  it.each([
    [`DefaultEndpointsProtocol=http;AccountName=other;AccountKey=${KEY};EndpointSuffix=core.windows.net`],
    [`AccountName=contoso;AccountKey=${KEY}`],
    [`AccountKey=${KEY}\nnonsense`],
    [`BlobEndpoint=http://127.0.0.1:1/;SharedAccessSignature=sv=2026&sig=${SIGNATURE}`],
  ])(
    'a connection string: %s',
    async (text) => {
      configure(`${EMBEDDED}\nstate: { azureBlob: { account: contoso, container: entente, blob: x } }`);
      const out = await told({ AZURE_STORAGE_CONNECTION_STRING: text }, [['plan'], ['state', 'list']]);
      expect(out).not.toContain(KEY);
      expect(out).not.toContain(KEY.slice(0, 12));
      expect(out).not.toContain(SIGNATURE);
      expect(out).not.toContain(decodeURIComponent(SIGNATURE));
    },
    60_000,
  );

  it('a shared access signature', async () => {
    configure(
      `${EMBEDDED}\nstate: { azureBlob: { account: contoso, container: entente, blob: x, endpoint: 'http://127.0.0.1:${port}/contoso' } }`,
    );
    const env = { AZURE_STORAGE_SAS_TOKEN: `?sv=2026-01-01&sig=${SIGNATURE}` };
    const out = await told(env, [['plan'], ['state', 'list'], ['state', 'pull']]);
    expect(out).not.toContain(SIGNATURE);
    expect(out).not.toContain(decodeURIComponent(SIGNATURE));
  }, 60_000);

  it.each([
    ['a list of variables', 'DB_PASS=hunter-two-of-the-test\n'],
    ['a text', '"hunter-two-of-the-test" is secret'],
    ['JSON that breaks off', '{ "password": "hunter-two-of-the-test'],
    ['JSON with a fault behind the secret', '{ "password": "hunter-two-of-the-test" oops }'],
  ])(
    'what stands in a file that the configuration calls its state: %s',
    async (_what, content) => {
      writeFileSync(path.join(folder, 'secret'), content);
      configure(`${EMBEDDED}\nstate: { file: secret }`);
      const out = await told({}, [
        ['plan'],
        ['state', 'list'],
        ['show', 'secret'],
        ['apply', 'secret'],
        ['state', 'push', 'secret'],
      ]);
      expect(out).toContain('STATE_CORRUPT');
      expect(out).toContain('PLAN_FILE_CORRUPT');
      expect(out).not.toMatch(/DB_|hunter|of-the-test/);
    },
    60_000,
  );

  it('a client secret', async () => {
    configure('tenant: { id: contoso.onmicrosoft.com }');
    const env = {
      AZURE_TENANT_ID: 'contoso.onmicrosoft.com',
      AZURE_CLIENT_ID: '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
      AZURE_CLIENT_SECRET: 'c1ient~secret\nof.the-test',
      AZURE_AUTHORITY_HOST: `https://127.0.0.1:${port}`,
      ENTENTE_AUTH: 'client-secret',
    };
    const out = await told(env, [['plan'], ['doctor']]);
    expect(out).not.toMatch(/c1ient~secret|of\.the-test/);
  }, 60_000);
});

describe('data that is read back', () => {
  it('keeps every letter, though a secret is a word of it', async () => {
    const configuration = readFileSync(path.join(folder, 'governance.yaml'), 'utf8');
    writeFileSync(
      path.join(folder, 'governance.yaml'),
      configuration.replace(
        /^ {2}partners:\n {4}displayName: Partners$/m,
        '  partners:\n    displayName: Partners of https://u:pw@x sig=1',
      ),
    );
    const env = { AZURE_CLIENT_SECRET: 'Partners', TF_HTTP_PASSWORD: 'accessPackage' };
    const run = (...args: string[]) => entente(args, { cwd: folder, env });
    expect((await run('apply', '--auto-approve')).code).toBe(0);
    const state = readFileSync(path.join(folder, '.entente/governance.state.json'), 'utf8');
    expect(JSON.parse((await run('state', 'pull')).stdout)).toEqual(JSON.parse(state));
    writeFileSync(path.join(folder, 'pulled.json'), (await run('state', 'pull')).stdout);
    expect((await run('state', 'push', 'pulled.json')).stdout).toContain('nothing was written');
    expect((await run('plan', '-o', 'plan.json')).code).toBe(0);
    expect((await run('show', '--json', 'plan.json')).stdout).toBe(
      readFileSync(path.join(folder, 'plan.json'), 'utf8'),
    );
    expect((await run('import', '--out', 'new')).code).toBe(0);
    const plan = await run('plan', '--detailed-exitcode', '-f', 'new/governance.yaml');
    expect(plan).toMatchObject({ code: 0 });
  }, 60_000);
});
