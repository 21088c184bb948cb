/**
 * What is decided outside of entitlement management about people of other tenants: whether they may collaborate here, and
 * whether guests may be invited at all (cross-tenant access, `authorizationPolicy`).
 */
import { onceFor } from '../../model/once.ts';
import type { ResourceAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { asString, isObject, objectsOf } from '../../model/value.ts';
import type { Tri } from './facts.ts';

/** As the tenant told them, and as they are declared; a member is undefined where the tenant refused to tell. */
export interface OuterDoor {
  /** Id of the governed tenant, lower-case: its own people meet none of this. Empty where it is not known. */
  readonly home: string;
  readonly crossTenantAccess:
    | {
        readonly default: JsonObject;
        /** By id of the partner's tenant, lower-case. */
        readonly partners: ReadonlyMap<string, JsonObject>;
        /** Where a configuration says so: its address by the partner's tenant, that of the default by `''`. */
        readonly declared?: ReadonlyMap<string, ResourceAddress>;
        /** Only what is declared is known, for the tenant refused to tell the rest. */
        readonly partial?: true;
      }
    | undefined;
  /** `none`, or who of the people may invite. */
  readonly allowInvitesFrom: string | undefined;
}

/** Whether a door is passed, and the setting that says so, as Graph has its path. */
export interface Passing {
  readonly passes: Tri;
  readonly setting: string;
  /** Of whom it says so: equal for the same people, whichever setting is about them. */
  readonly whom: string;
  /** What it names instead of all, where only that tells whom it keeps out: `allowed: ID, ID`. */
  readonly named?: string;
  /** The tenant refused to tell. */
  readonly unread?: true;
  /** What declares the setting. */
  readonly at?: { readonly address: ResourceAddress; readonly path: AttributePath };
}

/** Whether a resource says something of the outer door. */
export function isOfOuterDoor({ kind }: { readonly kind: string }): boolean {
  return kind === 'crossTenantAccess';
}

/** A configuration of cross-tenant access: one that says nothing is there no more, and the default decides. */
export interface DeclaredDoor {
  readonly address: ResourceAddress;
  /** Of the kind `crossTenantAccess`. */
  readonly attributes: JsonObject;
}

const OPEN: Omit<OuterDoor, 'home'> = {
  crossTenantAccess: { default: {}, partners: new Map() },
  allowInvitesFrom: 'everyone',
};

/**
 * The outer door with what is declared in place of what the tenant has. Where the tenant was not asked, what is not
 * declared is supposed to let everyone in; undefined where nothing is declared either.
 */
export function outerDoorWith(
  given: OuterDoor | undefined,
  declarations: readonly DeclaredDoor[],
  home = '',
): OuterDoor | undefined {
  if (declarations.length === 0) return given;
  const door = given ?? { ...OPEN, home: home.toLowerCase() };
  const known = door.crossTenantAccess;
  const partners = new Map(known?.partners);
  const declared = new Map<string, ResourceAddress>();
  let usual = known?.default ?? {};
  for (const { address, attributes } of declarations) {
    const tenant = asString(attributes['tenantId'])?.toLowerCase() ?? '';
    const says = Object.entries(attributes).filter(([name]) => name !== 'tenantId');
    if (isObject(attributes[BLOCK])) declared.set(tenant, address);
    if (tenant === '') usual = { ...usual, ...Object.fromEntries(says) };
    else if (says.length === 0) partners.set(tenant, {});
    else partners.set(tenant, { ...partners.get(tenant), ...Object.fromEntries(says) });
  }
  return {
    ...door,
    crossTenantAccess: {
      default: usual,
      partners,
      declared,
      ...((known === undefined || known.partial === true) && { partial: true }),
    },
  };
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
  const { crossTenantAccess } = door;
  const own = crossTenantAccess?.partners.get(tenant);
  const inbound = own?.[BLOCK];
  const address = crossTenantAccess?.declared?.get(tenant);
  if (isObject(inbound)) return passingOf(inbound, { from: `partners/${tenant}`, whom: tenant, address });
  // Only of a partner whose configuration is declared away it is known that the default decides.
  const isKnown = crossTenantAccess?.partial !== true || (own !== undefined && Object.keys(own).length === 0);
  return isKnown ? passingOfDefault(door, tenant) : UNREAD;
}

/** What each tenant that may be theirs meets: the default, and each partner that it does not decide about alike. */
export function collaborationsOf(door: OuterDoor): readonly Passing[] {
  const tenants = [...(door.crossTenantAccess?.partners.keys() ?? [])].sort();
  const partners = tenants.flatMap((tenant) => {
    const passing = collaborates(door, tenant);
    return passing === undefined ? [] : [{ tenant, passing }];
  });
  const { passes } = passingOfDefault(door, '');
  // Of whom nothing is known in either case, each can be someone else.
  const others = partners.filter(({ passing }) => passes === 'unknown' || passing.passes !== passes);
  const whom = `all but ${others.map(({ tenant }) => tenant).join(' ')}`;
  return [passingOfDefault(door, whom), ...others.map(({ passing }) => passing)];
}

const UNREAD: Passing = { passes: 'unknown', setting: POLICY, whom: '', unread: true };

function passingOfDefault({ crossTenantAccess }: OuterDoor, whom: string): Passing {
  if (crossTenantAccess === undefined) return UNREAD;
  const inbound = crossTenantAccess.default[BLOCK];
  const address = crossTenantAccess.declared?.get('');
  if (isObject(inbound)) return passingOf(inbound, { from: 'default', whom, address });
  if (crossTenantAccess.partial === true) return UNREAD;
  return passingOf({}, { from: 'default', whom, address: undefined });
}

/** What a configuration is of. */
interface Configured {
  readonly from: string;
  readonly whom: string;
  readonly address: ResourceAddress | undefined;
}

/** The half that stops people, else one of which it is unknown. */
function passingOf(inbound: JsonObject, { from, whom, address }: Configured): Passing {
  const setting = `${POLICY}/${from}/${BLOCK}`;
  const half = (passes: Tri, name: string): Passing => ({
    passes,
    setting: `${setting}/${name}`,
    whom,
    ...(passes === 'unknown' && { named: namedIn(inbound[name]) }),
    ...(address !== undefined && { at: { address, path: [BLOCK, name] } }),
  });
  const halves: readonly Passing[] = [
    half(admitsUsers(inbound['usersAndGroups']), 'usersAndGroups'),
    half(admitsIn(inbound['applications']), 'applications'),
  ];
  const open = halves.filter(({ passes }) => passes === 'unknown');
  const named = open.map((each) => each.named).join('; ');
  return (
    halves.find(({ passes }) => passes === 'no') ??
    open.map((each) => ({ ...each, named, whom: `${whom} ${named}` }))[0] ?? { passes: 'yes', setting, whom }
  );
}

/** The targets of one half, by their ids. */
function namedIn(half: JsonValue | undefined): string {
  const { accessType, targets } = isObject(half) ? half : {};
  const ids = objectsOf(targets).map(({ target }) => asString(target)?.toLowerCase() ?? '');
  return `${asString(accessType) ?? ''}: ${ids.sort().join(', ')}`;
}

/** The tenants that a text of whom is about, all others where it is of the default; and what it names of their people. */
function partsOfWhom(whom: string) {
  const words = whom.split(' ').filter((word) => word !== '');
  const named = words.findIndex((word) => word.endsWith(':'));
  const tenants = named < 0 ? words : words.slice(0, named);
  const isRest = tenants[0] === 'all';
  return {
    isRest,
    tenants: new Set(isRest ? tenants.slice(2) : tenants),
    named: named < 0 ? undefined : words.slice(named).join(' '),
  };
}

/** Whether all people who are kept out by the one, as `whom` of a passing has them, are by the other. */
export function isKeptOutBy(inner: string, outer: string): boolean {
  const [few, many] = [partsOfWhom(inner), partsOfWhom(outer)];
  if (many.named !== undefined && many.named !== few.named) return false;
  const within = [...few.tenants].every((tenant) => many.tenants.has(tenant) !== many.isRest);
  if (!few.isRest) return within;
  return many.isRest && [...many.tenants].every((tenant) => few.tenants.has(tenant));
}

/** What a setting of cross-tenant access is of; undefined for another setting, and for all of it. */
export function partsOfSetting(
  setting: string,
): { readonly tenant: string | undefined; readonly path: readonly string[] } | undefined {
  const [policy, from, ...rest] = setting.split('/');
  if (policy !== POLICY || from === undefined) return undefined;
  return from === 'partners' ? { tenant: rest[0], path: rest.slice(1) } : { tenant: undefined, path: rest };
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

/** Whether it keeps anyone out, or may: then those who are in the directory can be assigned what nobody is invited to. */
export const keepsSomeOut = onceFor(
  (door: OuterDoor): boolean =>
    invites(door).passes !== 'yes' || collaborationsOf(door).some(({ passes }) => passes !== 'yes'),
);

/**
 * Whether entitlement management invites: it does so by itself, whichever of the people may, unless none may (inference from
 * CONTRACT 13.2).
 */
export function invites({ allowInvitesFrom }: OuterDoor): Passing {
  const passes = allowInvitesFrom === undefined ? 'unknown' : allowInvitesFrom === 'none' ? 'no' : 'yes';
  return { passes, setting: 'authorizationPolicy/allowInvitesFrom', whom: '' };
}
