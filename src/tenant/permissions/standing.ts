/** Roles of entitlement management: whom they are given to, and on what. */
import type { Context, Person } from '../context.ts';
import { groupIdsOf } from '../directory/groups.ts';
import { textOf } from '../json.ts';
import type { Store } from '../storage/store.ts';

export type CatalogRole =
  | 'assignmentManager'
  /** At the tenant, as the next one. */
  | 'creator'
  | 'organizationAdministrator'
  | 'owner'
  | 'packageManager'
  | 'reader';

const ROLES: Readonly<Record<string, CatalogRole>> = {
  'ae79f266-94d4-4dab-b730-feca7e132178': 'owner',
  '44272f93-9762-48e8-af59-1b5351b1d6b3': 'reader',
  '7f480852-ebdc-47d4-87de-0d8498384a83': 'packageManager',
  'e2182095-804a-4656-ae11-64734e9b7ae5': 'assignmentManager',
  'ba92d953-d8e0-4e39-a797-0cbedb0a89e8': 'creator',
  'e65cf63f-9cc2-4b48-8871-cb667e9d90fb': 'organizationAdministrator',
};

/** Who assigns the packages of a catalog to others, and sees to whom they are assigned. */
export const ASSIGNERS: readonly CatalogRole[] = ['owner', 'packageManager', 'assignmentManager'];
/** Who sees what is in a catalog. */
export const VIEWERS: readonly CatalogRole[] = [...ASSIGNERS, 'reader'];

/** The roles of a person or an application: by the id of the catalog, or of the tenant as the empty text. */
type Standing = ReadonlyMap<string, ReadonlySet<CatalogRole>>;
const TENANT = '';

/** The catalog that a scope of role assignments is; undefined for the whole tenant. */
export function catalogOfScope(appScopeId: string): string | undefined {
  return /^\/AccessPackageCatalog\/([^/]+)$/i.exec(appScopeId)?.[1]?.toLowerCase();
}

/** Directly, or by a group. */
function standingOf(store: Store, principalId: string): Standing {
  const holders = new Set([principalId, ...groupIdsOf(store, principalId)]);
  const standing = new Map<string, Set<CatalogRole>>();
  for (const row of store.all('roleAssignments')) {
    const role = ROLES[textOf(row['roleDefinitionId'])];
    if (role === undefined || !holders.has(textOf(row['principalId']))) continue;
    const at = catalogOfScope(textOf(row['appScopeId'])) ?? TENANT;
    standing.set(at, (standing.get(at) ?? new Set()).add(role));
  }
  return standing;
}

/** A request looks at many rows with one standing. */
const known = new WeakMap<Context, Standing>();

function standing(context: Context): Standing {
  const { store, authority } = context;
  const found = known.get(context) ?? standingOf(store, authority?.principalId ?? '');
  known.set(context, found);
  return found;
}

/** Whether the bearer of the request's token has one of the roles on a catalog. */
export function standsIn(context: Context, catalogId: string, roles: readonly CatalogRole[]): boolean {
  const held = standing(context).get(catalogId.toLowerCase());
  return roles.some((role) => held?.has(role));
}

/** Whether they have one of the roles anywhere. */
export function standsSomewhere(context: Context, roles: readonly CatalogRole[]): boolean {
  return [...standing(context).values()].some((held) => roles.some((role) => held.has(role)));
}

/** Whether a person assigns a package to others. */
export function assignsPackage(store: Store, { user }: Pick<Person, 'user'>, packageId: string): boolean {
  const catalogId = textOf(store.get('accessPackages', packageId.toLowerCase())?.['catalogId']);
  const held = standingOf(store, textOf(user?.['id'])).get(catalogId);
  return user !== undefined && ASSIGNERS.some((role) => held?.has(role));
}
