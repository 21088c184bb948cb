import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

const ALL = {
  team: { group: 'Project Tango' },
  tracker: { application: 'Tango Tracker' },
  site: { site: 'https://contoso.sharepoint.com/sites/tango' },
};
const declared = (resources: object) =>
  governed({ catalogs: { partners: { displayName: 'Partners', resources: resources as typeof ALL } } });
const origins = async () =>
  (await bench.list(`/catalogs/${await bench.idOf('catalog.partners')}/resources`))
    .map(({ originSystem, displayName }) => `${String(originSystem)} ${String(displayName)}`)
    .sort();

describe('a catalog resource', () => {
  it('is a group, an application or a SharePoint site', async () => {
    await bench.apply(declared(ALL));
    expect(await origins()).toEqual([
      'AadApplication Tango Tracker',
      'AadGroup Project Tango',
      'SharePointOnline Tango',
    ]);
    expect(actions(await bench.plan(declared(ALL)))).toEqual({});
    await bench.apply(declared({ site: ALL.site }));
    expect(await origins()).toEqual(['SharePointOnline Tango']);
  });

  it('under another key is the same object: removed and added again', async () => {
    await bench.apply(declared({ team: ALL.team }));
    const renamed = declared({ squad: ALL.team });
    expect(actions(await bench.plan(renamed))).toEqual({
      'catalogResource.partners/team': 'delete removed-from-configuration',
      'catalogResource.partners/squad': 'create declared',
    });
    await bench.apply(renamed);
    expect(await origins()).toEqual(['AadGroup Project Tango']);
  });

  it('is waited for when the service is slow to list it', async () => {
    const slow = await openWorkbench({ behaviour: { resourceAppearsAfterReads: 3 } });
    await slow.apply({
      ...declared(ALL),
      packages: {
        tango: {
          catalog: 'partners',
          displayName: 'Tango',
          resourceRoles: [{ resource: 'team', role: 'Member' }],
        },
      },
    });
    expect(actions(await slow.plan(declared(ALL)))).toEqual({
      'accessPackage.tango': 'delete removed-from-configuration',
      'packageResourceRole.tango/team/Member': 'delete removed-from-configuration',
    });
    slow.close();
  });

  it('is found in the geography that its site is kept in', async () => {
    const asia = declared({ asia: { site: 'https://contosoapc.sharepoint.com/sites/asia' } });
    await bench.apply(asia);
    expect(await origins()).toEqual(['SharePointOnline Asia']);
    expect(actions(await bench.plan(asia))).toEqual({});
    const body = {
      requestType: 'adminAdd',
      resource: {
        originId: 'https://contosoapc.sharepoint.com/sites/asia',
        originSystem: 'SharePointOnline',
      },
      catalog: { id: await bench.idOf('catalog.partners') },
    };
    await expect(bench.portal('POST', '/resourceRequests', body)).rejects.toThrow(
      'was not found in the environment',
    );
  });

  it('cannot be a group whose members others decide on', async () => {
    const odd = await openWorkbench({
      seed: {
        tenant: { displayName: 'Contoso', domains: ['contoso.com'] },
        groups: [
          { displayName: 'Synchronised', onPremisesSyncEnabled: true },
          {
            displayName: 'Dynamic',
            groupTypes: ['DynamicMembership'],
            membershipRule: 'user.department -eq "Sales"',
          },
        ],
      },
    });
    const resources = { a: { group: 'Synchronised' }, b: { group: 'Dynamic' } };
    await expect(odd.tryPlan(declared(resources))).rejects.toThrow(
      /KIND_GROUP_UNSUITABLE: Group "Synchronised".*synchronised.*KIND_GROUP_UNSUITABLE: Group "Dynamic".*dynamic/s,
    );
    odd.close();
  });
});
