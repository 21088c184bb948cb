/** Test tokens are issued to those who may do everything: a path that only the embedded tenant has. */
import type { Answer, Call, Route } from '../context.ts';
import type { Entity, Json } from '../json.ts';
import { textOf, textsOf } from '../json.ts';
import { durationMs } from '../lifecycle/time.ts';
import { userOf } from '../directory/lookups.ts';
import { rolesOf } from '../permissions/held-roles.ts';
import type { DirectoryRole } from '../permissions/directory-roles.ts';
import { DIRECTORY_ROLES, directoryRole, templateOf } from '../permissions/directory-roles.ts';
import { issueToken } from '../permissions/token.ts';
import { checkedBody } from '../wire/request-body.ts';
import { created } from '../route.ts';
import { invalidModel, notFound } from '../wire/service-error.ts';

/** Enough to plan and apply, and to read the people and groups that are named. */
const DEFAULT_SCOPES = ['Directory.Read.All', 'EntitlementManagement.ReadWrite.All'];
const DEFAULT_LIFETIME = 'PT1H';

function issue(call: Call): Answer {
  const body = checkedBody(call);
  const [person, application] = [textOf(body['as']), textOf(body['app'])];
  if ((person === '') === (application === ''))
    throw invalidModel(
      'Either as or app is required: the person, or the application, that the token is for.',
    );
  const lifetime = durationMs(textOf(body['lifetime'] ?? DEFAULT_LIFETIME)) ?? 0;
  if (lifetime <= 0) throw invalidModel('lifetime: it is a duration such as PT1H.');
  const seconds = Math.floor(Date.parse(call.now) / 1000);
  const exp = seconds + Math.ceil(lifetime / 1000);
  const { store } = call;
  const token = issueToken(store, {
    // What clients of Graph expect to find.
    aud: 'https://graph.microsoft.com',
    tid: store.get('meta', 'tenant')?.['id'],
    ...(person === '' ? ofApplication(call, application, body) : ofPerson(call, person, body)),
    iat: seconds,
    nbf: seconds,
    exp,
  });
  return created({ token, expiresOn: new Date(exp * 1000).toISOString() });
}

function ofPerson({ store, now }: Call, name: string, body: Entity): Entity {
  if (body['roles'] !== undefined) throw invalidModel('roles: application permissions are for app.');
  const user = userOf(store, name.toLowerCase()) ?? withMail(store.all('users'), name);
  // Who is not in the directory has no account that a token could be for.
  if (user === undefined) throw notFound('Request_ResourceNotFound', `The user '${name}'`);
  const { id, userPrincipalName, displayName } = user;
  return {
    idtyp: 'user',
    oid: id,
    upn: userPrincipalName,
    name: displayName,
    scp: (body['scopes'] === undefined ? DEFAULT_SCOPES : textsOf(body['scopes'])).join(' '),
    wids: [...new Set([...rolesOf(store, user, now), ...directoryRoles(body)])].map(templateOf),
  };
}

const withMail = (users: readonly Entity[], address: string) =>
  users.find(({ mail }) => textOf(mail).toLowerCase() === address.toLowerCase());

/** An application by its object id, its application id, or its name. */
function ofApplication({ store }: Call, name: string, body: Entity): Entity {
  if (body['scopes'] !== undefined) throw invalidModel('scopes: an application has roles.');
  const wanted = name.toLowerCase();
  const application = store
    .all('servicePrincipals')
    .find((row) => [row['id'], row['appId'], row['displayName']].some((each) => isSame(each, wanted)));
  if (application === undefined) throw notFound('Request_ResourceNotFound', `The application '${name}'`);
  const { id, appId, displayName } = application;
  return {
    idtyp: 'app',
    oid: id,
    appid: appId,
    app_displayname: displayName,
    roles: textsOf(body['roles']),
    wids: directoryRoles(body).map(templateOf),
  };
}

const isSame = (value: Json | undefined, wanted: string) => textOf(value).toLowerCase() === wanted;

function directoryRoles(body: Entity): DirectoryRole[] {
  return textsOf(body['directoryRoles']).map((name) => {
    const role = directoryRole(name);
    if (role !== undefined) return role;
    throw invalidModel(`directoryRoles: '${name}' is none of ${DIRECTORY_ROLES.join(', ')}.`);
  });
}

export const tokenRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: '/entente/tokens',
    takes: { type: 'testToken', purpose: 'create' },
    handle: issue,
  },
];
