/** What access tests compare: every member of an expectation, once as it is and once as it is not. */
import { beforeAll, describe, expect, it } from 'vitest';
import { runAccessTests } from '../../src/access/index.ts';
import type { AccessModel, AccessTestSpec } from '../../src/access/index.ts';
import type { AccessTestExpectation } from '../../src/schema/governance.ts';
import { modelOf } from '../support/access.ts';
import type { People } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const PEOPLE: People = {
  users: [
    { id: 'alice@contoso.com', mail: 'alice@contoso.com', manager: 'carol@contoso.com' },
    { id: 'carol@contoso.com', mail: 'carol@contoso.com' },
    { id: 'eve@contoso.com', mail: 'eve@contoso.com', accountEnabled: false },
    { id: 'bob@fabrikam.com', mail: 'bob@fabrikam.com', userType: 'Guest' },
  ],
  groups: { Desk: ['alice@contoso.com', 'carol@contoso.com', 'eve@contoso.com'], Audit: [] },
};

const SPONSORS = { desk: { group: 'Desk' }, bob: { guest: 'bob@fabrikam.com' } };
const DOCUMENT = governed({
  settings: {
    externalUserLifecycleAction: 'blockSignInAndDelete',
    durationUntilExternalUserDeletedAfterBlocked: 'P30D',
  },
  sponsors: SPONSORS,
  connectedOrganizations: {
    fabrikam: {
      displayName: 'Fabrikam',
      identitySources: [{ domain: 'fabrikam.com' }],
      externalSponsors: ['bob'],
    },
  },
  catalogs: {
    partners: {
      displayName: 'Partners',
      isExternallyVisible: true,
      resources: { team: { group: 'Audit' } },
    },
    inside: { displayName: 'Inside', isExternallyVisible: false },
  },
  packages: {
    tango: {
      catalog: 'partners',
      displayName: 'Tango',
      resourceRoles: [{ resource: 'team', role: 'Member' }],
      incompatibleAccessPackages: ['rule'],
    },
    rule: { catalog: 'inside', displayName: 'Rule' },
    twice: { catalog: 'inside', displayName: 'Twice' },
  },
  policies: {
    partners: {
      accessPackage: 'tango',
      displayName: 'Partners',
      allowedTargetScope: 'specificConnectedOrganizationUsers',
      specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
      requestorSettings: { enableTargetsToSelfUpdateAccess: true },
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        isRequestorJustificationRequired: true,
        stages: [
          { primaryApprovers: ['externalSponsors'], fallbackPrimaryApprovers: ['desk'] },
          { primaryApprovers: ['desk'] },
          {
            primaryApprovers: [{ group: 'Audit' }],
            isEscalationEnabled: true,
            durationBeforeEscalation: 'P1D',
            escalationApprovers: ['desk'],
          },
        ],
      },
      expiration: { type: 'afterDuration', duration: 'P90D' },
      questions: [{ type: 'text', text: 'Why?' }],
    },
    rule: {
      accessPackage: 'rule',
      displayName: 'Rule',
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [{ attributeRule: '(user.department -eq "Sales")' }],
      automaticRequestSettings: { requestAccessForAllowedTargets: true },
    },
    one: {
      accessPackage: 'twice',
      displayName: 'One',
      allowedTargetScope: 'allMemberUsers',
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: [{ primaryApprovers: ['requestorManager'] }],
      },
      expiration: { type: 'afterDateTime', endDateTime: '2030-01-01T00:00:00Z' },
    },
    two: {
      accessPackage: 'twice',
      displayName: 'Two',
      allowedTargetScope: 'allMemberUsers',
      expiration: { type: 'noExpiration' },
    },
  },
});

let model: AccessModel;
beforeAll(async () => {
  model = await modelOf(DOCUMENT, PEOPLE);
});

/** `what: expected, actual` of everything that is not as expected. */
function mismatchesOf(spec: AccessTestSpec): string[] {
  return runAccessTests(model, [{ spec, placeOf: () => undefined }], SPONSORS).flatMap(({ mismatches }) =>
    mismatches.map(({ what, expected, actual }) => `${what}: ${expected}, ${actual}`),
  );
}

const tango = (expected: AccessTestExpectation) =>
  mismatchesOf({ requestor: 'new@fabrikam.com', can: { tango: expected } });

describe('an expectation', () => {
  it.each<[right: AccessTestExpectation, wrong: AccessTestExpectation, said: string]>([
    [{ policy: 'partners' }, { policy: 'one' }, 'policy: policy.one, policy.partners'],
    [
      { approvers: [['bob'], ['Desk'], ['nobody']] },
      { approvers: [['bob@fabrikam.com'], ['alice@contoso.com'], []] },
      'approvers of stage 2: alice@contoso.com, members of Desk (left out: eve@contoso.com is disabled)',
    ],
    [
      { approvers: [['bob@fabrikam.com'], ['alice@contoso.com', 'carol@contoso.com'], []] },
      { approvers: [] },
      'approvers: no approval, 3 stages',
    ],
    [{ justification: true }, { justification: false }, 'justification: false, true'],
    [{ extension: true }, { extension: false }, 'extension: false, true'],
    [{ review: false }, { review: true }, 'review: true, false'],
    [{ duration: 'P90D' }, { duration: 'never' }, 'duration: never, P90D'],
    [{ duration: 'PT2160H' }, { until: '2030-01-01T00:00:00Z' }, 'until: 2030-01-01T00:00:00Z, P90D'],
    [{ lapse: 'blockSignInAndDelete' }, { lapse: 'none' }, 'lapse: none, blockSignInAndDelete'],
    [{ deletedAfter: 'P30D' }, { deletedAfter: 'P31D' }, 'deletedAfter: P31D, P30D'],
    [{ questions: ['Why?'] }, { questions: [] }, 'questions: none, Why?'],
    [
      { grants: [{ resource: 'team', role: 'Member' }] },
      { grants: [] },
      'grants: nothing, packageResourceRole.tango/team/Member',
    ],
    [{ automatic: false }, { automatic: true }, 'automatic: true, false'],
  ])('%j holds, %j does not', (right, wrong, said) => {
    expect(tango(right)).toEqual([]);
    const found = tango(wrong);
    expect(found).toHaveLength(1);
    expect(found[0]?.startsWith(said)).toBe(true);
  });

  it('is held against every policy that is offered', () => {
    const alice = (expected: AccessTestExpectation) =>
      mismatchesOf({ requestor: 'alice@contoso.com', can: ['twice'], expect: expected });
    expect(alice({ policy: ['two', 'one'] })).toEqual([]);
    expect(alice({ policy: 'one' })).toEqual(['policy: policy.one, policy.one, policy.two']);
    expect(alice({ duration: 'never' })).toEqual(['duration of policy.one: never, 2030-01-01T00:00:00Z']);
    expect(alice({ until: '2030-01-01T00:00:00.000Z' })).toEqual([
      'until of policy.two: 2030-01-01T00:00:00.000Z, never',
    ]);
  });

  it('finds access that nobody asked for', () => {
    const requestor = { user: 'carol@contoso.com', properties: { department: 'Sales' } };
    expect(mismatchesOf({ requestor, can: { rule: { automatic: true } } })).toEqual([]);
    expect(mismatchesOf({ requestor, cannot: ['rule'] })).toEqual([
      'request: cannot, gets it without a request, through Rule',
    ]);
  });

  it('of nothing else names what else there is', () => {
    const alice = { user: 'alice@contoso.com', properties: { department: 'IT' } };
    expect(mismatchesOf({ requestor: alice, can: ['twice'], nothingElse: true })).toEqual([]);
    expect(mismatchesOf({ requestor: alice, nothingElse: true })).toEqual([
      'everything else: nothing else, can also request Twice (accessPackage.twice)',
    ]);
    expect(mismatchesOf({ requestor: 'alice@contoso.com', can: ['twice'], nothingElse: true })).toEqual([
      'everything else: nothing else, may also get, without a request, Rule (accessPackage.rule)',
    ]);
  });
});

describe('a requestor', () => {
  it.each<[requestor: AccessTestSpec['requestor'], can: string[], cannot: Record<string, string>]>([
    ['new@fabrikam.com', ['tango'], { twice: 'catalogNotVisible', nothing: 'packageMissing' }],
    ['new@elsewhere.example', [], { tango: 'noPolicy' }],
    [{ guest: 'bob@fabrikam.com' }, ['tango'], { twice: 'noPolicy' }],
    [{ guest: 'other@fabrikam.com' }, ['tango'], {}],
    [{ organization: 'fabrikam' }, ['tango'], {}],
    [{ class: 'members' }, ['twice'], { tango: 'noPolicy' }],
    [{ group: 'Desk' }, ['twice'], {}],
    ['eve@contoso.com', [], { twice: 'accountDisabled' }],
    [{ user: 'alice@contoso.com', accountEnabled: false }, [], { twice: 'accountDisabled' }],
    [{ mail: 'bob@fabrikam.com', holds: ['tango'] }, [], { tango: 'holdsAlready' }],
    [{ mail: 'bob@fabrikam.com', holds: ['rule'] }, [], { tango: 'incompatible' }],
    [{ mail: 'new@fabrikam.com', signIn: { kind: 'social', provider: 'google' } }, [], { tango: 'noPolicy' }],
  ])('%j', (requestor, can, cannot) => {
    expect(mismatchesOf({ requestor, can, cannot })).toEqual([]);
  });

  it('signs in as the test says, wherever the mail address is of', async () => {
    const tenantId = '11111111-2222-4333-8444-555555555555';
    const signing = await modelOf(
      governed({
        connectedOrganizations: {
          entra: { displayName: 'Entra', identitySources: [{ tenantId }] },
          social: { displayName: 'Social', identitySources: [{ social: 'facebook' }] },
        },
        catalogs: { partners: { displayName: 'Partners', isExternallyVisible: true } },
        packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
        policies: {
          partners: {
            accessPackage: 'tango',
            displayName: 'Partners',
            allowedTargetScope: 'specificConnectedOrganizationUsers',
            specificAllowedTargets: [{ connectedOrganization: 'entra' }, { connectedOrganization: 'social' }],
          },
        },
      }),
    );
    const can = (signIn: NonNullable<Exclude<AccessTestSpec['requestor'], string>['signIn']>) =>
      runAccessTests(
        signing,
        [
          {
            spec: { requestor: { mail: 'new@mail.example', signIn }, can: ['tango'] },
            placeOf: () => undefined,
          },
        ],
        {},
      ).every(({ mismatches }) => mismatches.length === 0);
    expect(can({ kind: 'entra', tenantId })).toBe(true);
    expect(can({ kind: 'entra', tenantId: '99999999-2222-4333-8444-555555555555' })).toBe(false);
    expect(can({ kind: 'social', provider: 'facebook' })).toBe(true);
    expect(can({ kind: 'social', provider: 'google' })).toBe(false);
    expect(can({ kind: 'oneTimePasscode' })).toBe(false);
  });

  it('who is nobody fails the test', () => {
    expect(mismatchesOf({ requestor: 'nobody', can: ['tango'] })).toEqual([
      'requestor: a person, No user in the directory has the name or address "nobody"',
    ]);
  });

  it('has the manager that the test says', () => {
    const spec = (manager: string): AccessTestSpec => ({
      requestor: { user: 'alice@contoso.com', manager },
      can: { twice: {} },
    });
    const approvers = (test: AccessTestSpec) =>
      runAccessTests(model, [{ spec: test, placeOf: () => undefined }], SPONSORS)[0]
        ?.steps.map(({ text }) => text)
        .join();
    expect(approvers(spec('bob@fabrikam.com'))).toContain('Stage 1: bob@fabrikam.com');
    expect(approvers(spec('carol@contoso.com'))).toContain('Stage 1: carol@contoso.com');
  });
});
