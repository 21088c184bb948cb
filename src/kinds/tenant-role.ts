/** Who holds which role over all of entitlement management (CONTRACT 3.1). Roles that nobody declares are left alone. */
import { formatAddress } from '../model/address.ts';
import { principalLookup } from '../model/principal.ts';
import type { Principal } from '../model/principal.ts';
import { asString } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import { definitionNamed, roleNamed, TENANT_ROLES, TENANT_SCOPE } from './catalog-roles.ts';
import type { Declaration, RemoteObject } from './kind.ts';
import { defineKind } from './kind.ts';
import { assignmentsOf, assignmentsOn, assignRole, definitionOf, unassignRole } from './role-assignments.ts';
import { idOf, naturalKey } from './wire.ts';

interface RoleHolder {
  readonly role: string;
  readonly principal: Principal | string;
}

export default defineKind<RoleHolder>({
  name: 'tenantRole',
  attributes: {
    // A word for what Microsoft documents; the id of the definition for every other role.
    role: { type: 'string', mutability: 'replace', bearsOn: 'administration' },
    principal: { type: 'principal', mutability: 'replace', bearsOn: 'administration' },
  },
  yaml: {
    *declarations({ tenantRoles }): Generator<Declaration<RoleHolder>> {
      for (const [key, holders] of Object.entries(tenantRoles ?? {})) {
        const role = roleNamed(TENANT_ROLES, key);
        for (const [index, principal] of (holders as readonly (Principal | string)[]).entries()) {
          const holder = typeof principal === 'string' ? principal : principalLookup(principal);
          yield {
            address: formatAddress('tenantRole', role, holder),
            path: ['tenantRoles', key, index],
            spec: { role, principal },
          };
        }
      }
    },
    normalize: ({ spec, path }, resolve) => ({
      role: spec.role,
      principal: resolve.principal(spec.principal, path),
    }),
    declare: (attributes, _key, naming) => ({
      path: ['tenantRoles', asString(attributes['role']) ?? ''],
      listed: true,
      spec: naming.principal(asString(attributes['principal']) ?? ''),
    }),
  },
  identity: {
    by: 'id',
    spelled: true,
    naturalKeys: (attributes) => [naturalKey([attributes['role']], attributes['principal'])],
  },
  graph: {
    type: 'microsoft.graph.unifiedRoleAssignment',
    elsewhere: /^(?:principalId|roleDefinitionId|appScopeId|directoryScopeId|principal|roleDefinition)$/,
    async read(reader) {
      // A run that is limited to catalogs asks for nothing of the whole tenant.
      if (reader.limits !== undefined) return [];
      // By role as the documentation asks for them; by scope for roles that it does not name.
      const paths = [...Object.values(TENANT_ROLES).map(assignmentsOf), assignmentsOn(TENANT_SCOPE)];
      const lists = await Promise.all(paths.map((path) => reader.list(path)));
      const found = new Map(
        lists
          .flat()
          .flatMap(holderOf)
          .map((holder) => [holder.id.toLowerCase(), holder]),
      );
      return [...found.values()];
    },
    create: (writer, desired) =>
      assignRole(writer, {
        principal: asString(desired['principal']) ?? '',
        definition: definitionNamed(TENANT_ROLES, asString(desired['role']) ?? ''),
        scope: TENANT_SCOPE,
        on: 'the principal of the new role assignment',
      }),
    update: () => Promise.reject(new Error('A role assignment is replaced, never updated')),
    delete: (writer, id) => unassignRole(writer, id, TENANT_SCOPE),
  },
  access: { principalsDecide: true },
  words: {
    noun: 'role over entitlement management',
    displayName: (attributes) =>
      `${asString(attributes['role']) ?? ''} ${asString(attributes['principal']) ?? ''}`,
  },
});

/** Which of the two scopes the service fills in for a role of the whole tenant is not documented. */
function holderOf(entity: JsonObject): RemoteObject[] {
  const scope = asString(entity['appScopeId']) ?? asString(entity['directoryScopeId']);
  if (scope !== TENANT_SCOPE) return [];
  return [
    {
      id: idOf(entity, 'a role assignment'),
      attributes: { role: roleNamed(TENANT_ROLES, definitionOf(entity)), principal: entity['principalId'] },
      entity,
    },
  ];
}
