import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jwt, startAuthority } from '../support/authority.ts';
import { entente, ententeProcess, temporaryFolder } from '../support/cli.ts';
import { PASSWORD, startStateServer, USERNAME } from '../support/state-server.ts';
import { serveTenantHere } from '../support/served-tenant.ts';

const GRAPH = '00000003-0000-0000-c000-000000000000';
const CONFIGURATION = `version: 1
tenant: { id: contoso.com }
catalogs:
  partners:
    displayName: Partners
    resources:
      team: { group: Project Tango }
`;

let folder = '';
beforeEach(() => {
  folder = temporaryFolder('examples/contoso');
  writeFileSync(path.join(folder, 'governance.yaml'), CONFIGURATION);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What doctor says of an endpoint whose token has those claims. */
async function examine(claims: object, env: Readonly<Record<string, string>> = {}) {
  const token = jwt(claims);
  const served = await serveTenantHere(folder, ['--seed', 'directory.yaml'], {
    ENTENTE_GRAPH_TOKEN: token,
  });
  try {
    // Node reads the certificate of the test's authority when it starts; nothing else needs a process.
    const start = 'NODE_EXTRA_CA_CERTS' in env ? ententeProcess : entente;
    return await start(['doctor'], { cwd: folder, env: { ...served.env, ...env } });
  } finally {
    await served.stop();
  }
}

const READ = ['EntitlementManagement.Read.All', 'Directory.Read.All', 'CrossTenantInformation.ReadBasic.All'];

describe('doctor', () => {
  it('is content when everything is there', async () => {
    const roles = [
      ...READ,
      'EntitlementManagement.ReadWrite.All',
      'Group.ReadWrite.All',
      'AuditLog.Read.All',
    ];
    const { code, stdout } = await examine({ aud: GRAPH, tid: 't', roles });
    expect(stdout).toContain('ok       The permissions suffice for plan and drift');
    expect(stdout).toContain('ok       The permissions suffice for apply');
    expect(stdout).toContain('ok       The permissions let drift say who changed what, and when');
    expect(stdout).toContain('ok       The tenant is Contoso, ');
    expect(stdout).toContain('ok       Entitlement management answers, so the tenant is licensed for it');
    expect(stdout).toMatch(/ok {7}The clocks agree within \d+ seconds/);
    expect(code).toBe(0);
  });

  it('names the permissions that are missing, and for what', async () => {
    const { code, stdout } = await examine({ aud: GRAPH, tid: 't', roles: READ });
    expect(code).toBe(0);
    expect(stdout).toContain(`warning  The permissions do not suffice for apply
         EntitlementManagement.ReadWrite.All is missing, to change entitlement management
         Group.ReadWrite.All is missing, to add groups to catalogs
         → Grant these application permissions in Entra, with admin consent
`);
    expect(stdout).toContain(
      'unknown  Optional: AuditLog.Read.All is not granted, so drift cannot say who changed what, and when',
    );
    const less = await examine({ aud: GRAPH, tid: 't', roles: READ.slice(0, 1) });
    expect(less.code).toBe(1);
    expect(less.stdout).toContain('problem  The permissions do not suffice for plan and drift');
  });

  it('tells a token that is for somebody else', async () => {
    const { code, stdout } = await examine({ aud: 'https://management.azure.com', tid: 't', roles: READ });
    expect(code).toBe(1);
    expect(stdout).toContain(
      'problem  The token is for https://management.azure.com, not for http://127.0.0.1:',
    );
  });

  it('says what the service answers to a wrong token, an expired one, and none', async () => {
    const served = await serveTenantHere(folder, ['--seed', 'directory.yaml']);
    const expired = jwt({ aud: GRAPH, tid: 't', roles: READ, exp: 1_700_000_000 });
    try {
      for (const [token, summary] of [
        ['wrong', 'problem  The service refuses the token of ENTENTE_GRAPH_TOKEN\n'],
        [expired, 'problem  The service refuses the token of ENTENTE_GRAPH_TOKEN: it expired at 2023-11-14T'],
      ] as const) {
        const env = { ...served.env, ENTENTE_GRAPH_TOKEN: token };
        const { code, stdout } = await entente(['doctor'], { cwd: folder, env });
        expect(code).toBe(1);
        expect(stdout).toContain(summary);
        expect(stdout).toContain('GET /organization answered 401 InvalidAuthenticationToken');
        expect(stdout).not.toContain('Signed in');
      }
      const { code, stdout } = await entente(['doctor'], {
        cwd: folder,
        env: { ENTENTE_GRAPH_URL: served.url },
      });
      expect(code).toBe(1);
      expect(stdout).toContain('problem  The service takes no requests without a token');
      const empty = await entente(['doctor'], {
        cwd: folder,
        env: { ...served.env, ENTENTE_GRAPH_TOKEN: ' ' },
      });
      expect(empty.code).toBe(1);
      expect(empty.stderr).toContain('error GRAPH_CREDENTIALS: ENTENTE_GRAPH_TOKEN is set, but empty');
    } finally {
      await served.stop();
    }
  });

  it('says when the token is for another tenant', async () => {
    writeFileSync(path.join(folder, 'governance.yaml'), CONFIGURATION.replace('contoso.com', 'fabrikam.com'));
    const { stdout } = await examine({ aud: GRAPH, roles: READ });
    expect(stdout).toMatch(
      /warning {2}The token of ENTENTE_GRAPH_TOKEN is for the tenant Contoso \(.*contoso\.com.*\), not for fabrikam\.com/,
    );
    expect(stdout).not.toContain('Signed in');
    const foreign = '11111111-1111-4111-8111-111111111111';
    const other = await examine({ aud: GRAPH, tid: foreign, roles: READ });
    expect(other.code).toBe(1);
    expect(other.stdout).toContain(
      `problem  The token of ENTENTE_GRAPH_TOKEN is for the tenant ${foreign}, but the service is that of Contoso`,
    );
  });

  it('tells an endpoint that does not answer', async () => {
    const gone = await serveTenantHere(folder);
    await gone.stop();
    const env = gone.env;
    const { code, stdout } = await entente(['doctor'], { cwd: folder, env });
    expect(code).toBe(1);
    expect(stdout).toContain(`problem  ${gone.url} cannot be reached`);
    expect(stdout).toContain('the connection was refused');
  });

  it('says whose state it is, who holds it, and that a damaged one cannot be read', async () => {
    const state = path.join(folder, 'governance.state.json');
    const claims = { aud: GRAPH, tid: 't', roles: READ };
    expect((await examine(claims)).stdout).toContain(
      'ok       There is no state in governance.state.json yet: the first apply creates it',
    );

    const document = {
      formatVersion: 1,
      lineage: '3f0c2a52-2f4e-4a0c-9d57-0d5b8a3c7e11',
      serial: 7,
      tenant: { id: '22222222-2222-4222-8222-222222222222' },
      resources: [],
      pending: [],
    };
    writeFileSync(state, JSON.stringify(document));
    const holder = {
      id: '5b3f5f6e-8a0a-4f6c-8f0e-1d1a6f0b7c22',
      operation: 'apply',
      who: 'dana',
      host: 'another-machine',
      pid: 1,
      createdAt: new Date().toISOString(),
    };
    writeFileSync(`${state}.lock`, JSON.stringify(holder));
    const foreign = await examine(claims);
    expect(foreign.code).toBe(1);
    expect(foreign.stdout).toContain('The state in governance.state.json can be read: serial 7, 0 resources');
    expect(foreign.stdout).toContain(
      'problem  The state in governance.state.json is that of the tenant 22222222-2222-4222-8222-222222222222, but the service is that of',
    );
    expect(foreign.stdout).toContain(
      'warning  The state is locked by dana on another-machine, for apply since',
    );
    expect(foreign.stdout).toContain(`run entente state unlock ${holder.id}`);

    writeFileSync(state, '{"formatVersion": 1, "lin');
    const damaged = await examine(claims);
    expect(damaged.code).toBe(1);
    expect(damaged.stdout).toContain('problem  governance.state.json');
  });

  it('tells a state server that refuses from one that is not there', async () => {
    const server = await startStateServer();
    const embedded = { cwd: folder, env: { TF_HTTP_USERNAME: USERNAME, TF_HTTP_PASSWORD: PASSWORD } };
    writeFileSync(
      path.join(folder, 'governance.yaml'),
      `version: 1\ntenant: { embedded: tenant }\nstate: { http: { address: "${server.address}" } }\n`,
    );
    const good = await entente(['doctor'], embedded);
    expect(good.stdout).toContain(`ok       There is no state in ${server.address} yet`);
    expect(good.code).toBe(0);
    const refused = await entente(['doctor'], { ...embedded, env: { TF_HTTP_USERNAME: USERNAME } });
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/problem {2}.*401/);
    expect(refused.stdout).toContain('TF_HTTP_PASSWORD');
    await server.kill();
    const gone = await entente(['doctor'], { ...embedded, haste: 1000 });
    expect(gone.code).toBe(1);
    expect(gone.stdout).toMatch(/problem {2}.*(refused|cannot be reached|does not answer)/);
  });

  it('shows in GitHub Actions what must be entered in Entra', async () => {
    const authority = await startAuthority({});
    const env = {
      ...authority.env,
      GITHUB_ACTIONS: 'true',
      ACTIONS_ID_TOKEN_REQUEST_URL: `${authority.url}/github?x=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't',
    };
    const { stdout } = await examine({ aud: GRAPH, tid: 't', roles: READ }, env);
    expect(stdout).toContain('Issuer   github');
    expect(stdout).toContain('Subject  repo:contoso/governance:ref:refs/heads/main');
    expect(stdout).toContain('Audience api://AzureADTokenExchange');
    await authority.close();
    const without = await examine({ aud: GRAPH, tid: 't', roles: READ }, { GITHUB_ACTIONS: 'true' });
    expect(without.stdout).toContain('Add permissions: { id-token: write } to the job');
  });
});
