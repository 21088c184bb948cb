/**
 * Side doors: guests who hold a role of a governed group or application, or of any at all, that no package gave them.
 * In: the state and the tenant. Out: each of them with who added them, where the audit log tells, and what could not be read. Reads only.
 */
import { GraphError } from '../graph/port.ts';
import type { GraphReader } from '../graph/port.ts';
import { heldRoles } from '../kinds/held-roles.ts';
import type { ResourceAddress } from '../model/address.ts';
import { odataString, query } from '../model/odata.ts';
import { asString, isObject, objectsOf } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import type { StateDocument } from '../state/document.ts';
import { readFailure } from './read-failure.ts';

/** A guest of the directory. */
interface Guest {
  readonly id: string;
  readonly displayName: string;
  /** Mail, or the name to sign in with. */
  readonly mail: string;
}

/** A guest who holds a role that no package gave them. */
export interface SideDoor {
  /** Null for a group or application that no catalog of the state offers. */
  readonly address: ResourceAddress | null;
  readonly type: 'group' | 'application';
  /** Display name of the group or application. */
  readonly resource: string;
  readonly role: string;
  readonly guest: Guest;
  /** Display name of the group by which they hold it, when they do not hold it themselves. */
  readonly through: string | null;
  readonly added: { readonly by: string; readonly at: string } | null;
}

export interface SideDoors {
  /** Whether every group and application was looked at, or the governed ones. */
  readonly all: boolean;
  readonly doors: readonly SideDoor[];
  /** Resources of which it is known who holds them. */
  readonly checked: number;
  readonly guests: number;
  readonly unread: readonly {
    readonly address: ResourceAddress | null;
    readonly name: string;
    readonly reason: string;
  }[];
  /** Ways in that nothing here can see, where all were asked for. */
  readonly invisible: readonly string[];
  /** Why nobody knows who added them; null when the audit log was read, or there was nothing to look up. */
  readonly auditUnread: string | null;
}

interface LookedAt {
  readonly address: ResourceAddress | null;
  readonly originSystem: string;
  readonly originId: string;
}

/** A principal that holds a role. */
interface RoleHolder {
  readonly guestId: string;
  /** Compared with what packages grant; see `roleKey`. */
  readonly roleKey: string;
  readonly role: string;
  readonly through: { readonly id: string; readonly name: string } | undefined;
}

interface Holders {
  readonly name: string;
  readonly holders: readonly RoleHolder[];
}

const PAGE = 999;
const GIVING = ['Add member to group', 'Add owner to group', 'Add app role assignment grant to user'];
const NO_ROLE = '00000000-0000-0000-0000-000000000000';

/** What Microsoft Graph v1.0 does not tell, or what is neither a group nor an application. */
const INVISIBLE: readonly string[] = [
  'SharePoint sites: Microsoft Graph v1.0 does not tell who their members are, nor whom a file or folder is shared with',
  'Teams shared channels: their members from outside are not in the group of the team',
  'directory roles and roles of Azure: they are not held through a group or an application',
];

/**
 * Rejects with REFRESH_INCOMPLETE when guests, packages or assignments could not be read, since every role would look
 * ungranted; with `all` also when groups or applications could not be listed.
 */
export async function readSideDoors(
  graph: GraphReader,
  prior: StateDocument | undefined,
  { all = false }: { readonly all?: boolean } = {},
): Promise<SideDoors> {
  try {
    const governed = all ? [...governedBy(prior), ...(await others(graph, prior))] : governedBy(prior);
    const [guests, granted, held] = await Promise.all([
      readGuests(graph),
      readGranted(graph),
      Promise.all(governed.map((resource) => readHolders(graph, resource))),
    ]);
    const doors: (SideDoor & { readonly place: string })[] = [];
    const unread: SideDoors['unread'][number][] = [];
    for (const [index, resource] of governed.entries()) {
      const read = held[index];
      if (read === undefined || 'reason' in read) {
        unread.push({ address: resource.address, name: read?.name ?? '', reason: read?.reason ?? '' });
      } else doors.push(...doorsOf(resource, read, guests, granted));
    }
    return {
      ...(await withHistory(graph, doors)),
      all,
      invisible: all ? INVISIBLE : [],
      checked: governed.length - unread.length,
      guests: guests.size,
      unread,
    };
  } catch (error) {
    throw error instanceof GraphError ? readFailure(error) : error;
  }
}

/** What the state's resources stand for in the directory; two catalogs may offer the same group. */
function governedBy(prior: StateDocument | undefined): LookedAt[] {
  const found = new Map<string, LookedAt>();
  for (const { address, attributes } of prior?.resources ?? []) {
    const [originSystem, originId] = [asString(attributes['originSystem']), asString(attributes['originId'])];
    if (originSystem === undefined || originId === undefined || found.has(originId)) continue;
    found.set(originId, { address, originSystem, originId });
  }
  return [...found.values()];
}

/** Groups and applications of the directory that the state does not govern. */
async function others(graph: GraphReader, prior: StateDocument | undefined): Promise<LookedAt[]> {
  const known = new Set(governedBy(prior).map(({ originId }) => originId.toLowerCase()));
  const listed = (path: string) => graph.list(query(path, { select: 'id,displayName', top: PAGE }));
  const [groups, applications] = await Promise.all([listed('/groups'), listed('/servicePrincipals')]);
  const looked = (originSystem: string) => (row: JsonObject) => ({
    address: null,
    originSystem,
    originId: idOf(row),
  });
  return [...groups.map(looked('AadGroup')), ...applications.map(looked('AadApplication'))].filter(
    ({ originId }) => !known.has(originId),
  );
}

async function readGuests(graph: GraphReader): Promise<ReadonlyMap<string, Guest>> {
  const select = ['id', 'displayName', 'mail', 'userPrincipalName'];
  const path = query('/users', { filter: "userType eq 'Guest'", select, top: PAGE });
  const users = await graph.list(path);
  return new Map(
    users.map((user) => {
      const id = idOf(user);
      const mail = asString(user['mail']) ?? asString(user['userPrincipalName']) ?? id;
      return [id, { id, displayName: asString(user['displayName']) ?? mail, mail }];
    }),
  );
}

/** `GUEST ORIGIN ROLE` of everything that live assignments give. */
async function readGranted(graph: GraphReader): Promise<ReadonlySet<string>> {
  const held = await heldRoles(graph);
  return new Set(
    held.map(({ userId, role, scope }) =>
      grantKey(userId, originOf(scope), isObject(role) ? roleKey(role) : ''),
    ),
  );
}

function grantKey(userId: string, originId: string, role: string): string {
  return [userId.toLowerCase(), originId, role].join(' ');
}

function originOf(scope: JsonValue | undefined): string {
  return isObject(scope) ? (asString(scope['originId']) ?? '').toLowerCase() : '';
}

/** A role as a package and its holders have in common: `member`, `owner`, or the id of an application's role. */
function roleKey(role: JsonObject): string {
  const originId = (asString(role['originId']) ?? '').toLowerCase();
  const [kind = ''] = originId.split('_');
  return ['member', 'owner'].includes(kind) ? kind : originId;
}

async function readHolders(
  graph: GraphReader,
  resource: LookedAt,
): Promise<Holders | { readonly name: string; readonly reason: string }> {
  const { originSystem, originId } = resource;
  try {
    if (originSystem === 'AadGroup') return await readGroup(graph, originId);
    if (originSystem === 'AadApplication') return await readApplication(graph, originId);
  } catch (error) {
    if (!(error instanceof GraphError) || ![403, 404].includes(error.status)) throw error;
    const missing = 'it is not in the directory any more';
    return {
      name: originId,
      reason: error.status === 404 ? missing : `the service refuses: ${error.message}`,
    };
  }
  if (originSystem !== 'SharePointOnline')
    return { name: originId, reason: `nothing is known of holders of a ${originSystem}` };
  const page = `${originId.replace(/\/+$/, '')}/_layouts/15/user.aspx`;
  return {
    name: originId,
    reason: `Microsoft Graph v1.0 does not tell who the members of a SharePoint site are; see ${page}`,
  };
}

async function readGroup(graph: GraphReader, id: string): Promise<Holders> {
  const people = (role: string) =>
    graph.list(query(`/groups/${id}/${role}`, { select: 'id,displayName', top: PAGE }));
  const [group, members, owners] = await Promise.all([
    graph.get(query(`/groups/${id}`, { select: 'id,displayName' })),
    people('members'),
    people('owners'),
  ]);
  const holders = await Promise.all([
    holdersOf(graph, members, { roleKey: 'member', role: 'Member' }),
    holdersOf(graph, owners, { roleKey: 'owner', role: 'Owner' }),
  ]);
  return { name: asString(group['displayName']) ?? id, holders: holders.flat() };
}

async function readApplication(graph: GraphReader, id: string): Promise<Holders> {
  const [application, assigned] = await Promise.all([
    graph.get(query(`/servicePrincipals/${id}`, { select: 'id,displayName,appRoles' })),
    graph.list(query(`/servicePrincipals/${id}/appRoleAssignedTo`, { top: PAGE })),
  ]);
  const names = new Map(
    objectsOf(application['appRoles']).map((role) => [idOf(role), asString(role['displayName']) ?? '']),
  );
  const holders = assigned.map((assignment) => {
    const role = (asString(assignment['appRoleId']) ?? '').toLowerCase();
    const name = names.get(role) ?? (role === NO_ROLE ? 'Default Access' : role);
    const isGroup = asString(assignment['principalType']) === 'Group';
    const principal = {
      id: asString(assignment['principalId']) ?? '',
      displayName: assignment['principalDisplayName'] ?? null,
      '@odata.type': isGroup ? '#microsoft.graph.group' : '#microsoft.graph.user',
    };
    return holdersOf(graph, [principal], { roleKey: role, role: name });
  });
  return { name: asString(application['displayName']) ?? id, holders: (await Promise.all(holders)).flat() };
}

/** Principals as holders of a role, groups by their people. */
async function holdersOf(
  graph: GraphReader,
  principals: readonly JsonObject[],
  role: Pick<RoleHolder, 'roleKey' | 'role'>,
): Promise<readonly RoleHolder[]> {
  const holders = principals.map(async (principal): Promise<readonly RoleHolder[]> => {
    const id = idOf(principal);
    if (asString(principal['@odata.type']) !== '#microsoft.graph.group')
      return [{ ...role, guestId: id, through: undefined }];
    const people = await graph.list(query(`/groups/${id}/transitiveMembers`, { select: 'id', top: PAGE }));
    const through = { id, name: asString(principal['displayName']) ?? id };
    return people.map((person) => ({ ...role, guestId: idOf(person), through }));
  });
  return (await Promise.all(holders)).flat();
}

function doorsOf(
  { address, originSystem, originId }: LookedAt,
  { name, holders }: Holders,
  guests: ReadonlyMap<string, Guest>,
  granted: ReadonlySet<string>,
): (SideDoor & { readonly place: string })[] {
  return holders.flatMap(({ guestId, roleKey: key, role, through }) => {
    const guest = guests.get(guestId);
    if (guest === undefined || granted.has(grantKey(guestId, originId.toLowerCase(), key))) return [];
    return [
      {
        address,
        type: originSystem === 'AadGroup' ? ('group' as const) : ('application' as const),
        resource: name,
        role,
        guest,
        through: through?.name ?? null,
        added: null,
        // The group or resource that they were added to: the audit log names it as a target.
        place: through?.id ?? originId,
      },
    ];
  });
}

/** The doors with who opened each, as far as the audit log reaches back: one request for each place. */
async function withHistory(
  graph: GraphReader,
  doors: readonly (SideDoor & { readonly place: string })[],
): Promise<Pick<SideDoors, 'doors' | 'auditUnread'>> {
  let auditUnread: string | null = null;
  const places = [...new Set(doors.map(({ place }) => place))];
  const activities = GIVING.map((activity) => `activityDisplayName eq ${odataString(activity)}`).join(' or ');
  const logs = await Promise.all(
    places.map(async (place) => {
      const filter = `(${activities}) and targetResources/any(t:t/id eq ${odataString(place)})`;
      try {
        return await graph.list(query('/auditLogs/directoryAudits', { filter }));
      } catch (error) {
        if (!(error instanceof GraphError) || ![400, 403, 404].includes(error.status)) throw error;
        auditUnread = error.message;
        return [];
      }
    }),
  );
  const entriesOf = new Map(places.map((place, index) => [place, logs[index] ?? []]));
  const told = doors.map(({ place, ...door }) => ({
    ...door,
    added: lastAdded(entriesOf.get(place) ?? [], door.guest.id),
  }));
  return { doors: told, auditUnread };
}

function lastAdded(entries: readonly JsonObject[], guestId: string): SideDoor['added'] {
  const about = entries.filter(({ targetResources }) =>
    objectsOf(targetResources).some(({ id }) => asString(id)?.toLowerCase() === guestId),
  );
  const times = about.map((entry) => ({
    at: asString(entry['activityDateTime']) ?? '',
    by: initiator(entry),
  }));
  return times.sort((a, b) => (a.at < b.at ? 1 : -1))[0] ?? null;
}

function initiator({ initiatedBy }: JsonObject): string {
  const { user, app } = isObject(initiatedBy) ? initiatedBy : {};
  const [person, program] = [isObject(user) ? user : {}, isObject(app) ? app : {}];
  const names = [person['userPrincipalName'], person['displayName'], program['displayName'], person['id']];
  return names.map(asString).find((name) => name !== undefined && name !== '') ?? 'an unnamed account';
}

function idOf(entity: JsonObject): string {
  return (asString(entity['id']) ?? '').toLowerCase();
}
