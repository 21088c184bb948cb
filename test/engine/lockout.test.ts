/** Whom a change of cross-tenant access shuts out, by what the tenant tells of the caller and of its administrators. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockoutFindings } from '../../src/engine/plan/lockout.ts';
import { createDirectory } from '../../src/graph/directory.ts';
import { GraphError } from '../../src/graph/port.ts';
import type { GraphReader } from '../../src/graph/port.ts';
import type { JsonObject } from '../../src/model/value.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { desiredOf } from '../support/engine.ts';
import { governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

const HOME = '11111111-2222-4333-8444-555555555555';
const FABRIKAM = '6f4c1bd5-2a39-4e0e-a7c8-19d0b5e3f7a2';
const NORTHWIND = '7a5d2ce6-3b4a-4f1f-b8d9-2ae1c6f4a8b3';
const SEED = {
  ...SMALL_DIRECTORY,
  tenant: { ...SMALL_DIRECTORY.tenant, id: HOME },
  organizations: [
    { tenantId: FABRIKAM, displayName: 'Fabrikam', domains: ['fabrikam.com'] },
    { tenantId: NORTHWIND, displayName: 'Northwind', domains: ['northwind.com'] },
  ],
};

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench({ seed: SEED })));
afterEach(() => bench.close());

const inbound = (usersAndGroups: string, applications: string) => ({
  b2bCollaborationInbound: {
    usersAndGroups: { accessType: usersAndGroups },
    applications: { accessType: applications },
  },
});
const SHUT = inbound('blocked', 'blocked');
const shutting = (key: string, entry: object): Governance =>
  governed({ crossTenantAccess: { [key]: entry } });
const BY_FABRIKAM = shutting('fabrikam', { tenantId: FABRIKAM, ...SHUT });

/** What the tenant answers instead: a status that refuses, or what it says. */
interface Answers {
  readonly me?: number | JsonObject;
  readonly roles?: number | readonly JsonObject[];
  readonly members?: number | readonly JsonObject[];
}

async function found(
  document: Governance,
  { me = 400, roles = [], members = [] }: Answers,
): Promise<readonly string[]> {
  const { graph: tenant } = bench.engine;
  const told = <T>(answer: number | T, at: string): T => {
    if (typeof answer !== 'number') return answer;
    throw new GraphError('Not for you', {
      status: answer,
      code: 'No',
      method: 'GET',
      path: at,
      outcome: 'refused',
    });
  };
  const graph: GraphReader = {
    get: async (at) => (at.startsWith('/me?') ? told(me, at) : tenant.get(at)),
    list: async (at, onPage) => {
      if (at.startsWith('/roleManagement')) return told(roles, at);
      return at.includes('/transitiveMembers') ? told(members, at) : tenant.list(at, onPage);
    },
  };
  const { plan, accessBasis } = await bench.engine.plan(desiredOf(document));
  const sources = { graph, directory: createDirectory(tenant), home: HOME };
  return (await lockoutFindings(plan, accessBasis, sources)).map(
    ({ rule, severity, address, message }) => `${severity} ${rule} ${address} ${message}`,
  );
}

const idOf = async (list: string, name: string) =>
  String((await bench.list(`/v1.0/${list}`)).find(({ displayName }) => displayName === name)?.['id']);
const shutOut = (who: string) =>
  `error cross-tenant-lockout crossTenantAccess.fabrikam It shuts out ${who} of the tenant ${FABRIKAM}, who administer this tenant`;
const UNREAD =
  'warning cross-tenant-lockout-possible crossTenantAccess.fabrikam Whether it shuts out administrators of this tenant is not known: the roles of the directory were not to be read';
const GUEST = { id: 'c0000000-0000-4000-8000-000000000001', mail: 'me@fabrikam.com', userType: 'Guest' };

describe('who runs it', () => {
  it('is found among the guests of the tenant that is shut out', async () => {
    expect(await found(BY_FABRIKAM, { me: GUEST })).toEqual([shutOut('me@fabrikam.com')]);
    expect(await found(BY_FABRIKAM, { me: { ...GUEST, mail: 'me@northwind.com' } })).toEqual([]);
    expect(await found(BY_FABRIKAM, { me: { ...GUEST, userType: 'Member' } })).toEqual([]);
    const external = { userType: 'Member', userPrincipalName: 'me_fabrikam.com#EXT#@contoso.com' };
    expect(await found(BY_FABRIKAM, { me: { ...GUEST, ...external } })).toEqual([shutOut('me@fabrikam.com')]);
  });

  it.each([400, 401, 403, 404])(
    'is nobody where the tenant answers %i: applications have no /me',
    async (me) => {
      expect(await found(BY_FABRIKAM, { me })).toEqual([]);
    },
  );

  it('is not taken for nobody when the tenant is out of order', async () => {
    await expect(found(BY_FABRIKAM, { me: 503 })).rejects.toThrow('Not for you');
  });
});

describe('who administers the tenant', () => {
  it('is found by the roles of the directory, held by themselves or in a group', async () => {
    const [bob, group] = [await idOf('users', 'Bob'), await idOf('groups', 'Audit')];
    expect(await found(BY_FABRIKAM, { roles: [{ principalId: bob }] })).toEqual([
      shutOut('bob@fabrikam.com'),
    ]);
    expect(await found(BY_FABRIKAM, { roles: [{ principalId: group }], members: [{ id: bob }] })).toEqual([
      shutOut('bob@fabrikam.com'),
    ]);
    expect(await found(BY_FABRIKAM, { roles: [{ principalId: await idOf('users', 'Alice') }] })).toEqual([]);
  });

  it('is not known where the roles, or the members of a group, are not to be read', async () => {
    const roles = [{ principalId: await idOf('groups', 'Audit') }];
    expect(await found(BY_FABRIKAM, { roles: 403 })).toEqual([UNREAD]);
    expect(await found(BY_FABRIKAM, { roles, members: 403 })).toEqual([UNREAD]);
    expect(await found(BY_FABRIKAM, { me: GUEST, roles: 403 })).toEqual([shutOut('me@fabrikam.com'), UNREAD]);
  });

  it.each([400, 404, 503])('is not taken for nobody where the tenant answers %i', async (status) => {
    const roles = [{ principalId: await idOf('groups', 'Audit') }];
    await expect(found(BY_FABRIKAM, { roles: status })).rejects.toThrow('Not for you');
    await expect(found(BY_FABRIKAM, { roles, members: status })).rejects.toThrow('Not for you');
  });
});

describe('a change', () => {
  it('of the governed tenant itself is refused whoever administers it', async () => {
    expect(await found(shutting('self', { tenantId: HOME, ...SHUT }), { roles: 403 })).toEqual([
      'error cross-tenant-lockout crossTenantAccess.self It is about the governed tenant itself, which is not a partner of itself',
    ]);
  });

  it.each<[string, object, readonly string[]]>([
    ['that shuts users out', inbound('blocked', 'allowed'), [shutOut('me@fabrikam.com'), UNREAD]],
    ['that shuts applications', inbound('allowed', 'blocked'), [shutOut('me@fabrikam.com'), UNREAD]],
    ['that lets them in', inbound('allowed', 'allowed'), [UNREAD]],
    ['of trust alone', { inboundTrust: { isMfaAccepted: true } }, []],
  ])('%s', async (_what, entry, expected) => {
    const document = shutting('fabrikam', { tenantId: FABRIKAM, ...entry });
    expect(await found(document, { me: GUEST, roles: 403 })).toEqual(expected);
  });

  it('of nothing asks the tenant nothing', async () => {
    expect(await found(governed({ catalogs: { c: { displayName: 'C' } } }), { me: 503, roles: 503 })).toEqual(
      [],
    );
  });
});
