/** What a test token makes its bearer. Without one a client may do everything. */
import type { Authority } from '../context.ts';
import type { Entity } from '../json.ts';
import { textOf, textsOf } from '../json.ts';
import { ServiceError } from '../wire/service-error.ts';
import type { Store } from '../storage/store.ts';
import { directoryRolesIn } from './directory-roles.ts';
import { rolesOf } from './held-roles.ts';
import { claimsOf, isTokenShaped } from './token.ts';

/** Of an `Authorization` header; undefined for a client that may do everything. Throws 401. */
export function authorityOf(
  store: Store,
  authorization: string | undefined,
  now: string,
): Authority | undefined {
  if (!isTokenShaped(authorization)) return undefined;
  const claims = claimsOf(store, authorization, now);
  return textOf(claims['idtyp']) === 'app' ? ofApplication(store, claims) : ofPerson(store, claims, now);
}

function ofPerson(store: Store, claims: Entity, now: string): Authority {
  const user = store.get('users', textOf(claims['oid']));
  if (user === undefined || user['accountEnabled'] === false)
    throw new ServiceError(
      401,
      'InvalidAuthenticationToken',
      'The user of the token cannot sign in any more.',
    );
  return {
    kind: 'delegated',
    principalId: textOf(user['id']),
    permissions: new Set(textOf(claims['scp']).split(' ')),
    directoryRoles: new Set([...directoryRolesIn(claims['wids']), ...rolesOf(store, user, now)]),
  };
}

function ofApplication(store: Store, claims: Entity): Authority {
  const application = store.get('servicePrincipals', textOf(claims['oid']));
  if (application === undefined)
    throw new ServiceError(401, 'InvalidAuthenticationToken', 'The application of the token is gone.');
  return {
    kind: 'application',
    principalId: textOf(application['id']),
    permissions: new Set(textsOf(claims['roles'])),
    directoryRoles: new Set(directoryRolesIn(claims['wids'])),
  };
}
