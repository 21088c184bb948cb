/** Catalogs with what is in them, and packages (CONTRACT 3 to 8). */
import type { Accounts } from './verdict.ts';
import { action, computed, each, link, STAMPS, under, undeclared, yaml } from './verdict.ts';

const RESOURCE = 'catalogs.KEY.resources.KEY';
const GRANT = 'packages.KEY.resourceRoles[]';
const EXTENSION = 'catalogs.KEY.customExtensions.KEY';

const ORIGIN = computed('Copied from the origin when the resource was added');
const REQUIRED = `${RESOURCE}.attributes[]`;
const UPLOADED = action('Data that is uploaded for one review');
const AUTHORS = each(
  'createdBy createdDateTime lastModifiedBy lastModifiedDateTime',
  computed('Who made and changed it, and when'),
);

export const CATALOGS: Accounts = {
  accessPackageCatalog: {
    ...under('catalogs.KEY', 'displayName description state isExternallyVisible resources'),
    catalogType: computed('The service tells its own catalogs from those of people'),
    ...STAMPS,
    accessPackages: link('packages.KEY.catalog'),
    customWorkflowExtensions: yaml('catalogs.KEY.customExtensions'),
    ...each('resourceRoles resourceScopes', computed('What its resources offer')),
  },
  accessPackageResource: {
    originId: yaml(RESOURCE),
    originSystem: yaml(RESOURCE),
    attributes: yaml(`${RESOURCE}.attributes`),
    ...STAMPS,
    ...each('displayName description', ORIGIN),
    environment: computed('The geography of a site, found by its address'),
    ...each('roles scopes', computed('What the resource offers')),
    uploadSessions: UPLOADED,
  },
  accessPackageResourceAttribute: {
    ...under(REQUIRED, 'isEditable isPersistedOnAssignmentRemoval name'),
    // There is one place for answers, and one source of them.
    destination: yaml(`${RESOURCE}.attributes`),
    source: yaml(`${REQUIRED}.question`),
  },
  accessPackageResourceAttributeDestination: {},
  accessPackageUserDirectoryAttributeStore: { '@odata.type': yaml(`${RESOURCE}.attributes`) },
  accessPackageResourceAttributeSource: {},
  accessPackageResourceAttributeQuestion: each('@odata.type question', yaml(`${REQUIRED}.question`)),
  customDataProvidedResource: each(
    '@odata.type notificationEndpointConfiguration',
    undeclared('A resource whose data is uploaded for reviews; no package grants a role on it'),
  ),
  customDataProvidedResourceUploadSession: each(
    'createdDateTime data isUploadDone referenceId stats status files',
    UPLOADED,
  ),
  customDataProvidedResourceAccessReviewUploadSession: { '@odata.type': UPLOADED },
  customDataProvidedResourceFile: each('name size uploadedDateTime', UPLOADED),
  customDataProvidedResourceUploadStats: each('filesUploaded totalBytesUploaded', UPLOADED),
  accessPackageResourceEnvironment: each(
    'connectionInfo createdDateTime description displayName isDefaultEnvironment modifiedDateTime originId originSystem resources',
    computed('The geographies of SharePoint'),
  ),
  connectionInfo: { url: computed('The geographies of SharePoint') },
  accessPackageResourceRequest: {
    requestType: yaml('catalogs.KEY.resources'),
    catalog: yaml('catalogs.KEY'),
    resource: yaml(RESOURCE),
    state: computed('How far the service is'),
    createdDateTime: computed('When it was made'),
  },
  accessPackage: {
    ...under(
      'packages.KEY',
      'displayName description isHidden catalog incompatibleAccessPackages incompatibleGroups',
    ),
    resourceRoleScopes: yaml('packages.KEY.resourceRoles'),
    ...STAMPS,
    accessPackagesIncompatibleWith: computed('incompatibleAccessPackages of the others, seen from this one'),
    assignmentPolicies: link('policies.KEY.accessPackage'),
  },
  accessPackageResourceRoleScope: {
    role: yaml(`${GRANT}.role`),
    scope: yaml(`${GRANT}.resource`),
    createdDateTime: computed('When it was made'),
  },
  accessPackageResourceRole: {
    ...each('displayName originId originSystem', yaml(`${GRANT}.role`)),
    resource: yaml(`${GRANT}.resource`),
    description: ORIGIN,
    type: computed('Active, eligible, or one of an application: the role says it'),
  },
  accessPackageResourceScope: {
    ...each('originId originSystem', yaml(`${GRANT}.resource`)),
    resource: link('The same resource as that of the role'),
    ...each('description displayName', ORIGIN),
    isRootScope: computed('A resource has one scope, its root'),
  },
  unifiedRoleAssignment: {
    appScopeId: yaml('catalogs.KEY.roles'),
    roleDefinitionId: yaml('tenantRoles.catalogCreator'),
    principalId: yaml('catalogs.KEY.roles.owner'),
    ...each('appScope directoryScope principal roleDefinition', link('What the ids name')),
    directoryScopeId: computed('Always the whole directory'),
    condition: computed('Of roles of the directory; none of entitlement management has one'),
  },
  unifiedRoleDefinition: each(
    'description displayName isBuiltIn isEnabled resourceScopes rolePermissions templateId version inheritsPermissionsFrom',
    computed('The roles of entitlement management are fixed'),
  ),
  unifiedRolePermission: each(
    'allowedResourceActions condition excludedResourceActions',
    computed('The roles of entitlement management are fixed'),
  ),
  rbacApplication: {
    roleAssignments: yaml('catalogs.KEY.roles'),
    roleDefinitions: computed('The roles of entitlement management are fixed'),
  },
  appScope: each('displayName type', computed('The catalog that a role is for')),
};

export const EXTENSIONS: Accounts = {
  customCalloutExtension: {
    ...under(EXTENSION, 'displayName description'),
    endpointConfiguration: yaml(`${EXTENSION}.logicApp`),
    authenticationConfiguration: yaml(`${EXTENSION}.authentication`),
    clientConfiguration: yaml(`${EXTENSION}.client`),
  },
  accessPackageAssignmentRequestWorkflowExtension: {
    '@odata.type': yaml(`${EXTENSION}.type`, 'requestWorkflow'),
    callbackConfiguration: yaml(`${EXTENSION}.callback`),
    ...AUTHORS,
  },
  accessPackageAssignmentWorkflowExtension: {
    '@odata.type': yaml(`${EXTENSION}.type`, 'assignmentWorkflow'),
    callbackConfiguration: yaml(`${EXTENSION}.callback`),
    ...AUTHORS,
  },
  customExtensionEndpointConfiguration: {},
  logicAppTriggerEndpointConfiguration: {
    '@odata.type': yaml(`${EXTENSION}.logicApp`),
    ...under(`${EXTENSION}.logicApp`, 'subscriptionId resourceGroupName logicAppWorkflowName'),
    url: computed('The service looks it up by the names of the Logic App'),
  },
  httpRequestEndpoint: each(
    '@odata.type targetUrl',
    undeclared('An endpoint that is no Logic App: the documentation of access packages has none'),
  ),
  customExtensionAuthenticationConfiguration: {},
  azureAdPopTokenAuthentication: { '@odata.type': yaml(`${EXTENSION}.authentication`) },
  azureAdTokenAuthentication: {
    '@odata.type': yaml(`${EXTENSION}.authentication`),
    ...under(`${EXTENSION}.authentication`, 'resourceId'),
  },
  customExtensionClientConfiguration: under(`${EXTENSION}.client`, 'maximumRetries timeoutInMilliseconds'),
  customExtensionCallbackConfiguration: under(`${EXTENSION}.callback`, 'timeoutDuration'),
  accessPackageRequestApprovalStageCallbackConfiguration: {
    '@odata.type': { kept: 'The call-back of a stage of approval; it has no member of its own' },
  },
};
