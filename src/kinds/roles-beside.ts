/** Roles on a catalog that are held and that no kind reads: those that Microsoft has not fixed. */
import { asString, isObject } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import type { GraphReader } from '../graph/port.ts';
import { CATALOG_ROLES, CATALOG_SCOPE } from './catalog-roles.ts';
import type { Beside } from './kind.ts';
import { assignmentsOn, definitionOf } from './role-assignments.ts';

/** Assignments on a catalog of roles that are none of Microsoft's fixed ones. */
export async function besideCatalog(graph: GraphReader, catalog: string): Promise<readonly Beside[]> {
  const assignments = await graph.list(assignmentsOn(CATALOG_SCOPE + catalog));
  return assignments
    .filter((entity) => !Object.values(CATALOG_ROLES).includes(definitionOf(entity)))
    .map((entity) =>
      held(entity, `The configuration has no word for the role with the definition ${definitionOf(entity)}`),
    );
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
