/** How people sign in decides to which organization they belong (CONTRACT 2.3, 16.2, 16.3). */
import { afterEach, expect, it } from 'vitest';
import type { Scene } from '../support/scene.ts';
import { CONTOSO, FABRIKAM, openScene, tangoFor } from '../support/scene.ts';

let scene: Scene | undefined;
afterEach(() => scene?.close());

const ISSUER = 'https://sso.woodgrove.example/saml';
const ORGANIZATIONS = `
connectedOrganizations:
  fabrikam: { displayName: Fabrikam, identitySources: [{ domain: fabrikam.com }] }
  woodgrove: { displayName: Woodgrove, identitySources: [{ domain: woodgrove.example, issuerUri: "${ISSUER}" }] }
  social: { displayName: Social accounts, identitySources: [{ social: facebook }] }
`;
const listing = (key: string) =>
  `allowedTargetScope: specificConnectedOrganizationUsers, specificAllowedTargets: [{ connectedOrganization: ${key} }]`;
const NO = 'NoPolicyApplies';
const YES = 'delivered';

it('a federation stands for those who sign in through it with its domain', async () => {
  const signIn = { kind: 'federation', issuerUri: ISSUER } as const;
  const people: [string, string][] = [
    ['a@woodgrove.example', YES],
    ['b@woodgrove.example', NO],
    ['c@dev.woodgrove.example', NO],
    ['d@elsewhere.example', NO],
    ['e@woodgrove.example', NO],
    // A guest signs in by the domain of the mail, unless the directory says otherwise.
    ['wendy@woodgrove.example', YES],
    ['bob@fabrikam.com', NO],
  ];
  scene = await openScene(tangoFor(listing('woodgrove'), ORGANIZATIONS), [
    { mail: 'a@woodgrove.example', signIn },
    { mail: 'b@woodgrove.example', signIn: { kind: 'oneTimePasscode' } },
    { mail: 'c@dev.woodgrove.example', signIn },
    { mail: 'd@elsewhere.example', signIn },
    { mail: 'e@woodgrove.example', signIn: { kind: 'entra', tenantId: FABRIKAM } },
  ]);
  const found = await scene.requests(
    'tango',
    people.map(([mail]) => mail),
  );
  expect(Object.entries(found)).toEqual(people);
});

it('a social provider stands for its accounts, whatever their domain', async () => {
  const signIn = { kind: 'social', provider: 'facebook' } as const;
  const people: [string, string][] = [
    ['a@elsewhere.example', YES],
    ['b@fabrikam.com', YES],
    ['c@elsewhere.example', NO],
    ['d@elsewhere.example', NO],
    ['bob@fabrikam.com', NO],
  ];
  scene = await openScene(tangoFor(listing('social'), ORGANIZATIONS), [
    { mail: 'a@elsewhere.example', signIn },
    { mail: 'b@fabrikam.com', signIn },
    { mail: 'c@elsewhere.example', signIn: { kind: 'social', provider: 'google' } },
    { mail: 'd@elsewhere.example', signIn: { kind: 'oneTimePasscode' } },
  ]);
  const found = await scene.requests(
    'tango',
    people.map(([mail]) => mail),
  );
  expect(Object.entries(found)).toEqual(people);
});

it('of several possible sign-ins, the one that is used decides, for guests too', async () => {
  const ways = {
    'tenant@fabrikam.com': { kind: 'entra', tenantId: FABRIKAM },
    'code@fabrikam.com': { kind: 'oneTimePasscode' },
    'social@fabrikam.com': { kind: 'social', provider: 'facebook' },
  } as const;
  const people = Object.keys(ways);
  const guests = Object.entries(ways).map(([mail, signIn]) => ({
    ...{ mail, signIn, displayName: mail },
    userType: 'Guest' as const,
    externalUserState: 'Accepted' as const,
  }));
  const directory = { ...CONTOSO, users: [...(CONTOSO.users ?? []), ...guests] };
  for (const [key, expected] of [
    ['fabrikam', [YES, NO, NO]],
    ['social', [NO, NO, YES]],
  ] as const) {
    scene = await openScene(tangoFor(listing(key), ORGANIZATIONS), [], directory);
    expect(Object.values(await scene.requests('tango', people))).toEqual(expected);
    await scene.close();
  }
  const newcomers = Object.entries(ways).map(([mail, signIn]) => ({ mail, signIn }));
  const configured = 'allowedTargetScope: allConfiguredConnectedOrganizationUsers';
  scene = await openScene(tangoFor(configured, ORGANIZATIONS), newcomers);
  expect(Object.values(await scene.requests('tango', people))).toEqual([YES, NO, YES]);
});

it('a guest who comes by a request is invited without an invitation mail', async () => {
  const mail = 'a@elsewhere.example';
  scene = await openScene(tangoFor(listing('social'), ORGANIZATIONS), [
    { mail, signIn: { kind: 'social', provider: 'facebook' } },
  ]);
  expect(await scene.request(mail)).toBe(YES);
  await scene.stay(mail, 'tango');
  expect(await scene.user(mail)).toMatchObject({ userType: 'Guest', accountEnabled: true });
  expect(await scene.request(mail)).toBe('ExistingGrant');
  const { value } = await scene.send('GET', '/auditLogs/directoryAudits');
  const invitations = (value as Record<string, unknown>[])
    .map((row) => String(row['activityDisplayName']))
    .filter((activity) => activity.startsWith('Invite external user'));
  expect(invitations).toEqual(['Invite external user without an e-mail']);
});
