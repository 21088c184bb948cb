/** Who holds which role on a catalog (CONTRACT 3.1). Roles that nobody declares are left alone. */
import { formatAddress } from '../model/address.ts';
import { principalLookup } from '../model/principal.ts';
import type { Principal } from '../model/principal.ts';
import { asString } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import type { Declaration, KindReader, RemoteObject } from './kind.ts';
import {
  CATALOG_ROLES,
  CATALOG_SCOPE,
  definitionNamed,
  ROLE_DEFINITIONS,
  roleNamed,
  TENANT_ROLES,
} from './catalog-roles.ts';
import { defineKind } from './kind.ts';
import { assignmentsOf, assignmentsOn, assignRole, definitionOf, unassignRole } from './role-assignments.ts';
import { expandedId, idOf, naturalKey } from './wire.ts';

interface RoleHolder {
  readonly catalog: string;
  readonly role: string;
  readonly principal: Principal | string;
}

export default defineKind<RoleHolder>({
  name: 'catalogRole',
  attributes: {
    catalog: { type: 'reference', to: 'catalog', mutability: 'replace', bearsOn: 'administration' },
    // A word for what Microsoft documents; the id of the definition for every other role.
    role: { type: 'string', mutability: 'replace', bearsOn: 'administration' },
    principal: { type: 'principal', mutability: 'replace', bearsOn: 'administration' },
  },
  yaml: {
    *declarations(document): Generator<Declaration<RoleHolder>> {
      for (const [catalog, spec] of Object.entries(document.catalogs ?? {})) {
        for (const [key, holders] of Object.entries(spec.roles ?? {})) {
          const role = roleNamed(CATALOG_ROLES, key);
          for (const [index, principal] of (holders as readonly (Principal | string)[]).entries()) {
            const holder = typeof principal === 'string' ? principal : principalLookup(principal);
            yield {
              address: formatAddress('catalogRole', catalog, role, holder),
              path: ['catalogs', catalog, 'roles', key, index],
              spec: { catalog, role, principal },
            };
          }
        }
      }
    },
    normalize: ({ spec, path }, resolve) => ({
      catalog: resolve.reference('catalog', [spec.catalog], path),
      role: spec.role,
      principal: resolve.principal(spec.principal, path),
    }),
    declare(attributes, _key, naming) {
      const catalog = naming.reference(asString(attributes['catalog']) ?? '');
      const role = asString(attributes['role']) ?? '';
      return {
        path: ['catalogs', catalog, 'roles', role],
        listed: true,
        spec: naming.principal(asString(attributes['principal']) ?? ''),
      };
    },
  },
  identity: {
    by: 'id',
    parent: 'catalog',
    spelled: true,
    addressKeys: [{ kind: 'catalog', key: 0 }],
    naturalKeys: (attributes) => [
      naturalKey([attributes['catalog'], attributes['role']], attributes['principal']),
    ],
  },
  graph: {
    type: 'microsoft.graph.unifiedRoleAssignment',
    elsewhere: /^(?:principalId|roleDefinitionId|appScopeId|directoryScopeId|principal|roleDefinition)$/,
    async read(reader) {
      if (reader.limits !== undefined) return holdersInCatalogs(reader);
      const definitions = await definitionsIn(reader);
      const lists = await Promise.all(
        definitions.map((definition) => reader.list(assignmentsOf(definition))),
      );
      const found = new Map(
        lists
          .flat()
          .flatMap(holderOf)
          .map((holder) => [holder.id.toLowerCase(), holder]),
      );
      return ofWantedCatalogs(reader, [...found.values()]);
    },
    create(writer, desired) {
      const catalog = asString(desired['catalog']) ?? '';
      return assignRole(writer, {
        principal: asString(desired['principal']) ?? '',
        definition: definitionNamed(CATALOG_ROLES, asString(desired['role']) ?? ''),
        scope: CATALOG_SCOPE + catalog,
        on: `the catalog ${catalog}`,
      });
    },
    update: () => Promise.reject(new Error('A role assignment is replaced, never updated')),
    delete: (writer, id, live) => unassignRole(writer, id, CATALOG_SCOPE + (asString(live['catalog']) ?? '')),
  },
  // The creator of a catalog becomes its owner (CONTRACT 4).
  access: { principalsDecide: true, byCreation: ({ role }) => role === 'owner' },
  words: {
    noun: 'catalog role',
    displayName: (attributes) =>
      `${asString(attributes['role']) ?? ''} ${asString(attributes['principal']) ?? ''}`,
  },
});

async function holdersInCatalogs(reader: KindReader): Promise<RemoteObject[]> {
  const catalogs = await reader.objects('catalog');
  const lists = await Promise.all(catalogs.map(({ id }) => reader.list(assignmentsOn(CATALOG_SCOPE + id))));
  return lists.flat().flatMap(holderOf);
}

/** Those that Microsoft fixed, and those that the tenant has besides. */
async function definitionsIn(reader: KindReader): Promise<readonly string[]> {
  const listed = (await reader.list(ROLE_DEFINITIONS)).map((entity) => expandedId(entity) ?? '');
  const elsewhere = Object.values(TENANT_ROLES);
  return [...new Set([...Object.values(CATALOG_ROLES), ...listed])].filter(
    (id) => id !== '' && !elsewhere.includes(id),
  );
}

function holderOf(entity: JsonObject): RemoteObject[] {
  const scope = asString(entity['appScopeId']) ?? '';
  if (!scope.startsWith(CATALOG_SCOPE)) return [];
  const catalog = scope.slice(CATALOG_SCOPE.length).toLowerCase();
  return [
    {
      id: idOf(entity, 'a role assignment'),
      attributes: {
        catalog,
        role: roleNamed(CATALOG_ROLES, definitionOf(entity)),
        principal: entity['principalId'],
      },
      entity,
    },
  ];
}

async function ofWantedCatalogs(
  reader: KindReader,
  holders: readonly RemoteObject[],
): Promise<RemoteObject[]> {
  const wanted = new Set(
    (await reader.objects('catalog'))
      .filter((catalog) =>
        reader.wants('catalog', catalog.id, asString(catalog.attributes['displayName']) ?? ''),
      )
      .map((catalog) => catalog.id.toLowerCase()),
  );
  return holders.filter((holder) => wanted.has(asString(holder.attributes['catalog']) ?? ''));
}
