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
  /** Users whom the rule of an automatic assignment matches; `id` is the rule. */
  | 'attributeRule';

export interface RequestorName {
  readonly type: RequestorType;
  /** Address (organization) or id (group, user); absent for classes of people. */
  readonly id?: string;
  /** What people call it: `Fabrikam (fabrikam.com)`, `any external user`. */
  readonly label: string;
}

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

/** One requestor class × package whose answer to "may they, and how" is another after the plan. */
export interface AccessChange {
  readonly requestor: RequestorName;
  readonly package: { readonly address: ResourceAddress; readonly displayName: string };
  readonly severity: AccessSeverity;
  /** Of all that differs; plans of earlier versions do not say it. */
  readonly direction?: AccessDirection;
  /** Of `changed`: what differs; plans of earlier versions do not say it. */
  readonly differences?: readonly AccessDifference[];
  /** One sentence for a reviewer, without a trailing full stop; untrusted text inside, escape it. */
  readonly summary: string;
  /** What else there is to know, a line each (`approval: Bob, then Partner Desk`); untrusted text inside. */
  readonly details: readonly string[];
  readonly causes: readonly AccessCause[];
}

export interface AccessDiff {
  readonly gained: readonly AccessChange[];
  readonly lost: readonly AccessChange[];
  readonly changed: readonly AccessChange[];
}
