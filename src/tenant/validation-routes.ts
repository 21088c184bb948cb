/** Whether names would do for a group, asked before it is made or renamed. */
import { rowByKey } from './alternate-keys.ts';
import type { Answer, Call, Route } from './context.ts';
import { textOf } from './json.ts';
import { findPrincipal } from './principals.ts';
import { missingObject } from './read/directory-kinds.ts';
import { checkedBody } from './request-body.ts';
import { NO_CONTENT, param } from './route.ts';
import { ServiceError } from './service-error.ts';

/** Characters that a mail nickname cannot have. */
const NO_NICKNAME = /[@()\\[\]";:<>, ]|[^\x20-\x7e]/;
const MAX_NAME = 256;
const MAX_NICKNAME = 64;

const refusal = (message: string) => new ServiceError(422, 'Request_InvalidPropertyValue', message);

/** A tenant without a naming policy refuses only what no group can be called. */
function validate(call: Call): Answer {
  const { displayName, mailNickname, onBehalfOfUserId, entityType } = checkedBody(call);
  if (entityType !== undefined && textOf(entityType).toLowerCase() !== 'group')
    throw new ServiceError(400, 'Request_BadRequest', `entityType '${textOf(entityType)}' is not Group.`);
  if (displayName === undefined && mailNickname === undefined)
    throw new ServiceError(400, 'Request_BadRequest', 'displayName or mailNickname is required.');
  const user = onBehalfOfUserId;
  if (typeof user === 'string' && findPrincipal(call.store, user) === undefined) throw missingObject(user);
  if (textOf(displayName).length > MAX_NAME)
    throw refusal(`The displayName has more than ${MAX_NAME} characters.`);
  const nickname = textOf(mailNickname);
  if (nickname.length > MAX_NICKNAME)
    throw refusal(`The mailNickname has more than ${MAX_NICKNAME} characters.`);
  if (NO_NICKNAME.test(nickname))
    throw refusal(`The mailNickname '${nickname}' has characters that it cannot have.`);
  return NO_CONTENT;
}

const TAKES = { type: 'validateProperties', purpose: 'create' } as const;

export const validationRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/directoryObjects/validateProperties', takes: TAKES, handle: validate },
  {
    method: 'POST',
    pattern: '/groups/{id}/validateProperties',
    takes: TAKES,
    handle: (call) => {
      if (rowByKey(call.store, 'groups', param(call, 'id')) === undefined)
        throw missingObject(param(call, 'id'));
      return validate(call);
    },
  },
  {
    method: 'POST',
    pattern: '/groups/{id}/renew',
    handle: (call) => {
      const group = rowByKey(call.store, 'groups', param(call, 'id'));
      if (group === undefined) throw missingObject(param(call, 'id'));
      call.store.put('groups', textOf(group['id']), { ...group, renewedDateTime: call.now });
      return NO_CONTENT;
    },
  },
];
