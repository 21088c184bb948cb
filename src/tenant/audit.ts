/** The audit log: every write that was done and all that became of it, in the form of Graph's directoryAudits. */
import type { Call, Context } from './context.ts';
import type { Entity } from './json.ts';
import { entityOf, isEntity, textOf } from './json.ts';

const OPERATIONS: Readonly<Record<string, string>> = {
  POST: 'Add',
  PUT: 'Update',
  PATCH: 'Update',
  DELETE: 'Delete',
};
/** POST that changes nothing. */
const READS = ['/getByIds', '/getApplicablePolicyRequirements'];

/** Notes a write that has succeeded; it is on disk before the write is answered. */
export function auditRequest(call: Call, method: string, path: string, made: Entity | undefined): void {
  const operationType = OPERATIONS[method];
  if (operationType === undefined || READS.some((read) => path.endsWith(read))) return;
  record(call, { activity: `${method} ${path}`, operationType, targets: targetsOf(call, made) });
}

/** The objects that a request names, and the one that it made. */
function targetsOf({ params, body }: Call, made: Entity | undefined): AuditEvent['targets'] {
  const named = Object.entries(params).map(([name, id]) => ({ type: name, object: { id } }));
  const { catalog, resource } = isEntity(body) ? body : {};
  const inside = [catalog, resource].filter(isEntity).map((object) => ({ type: 'resource', object }));
  return [...(made === undefined ? [] : [{ type: 'object', object: made }]), ...named, ...inside];
}

/** Something that happened. */
export interface AuditEvent {
  readonly activity: string;
  readonly operationType?: string;
  readonly targets: readonly { readonly type: string; readonly object: Entity | undefined }[];
  readonly details?: Readonly<Record<string, string>>;
}

/** Notes an event with its time and on whose behalf it happened. */
export function record(
  context: Context,
  { activity, operationType = 'Update', targets, details = {} }: AuditEvent,
): void {
  const id = context.newId();
  context.store.put('audit', id, {
    id,
    activityDateTime: context.now,
    activityDisplayName: activity,
    category: 'EntitlementManagement',
    loggedByService: 'Entitlement Management',
    operationType,
    result: 'success',
    initiatedBy: initiator(context),
    targetResources: targets.map(({ type, object }) => ({
      type,
      id: object?.['id'] ?? null,
      displayName: object?.['displayName'] ?? null,
      ...(typeof object?.['userPrincipalName'] === 'string' && {
        userPrincipalName: object['userPrincipalName'],
      }),
    })),
    additionalDetails: Object.entries(details).map(([key, value]) => ({ key, value })),
  });
}

/** Who calls, as `createdBy` and its like say it. */
export function callerName(context: Context): string {
  const { user, app } = initiator(context);
  return textOf(entityOf(user)['userPrincipalName']) || textOf(entityOf(app)['displayName']);
}

function initiator({ store, caller, authority }: Context): Entity {
  if (caller.kind === 'service') return { user: null, app: { displayName: 'Azure AD Identity Governance' } };
  if (caller.kind === 'application') {
    const id = authority?.principalId ?? textOf(store.get('meta', 'tenant')?.['callerId']);
    const displayName = store.get('servicePrincipals', id)?.['displayName'] ?? null;
    return { user: null, app: { displayName, servicePrincipalId: id } };
  }
  const { user, mail } = caller.person;
  return {
    user: {
      id: user?.['id'] ?? null,
      displayName: user?.['displayName'] ?? null,
      userPrincipalName: user?.['userPrincipalName'] ?? mail,
    },
    app: null,
  };
}
