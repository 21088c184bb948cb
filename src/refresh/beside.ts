/** What a tenant holds beside the kinds that a configuration can declare, so that an import can name it. Reads only. */
import { GraphError } from '../graph/port.ts';
import type { GraphReader } from '../graph/port.ts';
import { CATALOG_ROLES } from '../kinds/catalog-role.ts';
import { EM, shortType } from '../kinds/wire.ts';
import { odataString, query } from '../model/odata.ts';
import { asString, isObject } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import { readFailure } from './read-failure.ts';
import type { LiveSnapshot } from './snapshot.ts';

/** An object that no kind reads. */
export interface Beside {
  /** `custom extension`, `role assignment`. */
  readonly noun: string;
  readonly id: string;
  readonly name: string;
  /** Graph id of its catalog. */
  readonly catalog: string;
  readonly reason: string;
}

const ROLE_ASSIGNMENTS = '/roleManagement/entitlementManagement/roleAssignments';

/** Rejects with REFRESH_INCOMPLETE when anything was not read: it would look as if there were nothing. */
export async function readBeside(graph: GraphReader, live: LiveSnapshot): Promise<readonly Beside[]> {
  const catalogs = (live.objects.get('catalog') ?? []).map(({ id }) => id.toLowerCase());
  try {
    const found = catalogs.flatMap((catalog) => [extensionsOf(graph, catalog), rolesOf(graph, catalog)]);
    return (await Promise.all(found)).flat();
  } catch (error) {
    throw error instanceof GraphError ? readFailure(error) : error;
  }
}

async function extensionsOf(graph: GraphReader, catalog: string): Promise<Beside[]> {
  const extensions = await graph.list(`${EM}/catalogs/${catalog}/customWorkflowExtensions`);
  return extensions.map((entity) => ({
    noun: 'custom extension',
    id: idOf(entity),
    name: asString(entity['displayName']) ?? '',
    catalog,
    reason: `The configuration has no section for custom extensions (${shortType(entity['@odata.type'])}); policies name this one by its id`,
  }));
}

/** Assignments of roles that are none of Microsoft's fixed ones. */
async function rolesOf(graph: GraphReader, catalog: string): Promise<Beside[]> {
  const filter = `appScopeId eq ${odataString(`/AccessPackageCatalog/${catalog}`)}`;
  const assignments = await graph.list(query(ROLE_ASSIGNMENTS, { filter }));
  return assignments.flatMap((entity) => {
    const definition = asString(entity['roleDefinitionId'])?.toLowerCase() ?? '';
    if (CATALOG_ROLES.has(definition)) return [];
    const { displayName } = isObject(entity['roleDefinition']) ? entity['roleDefinition'] : {};
    const principal = asString(entity['principalId']) ?? '';
    return [
      {
        noun: 'role assignment',
        id: idOf(entity),
        name: `${asString(displayName) ?? definition} of ${principal}`,
        catalog,
        reason: `The configuration has no word for the role with the definition ${definition}`,
      },
    ];
  });
}

function idOf(entity: JsonObject): string {
  return asString(entity['id']) ?? '';
}
