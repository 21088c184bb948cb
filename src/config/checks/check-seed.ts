/** What a seed may not say of itself: who is named has to be in it, and a name has to lead to one of them. Pure. */
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { isGuid } from '../../model/guid.ts';
import type { AttributePath } from '../../model/path.ts';
import { formatPath } from '../../model/path.ts';
import type { Directory } from '../../schema/directory.ts';
import { fault } from './placed.ts';
import type { Placed } from './placed.ts';

type SeedUser = NonNullable<Directory['users']>[number];
type SeedGroup = NonNullable<Directory['groups']>[number];

/** A value that tells entries apart, and where it stands. */
interface Telling {
  readonly value: string;
  readonly path: AttributePath;
}

/** Names that lead nowhere or to two entries, and entries that would be one; every one of them. */
export function checkSeed(seed: Directory): Placed[] {
  return [...nameless(seed), ...namedInSeed(seed), ...takenTwice(seed)];
}

function* nameless({ users = [] }: Directory): Generator<Placed> {
  for (const [index, user] of users.entries())
    if (namesOf(user).length === 0)
      yield fault(
        'SCHEMA_REQUIRED',
        ['users', index],
        `users[${index}] has neither userPrincipalName nor mail`,
        'Add userPrincipalName for a member, mail for a guest',
      );
}

/** Who is named as a manager, member or owner. */
function* namedInSeed(seed: Directory): Generator<Placed> {
  const names = new SeedNames(seed);
  for (const [index, { manager }] of (seed.users ?? []).entries())
    if (manager !== undefined) yield* names.judge('user', manager, ['users', index, 'manager']);
  for (const [index, group] of (seed.groups ?? []).entries())
    for (const list of ['members', 'owners'] as const)
      for (const [at, name] of (group[list] ?? []).entries())
        yield* names.judge('user or group', name, ['groups', index, list, at]);
}

/** What the names in a seed lead to. */
class SeedNames {
  private readonly users: readonly SeedUser[];
  private readonly groups: readonly SeedGroup[];
  private readonly userNames: ReadonlySet<string>;
  private readonly groupCounts = new Map<string, number>();

  constructor({ users = [], groups = [] }: Directory) {
    this.users = users;
    this.groups = groups;
    this.userNames = new Set(users.flatMap((user) => namesOf(user).map(folded)));
    for (const { displayName } of groups) {
      const name = folded(displayName);
      this.groupCounts.set(name, (this.groupCounts.get(name) ?? 0) + 1);
    }
  }

  *judge(what: 'user' | 'user or group', name: string, path: AttributePath): Generator<Placed> {
    const text = folded(name);
    if (this.userNames.has(text)) return;
    const groups = what === 'user' ? 0 : (this.groupCounts.get(text) ?? 0);
    if (groups === 1) return;
    if (groups > 1)
      yield fault(
        'REFERENCE_UNKNOWN',
        path,
        `${groups} groups of the seed are named "${name}"`,
        'Give the one that is meant a displayName of its own, and write that',
      );
    else yield this.unknown(what, name, path);
  }

  private unknown(what: 'user' | 'user or group', name: string, path: AttributePath): Placed {
    const meant = this.otherwiseNamed(name);
    if (meant !== undefined)
      return fault(
        'REFERENCE_UNKNOWN',
        path,
        `"${name}" leads nowhere: people go by userPrincipalName or mail, groups by displayName`,
        `Write ${meant}`,
      );
    return fault(
      'REFERENCE_UNKNOWN',
      path,
      `There is no ${what} "${name}" in the seed`,
      this.nearest(what, name),
    );
  }

  private nearest(what: 'user' | 'user or group', name: string): string {
    const known = [
      ...this.users.flatMap(namesOf),
      ...(what === 'user' ? [] : this.groups.map(({ displayName }) => displayName)),
    ];
    const near = didYouMean(name, known);
    if (near !== undefined) return `Did you mean "${near}"?`;
    return name.includes('@')
      ? `Add it to users: - { userPrincipalName: ${name}, displayName: ... }`
      : `Write a userPrincipalName or mail under users${what === 'user' ? '' : ', or the displayName of a group'}`;
  }

  /** The name of those who are told by an id or by what people see. */
  private otherwiseNamed(name: string): string | undefined {
    const text = folded(name);
    const isMeant = ({ id, displayName }: { readonly id?: string; readonly displayName: string }) =>
      folded(isGuid(name) ? (id ?? '') : displayName) === text;
    const users = this.users.filter(isMeant);
    const groups = isGuid(name) ? this.groups.filter(isMeant) : [];
    const [only, ...others] = [
      ...users.map((user) => namesOf(user)[0]),
      ...groups.map(({ displayName }) => displayName),
    ];
    return others.length === 0 ? only : undefined;
  }
}

/** Names by which the seed refers to a user. */
function namesOf({ userPrincipalName, mail }: SeedUser): string[] {
  return [userPrincipalName, mail].filter((name) => name !== undefined);
}

const folded = (text: string) => text.toLowerCase();

/** Values of which the directory has one each. */
function* takenTwice(seed: Directory): Generator<Placed> {
  const { users = [], groups = [], servicePrincipals = [], sites = [], organizations = [] } = seed;
  const told = <T extends object>(section: string, entries: readonly T[], member: keyof T & string) =>
    entries.flatMap((entry, index): Telling[] => {
      const value = entry[member];
      return typeof value === 'string' ? [{ value, path: [section, index, member] }] : [];
    });
  yield* twice('user with the name', told('users', users, 'userPrincipalName'));
  yield* twice('object with the id', [
    ...told('users', users, 'id'),
    ...told('groups', groups, 'id'),
    ...told('servicePrincipals', servicePrincipals, 'id'),
  ]);
  yield* twice('application with the appId', told('servicePrincipals', servicePrincipals, 'appId'));
  yield* twice('site with the address', told('sites', sites, 'webUrl'));
  const environments = told('resourceEnvironments', seed.resourceEnvironments ?? [], 'originId');
  yield* twice('geography with the originId', environments);
  yield* twice('organization with the tenantId', told('organizations', organizations, 'tenantId'));
  const own = domainsAt(['tenant', 'domains'], seed.tenant.domains);
  const theirs = organizations.flatMap(({ domains }, index) =>
    domainsAt(['organizations', index, 'domains'], domains),
  );
  yield* twice('tenant with the domain', [...own, ...theirs]);
}

function domainsAt(path: AttributePath, domains: readonly string[]): readonly Telling[] {
  return domains.map((value, index) => ({ value, path: [...path, index] }));
}

function* twice(what: string, all: readonly Telling[]): Generator<Placed> {
  const first = new Map<string, AttributePath>();
  for (const { value, path } of all) {
    const before = first.get(folded(value));
    if (before === undefined) first.set(folded(value), path);
    else
      yield fault(
        'REFERENCE_DUPLICATE',
        path,
        `The seed has another ${what} "${value}": ${formatPath(entryOf(before))}`,
        'Change one of the two, or remove one of the entries',
      );
  }
}

/** The entry of a list in which a value stands. */
function entryOf(path: AttributePath): AttributePath {
  return path.slice(0, path.findLastIndex((part) => typeof part === 'number') + 1);
}
