/** What an answer about access is made of: the verdict, the ways in, what limits them, and the reasoning. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Tri } from '../facts/facts.ts';
import type { Named, PolicyClass } from '../facts/policy-view.ts';
import type { Terms } from './terms.ts';

/** One step of the reasoning. */
export interface Step {
  /** `note`: a fact on the way that decides nothing by itself. */
  readonly result: Tri | 'note';
  /** A sentence without a full stop; untrusted text inside. */
  readonly text: string;
  /** What in the configuration or tenant says so; a path inside the resource's attributes. */
  readonly at?: { readonly address: ResourceAddress; readonly path: AttributePath };
}

/** What decided: the first precondition that fails, or how the policies came out. */
export type Reason =
  | 'offered'
  | 'packageMissing'
  | 'catalogUnpublished'
  | 'accountDisabled'
  | 'catalogNotVisible'
  | 'crossTenantAccessBlocked'
  | 'invitationsNotAllowed'
  | 'domainNotInvited'
  | 'incompatible'
  | 'holdsAlready'
  | 'noPolicy'
  | 'factsMissing';

/** A policy through which a requestor gets access, and on which terms. */
export interface Way {
  readonly policy: Named & { readonly class: PolicyClass | undefined };
  readonly terms: Terms;
}

/** Who of a class of people is refused all the same. */
export interface Restriction {
  readonly type:
    /** Those who hold one of these packages. */
    | 'holders'
    /** Members of one of these groups. */
    | 'members'
    /** Those of any other domain. */
    | 'otherDomains'
    /** Those of one of these domains. */
    | 'domains'
    /** Those of these domains of the organization: they may not be invited. */
    | 'ownDomains'
    /** Those whom one of these settings of the outer door keeps out. */
    | 'keptOut';
  /** Addresses of packages, ids of groups, domains, or what says whom the outer door keeps out. */
  readonly ids: readonly string[];
  /** What people call them, in the same order. */
  readonly labels: readonly string[];
}

export interface AccessAnswer {
  readonly requestor: RequestorName;
  readonly package: Named;
  /** Whether they can request it themselves. */
  readonly verdict: Tri;
  readonly reason: Reason;
  /** Only its link leads to the package; says nothing about who can request it. */
  readonly hidden: boolean;
  /** What is offered, by name of the policy; with verdict `unknown`, what may be. Empty for `no`. */
  readonly ways: readonly Way[];
  /** Access that they have or get without asking; `unknown` where the rule cannot be decided. */
  readonly automatic: readonly (Way & { readonly certain: boolean })[];
  /** What a `yes` still depends on, a sentence each (`not for holders of Tango audit`). */
  readonly conditions: readonly string[];
  /** The same as values, in the same order. */
  readonly restrictions: readonly Restriction[];
  /** What is not known and why it matters, a sentence each. */
  readonly unknown: readonly string[];
  /** The reasoning in its order. */
  readonly steps: readonly Step[];
}

/** True when no approval is needed. */
export function isUnapproved({ ways }: Pick<AccessAnswer, 'ways'>): boolean {
  return ways.some(({ terms }) => terms.approval.length === 0);
}
