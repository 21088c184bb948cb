/** Catalogs, their resources and custom extensions, packages and what they grant (CONTRACT 3 to 8). */
import type { Structure } from './language.ts';
import {
  contained,
  duration,
  flag,
  instant,
  integer,
  listOf,
  navigated,
  NOT_NULL,
  of,
  READ_ONLY,
  reference,
  REQUIRED,
  text,
} from './language.ts';

const extensions: Readonly<Record<string, Structure>> = {
  customCalloutExtension: {
    base: 'entity',
    abstract: true,
    members: {
      displayName: text(REQUIRED),
      description: text(),
      endpointConfiguration: of('customExtensionEndpointConfiguration', REQUIRED),
      authenticationConfiguration: of('customExtensionAuthenticationConfiguration', REQUIRED),
      clientConfiguration: of('customExtensionClientConfiguration'),
      callbackConfiguration: of('customExtensionCallbackConfiguration'),
      createdBy: text(READ_ONLY),
      createdDateTime: instant(READ_ONLY),
      lastModifiedBy: text(READ_ONLY),
      lastModifiedDateTime: instant(READ_ONLY),
    },
  },
  accessPackageAssignmentRequestWorkflowExtension: { base: 'customCalloutExtension', members: {} },
  accessPackageAssignmentWorkflowExtension: { base: 'customCalloutExtension', members: {} },
  customExtensionEndpointConfiguration: { abstract: true, members: {} },
  logicAppTriggerEndpointConfiguration: {
    base: 'customExtensionEndpointConfiguration',
    members: {
      subscriptionId: text(REQUIRED),
      resourceGroupName: text(REQUIRED),
      logicAppWorkflowName: text(REQUIRED),
      url: text(READ_ONLY),
    },
  },
  httpRequestEndpoint: {
    base: 'customExtensionEndpointConfiguration',
    members: { targetUrl: text(REQUIRED) },
  },
  customExtensionAuthenticationConfiguration: { abstract: true, members: {} },
  azureAdPopTokenAuthentication: { base: 'customExtensionAuthenticationConfiguration', members: {} },
  azureAdTokenAuthentication: {
    base: 'customExtensionAuthenticationConfiguration',
    members: { resourceId: text(REQUIRED) },
  },
  customExtensionClientConfiguration: {
    members: { maximumRetries: integer({ min: 0 }), timeoutInMilliseconds: integer({ min: 0 }) },
  },
  // Abstract in the metadata; the documentation's examples send it as it is, with the second name of its member.
  customExtensionCallbackConfiguration: {
    members: { timeoutDuration: duration(), durationBeforeTimeout: duration() },
  },
  accessPackageRequestApprovalStageCallbackConfiguration: {
    base: 'customExtensionCallbackConfiguration',
    members: {},
  },
};

const ORIGIN = { originId: text(), originSystem: text(), displayName: text(), description: text() };

const resources: Readonly<Record<string, Structure>> = {
  accessPackageResource: {
    base: 'entity',
    members: {
      ...ORIGIN,
      attributes: listOf('accessPackageResourceAttribute'),
      createdDateTime: instant(READ_ONLY),
      modifiedDateTime: instant(READ_ONLY),
      environment: contained('accessPackageResourceEnvironment'),
      roles: navigated('accessPackageResourceRole', true),
      scopes: navigated('accessPackageResourceScope', true),
    },
  },
  accessPackageResourceAttribute: {
    members: {
      name: text(REQUIRED),
      destination: of('accessPackageResourceAttributeDestination', REQUIRED),
      source: of('accessPackageResourceAttributeSource', REQUIRED),
      isEditable: flag(),
      isPersistedOnAssignmentRemoval: flag(),
    },
  },
  accessPackageResourceAttributeDestination: { abstract: true, members: {} },
  accessPackageUserDirectoryAttributeStore: {
    base: 'accessPackageResourceAttributeDestination',
    members: {},
  },
  accessPackageResourceAttributeSource: { abstract: true, members: {} },
  accessPackageResourceAttributeQuestion: {
    base: 'accessPackageResourceAttributeSource',
    members: { question: contained('accessPackageQuestion', REQUIRED) },
  },
  accessPackageResourceEnvironment: {
    base: 'entity',
    members: {
      ...ORIGIN,
      isDefaultEnvironment: flag(),
      connectionInfo: of('connectionInfo'),
      createdDateTime: instant(READ_ONLY),
      modifiedDateTime: instant(READ_ONLY),
      resources: navigated('accessPackageResource', true),
    },
  },
  connectionInfo: { members: { url: text() } },
  accessPackageResourceRequest: {
    base: 'entity',
    members: {
      requestType: of('accessPackageRequestType', {
        ...REQUIRED,
        values: ['adminAdd', 'adminRemove', 'adminUpdate'],
      }),
      state: of('accessPackageRequestState', READ_ONLY),
      createdDateTime: instant(READ_ONLY),
      resource: contained('accessPackageResource', REQUIRED),
      catalog: reference('accessPackageCatalog', REQUIRED),
    },
  },
  accessPackageResourceRole: {
    base: 'entity',
    members: {
      ...ORIGIN,
      originId: text(REQUIRED),
      type: of('roleType'),
      resource: reference('accessPackageResource', REQUIRED),
    },
  },
  accessPackageResourceScope: {
    base: 'entity',
    members: {
      ...ORIGIN,
      originId: text(REQUIRED),
      isRootScope: flag(),
      resource: reference('accessPackageResource'),
    },
  },
  accessPackageResourceRoleScope: {
    base: 'entity',
    members: {
      createdDateTime: instant(READ_ONLY),
      role: contained('accessPackageResourceRole', REQUIRED),
      scope: contained('accessPackageResourceScope', REQUIRED),
    },
  },
};

export const CATALOG_TYPES: Readonly<Record<string, Structure>> = {
  ...extensions,
  ...resources,
  accessPackageCatalog: {
    base: 'entity',
    members: {
      displayName: text(REQUIRED),
      description: text(),
      state: of('accessPackageCatalogState', NOT_NULL),
      isExternallyVisible: flag(NOT_NULL),
      catalogType: of('accessPackageCatalogType', READ_ONLY),
      createdDateTime: instant(READ_ONLY),
      modifiedDateTime: instant(READ_ONLY),
      accessPackages: navigated('accessPackage', true),
      customWorkflowExtensions: navigated('customCalloutExtension', true),
      resources: navigated('accessPackageResource', true),
      resourceRoles: navigated('accessPackageResourceRole', true),
      resourceScopes: navigated('accessPackageResourceScope', true),
    },
  },
  accessPackage: {
    base: 'entity',
    members: {
      displayName: text(REQUIRED),
      description: text(),
      isHidden: flag(NOT_NULL),
      createdDateTime: instant(READ_ONLY),
      modifiedDateTime: instant(READ_ONLY),
      // Fixed once the package exists: v1.0 moves none to another catalog.
      catalog: reference('accessPackageCatalog', { ...REQUIRED, on: ['create'] }),
      assignmentPolicies: navigated('accessPackageAssignmentPolicy', true),
      resourceRoleScopes: navigated('accessPackageResourceRoleScope', true),
      incompatibleAccessPackages: navigated('accessPackage', true),
      accessPackagesIncompatibleWith: navigated('accessPackage', true),
      incompatibleGroups: navigated('group', true),
    },
  },
};
