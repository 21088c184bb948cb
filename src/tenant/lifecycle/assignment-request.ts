/** An assignment request as it is stored. */
import type { Context } from '../context.ts';
import type { Entity, Json } from '../json.ts';

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
