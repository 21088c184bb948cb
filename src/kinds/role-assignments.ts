/** Assignments of roles of entitlement management as they are listed, made and removed (CONTRACT 3.1). */
import { odataString, query } from '../model/odata.ts';
import { asString } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import { ROLE_ASSIGNMENTS } from './catalog-roles.ts';
import type { KindWriter } from './kind.ts';
import { expandedId, refusedWith } from './wire.ts';

/** How long a list may lag behind a write. */
const LISTED_WITHIN_MS = 60_000;

/** Who gets which role on what. */
interface Assigned {
  /** Id of the user, group or application. */
  readonly principal: string;
  /** Id of the role's definition. */
  readonly definition: string;
  /** A catalog, or the tenant. */
  readonly scope: string;
  /** What the scope is, for messages. */
  readonly on: string;
}

/** The list of all assignments with this scope. */
export function assignmentsOn(scope: string): string {
  return query(ROLE_ASSIGNMENTS, { filter: `appScopeId eq ${odataString(scope)}` });
}

/** The list of all assignments of the role with this definition. */
export function assignmentsOf(definition: string): string {
  return query(ROLE_ASSIGNMENTS, { filter: `roleDefinitionId eq ${odataString(definition)}` });
}

/** Id of the definition of the role that is assigned. */
export function definitionOf(entity: JsonObject): string {
  return asString(entity['roleDefinitionId'])?.toLowerCase() ?? '';
}

/** The id of the new assignment. Rejects with GraphError. */
export async function assignRole(
  writer: KindWriter,
  { principal, definition, scope, on }: Assigned,
): Promise<string> {
  const find = async () => {
    const existing = (await writer.graph.list(assignmentsOn(scope))).find(
      (entity) =>
        asString(entity['principalId'])?.toLowerCase() === principal && definitionOf(entity) === definition,
    );
    return asString(existing?.['id']);
  };
  const body = { principalId: principal, roleDefinitionId: definition, appScopeId: scope };
  const id = await writer.poll(on, () =>
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
}

/** Removes the assignment `id` and waits until the list of its scope lacks it. Rejects with GraphError. */
export async function unassignRole(writer: KindWriter, id: string, scope: string): Promise<void> {
  await writer.graph.write({ method: 'DELETE', path: `${ROLE_ASSIGNMENTS}/${id}` });
  await writer.poll(
    'the role assignment to be gone',
    async () => {
      const left = await writer.graph.list(assignmentsOn(scope));
      return left.some((entity) => expandedId(entity) === id.toLowerCase()) ? undefined : true;
    },
    { withinMs: LISTED_WITHIN_MS },
  );
}
