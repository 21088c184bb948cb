/** What a catalog holds that no kind reads: roles that Microsoft has not fixed. */
import { odataString, query } from '../model/odata.ts';
import { asString, isObject } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import type { GraphReader } from '../graph/port.ts';
import { CATALOG_ROLES, CATALOG_SCOPE, ROLE_ASSIGNMENTS } from './catalog-roles.ts';
import type { Beside } from './kind.ts';

/** Assignments of roles that are none of Microsoft's fixed ones. */
export async function besideCatalog(graph: GraphReader, catalog: string): Promise<readonly Beside[]> {
  const filter = `appScopeId eq ${odataString(CATALOG_SCOPE + catalog)}`;
  const assignments = await graph.list(query(ROLE_ASSIGNMENTS, { filter }));
  return assignments.flatMap((entity) => {
    const definition = asString(entity['roleDefinitionId'])?.toLowerCase() ?? '';
    if (Object.values(CATALOG_ROLES).includes(definition)) return [];
    const { displayName } = isObject(entity['roleDefinition']) ? entity['roleDefinition'] : {};
    const principal = asString(entity['principalId']) ?? '';
    return [
      {
        noun: 'role assignment',
        id: idOf(entity),
        name: `${asString(displayName) ?? definition} of ${principal}`,
        reason: `The configuration has no word for the role with the definition ${definition}`,
      },
    ];
  });
}

function idOf(entity: JsonObject): string {
  return asString(entity['id']) ?? '';
}
