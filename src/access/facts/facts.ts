/**
 * What is known of people, groups and domains: the facts that access depends on and no configuration holds. Every
 * fact may be missing, and what is missing is reported as unknown, never guessed.
 */
import type { ResourceAddress } from '../../model/address.ts';
import { onceFor } from '../../model/once.ts';
import type { JsonObject } from '../../model/value.ts';

/** Of anything that facts may be missing for. */
export type Tri = 'yes' | 'no' | 'unknown';

/** How a person signs in. */
export type SignIn =
  | { readonly kind: 'entra'; readonly tenantId: string }
  | { readonly kind: 'oneTimePasscode' }
  | { readonly kind: 'federation'; readonly issuerUri?: string }
  | { readonly kind: 'social'; readonly provider: string };

/** A sign-in as YAML writes it: what its kind has no use for is left out. */
export function signInFrom({
  kind,
  tenantId = '',
  provider = '',
}: {
  readonly kind: SignIn['kind'];
  readonly tenantId?: string;
  readonly provider?: string;
}): SignIn {
  switch (kind) {
    case 'entra':
      return { kind, tenantId };
    case 'social':
      return { kind, provider };
    default:
      return { kind };
  }
}

/** A person who requests: a user of the directory (`id` present), or not in the directory yet (absent). */
export interface Person {
  /** What to call them in answers. */
  readonly label: string;
  /** Id of the user in the directory, lower-case. */
  readonly id?: string;
  readonly userType?: 'Member' | 'Guest';
  readonly accountEnabled?: boolean;
  readonly mail?: string;
  readonly userPrincipalName?: string;
  /** Absent: it follows from the domain of `mail`. */
  readonly signIn?: SignIn;
  /** Ids of all groups, transitively; absent: the groups' members tell, or it is unknown. */
  readonly groups?: readonly string[];
  /** Id of the manager, null for none; absent: unknown. */
  readonly manager?: string | null;
  /** Packages of live assignments; absent: taken to be none, and said so where it matters. */
  readonly holds?: readonly ResourceAddress[];
  /** Graph properties of the user, for rules such as `user.department -eq "Sales"`; absent: unknown. */
  readonly properties?: JsonObject;
}

export interface GroupFacts {
  readonly label: string;
  /** Ids of users who are members, transitively; absent: unknown. */
  readonly members?: readonly string[];
  /** Ids of groups within it, transitively; absent: unknown, or none. */
  readonly memberGroups?: readonly string[];
  /** Of a dynamic group; only read where `members` is absent. */
  readonly membershipRule?: string;
  /** Directory roles can be assigned to it, so who is in it can come to administer the directory. */
  readonly isAssignableToRole?: boolean;
}

export interface DirectoryFacts {
  /** By id, lower-case. */
  readonly users: ReadonlyMap<string, Person>;
  readonly groups: ReadonlyMap<string, GroupFacts>;
  /** Id → what people call it, for everything else (applications, tenants). */
  readonly names?: Readonly<Record<string, string>>;
  /** Domain, lower-case → id of the Entra tenant that verified it, '' for none; absent domains are unknown. */
  readonly tenantOfDomain: ReadonlyMap<string, string>;
  /** Verified domains of the governed tenant itself, lower-case, as far as known. */
  readonly ownDomains?: ReadonlySet<string>;
  /** Users, groups and applications that left, by id: when, and until when they can be restored (`` when unknown). */
  readonly departed?: ReadonlyMap<string, string>;
  /** Ids of the users who hold a package and keep it, by its address; of packages that are absent it is unknown. */
  readonly holders?: ReadonlyMap<ResourceAddress, ReadonlySet<string>>;
  /** True when the facts are complete: who is not listed is not in the directory, other domains have no tenant. */
  readonly complete?: boolean;
}

/** Nothing is known. */
export const NO_FACTS: DirectoryFacts = { users: new Map(), groups: new Map(), tenantOfDomain: new Map() };

/** The domain of an address, lower-case; undefined when there is none. */
export function domainOf(mail: string | undefined): string | undefined {
  const at = mail?.lastIndexOf('@') ?? -1;
  return mail === undefined || at < 0 ? undefined : mail.slice(at + 1).toLowerCase();
}

/** `yes` when one is, else `unknown` when one is, else `no`. */
export function some<T>(items: Iterable<T>, test: (item: T) => Tri): Tri {
  let result: Tri = 'no';
  for (const item of items) {
    const found = test(item);
    if (found === 'yes') return 'yes';
    if (found === 'unknown') result = 'unknown';
  }
  return result;
}

/** `no` when one is, else `unknown` when one is, else `yes`. */
export function everyOf(...parts: readonly Tri[]): Tri {
  if (parts.includes('no')) return 'no';
  return parts.includes('unknown') ? 'unknown' : 'yes';
}

/** The opposite; what is unknown stays so. */
export function not(value: Tri): Tri {
  return value === 'unknown' ? value : value === 'yes' ? 'no' : 'yes';
}

/** Whether a group is another, or within it, which makes all of its members members of that too. */
export function isWithin({ groups }: DirectoryFacts, inner: string, outer: string): boolean {
  return inner === outer || groups.get(outer)?.memberGroups?.includes(inner) === true;
}

/** Groups by id, and those around them; who is within a group is told transitively. */
export function withOuterGroups({ groups }: DirectoryFacts, inner: Iterable<string>): Set<string> {
  const within = new Set(inner);
  if (within.size === 0) return within;
  const around = groupsAround(groups);
  return new Set([...within, ...[...within].flatMap((each) => around.get(each) ?? [])]);
}

/** Groups by those that are within them. */
const groupsAround = onceFor((groups: DirectoryFacts['groups']): ReadonlyMap<string, readonly string[]> => {
  const around = new Map<string, string[]>();
  for (const [outer, { memberGroups = [] }] of groups)
    for (const inner of memberGroups) {
      const known = around.get(inner);
      if (known === undefined) around.set(inner, [outer]);
      else known.push(outer);
    }
  return around;
});
