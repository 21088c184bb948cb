/** What the outer door says, setting by setting, and what answers make of it where no person is named. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/value.ts';
import type { OuterDoor, Requestor } from '../../src/access/index.ts';
import { accessFor, answerFor, createAccessModel, findPaths } from '../../src/access/index.ts';
import { assignmentAnswer } from '../../src/access/relation/assignment.ts';
import { collaborates, invites } from '../../src/access/facts/outer-door.ts';
import { restrictionText } from '../../src/access/words/phrases.ts';
import { governed } from '../support/workbench.ts';
import { factsOf, newcomer, resourcesOf } from '../support/access.ts';

const HOME = '11111111-1111-4111-8111-111111111111';
const FABRIKAM = '22222222-2222-4222-8222-222222222222';
const LITWARE = '33333333-3333-4333-8333-333333333333';
const half = (accessType: string, ...targets: readonly string[]): JsonObject => ({
  accessType,
  targets: targets.map((target) => ({ target, targetType: 'user' })),
});
const SHUT: JsonObject = { usersAndGroups: half('blocked', 'AllUsers') };
const doorOf = (partner: JsonObject | undefined, values: JsonObject = {}): OuterDoor => ({
  home: HOME,
  crossTenantAccess: {
    default: { b2bCollaborationInbound: values },
    partners: new Map([[FABRIKAM, { b2bCollaborationInbound: partner ?? null }]]),
  },
  allowInvitesFrom: 'everyone',
});
const UNREAD: OuterDoor = { home: HOME, crossTenantAccess: undefined, allowInvitesFrom: undefined };
const DEFAULT = 'crossTenantAccessPolicy/default/b2bCollaborationInbound/usersAndGroups';
const PARTNER = `crossTenantAccessPolicy/partners/${FABRIKAM}/b2bCollaborationInbound`;

describe('cross-tenant access', () => {
  it.each<[string, JsonObject, string, string]>([
    ['everyone is blocked', SHUT, 'no', '/usersAndGroups'],
    ['everyone is allowed', { usersAndGroups: half('allowed', 'AllUsers') }, 'yes', ''],
    ['single users are allowed', { usersAndGroups: half('allowed', 'id') }, 'unknown', '/usersAndGroups'],
    ['single users are blocked', { usersAndGroups: half('blocked', 'id') }, 'unknown', '/usersAndGroups'],
    ['no user is allowed', { usersAndGroups: half('allowed') }, 'no', '/usersAndGroups'],
    ['no user is blocked', { usersAndGroups: half('blocked') }, 'yes', ''],
    [
      'all applications are blocked',
      { applications: half('blocked', 'AllApplications') },
      'no',
      '/applications',
    ],
    ['single applications are allowed', { applications: half('allowed', 'id') }, 'unknown', '/applications'],
  ])('where %s', (_what, inbound, passes, below) => {
    expect(collaborates(doorOf(inbound), FABRIKAM.toUpperCase())).toMatchObject({
      passes,
      setting: PARTNER + below,
    });
  });

  it('is the default where the partner leaves it open, and says nothing of the own tenant', () => {
    const door = doorOf(undefined, SHUT);
    expect(collaborates(door, FABRIKAM)).toMatchObject({ passes: 'no', setting: DEFAULT });
    expect(collaborates(door, HOME)).toBeUndefined();
    expect(collaborates(UNREAD, FABRIKAM)?.passes).toBe('unknown');
    expect(invites(UNREAD).passes).toBe('unknown');
  });
});

const PEOPLE = {
  users: [
    { id: 'gina', mail: 'gina@fabrikam.com', userType: 'Guest' as const },
    { id: 'max', mail: 'max@fabrikam.com', userPrincipalName: 'max@contoso.com' },
    { id: 'mia', userPrincipalName: 'mia@contoso.com' },
  ],
  groups: { Readers: [] },
  tenants: { [FABRIKAM]: ['fabrikam.com'] },
};

async function modelAt(outerDoor: OuterDoor | undefined) {
  const resources = await resourcesOf(documentAtDoor(), PEOPLE);
  return createAccessModel({ resources, directory: factsOf(PEOPLE), outerDoor });
}

function documentAtDoor() {
  return governed({
    connectedOrganizations: {
      fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
      both: {
        displayName: 'Both',
        identitySources: [{ tenantId: LITWARE }, { domain: 'woodgrove.example' }],
      },
    },
    catalogs: { c: { displayName: 'C', resources: { readers: { group: 'Readers' } } } },
    packages: {
      tango: {
        catalog: 'c',
        displayName: 'Tango',
        resourceRoles: [{ resource: 'readers', role: 'Member' }],
      },
      audit: { catalog: 'c', displayName: 'Audit' },
    },
    policies: {
      outside: { accessPackage: 'tango', displayName: 'Outside', allowedTargetScope: 'allExternalUsers' },
      inside: { accessPackage: 'tango', displayName: 'Inside', allowedTargetScope: 'allMemberUsers' },
      readers: {
        accessPackage: 'audit',
        displayName: 'Readers',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ group: 'Readers' }],
      },
    },
  });
}

const user = (id: string): Requestor => {
  const person = factsOf(PEOPLE).users.get(id);
  if (person === undefined) throw new Error(id);
  return { type: 'person', person };
};
const fabrikam: Requestor = { type: 'connectedOrganization', address: 'connectedOrganization.fabrikam' };
const both: Requestor = { type: 'connectedOrganization', address: 'connectedOrganization.both' };
const anyone: Requestor = { type: 'anyExternalUser' };

describe('answers', () => {
  it.each<[string, OuterDoor | undefined, Requestor, string, string]>([
    ['of a guest who is shut out', doorOf(SHUT), user('gina'), 'no', 'crossTenantAccessBlocked'],
    [
      'of a newcomer who is shut out',
      doorOf(SHUT),
      newcomer('n@fabrikam.com'),
      'no',
      'crossTenantAccessBlocked',
    ],
    ['of an organization that is shut out', doorOf(SHUT), fabrikam, 'no', 'crossTenantAccessBlocked'],
    ['of an organization that is so in part', doorOf({}, SHUT), both, 'yes', 'offered'],
    ['of a one-time passcode', doorOf(SHUT, SHUT), newcomer('n@x.example'), 'yes', 'offered'],
    ['of anyone', doorOf(undefined, SHUT), anyone, 'yes', 'offered'],
    ['of a member', doorOf(SHUT, SHUT), user('mia'), 'yes', 'offered'],
    ['of a member who writes from a partner', doorOf(SHUT), user('max'), 'unknown', 'factsMissing'],
    ['of a guest where it was not read', UNREAD, user('gina'), 'unknown', 'factsMissing'],
    ['of anyone where it was not read', UNREAD, anyone, 'unknown', 'factsMissing'],
    ['of a member where it was not read', UNREAD, user('mia'), 'yes', 'offered'],
    [
      'where none may invite',
      { ...doorOf({}), allowInvitesFrom: 'none' },
      anyone,
      'no',
      'invitationsNotAllowed',
    ],
    [
      'of a guest where none may invite',
      { ...doorOf({}), allowInvitesFrom: 'none' },
      user('gina'),
      'yes',
      'offered',
    ],
    ['where nothing is said of a door', undefined, newcomer('n@fabrikam.com'), 'yes', 'offered'],
  ])('%s', async (_what, door, requestor, verdict, reason) => {
    const answer = answerFor(await modelAt(door), requestor, 'accessPackage.tango');
    expect([answer.verdict, answer.reason]).toEqual([verdict, reason]);
    if (verdict === 'unknown') expect(answer.unknown).not.toEqual([]);
  });

  it('let in a member with a name of the own tenant, whatever the mail address', async () => {
    const resources = await resourcesOf(documentAtDoor(), PEOPLE);
    const directory = { ...factsOf(PEOPLE), ownDomains: new Set(['contoso.com']) };
    const model = createAccessModel({ resources, directory, outerDoor: doorOf(SHUT) });
    expect(answerFor(model, user('max'), 'accessPackage.tango').verdict).toBe('yes');
  });

  it('say who of a class is kept out, by the setting', async () => {
    const restrictions = answerFor(await modelAt(doorOf({}, SHUT)), both, 'accessPackage.tango').restrictions;
    expect(restrictions).toMatchObject([
      {
        type: 'keptOut',
        ids: [LITWARE],
        labels: ['crossTenantAccess by default (b2bCollaborationInbound.usersAndGroups)'],
      },
    ]);
  });

  it('name a setting once that keeps out people of several tenants', () => {
    const restriction = { type: 'keptOut' as const, ids: [FABRIKAM, LITWARE], labels: [DEFAULT, DEFAULT] };
    expect(restrictionText(restriction)).toBe(`not for those whom ${DEFAULT} keeps out`);
  });

  it('tell a person who asks for all of them what keeps them out', async () => {
    const answers = accessFor(await modelAt(doorOf(SHUT)), user('gina'));
    expect(answers.map(({ reason }) => reason)).toContain('crossTenantAccessBlocked');
  });

  it.each<[string, OuterDoor, readonly string[]]>([
    ['who is let in', doorOf({}), ['yes']],
    ['who is shut out', doorOf(SHUT), []],
    ['of whom it was not read', UNREAD, ['unknown']],
  ])('lead in several steps a person %s', async (_what, door, certain) => {
    const to = new Set(['accessPackage.audit']);
    const paths = findPaths(await modelAt(door), { from: [fabrikam], to });
    expect(paths.map((each) => (each.certain ? 'yes' : 'unknown'))).toEqual(certain);
  });

  it('say the same of what is assigned to those who would be invited', async () => {
    const assigned = async (door: OuterDoor, requestor: Requestor) =>
      assignmentAnswer(await modelAt(door), requestor, 'accessPackage.tango');
    expect(await assigned(doorOf(SHUT), fabrikam)).toMatchObject({ reason: 'crossTenantAccessBlocked' });
    expect(await assigned(UNREAD, fabrikam)).toMatchObject({ verdict: 'unknown', reason: 'factsMissing' });
    expect(await assigned(doorOf({}), fabrikam)).toMatchObject({ verdict: 'yes' });
  });
});
