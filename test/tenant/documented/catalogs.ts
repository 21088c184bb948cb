/** Catalogs, their resources, and custom workflow extensions. */
import { EM } from '../../support/tenant-call.ts';
import type { Example, Shape } from './example.ts';
import { listOf } from './example.ts';

const CATALOG = {
  id: 'text',
  displayName: 'text',
  description: 'text',
  catalogType: '=userManaged',
  state: '=published',
  isExternallyVisible: 'flag',
  createdDateTime: 'instant',
  modifiedDateTime: 'instant',
} satisfies Shape;
const ROOT = {
  id: 'text',
  displayName: '=Root',
  description: '=Root Scope',
  originId: 'text',
  originSystem: 'text',
  isRootScope: 'flag',
} satisfies Shape;
const RESOURCE = { id: 'text', displayName: 'text', description: 'text', originId: 'text' } satisfies Shape;
const ROLE = { id: 'text', displayName: 'text', originSystem: 'text', originId: 'text' } satisfies Shape;
const RESOURCES = `${EM}/catalogs/{catalog}/resources`;

const catalogs: readonly Example[] = [
  {
    name: 'list',
    page: 'entitlementmanagement-list-catalogs',
    method: 'GET',
    path: `${EM}/catalogs?$filter=displayName eq 'Sales'`,
    status: 200,
    answer: listOf(CATALOG),
  },
  {
    name: 'list by a part of the name',
    page: 'entitlementmanagement-list-catalogs',
    method: 'GET',
    path: `${EM}/catalogs?$filter=contains(tolower(displayName),'sal')`,
    status: 200,
    answer: listOf(CATALOG),
  },
  {
    name: 'create',
    page: 'entitlementmanagement-post-catalogs',
    method: 'POST',
    path: `${EM}/catalogs`,
    body: {
      displayName: 'Field work',
      description: 'Access in the field',
      state: 'published',
      isExternallyVisible: true,
    },
    status: 201,
    answer: CATALOG,
  },
  {
    name: 'get',
    page: 'accesspackagecatalog-get',
    method: 'GET',
    path: `${EM}/catalogs/{catalog}`,
    status: 200,
    answer: CATALOG,
  },
  {
    name: 'get with its packages',
    page: 'accesspackagecatalog-get',
    method: 'GET',
    path: `${EM}/catalogs/{catalog}?$expand=accessPackages`,
    status: 200,
    answer: { ...CATALOG, accessPackages: [{ id: 'text', displayName: 'text' }] },
  },
  {
    name: 'update',
    page: 'accesspackagecatalog-update',
    method: 'PATCH',
    path: `${EM}/catalogs/{catalog}`,
    body: { displayName: 'Sales renamed' },
    status: 204,
  },
  {
    name: 'delete',
    page: 'accesspackagecatalog-delete',
    method: 'DELETE',
    path: `${EM}/catalogs/{emptyCatalog}`,
    status: 204,
  },
];

const resources: readonly Example[] = [
  {
    name: 'all, with their scopes',
    page: 'accesspackagecatalog-list-resources',
    method: 'GET',
    path: `${RESOURCES}?$expand=scopes`,
    status: 200,
    answer: listOf({ ...RESOURCE, scopes: [ROOT] }),
  },
  {
    name: 'one by id, with roles and scopes',
    page: 'accesspackagecatalog-list-resources',
    method: 'GET',
    path: `${RESOURCES}?$expand=roles,scopes&$filter=id eq '{applicationResource}'`,
    status: 200,
    answer: listOf({ ...RESOURCE, roles: [{ ...ROLE, description: 'text' }], scopes: [ROOT] }),
  },
  {
    name: 'one by the id of its group',
    page: 'accesspackagecatalog-list-resources',
    method: 'GET',
    path: `${RESOURCES}?$expand=roles,scopes&$filter=originId eq '{group}'`,
    status: 200,
    answer: listOf({
      ...RESOURCE,
      originSystem: '=AadGroup',
      createdDateTime: 'instant',
      roles: [ROLE],
      scopes: [ROOT],
    }),
  },
  {
    name: 'of a group',
    page: 'accesspackagecatalog-list-resourceroles',
    method: 'GET',
    path: `${EM}/catalogs/{catalog}/resourceRoles?$filter=(originSystem+eq+%27AadGroup%27+and+resource/id+eq+%27{groupResource}%27)&$expand=resource`,
    status: 200,
    answer: listOf({ ...ROLE, description: 'text?' }),
  },
  {
    name: 'add a group',
    page: 'entitlementmanagement-post-resourcerequests',
    method: 'POST',
    path: `${EM}/resourceRequests`,
    body: {
      requestType: 'adminAdd',
      resource: { displayName: 'Couriers', originId: '{spareGroup}', originSystem: 'AadGroup' },
      catalog: { id: '{catalog}' },
    },
    status: 201,
    answer: { id: 'text', requestType: '=adminAdd', state: '=delivered' },
  },
  {
    name: 'add a site',
    page: 'entitlementmanagement-post-resourcerequests',
    method: 'POST',
    path: `${EM}/resourceRequests`,
    body: {
      requestType: 'adminAdd',
      resource: {
        displayName: 'Depot',
        description: 'https://contoso.sharepoint.com/sites/depot',
        originId: 'https://contoso.sharepoint.com/sites/depot',
        originSystem: 'SharePointOnline',
        environment: { originId: 'https://contoso-admin.sharepoint.com/' },
      },
      catalog: { id: '{catalog}' },
    },
    status: 201,
    answer: { id: 'text', requestType: '=adminAdd', state: '=delivered' },
  },
  {
    name: 'remove one',
    page: 'entitlementmanagement-post-resourcerequests',
    method: 'POST',
    path: `${EM}/resourceRequests`,
    body: { requestType: 'AdminRemove', resource: { id: '{spareResource}' }, catalog: { id: '{catalog}' } },
    status: 201,
    answer: { id: 'text', requestType: '=adminRemove', state: '=delivered' },
    differs: 'AdminRemove is answered as it was sent; the enumeration has adminRemove.',
  },
  {
    name: 'list',
    page: 'entitlementmanagement-list-resourcerequests',
    method: 'GET',
    path: `${EM}/resourceRequests`,
    status: 200,
    answer: listOf({ id: 'text', requestType: '=adminAdd', state: '=delivered', createdDateTime: 'instant' }),
  },
  {
    name: 'list with resource and catalog',
    page: 'entitlementmanagement-list-resourcerequests',
    method: 'GET',
    path: `${EM}/resourceRequests?$filter=catalog/id eq '{catalog}'&$expand=resource,catalog`,
    status: 200,
    answer: listOf({ id: 'text', resource: RESOURCE, catalog: CATALOG }),
  },
  {
    name: 'list',
    page: 'entitlementmanagement-list-resourceenvironments',
    method: 'GET',
    path: `${EM}/resourceEnvironments?$filter=originSystem eq 'SharePointOnline'`,
    status: 200,
    answer: listOf({
      id: 'text',
      displayName: 'text',
      description: 'text',
      originSystem: '=SharePointOnline',
      originId: 'text',
      isDefaultEnvironment: 'flag',
    }),
  },
  {
    name: 'refresh',
    page: 'accesspackageresource-refresh',
    method: 'POST',
    path: `${RESOURCES}/{groupResource}/refresh`,
    status: 200,
    differs: 'Names of beta: accessPackageCatalogs and accessPackageResources.',
  },
];

const EXTENSIONS = `${EM}/catalogs/{catalog}/customWorkflowExtensions`;
const ENDPOINT = {
  '@odata.type': '#microsoft.graph.logicAppTriggerEndpointConfiguration',
  subscriptionId: '5f0f2d0e-5d43-4b3c-8d8e-0d3f6f8a1c11',
  resourceGroupName: 'governance',
  logicAppWorkflowName: 'separation-of-duties',
};
const AUTHENTICATION = { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' };
const EXTENSION = {
  '@odata.type': 'text',
  id: 'text',
  displayName: 'text',
  description: 'text',
  createdDateTime: 'instant',
  lastModifiedDateTime: 'instant',
  clientConfiguration: 'object?',
  endpointConfiguration: {
    '@odata.type': 'text',
    subscriptionId: 'text',
    resourceGroupName: 'text',
    logicAppWorkflowName: 'text',
    url: 'text',
  },
  authenticationConfiguration: { '@odata.type': 'text' },
} satisfies Shape;
const WAITING = {
  ...EXTENSION,
  callbackConfiguration: { '@odata.type': 'text', durationBeforeTimeout: '=PT1H' },
} satisfies Shape;
const IN_VALUE = 'The extension stands in a member `value`; a single entity is its own answer.';

const extensions: readonly Example[] = [
  {
    name: 'create one for requests',
    page: 'accesspackagecatalog-post-accesspackagecustomworkflowextensions',
    method: 'POST',
    path: EXTENSIONS,
    body: {
      '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension',
      displayName: 'Duties',
      description: 'Asks the duty register',
      endpointConfiguration: ENDPOINT,
      authenticationConfiguration: AUTHENTICATION,
      callbackConfiguration: {
        '@odata.type': 'microsoft.graph.customExtensionCallbackConfiguration',
        durationBeforeTimeout: 'PT1H',
      },
    },
    status: 201,
    answer: WAITING,
    differs: IN_VALUE,
  },
  {
    name: 'create one for assignments',
    page: 'accesspackagecatalog-post-accesspackagecustomworkflowextensions',
    method: 'POST',
    path: EXTENSIONS,
    body: {
      value: {
        '@odata.type': '#microsoft.graph.accessPackageAssignmentWorkflowExtension',
        displayName: 'Welcome',
        description: 'Welcomes people',
        endpointConfiguration: ENDPOINT,
        authenticationConfiguration: AUTHENTICATION,
      },
    },
    status: 201,
    answer: EXTENSION,
    differs: IN_VALUE,
  },
  {
    name: 'list',
    page: 'accesspackagecatalog-list-accesspackagecustomworkflowextensions',
    method: 'GET',
    path: EXTENSIONS,
    status: 200,
    answer: listOf(EXTENSION),
  },
  ...(['Request', ''] as const).flatMap((kind): Example[] => {
    const page = (verb: string) => `accesspackageassignment${kind.toLowerCase()}workflowextension-${verb}`;
    const at = `${EXTENSIONS}/{${kind === '' ? 'welcome' : 'duties'}}`;
    const answer = kind === '' ? EXTENSION : WAITING;
    const body = {
      '@odata.type': `#microsoft.graph.accessPackageAssignment${kind}WorkflowExtension`,
      displayName: 'Renamed',
      description: 'Changed',
    };
    return [
      { name: 'get', page: page('get'), method: 'GET', path: at, status: 200, answer, differs: IN_VALUE },
      {
        name: 'update',
        page: page('update'),
        method: 'PUT',
        path: at,
        body,
        status: 200,
        answer,
        differs: IN_VALUE,
      },
      {
        name: 'delete',
        page: page('delete'),
        method: 'DELETE',
        path: `${EXTENSIONS}/{spareExtension}`,
        status: 204,
      },
    ];
  }),
];

export const CATALOG_EXAMPLES: readonly Example[] = [...catalogs, ...resources, ...extensions];
