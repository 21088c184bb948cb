import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BUNDLE, cleanEnvironment, ended, ententeProcess, temporaryFolder } from '../support/cli.ts';
import type { OAuth, OAuthOptions } from '../support/oauth.ts';
import { startOAuth } from '../support/oauth.ts';

const PROBE = path.join(BUNDLE, 'token-probe.mjs');
const TENANT = '447c09c7-9dcf-47e7-8c54-2c6fe99d4be7';
const CLAIMS = { aud: 'https://graph.microsoft.com', tid: TENANT, scp: 'EntitlementManagement.Read.All' };

let oauth: OAuth | undefined;
let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await oauth?.close();
  oauth = undefined;
  rmSync(folder, { recursive: true });
});

/** Lines of the probe that signs a person in, parsed. */
async function signIn(
  way: string,
  options: Partial<OAuthOptions> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Record<string, unknown>[]> {
  oauth ??= await startOAuth({ claims: CLAIMS, ...options });
  const given = {
    ...oauth.env,
    ENTENTE_AUTH: way,
    ENTENTE_CLIENT_ID: '11111111-1111-4111-8111-111111111111',
    NEED: 'read',
    ...env,
  };
  const { stdout, stderr } = await ended(spawn(process.execPath, [PROBE], { env: cleanEnvironment(given) }));
  expect(stderr).toBe('');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A browser that goes where it is sent, after `first` went to where the answer is expected. */
function browser(first = ''): Readonly<Record<string, string>> {
  const script = `#!${process.execPath}
const asked = new URL(process.argv[2]).searchParams;
const back = asked.get('redirect_uri').replace('localhost', '127.0.0.1');
(async () => {
  ${first}
  const { headers } = await fetch(process.argv[2], { redirect: 'manual' });
  await fetch(headers.get('location').replace('localhost', '127.0.0.1'));
})();
`;
  writeFileSync(path.join(folder, 'xdg-open'), script, { mode: 0o755 });
  return { PATH: `${folder}:/usr/bin:/bin` };
}

describe('a device code', () => {
  const instructed = {
    instructed:
      'To sign in, open https://microsoft.com/devicelogin in a browser and enter the code ABCD-EFGH',
  };

  it('is waited for while it is pending, and slower when that is asked for', async () => {
    const said = await signIn('device-code', { polls: ['authorization_pending', 'slow_down', 'token'] });
    expect(said).toMatchObject([instructed, { source: 'device-code', shared: true }]);
    const [, first, second, third, ...more] = oauth?.forms ?? [];
    expect(more).toEqual([]);
    const apart = (one = first, other = second) => (other?.at ?? 0) - (one?.at ?? 0);
    // One second, then five more; a busy machine notes an arrival late, and so the next one early.
    expect(apart(first, second)).toBeGreaterThan(300);
    expect(apart(second, third)).toBeGreaterThan(4_000);
  }, 30_000);

  it('outlasts a connection that ends between two polls', async () => {
    const said = await signIn('device-code', { polls: ['slow_down', 'reset', 'token'] });
    expect(said).toMatchObject([instructed, { source: 'device-code', shared: true }]);
  }, 30_000);

  it('that stays without an answer is told, and no earlier answer', async () => {
    const said = await signIn('device-code', { polls: ['authorization_pending', 'reset'] });
    expect(said).toMatchObject([instructed, { code: 'GRAPH_CREDENTIALS' }]);
    expect(said[1]?.['summary']).toMatch(/with a device code: .*(ECONNRESET|socket hang up|reset|network)/i);
  }, 30_000);

  it('is asked for no more once the wait for it was too long, so that the process ends', async () => {
    const said = await signIn('device-code', { polls: ['authorization_pending'] }, { MAX_WAIT_MS: '1500' });
    expect(said).toMatchObject([
      instructed,
      {
        summary: `Cannot sign in to the tenant ${TENANT}: no token came in time`,
        detail: expect.stringMatching(/^device-code: No complete answer .* within 1 s/) as string,
        hint: 'Try again, or wait longer with --max-wait',
      },
    ]);
  }, 30_000);

  for (const [poll, reason] of [
    ['expired_token', 'the code expired before it was entered'],
    ['authorization_declined', 'the sign-in was declined'],
  ] as const) {
    it(`says that ${reason}`, async () => {
      const said = await signIn('device-code', { polls: ['authorization_pending', poll] });
      expect(said).toMatchObject([
        instructed,
        {
          code: 'GRAPH_CREDENTIALS',
          summary: `Cannot sign in to the tenant ${TENANT} with a device code: ${reason}`,
          hint: 'Try again, or use ENTENTE_AUTH=browser: many tenants block device codes',
        },
      ]);
    });
  }
});

describe('the browser', () => {
  it('brings a code that only the holder of the verifier can exchange', async () => {
    const said = await signIn('browser', {}, browser());
    expect(said).toMatchObject([
      { instructed: expect.stringContaining('code_challenge_method=S256') as string },
      { source: 'browser', shared: true },
    ]);
    expect(oauth?.forms).toMatchObject([{ grant_type: 'authorization_code' }]);
  });

  it('is not heard with the state of another sign-in', async () => {
    const foreign = `for (const state of ['', '&state=foreign'])
    for (const answer of ['code=stolen', 'error=access_denied']) await fetch(back + '/?' + answer + state);`;
    const said = await signIn('browser', {}, browser(foreign));
    const ignored = {
      instructed: 'An answer to another sign-in was ignored: its state is not that of this one.',
    };
    expect(said.slice(1)).toMatchObject([...Array<object>(4).fill(ignored), { source: 'browser' }]);
    expect(oauth?.forms.map(({ code }) => code)).not.toContain('stolen');
  });

  it('brings a refusal', async () => {
    const said = await signIn('browser', { refusal: 'access_denied' }, browser());
    expect(said.at(-1)).toMatchObject({
      code: 'GRAPH_CREDENTIALS',
      summary: `Cannot sign in to the tenant ${TENANT} through the browser: the sign-in was declined`,
    });
  });

  it('brings a token without the scope', async () => {
    const said = await signIn('browser', { claims: { ...CLAIMS, scp: 'User.Read' } }, browser());
    expect(said.at(-1)).toMatchObject({
      summary:
        'The token of browser lacks EntitlementManagement.Read.All (delegated permission, to read entitlement management), which a Cloud Application Administrator can grant with admin consent',
    });
  });
});

it('an earlier sign-in is only there with a keychain', async () => {
  const [refused] = await signIn('login');
  expect(refused).toMatchObject({
    code: 'GRAPH_CREDENTIALS',
    detail: 'login: @azure/identity-cache-persistence is not installed',
  });
});

describe('entente login', () => {
  const client = '11111111-1111-4111-8111-111111111111';
  /** Stands for the package that keeps tokens in the keychain: in a file of the test, which is what it is about. */
  function keychain(): Readonly<Record<string, string>> {
    const kept = JSON.stringify(path.join(folder, 'kept'));
    writeFileSync(
      path.join(folder, 'plugin.mjs'),
      `import { existsSync, readFileSync, writeFileSync } from 'node:fs';
export function cachePersistencePlugin({ cachePluginControl }) {
  cachePluginControl.setPersistence(async ({ name, unsafeAllowUnencryptedStorage }) => {
    if (unsafeAllowUnencryptedStorage !== false || name !== 'entente.${client}') throw new Error('asked otherwise');
    return {
      async beforeCacheAccess({ tokenCache }) {
        if (existsSync(${kept})) tokenCache.deserialize(readFileSync(${kept}, 'utf8'));
      },
      async afterCacheAccess({ cacheHasChanged, tokenCache }) {
        if (cacheHasChanged) writeFileSync(${kept}, tokenCache.serialize());
      },
    };
  });
}
`,
    );
    writeFileSync(
      path.join(folder, 'hooks.mjs'),
      `const plugin = new URL('plugin.mjs', import.meta.url).href;
export const resolve = (name, context, next) =>
  name === '@azure/identity-cache-persistence' ? { url: plugin, shortCircuit: true } : next(name, context);
`,
    );
    writeFileSync(
      path.join(folder, 'register.mjs'),
      `import { register } from 'node:module';\nregister('./hooks.mjs', import.meta.url);\n`,
    );
    return { NODE_OPTIONS: `--import=${path.join(folder, 'register.mjs')}` };
  }

  it('keeps the sign-in in the keychain, where commands find it, and shows no token', async () => {
    const env = { ...keychain(), ...browser() };
    oauth = await startOAuth({ claims: CLAIMS });
    const said = await ententeProcess(['login', '--tenant', TENANT, '--client-id', client], {
      cwd: folder,
      env: { ...oauth.env, ...env },
    });
    expect(said.stdout).toBe(
      `Signed in to ${TENANT}; the system's keychain keeps it. Commands use it where ENTENTE_CLIENT_ID=${client} is set.\n`,
    );
    expect(said.stdout + said.stderr).not.toMatch(/eyJ|refresh-of-the-stub/);
    expect(await signIn('login', {}, env)).toMatchObject([{ source: 'login', shared: true }]);
  });

  it('refuses before it begins where there is no keychain or no application', async () => {
    const login = (...args: string[]) =>
      ententeProcess(['login', '--tenant', TENANT, ...args], { cwd: folder, env: {} });
    const bare = await login('--client-id', client);
    expect(bare.code).toBe(1);
    expect(bare.stderr).toContain(
      "A sign-in is kept in the system's keychain alone, but @azure/identity-cache-persistence is not installed",
    );
    expect((await login()).stderr).toContain(
      "an app registration of the tenant's own, whose id is not given",
    );
  });
});

it('doctor --setup names exactly the permissions that the configuration needs', async () => {
  const configured = (resources: string) =>
    `version: 1\ntenant: { id: contoso.com }\ncatalogs: { a: { displayName: A, resources: { ${resources} } } }\n`;
  const named = async (resources: string) => {
    writeFileSync(path.join(folder, 'governance.yaml'), configured(resources));
    const { stdout } = await ententeProcess(['doctor', '--setup'], { cwd: folder, env: {} });
    for (const way of ['az ad app create', 'New-MgApplication', 'App registrations > New registration'])
      expect(stdout).toContain(way);
    return [...stdout.matchAll(/^ {3}- (\S+)$/gm)].map(([, name]) => name);
  };
  const always = [
    'User.Read.All',
    'Application.Read.All',
    'CrossTenantInformation.ReadBasic.All',
    'Policy.Read.All',
  ];
  const write = 'EntitlementManagement.ReadWrite.All';
  expect((await named('')).sort()).toEqual([write, ...always, 'Group.Read.All'].sort());
  expect((await named('team: { group: Tango }')).sort()).toEqual(
    [write, ...always, 'Group.ReadWrite.All'].sort(),
  );
});
