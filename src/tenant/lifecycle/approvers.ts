/** Who may decide about a request, resolved to people (CONTRACT 16.4). */
import { usersIn } from '../directory/groups.ts';
import type { Entity } from '../json.ts';
import { textOf, textsOf } from '../json.ts';
import { shutBy } from '../directory/outer-door.ts';
import { typeOf } from '../wire/request-body.ts';
import type { Store } from '../storage/store.ts';
import { personOf } from './person.ts';

/** For whom the approvers are looked for. */
export interface Requestor {
  /** Whom the access is for; empty for a person who is not in the directory. */
  readonly userId: string;
  /** Who made the request, when that is another. */
  readonly requestedById?: string;
  /** Organizations whose sponsors count. */
  readonly organizationIds: readonly string[];
}

/** Ids of the primary approvers, or of the fallback approvers when there are none. Who made a request never approves it. */
export function approversFor(
  store: Store,
  requestor: Requestor,
  primary: readonly Entity[],
  fallback: readonly Entity[],
): string[] {
  const first = resolved(store, requestor, primary);
  return first.length > 0 ? first : resolved(store, requestor, fallback);
}

function resolved(store: Store, requestor: Requestor, subjects: readonly Entity[]): string[] {
  const ids = new Set(subjects.flatMap((subject) => idsOf(store, requestor, subject)));
  const own = requestor.requestedById ?? requestor.userId;
  return [...ids].filter((id) => id !== own && canSignIn(store, id)).sort();
}

/** Not with an account that is disabled, nor as a guest of a tenant that cross-tenant access blocks (inference). */
function canSignIn(store: Store, userId: string): boolean {
  const user = store.get('users', userId);
  if (user === undefined || user['accountEnabled'] === false) return false;
  return user['userType'] !== 'Guest' || shutBy(store, personOf(store, user)) === undefined;
}

function idsOf(store: Store, requestor: Requestor, subject: Entity): string[] {
  switch (typeOf(subject)) {
    case 'singleUser':
      return [textOf(subject['userId']).toLowerCase()];
    case 'groupMembers':
      return usersIn(store, textOf(subject['groupId']).toLowerCase());
    case 'requestorManager':
    case 'targetManager':
      return managerOf(store, requestor.userId, Number(subject['managerLevel'] ?? 1));
    case 'internalSponsors':
      return sponsors(store, requestor, 'internalSponsors');
    case 'externalSponsors':
      return sponsors(store, requestor, 'externalSponsors');
    default:
      return [];
  }
}

function managerOf(store: Store, userId: string, level: number): string[] {
  let id = userId;
  for (let step = 0; step < level; step += 1) id = textOf(store.get('users', id)?.['managerId']);
  return id === '' ? [] : [id];
}

function sponsors(
  store: Store,
  { organizationIds }: Requestor,
  list: 'internalSponsors' | 'externalSponsors',
) {
  return organizationIds
    .flatMap((id) => textsOf(store.get('connectedOrganizations', id)?.[list]))
    .flatMap((id) => (store.get('groups', id) === undefined ? [id] : usersIn(store, id)));
}
