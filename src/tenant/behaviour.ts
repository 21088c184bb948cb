/** What Microsoft's documentation leaves open, one switch each; the defaults are what is likelier, or stricter. */
export interface Behaviour {
  /** `GET assignmentPolicies` returns names only, as the documentation's example shows (CONTRACT 9.1). */
  readonly policyListOmitsDetails: boolean;
  /** Policy writes at the same time are refused with 409 DuplicateKey (CONTRACT 9.11). */
  readonly refuseParallelPolicyWrites: boolean;
  /** Whoever creates a catalog becomes its owner (CONTRACT 3). */
  readonly creatorBecomesOwner: boolean;
  /** A role that no package uses yet has the empty GUID as its id (CONTRACT 6). */
  readonly lazyRoleIds: boolean;
  /** The answer to creating an organization shows no identity sources, as the documentation's example (CONTRACT 2.2). */
  readonly createdOrganizationHidesSources: boolean;
  /** Deleting a package with policies is refused; otherwise they go with it (CONTRACT 5). */
  readonly refuseDeletingPackageWithPolicies: boolean;
  /** Deleting a package that another names as incompatible is refused (CONTRACT 7). */
  readonly refuseDeletingIncompatiblePackage: boolean;
  /** Deleting an organization that a policy names is refused (CONTRACT 2.5). */
  readonly refuseDeletingTargetedOrganization: boolean;
  /** Two policies of one package may have the same name (CONTRACT 9.11). */
  readonly duplicatePolicyNames: boolean;
  /** Two catalogs may have the same name (CONTRACT 3). */
  readonly duplicateCatalogNames: boolean;
  /** How many reads of a catalog's resources a new resource is missing from (CONTRACT 14). */
  readonly resourceAppearsAfterReads: number;
}

export const DEFAULT_BEHAVIOUR: Behaviour = {
  policyListOmitsDetails: false,
  refuseParallelPolicyWrites: true,
  creatorBecomesOwner: true,
  lazyRoleIds: true,
  createdOrganizationHidesSources: true,
  refuseDeletingPackageWithPolicies: true,
  refuseDeletingIncompatiblePackage: true,
  refuseDeletingTargetedOrganization: true,
  duplicatePolicyNames: true,
  duplicateCatalogNames: false,
  resourceAppearsAfterReads: 0,
};
