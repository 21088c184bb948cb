import { describe, expect, test } from 'vitest';
import { createDirectory } from '../../src/graph/directory.ts';
import type { DirectoryPort } from '../../src/graph/port.ts';
import type { LookupKey } from '../../src/model/principal.ts';
import { asString } from '../../src/model/value.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { fault, serve } from './scripted-service.ts';
import type { Reply, Seen, Service } from './scripted-service.ts';

const id = (number: number): string => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;

const user = (number: number, userPrincipalName: string, more: JsonObject = {}): JsonObject => ({
  '@odata.type': '#microsoft.graph.user',
  id: id(number),
  userPrincipalName,
  displayName: userPrincipalName.split('@')[0] ?? '',
  mail: null,
  userType: 'Member',
  ...more,
});

const USERS = [
  user(1, 'Alice@contoso.com'),
  user(2, "o'brien@contoso.com", { mail: 'pat@contoso.com' }),
  user(3, 'bob_fabrikam.com#EXT#@contoso.com', { userType: 'Guest', mail: 'Bob@fabrikam.com' }),
  user(4, 'twin1_x#EXT#@contoso.com', { userType: 'Guest', mail: 'twin@fabrikam.com' }),
  user(5, 'twin2_x#EXT#@contoso.com', { userType: 'Guest', mail: 'twin@fabrikam.com' }),
];

const GROUPS = [
  { '@odata.type': '#microsoft.graph.group', id: id(11), displayName: 'Tango Team', groupTypes: [] },
  { '@odata.type': '#microsoft.graph.group', id: id(12), displayName: 'Twins', groupTypes: ['Unified'] },
  { '@odata.type': '#microsoft.graph.group', id: id(13), displayName: 'TWINS', groupTypes: [] },
  { '@odata.type': '#microsoft.graph.group', id: id(14), displayName: 'Tango Team (old)', groupTypes: [] },
  {
    '@odata.type': '#microsoft.graph.group',
    id: id(15),
    displayName: 'Tanning Salon Regulars',
    groupTypes: [],
  },
];

const APPLICATIONS = [
  {
    '@odata.type': '#microsoft.graph.servicePrincipal',
    id: id(21),
    displayName: 'Tracker',
    appRoles: [{ value: 'Reader' }],
  },
];

const COLLECTIONS: Readonly<Record<string, readonly JsonObject[]>> = {
  '/users': USERS,
  '/groups': GROUPS,
  '/servicePrincipals': APPLICATIONS,
};

/** `a in ('x','y')`, `startswith(a,'x')` and `a eq 'x'`, joined by `or`; Graph compares without regard to case. */
function matches(object: JsonObject, filter: string): boolean {
  return filter.split(' or ').some((term) => {
    const match = /^(\w+) in \((.*)\)$|^startswith\((\w+),(.*)\)$|^(\w+) eq (.*)$/.exec(term);
    if (match === null) throw new Error(`Unexpected filter ${term}`);
    const property = match[1] ?? match[3] ?? match[5] ?? '';
    const value = (asString(object[property]) ?? '').toLowerCase();
    const literals = [...(match[2] ?? match[4] ?? match[6] ?? '').matchAll(/'((?:[^']|'')*)'/g)].map(
      (literal) => (literal[1] ?? '').replaceAll("''", "'").toLowerCase(),
    );
    expect(literals.length).toBeLessThanOrEqual(15);
    return literals.some((literal) =>
      match[3] === undefined ? value === literal : value.startsWith(literal),
    );
  });
}

/** The directory of a small tenant. */
function answer({ method, path, body }: Seen): Reply {
  const url = new URL(`http://service${path}`);
  if (url.pathname === '/directoryObjects/getByIds') {
    const { ids } = body as { ids: string[] };
    const all = Object.values(COLLECTIONS).flat();
    return {
      status: 200,
      body: { value: all.filter((object) => ids.includes(asString(object['id']) ?? '')) },
    };
  }
  const collection = COLLECTIONS[url.pathname];
  if (method === 'GET' && collection !== undefined) {
    const filter = url.searchParams.get('$filter') ?? '';
    return { status: 200, body: { value: collection.filter((object) => matches(object, filter)) } };
  }
  const tenant = /findTenantInformationBy(?:DomainName\(domainName|TenantId\(tenantId)='(.*)'\)$/.exec(
    decodeURIComponent(path),
  )?.[1];
  if (tenant === 'fabrikam.com' || tenant === id(99)) {
    return {
      status: 200,
      body: { tenantId: id(99), displayName: 'Fabrikam', defaultDomainName: 'fabrikam.com' },
    };
  }
  if (url.pathname === '/sites/contoso.sharepoint.com:/sites/Tango%20Site') {
    return {
      status: 200,
      body: { id: 'site-id', webUrl: 'https://contoso.sharepoint.com/sites/Tango%20Site' },
    };
  }
  return fault(404, 'ResourceNotFound');
}

async function open(
  script = answer,
): Promise<{ readonly directory: DirectoryPort; readonly service: Service }> {
  const service = await serve(script);
  return { directory: createDirectory(service.client), service };
}

async function lookUp(key: LookupKey): Promise<unknown> {
  const { directory } = await open();
  return (await directory.resolve([key])).get(key);
}

const labels = (result: unknown): unknown => {
  const { status, candidates } = result as { status: string; candidates: { label: string }[] };
  return [status, ...candidates.map(({ label }) => label)];
};

describe('a look-up', () => {
  test.each<[LookupKey, string, string, string]>([
    ['user:alice@CONTOSO.com', id(1), 'Alice@contoso.com', 'user'],
    ["user:O'Brien@contoso.com", id(2), "o'brien@contoso.com", 'user'],
    ['guest:bob@fabrikam.com', id(3), 'Bob@fabrikam.com', 'user'],
    ['group:tango team', id(11), 'Tango Team', 'group'],
    ['servicePrincipal:Tracker', id(21), 'Tracker', 'servicePrincipal'],
    [`id:${id(11)}`, id(11), 'Tango Team', 'group'],
    [`id:${id(3)}`, id(3), 'Bob@fabrikam.com', 'user'],
    ['domain:fabrikam.com', id(99), 'Fabrikam', 'tenant'],
    [`tenant:${id(99)}`, id(99), 'Fabrikam', 'tenant'],
    [
      'site:https://contoso.sharepoint.com/sites/Tango%20Site/',
      'https://contoso.sharepoint.com/sites/Tango%20Site',
      'https://contoso.sharepoint.com/sites/Tango%20Site',
      'site',
    ],
  ])('%s is found', async (key, expectedId, label, type) => {
    expect(await lookUp(key)).toMatchObject({ status: 'found', entry: { id: expectedId, label, type } });
  });

  test('gives the properties that were read', async () => {
    expect(await lookUp('servicePrincipal:Tracker')).toMatchObject({
      entry: { properties: { appRoles: [{ value: 'Reader' }] } },
    });
    expect(await lookUp('guest:bob@fabrikam.com')).toMatchObject({
      entry: { properties: { userType: 'Guest' } },
    });
  });

  test.each<[LookupKey, string[]]>([
    ['group:twins', ['ambiguous', 'Twins', 'TWINS']],
    ['guest:twin@fabrikam.com', ['ambiguous', 'twin@fabrikam.com', 'twin@fabrikam.com']],
    ['group:Tango Teem', ['missing', 'Tango Team']],
    ['group:Tango', ['missing', 'Tango Team', 'Tango Team (old)']],
    ['user:alicia@contoso.com', ['missing', 'Alice@contoso.com']],
    // A guest under the name of a member, and the other way round.
    ['user:bob@fabrikam.com', ['missing', 'Bob@fabrikam.com']],
    ['guest:pat@contoso.com', ['missing', "o'brien@contoso.com"]],
    ['servicePrincipal:Nothing like it', ['missing']],
    [`id:${id(77)}`, ['missing']],
    ['id:no-guid', ['missing']],
    ['domain:nowhere.example', ['missing']],
    [`tenant:${id(98)}`, ['missing']],
    ['site:https://contoso.sharepoint.com/sites/Other', ['missing']],
    ['site:no url', ['missing']],
  ])('%s: %j', async (key, expected) => {
    expect(labels(await lookUp(key))).toEqual(expected);
  });

  test('whose hints are refused is still just missing', async () => {
    const { directory } = await open((request) =>
      request.path.includes('startswith') ? fault(400, 'InvalidFilter') : answer(request),
    );
    expect(labels((await directory.resolve(['group:Tango Teem'])).get('group:Tango Teem'))).toEqual([
      'missing',
    ]);
  });
});

describe('many look-ups', () => {
  test('of every type take three round trips: the names, then hints for the missing ones, and once more by first letters', async () => {
    const { directory, service } = await open();
    const users = Array.from({ length: 40 }, (_, index): LookupKey => `user:nobody${index}@contoso.com`);
    const found: LookupKey[] = [
      'user:alice@contoso.com',
      'guest:bob@fabrikam.com',
      'group:Tango Team',
      `id:${id(11)}`,
      'domain:fabrikam.com',
    ];
    const results = await directory.resolve([...found, ...users.slice(0, 15)]);
    expect(found.map((key) => results.get(key)?.status)).toEqual(found.map(() => 'found'));
    expect(service.client.statistics.roundTrips).toBe(3);
    const names = service.executed.filter(
      ({ path }) => path.startsWith('/users') && path.includes('userPrincipalName%20in'),
    );
    expect(names).toHaveLength(2);
  });

  test('that differ in case alone are one name to the service', async () => {
    const { directory, service } = await open();
    const results = await directory.resolve(['user:alice@contoso.com', 'user:ALICE@contoso.com']);
    expect([...results.values()].map(({ status }) => status)).toEqual(['found', 'found']);
    expect(service.executed[0]?.path.match(/alice/gi)).toHaveLength(1);
  });

  test('are asked once, whatever asks again and at the same time', async () => {
    const { directory, service } = await open();
    const keys: LookupKey[] = ['user:alice@contoso.com', 'group:Tango Team', `id:${id(21)}`];
    const [first, second] = await Promise.all([directory.resolve(keys), directory.resolve(keys)]);
    expect(await directory.resolve(keys)).toEqual(first);
    expect(second).toEqual(first);
    expect(service.executed).toHaveLength(3);
    await directory.resolve([...keys, 'group:twins']);
    expect(service.executed).toHaveLength(4);
  });

  test('that fail reject, and are asked again the next time', async () => {
    let broken = true;
    const { directory } = await open((request) =>
      broken ? fault(403, 'Authorization_RequestDenied', 'Insufficient privileges') : answer(request),
    );
    await expect(
      directory.resolve(['user:alice@contoso.com', 'domain:fabrikam.com', `id:${id(1)}`]),
    ).rejects.toThrow('Insufficient privileges');
    broken = false;
    const results = await directory.resolve(['user:alice@contoso.com', 'domain:fabrikam.com', `id:${id(1)}`]);
    expect([...results.values()].map(({ status }) => status)).toEqual(['found', 'found', 'found']);
  });
});

describe('descriptions of ids', () => {
  test('leave unknown ones out', async () => {
    const { directory, service } = await open();
    const entries = await directory.describe([id(1), id(11).toUpperCase(), id(77), 'no-guid', id(1)]);
    expect([...entries].map(([key, { label, type }]) => [key, label, type])).toEqual([
      [id(1), 'Alice@contoso.com', 'user'],
      [id(11).toUpperCase(), 'Tango Team', 'group'],
    ]);
    expect(service.executed).toHaveLength(1);
  });

  test('are asked for a thousand at a time, in one round trip', async () => {
    const { directory, service } = await open();
    await directory.describe(Array.from({ length: 2500 }, (_, index) => id(index + 1000)));
    expect(service.executed.map(({ body }) => (body as { ids: string[] }).ids.length)).toEqual([
      1000, 1000, 500,
    ]);
    expect(service.client.statistics.roundTrips).toBe(1);
  });

  test('of nothing ask nothing', async () => {
    const { directory, service } = await open();
    expect(await directory.describe([])).toEqual(new Map());
    expect(await directory.resolve([])).toEqual(new Map());
    expect(service.executed).toHaveLength(0);
  });
});
