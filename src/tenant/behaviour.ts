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
  /** How many requests by its id a new object answers with 404 (CONTRACT 14). */
  readonly notFoundAfterCreate: number;
  /** How many requests to add a group or application are refused because it is too new (CONTRACT 14). */
  readonly originUnknownForRequests: number;
  /** How many requests to remove a resource are refused although no package uses it any more (azuread#1175). */
  readonly resourceInUseForRequests: number;
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
  notFoundAfterCreate: 0,
  originUnknownForRequests: 0,
  resourceInUseForRequests: 0,
};

/** Everything that makes life hard at once: `tenant serve --strict`. */
export const STRICT_BEHAVIOUR: Behaviour = {
  ...DEFAULT_BEHAVIOUR,
  policyListOmitsDetails: true,
  duplicatePolicyNames: false,
  resourceAppearsAfterReads: 2,
  notFoundAfterCreate: 2,
  originUnknownForRequests: 2,
  resourceInUseForRequests: 1,
};
