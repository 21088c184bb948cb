/** Who holds which role on a catalog (CONTRACT 3.1). Roles that nobody declares are left alone. */
import { formatAddress } from '../model/address.ts';
import { odataString, query } from '../model/odata.ts';
import { principalLookup } from '../model/principal.ts';
import type { Principal } from '../model/principal.ts';
import { asString } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import type { Declaration, KindReader, KindWriter, RemoteObject } from './kind.ts';
import { CATALOG_ROLES, CATALOG_SCOPE, ROLE_ASSIGNMENTS } from './catalog-roles.ts';
import { defineKind } from './kind.ts';
import { expandedId, idOf, naturalKey, refusedWith } from './wire.ts';

/** How long a list may lag behind a write. */
const LISTED_WITHIN_MS = 60_000;

interface RoleHolder {
  readonly catalog: string;
  readonly role: string;
  readonly principal: Principal | string;
}

export default defineKind<RoleHolder>({
  name: 'catalogRole',
  attributes: {
    catalog: { type: 'reference', to: 'catalog', mutability: 'replace', bearsOn: 'administration' },
    role: {
      type: 'enum',
      values: Object.keys(CATALOG_ROLES),
      mutability: 'replace',
      bearsOn: 'administration',
    },
    principal: { type: 'principal', mutability: 'replace', bearsOn: 'administration' },
  },
  yaml: {
    *declarations(document): Generator<Declaration<RoleHolder>> {
      for (const [catalog, spec] of Object.entries(document.catalogs ?? {})) {
        for (const [role, holders] of Object.entries(spec.roles ?? {})) {
          for (const [index, principal] of (holders as readonly (Principal | string)[]).entries()) {
            const holder = typeof principal === 'string' ? principal : principalLookup(principal);
            yield {
              address: formatAddress('catalogRole', catalog, role, holder),
              path: ['catalogs', catalog, 'roles', role, index],
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
      const lists = await Promise.all(
        Object.entries(CATALOG_ROLES).map(async ([role, definition]) => {
          const filter = `roleDefinitionId eq ${odataString(definition)}`;
          return (await reader.list(query(ROLE_ASSIGNMENTS, { filter }))).flatMap((entity) =>
            holderOf(role, entity),
          );
        }),
      );
      return ofWantedCatalogs(reader, lists.flat());
    },
    async create(writer, desired) {
      const catalog = asString(desired['catalog']) ?? '';
      const body = {
        principalId: desired['principal'],
        roleDefinitionId: CATALOG_ROLES[asString(desired['role']) ?? ''],
        appScopeId: CATALOG_SCOPE + catalog,
      };
      const find = async () => {
        const existing = (await assignmentsOn(writer, catalog)).find(
          (entity) =>
            asString(entity['principalId'])?.toLowerCase() === body.principalId &&
            asString(entity['roleDefinitionId'])?.toLowerCase() === body.roleDefinitionId,
        );
        return asString(existing?.['id']);
      };
      const id = await writer.poll(`the catalog ${catalog}`, () =>
        writer.make({
          what: 'the new role assignment',
          request: { method: 'POST', path: ROLE_ASSIGNMENTS, body },
          unique: false,
          // The creator of a catalog becomes its owner by itself, so the assignment may be there already.
          taken: (error) => refusedWith(error, [400, 409]),
          find,
        }),
      );
      writer.created(id);
      // Assignments are known from lists only, so the next plan must find it there.
      return writer.poll('the new role assignment to be listed', find, { withinMs: LISTED_WITHIN_MS });
    },
    update: () => Promise.reject(new Error('A role assignment is replaced, never updated')),
    async delete(writer, id, live) {
      await writer.graph.write({ method: 'DELETE', path: `${ROLE_ASSIGNMENTS}/${id}` });
      await writer.poll(
        'the role assignment to be gone',
        async () => {
          const left = await assignmentsOn(writer, asString(live['catalog']) ?? '');
          return left.some((entity) => expandedId(entity) === id.toLowerCase()) ? undefined : true;
        },
        { withinMs: LISTED_WITHIN_MS },
      );
    },
  },
  // The creator of a catalog becomes its owner (CONTRACT 4).
  access: { principalsDecide: true, byCreation: ({ role }) => role === 'owner' },
  words: {
    noun: 'catalog role',
    displayName: (attributes) =>
      `${asString(attributes['role']) ?? ''} ${asString(attributes['principal']) ?? ''}`,
  },
});

function assignmentsOn(writer: KindWriter, catalog: string): Promise<readonly JsonObject[]> {
  return writer.graph.list(assignmentsPath(catalog));
}

function assignmentsPath(catalog: string): string {
  return query(ROLE_ASSIGNMENTS, { filter: `appScopeId eq ${odataString(CATALOG_SCOPE + catalog)}` });
}

async function holdersInCatalogs(reader: KindReader): Promise<RemoteObject[]> {
  const catalogs = await reader.objects('catalog');
  const lists = await Promise.all(catalogs.map(({ id }) => reader.list(assignmentsPath(id))));
  return lists.flat().flatMap((entity) => {
    const definition = asString(entity['roleDefinitionId'])?.toLowerCase();
    const [role] = Object.entries(CATALOG_ROLES).find(([, id]) => id === definition) ?? [];
    return role === undefined ? [] : holderOf(role, entity);
  });
}

function holderOf(role: string, entity: JsonObject): RemoteObject[] {
  const scope = asString(entity['appScopeId']) ?? '';
  if (!scope.startsWith(CATALOG_SCOPE)) return [];
  const catalog = scope.slice(CATALOG_SCOPE.length).toLowerCase();
  return [
    {
      id: idOf(entity, 'a role assignment'),
      attributes: { catalog, role, principal: entity['principalId'] },
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
