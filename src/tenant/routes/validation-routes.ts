/** Whether names would do for a group, asked before it is made or renamed. */
import { rowByKey } from '../directory/alternate-keys.ts';
import type { Answer, Call, Route } from '../context.ts';
import type { Entity } from '../json.ts';
import { textOf } from '../json.ts';
import { findPrincipal } from '../directory/principals.ts';
import { missingObject } from '../read/directory-kinds.ts';
import { checkedBody } from '../wire/request-body.ts';
import { NO_CONTENT, param } from '../route.ts';
import type { ErrorDetail } from '../wire/service-error.ts';
import { ServiceError } from '../wire/service-error.ts';

/** Characters that a mail nickname cannot have. */
const NO_NICKNAME = /[@()\\[\]";:<>, ]|[^\x20-\x7e]/;
const MAX_NAME = 256;
const MAX_NICKNAME = 64;

const detail = (target: string, code: string, message: string): ErrorDetail => ({ target, code, message });

const isNickname = ({ mailNickname }: Entity, wanted: string) =>
  wanted !== '' && textOf(mailNickname).toLowerCase() === wanted.toLowerCase();

function wrongNames(name: string, nickname: string): ErrorDetail[] {
  return [
    ...(name.length > MAX_NAME
      ? [detail('displayName', 'TooLong', `The displayName has more than ${MAX_NAME} characters.`)]
      : []),
    ...(nickname.length > MAX_NICKNAME
      ? [detail('mailNickname', 'TooLong', `The mailNickname has more than ${MAX_NICKNAME} characters.`)]
      : []),
    ...(NO_NICKNAME.test(nickname)
      ? [
          detail(
            'mailNickname',
            'InvalidCharacters',
            `The mailNickname '${nickname}' has characters that it cannot have.`,
          ),
        ]
      : []),
  ];
}

/** A tenant without a naming policy refuses only what no group can be called. */
function validate(call: Call, own?: string): Answer {
  const { displayName, mailNickname, onBehalfOfUserId, entityType } = checkedBody(call);
  if (entityType !== undefined && textOf(entityType).toLowerCase() !== 'group')
    throw new ServiceError(400, 'Request_BadRequest', `entityType '${textOf(entityType)}' is not Group.`);
  if (displayName === undefined && mailNickname === undefined)
    throw new ServiceError(400, 'Request_BadRequest', 'displayName or mailNickname is required.');
  const user = onBehalfOfUserId;
  if (typeof user === 'string' && findPrincipal(call.store, user) === undefined) throw missingObject(user);
  const taken = call.store
    .all('groups')
    .some((group) => group['id'] !== own && isNickname(group, textOf(mailNickname)));
  const details = [
    ...wrongNames(textOf(displayName), textOf(mailNickname)),
    ...(taken ? [detail('mailNickname', 'PropertyConflict', 'Another group has this mailNickname.')] : []),
  ];
  if (details.length === 0) return NO_CONTENT;
  throw new ServiceError(
    422,
    'Request_UnprocessableEntity',
    'The values provided contain one or more validation errors.',
    details,
  );
}

const TAKES = { type: 'validateProperties', purpose: 'create' } as const;

export const validationRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: '/directoryObjects/validateProperties',
    takes: TAKES,
    handle: (call) => validate(call),
  },
  {
    method: 'POST',
    pattern: '/groups/{id}/validateProperties',
    takes: TAKES,
    handle: (call) => {
      const group = rowByKey(call.store, 'groups', param(call, 'id'));
      if (group === undefined) throw missingObject(param(call, 'id'));
      return validate(call, textOf(group['id']));
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
