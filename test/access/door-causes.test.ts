/** When cross-tenant access is a cause: where it lets the people of an entry pass otherwise, and nowhere else. */
import { expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Doors = Readonly<Record<string, 'allowed' | 'blocked'>>;

const TENANTS = { fabrikam: ['fabrikam.com'], nordic: ['nordic.example'], woodgrove: ['woodgrove.example'] };

const inbound = (accessType: 'allowed' | 'blocked') => ({
  b2bCollaborationInbound: { usersAndGroups: { accessType }, applications: { accessType } },
});

/** An organization of one domain and another, with what cross-tenant access says of each by key. */
const documentOf = (domain: string, doors: Doors, days = 90): Governance =>
  governed({
    catalogs: { c: { displayName: 'C', isExternallyVisible: true } },
    packages: { tango: { catalog: 'c', displayName: 'Tango' } },
    connectedOrganizations: {
      partner: { displayName: 'Partner', identitySources: [{ domain }] },
      other: { displayName: 'Other', identitySources: [{ domain: 'woodgrove.example' }] },
    },
    crossTenantAccess: Object.fromEntries(
      Object.entries(doors).map(([key, accessType]) => [key, inbound(accessType)]),
    ),
    policies: {
      partners: {
        accessPackage: 'tango',
        displayName: 'Partners',
        allowedTargetScope: 'specificConnectedOrganizationUsers',
        specificAllowedTargets: [{ connectedOrganization: 'partner' }, { connectedOrganization: 'other' }],
        expiration: { type: 'afterDuration', duration: `P${days}D` },
      },
    },
  });

/** What is said of each, without the package, and the objects that it is put down to. */
async function causesBetween(before: Governance, after: Governance) {
  const people = { tenants: TENANTS };
  const { gained, lost, changed } = compareAccess({
    before: await resourcesOf(before, people),
    after: await resourcesOf(after, people),
    directory: factsOf(people),
  });
  return Object.fromEntries(
    [...gained, ...lost, ...changed]
      .filter(({ capability }) => capability === 'request')
      .map(({ summary, causes }) => [
        summary.replace(/ Tango.*/, ''),
        [...new Set(causes.map(({ address }) => address))],
      ]),
  );
}

const ORGANIZATION = 'connectedOrganization.partner';
const DOOR = 'crossTenantAccess.partner';

it.each([
  ['fabrikam.com', 'nordic.example'],
  ['nordic.example', 'fabrikam.com'],
])('is none where an organization of %s becomes one of %s, and the door lets both pass', async (from, to) => {
  const doors = { partner: 'allowed' } as const;
  expect(await causesBetween(documentOf(from, doors), documentOf(to, doors))).toEqual({
    [`Partner (${to}) can now get`]: [ORGANIZATION],
    [`Partner (${from}) can no longer get`]: [ORGANIZATION],
  });
});

it('is one where it shuts or opens, alone', async () => {
  const [open, shut] = (['allowed', 'blocked'] as const).map((partner) =>
    documentOf('fabrikam.com', { partner }),
  ) as [Governance, Governance];
  expect(await causesBetween(open, shut)).toEqual({ 'Partner (fabrikam.com) can no longer get': [DOOR] });
  expect(await causesBetween(shut, open)).toEqual({ 'Partner (fabrikam.com) can now get': [DOOR] });
});

it('is one of those who meet it, beside what else changes for everyone', async () => {
  const before = documentOf('fabrikam.com', { partner: 'blocked', other: 'allowed' });
  const after = documentOf('fabrikam.com', { partner: 'allowed', other: 'allowed' }, 60);
  const [gained, changed] = ['Partner (fabrikam.com) can now get', 'Other (woodgrove.example) can get'];
  expect(await causesBetween(before, after)).toEqual({ [gained]: [DOOR], [changed]: ['policy.partners'] });
});

it('is the default of those of whom nothing else is said', async () => {
  const before = documentOf('fabrikam.com', { default: 'allowed', partner: 'allowed' });
  const after = documentOf('fabrikam.com', { default: 'blocked', partner: 'allowed' }, 60);
  const [lost, changed] = ['Other (woodgrove.example) can no longer get', 'Partner (fabrikam.com) can get'];
  expect(await causesBetween(before, after)).toEqual({
    [lost]: ['crossTenantAccess.default'],
    [changed]: ['policy.partners'],
  });
});
