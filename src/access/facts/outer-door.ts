/**
 * What is decided outside of entitlement management about people of other tenants: whether they may collaborate here, and
 * whether guests may be invited at all (cross-tenant access, `authorizationPolicy`).
 */
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { asString, isObject, objectsOf } from '../../model/value.ts';
import type { Tri } from './facts.ts';

/** As the tenant told them; a member is undefined where the tenant refused to tell. */
export interface OuterDoor {
  /** Id of the governed tenant, lower-case: its own people meet none of this. */
  readonly home: string;
  readonly crossTenantAccess:
    | {
        readonly default: JsonObject;
        /** By id of the partner's tenant, lower-case. */
        readonly partners: ReadonlyMap<string, JsonObject>;
      }
    | undefined;
  /** `none`, or who of the people may invite. */
  readonly allowInvitesFrom: string | undefined;
}

/** Whether a door is passed, and the setting that says so, as Graph has its path. */
export interface Passing {
  readonly passes: Tri;
  readonly setting: string;
}

const POLICY = 'crossTenantAccessPolicy';
const BLOCK = 'b2bCollaborationInbound';

/**
 * Whether people of another Entra tenant may collaborate here; undefined for the governed tenant's own. Where single
 * users, groups or applications are named, nothing here tells who or what is among them.
 */
export function collaborates(door: OuterDoor, tenantId: string): Passing | undefined {
  const tenant = tenantId.toLowerCase();
  if (tenant === door.home) return undefined;
  const own = door.crossTenantAccess?.partners.get(tenant)?.[BLOCK];
  return isObject(own) ? passingOf(own, `partners/${tenant}`) : passingOfDefault(door);
}

/** What each tenant that may be theirs meets: the default, and each partner that has settings of its own. */
export function collaborationsOf(door: OuterDoor): readonly Passing[] {
  const partners = [...(door.crossTenantAccess?.partners.keys() ?? [])];
  return [passingOfDefault(door), ...partners.flatMap((tenant) => collaborates(door, tenant) ?? [])];
}

function passingOfDefault({ crossTenantAccess }: OuterDoor): Passing {
  if (crossTenantAccess === undefined) return { passes: 'unknown', setting: POLICY };
  const inbound = crossTenantAccess.default[BLOCK];
  return passingOf(isObject(inbound) ? inbound : {}, 'default');
}

/** The half that stops people, else one of which it is unknown. */
function passingOf(inbound: JsonObject, from: string): Passing {
  const setting = `${POLICY}/${from}/${BLOCK}`;
  const halves: readonly Passing[] = [
    { passes: admitsUsers(inbound['usersAndGroups']), setting: `${setting}/usersAndGroups` },
    { passes: admitsIn(inbound['applications']), setting: `${setting}/applications` },
  ];
  return (
    halves.find(({ passes }) => passes === 'no') ??
    halves.find(({ passes }) => passes === 'unknown') ?? { passes: 'yes', setting }
  );
}

function admitsUsers(half: JsonValue | undefined): Tri {
  if (!isObject(half)) return 'yes';
  const { all, blocked, none } = targetsOf(half, 'allusers');
  if (all) return blocked ? 'no' : 'yes';
  // A list that names nothing blocks nothing, and allows nothing.
  if (none) return blocked ? 'yes' : 'no';
  return 'unknown';
}

/** Where single applications are named, it is not documented which of them people request in. */
function admitsIn(half: JsonValue | undefined): Tri {
  if (!isObject(half)) return 'yes';
  const { all, blocked, none } = targetsOf(half, 'allapplications');
  if (all) return blocked ? 'no' : 'yes';
  return none && blocked ? 'yes' : 'unknown';
}

function targetsOf(half: JsonObject, everything: string) {
  const targets = objectsOf(half['targets']);
  return {
    all: targets.some(({ target }) => asString(target)?.toLowerCase() === everything),
    none: targets.length === 0,
    blocked: asString(half['accessType']) === 'blocked',
  };
}

/**
 * Whether entitlement management invites: it does so by itself, whichever of the people may, unless none may (inference from
 * CONTRACT 13.2).
 */
export function invites({ allowInvitesFrom }: OuterDoor): Passing {
  const passes = allowInvitesFrom === undefined ? 'unknown' : allowInvitesFrom === 'none' ? 'no' : 'yes';
  return { passes, setting: 'authorizationPolicy/allowInvitesFrom' };
}
