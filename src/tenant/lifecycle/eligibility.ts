/** Who can request a package, and through which policies (CONTRACT 16.1). Refusals are ServiceErrors that say why. */
import type { Context, Person } from '../context.ts';
import { groupIdsOf } from '../directory/groups.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, isEntity, textOf, textsOf } from '../json.ts';
import { typeOf } from '../wire/request-body.ts';
import { ServiceError } from '../wire/service-error.ts';
import type { Store } from '../storage/store.ts';
import { liveAssignment, liveAssignmentsOf } from './assignments.ts';
import { requireInvitable, requireLetIn } from './guests.ts';
import { byNameAndId, personName, organizationsOf } from './person.ts';
import { parseInstant } from './time.ts';

/** What policies compare about a person, looked up once. */
interface RequestorFacts {
  readonly person: Person;
  readonly groups: ReadonlySet<string>;
  readonly organizations: readonly Entity[];
}

function requestorFacts(store: Store, person: Person): RequestorFacts {
  const { user } = person;
  const groups = user === undefined ? new Set<string>() : groupIdsOf(store, textOf(user['id']));
  return { person, groups, organizations: organizationsOf(store, person) };
}

/** Strictest class first; only the policies of the first class that applies to a person are offered. */
const SCOPE_PRECEDENCE: readonly (readonly string[])[] = [
  ['specificDirectoryUsers', 'specificConnectedOrganizationUsers'],
  ['allMemberUsers'],
  ['allDirectoryUsers'],
  ['allConfiguredConnectedOrganizationUsers', 'allExternalUsers'],
];
/** Scopes that people from outside are meant by. */
export const EXTERNAL_SCOPES: readonly string[] = [
  'specificConnectedOrganizationUsers',
  'allConfiguredConnectedOrganizationUsers',
  'allExternalUsers',
];

/**
 * Policies through which a package can be requested for a person, by name: of those that take requests of the one who
 * makes it, the person themselves unless `takes` says otherwise. Throws the first reason why there are none.
 */
export function requestablePolicies(
  context: Context,
  person: Person,
  accessPackage: Entity,
  takes: (policy: Entity) => boolean = takesOwnRequests,
): Entity[] {
  const { store } = context;
  const packageId = textOf(accessPackage['id']);
  const catalog = store.get('catalogs', textOf(accessPackage['catalogId'])) ?? {};
  const name = textOf(accessPackage['displayName']);
  if (catalog['state'] !== 'published')
    throw refused(400, 'CatalogNotPublished', `The catalog of ${name} is not published.`);
  requireEnabled(person);
  requireLetIn(context, person);
  requireAdmissible(context, person, accessPackage);
  const facts = requestorFacts(store, person);
  requireCompatible(store, facts, accessPackage);
  if (liveAssignment(store, textOf(person.user?.['id']), packageId) !== undefined)
    throw refused(
      400,
      'ExistingGrant',
      `${personName(person)} holds ${name} already; request an extension instead.`,
    );
  const applying = store
    .where('policies', 'accessPackageId', packageId)
    .filter((policy) => takes(policy) && applies(policy, facts, catalog));
  const current = applying.filter((policy) => !hasEnded(policy, context.now));
  // Where all have ended, they are what a request is refused for.
  const ranked = current.length > 0 ? current : applying;
  const offered = SCOPE_PRECEDENCE.map((scopes) =>
    ranked.filter((policy) => scopes.includes(textOf(policy['allowedTargetScope']))),
  ).find((policies) => policies.length > 0);
  if (offered === undefined)
    throw refused(403, 'NoPolicyApplies', `No policy of ${name} lets ${personName(person)} request it.`);
  return [...offered].sort(byNameAndId);
}

/**
 * Throws when a policy does not allow a person to be assigned by an administrator: they have to be in its scope, also
 * where it takes no requests. A policy without a scope is for everyone in the directory; an automatic one assigns by
 * its rule alone (CONTRACT 10).
 */
export function requireInScope({ store }: Context, person: Person, policy: Entity): void {
  const scope = textOf(policy['allowedTargetScope']);
  const automatic = policy['automaticRequestSettings'];
  const byRule = isEntity(automatic) && automatic['requestAccessForAllowedTargets'] === true;
  const known = person.user !== undefined;
  const included =
    !byRule && (scope === 'notSpecified' ? known : inScope(scope, policy, requestorFacts(store, person)));
  if (included) return;
  const message = `${personName(person)} is not in the scope of the policy ${textOf(policy['displayName'])}, so access cannot be assigned through it.`;
  throw refused(400, 'TargetNotInScope', message);
}

/** Throws when a package cannot be assigned to a person, by a request or directly. */
export function requireAssignable(context: Context, person: Person, accessPackage: Entity): void {
  requireAdmissible(context, person, accessPackage);
  requireCompatible(context.store, requestorFacts(context.store, person), accessPackage);
}

/** Throws for a person whose account is disabled. */
export function requireEnabled(person: Person): void {
  if (person.user?.['accountEnabled'] === false)
    throw refused(403, 'AccountDisabled', `${personName(person)} cannot sign in: the account is disabled.`);
}

function requireAdmissible(context: Context, person: Person, accessPackage: Entity): void {
  if (person.user !== undefined) return;
  const catalog = context.store.get('catalogs', textOf(accessPackage['catalogId']));
  if (catalog?.['isExternallyVisible'] !== true) {
    const message = `The catalog of ${textOf(accessPackage['displayName'])} is not enabled for external users, and ${person.mail} is not in the directory.`;
    throw refused(403, 'CatalogNotExternallyVisible', message);
  }
  requireInvitable(context, person);
}

function requireCompatible(store: Store, { person, groups }: RequestorFacts, accessPackage: Entity): void {
  const against = textsOf(accessPackage['incompatibleAccessPackages']);
  const held = liveAssignmentsOf(store, textOf(person.user?.['id'])).map((row) =>
    textOf(row['accessPackageId']),
  );
  const other =
    store.get('accessPackages', against.find((id) => held.includes(id)) ?? '') ??
    store.get('groups', textsOf(accessPackage['incompatibleGroups']).find((id) => groups.has(id)) ?? '');
  if (other === undefined) return;
  const message = `${textOf(accessPackage['displayName'])} is incompatible with ${textOf(other['displayName'])}, which ${personName(person)} has.`;
  throw refused(400, 'IncompatibleAccess', message);
}

function refused(status: number, code: string, message: string): ServiceError {
  return new ServiceError(status, code, message);
}

/** Whether access through a policy ended at a date that has passed: it gives nobody anything, and hides no wider policy. */
function hasEnded({ expiration }: Entity, now: string): boolean {
  if (!isEntity(expiration) || expiration['type'] !== 'afterDateTime') return false;
  const end = parseInstant(textOf(expiration['endDateTime']));
  return end !== undefined && end <= now;
}

function takesOwnRequests({ requestorSettings }: Entity): boolean {
  return isEntity(requestorSettings) && requestorSettings['enableTargetsToSelfAddAccess'] === true;
}

/** Whether requests for a person can go through a policy. */
function applies(policy: Entity, facts: RequestorFacts, catalog: Entity): boolean {
  const automatic = policy['automaticRequestSettings'];
  const assigns = isEntity(automatic) && automatic['requestAccessForAllowedTargets'] === true;
  const scope = textOf(policy['allowedTargetScope']);
  if (assigns) return false;
  if (EXTERNAL_SCOPES.includes(scope) && catalog['isExternallyVisible'] !== true) return false;
  return inScope(scope, policy, facts);
}

function inScope(scope: string, policy: Entity, { person, groups, organizations }: RequestorFacts): boolean {
  const { user } = person;
  const targets = entitiesOf(policy['specificAllowedTargets']);
  const external = user?.['userType'] !== 'Member';
  switch (scope) {
    case 'specificDirectoryUsers':
      return user !== undefined && targets.some((target) => isListed(target, textOf(user['id']), groups));
    case 'allMemberUsers':
      return user?.['userType'] === 'Member';
    case 'allDirectoryUsers':
      return user !== undefined;
    case 'specificConnectedOrganizationUsers':
      return listedOrganizations(policy, organizations).length > 0;
    case 'allConfiguredConnectedOrganizationUsers':
      return organizations.some(({ state }) => state === 'configured');
    case 'allExternalUsers':
      return external;
    default:
      return false;
  }
}

function isListed(target: Entity, userId: string, groups: ReadonlySet<string>): boolean {
  const type = typeOf(target);
  if (type === 'singleUser') return textOf(target['userId']).toLowerCase() === userId;
  return type === 'groupMembers' && groups.has(textOf(target['groupId']).toLowerCase());
}

/** Those of a person's organizations that a policy lists. */
export function listedOrganizations(policy: Entity, organizations: readonly Entity[]): Entity[] {
  const listed = entitiesOf(policy['specificAllowedTargets']).map((target) =>
    textOf(target['connectedOrganizationId']).toLowerCase(),
  );
  return organizations.filter(({ id }) => listed.includes(textOf(id)));
}
