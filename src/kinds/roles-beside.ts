/** Roles that are held and that no kind reads: those of the whole tenant, and those that Microsoft has not fixed. */
import { odataString, query } from '../model/odata.ts';
import { asString, isObject } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import type { GraphReader } from '../graph/port.ts';
import { CATALOG_ROLES, CATALOG_SCOPE, ROLE_ASSIGNMENTS, TENANT_SCOPE } from './catalog-roles.ts';
import type { Beside } from './kind.ts';

/** Assignments on a catalog of roles that are none of Microsoft's fixed ones. */
export async function besideCatalog(graph: GraphReader, catalog: string): Promise<readonly Beside[]> {
  const assignments = await assignmentsOn(graph, CATALOG_SCOPE + catalog);
  return assignments
    .filter((entity) => !Object.values(CATALOG_ROLES).includes(definitionOf(entity)))
    .map((entity) =>
      held(entity, `The configuration has no word for the role with the definition ${definitionOf(entity)}`),
    );
}

/** Assignments for the whole tenant: who creates catalogs. */
export async function besideSettings(graph: GraphReader): Promise<readonly Beside[]> {
  const assignments = await assignmentsOn(graph, TENANT_SCOPE);
  return assignments.map((entity) =>
    held(entity, 'The configuration has no word for a role of the whole tenant'),
  );
}

function assignmentsOn(graph: GraphReader, scope: string): Promise<readonly JsonObject[]> {
  return graph.list(query(ROLE_ASSIGNMENTS, { filter: `appScopeId eq ${odataString(scope)}` }));
}

function definitionOf(entity: JsonObject): string {
  return asString(entity['roleDefinitionId'])?.toLowerCase() ?? '';
}

function held(entity: JsonObject, reason: string): Beside {
  const { displayName } = isObject(entity['roleDefinition']) ? entity['roleDefinition'] : {};
  const principal = asString(entity['principalId']) ?? '';
  return {
    noun: 'role assignment',
    id: asString(entity['id']) ?? '',
    name: `${asString(displayName) ?? definitionOf(entity)} of ${principal}`,
    reason,
  };
}
