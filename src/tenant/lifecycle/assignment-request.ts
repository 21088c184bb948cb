/** An assignment request as it is stored, and the part that Graph shows. */
import type { Context } from '../context.ts';
import type { Entity, Json } from '../json.ts';
import { pick } from '../query.ts';

/** Members of Graph's entity that the row holds as they are answered; its other members are the service's own. */
const MEMBERS = [
  'id',
  'requestType',
  'state',
  'status',
  'createdDateTime',
  'completedDateTime',
  'justification',
  'schedule',
  'answers',
];

/** The members of a request that are answered as they are stored. */
export function requestMembers(row: Entity): Entity {
  return pick(row, ...MEMBERS);
}

/** What every request states; the rest has defaults. */
interface RequestRow extends Entity {
  readonly requestType: string;
  readonly accessPackageId: Json | undefined;
  readonly policyId: Json | undefined;
  readonly subjectId: Json | undefined;
  /** Empty for none. */
  readonly justification: string;
}

/** Stores a new request; without a state it is submitted. */
export function storeRequest(context: Context, row: RequestRow): Entity {
  const id = context.newId();
  return context.store.put('assignmentRequests', id, {
    id,
    state: 'submitted',
    status: 'Accepted',
    createdDateTime: context.now,
    completedDateTime: null,
    answers: [],
    schedule: null,
    stages: [],
    ...row,
    justification: row.justification === '' ? null : row.justification,
  });
}
