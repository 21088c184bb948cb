/** Whether a change of cross-tenant access shuts out the governed tenant itself, who runs this, or its administrators. */
import type { OuterDoor, Person } from '../../access/index.ts';
import { collaborates, domainOf, isOfOuterDoor, outerDoorWith, personOf } from '../../access/index.ts';
import type { DirectoryEntry, DirectoryPort, GraphReader } from '../../graph/port.ts';
import { unlessRefused } from '../../graph/port.ts';
import { USER_PROPERTIES } from '../../graph/directory-entry.ts';
import type { JsonObject } from '../../model/value.ts';
import { asString } from '../../model/value.ts';
import type { AccessBasis } from '../../plan/access.ts';
import { accessSides } from '../../plan/access.ts';
import type { Change, PlanDraft, PlanFinding } from '../../plan/plan.ts';

/** What `Plan.findings` calls it; nothing allows it. */
export const LOCKOUT = 'cross-tenant-lockout';
/** The same where nothing tells whether it is one. */
export const POSSIBLE_LOCKOUT = 'cross-tenant-lockout-possible';
const ROLES = '/roleManagement/directory/roleAssignments';

export interface LockoutSources {
  readonly graph: GraphReader;
  readonly directory: DirectoryPort;
  /** Id of the governed tenant. */
  readonly home: string;
}

/** Findings of a plan; asks the tenant only where cross-tenant access changes. Rejects with GraphError. */
export async function lockoutFindings(
  { changes }: PlanDraft,
  basis: AccessBasis,
  sources: LockoutSources,
): Promise<readonly PlanFinding[]> {
  const ours = changes.filter((change) => isOfOuterDoor(change) && CHANGING.includes(change.action));
  const own = ours.find(({ after }) => asString(after?.['tenantId']) === sources.home.toLowerCase());
  if (own !== undefined)
    return [
      finding(own, LOCKOUT, 'It is about the governed tenant itself, which is not a partner of itself'),
    ];
  const { before, after } = doorsOf(basis, changes, sources.home);
  if (ours.length === 0 || before === undefined || after === undefined) return [];
  const { people, unread } = await administrators(sources);
  const tenants = await tenantsOf(people, sources.directory);
  const passes = (door: OuterDoor, tenant: string) => collaborates(door, tenant)?.passes ?? 'yes';
  const worse = [...tenants].filter(
    ([tenant]) => passes(before, tenant) !== 'no' && passes(after, tenant) !== passes(before, tenant),
  );
  const found = worse.flatMap(([tenant, shut]) => {
    const now = passes(after, tenant);
    if (now === 'yes') return [];
    const change = changeFor(ours, tenant);
    if (change === undefined) return [];
    const who = `${shut.map(({ label }) => label).join(', ')} of the tenant ${tenant}`;
    return now === 'no'
      ? [finding(change, LOCKOUT, `It shuts out ${who}, who administer this tenant`)]
      : [finding(change, POSSIBLE_LOCKOUT, `It possibly shuts out ${who}, who administer this tenant`)];
  });
  const [first] = ours.filter(mayShut);
  return unread && first !== undefined
    ? [
        ...found,
        finding(
          first,
          POSSIBLE_LOCKOUT,
          'Whether it shuts out administrators of this tenant is not known: the roles of the directory were not to be read',
        ),
      ]
    : found;
}

const CHANGING: readonly string[] = ['create', 'update', 'replace', 'delete'];

/** Whether a change concerns who comes in at all. */
function mayShut({ action, changedPaths, after }: Change): boolean {
  if (action === 'delete') return true;
  if (action === 'create') return after?.['b2bCollaborationInbound'] !== undefined;
  return changedPaths.some((path) => path.startsWith('b2bCollaborationInbound'));
}

function doorsOf(
  basis: AccessBasis,
  changes: readonly Change[],
  home: string,
): { readonly before: OuterDoor | undefined; readonly after: OuterDoor | undefined } {
  const sides = accessSides(basis, changes);
  const doorOf = (resources: typeof sides.before) =>
    outerDoorWith(undefined, resources.filter(isOfOuterDoor), home);
  return { before: doorOf(sides.before), after: doorOf(sides.after) };
}

/** The change of the tenant's own configuration, else that of the default. */
function changeFor(changes: readonly Change[], tenant: string): Change | undefined {
  const of = ({ after, before }: Change) => asString((after ?? before)?.['tenantId'])?.toLowerCase();
  return (
    changes.find((change) => of(change) === tenant) ?? changes.find((change) => of(change) === undefined)
  );
}

function finding({ address, source }: Change, rule: string, message: string): PlanFinding {
  return {
    rule,
    severity: rule === LOCKOUT ? 'error' : 'warning',
    address,
    message,
    ...(source !== undefined && { source }),
    hint: 'Let them in by a configuration of their tenant, or give its administration to members of this one first',
  };
}

interface Administrators {
  readonly people: readonly Person[];
  /** The tenant refused to tell who they are. */
  readonly unread: boolean;
}

/** Who runs this, as far as that is a person, and who holds a role of the directory, by themselves or by a group. */
async function administrators({ graph, directory }: LockoutSources): Promise<Administrators> {
  const [me, assignments] = await Promise.all([
    unlessRefused(() => graph.get(`/me?$select=${USER_PROPERTIES.join(',')}`), [400, 401, 403, 404]),
    unlessRefused(() => graph.list(ROLES), [403]),
  ]);
  const ids = (assignments ?? []).flatMap(({ principalId }) => asString(principalId) ?? []);
  const holders = [...(await directory.describe(new Set(ids))).values()];
  const groups = holders.filter(({ type }) => type === 'group');
  const members = await Promise.all(
    groups.map(({ id }) =>
      unlessRefused(() => graph.list(`/groups/${id}/transitiveMembers?$select=id`), [403]),
    ),
  );
  const inGroups = members.flatMap((each) => (each ?? []).flatMap(({ id }) => asString(id) ?? []));
  const more = inGroups.length === 0 ? [] : [...(await directory.describe(new Set(inGroups))).values()];
  const users = [...holders, ...more].filter(({ type }) => type === 'user');
  const caller = me === undefined ? [] : [callerOf(me)];
  const people = new Map([...users, ...caller].map((entry) => [entry.id, personOf(entry)]));
  return {
    people: [...people.values()].filter(isFromOutside),
    unread: assignments === undefined || members.includes(undefined),
  };
}

function callerOf(me: JsonObject): DirectoryEntry {
  const id = asString(me['id'])?.toLowerCase() ?? '';
  const label = asString(me['mail']) ?? asString(me['userPrincipalName']) ?? id;
  return { id, label, type: 'user', properties: me };
}

function isFromOutside({ userType, userPrincipalName }: Person): boolean {
  return userType === 'Guest' || userPrincipalName?.includes('#EXT#') === true;
}

/** Those of the people who sign in with an Entra tenant, by its id. */
async function tenantsOf(
  people: readonly Person[],
  directory: DirectoryPort,
): Promise<ReadonlyMap<string, readonly Person[]>> {
  const domains = new Set(people.flatMap(({ mail }) => domainOf(mail) ?? []));
  const found = await directory.resolve([...domains].map((domain) => `domain:${domain}` as const));
  const tenants = new Map<string, Person[]>();
  for (const person of people) {
    const result = found.get(`domain:${domainOf(person.mail) ?? ''}`);
    if (result?.status !== 'found') continue;
    const tenant = result.entry.id.toLowerCase();
    tenants.set(tenant, [...(tenants.get(tenant) ?? []), person]);
  }
  return tenants;
}
