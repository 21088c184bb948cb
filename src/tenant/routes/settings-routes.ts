/** Settings of the whole tenant: what becomes of external users, and what requestors are shown (CONTRACT 12). */
import { callerName } from '../audit.ts';
import type { Answer, Call, Route } from '../context.ts';
import type { Entity } from '../json.ts';
import { endUserSettings } from '../directory/lookups.ts';
import { EM } from '../paths.ts';
import { KINDS } from '../read/kinds.ts';
import { plain } from '../read/render.ts';
import { checkedBody } from '../wire/request-body.ts';
import { NO_CONTENT, ok } from '../route.ts';

function updateSettings(call: Call): Answer {
  const values = checkedBody(call);
  const settings: Entity = { ...call.store.get('settings', 'singleton'), ...values, id: 'singleton' };
  const unused = settings['externalUserLifecycleAction'] !== 'blockSignInAndDelete';
  const dropped = unused && call.behaviour.settingsDropUnusedDuration;
  call.store.put('settings', 'singleton', {
    ...settings,
    ...(dropped && { durationUntilExternalUserDeletedAfterBlocked: null }),
  });
  return NO_CONTENT;
}

function updateEndUserSettings(call: Call): Answer {
  const old = endUserSettings(call.store);
  const { id: _id, ...values } = checkedBody(call);
  const by = callerName(call);
  const row = call.store.put('settings', 'endUserSettings', {
    createdBy: by,
    createdDateTime: call.now,
    ...old,
    ...values,
    modifiedBy: by,
    modifiedDateTime: call.now,
  });
  return ok(plain(call, KINDS.controlConfiguration, row));
}

const END_USER_SETTINGS = `${EM}/controlConfigurations/endUserSettings`;

export const settingsRoutes: readonly Route[] = [
  {
    method: 'PATCH',
    pattern: `${EM}/settings`,
    takes: { type: 'entitlementManagementSettings', purpose: 'update' },
    handle: updateSettings,
  },
  // The documentation has PUT, clients made from the metadata send PATCH.
  {
    method: 'PUT',
    pattern: END_USER_SETTINGS,
    takes: { type: 'endUserSettings', purpose: 'replace' },
    answers: 'controlConfiguration',
    handle: updateEndUserSettings,
  },
  {
    method: 'PATCH',
    pattern: END_USER_SETTINGS,
    takes: { type: 'endUserSettings', purpose: 'update' },
    answers: 'controlConfiguration',
    handle: updateEndUserSettings,
  },
];
