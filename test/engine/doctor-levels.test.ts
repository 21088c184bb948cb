/** How serious each thing is that doctor looks at, for every way in which it can be. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jwt } from '../support/authority.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import { startServer } from '../support/odd-server.ts';

let folder = '';
beforeEach(() => (folder = temporaryFolder()));
afterEach(() => rmSync(folder, { recursive: true }));

const ID = '11111111-1111-4111-8111-111111111111';
const GRAPH = '00000003-0000-0000-c000-000000000000';
const OTHER = '22222222-2222-4222-8222-222222222222';
const ORGANIZATION = { id: ID, displayName: 'Contoso', verifiedDomains: [{ name: 'contoso.com' }] };
const SETTINGS = { id: 'settings' };

interface Answer {
  /** 0: none, the connection is cut. */
  readonly status?: number;
  readonly body?: object;
  /** Milliseconds that the service's clock is ahead. */
  readonly ahead?: number;
}

/** A service with its answers to doctor's two questions, and what is told beside it. */
interface Scene {
  readonly organization?: Answer;
  readonly settings?: Answer;
  /** ORIGIN in a value stands for the address of the service. */
  readonly env?: Readonly<Record<string, string>>;
  readonly tenant?: string;
}

const refusal = (status: number): Answer => ({ status, body: { error: { code: 'No', message: 'No.' } } });
const cut: Answer = { status: 0 };

/** The lines of doctor that tell a level, as `LEVEL TEXT`. */
async function told({ organization = {}, settings = { body: SETTINGS }, env = {}, tenant }: Scene) {
  const url = await startServer((request, response) => {
    if (request.url?.startsWith('/github?') === true)
      return void response.end(JSON.stringify({ value: jwt({ iss: 'github', sub: 'repo:contoso/x' }) }));
    const answer = request.url?.endsWith('/organization') === true ? organization : settings;
    const { status = 200, body = { value: [ORGANIZATION] }, ahead = 0 } = answer;
    if (status === 0) return void response.destroy();
    const date = new Date(Date.now() + ahead).toUTCString();
    response.writeHead(status, { 'content-type': 'application/json', date });
    response.end(JSON.stringify(body));
  });
  writeFileSync(path.join(folder, 'governance.yaml'), `version: 1\ntenant: { id: ${tenant ?? ID} }\n`);
  const here = Object.entries(env).map(([name, value]) => [name, value.replace('ORIGIN', url)] as const);
  const given = { ENTENTE_GRAPH_URL: `${url}/v1.0`, ...Object.fromEntries(here) };
  const { code, stdout } = await entente(['doctor'], { cwd: folder, env: given });
  const lines = stdout.split('\n').filter((line) => /^(ok|warning|problem|unknown) /.test(line));
  expect(code).toBe(lines.some((line) => line.startsWith('problem')) ? 1 : 0);
  return lines.map((line) =>
    line
      .replace(/ {2,}/, ' ')
      .replaceAll(`${url}/v1.0`, 'URL')
      .replaceAll(url, 'ORIGIN')
      .replace(/within \d+ seconds|is \d+ seconds/, (words) => words.replace(/\d+/, 'N')),
  );
}

const GOOD = [
  'ok governance.yaml is valid and declares 0 resources',
  'ok The service answers without a token',
  'ok URL answers (status 200)',
  'ok The clocks agree within N seconds',
  `ok The tenant is Contoso, ${ID}`,
  'ok Entitlement management answers, so the tenant is licensed for it',
  'ok There is no state in governance.state.json yet: the first apply creates it',
];
/** The same where the token can do everything. */
const SIGNED_IN = [
  ...GOOD.filter((line) => !line.includes('without a token')),
  'ok Signed in through ENTENTE_GRAPH_TOKEN: the service accepts the token',
  `ok The token is for ${GRAPH}, tenant ${ID}`,
  'ok The permissions suffice for plan and drift',
  'ok The permissions suffice for apply',
  'ok The permissions let drift say who changed what, and when',
  'ok The permissions let answers about access tell whether people of other tenants are let in',
];

/** What is told otherwise than of a service that is as it should be, and what is not told. */
function differences(found: readonly string[], good: readonly string[]) {
  const missing = good.filter((line) => !found.includes(line)).map((line) => `not: ${line}`);
  return new Set([...found.filter((line) => !good.includes(line)), ...missing]);
}
const not = (...texts: readonly string[]) =>
  [...new Set([...GOOD, ...SIGNED_IN])]
    .filter((line) => texts.some((text) => line.includes(text)))
    .map((line) => `not: ${line}`);

describe('without a token', () => {
  const unsure =
    'problem Whether the service accepts requests without a token is not known: it does not say which tenant it is';

  it.each<[string, Scene, readonly string[]]>([
    ['all that is as it should be', {}, []],
    ['a service whose clock is a little ahead', { organization: { ahead: 200_000 } }, []],
    [
      'a service whose clock is ahead',
      { organization: { ahead: 400_000 } },
      ["problem This machine's clock is N seconds behind", ...not('clocks agree')],
    ],
    [
      'a service whose clock is behind',
      { organization: { ahead: -400_000 } },
      ["problem This machine's clock is N seconds ahead", ...not('clocks agree')],
    ],
    [
      'a service that wants a token',
      { organization: refusal(401) },
      [
        'problem The service takes no requests without a token',
        'ok URL answers (status 401)',
        ...not('answers without', '(status 200)', 'The tenant is'),
      ],
    ],
    [
      'a tenant that is not to be read',
      { organization: refusal(403) },
      [
        'problem The service accepts requests without a token, but does not let it read the tenant',
        'ok URL answers (status 403)',
        ...not('answers without', '(status 200)', 'The tenant is'),
      ],
    ],
    [
      'another service',
      { organization: refusal(404) },
      [unsure, 'ok URL answers (status 404)', ...not('answers without', '(status 200)', 'The tenant is')],
    ],
    [
      'a service that is out of order',
      { organization: refusal(500) },
      [
        unsure,
        'problem URL answers (status 500)',
        ...not('answers without', '(status 200)', 'The tenant is'),
      ],
    ],
    [
      'a service that tells of no tenant',
      { organization: { body: { value: [] } } },
      [unsure, ...not('answers without', 'The tenant is')],
    ],
    [
      'a service that hangs up',
      { organization: cut },
      [
        'unknown Whether the service accepts requests without a token is not known: it did not answer',
        'problem URL cannot be reached',
        ...not('answers without', '(status 200)', 'The tenant is', 'clocks agree'),
      ],
    ],
    ...[401, 403, 404].map((status): [string, Scene, readonly string[]] => [
      `entitlement management that answers ${status}`,
      { settings: refusal(status) },
      [`problem Entitlement management refuses with status ${status}`, ...not('is licensed')],
    ]),
    ...[cut, refusal(500), refusal(503)].map((settings): [string, Scene, readonly string[]] => [
      `entitlement management that does not answer, or is out of order: ${settings.status ?? 0}`,
      { settings },
      ['unknown Whether the tenant has a governance licence is not known', ...not('is licensed')],
    ]),
    [
      'a job of GitHub without permission',
      { env: { GITHUB_ACTIONS: 'true' } },
      ['warning This GitHub job cannot request an OIDC token'],
    ],
    [
      'a job of GitHub that gets a token',
      {
        env: {
          GITHUB_ACTIONS: 'true',
          ACTIONS_ID_TOKEN_REQUEST_URL: 'ORIGIN/github',
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't',
        },
      },
      [
        'ok GitHub gives this job a token; enter exactly this in the federated credential of the app in Entra',
      ],
    ],
    [
      'a job of GitHub that gets no token',
      {
        env: {
          GITHUB_ACTIONS: 'true',
          ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:9/x',
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't',
        },
      },
      ['problem GitHub gives this job no token: fetch failed'],
    ],
  ])('%s', async (_what, scene, expected) => {
    expect(differences(await told(scene), GOOD)).toEqual(new Set(expected));
  });
});

describe('with a token', () => {
  const READ = [
    'EntitlementManagement.Read.All',
    'Directory.Read.All',
    'CrossTenantInformation.ReadBasic.All',
  ];
  const ALL = [...READ, 'EntitlementManagement.ReadWrite.All', 'AuditLog.Read.All', 'Policy.Read.All'];
  const whose = (claims: object) => ({
    ENTENTE_GRAPH_TOKEN: jwt({ aud: GRAPH, tid: ID, roles: ALL, ...claims }),
  });
  const ISSUED = 'of ENTENTE_GRAPH_TOKEN';
  const TENANT = `Contoso (${ID}, contoso.com)`;
  const without = (...roles: readonly string[]) => ({ roles: ALL.filter((role) => !roles.includes(role)) });

  it.each<[string, object, Scene, readonly string[]]>([
    ['that can do everything', {}, {}, []],
    [
      'for another service',
      { aud: 'https://management.azure.com' },
      {},
      ['problem The token is for https://management.azure.com, not for ORIGIN', ...not(`for ${GRAPH}`)],
    ],
    [
      'of another tenant',
      { tid: OTHER },
      {},
      [
        `problem The token ${ISSUED} is for the tenant ${OTHER}, but the service is that of ${TENANT}`,
        `ok The token is for ${GRAPH}, tenant ${OTHER}`,
        ...not('Signed in', `for ${GRAPH}`),
      ],
    ],
    [
      'of another tenant than the configuration names',
      {},
      { tenant: 'fabrikam.com' },
      [`warning The token ${ISSUED} is for the tenant ${TENANT}, not for fabrikam.com`, ...not('Signed in')],
    ],
    [
      'that the service refuses',
      {},
      { organization: refusal(401) },
      [
        `problem The service refuses the token ${ISSUED}`,
        'ok URL answers (status 401)',
        ...not('Signed in', '(status 200)', 'The tenant is'),
      ],
    ],
    [
      'that may not read',
      without('EntitlementManagement.Read.All', 'EntitlementManagement.ReadWrite.All'),
      {},
      [
        'problem The permissions do not suffice for plan and drift',
        'warning The permissions do not suffice for apply',
        ...not('suffice for'),
      ],
    ],
    [
      'that may not write',
      without('EntitlementManagement.ReadWrite.All'),
      {},
      ['warning The permissions do not suffice for apply', ...not('suffice for apply')],
    ],
    [
      'that may not read the log',
      without('AuditLog.Read.All'),
      {},
      [
        'unknown Optional: AuditLog.Read.All is not granted, so drift cannot say who changed what, and when',
        ...not('let drift'),
      ],
    ],
    [
      'that may not read cross-tenant access',
      without('Policy.Read.All'),
      {},
      [
        'unknown Optional: Policy.Read.All is not granted, so answers about access cannot tell whether people of other tenants are let in',
        ...not('let answers'),
      ],
    ],
  ])('%s', async (_what, claims, scene, expected) => {
    const found = await told({ ...scene, env: whose(claims) });
    expect(differences(found, SIGNED_IN)).toEqual(new Set(expected));
  });
});
