/** A way to access in several steps: each step gives what the next one needs. Data; labels are put on at the end. */
import type { ResourceAddress } from '../../model/address.ts';
import type { AccessSeverity } from '../compare/access-severity.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { AccessCapability } from '../relation/capability.ts';

/** What comes to a person by one step. */
export type StepKind =
  /** A package, on request. */
  | 'request'
  /** A package, by the rule of an automatic assignment. */
  | 'receive'
  /** An account in the directory, with the first package that a person from outside gets. */
  | 'guest'
  /** Membership of a group, as a role that the package grants. */
  | 'member'
  /** Ownership of a group, as a role that the package grants. */
  | 'owner'
  /** Membership of a group, by being its owner. */
  | 'addSelf'
  /** Membership of a group that the group before is a member of. */
  | 'nested'
  /** Another role that the package grants. */
  | 'resource'
  /** A role on a catalog. */
  | 'administer'
  /** A package, by changing its policies as an administrator of its catalog. */
  | 'openPackage'
  /** A package, assigned by oneself as an administrator of its catalog. */
  | 'assignPackage'
  | 'approve'
  | 'review'
  | 'requestFor';

export interface PathStep {
  readonly kind: StepKind;
  /** Address of the package, catalog or organization, id of the group, or resource and role by id. */
  readonly id: string;
  /** Such as `fallback approver`: of duties and roles. */
  readonly role?: string;
  /** In words: `group Readers`, `can request Internal audit`; untrusted text inside. */
  readonly label: string;
  /** Address of the policy, grant, catalog role or organization that says so; absent where nothing declares it. */
  readonly by?: ResourceAddress;
}

/** How a path lets a person influence their own access. */
export type SelfDecision =
  /** They approve requests for a package that they can request: their own never, but each other's. */
  | 'eachOther'
  /** They approve what others request on their behalf. */
  | 'onBehalf'
  /** They review what they hold. */
  | 'ownReview'
  /** They choose the people who approve or review, as owners of a group of these. */
  | 'approvers'
  /** They change packages and policies that are open to them, or can be. */
  | 'policy'
  /** They assign packages to themselves. */
  | 'assignment';

export interface AccessPath {
  readonly from: RequestorName;
  /** At least one; the last is the end. */
  readonly steps: readonly PathStep[];
  /** What the end is, and about what: a package, catalog or organization by address, a group by id. */
  readonly end: {
    readonly capability: AccessCapability;
    readonly address: ResourceAddress;
    readonly displayName: string;
  };
  /** Each step is granted by the answer for a person who has what the steps before give. Otherwise it is possible. */
  readonly certain: boolean;
  /** Why it is not certain, a phrase; absent where it is. */
  readonly unproved?: string;
  /** Who of the class cannot take a step all the same, such as `P: not for members of X`; absent where all can. */
  readonly conditions?: readonly string[];
  readonly severity: AccessSeverity;
  /** It is one step worse because of what it leads to. */
  readonly raised?: true;
  /** The whole path in words; untrusted text inside. */
  readonly summary: string;
  readonly selfDecision: readonly { readonly type: SelfDecision; readonly text: string }[];
  /** Other last steps that lead to the same end, in words. */
  readonly others: readonly string[];
}
