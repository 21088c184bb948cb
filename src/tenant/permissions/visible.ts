/** What a reader sees: everything, or what is in the catalogs that they have a role on, and what is their own. */
import type { Authority, Context } from '../context.ts';
import type { Entity } from '../json.ts';
import { entitiesOf } from '../json.ts';
import { approversOf } from '../lifecycle/stages.ts';
import type { KindName } from '../read/kind-name.ts';
import type { ServiceError } from '../wire/service-error.ts';
import { unauthorized } from '../wire/service-error.ts';
import { catalogOfEntity, isInCatalogs } from './concerned.ts';
import { ASSIGNERS, standsIn, VIEWERS } from './standing.ts';
import { EM_READ, READERS } from './table.ts';

/** Whether the caller reads all of entitlement management. */
export function seesEverything({ authority }: Context): boolean {
  if (authority === undefined) return true;
  const { kind, permissions, directoryRoles } = authority;
  if (kind === 'application' && EM_READ.some((permission) => permissions.has(permission))) return true;
  return READERS.some((role) => directoryRoles.has(role));
}

/** Those of the rows that the caller may see. */
export function visible(context: Context, kind: KindName, rows: readonly Entity[]): readonly Entity[] {
  const { authority } = context;
  if (authority === undefined || !isInCatalogs(kind) || seesEverything(context)) return rows;
  return rows.filter((row) => isVisible(context, authority, kind, row));
}

const ABOUT_PEOPLE: readonly KindName[] = ['approval', 'assignment', 'assignmentRequest'];

function isVisible(context: Context, authority: Authority, kind: KindName, row: Entity): boolean {
  if (isOwn(authority, row)) return true;
  const catalogId = catalogOfEntity(context.store, kind, row);
  return catalogId !== '' && standsIn(context, catalogId, ABOUT_PEOPLE.includes(kind) ? ASSIGNERS : VIEWERS);
}

/** A request or an assignment of one's own, one to decide about, a role that one has. */
function isOwn({ principalId }: Authority, row: Entity): boolean {
  if (row['subjectId'] === principalId || row['principalId'] === principalId) return true;
  return entitiesOf(row['stages']).some((stage) => approversOf(stage).includes(principalId));
}

/** The refusal of an entity that is not there: who does not see everything is not told so (CONTRACT 3). */
export function unseen(context: Context, kind: KindName, missing: () => ServiceError): ServiceError {
  return isInCatalogs(kind) && !seesEverything(context)
    ? unauthorized('The caller has no role on its catalog.')
    : missing();
}
