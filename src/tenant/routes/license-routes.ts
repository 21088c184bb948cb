/** What administrators do about accounts: licenses of users and groups, sessions, provisioning, and the password of the person who calls. */
import { rowByKey } from '../directory/alternate-keys.ts';
import { record } from '../audit.ts';
import type { Answer, Call, Route } from '../context.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, textOf, textsOf } from '../json.ts';
import { userOf } from '../directory/lookups.ts';
import { pick } from '../wire/query.ts';
import { missingObject } from '../read/directory-kinds.ts';
import { KINDS } from '../read/kinds.ts';
import { plain } from '../read/render.ts';
import { requireMe } from '../read/roots.ts';
import { checkedBody } from '../wire/request-body.ts';
import { NO_CONTENT, ok, param } from '../route.ts';

/** What an answer about licenses has beside the usual properties of a user. */
const SHOWN = ['accountEnabled', 'assignedLicenses', 'assignedPlans', 'city', 'companyName'];

function shownUser(call: Call, row: Entity): Entity {
  return { ...plain(call, KINDS.user, row), ...pick(KINDS.user.view?.(call, row) ?? row, ...SHOWN) };
}

/** The licenses of a row as a body changes them. Which ones the tenant has bought is not kept, so any can be given. */
function withLicenses(call: Call, row: Entity): Entity {
  const { addLicenses, removeLicenses } = checkedBody(call);
  const added = entitiesOf(addLicenses).map((each): Entity => ({ disabledPlans: [], ...each }));
  const replaced = [...added.map(({ skuId }) => textOf(skuId)), ...textsOf(removeLicenses)];
  const gone = new Set(replaced.map((id) => id.toLowerCase()));
  const kept = entitiesOf(row['assignedLicenses']).filter(
    ({ skuId }) => !gone.has(textOf(skuId).toLowerCase()),
  );
  return { ...row, assignedLicenses: [...kept, ...added] };
}

function recordLicense(call: Call, type: 'User' | 'Group', object: Entity): void {
  record(call, {
    activity: `Change ${type.toLowerCase()} license`,
    operationType: 'Update',
    targets: [{ type, object }],
  });
}

function userAt(call: Call): Entity {
  const id = call.params['id'];
  const row = id === undefined ? requireMe(call) : userOf(call.store, id);
  if (row === undefined) throw missingObject(param(call, 'id'));
  return row;
}

function assignToUser(call: Call): Answer {
  const row = userAt(call);
  const changed = call.store.put('users', textOf(row['id']), withLicenses(call, row));
  recordLicense(call, 'User', changed);
  return ok(shownUser(call, changed));
}

/** A group's licenses reach its members later, so the answer only says that it was taken. */
function assignToGroup(call: Call): Answer {
  const row = rowByKey(call.store, 'groups', param(call, 'id'));
  if (row === undefined) throw missingObject(param(call, 'id'));
  const id = textOf(row['id']);
  const changed = call.store.put('groups', id, withLicenses(call, row));
  recordLicense(call, 'Group', changed);
  const tenantId = textOf(call.store.get('meta', 'tenant')?.['id']);
  const location = `${call.url.origin}/v2/${tenantId}/directoryObjects/${id}/Microsoft.DirectoryServices.Group`;
  return { status: 202, headers: { location }, body: plain(call, KINDS.group, changed) };
}

/** Passwords are not kept: none is wrong, and the new one is as good as the old. */
function changePassword(call: Call): Answer {
  checkedBody(call);
  const row = requireMe(call);
  const changed = { ...row, lastPasswordChangeDateTime: call.now };
  call.store.put('users', textOf(row['id']), changed);
  record(call, {
    activity: 'Change user password',
    operationType: 'Update',
    targets: [{ type: 'User', object: changed }],
  });
  return NO_CONTENT;
}

/** Tokens of this tenant's tests go on: it only says since when those of a user count. */
function revokeSessions(call: Call): Answer {
  const row = userAt(call);
  const changed = { ...row, signInSessionsValidFromDateTime: call.now };
  call.store.put('users', textOf(row['id']), changed);
  record(call, {
    activity: 'Update user',
    operationType: 'Update',
    targets: [{ type: 'User', object: changed }],
  });
  return ok({ '@odata.context': `${call.url.origin}/v1.0/$metadata#Edm.Boolean`, value: true });
}

/** Nothing is provisioned to other services, so there is nothing to try again. */
function retryProvisioning(call: Call, table: 'users' | 'groups'): Answer {
  const id = param(call, 'id');
  const row = table === 'users' ? userOf(call.store, id) : rowByKey(call.store, table, id);
  if (row === undefined) throw missingObject(id);
  return NO_CONTENT;
}

const TAKES = { type: 'assignLicense', purpose: 'create' } as const;

export const licenseRoutes: readonly Route[] = [
  ...['/users/{id}', '/me'].flatMap((at): Route[] => [
    { method: 'POST', pattern: `${at}/assignLicense`, takes: TAKES, answers: 'user', handle: assignToUser },
    {
      method: 'POST',
      pattern: `${at}/reprocessLicenseAssignment`,
      answers: 'user',
      handle: (call) => ok(shownUser(call, userAt(call))),
    },
    { method: 'POST', pattern: `${at}/revokeSignInSessions`, handle: revokeSessions },
  ]),
  ...(['users', 'groups'] as const).map((table): Route => ({
    method: 'POST',
    pattern: `/${table}/{id}/retryServiceProvisioning`,
    handle: (call) => retryProvisioning(call, table),
  })),
  {
    method: 'POST',
    pattern: '/groups/{id}/assignLicense',
    takes: TAKES,
    answers: 'group',
    handle: assignToGroup,
  },
  {
    method: 'POST',
    pattern: '/me/changePassword',
    takes: { type: 'changePassword', purpose: 'create' },
    handle: changePassword,
  },
];
