/** Connected organizations, settings of the tenant, and what is of single people (CONTRACT 2, 10 to 12). */
import type { Accounts } from './verdict.ts';
import { action, computed, each, link, NAMED, STAMPS, under, yaml } from './verdict.ts';

const SOURCE = 'connectedOrganizations.KEY.identitySources[]';
const ASSIGNED = action('Assignments come of requests; a configuration says who can make them');
const REQUESTED = action('A request of one person');
const SUGGESTED = computed('What the service suggests to the person who signs in');

export const ROOTS: Accounts = {
  entity: { id: computed('The service gives it') },
  entitlementManagement: {
    accessPackages: yaml('packages'),
    assignmentPolicies: yaml('policies'),
    catalogs: yaml('catalogs'),
    connectedOrganizations: yaml('connectedOrganizations'),
    settings: yaml('settings'),
    controlConfigurations: yaml('endUserSettings'),
    resourceRequests: yaml('catalogs.KEY.resources'),
    resources: link('catalogs.KEY.resources'),
    resourceRoleScopes: link('packages.KEY.resourceRoles'),
    resourceEnvironments: computed('The geographies of SharePoint'),
    assignments: ASSIGNED,
    assignmentRequests: REQUESTED,
    accessPackageAssignmentApprovals: action('Approvers approve and deny'),
    accessPackageSuggestions: SUGGESTED,
    availableAccessPackages: computed('What the person who signs in can request'),
    subjects: action('Whether one guest is governed is said of that guest'),
  },
};

export const ORGANIZATIONS: Accounts = {
  connectedOrganization: {
    ...under(
      'connectedOrganizations.KEY',
      'displayName description state identitySources internalSponsors externalSponsors',
    ),
    ...STAMPS,
  },
  identitySource: {},
  azureActiveDirectoryTenant: {
    ...each('@odata.type tenantId', yaml(`${SOURCE}.tenantId`)),
    displayName: NAMED,
  },
  crossCloudAzureActiveDirectoryTenant: {
    ...each('@odata.type tenantId', yaml(`${SOURCE}.crossCloudTenantId`)),
    ...under(SOURCE, 'cloudInstance'),
    displayName: NAMED,
  },
  domainIdentitySource: {
    ...each('@odata.type domainName', yaml(`${SOURCE}.domain`)),
    displayName: NAMED,
  },
  externalDomainFederation: {
    ...each('@odata.type issuerUri', yaml(`${SOURCE}.issuerUri`)),
    domainName: yaml(`${SOURCE}.domain`),
    displayName: NAMED,
  },
  socialIdentitySource: {
    ...each('@odata.type socialIdentitySourceType', yaml(`${SOURCE}.social`)),
    displayName: NAMED,
  },
  entitlementManagementSettings: under(
    'settings',
    'externalUserLifecycleAction durationUntilExternalUserDeletedAfterBlocked',
  ),
  controlConfiguration: {
    ...each('createdBy createdDateTime modifiedBy modifiedDateTime', computed('Who changed it, and when')),
    isEnabled: yaml('endUserSettings.isEnabled'),
  },
  endUserSettings: {
    '@odata.type': yaml('endUserSettings'),
    ...under('endUserSettings', 'relatedPeopleInsightLevel showApproverDetailsToMembers'),
  },
};

export const OF_PEOPLE: Accounts = {
  accessPackageAssignment: each(
    'customExtensionCalloutInstances expiredDateTime schedule state status accessPackage assignmentPolicy target',
    ASSIGNED,
  ),
  accessPackageAssignmentRequest: each(
    'answers completedDateTime createdDateTime customExtensionCalloutInstances justification requestType schedule state status accessPackage assignment requestor',
    REQUESTED,
  ),
  accessPackageAnswer: each('displayValue answeredQuestion', REQUESTED),
  accessPackageAnswerString: each('@odata.type value', REQUESTED),
  customExtensionCalloutInstance: each(
    'customExtensionId detail externalCorrelationId id status',
    computed('What became of one call of a custom extension'),
  ),
  approval: { stages: action('Approvers approve and deny') },
  approvalStage: each(
    'assignedToMe displayName justification reviewedBy reviewedDateTime reviewResult status',
    action('Approvers approve and deny'),
  ),
  identity: each('displayName id', computed('Who approved or denied, and who is suggested')),
  accessPackageSubject: {
    ...each(
      'displayName email objectId onPremisesSecurityIdentifier principalName subjectType connectedOrganization',
      computed('What the directory knows of the person'),
    ),
    subjectLifecycle: action('Whether one guest is governed is said of that guest'),
  },
  accessPackageSuggestion: each('reasons accessPackage', SUGGESTED),
  accessPackageSuggestionReason: {},
  accessPackageSuggestionRelatedPeopleBased: each(
    '@odata.type relatedPeople relatedPeopleAssignmentCount',
    SUGGESTED,
  ),
  accessPackageSuggestionSelfAssignmentHistoryBased: each(
    '@odata.type lastAssignmentDateTime pastAssignmentCount',
    SUGGESTED,
  ),
  availableAccessPackage: each(
    'description displayName resourceRoleScopes',
    computed('What the person who signs in can request'),
  ),
};
