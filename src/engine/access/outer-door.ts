/** The outer door, as the tenant or its seed tells it: cross-tenant access, and who may invite guests. */
import type { AccessResource, OuterDoor } from '../../access/index.ts';
import { isOfOuterDoor, isOpenOutside } from '../../access/index.ts';
import { outerDoorNeed } from '../../graph/permissions.ts';
import type { GraphReader } from '../../graph/port.ts';
import { unlessRefused } from '../../graph/port.ts';
import type { JsonObject } from '../../model/value.ts';
import { asString, objectsOf } from '../../model/value.ts';
import type { Directory } from '../../schema/directory.ts';

const POLICY = '/policies/crossTenantAccessPolicy';

/** Reads both parts at once, by the batch of whatever else is read; a part that the tenant refuses to tell is unknown. */
export async function readOuterDoor(graph: GraphReader, home: string): Promise<OuterDoor> {
  const [crossTenantAccess, authorization] = await Promise.all([
    unlessRefused(() => readCrossTenantAccess(graph)),
    unlessRefused(() => graph.get('/policies/authorizationPolicy')),
  ]);
  return {
    home: home.toLowerCase(),
    crossTenantAccess,
    allowInvitesFrom: asString(authorization?.['allowInvitesFrom']),
  };
}

async function readCrossTenantAccess(graph: GraphReader): Promise<OuterDoor['crossTenantAccess']> {
  const [values, partners] = await Promise.all([
    graph.get(`${POLICY}/default`),
    graph.list(`${POLICY}/partners`),
  ]);
  return { default: values, partners: byTenant(partners) };
}

function byTenant(partners: readonly JsonObject[]): ReadonlyMap<string, JsonObject> {
  return new Map(
    partners.map((partner) => [asString(partner['tenantId'])?.toLowerCase() ?? '', partner] as const),
  );
}

/** What a new embedded tenant of the seed begins with: what the seed leaves out lets everyone in. */
export function outerDoorOf({ tenant }: Directory): OuterDoor {
  const { id = '', allowInvitesFrom = 'everyone', crossTenantAccess = {} } = tenant;
  return {
    home: id.toLowerCase(),
    crossTenantAccess: {
      default: crossTenantAccess.default ?? {},
      partners: byTenant(objectsOf(crossTenantAccess.partners)),
    },
    allowInvitesFrom,
  };
}

/** What answers rest on that suppose the door to be open, where they concern people of other tenants. */
export function notesOnOpenDoor(resources: readonly AccessResource[]): readonly string[] {
  if (!isOpenOutside(resources)) return [];
  const isDeclared = resources.some(isOfOuterDoor);
  const what = isDeclared ? 'What crossTenantAccess leaves out' : 'Cross-tenant access';
  return [`${what} and who may invite were not read, and are taken to let everyone in`];
}

/** What of the door the tenant refused to tell, and the permission for it; at most one sentence. */
export function notesOnUnread(door: OuterDoor): readonly string[] {
  const unread = [
    ...(door.crossTenantAccess === undefined ? ['cross-tenant access'] : []),
    ...(door.allowInvitesFrom === undefined ? ['who may invite'] : []),
  ];
  if (unread.length === 0) return [];
  const permission = outerDoorNeed.anyOf[0] ?? '';
  return [`Not known: ${unread.join(' and ')}, for want of the permission ${permission}`];
}
