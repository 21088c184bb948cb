/** Refusals and warnings with their place and their advice, each by the input that a user would give. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { json, startServer } from '../support/odd-server.ts';

const ALICE = '00000000-0000-4000-8000-000000000a01';
const READ = '00000000-0000-4000-8000-0000000000d1';
const SEED = `tenant: { displayName: Contoso, domains: [contoso.com] }
users:
  - { id: ${ALICE}, userPrincipalName: alice@contoso.com, displayName: Alice }
  - { mail: gina@fabrikam.com, displayName: Gina, userType: Guest, externalUserState: Accepted }
servicePrincipals:
  - displayName: Tracker
    appRoles:
      - { id: ${READ}, displayName: Reader, value: read }
      - { id: 00000000-0000-4000-8000-0000000000d2, displayName: Reader, value: read.all }
organizations:
  - { tenantId: 6f4c1bd5-2a39-4e0e-a7c8-19d0b5e3f7a2, displayName: Fabrikam, domains: [fabrikam.com] }
`;
const HEAD = 'version: 1\ntenant: { embedded: tenant, seed: seed.yaml }\n';
const PLAIN = 'catalogs: { c: { displayName: C } }\npackages: { p: { catalog: c, displayName: P } }\n';

let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
  write('seed.yaml', SEED);
  write('governance.yaml', HEAD + PLAIN);
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
const run = (args: string, env: Readonly<Record<string, string>> = {}) =>
  entente(args.split(' '), { cwd: folder, env });

/** `PLACE: SEVERITY CODE: SUMMARY` and the advice of each that is told, whatever is quoted between them. */
const told = (stderr: string) =>
  [
    ...stderr.matchAll(
      /^((?:\S+:\d+:\d+: )?(?:error|warning) [A-Z_]+: .*)\n(?:(?! +→|\S).*\n)*(?: +→ (.*))?/gm,
    ),
  ].map(([, first = '', hint = '']) => `${first} → ${hint}`);

describe('a configuration', () => {
  const targets = (count: number, of: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => of(index)).join(', ');
  const policy = (scope: string, named: string) => `${PLAIN}policies:
  one:
    accessPackage: p
    displayName: One
    allowedTargetScope: ${scope}
    specificAllowedTargets: [${named}]
`;
  const organizations = (count: number) =>
    policy(
      'specificConnectedOrganizationUsers',
      targets(count, (index) => `{ connectedOrganization: o${index} }`),
    ) +
    `existing:\n  connectedOrganizations:\n${Array.from({ length: count }, (_, index) => `    o${index}: { displayName: O${index} }\n`).join('')}`;
  const catalogs = (count: number) =>
    `catalogs:\n${Array.from({ length: count }, (_, index) => `  c${index}: { displayName: C${index} }\n`).join('')}`;
  const people = (count: number) =>
    policy(
      'specificDirectoryUsers',
      targets(count, (index) => `{ user: u${index}@contoso.com }`),
    );

  it.each<[what: string, sections: string, expected: readonly string[]]>([
    ['500 targets', people(500), []],
    [
      '501 targets',
      people(501),
      [
        'governance.yaml:10:29: error KIND_TARGETS_LIMIT: The policy names 501 users and groups, but Graph takes 500 → Split the policy, or use a group',
      ],
    ],
    ['1000 organizations', organizations(1000), []],
    [
      '1001 organizations',
      organizations(1001),
      [
        'governance.yaml:10:29: error KIND_TARGETS_LIMIT: The policy names 1001 connected organizations, but Graph takes 1000 → Split the policy, or use a group',
      ],
    ],
    ['7500 catalogs', catalogs(7500), []],
    [
      '7501 catalogs',
      catalogs(7501),
      [
        'governance.yaml:7504:3: warning KIND_LIMIT: 7501 objects of kind catalog are declared, but a tenant takes 7500 by default → Ask Microsoft support to raise the limit before you apply this',
      ],
    ],
  ])('with %s', async (_what, sections, expected) => {
    write('governance.yaml', HEAD + sections);
    const { stderr, code } = await run('validate');
    expect(told(stderr)).toEqual(expected);
    expect(code).toBe(expected.some((line) => line.includes(': error ')) ? 1 : 0);
  });
});

it('a directory that has another sort of object, or several roles, than the configuration means', async () => {
  write(
    'governance.yaml',
    `${HEAD}connectedOrganizations:
  fabrikam:
    displayName: Fabrikam
    identitySources: [{ domain: fabrikam.com }]
    internalSponsors: [{ guest: gina@fabrikam.com }, { user: alice@contoso.com }]
    externalSponsors: [{ user: alice@contoso.com }, { guest: gina@fabrikam.com }]
catalogs:
  c:
    displayName: C
    resources:
      person: { id: ${ALICE} }
      tracker: { application: Tracker }
packages:
  p: { catalog: c, displayName: P, resourceRoles: [{ resource: tracker, role: Reader }] }
  q: { catalog: c, displayName: Q, resourceRoles: [{ resource: tracker, role: ${READ} }] }
`,
  );
  const { code, stdout, stderr } = await run('plan');
  expect([code, stdout]).toEqual([1, '']);
  expect(told(stderr).sort()).toEqual([
    'governance.yaml:13:21: error KIND_ORIGIN_UNSUITABLE: alice@contoso.com is neither a group nor an application → A catalog offers groups, applications, sites and directory roles',
    `governance.yaml:16:79: error KIND_ROLE_AMBIGUOUS: Application "Tracker" has 2 roles of the name "Reader" → Write the id of one: ${READ} (value read), 00000000-0000-4000-8000-0000000000d2 (value read.all)`,
    'governance.yaml:7:24: warning KIND_INTERNAL_SPONSOR_IS_GUEST: Internal sponsor gina@fabrikam.com is a guest of this directory → Internal sponsors are members; move a guest to externalSponsors',
    'governance.yaml:8:24: warning KIND_EXTERNAL_SPONSOR_NOT_GUEST: External sponsor alice@contoso.com is a member of this directory, not a guest → External sponsors are people of the partner who are guests here; move a member to internalSponsors',
  ]);
});

describe('without a tenant', () => {
  it.each<[args: string, expected: string]>([
    [
      'access diff',
      'error ACCESS_DIFF: There is nothing to compare with → For example: entente access diff --from main, or: entente access diff before.yaml after.yaml',
    ],
    ['access diff one.yaml', 'error ACCESS_DIFF: Name two files, or --from and --to, not both → For example'],
    [
      'access diff one.yaml two.yaml --from main',
      'error ACCESS_DIFF: Name two files, or --from and --to, not both → For example',
    ],
    [
      'access diff one.yaml two.yaml three.yaml',
      'error ACCESS_DIFF: Name two files, or --from and --to, not both → For example',
    ],
    [
      'check --sarif theirs',
      'error CHECK_FILE: Cannot write theirs: it holds something else, which would be lost → Name another file with --sarif',
    ],
    [
      'access matrix --html theirs',
      'error HTML_FILE: Cannot write theirs: it holds something else, which would be lost → Name another file with --html',
    ],
    [
      'import -f missing.yaml',
      'error IMPORT_TENANT: There is no missing.yaml to say which tenant is meant → Name the tenant: entente import --tenant',
    ],
    [
      'init theirs/below',
      'error INIT_WRITE: Cannot write theirs/below/governance.yaml: a part of its path is not a folder → Name another folder: entente init FOLDER',
    ],
    [
      'tenant review p alice --as alice@contoso.com',
      'error TENANT_REVIEW: A review needs one decision → Say --keep or --remove',
    ],
    [
      'tenant review p alice --keep --remove --as alice@contoso.com',
      'error TENANT_REVIEW: A review needs one decision → Say --keep or --remove',
    ],
  ])('entente %s', async (args, expected) => {
    write('theirs', 'of somebody else');
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([1, '']);
    expect(told(stderr)).toEqual([expect.stringContaining(expected)]);
    expect(readFileSync(path.join(folder, 'theirs'), 'utf8')).toBe('of somebody else');
  });
});

it('in the embedded tenant, names of several objects and packages without one policy', async () => {
  write(
    'governance.yaml',
    `${HEAD}catalogs: { c: { displayName: C }, d: { displayName: D } }
packages: { p: { catalog: c, displayName: Same }, q: { catalog: d, displayName: Same }, r: { catalog: c, displayName: R } }
policies:
  one: { accessPackage: r, displayName: One, allowedTargetScope: notSpecified }
  two: { accessPackage: r, displayName: Two, allowedTargetScope: notSpecified }
`,
  );
  expect(await run('apply --auto-approve')).toMatchObject({ code: 0 });
  for (const [args, expected] of [
    ['assign Same', 'error TENANT_AMBIGUOUS: 2 objects are the package "Same" → Name it by its id'],
    [
      'assign p',
      'error TENANT_POLICY: The package has no policy → Declare one: a policy says how long access lasts',
    ],
    [
      'assign r',
      'error TENANT_POLICY: The package has several policies → Choose one with --policy: One, Two',
    ],
  ] as const) {
    const { code, stderr } = await run(`tenant ${args} alice@contoso.com`);
    expect([code, told(stderr)]).toEqual([1, [expected]]);
  }
  expect(await run('tenant assign r alice@contoso.com --policy One')).toMatchObject({ code: 0 });
});

it('a move to an address that the state holds another object under', async () => {
  write('governance.yaml', `${HEAD}catalogs: { c: { displayName: C }, d: { displayName: D } }\n`);
  expect(await run('apply --auto-approve')).toMatchObject({ code: 0 });
  write(
    'governance.yaml',
    `${HEAD}catalogs: { d: { displayName: D } }\nmoved:\n  - { from: catalog.c, to: catalog.d }\n`,
  );
  const { code, stderr } = await run('plan');
  expect([code, told(stderr)]).toEqual([
    1,
    [
      'governance.yaml:5:5: error PLAN_MOVED: catalog.c cannot become catalog.d: the state holds another resource under that address → Take the entry out of moved; entente state rm catalog.c lets the old object go',
    ],
  ]);
});

it('a name that no plan has looked up, where nothing may be read', async () => {
  expect(await run('apply --auto-approve')).toMatchObject({ code: 0 });
  write(
    'governance.yaml',
    `${HEAD}catalogs: { c: { displayName: C, resources: { tracker: { application: Tracker } } } }\n`,
  );
  const { code, stderr } = await run('plan --no-refresh');
  expect([code, told(stderr)]).toEqual([
    1,
    [
      expect.stringMatching(
        /^governance\.yaml:3:\d+: error LOOKUP_UNKNOWN: The application "Tracker" was not looked up before → Run without --no-refresh$/,
      ),
    ],
  ]);
  expect(await run('plan')).toMatchObject({ code: 0 });
});

it('an import of what belongs to something that is not managed, until that is', async () => {
  const applied = await run('apply --auto-approve');
  const id = (address: string) =>
    new RegExp(`^${address}: Created .*id=(\\S+)\\]`, 'm').exec(applied.stderr)?.[1] ?? '';
  const [catalog, accessPackage] = [id('catalog\\.c'), id('accessPackage\\.p')];
  expect(await run('state rm catalog.c accessPackage.p')).toMatchObject({ code: 0 });
  write('governance.yaml', `${HEAD}catalogs: { c: { displayName: C } }\n`);
  const refused = await run(`import accessPackage.p ${accessPackage}`);
  expect([refused.code, refused.stdout, told(refused.stderr)]).toEqual([
    1,
    '',
    [
      `error KIND_INEXPRESSIBLE: accessPackage.p cannot be declared. It refers to the object ${catalog}, which is not managed → Import that object first, or leave this one to the portal`,
    ],
  ]);
  expect(await run(`import catalog.c ${catalog}`)).toMatchObject({ code: 0 });
  expect((await run(`import accessPackage.p ${accessPackage}`)).stdout).toBe(
    'packages:\n  p: { catalog: c, displayName: P }\n',
  );
});

describe('an endpoint of Graph', () => {
  const organization = { id: ALICE, displayName: 'Contoso', verifiedDomains: [{ name: 'contoso.com' }] };

  it.each<[url: string, expected: string]>([
    [
      'ftp://x.example',
      'error GRAPH_ENDPOINT: ENTENTE_GRAPH_URL is not a web address: ftp://x.example → For example http://127.0.0.1:8080/v1.0',
    ],
    [
      'me:secret@x.example',
      'error GRAPH_ENDPOINT: ENTENTE_GRAPH_URL is not a web address: ***@x.example → For example http://127.0.0.1:8080/v1.0',
    ],
    [
      'https://me:secret@x.example/v1.0',
      'error GRAPH_ENDPOINT: ENTENTE_GRAPH_URL holds a user name or password, which cannot be sent: x.example → Write the address without them; a token stands in ENTENTE_GRAPH_TOKEN',
    ],
    [
      'https://x.example/v1.0?sig=secret',
      'error GRAPH_ENDPOINT: ENTENTE_GRAPH_URL holds a query or fragment, which no path can follow: https://x.example/v1.0 → Write the address up to the version, such as http://127.0.0.1:8080/v1.0; a token stands in ENTENTE_GRAPH_TOKEN',
    ],
  ])('%s', async (url, expected) => {
    const { code, stderr } = await run('plan', { ENTENTE_GRAPH_URL: url });
    expect([code, told(stderr)]).toEqual([1, [expected]]);
    expect(stderr).not.toContain('secret');
  });

  it('that does not say which tenant it is', async () => {
    const url = await startServer((_request, response) => json(response, { value: [] }));
    const { code, stderr } = await run('plan', { ENTENTE_GRAPH_URL: url });
    expect([code, told(stderr)]).toEqual([
      1,
      [`error GRAPH_ENDPOINT: ${url} does not say which tenant it is → Check the endpoint and its token`],
    ]);
  });

  it('that is gone after it said which tenant it is', async () => {
    const url = await startServer((request, response) =>
      request.url?.startsWith('/organization') === true
        ? json(response, { value: [organization] })
        : void response.destroy(),
    );
    const { code, stderr } = await entente(['tenant', 'requests'], {
      cwd: folder,
      env: { ENTENTE_GRAPH_URL: url },
      haste: 1000,
    });
    expect([code, told(stderr)]).toEqual([
      1,
      [
        expect.stringMatching(
          /^error TENANT_UNREACHABLE: The tenant did not answer: .+ → Check ENTENTE_GRAPH_URL$/,
        ),
      ],
    ]);
  });
});
