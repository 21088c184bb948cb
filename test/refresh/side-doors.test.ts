/** Guests whom no package let in, in a tenant that is lived in: packages assigned, and people let in past them. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGraphClient } from '../../src/graph/client.ts';
import type { GraphClient } from '../../src/graph/client.ts';
import { readSideDoors } from '../../src/refresh/side-doors.ts';
import type { SideDoors } from '../../src/refresh/side-doors.ts';
import { renderSideDoors, sideDoorsMarkdown } from '../../src/report/side-doors-text.ts';
import type { StateDocument } from '../../src/state/document.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import { createEngine, desiredOf } from '../support/engine.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { as, livedTenant } from '../support/lived-tenant.ts';
import type { LivedTenant } from '../support/lived-tenant.ts';
import { governed } from '../support/workbench.ts';
import { runs } from '../support/whole.ts';

const DOCUMENT = governed({
  catalogs: {
    partners: {
      displayName: 'Partners',
      isExternallyVisible: true,
      resources: {
        team: { group: 'Project Tango' },
        tracker: { application: 'Tango Tracker' },
        site: { site: 'https://contoso.sharepoint.com/sites/tango' },
      },
    },
  },
  packages: {
    tango: {
      catalog: 'partners',
      displayName: 'Tango',
      resourceRoles: [
        { resource: 'team', role: 'Member' },
        { resource: 'tracker', role: 'Reader' },
      ],
    },
  },
  policies: {
    direct: {
      accessPackage: 'tango',
      displayName: 'Direct',
      allowedTargetScope: 'notSpecified',
      expiration: { type: 'noExpiration' },
    },
  },
});
const NESTED = 'Audit';
const GUESTS = ['bob@fabrikam.com', 'wendy@woodgrove.example'] as const;

let lived: LivedTenant;
let folder = '';
let prior: StateDocument | undefined;
let ids: Record<string, string> = {};
let idOf: (address: string) => string;

beforeEach(async () => {
  folder = temporaryFolder();
  lived = await livedTenant({ seed: SMALL_DIRECTORY });
  const engine = createEngine(lived.tenant, path.join(folder, 'state.json'));
  await engine.apply(desiredOf(DOCUMENT));
  prior = await engine.state.read();
  idOf = (address) => prior?.resources.find((resource) => resource.address === address)?.id ?? '';
  const rows = [
    ...(await lived.list('/v1.0/users')),
    ...(await lived.list('/v1.0/groups')),
    ...(await lived.list('/v1.0/servicePrincipals')),
  ];
  ids = Object.fromEntries(rows.map((row) => [String(row['mail'] ?? row['displayName']), String(row['id'])]));
});
afterEach(async () => {
  await lived.close();
  rmSync(folder, { recursive: true });
});

const FORBIDDEN = { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges' } };

/** The tenant for a caller who may not read everything, alone or in a batch. */
async function refusing(request: Request, refuse: RegExp): Promise<Response> {
  if (request.method === 'GET')
    return refuse.test(request.url) ? Response.json(FORBIDDEN, { status: 403 }) : lived.tenant.fetch(request);
  const { requests } = (await request.clone().json()) as { requests: { id: string; url: string }[] };
  const kept = requests.filter(({ url }) => !refuse.test(url));
  const refused = requests
    .filter(({ url }) => refuse.test(url))
    .map(({ id }) => ({ id, status: 403, body: FORBIDDEN }));
  if (kept.length === 0) return Response.json({ responses: refused });
  const body = JSON.stringify({ requests: kept });
  const passed = new Request(request.url, { method: 'POST', headers: request.headers, body });
  const { responses } = (await (await lived.tenant.fetch(passed)).json()) as { responses: object[] };
  return Response.json({ responses: [...responses, ...refused] });
}

/** A client; `refuse` names paths that the service does not let it read. */
function client(refuse?: RegExp): GraphClient {
  let serial = 0;
  return createGraphClient({
    baseUrl: 'http://tenant.invalid/v1.0',
    fetch: (request) => (refuse === undefined ? lived.tenant.fetch(request) : refusing(request, refuse)),
    userAgent: 'entente-test',
    clock: () => Date.now(),
    delay: () => new Promise((resolve) => setImmediate(resolve)),
    random: Math.random,
    randomId: () => String((serial += 1)),
  });
}

const look = (graph = client()): Promise<SideDoors> => readSideDoors(graph, prior);
const letIn = (who: string, group: string, kind: 'members' | 'owners' = 'members') =>
  lived.done(
    'POST',
    `/v1.0/groups/${ids[group] ?? ''}/${kind}/$ref`,
    { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${ids[who] ?? ''}` },
    as('alice@contoso.com'),
  );
const assign = (who: string) =>
  lived.done('POST', '/assignmentRequests', {
    requestType: 'adminAdd',
    assignment: {
      targetId: ids[who],
      accessPackageId: idOf('accessPackage.tango'),
      assignmentPolicyId: idOf('policy.direct'),
    },
  });
const briefly = ({ doors }: SideDoors) =>
  doors.map(({ guest, role, resource, through, added }) => [
    guest.mail,
    role,
    resource,
    through,
    added?.by ?? null,
  ]);

describe('side doors', () => {
  it('are guests who were let in past the packages, each with who did it', async () => {
    expect(briefly(await look())).toEqual([]);
    const [tracker] = await lived.list(`/v1.0/servicePrincipals?$filter=displayName eq 'Tango Tracker'`);
    const roles = tracker?.['appRoles'] as { id: string; displayName: string }[];
    const contributor = roles.find(({ displayName }) => displayName === 'Contributor')?.id;
    await assign('bob@fabrikam.com');
    await letIn('bob@fabrikam.com', 'Project Tango', 'owners');
    await letIn('wendy@woodgrove.example', NESTED);
    await letIn(NESTED, 'Project Tango');
    await lived.done(
      'POST',
      `/v1.0/servicePrincipals/${String(tracker?.['id'])}/appRoleAssignedTo`,
      { principalId: ids['bob@fabrikam.com'], resourceId: tracker?.['id'], appRoleId: contributor },
      as('carol@contoso.com'),
    );
    await letIn('carol@contoso.com', 'Project Tango');
    const graph = client();
    const found = await look(graph);
    expect(briefly(found).sort()).toEqual([
      ['bob@fabrikam.com', 'Contributor', 'Tango Tracker', null, 'carol@contoso.com'],
      ['bob@fabrikam.com', 'Owner', 'Project Tango', null, 'alice@contoso.com'],
      ['wendy@woodgrove.example', 'Member', 'Project Tango', NESTED, 'alice@contoso.com'],
    ]);
    expect(found).toMatchObject({ checked: 2, guests: 2, auditUnread: null });
    expect(found.unread).toEqual([
      expect.objectContaining({
        address: 'catalogResource.partners/site',
        reason: expect.stringContaining('_layouts') as string,
      }),
    ]);
    expect(graph.statistics.roundTrips).toBeLessThanOrEqual(4);
    const text = renderSideDoors(found, { color: false });
    expect(text).toContain('Bob (bob@fabrikam.com) is Contributor of the application Tango Tracker');
    expect(text).toContain(`through the group ${NESTED}; added by alice@contoso.com on 2026-01-01`);
    expect(text).toContain('3 side doors.');
    expect(sideDoorsMarkdown(found, { bytes: 60_000 })).toContain('## Entente: 3 side doors');
  });

  it('are looked for in every group and application when that is asked, with what cannot be seen', async () => {
    await assign('bob@fabrikam.com');
    await letIn('wendy@woodgrove.example', 'Audit');
    await letIn('wendy@woodgrove.example', 'Project Tango');
    expect(briefly(await look())).toEqual([
      ['wendy@woodgrove.example', 'Member', 'Project Tango', null, 'alice@contoso.com'],
    ]);
    const found = await readSideDoors(client(), prior, { all: true });
    expect(found.doors.map(({ address, resource }) => [address, resource])).toEqual([
      ['catalogResource.partners/team', 'Project Tango'],
      [null, 'Audit'],
    ]);
    expect(found).toMatchObject({ all: true, guests: 2 });
    expect(found.checked).toBeGreaterThan(2);
    expect(found.invisible.join(' ')).toContain('SharePoint sites');
    const text = renderSideDoors(found, { color: false });
    expect(text).toContain('is Member of the group Audit, and no package gave them that');
    expect(text).toContain('not governed; added by alice@contoso.com');
    expect(text).toContain('What this cannot see:');
    const markdown = sideDoorsMarkdown(found, { bytes: 60_000 });
    expect(markdown).toContain('not governed');
    expect(markdown).toContain('- SharePoint sites');
    await expect(readSideDoors(client(/\/groups\?/), prior, { all: true })).rejects.toMatchObject({
      diagnostics: [{ code: 'REFRESH_INCOMPLETE' }],
    });
  });

  it('are exactly the memberships that nobody was assigned', async () => {
    const events = fc.array(
      fc.record({ who: fc.constantFrom(...GUESTS), what: fc.constantFrom('in', 'out', 'assign', 'end') }),
      { maxLength: 6 },
    );
    const state = new Map<string, { holds: boolean; member: boolean }>(
      GUESTS.map((who) => [who, { holds: false, member: false }]),
    );
    await fc.assert(
      fc.asyncProperty(events, async (happened) => {
        for (const { who, what } of happened) {
          const now = state.get(who) ?? { holds: false, member: false };
          if (what === 'in' && !now.member) {
            await letIn(who, 'Project Tango');
            state.set(who, { ...now, member: true });
          } else if (what === 'out' && now.member) {
            await lived.done(
              'DELETE',
              `/v1.0/groups/${ids['Project Tango'] ?? ''}/members/${ids[who] ?? ''}/$ref`,
            );
            state.set(who, { ...now, member: false });
          } else if (what === 'assign' && !now.holds) {
            await assign(who);
            state.set(who, { holds: true, member: true });
          } else if (what === 'end' && now.holds) {
            const assignments = await lived.list('/assignments?$expand=target');
            const own = assignments.find(
              ({ state: at, target }) =>
                at === 'delivered' && (target as { objectId: string }).objectId === ids[who],
            );
            await lived.done('POST', '/assignmentRequests', {
              requestType: 'adminRemove',
              assignment: { id: own?.['id'] },
            });
            state.set(who, { holds: false, member: false });
          }
        }
        const expected = GUESTS.filter((who) => {
          const { holds, member } = state.get(who) ?? { holds: false, member: false };
          return member && !holds;
        });
        const { doors } = await look();
        expect(doors.map(({ guest }) => guest.mail).sort()).toEqual(expected);
      }),
      runs(8, 25),
    );
  });

  it('say what could not be read, and refuse to guess when it is the guests or the assignments', async () => {
    await letIn('bob@fabrikam.com', 'Project Tango');
    const quiet = await look(client(/auditLogs/));
    expect(briefly(quiet)).toEqual([['bob@fabrikam.com', 'Member', 'Project Tango', null, null]]);
    expect(quiet.auditUnread).toBe('Insufficient privileges');
    expect(renderSideDoors(quiet, { color: false })).toContain('AuditLog.Read.All');
    const blind = await look(client(/\/groups\//));
    expect(blind).toMatchObject({ doors: [], checked: 1 });
    expect(blind.unread.map(({ address }) => address).sort()).toEqual([
      'catalogResource.partners/site',
      'catalogResource.partners/team',
    ]);
    for (const path of [/\/users\?/, /\/assignments\?/, /\/accessPackages\?/])
      await expect(look(client(path))).rejects.toMatchObject({
        diagnostics: [{ code: 'REFRESH_INCOMPLETE' }],
      });
  });
});

describe('entente drift --side-doors', () => {
  it('finds a guest who was in a governed group before it was governed, and exits with 2', async () => {
    const at = temporaryFolder();
    const groups = SMALL_DIRECTORY.groups?.map((group) =>
      group.displayName === 'Project Tango' ? { ...group, members: ['bob@fabrikam.com'] } : group,
    );
    writeFileSync(path.join(at, 'directory.yaml'), JSON.stringify({ ...SMALL_DIRECTORY, groups }));
    const tenant = { embedded: 'tenant', seed: 'directory.yaml' };
    writeFileSync(path.join(at, 'governance.yaml'), JSON.stringify({ ...DOCUMENT, tenant }));
    expect(await entente(['apply', '--auto-approve'], { cwd: at })).toMatchObject({ code: 0 });
    expect(await entente(['drift'], { cwd: at })).toMatchObject({ code: 0 });
    const found = await entente(['drift', '--side-doors', '--json'], { cwd: at });
    expect(found.code).toBe(2);
    const { drift, sideDoors } = JSON.parse(found.stdout) as { drift: unknown[]; sideDoors: SideDoors };
    expect(drift).toEqual([]);
    expect(briefly(sideDoors)).toEqual([['bob@fabrikam.com', 'Member', 'Project Tango', null, null]]);
    // A guest in a group that no catalog offers.
    const more = SMALL_DIRECTORY.groups?.map((group) =>
      group.displayName === 'Audit' ? { ...group, members: ['bob@fabrikam.com'] } : group,
    );
    const other = temporaryFolder();
    writeFileSync(path.join(other, 'directory.yaml'), JSON.stringify({ ...SMALL_DIRECTORY, groups: more }));
    writeFileSync(path.join(other, 'governance.yaml'), JSON.stringify({ ...DOCUMENT, tenant }));
    expect(await entente(['apply', '--auto-approve'], { cwd: other })).toMatchObject({ code: 0 });
    expect(await entente(['drift', '--side-doors'], { cwd: other })).toMatchObject({ code: 0 });
    const page = path.join(other, 'drift.html');
    const all = await entente(['drift', '--side-doors', '--all', '--html', page], { cwd: other });
    expect(all.code).toBe(2);
    expect(all.stdout).toContain('Bob (bob@fabrikam.com) is Member of the group Audit');
    expect(readFileSync(page, 'utf8')).toContain('What this cannot see:');
    rmSync(other, { recursive: true });
    rmSync(at, { recursive: true });
  });
});
