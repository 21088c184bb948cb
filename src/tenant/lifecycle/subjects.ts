/** Subjects: how entitlement management knows a person, before they are in the directory and after they have left. */
import type { Context, Person } from '../context.ts';
import type { Entity } from '../json.ts';
import { textOf } from '../json.ts';
import { personName, organizationsOf } from './person.ts';

/** Id of a person's subject: the user's, or the address of a person who is not in the directory. */
export function subjectIdOf({ user, mail }: Person): string {
  return user === undefined ? mail.toLowerCase() : textOf(user['id']);
}

/** The subject of a person, made when it is not known yet. */
export function subjectOf({ store }: Context, person: Person): Entity {
  const { user, mail } = person;
  const id = subjectIdOf(person);
  const known = store.get('subjects', id);
  if (known !== undefined) return known;
  const [organization] = organizationsOf(store, person);
  return store.put('subjects', id, {
    id,
    objectId: user?.['id'] ?? null,
    displayName: personName(person),
    email: mail,
    principalName: user?.['userPrincipalName'] ?? null,
    subjectType: 'user',
    subjectLifecycle: 'notGoverned',
    connectedOrganizationId: organization?.['id'] ?? null,
    signIn: { ...person.signIn },
  });
}
