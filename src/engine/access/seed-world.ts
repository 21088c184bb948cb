/** A directory seed as access sees it: names, people, groups and domains, without a tenant behind them. */
import type { DirectoryFacts, GroupFacts, Person } from '../../access/index.ts';
import { signInFrom } from '../../access/index.ts';
import type { Directory } from '../../schema/directory.ts';
import { RULE_PROPERTIES } from '../../graph/directory-entry.ts';
import type { LookupKey } from '../../model/principal.ts';
import { parseLookup } from '../../model/principal.ts';

type SeedUser = NonNullable<Directory['users']>[number];
type SeedGroup = NonNullable<Directory['groups']>[number];

export interface OfflineWorld {
  readonly directory: DirectoryFacts;
  /** Id of what a look-up names, in the form in which states record it; undefined for what the seed does not hold. */
  find(key: LookupKey): string | undefined;
}

/** All people and objects of the seed; there are no others. */
export function seedWorld(seed: Directory): OfflineWorld {
  const userByName = namesOfUsers(seed.users ?? []);
  const users = new Map((seed.users ?? []).map((user) => [idOfUser(user), personOf(user, userByName)]));
  const groups = groupsOf(seed.groups ?? [], userByName);
  const groupByName = new Map([...groups].map(([id, { label }]) => [label.toLowerCase(), id]));
  const applications = new Map(
    (seed.servicePrincipals ?? []).map(({ id, displayName }) => [
      displayName.toLowerCase(),
      id ?? displayName,
    ]),
  );
  const tenantOfDomain = new Map<string, string>();
  for (const { tenantId, displayName, domains } of seed.organizations ?? [])
    for (const domain of domains)
      tenantOfDomain.set(domain.toLowerCase(), tenantId ?? displayName.toLowerCase());
  const names = Object.fromEntries([
    ...(seed.servicePrincipals ?? []).map(({ id, displayName }) => [id ?? displayName, displayName]),
    ...(seed.organizations ?? []).map(({ tenantId, displayName }) => [
      tenantId ?? displayName.toLowerCase(),
      displayName,
    ]),
  ]) as Record<string, string>;
  const ownDomains = new Set(seed.tenant.domains.map((domain) => domain.toLowerCase()));
  return {
    directory: { users, groups, names, tenantOfDomain, ownDomains, complete: true },
    find(key) {
      const { type, text } = parseLookup(key);
      const name = text.toLowerCase();
      switch (type) {
        case 'user':
        case 'guest':
          return userByName.get(name);
        case 'group':
          return groupByName.get(name);
        case 'servicePrincipal':
          return applications.get(name);
        case 'domain':
          return tenantOfDomain.get(name) ?? '';
        case 'id':
          return users.has(name) ? `user:${name}` : groups.has(name) ? `group:${name}` : undefined;
        case 'site':
          return (seed.sites ?? []).find(({ webUrl }) => webUrl.toLowerCase() === name)?.webUrl;
        default:
          return undefined;
      }
    },
  };
}

/** Ids by user principal name and by mail. */
function namesOfUsers(users: readonly SeedUser[]): ReadonlyMap<string, string> {
  return new Map(
    users.flatMap((user) =>
      [user.mail, user.userPrincipalName].flatMap((name): [string, string][] =>
        name === undefined ? [] : [[name.toLowerCase(), idOfUser(user)]],
      ),
    ),
  );
}

function idOfUser({ id, userPrincipalName, mail }: SeedUser): string {
  return (id ?? userPrincipalName ?? mail ?? '').toLowerCase();
}

function personOf(user: SeedUser, userByName: ReadonlyMap<string, string>): Person {
  const { userPrincipalName, mail = userPrincipalName, displayName, manager, signIn } = user;
  const { userType = 'Member', accountEnabled = true } = user;
  const properties = {
    displayName,
    userType,
    accountEnabled,
    ...Object.fromEntries(RULE_PROPERTIES.map((name) => [name, user[name] ?? null])),
    ...(mail !== undefined && { mail }),
    ...(userPrincipalName !== undefined && { userPrincipalName }),
  };
  return {
    id: idOfUser(user),
    label: (userType === 'Guest' ? mail : userPrincipalName) ?? displayName,
    userType,
    accountEnabled,
    ...(mail !== undefined && { mail }),
    ...(userPrincipalName !== undefined && { userPrincipalName }),
    ...(signIn !== undefined && { signIn: signInFrom(signIn) }),
    manager: (manager === undefined ? undefined : userByName.get(manager.toLowerCase())) ?? null,
    properties,
  };
}

/** Groups with their members, those of groups within groups included. */
function groupsOf(
  groups: readonly SeedGroup[],
  userByName: ReadonlyMap<string, string>,
): ReadonlyMap<string, GroupFacts> {
  const byName = new Map(groups.map((group) => [group.displayName.toLowerCase(), group]));
  const idOf = ({ id, displayName }: SeedGroup) => (id ?? displayName).toLowerCase();
  const nestedIn = (group: SeedGroup, seen: Set<SeedGroup> = new Set()): Set<SeedGroup> => {
    for (const name of group.members ?? []) {
      const inner = userByName.has(name.toLowerCase()) ? undefined : byName.get(name.toLowerCase());
      if (inner !== undefined && !seen.has(inner)) nestedIn(inner, seen.add(inner));
    }
    return seen;
  };
  const collect = ({ members = [] }: SeedGroup, found: Set<string>, seen: Set<string>): Set<string> => {
    for (const name of members.map((member) => member.toLowerCase())) {
      const user = userByName.get(name);
      const group = byName.get(name);
      if (user !== undefined) found.add(user);
      else if (group !== undefined && !seen.has(name)) collect(group, found, seen.add(name));
    }
    return found;
  };
  return new Map(
    groups.map((group): [string, GroupFacts] => {
      const { displayName: label, membershipRule, isAssignableToRole } = group;
      const memberGroups = [...nestedIn(group)].map(idOf).sort();
      const facts =
        membershipRule === undefined
          ? {
              label,
              members: [...collect(group, new Set(), new Set())].sort(),
              ...(memberGroups.length > 0 && { memberGroups }),
            }
          : { label, membershipRule };
      const known = isAssignableToRole === true ? { ...facts, isAssignableToRole } : facts;
      return [idOf(group), known];
    }),
  );
}
