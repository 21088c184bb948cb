/** What the governance rules need to know of people, from what look-ups found. */
import type { LookupKey } from '../model/principal.ts';
import { asString, objectsOf } from '../model/value.ts';
import type { JsonValue } from '../model/value.ts';
import type { KnownPrincipals, PrincipalFacts } from '../checks/people.ts';
import type { DirectoryEntry } from '../graph/port.ts';

const PRINCIPALS = /^(user|guest|group|servicePrincipal|id):/;

/** The look-ups that stand for people, groups and applications. */
export function principalKeys(keys: Iterable<LookupKey>): readonly LookupKey[] {
  return [...new Set(keys)].filter((key) => PRINCIPALS.test(key));
}

/** Facts by look-up; entries of sites and partner tenants are left out. */
export function factsOf(entries: ReadonlyMap<LookupKey, DirectoryEntry>): KnownPrincipals {
  return new Map(
    [...entries].flatMap(([key, entry]) =>
      PRINCIPALS.test(key) ? [[key, factsOfEntry(entry)] as const] : [],
    ),
  );
}

function factsOfEntry({ type, label, properties }: DirectoryEntry): PrincipalFacts {
  const mail = asString(properties['mail']);
  return {
    type: type === 'user' || type === 'group' || type === 'servicePrincipal' ? type : 'other',
    label,
    guest: properties['userType'] === 'Guest',
    enabled: properties['accountEnabled'] !== false,
    ...(mail !== undefined && { mail }),
    ...(type === 'servicePrincipal' && { appRoles: rolesOf(properties['appRoles']) }),
  };
}

/** Disabled roles cannot be assigned. */
function rolesOf(appRoles: JsonValue | undefined): readonly string[] {
  const enabled = objectsOf(appRoles).filter(({ isEnabled }) => isEnabled !== false);
  return enabled.flatMap(({ displayName }) => asString(displayName) ?? []);
}
