/** The audit log: every write that was done, in the form of Graph's directoryAudits. */
import type { Entity } from './json.ts';
import { page } from './query.ts';
import type { Call, Route } from './route.ts';
import { ok } from './route.ts';

const OPERATIONS: Readonly<Record<string, string>> = {
  POST: 'Add',
  PUT: 'Update',
  PATCH: 'Update',
  DELETE: 'Delete',
};

/** Notes a write that has succeeded; it is on disk before the write is answered. */
export function audit(call: Call, method: string, path: string): void {
  const { store, now } = call;
  const operationType = OPERATIONS[method];
  if (operationType === undefined || path.endsWith('/getByIds')) return;
  const id = call.newId();
  const entry: Entity = {
    id,
    activityDateTime: now,
    activityDisplayName: `${method} ${path}`,
    category: 'EntitlementManagement',
    operationType,
    result: 'success',
  };
  store.put('audit', id, entry);
}

export const auditRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: '/auditLogs/directoryAudits',
    handle: ({ store, query, url }: Call) =>
      ok(page(store.all('audit'), query, url, { filterable: ['operationType', 'category', 'result'] })),
  },
];
