/** Which catalogs a request is about, and which one an entity is in. */
import type { Context } from '../context.ts';
import type { Entity, Json } from '../json.ts';
import { entityOf, textOf } from '../json.ts';
import { parseRequestInput } from '../lifecycle/request-input.ts';
import { EM } from '../paths.ts';
import type { KindName } from '../read/kind-name.ts';
import type { Store, TableName } from '../storage/store.ts';
import { catalogOfScope } from './standing.ts';

/** A request by its form. */
export interface Requested {
  readonly method: string;
  /** Below `/v1.0`, without a slash at its end. */
  readonly path: string;
  /** Values of the path, in lower case: those of the route's pattern, or keys as `id0`, `id1`. */
  readonly params: Readonly<Record<string, string>>;
  readonly url: URL;
  readonly body: Json | undefined;
}

type InCatalog = (store: Store, row: Entity) => Json | undefined;

const ofPackage = (store: Store, id: Json | undefined) =>
  store.get('accessPackages', textOf(id).toLowerCase())?.['catalogId'];
const ofResource = (store: Store, id: Json | undefined) => store.get('resources', textOf(id))?.['catalogId'];
const itself: InCatalog = (_store, row) => row['catalogId'];
const byPackage: InCatalog = (store, row) => ofPackage(store, row['accessPackageId']);
const byResource: InCatalog = (store, row) => ofResource(store, row['resourceId']);

/** How the catalog of an entity is found, by its kind; the others are in none. */
const KINDS: Partial<Record<KindName, InCatalog>> = {
  accessPackage: itself,
  approval: byPackage,
  assignment: byPackage,
  assignmentRequest: byPackage,
  catalog: (_store, row) => row['id'],
  customExtension: itself,
  policy: byPackage,
  resource: itself,
  resourceRequest: itself,
  resourceRole: byResource,
  resourceScope: byResource,
  roleAssignment: (_store, row) => catalogOfScope(textOf(row['appScopeId'])) ?? '',
  roleScope: byPackage,
};

/** Whether entities of a kind are in catalogs. */
export const isInCatalogs = (kind: KindName): boolean => KINDS[kind] !== undefined;

/** The catalog that an entity is in, by id; empty for one that belongs to the whole tenant, or to nothing any more. */
export function catalogOfEntity(store: Store, kind: KindName, row: Entity): string {
  return textOf(KINDS[kind]?.(store, row));
}

/** Collections whose entities have an id in the path. */
const TABLES: Readonly<Record<string, readonly [KindName, TableName]>> = {
  [`${EM}/accessPackages`]: ['accessPackage', 'accessPackages'],
  [`${EM}/assignmentPolicies`]: ['policy', 'policies'],
  [`${EM}/assignmentRequests`]: ['assignmentRequest', 'assignmentRequests'],
  [`${EM}/assignments`]: ['assignment', 'assignments'],
  [`${EM}/catalogs`]: ['catalog', 'catalogs'],
  [`${EM}/resourceRequests`]: ['resourceRequest', 'resourceRequests'],
  [`${EM}/resources`]: ['resource', 'resources'],
  '/roleManagement/entitlementManagement/roleAssignments': ['roleAssignment', 'roleAssignments'],
};

/** By the body: what is made in a catalog names it, or the package that it is for. */
const BODIES: Readonly<Record<string, (store: Store, body: Entity) => Json | undefined>> = {
  [`${EM}/accessPackages`]: (_store, body) => entityOf(body['catalog'])['id'],
  [`${EM}/assignmentPolicies`]: (store, body) => ofPackage(store, entityOf(body['accessPackage'])['id']),
  [`${EM}/assignmentRequests`]: (store, body) => {
    const { packageId, assignmentId } = parseRequestInput(body);
    return ofPackage(store, packageId || store.get('assignments', assignmentId)?.['accessPackageId']);
  },
  [`${EM}/resourceRequests`]: (_store, body) => entityOf(body['catalog'])['id'],
  '/roleManagement/entitlementManagement/roleAssignments': (_store, body) =>
    catalogOfScope(textOf(body['appScopeId'])),
};

/**
 * Ids of the catalogs that a write changes something in; empty for one that is not about a catalog, and an empty id
 * for what cannot be found, which is in none.
 */
export function catalogsOf({ store }: Context, { path, params, body }: Requested): string[] {
  const at = path.toLowerCase();
  const base = Object.keys(TABLES).find((each) => {
    const collection = each.toLowerCase();
    return at === collection || at.startsWith(`${collection}/`) || at.startsWith(`${collection}(`);
  });
  if (base === undefined) return [];
  const sent = entityOf(body);
  const key = params['id'] ?? params['id0'] ?? params['package'];
  const found: Json[] = [];
  if (key !== undefined) {
    // A function of assignments names the package.
    const [kind, table] =
      params['package'] === key ? (['accessPackage', 'accessPackages'] as const) : (TABLES[base] ?? []);
    const row = table === undefined ? undefined : store.get(table, key);
    found.push(kind === undefined || row === undefined ? '' : catalogOfEntity(store, kind, row));
  }
  // What is changed may name another place than where it is.
  const named =
    key === undefined || base.endsWith('/assignmentPolicies') ? BODIES[base]?.(store, sent) : undefined;
  if (named !== undefined || key === undefined) found.push(named ?? '');
  return found.map((id) => textOf(id).toLowerCase());
}
