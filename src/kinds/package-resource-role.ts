/** One role on one catalog resource that a package grants (CONTRACT 6). */
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { formatAddress } from '../model/address.ts';
import { activatedRole, GROUP_ROLES } from '../model/group-roles.ts';
import { onceFor } from '../model/once.ts';
import { asString, isObject, objectsOf } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { assignmentsOfPackage, holdersOf } from './assignments.ts';
import { packageLists } from './shared-lists.ts';
import { catalogResourcesPath } from './shared-lists.ts';
import { catalogResourcesKey } from './shared-lists.ts';
import type { Governance } from '../schema/governance.ts';
import { fault, refusedWhenMade } from './findings.ts';
import type { Declaration, Finding, KindWriter, RemoteObject } from './kind.ts';
import { defineKind } from './kind.ts';
import { checkSiteRole } from './site-roles.ts';
import { EM, expandedId, idOf, naturalKey } from './wire.ts';

interface Spec {
  readonly accessPackage: string;
  readonly catalog: string;
  readonly resource: string;
  readonly role: string;
}

const ROLES = '$expand=resourceRoleScopes($expand=role,scope)';

/** The one role of an application that declares none. */
const DEFAULT_ACCESS = 'Default Access';

export default defineKind<Spec>({
  name: 'packageResourceRole',
  attributes: {
    catalog: { type: 'reference', to: 'catalog', mutability: 'replace', bearsOn: 'grants' },
    accessPackage: { type: 'reference', to: 'accessPackage', mutability: 'replace', bearsOn: 'grants' },
    resource: { type: 'reference', to: 'catalogResource', mutability: 'replace', bearsOn: 'grants' },
    role: { type: 'string', mutability: 'replace', bearsOn: 'grants' },
  },
  yaml: {
    *declarations(document): Generator<Declaration<Spec>> {
      for (const [accessPackage, { catalog, resourceRoles }] of Object.entries(document.packages ?? {})) {
        for (const [index, { resource, role }] of (resourceRoles ?? []).entries()) {
          yield {
            address: formatAddress('packageResourceRole', accessPackage, resource, role),
            path: ['packages', accessPackage, 'resourceRoles', index],
            spec: { accessPackage, catalog, resource, role },
          };
        }
      }
    },
    *check({ spec, path }, document): Generator<Finding> {
      const resource = declaredResource(spec, document);
      if (resource !== undefined && 'group' in resource && !GROUP_ROLES.includes(spec.role)) {
        const near = didYouMean(spec.role, GROUP_ROLES);
        // A package can grant what no list has yet; what is near to a known one is a slip.
        const tell = near === undefined ? refusedWhenMade : fault;
        yield tell(
          'KIND_ROLE_UNKNOWN',
          `A group has no role "${spec.role}"`,
          [...path, 'role'],
          near === undefined ? `Use one of ${GROUP_ROLES.join(', ')}` : `Write ${near}`,
        );
      }
      if (resource !== undefined && 'site' in resource)
        yield* checkSiteRole(spec.role, [...path, 'role'], rolesGrantedOn(spec, document));
      // Where the package's catalog is not there, the resource's being elsewhere follows from that.
      const known = document.catalogs?.[spec.catalog] !== undefined;
      const home = known && resource === undefined ? catalogOffering(spec.resource, document) : undefined;
      if (home !== undefined) {
        yield {
          code: 'KIND_RESOURCE_OF_OTHER_CATALOG',
          severity: 'error',
          summary: `Resource "${spec.resource}" is in catalog "${home}", but package "${spec.accessPackage}" is in catalog "${spec.catalog}"`,
          hint: `A package grants roles on resources of its own catalog only; add the resource to catalogs.${spec.catalog}.resources`,
          path: [...path, 'resource'],
        };
      }
    },
    *verify({ spec, path }, found, document): Generator<Finding> {
      const resource = declaredResource(spec, document);
      if (resource === undefined || !('application' in resource)) return;
      const entry = found({ servicePrincipal: resource.application });
      if (entry === undefined) return;
      const roles = objectsOf(entry.properties['appRoles']);
      const fault = faultOfRole(spec.role, roles, entry.label);
      if (fault !== undefined) yield { path: [...path, 'role'], ...fault };
    },
    normalize: ({ spec, path }, resolve) => ({
      catalog: resolve.reference('catalog', [spec.catalog], ['packages', spec.accessPackage, 'catalog']),
      accessPackage: resolve.reference('accessPackage', [spec.accessPackage], path),
      resource: resolve.reference('catalogResource', [spec.catalog, spec.resource], [...path, 'resource']),
      role: spec.role,
    }),
    declare(attributes, _key, naming) {
      const accessPackage = naming.reference(asString(attributes['accessPackage']) ?? '');
      const resource = naming.reference(asString(attributes['resource']) ?? '');
      return {
        path: ['packages', accessPackage, 'resourceRoles'],
        listed: true,
        spec: { resource, role: attributes['role'] },
      };
    },
  },
  identity: {
    // The service's id is `<roleId>_<scopeId>` and changes when a lazily made role gets its id (CONTRACT 6).
    by: 'naturalKey',
    parent: 'accessPackage',
    addressKeys: [
      { kind: 'accessPackage', key: 0 },
      { kind: 'catalogResource', key: 1 },
    ],
    naturalKeys: (attributes) => [
      naturalKey([attributes['accessPackage'], attributes['resource']], attributes['role']),
    ],
  },
  graph: {
    type: 'microsoft.graph.accessPackageResourceRoleScope',
    async read(reader) {
      const [packages, resources] = await Promise.all([
        packageLists(reader).then((paths) => Promise.all(paths.map((path) => reader.list(path)))),
        reader.objects('catalogResource'),
      ]);
      const catalogs = [
        ...new Set(resources.flatMap(({ attributes }) => asString(attributes['catalog']) ?? [])),
      ];
      // Read already, for the resources themselves.
      const listed = await Promise.all(catalogs.map((each) => reader.list(catalogResourcesPath(each))));
      const entities = new Map(listed.flat().map((entity) => [expandedId(entity), entity]));
      const byOrigin = new Map(
        resources.map(({ id, attributes }) => [
          originKey(attributes),
          { id, namesakes: namesakesOf(entities.get(id)) },
        ]),
      );
      return packages.flat().flatMap((entity) => rolesOf(entity, byOrigin));
    },
    async create(writer, desired) {
      const accessPackage = asString(desired['accessPackage']) ?? '';
      const { role, scope } = await roleScope(writer, desired);
      return writer.poll(`the access package ${accessPackage}`, () =>
        writer.make({
          what: 'the new role scope',
          request: {
            method: 'POST',
            path: `${EM}/accessPackages/${accessPackage}/resourceRoleScopes`,
            body: { role, scope },
          },
          // Its id is made of those of role and scope (CONTRACT 6), so there can be only one.
          unique: true,
          async find() {
            const path = `${EM}/accessPackages/${accessPackage}?${ROLES}`;
            const found = objectsOf((await writer.graph.get(path))['resourceRoleScopes']).find(
              (other) =>
                originOf(other['role']) === role['originId'] &&
                originOf(other['scope']) === scope['originId'],
            );
            return asString(found?.['id']);
          },
        }),
      );
    },
    update: () => Promise.reject(new Error('A role of a package is replaced, never updated')),
    async delete(writer, id, live) {
      const path = `${EM}/accessPackages/${asString(live['accessPackage']) ?? ''}/resourceRoleScopes/${id}`;
      await writer.graph.write({ method: 'DELETE', path });
    },
  },
  access: {
    beside(made, live) {
      const role = asString(made['role']) ?? '';
      const standing = activatedRole(asString(live['role']) ?? '');
      if (standing !== role || made['resource'] !== live['resource']) return undefined;
      return `It adds standing access to access just in time: the package grants ${asString(live['role'])} of the same resource already`;
    },
    holders: async (graph, _id, live) =>
      holdersOf(await assignmentsOfPackage(graph, asString(live['accessPackage']) ?? '')),
    takesRole: true,
    links(_address, { accessPackage, resource, role }) {
      const [from, to, label] = [asString(accessPackage), asString(resource), asString(role)];
      if (from === undefined || to === undefined) return [];
      return [{ from, to, ...(label !== undefined && { label }) }];
    },
  },
  words: {
    noun: 'role of a package',
    consequence(action, { accessPackage, resource, role }, calledAs) {
      if (action !== 'delete') return undefined;
      const [holdsWhat, ofWhat] = [accessPackage, resource].map((address) =>
        calledAs(asString(address) ?? ''),
      );
      return `Everyone who holds "${holdsWhat}" loses ${asString(role)} of "${ofWhat}"`;
    },
    displayName: (attributes) => asString(attributes['role']) ?? '',
  },
});

function declaredResource(spec: Spec, document: Governance) {
  const { catalogs = {}, existing = {} } = document;
  const catalog = catalogs[spec.catalog] ?? existing.catalogs?.[spec.catalog];
  return catalog?.resources?.[spec.resource];
}

/** The roles of a resource that packages grant. */
function rolesGrantedOn({ catalog, resource }: Spec, { packages = {} }: Governance): readonly string[] {
  return rolesByResource(packages).get(`${catalog}/${resource}`) ?? [];
}

const rolesByResource = onceFor((packages: NonNullable<Governance['packages']>) => {
  const found = new Map<string, string[]>();
  for (const { catalog, resourceRoles = [] } of Object.values(packages))
    for (const { resource, role } of resourceRoles) {
      const key = `${catalog}/${resource}`;
      found.set(key, [...(found.get(key) ?? []), role]);
    }
  return found;
});

function catalogOffering(resource: string, document: Governance): string | undefined {
  return Object.entries(document.catalogs ?? {}).find(
    ([, { resources }]) => resources?.[resource] !== undefined,
  )?.[0];
}

/** A role of an application, as it is declared: by its name, or by its id where another has the same name. */
function faultOfRole(
  role: string,
  offered: readonly JsonObject[],
  application: string,
): Omit<Finding, 'path'> | undefined {
  if (role === DEFAULT_ACCESS) return undefined;
  const named = (name: string) => offered.filter((each) => asString(each['displayName']) === name);
  const byId = offered.find((each) => asString(each['id'])?.toLowerCase() === role.toLowerCase());
  const name = asString(byId?.['displayName']) ?? role;
  const namesakes = named(name);
  if (namesakes.length > 1 && byId === undefined)
    return {
      code: 'KIND_ROLE_AMBIGUOUS',
      severity: 'error',
      summary: `Application "${application}" has ${namesakes.length} roles of the name "${role}"`,
      hint: `Write the id of one: ${namesakes.map(idAndValue).join(', ')}`,
    };
  if (namesakes.length === 1 && byId !== undefined)
    return {
      code: 'KIND_ROLE_UNKNOWN',
      severity: 'error',
      summary: `"${role}" is the id of a role of application "${application}" whose name is its own`,
      hint: `Write its name: ${name}`,
    };
  if (namesakes.length > 0) return undefined;
  const names = [...new Set(offered.map((each) => asString(each['displayName']) ?? '')), DEFAULT_ACCESS];
  return {
    code: 'KIND_ROLE_UNKNOWN',
    // A package goes on granting a role that the application has removed.
    severity: 'warning',
    refused: 'onCreation',
    summary: `Application "${application}" has no role "${role}"`,
    hint: `It offers ${names.join(', ')}`,
  };
}

function idAndValue(role: JsonObject): string {
  const value = asString(role['value']);
  return `${asString(role['id']) ?? ''}${value === undefined ? '' : ` (value ${value})`}`;
}

/** Names that more than one of a resource's roles has. */
function namesakesOf(resource: JsonObject | undefined): ReadonlySet<string> {
  const names = objectsOf(resource?.['roles']).map((role) => asString(role['displayName']) ?? '');
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}

interface OriginResource {
  readonly id: string;
  readonly namesakes: ReadonlySet<string>;
}

/** A role by its name, or by its own id where the resource has another of that name. */
function spelledRole(role: JsonObject, { namesakes }: Pick<OriginResource, 'namesakes'>): string {
  const name = asString(role['displayName']) ?? '';
  return namesakes.has(name) ? (asString(role['originId'])?.toLowerCase() ?? name) : name;
}

function originKey(attributes: JsonObject): string {
  return naturalKey([attributes['catalog']], attributes['originId']);
}

/** A package's role scopes name no resource; its origin and the package's catalog find it (CONTRACT 6). */
function rolesOf(entity: JsonObject, resources: ReadonlyMap<string, OriginResource>): RemoteObject[] {
  const accessPackage = idOf(entity, 'an access package');
  const catalog = expandedId(entity['catalog']);
  return objectsOf(entity['resourceRoleScopes']).map((roleScope) => {
    const role = isObject(roleScope['role']) ? roleScope['role'] : {};
    const scope = isObject(roleScope['scope']) ? roleScope['scope'] : {};
    const resource = resources.get(originKey({ catalog, originId: scope['originId'] }));
    return {
      id: idOf(roleScope, 'a role scope'),
      attributes: {
        catalog,
        accessPackage,
        resource: resource?.id ?? scope['originId'],
        role: resource === undefined ? role['displayName'] : spelledRole(role, resource),
      },
    };
  });
}

/** Body of the POST: the role and the root scope as the catalog lists them, found by how the role is spelled. */
async function roleScope(
  writer: KindWriter,
  desired: JsonObject,
): Promise<{ readonly role: JsonObject; readonly scope: JsonObject }> {
  const catalog = asString(desired['catalog']) ?? '';
  const resource = await writer.poll('the resource to be listed with its roles', async () => {
    const resources = await writer.once(catalogResourcesKey(catalog), () =>
      writer.graph.list(catalogResourcesPath(catalog)),
    );
    const wanted = asString(desired['resource'])?.toLowerCase();
    const found = resources.find((candidate) => expandedId(candidate) === wanted);
    if (found !== undefined && objectsOf(found['roles']).length > 0) return found;
    writer.forget(catalogResourcesKey(catalog));
    return undefined;
  });
  const roles = objectsOf(resource['roles']);
  const name = asString(desired['role']) ?? '';
  const spelling = { namesakes: namesakesOf(resource) };
  const role = roles.find(
    (candidate) => spelledRole(candidate, spelling).toLowerCase() === name.toLowerCase(),
  );
  const scopes = objectsOf(resource['scopes']);
  const scope = scopes.find((candidate) => candidate['isRootScope'] === true) ?? scopes[0];
  if (role === undefined || scope === undefined) {
    const offered = roles.map((candidate) => asString(candidate['displayName'])).join(', ');
    throw new DiagnosticError([
      {
        code: 'KIND_ROLE_UNKNOWN',
        severity: 'error',
        summary: `${asString(resource['displayName']) ?? 'The resource'} offers no role "${name}"`,
        hint: `It offers ${offered}`,
      },
    ]);
  }
  const { originId, originSystem } = resource;
  return {
    role: {
      ...existingId(role),
      displayName: role['displayName'],
      originSystem: role['originSystem'],
      originId: role['originId'],
      resource: { id: resource['id'], originId, originSystem },
    },
    scope: {
      ...existingId(scope),
      originId: scope['originId'],
      originSystem: scope['originSystem'],
      isRootScope: true,
    },
  };
}

function originOf(value: JsonValue | undefined): string | undefined {
  return isObject(value) ? asString(value['originId']) : undefined;
}

/** A role that was never used has no id, or an empty GUID, and must be sent without one (CONTRACT 6). */
function existingId(entity: JsonObject): JsonObject {
  const id = asString(entity['id']);
  return id === undefined || /^[0-]*$/.test(id) ? {} : { id };
}
