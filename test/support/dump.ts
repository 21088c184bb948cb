/**
 * What a tenant holds, as one comparable value: read over plain HTTP, with ids replaced by names and everything that
 * the service fills in by chance or clock left out. It shares no code with the product.
 */
type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
interface Entity {
  [name: string]: Json;
}

type Fetch = (request: Request) => Promise<Response>;

const EM = '/identityGovernance/entitlementManagement';
/** Lists whose order means something. */
const ORDERED = new Set(['stages', 'questions', 'choices']);
/** The service writes the same instant with and without milliseconds. */
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const DROPPED = new Set(['createdDateTime', 'modifiedDateTime', 'createdBy', 'modifiedBy']);

/** Everything that entitlement management holds in the tenant behind `fetch`. */
export async function dumpTenant(fetch: Fetch): Promise<Json> {
  const get = async (path: string): Promise<Entity> => {
    const response = await fetch(
      new Request(path.startsWith('http') ? path : `http://tenant.invalid/v1.0${path}`),
    );
    const body = (await response.json()) as Entity;
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${JSON.stringify(body)}`);
    return body;
  };
  const list = async (path: string): Promise<Entity[]> => {
    const items: Entity[] = [];
    for (let next: string | undefined = path; next !== undefined;) {
      const page: Entity = await get(next);
      items.push(...(page['value'] as Entity[]));
      next = page['@odata.nextLink'] as string | undefined;
    }
    return items;
  };
  const nested = (entities: Entity[], path: string, names: readonly string[]) =>
    Promise.all(
      entities.map(async (entity): Promise<Entity> => {
        const details = await Promise.all(
          names.map((name) => list(`${EM}/${path}/${String(entity['id'])}/${name}`)),
        );
        return { ...entity, ...Object.fromEntries(names.map((name, index) => [name, details[index] ?? []])) };
      }),
    );
  const catalogs = await nested(await list(`${EM}/catalogs`), 'catalogs', ['resources?$expand=roles,scopes']);
  const packages = await nested(
    await list(`${EM}/accessPackages?$expand=catalog,resourceRoleScopes($expand=role,scope)`),
    'accessPackages',
    ['incompatibleAccessPackages', 'incompatibleGroups'],
  );
  const organizations = await nested(await list(`${EM}/connectedOrganizations`), 'connectedOrganizations', [
    'internalSponsors',
    'externalSponsors',
  ]);
  const policies = await list(`${EM}/assignmentPolicies?$expand=accessPackage,questions`);
  const roles = (
    await Promise.all(
      catalogs.map(({ id }) =>
        list(
          `/roleManagement/entitlementManagement/roleAssignments?$filter=appScopeId eq '/AccessPackageCatalog/${String(id)}'`,
        ),
      ),
    )
  ).flat();
  const everywhere = await list(
    "/roleManagement/entitlementManagement/roleAssignments?$filter=appScopeId eq '/'",
  );
  const settings = await get(`${EM}/settings`);
  const labels = new Map<string, string>();
  for (const [kind, entities] of Object.entries({
    organization: organizations,
    catalog: catalogs,
    package: packages,
  }))
    for (const { id, displayName } of entities) labels.set(String(id), `${kind} ${String(displayName)}`);
  return named(
    { settings, organizations, catalogs, packages, policies, roles: [...roles, ...everywhere] },
    labels,
  );
}

function named(value: Json, labels: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string' && INSTANT.test(value)) return new Date(value).toISOString();
  if (typeof value === 'string') return labels.get(value) ?? scoped(value, labels);
  if (Array.isArray(value)) return value.map((item) => named(item, labels)).sort(byText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]): [string, Json][] => {
      if (DROPPED.has(name) || name.startsWith('@odata.context')) return [];
      if (name === 'id' && !labels.has(String(member))) return [];
      if (ORDERED.has(name) && Array.isArray(member))
        return [[name, member.map((item) => named(item, labels))]];
      return [[name, named(member, labels)]];
    }),
  );
}

/** `/AccessPackageCatalog/<id>` in role assignments. */
function scoped(value: string, labels: ReadonlyMap<string, string>): string {
  const slash = value.lastIndexOf('/') + 1;
  const label = labels.get(value.slice(slash));
  return slash > 0 && label !== undefined ? value.slice(0, slash) + label : value;
}

function byText(a: Json, b: Json): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
