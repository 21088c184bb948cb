/** What people can come to, by asking everything again until nothing is added: the closure written down a second time. */
import type { AccessResource, DirectoryFacts, Requestor } from '../../../src/access/index.ts';
import { isObject, objectsOf } from '../../../src/model/value.ts';
import type { JsonObject } from '../../../src/model/value.ts';
import { refusing } from './panel.ts';

/** `package X`, `principal G`, `owner G`, `catalog C`, `approve P`, ...: everything that the start leads to. */
export function naiveClosure(
  resources: readonly AccessResource[],
  directory: DirectoryFacts,
  start: Requestor,
): ReadonlySet<string> {
  const has = new Set<string>(standing(start));
  const outside = isOutside(start);
  for (let size = -1; size !== has.size;) {
    size = has.size;
    for (const resource of resources) look(resources, resource, start, has, outside);
    for (const [outer, { memberGroups = [] }] of directory.groups)
      if (memberGroups.some((inner) => has.has(`principal ${inner}`))) has.add(`principal ${outer}`);
    for (const each of [...has])
      if (each.startsWith('owner ')) has.add(`principal ${each.slice('owner '.length)}`);
  }
  return has;
}

function isOutside(start: Requestor): boolean {
  const fromOutside = ['connectedOrganization', 'configuredOrganizations', 'anyExternalUser'];
  return fromOutside.includes(start.type) && !('guests' in start && start.guests);
}

function look(
  resources: readonly AccessResource[],
  { address, kind, attributes }: AccessResource,
  start: Requestor,
  has: Set<string>,
  outside: boolean,
): void {
  if (kind === 'policy') policy(resources, attributes, start, has);
  if (kind === 'packageResourceRole' && has.has(`package ${text(attributes['accessPackage'])}`))
    grant(resources, attributes, has);
  if (kind === 'accessPackage' && outside && has.has(`package ${address}`)) has.add('guest ');
  const catalog = text(attributes['catalog']);
  if (kind === 'accessPackage' && has.has(`over ${catalog}`)) has.add(`package ${address}`);
  if (kind === 'catalogRole' && has.has(`principal ${text(attributes['principal'])}`)) {
    has.add(`catalog ${catalog}`);
    // Who reads a catalog opens none of its packages.
    if (attributes['role'] !== 'reader') has.add(`over ${catalog}`);
  }
  if (kind === 'connectedOrganization') sponsors(resources, address, attributes, has);
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

function standing(start: Requestor): string[] {
  if (start.type === 'group') return [`principal ${start.id}`];
  if (start.type === 'person') return [`principal ${start.person.id ?? ''}`];
  return start.type === 'anyExternalUser' && start.guests === true ? ['guest '] : [];
}

function at(resources: readonly AccessResource[], wanted: unknown): JsonObject {
  return resources.find(({ address }) => address === wanted)?.attributes ?? {};
}

function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function policy(
  resources: readonly AccessResource[],
  attributes: JsonObject,
  start: Requestor,
  has: Set<string>,
): void {
  const made = text(attributes['accessPackage']);
  const named = (list: unknown) =>
    objectsOf(list as never).some((each) => has.has(`principal ${text(each['userId'] ?? each['groupId'])}`));
  const approval = attributes['requestApprovalSettings'];
  const asked =
    member(approval, 'isApprovalRequiredForAdd') === true ||
    member(approval, 'isApprovalRequiredForUpdate') === true;
  for (const stage of objectsOf(member(approval, 'stages') as never)) {
    const lists = ['primaryApprovers', 'fallbackPrimaryApprovers'];
    if (stage['isEscalationEnabled'] === true)
      lists.push('escalationApprovers', 'fallbackEscalationApprovers');
    if (asked && lists.some((list) => named(stage[list]))) has.add(`approve ${made}`);
  }
  const review = attributes['reviewSettings'];
  if (isObject(review) && review['isEnabled'] !== false)
    if (['primaryReviewers', 'fallbackReviewers'].some((list) => named(review[list])))
      has.add(`review ${made}`);
  const settings = attributes['requestorSettings'];
  const automatic = member(attributes['automaticRequestSettings'], 'requestAccessForAllowedTargets') === true;
  const verbs = refusing(resources)(attributes) ? ['Update', 'Remove'] : ['Add', 'Update', 'Remove'];
  const onBehalf = verbs.some((verb) => member(settings, `enableOnBehalfRequestorsTo${verb}Access`) === true);
  if (!automatic && onBehalf && named(member(settings, 'onBehalfRequestors'))) has.add(`requestFor ${made}`);
  const targets = objectsOf(attributes['specificAllowedTargets']);
  if (automatic) {
    const rules = targets.map((target) => target['membershipRule']);
    if (start.type === 'attributeRule' && rules.includes(start.rule)) has.add(`package ${made}`);
    return;
  }
  const catalog = at(resources, at(resources, made)['catalog']);
  if (catalog['state'] !== 'published' || member(settings, 'enableTargetsToSelfAddAccess') === false) return;
  if (named(targets) || isOfScope(resources, attributes, start, has, catalog)) has.add(`package ${made}`);
}

function isOfScope(
  resources: readonly AccessResource[],
  attributes: JsonObject,
  start: Requestor,
  has: ReadonlySet<string>,
  catalog: JsonObject,
): boolean {
  const scope = text(attributes['allowedTargetScope']);
  if (scope === 'allMemberUsers') return start.type === 'members';
  if (scope === 'allDirectoryUsers') return start.type === 'members' || has.has('guest ');
  if (catalog['isExternallyVisible'] !== true) return false;
  const listed = objectsOf(attributes['specificAllowedTargets']).map(
    (target) => target['connectedOrganizationId'],
  );
  const { type } = start;
  if (type === 'connectedOrganization') {
    const configured = at(resources, start.address)['state'] !== 'proposed';
    return (
      listed.includes(start.address) ||
      scope === 'allExternalUsers' ||
      (configured && scope === 'allConfiguredConnectedOrganizationUsers')
    );
  }
  if (type === 'configuredOrganizations')
    return scope === 'allExternalUsers' || scope === 'allConfiguredConnectedOrganizationUsers';
  return type === 'anyExternalUser' && scope === 'allExternalUsers';
}

function grant(resources: readonly AccessResource[], attributes: JsonObject, has: Set<string>): void {
  const { originSystem, originId } = at(resources, attributes['resource']);
  if (originSystem !== 'AadGroup') return;
  has.add(`${attributes['role'] === 'Owner' ? 'owner' : 'principal'} ${text(originId)}`);
}

function sponsors(
  resources: readonly AccessResource[],
  address: string,
  attributes: JsonObject,
  has: Set<string>,
): void {
  for (const side of ['internalSponsors', 'externalSponsors']) {
    const list = attributes[side];
    if (!Array.isArray(list) || !list.some((id) => has.has(`principal ${text(id)}`))) continue;
    const decide = resources.some(({ kind, attributes: policy }) => {
      const approval = policy['requestApprovalSettings'];
      const listed = objectsOf(policy['specificAllowedTargets']).some(
        (each) => each['connectedOrganizationId'] === address,
      );
      const scope = text(policy['allowedTargetScope']);
      const open =
        scope === 'allExternalUsers' ||
        (scope === 'allConfiguredConnectedOrganizationUsers' && attributes['state'] !== 'proposed');
      const asked = ['Add', 'Update'].some(
        (verb) => member(approval, `isApprovalRequiredFor${verb}`) === true,
      );
      return (
        kind === 'policy' &&
        asked &&
        (listed || open) &&
        JSON.stringify(member(approval, 'stages') ?? []).includes(`"${side}"`)
      );
    });
    if (decide) has.add(`approve ${address}`);
  }
}
