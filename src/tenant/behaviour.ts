/** What Microsoft's documentation leaves open, one switch each; the defaults are what is likelier, or stricter. */
export interface Behaviour {
  /** `GET assignmentPolicies` returns names only, as the documentation's example shows (CONTRACT 9.1). */
  readonly policyListOmitsDetails: boolean;
  /** Policy writes at the same time are refused with 409 DuplicateKey (CONTRACT 9.11). */
  readonly refuseParallelPolicyWrites: boolean;
  /** The creator of a catalog becomes its owner (CONTRACT 3). */
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
  /** Deleting a catalog that has resources is refused; otherwise they go with it (CONTRACT 3). */
  readonly refuseDeletingCatalogWithResources: boolean;
  /** Adding a sponsor or an incompatible package or group that is there already is refused (CONTRACT 7, 18). */
  readonly refuseDuplicateReferences: boolean;
  /** Two organizations of one name, and a new one with the identity source of another, are refused (CONTRACT 2.4). */
  readonly refuseDuplicateOrganizations: boolean;
  /** A PUT of a policy gives what it leaves out its default; otherwise that keeps its value (CONTRACT 9.2). */
  readonly putReplacesPolicies: boolean;
  /** The review behind a policy was deleted, so a PUT with review settings is refused (CONTRACT 9.9). */
  readonly reviewsGetLost: boolean;
  /** The settings drop the duration while their action deletes no users (CONTRACT 12). */
  readonly settingsDropUnusedDuration: boolean;
  /** `@odata.type` comes without its `#` (CONTRACT 1.3). */
  readonly typesWithoutHash: boolean;
  /** Enum values come in PascalCase (CONTRACT 1.3). */
  readonly capitalizedEnums: boolean;
  /** Durations in days come in hours (CONTRACT 1.3). */
  readonly durationsInHours: boolean;
  /** Instants come with seven digits after the second (CONTRACT 1.3). */
  readonly instantsWithFractions: boolean;
  /** GUIDs come in capitals (CONTRACT 1.3). */
  readonly idsInCapitals: boolean;
  /** Empty lists and nulls are left out (CONTRACT 9.6, 17). */
  readonly emptyMembersLeftOut: boolean;
  /** Two policies of one package may have the same name (CONTRACT 9.11). */
  readonly duplicatePolicyNames: boolean;
  /** Two catalogs may have the same name (CONTRACT 3). */
  readonly duplicateCatalogNames: boolean;
  /** How many reads of a collection a new object is missing from, and a deleted one lingers in (CONTRACT 14). */
  readonly listsLagForReads: number;
  /** How many reads of a catalog's resources a new resource is missing from (CONTRACT 14). */
  readonly resourceAppearsAfterReads: number;
  /** How many reads of a catalog's resources a removed resource is still in (CONTRACT 4). */
  readonly resourceLingersForReads: number;
  /** How many reads by its id a new policy answers with 403 (CONTRACT 9.11). */
  readonly policyForbiddenAfterCreate: number;
  /** How many requests by its id a new object answers with 404 (CONTRACT 14). */
  readonly notFoundAfterCreate: number;
  /** How many requests to add a group or application are refused because it is too new (CONTRACT 14). */
  readonly originUnknownForRequests: number;
  /** How many requests to remove a resource are refused although no package uses it any more (azuread#1175). */
  readonly resourceInUseForRequests: number;
  /** Seconds, by the tenant's clock, from a request that nothing holds up to its delivery (CONTRACT 10). */
  readonly deliverySeconds: number;
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
  refuseDeletingCatalogWithResources: true,
  refuseDuplicateReferences: false,
  refuseDuplicateOrganizations: false,
  putReplacesPolicies: true,
  reviewsGetLost: false,
  settingsDropUnusedDuration: false,
  typesWithoutHash: false,
  capitalizedEnums: false,
  durationsInHours: false,
  instantsWithFractions: false,
  idsInCapitals: false,
  emptyMembersLeftOut: false,
  duplicatePolicyNames: true,
  duplicateCatalogNames: false,
  listsLagForReads: 0,
  resourceAppearsAfterReads: 0,
  resourceLingersForReads: 0,
  policyForbiddenAfterCreate: 0,
  notFoundAfterCreate: 0,
  originUnknownForRequests: 0,
  resourceInUseForRequests: 0,
  deliverySeconds: 0,
};

/** Every strict or slow behaviour at once: `tenant serve --strict`. */
export const STRICT_BEHAVIOUR: Behaviour = {
  ...DEFAULT_BEHAVIOUR,
  policyListOmitsDetails: true,
  refuseDuplicateReferences: true,
  refuseDuplicateOrganizations: true,
  reviewsGetLost: true,
  settingsDropUnusedDuration: true,
  typesWithoutHash: true,
  capitalizedEnums: true,
  durationsInHours: true,
  instantsWithFractions: true,
  idsInCapitals: true,
  emptyMembersLeftOut: true,
  duplicatePolicyNames: false,
  listsLagForReads: 2,
  resourceAppearsAfterReads: 2,
  resourceLingersForReads: 2,
  policyForbiddenAfterCreate: 2,
  notFoundAfterCreate: 2,
  originUnknownForRequests: 2,
  resourceInUseForRequests: 1,
  deliverySeconds: 1,
};
