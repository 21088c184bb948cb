/** What is known of the directory's people, and a record of what a rule looked up and did not find. */
import type { LookupKey } from '../model/principal.ts';

/** What rules need to know of a directory object. */
export interface PrincipalFacts {
  readonly type: 'user' | 'group' | 'servicePrincipal' | 'other';
  /** What a person calls it. */
  readonly label: string;
  readonly guest: boolean;
  /** False for an account that cannot sign in. */
  readonly enabled: boolean;
  readonly mail?: string;
  /** Of an application: names of its roles that can be assigned. */
  readonly appRoles?: readonly string[];
}

export type KnownPrincipals = ReadonlyMap<LookupKey, PrincipalFacts>;

/** The directory as one rule sees it. A principal that was not looked up is noted in `unknown`. */
export class People {
  readonly unknown = new Set<LookupKey>();
  /** Other facts that were not read, a phrase each: `members of Partner Desk`. */
  readonly unread = new Set<string>();
  private readonly known: KnownPrincipals;

  constructor(known: KnownPrincipals) {
    this.known = known;
  }

  /** The facts of a principal; undefined when they are not known, which is noted. */
  facts(key: LookupKey): PrincipalFacts | undefined {
    const facts = this.known.get(key);
    if (facts === undefined) this.unknown.add(key);
    return facts;
  }
}
