/** The effective-access side of a plan: who gains, loses or gets other terms for what. Data; made by this room. */
import type { ResourceAddress } from '../model/address.ts';
import type { JsonValue } from '../model/value.ts';

/** Who may be meant: one partner, a class of people, or one principal. */
export type RequestorType =
  /** People of one connected organization. */
  | 'connectedOrganization'
  /** People of every connected organization in state `configured`. */
  | 'configuredOrganizations'
  /** Anyone on the internet, of a connected organization or of none. */
  | 'anyExternalUser'
  /** Everyone in the directory with userType Member. */
  | 'members'
  /** Members, and guests who are in the directory already. */
  | 'directoryUsers'
  | 'group'
  | 'user'
  | 'servicePrincipals'
  /** The requestor's manager; `id` is the level. */
  | 'manager'
  /** Sponsors of the requestor's organization; `id` tells internal from external ones. */
  | 'sponsors'
  /** Those who hold the package. */
  | 'holder'
  /** Whom a change concerns is not worked out. */
  | 'unknown'
  /** Users whom the rule of an automatic assignment matches; `id` is the rule. */
  | 'attributeRule';

export interface RequestorName {
  readonly type: RequestorType;
  /** Address (organization) or id (group, user); absent for classes of people. */
  readonly id?: string;
  /** Of people from outside: those who are in the directory already; without it, those who are not yet as well. */
  readonly guests?: true;
  /** What people call it: `Fabrikam (fabrikam.com)`, `any external user`. */
  readonly label: string;
}

/** What access is a relation to. */
export type AccessCapability =
  /** Request a package, on its terms. */
  | 'request'
  /** Get a package by rule, without a request. */
  | 'receive'
  /** Be assigned a package by an administrator, as one of those whom a policy has in its scope. */
  | 'assign'
  /** Keep, gain or lose roles by a package that one holds. */
  | 'hold'
  /** Request a package for other people. */
  | 'requestFor'
  /** Approve the requests for a package, or of an organization's people as its sponsor. */
  | 'approve'
  /** Review who keeps a package. */
  | 'review'
  /** Hold a role on a catalog. */
  | 'administer';

/** How much a reviewer must care; `critical` is what must be impossible to overlook. */
export type AccessSeverity = 'critical' | 'high' | 'medium' | 'low';

/** What in the configuration or tenant made the difference. */
export interface AccessCause {
  readonly address: ResourceAddress;
  /** Formatted attribute path; absent when the whole object came or went. */
  readonly path?: string;
  readonly source?: { readonly file: string; readonly line: number; readonly column: number };
}

/** What holds after, compared with what held before. */
export type AccessDirection = 'looser' | 'tighter' | 'incomparable';

/** One facet of access that is another, as values: ids, seconds, never what people call them. */
export interface AccessDifference {
  /** `approval`, `duration`, ... */
  readonly facet: string;
  readonly direction: AccessDirection;
  /** Address of the policy, where it is one that the difference is in. */
  readonly policy?: ResourceAddress;
  readonly before: JsonValue;
  readonly after: JsonValue;
}

/** People who hold something: how many, and the first of them by name. `count` is null when that could not be read. */
export interface Holders {
  readonly count: number | null;
  readonly names: readonly string[];
}

/** Someone for whom a capability, or its terms, is another after the plan. */
export interface AccessChange {
  /** Plans of earlier versions do not say it; they know `request` and `receive` alone. */
  readonly capability?: AccessCapability;
  readonly requestor: RequestorName;
  /** What it is about: the package; of `administer` the catalog, of sponsors' `approve` the organization. */
  readonly package: { readonly address: ResourceAddress; readonly displayName: string };
  readonly severity: AccessSeverity;
  /** Of all that differs; plans of earlier versions do not say it. */
  readonly direction?: AccessDirection;
  /** Of `changed`: what differs; plans of earlier versions do not say it. */
  readonly differences?: readonly AccessDifference[];
  /** The summary without the requestor, to be said of several; plans of earlier versions do not say it. */
  readonly predicate?: string;
  /** One sentence for a reviewer, without a trailing full stop; untrusted text inside, escape it. */
  readonly summary: string;
  /** What else there is to know, a line each (`approval: Bob, then Partner Desk`); untrusted text inside. */
  readonly details: readonly string[];
  readonly causes: readonly AccessCause[];
  /** Of `hold`: the people meant, where the tenant was asked. */
  readonly holders?: Holders;
}

export interface AccessDiff {
  readonly gained: readonly AccessChange[];
  readonly lost: readonly AccessChange[];
  readonly changed: readonly AccessChange[];
}
