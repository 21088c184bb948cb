/** A tenant in which everything that the documented examples name exists, and its ids by the names they use. */
import { expect } from 'vitest';
import type { Tenant } from '../../../src/tenant/open.ts';
import { openTenant } from '../../../src/tenant/open.ts';
import type { Body } from '../../support/tenant-call.ts';
import { callsOf, EM } from '../../support/tenant-call.ts';
import { addLinks } from './linked-scene.ts';

const NAMES = ['alice', 'bob', 'carol', 'dora', 'erin', 'frank'];
const SITES = ['fleet', 'depot'].map((name) => `https://contoso.sharepoint.com/sites/${name}`);
const LOGIC_APP = {
  '@odata.type': '#microsoft.graph.logicAppTriggerEndpointConfiguration',
  subscriptionId: '0c1de3a4-7a0f-4a51-9c55-6f1f0c8b0d01',
  resourceGroupName: 'governance',
  logicAppWorkflowName: 'duties',
};
const WORKFLOW = '#microsoft.graph.accessPackageAssignment';

interface Scene {
  readonly tenant: Tenant;
  readonly ids: Readonly<Record<string, string>>;
}

export async function documentedScene(): Promise<Scene> {
  const tenant = await openTenant({
    seed: {
      tenant: { displayName: 'Contoso', domains: ['contoso.com'] },
      users: [
        ...NAMES.map((name) => ({
          displayName: name,
          userPrincipalName: `${name}@contoso.com`,
          ...(name !== 'bob' && { manager: 'bob@contoso.com' }),
        })),
        {
          displayName: 'Guest',
          mail: 'guest@fabrikam.example',
          userType: 'Guest',
          externalUserState: 'Accepted',
        },
      ],
      groups: ['Drivers', 'Couriers', 'Former'].map((displayName) => ({ displayName })),
      servicePrincipals: [
        { displayName: 'Dispatch', appRoles: [{ displayName: 'Dispatcher', value: 'dispatch' }] },
      ],
      sites: SITES.map((webUrl) => ({ webUrl, displayName: 'Site', roles: ['Readers', 'Editors'] })),
      resourceEnvironments: [
        {
          displayName: 'https://contoso.sharepoint.com/',
          originId: 'https://contoso-admin.sharepoint.com/',
          isDefaultEnvironment: true,
        },
      ],
    },
    now: () => new Date('2026-01-01T00:00:00Z'),
  });
  const call = callsOf(tenant);
  const ids: Record<string, string> = {};

  const done = async (method: string, path: string, body?: object, as?: string): Promise<Body> => {
    const answer = await call(method, path, body, as);
    expect(answer.status, `${method} ${path}: ${answer.text}`).toBeLessThan(300);
    return answer.body;
  };
  const make = async (name: string, path: string, body: object, as?: string): Promise<Body> => {
    const made = await done('POST', path, body, as);
    ids[name] = made.id;
    return made;
  };
  const find = async (name: string, path: string): Promise<Body> => {
    const [found] = (await done('GET', path)).value;
    ids[name] = found?.id ?? '';
    return found as Body;
  };
  const policy = (name: string, packageName: string, more: object) =>
    make(name, `${EM}/assignmentPolicies`, {
      displayName: name,
      description: `For ${name}`,
      allowedTargetScope: 'allMemberUsers',
      accessPackage: { id: ids[packageName] },
      requestorSettings: { enableTargetsToSelfAddAccess: true },
      ...more,
    });
  const request = (name: string, as: string, packageName: string, more: object = {}) =>
    make(
      name,
      `${EM}/assignmentRequests`,
      { requestType: 'userAdd', assignment: { accessPackageId: ids[packageName] }, ...more },
      `${as}@contoso.com`,
    );
  const addResource = async (name: string, originId: string | undefined, originSystem: string) => {
    await done('POST', `${EM}/resourceRequests`, {
      requestType: 'adminAdd',
      resource: { originId, originSystem },
      catalog: { id: ids['catalog'] },
    });
    return find(
      name,
      `${EM}/catalogs/${ids['catalog']}/resources?$expand=roles,scopes&$filter=originId eq '${originId}'`,
    );
  };
  const approvedBy = (userId: string | undefined) => ({
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true,
      stages: [
        {
          durationBeforeAutomaticDenial: 'P14D',
          primaryApprovers: [{ '@odata.type': '#microsoft.graph.singleUser', userId }],
        },
      ],
    },
  });

  for (const name of NAMES) await find(name, `/users?$filter=userPrincipalName eq '${name}@contoso.com'`);
  await find('guest', "/users?$filter=mail eq 'guest@fabrikam.example'");
  await find('group', "/groups?$filter=displayName eq 'Drivers'");
  await find('spareGroup', "/groups?$filter=displayName eq 'Couriers'");
  await find('deletedGroup', "/groups?$filter=displayName eq 'Former'");
  await done('DELETE', `/groups/${ids['deletedGroup']}`);
  const application = await find('application', "/servicePrincipals?$filter=displayName eq 'Dispatch'");
  ids['appId'] = String(application['appId']);
  ids['appRole'] = (application['appRoles'] as Body[])[0]?.id ?? '';
  await make('madeGroup', '/groups', {
    displayName: 'Office',
    mailEnabled: false,
    mailNickname: 'office',
    securityEnabled: true,
  });
  const registered = await make('registered', '/applications', {
    displayName: 'Fleet',
    uniqueName: 'fleet',
    requiredResourceAccess: [
      {
        resourceAppId: '00000003-0000-0000-c000-000000000000',
        resourceAccess: [{ id: 'b5ed28fc-9a3c-4b5f-a6e2-0ba0a9a31d32', type: 'Scope' }],
      },
    ],
  });
  ids['registeredAppId'] = String(registered['appId']);
  await make('deletedApplication', '/applications', { displayName: 'Gone' });
  await done('DELETE', `/applications/${ids['deletedApplication']}`);

  const organization = (name: string, domainName: string) =>
    make(name, `${EM}/connectedOrganizations`, {
      displayName: name,
      description: 'A partner',
      identitySources: [
        { '@odata.type': '#microsoft.graph.domainIdentitySource', domainName, displayName: domainName },
      ],
      state: 'configured',
    });
  await organization('organization', 'fabrikam.example');
  for (const sponsors of ['internalSponsors', 'externalSponsors'])
    await done('POST', `${EM}/connectedOrganizations/${ids['organization']}/${sponsors}/$ref`, {
      '@odata.id': `https://graph.microsoft.com/v1.0/users/${ids['bob']}`,
    });

  await make('catalog', `${EM}/catalogs`, {
    displayName: 'Sales',
    description: 'For sales',
    isExternallyVisible: true,
  });
  await make('emptyCatalog', `${EM}/catalogs`, { displayName: 'Empty' });
  const inGroup = await addResource('groupResource', ids['group'], 'AadGroup');
  const inApplication = await addResource('applicationResource', ids['application'], 'AadApplication');
  await addResource('siteResource', SITES[0], 'SharePointOnline');
  await addResource('spareResource', ids['madeGroup'], 'AadGroup');
  const partOf = (resource: Body, what: 'roles' | 'scopes', displayName: string) =>
    (resource[what] as Body[]).find((each) => each['displayName'] === displayName)?.id ?? '';
  ids['groupRole'] = partOf(inGroup, 'roles', 'Member');
  ids['groupScope'] = partOf(inGroup, 'scopes', 'Root');
  ids['applicationRole'] = partOf(inApplication, 'roles', 'Dispatcher');
  ids['applicationScope'] = partOf(inApplication, 'scopes', 'Root');
  await make('roleAssignment', '/roleManagement/entitlementManagement/roleAssignments', {
    principalId: ids['bob'],
    roleDefinitionId: '44272f93-9762-48e8-af59-1b5351b1d6b3',
    appScopeId: `/AccessPackageCatalog/${ids['catalog']}`,
  });
  const extension = (name: string, type: string, more: object = {}) =>
    make(name, `${EM}/catalogs/${ids['catalog']}/customWorkflowExtensions`, {
      '@odata.type': `${WORKFLOW}${type}WorkflowExtension`,
      displayName: name,
      description: 'Calls a logic app',
      endpointConfiguration: LOGIC_APP,
      authenticationConfiguration: { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' },
      ...more,
    });
  await extension('duties', 'Request', {
    callbackConfiguration: {
      '@odata.type': 'microsoft.graph.customExtensionCallbackConfiguration',
      durationBeforeTimeout: 'PT1H',
    },
  });
  await extension('welcome', '');
  await extension('spareExtension', '');

  for (const [name, displayName] of Object.entries({
    package: 'Deliveries',
    exclusive: 'Audits',
    emptyPackage: 'Spare',
    barePackage: 'Bare',
    asking: 'Vehicles',
    approved: 'Keys',
    calling: 'Checks',
    ending: 'Season',
  }))
    await make(name, `${EM}/accessPackages`, {
      displayName,
      description: `Work with ${displayName}`,
      catalog: { id: ids['catalog'] },
    });
  await make('roleScope', `${EM}/accessPackages/${ids['package']}/resourceRoleScopes`, {
    role: {
      originId: `Owner_${ids['group']}`,
      originSystem: 'AadGroup',
      displayName: 'Owner',
      resource: { id: ids['groupResource'], originId: ids['group'], originSystem: 'AadGroup' },
    },
    scope: { originId: ids['group'], originSystem: 'AadGroup' },
  });
  for (const [link, at] of Object.entries({
    incompatibleAccessPackages: `${EM.slice(1)}/accessPackages/${ids['package']}`,
    incompatibleGroups: `groups/${ids['spareGroup']}`,
  }))
    await done('POST', `${EM}/accessPackages/${ids['exclusive']}/${link}/$ref`, {
      '@odata.id': `https://graph.microsoft.com/v1.0/${at}`,
    });

  await policy('policy', 'package', {
    expiration: { type: 'afterDuration', duration: 'P365D' },
    requestorSettings: {
      enableTargetsToSelfAddAccess: true,
      enableTargetsToSelfUpdateAccess: false,
      enableTargetsToSelfRemoveAccess: true,
      allowCustomAssignmentSchedule: true,
      enableOnBehalfRequestorsToAddAccess: false,
      enableOnBehalfRequestorsToUpdateAccess: false,
      enableOnBehalfRequestorsToRemoveAccess: false,
    },
  });
  await policy('partnerPolicy', 'package', { allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' });
  await policy('sparePolicy', 'emptyPackage', {});
  await policy('approvedPolicy', 'approved', approvedBy(ids['bob']));
  await policy('endingPolicy', 'ending', {
    ...approvedBy(ids['bob']),
    expiration: { type: 'afterDateTime', endDateTime: '2026-01-05T00:00:00Z' },
  });
  await policy('callingPolicy', 'calling', {
    customExtensionStageSettings: [
      {
        stage: 'assignmentRequestCreated',
        customExtension: { '@odata.type': `${WORKFLOW}RequestWorkflowExtension`, id: ids['duties'] },
      },
    ],
  });
  const question = (type: string, more: object) => ({
    '@odata.type': `#microsoft.graph.accessPackage${type}Question`,
    isRequired: true,
    isAnswerEditable: true,
    ...more,
  });
  const asking = await policy('askingPolicy', 'asking', {
    questions: [
      question('MultipleChoice', {
        text: 'Which depot?',
        choices: ['N', 'S'].map((actualValue) => ({ actualValue, text: `Depot ${actualValue}` })),
      }),
      question('TextInput', { text: 'Which vehicle?' }),
    ],
  });
  const [choice, free] = (
    (await done('GET', `${EM}/assignmentPolicies/${asking.id}?$expand=questions`))['questions'] as Body[]
  ).map(({ id }) => id);
  ids['choiceQuestion'] = choice ?? '';
  ids['textQuestion'] = free ?? '';

  await request('request', 'erin', 'package');
  await find('assignment', `${EM}/assignments?$filter=accessPackage/id eq '${ids['package']}'`);
  const answer = (type: string, id: string | undefined, value: string) => ({
    '@odata.type': '#microsoft.graph.accessPackageAnswerString',
    value,
    answeredQuestion: { '@odata.type': `#microsoft.graph.accessPackage${type}Question`, id },
  });
  await request('answeredRequest', 'erin', 'asking', {
    answers: [answer('MultipleChoice', choice, 'N'), answer('TextInput', free, 'Van')],
  });
  await find('answeredAssignment', `${EM}/assignments?$filter=accessPackage/id eq '${ids['asking']}'`);
  const decide = async (name: string, reviewResult: string) => {
    const stages = `${EM}/accessPackageAssignmentApprovals/${ids[name]}/stages`;
    const [stage] = (await done('GET', stages)).value;
    if (reviewResult !== '')
      await done(
        'PATCH',
        `${stages}/${stage?.id}`,
        { reviewResult, justification: 'Decided' },
        'bob@contoso.com',
      );
    return stage?.id ?? '';
  };
  await request('deniedRequest', 'frank', 'approved', { justification: 'Please' });
  ids['decidedStage'] = await decide('deniedRequest', 'Deny');
  await request('pendingRequest', 'alice', 'approved', { justification: 'Please' });
  ids['stage'] = await decide('pendingRequest', '');
  await request('failedRequest', 'frank', 'ending', { justification: 'Please' });
  await done('POST', '/entente/clock', { duration: 'P6D' });
  await decide('failedRequest', 'Approve');
  const waiting = await request('waitingRequest', 'carol', 'calling');
  const [open] = (await done('GET', `${EM}/assignmentRequests/${waiting.id}`))[
    'customExtensionCalloutInstances'
  ] as Body[];
  ids['openCall'] = open?.id ?? '';
  await organization('lonelyOrganization', 'lonely.example');
  await find('tenant', '/organization');
  await make('staffed', '/groups', {
    displayName: 'Staffed',
    mailEnabled: false,
    mailNickname: 'staffed',
    securityEnabled: true,
    'members@odata.bind': [`https://graph.microsoft.com/v1.0/users/${ids['alice']}`],
    'owners@odata.bind': [`https://graph.microsoft.com/v1.0/users/${ids['bob']}`],
  });
  for (const owned of [`applications/${ids['registered']}`, `servicePrincipals/${ids['application']}`])
    await done('POST', `/${owned}/owners/$ref`, {
      '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${ids['bob']}`,
    });
  await make('grant', `/servicePrincipals/${ids['application']}/appRoleAssignedTo`, {
    principalId: ids['bob'],
    resourceId: ids['application'],
    appRoleId: ids['appRole'],
  });
  await done('POST', `/groups/${ids['spareGroup']}/members/$ref`, {
    '@odata.id': `https://graph.microsoft.com/v1.0/groups/${ids['staffed']}`,
  });
  await make('unit', '/directory/administrativeUnits', { displayName: 'District', description: 'All of it' });
  await done('POST', `/directory/administrativeUnits/${ids['unit']}/members/$ref`, {
    '@odata.id': `https://graph.microsoft.com/v1.0/groups/${ids['staffed']}`,
  });
  for (const sponsor of [`users/${ids['carol']}`, `groups/${ids['group']}`])
    await done('POST', `/users/${ids['frank']}/sponsors/$ref`, {
      '@odata.id': `https://graph.microsoft.com/v1.0/${sponsor}`,
    });
  await make('ownedGroup', '/groups', {
    displayName: 'Owned',
    mailEnabled: false,
    mailNickname: 'owned',
    securityEnabled: true,
    'owners@odata.bind': [`https://graph.microsoft.com/v1.0/users/${ids['bob']}`],
  });
  await done('DELETE', `/groups/${ids['ownedGroup']}`);
  const upload = (type: string) => `#microsoft.graph.customDataProvidedResource${type}`;
  await make(
    'uploadSession',
    `${EM}/catalogs/${ids['catalog']}/resources/${ids['siteResource']}/uploadSessions`,
    {
      '@odata.type': upload('AccessReviewUploadSession'),
      data: {
        '@odata.type': upload('Payloads.accessReviewContextData'),
        reviewDefinitionId: 'c8a3d4a2-0f6e-4f0c-8d6b-9f4f7a1b0c01',
        reviewInstanceId: 'c8a3d4a2-0f6e-4f0c-8d6b-9f4f7a1b0c02',
      },
    },
  );
  await done('PATCH', `${EM}/controlConfigurations/endUserSettings`, {
    '@odata.type': '#microsoft.graph.endUserSettings',
    relatedPeopleInsightLevel: 'countAndNames',
    showApproverDetailsToMembers: true,
  });
  await find('siteId', '/sites?search=fleet');
  ids['partner'] = '90e29127-71ad-49c7-9ce8-db3f41ea06f1';
  ids['syncedPartner'] = '2e9a5f0b-8d0e-4f6e-9f5e-3f6b7f0a1c22';
  const partners = '/policies/crossTenantAccessPolicy/partners';
  for (const name of ['partner', 'syncedPartner']) await done('POST', partners, { tenantId: ids[name] });
  await done('PUT', `${partners}/${ids['syncedPartner']}/identitySynchronization`, {
    displayName: 'Fabrikam',
    userSyncInbound: { isSyncAllowed: true },
  });
  await done('POST', '/roleManagement/directory/roleAssignments', {
    roleDefinitionId: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
    principalId: ids['dora'],
    directoryScopeId: '/',
  });
  await addLinks(done, ids);
  return { tenant, ids };
}
