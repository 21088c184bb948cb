/** The effective-access side of a plan: who gains, loses or gets other terms for what. Data; made by this room. */
import type { DeclaredPlace } from '../../model/declared-place.ts';
import type { ResourceAddress } from '../../model/address.ts';
import type { JsonValue } from '../../model/value.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { AccessSeverity } from './access-severity.ts';
import type { AccessPath } from '../paths/path.ts';
import type { AccessCapability } from '../relation/capability.ts';
import type { Order } from '../relation/order.ts';

export type { AccessSeverity };

/** What in the configuration or tenant made the difference. */
export interface AccessCause {
  /** Its id, where nothing declares it. */
  readonly address: ResourceAddress;
  /** What the tenant calls what nothing declares: `policy "Everyone"`; untrusted text. */
  readonly called?: string;
  /** Formatted attribute path; absent when the whole object came or went. */
  readonly path?: string;
  readonly source?: DeclaredPlace;
}

/** What holds after, compared with what held before; `equal`: something differs, and lets neither more nor less happen. */
export type AccessDirection = Order;

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
  /** True where it is worse by a step for what the granted roles are worth; plans of earlier versions do not say it. */
  readonly raised?: true;
  /** False where missing facts leave open whether it is so; otherwise absent. */
  readonly certain?: false;
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
  /** Of what takes more than one step: how they come to it. */
  readonly path?: Pick<AccessPath, 'steps' | 'certain' | 'selfDecision'>;
  /** How they come to decide about their own access, where it takes one step; of a path it stands with the path. */
  readonly selfDecision?: AccessPath['selfDecision'];
  /** Of holders: the people meant, where the tenant was asked. */
  readonly holders?: Holders;
}

export interface AccessDiff {
  readonly gained: readonly AccessChange[];
  readonly lost: readonly AccessChange[];
  readonly changed: readonly AccessChange[];
}
