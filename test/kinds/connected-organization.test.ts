import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDirectory } from '../../src/graph/directory.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { resolveDesired } from '../../src/refresh/desired.ts';
import { desiredOf } from '../support/engine.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { actions, governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

let bench: Workbench;
beforeEach(async () => (bench = await openWorkbench()));
afterEach(() => bench.close());

const FABRIKAM = { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] };
const declared = (organization: object) =>
  governed({ connectedOrganizations: { fabrikam: { ...FABRIKAM, ...organization } } });
const live = async () =>
  bench.portal('GET', `/connectedOrganizations/${await bench.idOf('connectedOrganization.fabrikam')}`);
const sponsors = async (list: string) => {
  const id = await bench.idOf('connectedOrganization.fabrikam');
  return (await bench.list(`/connectedOrganizations/${id}/${list}`))
    .map((sponsor) => sponsor['displayName'])
    .sort();
};

describe('a connected organization', () => {
  it('of a domain that an Entra tenant has verified becomes that tenant, and stays without a difference', async () => {
    await bench.apply(declared({}));
    const { identitySources } = await live();
    expect(identitySources).toMatchObject([
      {
        '@odata.type': expect.stringMatching(/azureActiveDirectoryTenant$/) as string,
        displayName: 'Fabrikam Inc.',
      },
    ]);
    expect(
      actions(await bench.plan(declared({ identitySources: [{ domain: 'DEV.fabrikam.com' }] }))),
    ).toEqual({});
  });

  it('of a domain that nobody has verified signs in with one-time passcodes', async () => {
    await bench.apply(declared({ identitySources: [{ domain: 'woodgrove.example' }] }));
    expect((await live())['identitySources']).toMatchObject([
      {
        '@odata.type': expect.stringMatching(/domainIdentitySource$/) as string,
        domainName: 'woodgrove.example',
      },
    ]);
  });

  it('of several sources gets the first when it is made and the others after that', async () => {
    const sources = [{ domain: 'fabrikam.com' }, { domain: 'woodgrove.example' }, { domain: 'litware.com' }];
    await bench.apply(declared({ identitySources: sources }));
    expect((await live())['identitySources']).toHaveLength(3);
    await bench.apply(declared({ identitySources: sources.slice(1) }));
    expect((await live())['identitySources']).toHaveLength(2);
    expect(actions(await bench.plan(declared({ identitySources: sources.slice(1).reverse() })))).toEqual({});
  });

  it('keeps both lists of sponsors, users and groups alike', async () => {
    const bob = { guest: 'bob@fabrikam.com' };
    await bench.apply(
      declared({
        internalSponsors: [{ user: 'alice@contoso.com' }, { group: 'Partner Desk' }],
        externalSponsors: [bob],
      }),
    );
    expect(await sponsors('internalSponsors')).toEqual(['Alice', 'Partner Desk']);
    expect(await sponsors('externalSponsors')).toEqual(['Bob']);
    const next = declared({ internalSponsors: [{ user: 'carol@contoso.com' }, { group: 'Partner Desk' }] });
    expect((await bench.plan(next)).changes[0]?.changedPaths).toEqual([
      'internalSponsors',
      'externalSponsors',
    ]);
    await bench.apply(next);
    expect(await sponsors('internalSponsors')).toEqual(['Carol', 'Partner Desk']);
    expect(await sponsors('externalSponsors')).toEqual([]);
  });

  it('that the service made by itself is found by its identity source, whatever it is called', async () => {
    await bench.portal('POST', '/connectedOrganizations', {
      displayName: 'fabrikam.com',
      description: 'Made for a guest',
      identitySources: [
        {
          '@odata.type': '#microsoft.graph.domainIdentitySource',
          domainName: 'fabrikam.com',
          displayName: 'x',
        },
      ],
      state: 'proposed',
    });
    const { diagnostics } = await bench.tryPlan(declared({}));
    expect(diagnostics).toMatchObject([{ code: 'PLAN_EXISTS' }]);
    await bench.apply(declared({}), { adopt: true });
    expect(await live()).toMatchObject({ displayName: 'Fabrikam', state: 'configured' });
    expect(await bench.list('/connectedOrganizations')).toHaveLength(1);
  });

  it('says how its people sign in, which the portal hides', async () => {
    const sources = [{ domain: 'dev.fabrikam.com' }, { domain: 'woodgrove.example' }];
    const { changes } = await bench.plan(declared({ identitySources: sources }));
    expect(changes[0]?.facts?.map((fact) => fact.replace(/[0-9a-f-]{36}/, 'ID')).sort()).toEqual([
      'signs in with Microsoft Entra ID of dev.fabrikam.com, tenant ID',
      'signs in with a one-time passcode sent to addresses of woodgrove.example',
    ]);
  });

  it('with a sponsor whose account is disabled is warned of', async () => {
    const odd = await openWorkbench({
      seed: {
        ...SMALL_DIRECTORY,
        users: [{ userPrincipalName: 'gone@contoso.com', displayName: 'Gone', accountEnabled: false }],
      },
    });
    const document = declared({ internalSponsors: [{ user: 'gone@contoso.com' }] });
    const { diagnostics } = await resolveOn(odd, document);
    expect(diagnostics).toMatchObject([
      { code: 'LOOKUP_DISABLED', severity: 'warning', address: 'connectedOrganization.fabrikam' },
    ]);
    odd.close();
  });
});

/** Resolves a document's names against a tenant's directory. */
function resolveOn({ engine }: Workbench, document: Governance) {
  const { declarations, wants } = desiredOf(document);
  return resolveDesired({
    document,
    declarations,
    wants,
    directory: createDirectory(engine.graph),
  });
}
