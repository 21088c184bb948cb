/**
 * The outer door in the proof: configurations of cross-tenant access, what stays of one that is let go, and who of those
 * that are named can sign in. Read from the attributes, past the analysis.
 */
import type { AccessChange, AccessResource, DirectoryFacts, Person } from '../../../src/access/index.ts';
import type { JsonObject } from '../../../src/model/value.ts';
import { asString, canonicalJson, isObject, objectsOf } from '../../../src/model/value.ts';
import type { Directory } from '../../../src/schema/directory.ts';
import type { Governance } from '../../../src/schema/governance.ts';
import type { Choice } from './random.ts';

type Doors = NonNullable<Governance['crossTenantAccess']>;
type Inbound = NonNullable<Doors[string]['b2bCollaborationInbound']>;

const KIND = 'crossTenantAccess';
const SOMEBODY = '88888888-8888-4888-8888-888888888888';

/** Configurations of a world's partners, and of all others; none of most. */
export function doorsIn({ organizations = [] }: Directory, choice: Choice): Doors {
  const tenants = organizations.flatMap(({ tenantId }) => tenantId ?? []);
  const partners = choice
    .some(tenants, 2)
    .map((tenantId, index) => [`partner${index}`, { tenantId, b2bCollaborationInbound: inboundOf(choice) }]);
  return {
    ...Object.fromEntries(partners),
    ...(choice.oneIn(8) && { default: { b2bCollaborationInbound: inboundOf(choice) } }),
  } as Doors;
}

function inboundOf(choice: Choice): Inbound {
  const accessType = () => choice.from<'allowed' | 'blocked'>(['allowed', 'allowed', 'blocked']);
  return {
    usersAndGroups: {
      accessType: accessType(),
      ...(choice.oneIn(3) && { targets: [{ group: SOMEBODY }] }),
    },
    applications: { accessType: accessType() },
  };
}

/** What a document no longer says of cross-tenant access stays in the tenant. */
export function withLetGo(
  before: readonly AccessResource[],
  after: readonly AccessResource[],
): readonly AccessResource[] {
  const tenants = after.filter(isDoor).map(tenantOf);
  return [...after, ...before.filter((each) => isDoor(each) && !tenants.includes(tenantOf(each)))];
}

const isDoor = ({ kind }: AccessResource) => kind === KIND;
/** Who of a partner is named at the door nobody here can tell: that others are named is told of the whole class. */
export function isOfSomeAtDoors(
  { differences = [] }: AccessChange,
  before: readonly AccessResource[],
  after: readonly AccessResource[],
): boolean {
  const targets = (resources: readonly AccessResource[]) =>
    canonicalJson(resources.filter(namesSome).map(({ attributes }) => attributes));
  return (
    differences.length > 0 &&
    differences.every(({ facet }) => facet === 'conditions') &&
    targets(before) !== targets(after)
  );
}

export function hasDoors(resources: readonly AccessResource[]): boolean {
  return resources.some(isDoor);
}

/** Whether any of it is about single people, groups or applications. */
export function namesSomeAtDoor(resources: readonly AccessResource[]): boolean {
  return resources.some(namesSome);
}

/** Whether cross-tenant access is about single people, groups or applications. */
function namesSome(resource: AccessResource): boolean {
  const inbound = resource.attributes['b2bCollaborationInbound'];
  if (!isDoor(resource) || !isObject(inbound)) return false;
  const halves = [inbound['usersAndGroups'], inbound['applications']] as readonly (JsonObject | undefined)[];
  return halves.some((half) =>
    objectsOf(half?.['targets']).some(({ target }) => !String(target).startsWith('All')),
  );
}

const tenantOf = ({ attributes }: AccessResource) => asString(attributes['tenantId'])?.toLowerCase() ?? '';

export type Standing = 'can' | 'cannot' | 'unknown';

/** Whether someone who is named passes the outer door; members of the directory need not. */
export function standingOf(
  resources: readonly AccessResource[],
  { users, tenantOfDomain }: DirectoryFacts,
  id: string,
): Standing {
  const person = users.get(id);
  // Of an account that is disabled it does not matter how it would sign in.
  const tenant =
    person?.userType === 'Guest' && person.accountEnabled !== false
      ? tenantOfPerson(person, tenantOfDomain)
      : undefined;
  if (tenant === undefined) return 'can';
  const doors = resources.filter(isDoor);
  const own = doors.find((door) => tenantOf(door) === tenant)?.attributes['b2bCollaborationInbound'];
  const usual = doors.find((door) => tenantOf(door) === '')?.attributes['b2bCollaborationInbound'];
  const inbound = isObject(own) ? own : isObject(usual) ? usual : undefined;
  if (inbound === undefined) return 'can';
  const halves = [
    letsIn(inbound['usersAndGroups'] as JsonObject, 'AllUsers'),
    letsIn(inbound['applications'] as JsonObject, 'AllApplications'),
  ];
  if (halves.includes('cannot')) return 'cannot';
  return halves.includes('unknown') ? 'unknown' : 'can';
}

/** The Entra tenant whose account a person signs in with; undefined for others. */
function tenantOfPerson({ signIn, mail = '' }: Person, tenantOfDomain: ReadonlyMap<string, string>) {
  if (signIn !== undefined) return signIn.kind === 'entra' ? signIn.tenantId.toLowerCase() : undefined;
  const found = tenantOfDomain.get(mail.slice(mail.indexOf('@') + 1).toLowerCase());
  return found === '' ? undefined : found?.toLowerCase();
}

function letsIn(half: JsonObject | undefined, everyone: string): Standing {
  const targets = objectsOf(half?.['targets']);
  if (half === undefined) return 'can';
  const isOfAll = targets.some(({ target }) => target === everyone);
  if (!isOfAll && targets.length > 0) return 'unknown';
  // What is said of nobody leaves everyone what is not said.
  return (half['accessType'] === 'blocked') === isOfAll ? 'cannot' : 'can';
}
