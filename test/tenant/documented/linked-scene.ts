/** More of the tenant of the documented examples: consents, licenses, and links between objects of the directory. */
import type { Body } from '../../support/tenant-call.ts';

/** A request that has to succeed. */
type Done = (method: string, path: string, body?: object) => Promise<Body>;

const ADDRESS = 'https://graph.microsoft.com/v1.0';

/** Makes them, and adds their ids to those by name. */
export async function addLinks(done: Done, ids: Record<string, string>): Promise<void> {
  const [caller] = (await done('GET', "/servicePrincipals?$filter=displayName eq 'Entente'")).value;
  ids['caller'] = caller?.id ?? '';
  const consent = (more: object) =>
    done('POST', '/oauth2PermissionGrants', {
      clientId: ids['caller'],
      resourceId: ids['application'],
      scope: 'Duties.Read',
      ...more,
    });
  ids['consent'] = (await consent({ consentType: 'AllPrincipals' })).id;
  await consent({ consentType: 'Principal', principalId: ids['bob'] });
  await done('POST', `/users/${ids['dora']}/assignLicense`, {
    addLicenses: [{ skuId: 'c7df2760-2c81-4ef7-b578-5b5392b571df' }],
    removeLicenses: [],
  });
  await done('POST', `/groups/${ids['spareGroup']}/members/$ref`, {
    '@odata.id': `${ADDRESS}/directoryObjects/${ids['application']}`,
  });
  const { id: twoOwners } = await done('POST', '/groups', {
    displayName: 'Two owners',
    mailEnabled: false,
    mailNickname: 'two',
    securityEnabled: true,
    'owners@odata.bind': ['bob', 'carol'].map((name) => `${ADDRESS}/users/${ids[name]}`),
  });
  ids['twoOwners'] = twoOwners;
  await done('POST', `/groups/${twoOwners}/owners/$ref`, {
    '@odata.id': `${ADDRESS}/servicePrincipals/${ids['application']}`,
  });
  await done('POST', `/groups/${ids['staffed']}/appRoleAssignments`, {
    principalId: ids['staffed'],
    resourceId: ids['application'],
    appRoleId: ids['appRole'],
  });
  const registered = `/applications/${ids['registered']}`;
  const extension = { name: 'depot', dataType: 'String', targetObjects: ['User'] };
  ids['extension'] = (await done('POST', `${registered}/extensionProperties`, extension)).id;
  ids['passwordKey'] = String((await done('POST', `${registered}/addPassword`, {}))['keyId']);
  const roles = '/roleManagement/directory';
  const ownRole = await done('POST', `${roles}/roleDefinitions`, {
    displayName: 'Registrations',
    isEnabled: true,
    rolePermissions: [{ allowedResourceActions: ['microsoft.directory/applications/basic/read'] }],
  });
  ids['ownRole'] = ownRole.id;
  await done('POST', `${roles}/roleEligibilityScheduleRequests`, {
    action: 'adminAssign',
    justification: 'Now and then',
    roleDefinitionId: 'fdd7a751-b60b-444a-984c-02652fe8fa1c',
    directoryScopeId: '/',
    principalId: ids['erin'],
    scheduleInfo: { startDateTime: '2025-04-10T00:00:00Z', expiration: { type: 'NoExpiration' } },
  });
}
