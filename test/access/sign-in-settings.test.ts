/** What an explanation says of the sign-in of people from another tenant: prompts for consent, and what counts here. */
import { describe, expect, it } from 'vitest';
import type { OuterDoor, Requestor } from '../../src/access/index.ts';
import { answerFor, createAccessModel } from '../../src/access/index.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { factsOf, newcomer, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const FABRIKAM = '22222222-2222-4222-8222-222222222222';
const PEOPLE = {
  users: [{ id: 'gina', mail: 'gina@fabrikam.com', userType: 'Guest' as const }],
  tenants: { [FABRIKAM]: ['fabrikam.com'] },
};
const DOCUMENT = governed({
  connectedOrganizations: {
    fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
    mixed: { displayName: 'Mixed', identitySources: [{ tenantId: FABRIKAM }, { domain: 'x.example' }] },
  },
  catalogs: { c: { displayName: 'C' } },
  packages: { p: { catalog: 'c', displayName: 'P' } },
  policies: { q: { accessPackage: 'p', displayName: 'Q', allowedTargetScope: 'allExternalUsers' } },
});

const door = (partner: JsonObject | undefined, usual: JsonObject = {}): OuterDoor => ({
  home: '11111111-1111-4111-8111-111111111111',
  crossTenantAccess: {
    default: usual,
    partners: new Map(partner === undefined ? [] : [[FABRIKAM, partner]]),
  },
  allowInvitesFrom: 'everyone',
});

/** The steps about cross-tenant access. */
async function said(outerDoor: OuterDoor, requestor: Requestor): Promise<readonly string[]> {
  const resources = await resourcesOf(DOCUMENT, PEOPLE);
  const model = createAccessModel({ resources, directory: factsOf(PEOPLE), outerDoor });
  const { verdict, steps } = answerFor(model, requestor, 'accessPackage.p');
  expect(verdict).toBe('yes');
  return steps.flatMap(({ result, text }) =>
    result === 'note' && text.includes('crossTenantAccess') ? [text] : [],
  );
}

const NEW = newcomer('n@fabrikam.com');
const consent = (inboundAllowed: boolean | null) => ({ automaticUserConsentSettings: { inboundAllowed } });
const ASKS = 'The first sign-in asks n@fabrikam.com for consent: crossTenantAccess';
const ASKS_NOT =
  'The first sign-in does not ask n@fabrikam.com for consent, if the settings of the partner allow that too: crossTenantAccess';
const CONSENT = '(automaticUserConsentSettings.inboundAllowed)';
const COUNTS = 'The sign-in at home counts here for';

describe('the sign-in of people who are not in the directory yet', () => {
  it.each<[string, OuterDoor, string]>([
    ['nothing says otherwise', door(undefined), `${ASKS} by default ${CONSENT}`],
    ['the partner has it so', door(consent(true)), `${ASKS_NOT} of Fabrikam ${CONSENT}`],
    ['the partner has not', door(consent(false), consent(true)), `${ASKS} of Fabrikam ${CONSENT}`],
    [
      'the partner leaves it to the default',
      door(consent(null), consent(true)),
      `${ASKS_NOT} by default ${CONSENT}`,
    ],
    [
      'the partner has null for it',
      door({ automaticUserConsentSettings: null }, consent(true)),
      `${ASKS_NOT} by default ${CONSENT}`,
    ],
  ])('asks for consent or not, by its setting, where %s', async (_what, given, expected) => {
    expect(await said(given, NEW)).toEqual([expected]);
  });

  it('says nothing where it was not read, and of those who sign in otherwise', async () => {
    const unread: OuterDoor = { ...door(undefined), crossTenantAccess: undefined };
    const resources = await resourcesOf(DOCUMENT, PEOPLE);
    const model = createAccessModel({ resources, directory: factsOf(PEOPLE), outerDoor: unread });
    const { steps } = answerFor(model, NEW, 'accessPackage.p');
    expect(steps.filter(({ text }) => text.includes('sign-in'))).toEqual([]);
    expect(await said(door(consent(true)), newcomer('n@y.example'))).toEqual([]);
  });

  it('is said of a whole organization where all of it signs in there', async () => {
    const of = (key: string): Requestor => ({
      type: 'connectedOrganization',
      address: `connectedOrganization.${key}`,
    });
    expect(await said(door(consent(true)), of('fabrikam'))).toHaveLength(1);
    expect(await said(door(consent(true)), of('mixed'))).toEqual([]);
  });
});

describe('what counts here of the sign-in at home', () => {
  const guest: Requestor = { type: 'person', person: factsOf(PEOPLE).users.get('gina') ?? { label: '' } };
  const trust = (...names: readonly string[]) => ({
    inboundTrust: Object.fromEntries(names.map((name) => [name, true])),
  });

  it.each<[string, OuterDoor, readonly string[]]>([
    ['nothing', door(undefined), []],
    [
      'by the partner',
      door(trust('isMfaAccepted', 'isHybridAzureADJoinedDeviceAccepted')),
      [
        `${COUNTS} multifactor authentication, hybrid joined devices: crossTenantAccess of Fabrikam (inboundTrust)`,
      ],
    ],
    [
      'by default',
      door({ inboundTrust: null }, trust('isCompliantDeviceAccepted')),
      [`${COUNTS} compliant devices: crossTenantAccess by default (inboundTrust)`],
    ],
    ['nothing by the partner, whatever the default', door(trust(), trust('isMfaAccepted')), []],
  ])('%s', async (_what, given, expected) => {
    expect(await said(given, guest)).toEqual(expected);
  });
});
