/** Which roles on which resources people have through packages now (CONTRACT 6, 10). */
import { groupBy } from '../model/group-by.ts';
import { asString, isObject, objectsOf } from '../model/value.ts';
import type { JsonValue } from '../model/value.ts';
import type { GraphReader } from '../graph/port.ts';
import { liveAssignments } from './assignments.ts';
import { PACKAGES_WITH_ROLES } from './shared-lists.ts';
import { expandedId, idOf } from './wire.ts';

/** One role that one assignment gives; role and scope as Graph expands them in a package. */
export interface HeldRole {
  /** Graph id of the user, in the service's spelling; empty when the assignment does not tell. */
  readonly userId: string;
  readonly role: JsonValue | undefined;
  readonly scope: JsonValue | undefined;
}

/** Rejects with GraphError when packages or assignments could not be read. */
export async function heldRoles(graph: GraphReader): Promise<readonly HeldRole[]> {
  const [packages, assignments] = await Promise.all([
    graph.list(PACKAGES_WITH_ROLES),
    liveAssignments(graph),
  ]);
  const byPackage = groupBy(assignments, ({ accessPackage }) => expandedId(accessPackage) ?? '');
  return packages.flatMap((entity) => {
    const assigned = byPackage.get(idOf(entity, 'an access package').toLowerCase()) ?? [];
    return objectsOf(entity['resourceRoleScopes']).flatMap(({ role, scope }) =>
      assigned.map(({ target }) => ({
        userId: isObject(target) ? (asString(target['objectId']) ?? '') : '',
        role,
        scope,
      })),
    );
  });
}
