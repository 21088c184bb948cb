/** A policy's attributes in the words of this room. */
import type { ResourceAddress } from '../../model/address.ts';
import type { Attributes, JsonObject, JsonValue } from '../../model/value.ts';
import { asString, isObject, objectsOf } from '../../model/value.ts';

/** How strict the choice of people is, 1 strictest; a policy of a stricter class hides the others (CONTRACT 16.1). */
export type PolicyClass = 1 | 2 | 3 | 4;

/** Something of the tenant by address (by id where nothing declares it) and name. */
export interface Named {
  readonly address: ResourceAddress;
  readonly displayName: string;
}

export interface PolicyView extends Named {
  readonly package: ResourceAddress;
  readonly scope: string;
  /** Undefined for scopes without requestors and for workloads. */
  readonly class: PolicyClass | undefined;
  /** Access is given to whom the rule matches, without a request. */
  readonly automatic: boolean;
  /** When access through it ended, for everyone; undefined while it has not. */
  readonly ended: string | undefined;
  /** Targets can request by themselves. */
  readonly acceptsRequests: boolean;
  /** Addresses of the organizations that it lists. */
  readonly organizations: readonly ResourceAddress[];
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly servicePrincipals: readonly string[];
  readonly rules: readonly string[];
  /** Settings of the review; undefined where nothing is reviewed any more. */
  readonly review: JsonObject | undefined;
  /** What keeps the whole of whom it admits from being known, continuing `whom it admits: `. */
  readonly unknown: string | undefined;
  readonly attributes: Attributes;
}

const CLASSES: Readonly<Record<string, PolicyClass>> = {
  specificDirectoryUsers: 1,
  specificConnectedOrganizationUsers: 1,
  allMemberUsers: 2,
  allDirectoryUsers: 3,
  allConfiguredConnectedOrganizationUsers: 4,
  allExternalUsers: 4,
};

/** Stands for the scope of a policy where what counts is live and was not read: no scope of Graph is called so. */
export const UNREAD_SCOPE = 'not read';

const SCOPES: readonly string[] = [
  ...Object.keys(CLASSES),
  'notSpecified',
  'specificDirectoryServicePrincipals',
  'allDirectoryServicePrincipals',
  'allDirectoryAgentIdentities',
];
const TARGETS: readonly string[] = [
  'singleUser',
  'groupMembers',
  'connectedOrganizationMembers',
  'singleServicePrincipal',
  'attributeRuleMembers',
];

/** Scopes that external people are meant by. */
export const EXTERNAL_SCOPES: readonly string[] = [
  'specificConnectedOrganizationUsers',
  'allConfiguredConnectedOrganizationUsers',
  'allExternalUsers',
];

/** Whether resources concern people of other tenants: organizations, or policies that admit people from outside. */
export function isOpenOutside(
  resources: Iterable<{ readonly kind: string; readonly attributes: Attributes }>,
): boolean {
  for (const { kind, attributes } of resources) {
    if (kind === 'connectedOrganization') return true;
    if (kind === 'policy' && EXTERNAL_SCOPES.includes(asString(attributes['allowedTargetScope']) ?? ''))
      return true;
  }
  return false;
}

const views = new WeakMap<Attributes, { readonly now: number; readonly view: PolicyView }>();

/** `now` in milliseconds since the epoch. The same view for the same attributes: two models share what does not differ. */
export function viewPolicy(address: ResourceAddress, attributes: Attributes, now: number): PolicyView {
  const known = views.get(attributes);
  if (known?.now === now && known.view.address === address) return known.view;
  const view = newView(address, attributes, now);
  views.set(attributes, { now, view });
  return view;
}

function newView(address: ResourceAddress, attributes: Attributes, now: number): PolicyView {
  const targets = objectsOf(attributes['specificAllowedTargets']);
  const scope = asString(attributes['allowedTargetScope']) ?? 'notSpecified';
  const settings = objectAt(attributes, 'requestorSettings');
  const automatic = isAutomatic(attributes);
  const { type, endDateTime } = objectAt(attributes, 'expiration');
  const end = type === 'afterDateTime' ? asString(endDateTime) : undefined;
  return {
    address,
    displayName: asString(attributes['displayName']) ?? address,
    package: asString(attributes['accessPackage']) ?? '',
    scope,
    class: CLASSES[scope],
    automatic,
    ended: end !== undefined && Date.parse(end) <= now ? end : undefined,
    acceptsRequests: settings['enableTargetsToSelfAddAccess'] !== false && !automatic,
    organizations: texts(targets, 'connectedOrganizationId'),
    users: texts(targets, 'userId'),
    groups: texts(targets, 'groupId'),
    servicePrincipals: texts(targets, 'servicePrincipalId'),
    rules: rulesOf(attributes),
    review: reviewOf(attributes, now),
    unknown: unknownIn(scope, targets),
    attributes,
  };
}

function unknownIn(scope: string, targets: readonly JsonObject[]): string | undefined {
  if (scope === UNREAD_SCOPE) return 'changes of it are ignored, and what is live was not read';
  if (!SCOPES.includes(scope)) return `its scope ${scope} is unknown to this version`;
  const types = targets.map((target) => asString(target['@odata.type']) ?? '');
  const other = types.find((type) => !TARGETS.includes(type));
  return other === undefined ? undefined : `its targets of the type ${other} are unknown to this version`;
}

/** Whether a rule gives the access, without a request. */
export function isAutomatic(attributes: Attributes): boolean {
  return objectAt(attributes, 'automaticRequestSettings')['requestAccessForAllowedTargets'] === true;
}

/** Rules whose people a policy admits. */
export function rulesOf(attributes: Attributes): readonly string[] {
  return texts(objectsOf(attributes['specificAllowedTargets']), 'membershipRule');
}

/** Settings of the review; undefined where nothing is reviewed, or the last review would be before the first, or now. */
export function reviewOf(attributes: Attributes, now = -Infinity): JsonObject | undefined {
  const review = attributes['reviewSettings'];
  if (!isObject(review) || review['isEnabled'] === false) return undefined;
  const schedule = objectAt(review, 'schedule');
  const range = objectAt(objectAt(schedule, 'recurrence'), 'range');
  const [first, start, last] = [schedule['startDateTime'], range['startDate'], range['endDate']].map((date) =>
    Date.parse(asString(date) ?? ''),
  );
  const begun = withoutPast(review, now);
  if (range['type'] !== 'endDate' || last === undefined || Number.isNaN(last)) return begun;
  // The day of the last one counts whole.
  const isOver = [first, start, now].some((date) => date !== undefined && date >= last + DAY);
  return isOver ? undefined : begun;
}

/** Reviews that have begun: the service fills in since when, to the millisecond, and that changes nothing. */
function withoutPast(review: JsonObject, now: number): JsonObject {
  const ahead = (owner: JsonObject, name: string): JsonObject => {
    const { [name]: date, ...others } = owner;
    return Date.parse(asString(date) ?? '') <= now ? others : owner;
  };
  const schedule = ahead(objectAt(review, 'schedule'), 'startDateTime');
  const recurrence = objectAt(schedule, 'recurrence');
  if (recurrence['range'] === undefined) return { ...review, schedule };
  const range = ahead(objectAt(recurrence, 'range'), 'startDate');
  return { ...review, schedule: { ...schedule, recurrence: { ...recurrence, range } } };
}

const DAY = 86_400_000;

/** A member that is an object; an absent one has no members. */
export function objectAt(attributes: JsonObject, name: string): JsonObject {
  const value: JsonValue | undefined = attributes[name];
  return isObject(value) ? value : {};
}

function texts(targets: readonly JsonObject[], member: string): string[] {
  return targets.flatMap((target) => asString(target[member]) ?? []);
}
