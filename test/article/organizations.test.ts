/** Connected organizations: their sources of identity, subdomains, states (CONTRACT 2, 16.2). */
import { afterEach, expect, it } from 'vitest';
import type { Scene } from '../support/scene.ts';
import { FABRIKAM, openScene, tangoFor } from '../support/scene.ts';

let scene: Scene | undefined;
afterEach(() => scene?.close());

const ORGANIZATIONS = `
connectedOrganizations:
  fabrikam: { displayName: Fabrikam, identitySources: [{ domain: fabrikam.com }] }
  woodgrove: { displayName: Woodgrove, identitySources: [{ domain: woodgrove.example }] }
  adatum: { displayName: Adatum, state: proposed, identitySources: [{ domain: adatum.example }] }
`;
const listing = (key: string) =>
  `allowedTargetScope: specificConnectedOrganizationUsers, specificAllowedTargets: [{ connectedOrganization: ${key} }]`;
const NO = 'NoPolicyApplies';
const YES = 'delivered';

it('an Entra tenant stands for all of its verified domains, and for those who sign in through it', async () => {
  scene = await openScene(tangoFor(listing('fabrikam'), ORGANIZATIONS), [
    { mail: 'a@fabrikam.com' },
    { mail: 'b@dev.fabrikam.com' },
    { mail: 'c@test.fabrikam.com' },
    { mail: 'd@fabrikam.com', signIn: { kind: 'oneTimePasscode' } },
    { mail: 'e@fabrikam.com', signIn: { kind: 'social', provider: 'google' } },
    { mail: 'f@elsewhere.example', signIn: { kind: 'entra', tenantId: FABRIKAM } },
  ]);
  expect(
    await scene.requests('tango', [
      'a@fabrikam.com',
      'b@dev.fabrikam.com',
      'c@test.fabrikam.com',
      'd@fabrikam.com',
      'e@fabrikam.com',
      'f@elsewhere.example',
      'bob@fabrikam.com',
      'alice@contoso.com',
    ]),
  ).toEqual({
    'a@fabrikam.com': YES,
    'b@dev.fabrikam.com': YES,
    'c@test.fabrikam.com': NO,
    'd@fabrikam.com': NO,
    'e@fabrikam.com': NO,
    'f@elsewhere.example': YES,
    'bob@fabrikam.com': YES,
    'alice@contoso.com': NO,
  });
});

it('a domain stands for one-time passcodes of just that domain, not of one below it', async () => {
  scene = await openScene(tangoFor(listing('woodgrove'), ORGANIZATIONS), [
    { mail: 'a@woodgrove.example' },
    { mail: 'b@dev.woodgrove.example' },
    { mail: 'c@woodgrove.example', signIn: { kind: 'social', provider: 'google' } },
  ]);
  expect(
    await scene.requests('tango', ['a@woodgrove.example', 'b@dev.woodgrove.example', 'c@woodgrove.example']),
  ).toEqual({ 'a@woodgrove.example': YES, 'b@dev.woodgrove.example': NO, 'c@woodgrove.example': NO });
});

it('a proposed organization is in policies that list it, not in those for all configured ones', async () => {
  const people = ['a@adatum.example', 'a@woodgrove.example', 'a@other.example'];
  const newcomers = people.map((mail) => ({ mail }));
  scene = await openScene(tangoFor(listing('adatum'), ORGANIZATIONS), newcomers);
  expect(Object.values(await scene.requests('tango', people))).toEqual([YES, NO, NO]);
  await scene.close();
  const configured = 'allowedTargetScope: allConfiguredConnectedOrganizationUsers';
  scene = await openScene(tangoFor(configured, ORGANIZATIONS), newcomers);
  expect(Object.values(await scene.requests('tango', people))).toEqual([NO, YES, NO]);
});
