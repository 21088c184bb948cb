import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Authority } from '../support/authority.ts';
import { jwt, startAuthority } from '../support/authority.ts';
import { BUNDLE, cleanEnvironment, entente, temporaryFolder } from '../support/cli.ts';

const PROBE = path.join(BUNDLE, 'token-probe.mjs');
const CLIENT = { AZURE_CLIENT_ID: '11111111-1111-4111-8111-111111111111' };
const CLAIMS = {
  aud: 'https://graph.microsoft.com',
  tid: '447c09c7-9dcf-47e7-8c54-2c6fe99d4be7',
  roles: ['EntitlementManagement.Read.All'],
};

let authority: Authority;
let folder = '';
beforeEach(async () => {
  authority = await startAuthority(CLAIMS);
  folder = temporaryFolder();
});
afterEach(async () => {
  await authority.close();
  rmSync(folder, { recursive: true });
});

/** One process that is asked again and again; it trusts the authority, whose certificate is always the same. */
function startProbe() {
  const child = spawn(process.execPath, [PROBE, 'asked'], { env: cleanEnvironment(authority.env) });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return {
    async ask(env: NodeJS.ProcessEnv, rounds: number): Promise<Record<string, unknown>[]> {
      child.stdin.write(`${JSON.stringify({ env, rounds })}\n`);
      const said: Record<string, unknown>[] = [];
      for (;;) {
        const next = (await lines.next()) as IteratorResult<string, undefined>;
        if (next.done === true) throw new Error(`The probe ended: ${stderr}`);
        const line = JSON.parse(next.value) as Record<string, unknown> | null;
        if (line === null) break;
        said.push(line);
      }
      expect(stderr).toBe('');
      return said;
    },
    async end() {
      child.stdin.end();
      await once(child, 'close');
    },
  };
}

let asked: ReturnType<typeof startProbe> | undefined;
afterAll(() => asked?.end());

/** Lines of the probe, parsed. No Azure CLI is on its path. */
async function probe(env: Readonly<Record<string, string>>, rounds = 1): Promise<Record<string, unknown>[]> {
  asked ??= startProbe();
  const whole = cleanEnvironment({ PATH: path.dirname(process.execPath), ...authority.env, ...env });
  return asked.ask(whole, rounds);
}

describe('a token comes from', () => {
  it('a client secret', async () => {
    expect(await probe({ ...CLIENT, AZURE_CLIENT_SECRET: 'secret' })).toMatchObject([
      { source: 'client-secret', shared: true },
    ]);
    expect(authority.requests).toMatchObject([
      {
        grant_type: 'client_credentials',
        client_secret: 'secret',
        scope: expect.stringContaining('https://graph.microsoft.com/.default') as string,
      },
    ]);
  });

  it('a certificate', async () => {
    const [answer] = await probe({ ...CLIENT, AZURE_CLIENT_CERTIFICATE_PATH: authority.certificateFile });
    expect(answer).toMatchObject({ source: 'certificate' });
    expect(authority.requests[0]).toMatchObject({ client_assertion: expect.stringMatching(/^ey/) as string });
  });

  it("GitHub's own token of the job, asked for anew at every renewal", async () => {
    await authority.close();
    authority = await startAuthority(CLAIMS, 60);
    const env = {
      ...CLIENT,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${authority.url}/github?x=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't',
    };
    const answers = await probe(env, 3);
    expect(answers).toMatchObject(Array(3).fill({ source: 'github-oidc' }));
    const assertions = authority.requests.map(({ client_assertion: assertion = '' }) => assertion);
    expect(new Set(assertions).size).toBe(3);
    const claims = JSON.parse(
      Buffer.from(assertions[0]?.split('.')[1] ?? '', 'base64url').toString(),
    ) as object;
    expect(claims).toMatchObject({ aud: 'api://AzureADTokenExchange' });
  });

  it("Azure DevOps' own token for a service connection, whose refusal shows no token", async () => {
    const env = {
      ...CLIENT,
      ENTENTE_AUTH: 'azure-pipelines',
      AZURE_SERVICE_CONNECTION_ID: 'connection',
      SYSTEM_OIDCREQUESTURI: `${authority.url}/pipelines`,
      SYSTEM_ACCESSTOKEN: 'of-the-pipeline',
    };
    expect(await probe(env)).toMatchObject([{ source: 'azure-pipelines' }]);
    expect(authority.requests[0]).toMatchObject({ client_assertion: jwt({ iss: 'pipelines' }) });
    const [refused] = await probe({ ...env, AZURE_SERVICE_CONNECTION_ID: 'other' });
    expect(refused?.['detail']).toBe('azure-pipelines: Azure DevOps refused its token with status 401');
    const { SYSTEM_ACCESSTOKEN: _, ...without } = env;
    const [unmapped] = await probe({ ...without, TF_BUILD: 'True' });
    expect(unmapped?.['detail']).toBe(
      'azure-pipelines: the step lacks env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }',
    );
  });

  it("GitLab's token of the job, if it is for Entra and holds", async () => {
    const env = { ...CLIENT, ENTENTE_AUTH: 'gitlab-oidc' };
    const good = jwt({ aud: 'api://AzureADTokenExchange' });
    expect(await probe({ ...env, GITLAB_OIDC_TOKEN: good })).toMatchObject([{ source: 'gitlab-oidc' }]);
    expect(authority.requests[0]).toMatchObject({ client_assertion: good });
    const detail = async (claims: object) =>
      (await probe({ ...env, GITLAB_OIDC_TOKEN: jwt(claims) }))[0]?.['detail'];
    expect(await detail({ aud: 'https://gitlab.com' })).toBe(
      'gitlab-oidc: GITLAB_OIDC_TOKEN is for https://gitlab.com; its aud in id_tokens has to be api://AzureADTokenExchange',
    );
    expect(await detail({ aud: 'api://AzureADTokenExchange', exp: 1_700_000_000 })).toContain(
      'gitlab-oidc: GITLAB_OIDC_TOKEN expired at 2023-11-14T22:13:20.000Z',
    );
    const [lacking] = await probe({ ...env, GITLAB_CI: 'true' });
    expect(lacking?.['detail']).toBe(
      'gitlab-oidc: the job lacks id_tokens: { GITLAB_OIDC_TOKEN: { aud: api://AzureADTokenExchange } }',
    );
  });

  it('a token file', async () => {
    const file = path.join(folder, 'token');
    writeFileSync(file, 'federated');
    const [answer] = await probe({ ...CLIENT, AZURE_FEDERATED_TOKEN_FILE: file });
    expect(answer).toMatchObject({ source: 'token-file' });
    expect(authority.requests[0]).toMatchObject({ client_assertion: 'federated' });
  });

  it('the first source that gives one, and only from that one', async () => {
    const env = {
      ...CLIENT,
      AZURE_CLIENT_CERTIFICATE_PATH: path.join(folder, 'missing.pem'),
      AZURE_CLIENT_SECRET: 'secret',
    };
    expect(await probe({ ...env, ENTENTE_AUTH: 'client-secret' })).toMatchObject([
      { source: 'client-secret' },
    ]);
    const [refused] = await probe({ ...env, ENTENTE_AUTH: 'certificate' });
    expect(refused).toMatchObject({
      code: 'GRAPH_CREDENTIALS',
      detail: expect.stringContaining('certificate:') as string,
    });
    expect(refused?.['detail']).not.toContain('client-secret');
  });
});

describe('without a token', () => {
  it('the error says of every source why it gave none', async () => {
    const [refused] = await probe({ GITHUB_ACTIONS: 'true' });
    const lines = String(refused?.['detail']).split('\n');
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'client-secret',
      'certificate',
      'github-oidc',
      'azure-pipelines',
      'gitlab-oidc',
      'token-file',
      'managed-identity',
      'login',
      'browser',
      'device-code',
      'azure-cli',
    ]);
    expect(lines[0]).toBe('client-secret: AZURE_CLIENT_ID and AZURE_CLIENT_SECRET are not set');
    expect(lines[2]).toBe('github-oidc: the job lacks the permission id-token: write');
  });

  it('the error carries what Entra said', async () => {
    await authority.close();
    authority = await startAuthority('AADSTS7000222');
    const [refused] = await probe({ ...CLIENT, AZURE_CLIENT_SECRET: 'old' });
    expect(refused?.['detail']).toContain('AADSTS7000222: The secret has expired.');
  });
});

describe('a token that does not serve is refused in a line before it is sent', () => {
  const lines = {
    'for something else': [
      { aud: 'https://management.azure.com/' },
      'is for https://management.azure.com/, not for Microsoft Graph (https://graph.microsoft.com)',
    ],
    'of another tenant': [
      { tid: '11111111-1111-4111-8111-111111111111' },
      'is for the tenant 11111111-1111-4111-8111-111111111111, not for 447c09c7-9dcf-47e7-8c54-2c6fe99d4be7',
    ],
    expired: [{ exp: 1_700_000_000 }, "expired at 2023-11-14T22:13:20.000Z; this machine's clock says "],
    'of an application without the permission': [
      { roles: ['User.Read.All'] },
      'lacks EntitlementManagement.Read.All (application permission, to read entitlement management), which a Privileged Role Administrator can grant with admin consent',
    ],
    'of a person without the scope': [
      { roles: undefined, scp: 'openid User.Read' },
      'lacks EntitlementManagement.Read.All (delegated permission, to read entitlement management), which a Cloud Application Administrator can grant with admin consent',
    ],
  } as const;
  for (const [what, [claims, line]] of Object.entries(lines)) {
    it(what, async () => {
      await authority.close();
      authority = await startAuthority({ ...CLAIMS, ...claims });
      const [refused] = await probe({ ...CLIENT, AZURE_CLIENT_SECRET: 'secret', NEED: 'read' });
      expect(refused).toMatchObject({ code: 'GRAPH_CREDENTIALS' });
      expect(refused?.['summary']).toContain(`The token of client-secret ${line}`);
      expect(refused).not.toHaveProperty('detail');
      expect(JSON.stringify(refused)).not.toContain('eyJ');
    });
  }

  it('but not one of an application that holds a directory role instead, of its extent', async () => {
    const readers = { ...CLAIMS, roles: undefined, wids: ['f2ef992c-3afb-46b9-b7cf-a126ee74c451'] };
    await authority.close();
    authority = await startAuthority(readers);
    const env = { ...CLIENT, AZURE_CLIENT_SECRET: 'secret' };
    expect(await probe({ ...env, NEED: 'read' })).toMatchObject([{ source: 'client-secret' }]);
    const [refused] = await probe({ ...env, NEED: 'write' });
    expect(refused?.['summary']).toContain('lacks EntitlementManagement.ReadWrite.All');
  });

  it("az login's own application, with what to do instead", async () => {
    const cli = {
      aud: CLAIMS.aud,
      tid: CLAIMS.tid,
      appid: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
      scp: 'User.Read',
    };
    const az = path.join(folder, 'az');
    const answer = {
      accessToken: jwt(cli),
      expires_on: Math.floor(Date.now() / 1000) + 3600,
      tokenType: 'Bearer',
    };
    writeFileSync(az, `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`, { mode: 0o755 });
    const env = { NEED: 'read', PATH: `${folder}:/usr/bin:/bin` };
    const [refused] = await probe(env);
    expect(refused).toMatchObject({
      summary:
        "The token of azure-cli lacks EntitlementManagement.Read.All, which az login's own application cannot get",
      hint: expect.stringContaining('entente login') as string,
    });
  });

  it('ENTENTE_GRAPH_TOKEN, by what the command needs, without a network', async () => {
    writeFileSync(path.join(folder, 'governance.yaml'), 'version: 1\ntenant: { id: contoso.com }\n');
    const env = { ENTENTE_GRAPH_TOKEN: jwt({ ...CLAIMS }), HTTPS_PROXY: 'http://127.0.0.1:9' };
    const applied = await entente(['apply', '--auto-approve'], { cwd: folder, env });
    expect(applied.stderr).toContain(
      'The token of ENTENTE_GRAPH_TOKEN lacks EntitlementManagement.ReadWrite.All',
    );
    const planned = await entente(['plan', '--timeout', '1s'], { cwd: folder, env });
    expect(planned.stderr).not.toContain('lacks');
    expect(planned.stderr + applied.stderr).not.toContain('eyJ');
  });
});

describe('the command line', () => {
  it('names the sources that it tried, and doctor says what to do', async () => {
    writeFileSync(path.join(folder, 'governance.yaml'), 'version: 1\ntenant: { id: contoso.com }\n');
    const env = { PATH: path.dirname(process.execPath), ...authority.env };
    const planned = await entente(['plan'], { cwd: folder, env });
    expect(planned.code).toBe(1);
    expect(planned.stderr).toContain('GRAPH_CREDENTIALS');
    expect(planned.stderr).toContain(
      'token-file: AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE are not set',
    );
    const examined = await entente(['doctor'], { cwd: folder, env });
    expect(examined.code).toBe(1);
    expect(examined.stdout).toContain('problem  Cannot sign in to the tenant contoso.com');
  }, 60_000);
});
