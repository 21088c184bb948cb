/**
 * Microsoft's documented examples, each sent to a tenant where what it names exists: the status is the documented one,
 * and the answer has every documented member with its type.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tenant } from '../../src/tenant/open.ts';
import { ACCOUNT_EXAMPLES } from './documented/accounts.ts';
import { APPLICATION_EXAMPLES } from './documented/applications.ts';
import { CATALOG_EXAMPLES } from './documented/catalogs.ts';
import { CONSENT_EXAMPLES } from './documented/consents.ts';
import { DIRECTORY_EXAMPLES } from './documented/directory.ts';
import type { Example } from './documented/example.ts';
import { mismatches } from './documented/example.ts';
import { LINK_EXAMPLES } from './documented/links.ts';
import { OBJECT_EXAMPLES } from './documented/objects.ts';
import { OUTER_DOOR_EXAMPLES } from './documented/outer-door.ts';
import { ORGANIZATION_EXAMPLES } from './documented/organizations.ts';
import { PACKAGE_EXAMPLES } from './documented/packages.ts';
import { POLICY_EXAMPLES } from './documented/policies.ts';
import { REFUSAL_EXAMPLES } from './documented/refusals.ts';
import { REQUEST_EXAMPLES } from './documented/requests.ts';
import { ROLE_EXAMPLES } from './documented/roles.ts';
import { documentedScene } from './documented/scene.ts';
import { UNIT_EXAMPLES } from './documented/units.ts';
import { UPLOAD_EXAMPLES } from './documented/uploads.ts';

let tenant: Tenant;
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  ({ tenant, ids } = await documentedScene());
});
afterAll(() => tenant.close());

/** A text with the ids of the scene for their names. */
function named(text: string): string {
  return text.replace(/\{([a-zA-Z]+)\}/g, (all, name: string) => ids[name] ?? all);
}

/** Each example meets the scene as it was built, whatever others change. */
async function replay({ method, path, body, as, headers }: Example) {
  const fork = tenant.fork();
  const response = await fork.fetch(
    new Request(`http://tenant.invalid/v1.0${named(path)}`, {
      method,
      headers: { ...headers, ...(as !== undefined && { 'x-entente-user': as }) },
      ...(body !== undefined && { body: named(JSON.stringify(body)) }),
    }),
  );
  const text = await response.text();
  await fork.close();
  return { status: response.status, text };
}

describe.each(
  Object.entries({
    'organizations, settings, subjects and roles': ORGANIZATION_EXAMPLES,
    'catalogs, resources and extensions': CATALOG_EXAMPLES,
    'access packages': PACKAGE_EXAMPLES,
    'assignment policies': POLICY_EXAMPLES,
    'requests, assignments and approvals': REQUEST_EXAMPLES,
    'users and groups': DIRECTORY_EXAMPLES,
    applications: APPLICATION_EXAMPLES,
    'who may come in': OUTER_DOOR_EXAMPLES,
    'refusals, and whole objects': REFUSAL_EXAMPLES,
    'objects of the directory': OBJECT_EXAMPLES,
    accounts: ACCOUNT_EXAMPLES,
    'units and what is set up of applications': UNIT_EXAMPLES,
    'uploads and suggestions': UPLOAD_EXAMPLES,
    'roles of the directory, changes and invitations': ROLE_EXAMPLES,
    'consents, licenses, domains and templates': CONSENT_EXAMPLES,
    'links between objects': LINK_EXAMPLES,
  }),
)('%s', (_area, examples) => {
  it.each(examples)('$page: $name', async (example) => {
    const { status, text } = await replay(example);
    expect(status, text).toBe(example.status);
    if (example.answer !== undefined) expect(mismatches(example.answer, JSON.parse(text))).toEqual([]);
    else if (status === 204 || status === 202) expect(text).toBe('');
  });
});

it('tells what has changed since a client asked, once', async () => {
  const fork = tenant.fork();
  const at = async (address: string, method = 'GET', body?: object) => {
    const url = new URL(address, 'http://tenant.invalid/v1.0/');
    const answer = await fork.fetch(
      new Request(url, { method, ...(body && { body: JSON.stringify(body) }) }),
    );
    return (answer.status === 204 ? {} : await answer.json()) as Record<string, unknown>;
  };
  const { '@odata.nextLink': next } = await at('groups/delta?$select=displayName,members');
  const { '@odata.deltaLink': link } = await at(String(next));
  expect((await at(String(link)))['value']).toEqual([]);
  await at(`groups/${ids['staffed']}/members/${ids['alice']}/$ref`, 'DELETE');
  await at(`groups/${ids['madeGroup']}`, 'DELETE');
  const { value, '@odata.deltaLink': later } = await at(String(link));
  expect(value).toHaveLength(2);
  expect(value).toContainEqual({
    id: ids['staffed'],
    displayName: 'Staffed',
    'members@delta': [
      { '@odata.type': '#microsoft.graph.user', id: ids['alice'], '@removed': { reason: 'deleted' } },
    ],
  });
  expect(value).toContainEqual({ id: ids['madeGroup'], '@removed': { reason: 'changed' } });
  expect((await at(String(later)))['value']).toEqual([]);
  await fork.close();
});

it('tells what has changed of objects of several types, each by its own properties', async () => {
  const fork = tenant.fork();
  const send = async (address: string, method = 'GET', body?: object) => {
    const headers = { prefer: 'return=minimal' };
    const url = new URL(address, 'http://tenant.invalid/v1.0/');
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const answer = await fork.fetch(new Request(url, init));
    return (answer.status === 204 ? {} : await answer.json()) as Record<string, unknown>;
  };
  const types = "isof('microsoft.graph.user') or isof('microsoft.graph.group')";
  const select = 'microsoft.graph.user/surname,microsoft.graph.group/displayName';
  const first = await send(`directoryObjects/delta?$filter=${types}&$select=${select}`);
  expect(first['value']).toContainEqual({
    '@odata.type': '#microsoft.graph.user',
    id: ids['alice'],
    surname: null,
  });
  const { '@odata.deltaLink': link } = await send(String(first['@odata.nextLink']));
  await send(`groups/${ids['madeGroup']}`, 'PATCH', { displayName: 'Offices' });
  await send(`users/${ids['alice']}`, 'PATCH', { displayName: 'Alice' });
  await send(`users/${ids['frank']}`, 'DELETE');
  const { value, '@odata.deltaLink': later } = await send(String(link));
  expect(value).toHaveLength(2);
  expect(value).toContainEqual({
    '@odata.type': '#microsoft.graph.group',
    id: ids['madeGroup'],
    displayName: 'Offices',
  });
  expect(value).toContainEqual({ id: ids['frank'], '@removed': { reason: 'changed' } });
  expect((await send(String(later)))['value']).toEqual([]);
  await fork.close();
});

it('names what exists', () => {
  expect(Object.entries(ids).filter(([, id]) => id === '')).toEqual([]);
});
