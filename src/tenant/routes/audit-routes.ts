/** The audit log as it is read. */
import type { Route } from '../context.ts';
import type { EntityKind } from '../read/kind.ts';
import { page } from '../read/render.ts';
import { notFound } from '../wire/service-error.ts';

const DIRECTORY_AUDIT: EntityKind = {
  type: 'directoryAudit',
  properties: [
    ...['id', 'activityDateTime', 'activityDisplayName', 'category', 'correlationId', 'loggedByService'],
    ...['operationType', 'result', 'resultReason', 'initiatedBy', 'targetResources', 'additionalDetails'],
  ],
  filterable: {
    id: 'text',
    operationType: 'text',
    category: 'text',
    result: 'text',
    loggedByService: 'text',
    activityDisplayName: 'text',
    activityDateTime: 'date',
    'initiatedBy/user/id': 'text',
    'initiatedBy/user/userPrincipalName': 'text',
    targetResources: ['id', 'displayName', 'type', 'userPrincipalName'],
  },
  navigations: {},
  missing: (id) => notFound('ResourceNotFound', `The audit event '${id}'`),
};

export const auditRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: '/auditLogs/directoryAudits',
    handle: (call) => page(call, DIRECTORY_AUDIT, call.store.all('audit')),
  },
];
