/** What the directory and its log still say of what was deleted, read through the real client. */
import { describe, expect, it } from 'vitest';
import { findDeletions, findDeletionsByName } from '../../src/graph/deletions.ts';
import type { LookupKey } from '../../src/model/principal.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { fault, serve } from './scripted-service.ts';

const ID = '0a1b2c3d-0000-4000-8000-000000000001';
const ITEMS = '/directory/deletedItems';

/** A directory with these deleted objects, and a log with these entries. */
async function directory(items: readonly JsonObject[], log: readonly JsonObject[] = []) {
  const { client } = await serve(({ path }) => {
    if (path.startsWith(`${ITEMS}/microsoft.graph.`)) {
      const type = path.slice(`${ITEMS}/microsoft.graph.`.length).split('?')[0] ?? '';
      const found = items.filter((item) => item['@odata.type'] === `#microsoft.graph.${type}`);
      return { status: 200, body: { value: found } };
    }
    if (path.startsWith('/auditLogs/directoryAudits')) return { status: 200, body: { value: [...log] } };
    const found = items.find(({ id }) => path === `${ITEMS}/${String(id)}`);
    return found === undefined ? fault(404, 'Request_ResourceNotFound') : { status: 200, body: found };
  });
  return client;
}

const deleted = (more: JsonObject): JsonObject => ({
  '@odata.type': '#microsoft.graph.user',
  id: ID,
  deletedDateTime: '2026-01-01T12:00:00Z',
  ...more,
});

describe('a deleted object', () => {
  it.each([
    ['2026-01-01T12:00:00Z', '2026-01-31T12:00:00.000Z'],
    ['2026-02-01T00:00:00Z', '2026-03-03T00:00:00.000Z'],
    ['2028-02-01T00:00:00Z', '2028-03-02T00:00:00.000Z'],
    ['2026-12-31T23:59:59Z', '2027-01-30T23:59:59.000Z'],
  ])('of %s can be restored for 30 days, until %s', async (deletedDateTime, restorableUntil) => {
    const client = await directory([deleted({ deletedDateTime })]);
    expect((await findDeletions(client, [ID])).get(ID)).toMatchObject({
      deletedAt: deletedDateTime,
      restorableUntil,
    });
  });

  it.each<[string, JsonObject, object]>([
    [
      'user by the sign-in name without the id before it',
      { userPrincipalName: `${ID.replaceAll('-', '')}Ada@contoso.com`, displayName: 'Ada' },
      { label: 'ada@contoso.com', type: 'user' },
    ],
    ['user without names', { displayName: null, userPrincipalName: null }, { type: 'user' }],
    [
      'group by its name',
      { '@odata.type': '#microsoft.graph.group', displayName: 'Tango Team' },
      { label: 'tango team', type: 'group' },
    ],
    [
      'service principal by its name',
      { '@odata.type': '#microsoft.graph.servicePrincipal', displayName: 'Tracker' },
      { label: 'tracker', type: 'servicePrincipal' },
    ],
    [
      'thing of another type without one',
      { '@odata.type': '#microsoft.graph.device', displayName: 'Laptop' },
      { label: 'laptop' },
    ],
  ])('names a %s', async (_what, more, expected) => {
    const found = (await findDeletions(await directory([deleted(more)]), [ID])).get(ID);
    const { deletedAt: _at, restorableUntil: _until, ...told } = found ?? {};
    expect(told).toEqual(expected);
  });

  it('whose time cannot be read is left to the log, which does not say whether it can be restored', async () => {
    const entry = (activityDisplayName: string, more: JsonObject = {}): JsonObject => ({
      activityDisplayName,
      activityDateTime: '2026-02-02T00:00:00Z',
      targetResources: [{ id: ID.toUpperCase(), type: 'User', userPrincipalName: 'ada@contoso.com' }],
      ...more,
    });
    const items = [deleted({ deletedDateTime: 'yesterday' })];
    const found = async (...log: JsonObject[]) =>
      (await findDeletions(await directory(items, log), [ID])).get(ID);
    expect(await found(entry('Update user'), entry('Hard Delete user'))).toEqual({
      deletedAt: '2026-02-02T00:00:00Z',
      label: 'ada@contoso.com',
      type: 'user',
    });
    expect(await found(entry('Update user'), entry('Delete user setting'))).toBeUndefined();
    expect(await found()).toBeUndefined();
  });
});

describe('a name that nobody has any more', () => {
  const found = async (key: LookupKey, items: readonly JsonObject[], log: readonly JsonObject[] = []) =>
    (await findDeletionsByName(await directory(items, log), [key])).get(key);
  const GROUP = deleted({ '@odata.type': '#microsoft.graph.group', displayName: 'Tango Team' });
  const ADA = deleted({
    userPrincipalName: `${ID.replaceAll('-', '')}ada@contoso.com`,
    mail: 'A@x.example',
    displayName: 'Ada',
  });

  it('is found whatever its case, under its type, and with the day on which it is lost', async () => {
    const until = { restorableUntil: '2026-01-31T12:00:00.000Z' };
    expect(await found('user:ADA@contoso.com', [GROUP, ADA])).toMatchObject(until);
    expect(await found('guest:a@x.example', [GROUP, ADA])).toMatchObject(until);
    expect(await found('group:tango team', [GROUP, ADA])).toMatchObject(until);
    expect(await found('group:Ada', [GROUP, ADA])).toBeUndefined();
    // Several people have one display name.
    expect(await found('user:Ada', [GROUP, ADA])).toBeUndefined();
  });

  it('is known to the log alone after that', async () => {
    const log = [
      { activityDateTime: '2026-02-02T00:00:00Z', targetResources: [{ displayName: 'Tango Team' }] },
    ];
    expect(await found('group:Tango Team', [], log)).toEqual({
      deletedAt: '2026-02-02T00:00:00Z',
      label: 'Tango Team',
    });
    expect(await found('group:Other', [], log)).toBeUndefined();
  });
});

describe('a directory that refuses', () => {
  it('leaves the hint out', async () => {
    const { client } = await serve(() => fault(403, 'Authorization_RequestDenied'));
    expect((await findDeletions(client, [ID])).size).toBe(0);
    expect((await findDeletionsByName(client, ['group:Tango Team'])).size).toBe(0);
  });
});
