/** Who can be assigned a package, what holders gain, who decides by other ways, and what is not worked out. */
import { describe, expect, it } from 'vitest';
import type { AccessDiff, AccessResource, DirectoryFacts } from '../../src/access/index.ts';
import { compareAccess } from '../../src/access/index.ts';
import type { Surroundings } from '../../src/access/index.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { catalog, grant, MEMBERS, pack, policy, resource } from '../support/access-resources.ts';

const CLOSED = { requestorSettings: { enableTargetsToSelfAddAccess: false } };

function diff(
  before: readonly AccessResource[],
  after: readonly AccessResource[],
  known: Surroundings & { readonly directory?: DirectoryFacts } = {},
): AccessDiff {
  return compareAccess({ before, after, ...known });
}

/** `list capability: summary`, a line for each entry. */
function said({ gained, lost, changed }: AccessDiff): string[] {
  const lines = (list: string, of: AccessDiff['gained']) =>
    of.map(({ capability = '', summary, severity }) => `${list} ${capability} ${severity}: ${summary}`);
  return [...lines('gained', gained), ...lines('lost', lost), ...lines('changed', changed)];
}

describe('direct assignment', () => {
  const base = [catalog('c'), pack()];

  it('is refused to members of groups that are incompatible', () => {
    const direct = policy({ ...MEMBERS, ...CLOSED });
    const excluding = pack({ incompatibleGroups: ['desk'] });
    expect(said(diff([catalog('c'), pack(), direct], [catalog('c'), excluding, direct]))).toEqual([
      'changed assign low: all members can be assigned P on other terms',
    ]);
  });

  it('is open to whom a policy has in its scope that takes no requests', () => {
    expect(said(diff(base, [...base, policy({ ...MEMBERS, ...CLOSED })]))).toEqual([
      'gained assign low: all members can now be assigned P',
    ]);
    const anyone = policy({ allowedTargetScope: 'notSpecified' });
    expect(said(diff([...base, anyone], base))).toEqual([
      'lost assign low: everyone in the directory (guests included) can no longer be assigned P',
    ]);
  });

  it('has terms of its own, and is not said again of those who can request', () => {
    const lasting = (duration: string) => ({ expiration: { type: 'afterDuration', duration } });
    const closed = (time: string) => [...base, policy({ ...MEMBERS, ...CLOSED, ...lasting(time) })];
    expect(said(diff(closed('P30D'), closed('P90D')))).toEqual([
      'changed assign low: all members can be assigned P on other terms',
    ]);
    expect(
      said(
        diff(
          [...base, policy({ ...MEMBERS, ...lasting('P30D') })],
          [...base, policy({ ...MEMBERS, ...lasting('P90D') })],
        ),
      ),
    ).toEqual(['changed request low: all members can get P on other terms']);
    expect(said(diff([...base, policy(MEMBERS)], [...base, policy({ ...MEMBERS, ...CLOSED })]))).toEqual([
      'lost request low: all members can no longer get P',
    ]);
  });
});

describe('those who hold a package', () => {
  it('gain and lose its roles, although nobody can request it', () => {
    const base = [catalog('c'), pack(), resource()];
    expect(said(diff([...base, grant()], [...base, grant(), grant('Owner')]))).toEqual([
      'changed hold high: everyone who holds P gets Owner of team-id',
    ]);
    expect(said(diff([...base, grant()], base))).toEqual([
      'changed hold low: everyone who holds P loses Member of team-id',
    ]);
  });

  it('get another resource where one of the same name is exchanged', () => {
    const names = { names: { one: 'Team', two: 'Team' } };
    const directory: DirectoryFacts = {
      users: new Map(),
      groups: new Map(),
      tenantOfDomain: new Map(),
      ...names,
    };
    const of = (originId: string) => [catalog('c'), pack(), resource({ originId }), grant()];
    expect(said(diff(of('one'), of('two'), { directory }))).toEqual([
      'changed hold medium: everyone who holds P gets Member of Team (two) and loses Member of Team (one)',
    ]);
  });
});

describe('what a role is worth', () => {
  const base = [catalog('c'), pack(), resource(), grant()];
  const opened = [...base, policy(MEMBERS)];
  const groups = new Map([['team-id', { label: 'Team', isAssignableToRole: true }]]);
  const none = { users: new Map(), tenantOfDomain: new Map() };

  it.each<
    [string, AccessResource[], AccessResource[], Surroundings & { directory?: DirectoryFacts }, string]
  >([
    ['nothing in particular', base, opened, {}, 'medium'],
    [
      'what the configuration marks',
      base,
      opened,
      { privileged: new Set(['catalogResource.c/team']) },
      'high',
    ],
    ['a group that roles can be assigned to', base, opened, { directory: { ...none, groups } }, 'high'],
    [
      'a directory role',
      [catalog('c'), pack(), resource({ originSystem: 'DirectoryRole' }), grant()],
      [catalog('c'), pack(), resource({ originSystem: 'DirectoryRole' }), grant(), policy(MEMBERS)],
      {},
      'high',
    ],
    [
      'an owner',
      [catalog('c'), pack(), resource(), grant('Owner')],
      [catalog('c'), pack(), resource(), grant('Owner'), policy(MEMBERS)],
      {},
      'high',
    ],
  ])('counts: %s', (_what, before, after, known, severity) => {
    expect(diff(before, after, known).gained.map((change) => change.severity)).toEqual([severity]);
    // What is lost is no danger, whatever it is worth.
    expect(diff(after, before, known).lost.map((change) => change.severity)).toEqual(['low']);
  });
});

describe('guests who are in the directory already', () => {
  const organization: AccessResource = {
    address: 'connectedOrganization.f',
    kind: 'connectedOrganization',
    attributes: {
      displayName: 'F',
      state: 'configured',
      identitySources: [{ '@odata.type': 'domainIdentitySource', domainName: 'f.example' }],
    },
  };
  const base = [organization, catalog('c'), pack()];
  const listed = policy({
    allowedTargetScope: 'specificConnectedOrganizationUsers',
    specificAllowedTargets: [
      { '@odata.type': 'connectedOrganizationMembers', connectedOrganizationId: organization.address },
    ],
  });

  it('get in where people of their domain cannot be invited', () => {
    const invitationDomains = { deny: ['f.example'] };
    expect(said(diff(base, [...base, listed], { invitationDomains }))).toEqual([
      'gained request high: guests of F (f.example) who are in the directory already can now get P',
    ]);
    expect(said(diff(base, [...base, listed]))).toEqual(['gained request high: F (f.example) can now get P']);
  });

  it('are part of the directory, with members or without', () => {
    const directory = policy({ allowedTargetScope: 'allDirectoryUsers' });
    const members: AccessResource = { ...policy(MEMBERS), address: 'policy.m' };
    expect(said(diff(base, [...base, directory]))).toEqual([
      'gained request high: everyone in the directory (guests included) can now get P',
    ]);
    expect(said(diff([...base, members], [...base, members, directory]))).toEqual([
      'gained request high: guests who are in the directory already can now get P',
    ]);
  });
});

describe('guests in a group', () => {
  const base = [catalog('c'), pack()];
  const members: AccessResource = { ...policy(MEMBERS), address: 'policy.m' };
  const group = { '@odata.type': 'groupMembers', groupId: 'desk' };
  const desk = policy({ allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [group] });
  const known = (userType: 'Guest' | 'Member'): DirectoryFacts => ({
    users: new Map([['pal', { id: 'pal', label: 'Pal', userType }]]),
    groups: new Map([['desk', { label: 'Desk', members: ['pal'] }]]),
    tenantOfDomain: new Map(),
  });

  it('gain and lose what members of the directory could get anyhow', () => {
    expect(said(diff([...base, members], [...base, members, desk]))).toEqual([
      'gained request medium: guests who are members of desk can now get P',
    ]);
    expect(said(diff([...base, members, desk], [...base, members]))).toEqual([
      'lost request low: guests who are members of desk can no longer get P',
    ]);
  });

  it('are not told of where the group is known to have none', () => {
    const directory = known('Member');
    expect(said(diff([...base, members], [...base, members, desk], { directory }))).toEqual([]);
    expect(said(diff([...base, members], [...base, members, desk], { directory: known('Guest') }))).toEqual([
      'gained request medium: guests who are members of Desk can now get P',
    ]);
  });
});

describe('a policy beside others', () => {
  const base = [catalog('c'), pack()];
  const dan = [{ primaryApprovers: [{ '@odata.type': 'singleUser', userId: 'dan' }] }];
  const approved = { requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: dan } };

  it('that is no looser than one of them gives nothing more', () => {
    const stricter: AccessResource = { ...policy({ ...MEMBERS, ...approved }), address: 'policy.b' };
    const open = policy(MEMBERS);
    const { changed } = diff([...base, open], [...base, open, stricter]);
    expect(changed.map(({ direction }) => direction)).toEqual(['tighter']);
    expect(diff([...base, stricter], [...base, stricter, open]).changed).toMatchObject([
      { direction: 'looser' },
    ]);
  });

  it('says what administrators can assign on looser terms, where requests are no longer taken', () => {
    expect(
      said(
        diff([...base, policy({ ...MEMBERS, ...approved })], [...base, policy({ ...MEMBERS, ...CLOSED })]),
      ),
    ).toEqual([
      'lost request low: all members can no longer get P',
      'lost approve low: dan can no longer approve requests for P',
      'changed assign low: all members can be assigned P on other terms',
    ]);
  });

  it('that is for each configured organization takes nothing from a class that has no one else in it', () => {
    const organization: AccessResource = {
      address: 'connectedOrganization.f',
      kind: 'connectedOrganization',
      attributes: { displayName: 'F', state: 'configured', identitySources: [] },
    };
    const all = policy({ allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' });
    const one = policy({
      allowedTargetScope: 'specificConnectedOrganizationUsers',
      specificAllowedTargets: [
        { '@odata.type': 'connectedOrganizationMembers', connectedOrganizationId: organization.address },
      ],
    });
    const proposed = { ...organization, address: 'connectedOrganization.g' };
    expect(said(diff([organization, ...base, all], [organization, ...base, one]))).toEqual([]);
    expect(
      said(diff([organization, proposed, ...base, all], [organization, proposed, ...base, one])),
    ).toEqual(['lost request low: F (connectedOrganization.g) can no longer get P']);
  });
});

describe('who administers', () => {
  const role = (key: string, principal: string): AccessResource => ({
    address: `catalogRole.${key}/owner/${principal}`,
    kind: 'catalogRole',
    attributes: { catalog: `catalog.${key}`, role: 'owner', principal },
  });

  it('a package changes with its catalog', () => {
    const base = [catalog('c'), catalog('d'), role('c', 'carol'), role('d', 'dan')];
    expect(said(diff([...base, pack()], [...base, pack({ catalog: 'catalog.d' })]))).toEqual([
      'gained administer critical: dan can now administer P',
      'lost administer low: carol can no longer administer P',
    ]);
  });

  it('is a person: nothing is said of whom a named group holds already', () => {
    const directory: DirectoryFacts = {
      users: new Map([['carol', { id: 'carol', label: 'Carol' }]]),
      groups: new Map([['desk', { label: 'Desk', members: ['carol'] }]]),
      tenantOfDomain: new Map(),
    };
    const base = [catalog('c')];
    expect(
      said(
        diff([...base, role('c', 'desk')], [...base, role('c', 'desk'), role('c', 'carol')], { directory }),
      ),
    ).toEqual([]);
    expect(said(diff([...base, role('c', 'desk')], [...base, role('c', 'carol')], { directory }))).toEqual([
      'lost administer low: members of Desk (except Carol) can no longer administer the catalog c',
    ]);
  });
});

describe('causes', () => {
  const organization: AccessResource = {
    address: 'connectedOrganization.f',
    kind: 'connectedOrganization',
    attributes: { displayName: 'F', identitySources: [], internalSponsors: ['alice'] },
  };
  const sponsored = (list: string) =>
    policy({
      allowedTargetScope: 'specificConnectedOrganizationUsers',
      specificAllowedTargets: [
        { '@odata.type': 'connectedOrganizationMembers', connectedOrganizationId: organization.address },
      ],
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: [{ primaryApprovers: [{ '@odata.type': list }] }],
      },
    });

  it('name the policy that no longer asks sponsors, not the organization that has them', () => {
    const base = [organization, catalog('c'), pack()];
    const { lost } = diff([...base, sponsored('internalSponsors')], [...base, sponsored('externalSponsors')]);
    const about = lost.filter(({ package: { address } }) => address === organization.address);
    expect(about.map(({ summary }) => summary)).toEqual([
      'alice can no longer approve requests of people of F, as internal sponsor',
    ]);
    expect(about.flatMap(({ causes }) => causes)).toEqual([
      { address: 'policy.a', path: 'requestApprovalSettings.stages[0].primaryApprovers' },
    ]);
  });

  it('name the length that was edited, not the action beside it', () => {
    const settings = (durationUntilExternalUserDeletedAfterBlocked: string): AccessResource => ({
      address: 'settings',
      kind: 'settings',
      attributes: {
        externalUserLifecycleAction: 'blockSignInAndDelete',
        durationUntilExternalUserDeletedAfterBlocked,
      },
    });
    expect(diff([settings('P30D')], [settings('P365D')]).changed.flatMap(({ causes }) => causes)).toEqual([
      { address: 'settings', path: 'durationUntilExternalUserDeletedAfterBlocked' },
    ]);
  });
});

describe('what is not worked out', () => {
  const base = [catalog('c'), pack()];
  const extended = policy({
    ...MEMBERS,
    customExtensionStageSettings: [{ stage: 'assignmentRequestCreated', customExtension: { id: 'x' } }],
  });

  it('is said, and counts as new access', () => {
    const { changed } = diff([...base, policy(MEMBERS)], [...base, extended]);
    expect(changed).toMatchObject([
      {
        summary: 'P changed, effect not worked out: A',
        direction: 'incomparable',
        requestor: { type: 'unknown' },
        details: ['effect not worked out: customExtensionStageSettings'],
        causes: [{ address: 'policy.a', path: 'customExtensionStageSettings' }],
      },
    ]);
  });

  it.each<[string, JsonObject]>([
    ['a name', { displayName: 'Another' }],
    ['a description', { description: 'Another' }],
    ['who is told', { notificationSettings: { isAssignmentNotificationDisabled: true } }],
    ['stages that no request meets', { requestApprovalSettings: { stages: [{ primaryApprovers: [] }] } }],
    ['one length in other words', { expiration: { type: 'afterDuration', duration: 'PT720H' } }],
  ])('is nothing where the change bears on nothing: %s', (_what, attributes) => {
    const before = policy({ ...MEMBERS, expiration: { type: 'afterDuration', duration: 'P30D' } });
    const after = { ...before, attributes: { ...before.attributes, ...attributes } };
    expect(said(diff([...base, before], [...base, after]))).toEqual([]);
  });
});

describe('the clock', () => {
  it('closes what ended, for requests and for assignment', () => {
    const base = [catalog('c'), pack()];
    const until = policy({
      ...MEMBERS,
      expiration: { type: 'afterDateTime', endDateTime: '2024-12-31T23:00:00Z' },
    });
    const at = (now: string) => ({ now: Date.parse(now) });
    expect(said(diff(base, [...base, until], at('2026-01-01')))).toEqual([]);
    expect(said(diff(base, [...base, until], at('2024-12-31')))).toEqual([
      'gained request medium: all members can now get P',
    ]);
  });
});
