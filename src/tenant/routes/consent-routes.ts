/** Delegated permissions: granted to an application for everyone or for one person, changed and taken away. */
import { record } from '../audit.ts';
import type { Answer, Call, Route } from '../context.ts';
import { guidBytes } from '../guid.ts';
import type { Entity } from '../json.ts';
import { textOf } from '../json.ts';
import { consentOf } from '../directory/lookups.ts';
import { missingObject } from '../read/directory-kinds.ts';
import { KINDS } from '../read/kinds.ts';
import { plain } from '../read/render.ts';
import { checkedBody } from '../wire/request-body.ts';
import { created, NO_CONTENT, param } from '../route.ts';
import { ServiceError } from '../wire/service-error.ts';
import type { TableName } from '../storage/store.ts';

const COLLECTION = '/oauth2PermissionGrants';
const TYPE = 'oAuth2PermissionGrant';

function existing(call: Call): Entity {
  const row = consentOf(call.store, param(call, 'id'));
  if (row === undefined) throw missingObject(param(call, 'id'));
  return row;
}

function requireRow({ store }: Call, table: TableName, member: string, id: string): void {
  if (store.get(table, id) !== undefined) return;
  const message = `${member}: the object '${id}' does not exist.`;
  throw new ServiceError(400, 'Request_BadRequest', message);
}

function recordConsent(call: Call, activity: string, operationType: string, row: Entity): void {
  record(call, {
    activity,
    operationType,
    targets: [
      {
        type: 'ServicePrincipal',
        object: call.store.get('servicePrincipals', textOf(row['resourceId'])) ?? { id: row['resourceId'] },
      },
    ],
  });
}

/** The id is made of whom the grant is about, so there is one of them: a wider scope is a change of that one. */
function grant(call: Call): Answer {
  const { clientId, consentType, principalId = null, resourceId, scope = null } = checkedBody(call);
  const [client, resource] = [clientId, resourceId].map((id) => textOf(id).toLowerCase());
  const person = principalId === null ? null : textOf(principalId).toLowerCase();
  if ((consentType === 'Principal') !== (person !== null))
    throw new ServiceError(
      400,
      'Request_BadRequest',
      person === null
        ? 'principalId: the property is required where consentType is Principal.'
        : 'principalId: it does not go with the consentType AllPrincipals.',
    );
  requireRow(call, 'servicePrincipals', 'clientId', client ?? '');
  requireRow(call, 'servicePrincipals', 'resourceId', resource ?? '');
  if (person !== null) requireRow(call, 'users', 'principalId', person);
  const about = [client, resource, person].filter((id) => typeof id === 'string');
  const id = Buffer.concat(about.map(guidBytes)).toString('base64url');
  if (call.store.get('oauth2PermissionGrants', id) !== undefined)
    throw new ServiceError(
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      'Permission entry already exists.',
    );
  const row = call.store.put('oauth2PermissionGrants', id, {
    id,
    clientId: client,
    consentType,
    principalId: person,
    resourceId: resource,
    scope,
  });
  recordConsent(call, 'Add delegated permission grant', 'Assign', row);
  return created(plain(call, KINDS.oAuth2PermissionGrant, row));
}

function change(call: Call): Answer {
  const row = existing(call);
  const { id: _id, ...values } = checkedBody(call);
  const changed = call.store.put('oauth2PermissionGrants', textOf(row['id']), { ...row, ...values });
  recordConsent(call, 'Update delegated permission grant', 'Update', changed);
  return NO_CONTENT;
}

function revoke(call: Call): Answer {
  const row = existing(call);
  call.store.delete('oauth2PermissionGrants', textOf(row['id']));
  recordConsent(call, 'Remove delegated permission grant', 'Unassign', row);
  return NO_CONTENT;
}

export const consentRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: COLLECTION,
    takes: { type: TYPE, purpose: 'create' },
    answers: TYPE,
    handle: grant,
  },
  {
    method: 'PATCH',
    pattern: `${COLLECTION}/{id}`,
    takes: { type: TYPE, purpose: 'update' },
    handle: change,
  },
  { method: 'DELETE', pattern: `${COLLECTION}/{id}`, handle: revoke },
];
