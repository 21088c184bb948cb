/** The whole life of a request over HTTP: who may ask, who decides, what is given, when it ends (CONTRACT 10, 11, 16). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Governance } from '../../src/schema/governance.ts';
import type { Directory } from '../../src/schema/directory.ts';
import { as, livedTenant } from '../support/lived-tenant.ts';
import type { LivedTenant } from '../support/lived-tenant.ts';

const PARTNER_TENANT = '11111111-1111-4111-8111-111111111111';
const DIRECTORY: Directory = {
  tenant: {
    displayName: 'Contoso',
    domains: ['contoso.com'],
    invitationDomains: { deny: ['denied.example'] },
  },
  users: [
    { userPrincipalName: 'carol@contoso.com', displayName: 'Carol' },
    { userPrincipalName: 'alice@contoso.com', displayName: 'Alice', manager: 'carol@contoso.com' },
    { userPrincipalName: 'dave@contoso.com', displayName: 'Dave', department: 'Sales' },
    { userPrincipalName: 'gone@contoso.com', displayName: 'Gone', accountEnabled: false },
    { mail: 'bob@fabrikam.com', displayName: 'Bob', userType: 'Guest', externalUserState: 'Accepted' },
    {
      mail: 'passcode@fabrikam.com',
      displayName: 'Passcode',
      userType: 'Guest',
      externalUserState: 'Accepted',
      signIn: { kind: 'oneTimePasscode' },
    },
  ],
  groups: [
    { displayName: 'Tango', members: [] },
    { displayName: 'Inner', members: ['alice@contoso.com'] },
    { displayName: 'Outer', members: ['Inner'] },
    {
      displayName: 'Sellers',
      groupTypes: ['DynamicMembership'],
      membershipRule: '(user.department -eq "Sales")',
    },
  ],
  servicePrincipals: [{ displayName: 'Tracker', appRoles: [{ displayName: 'Reader', value: 'read' }] }],
  sites: [{ webUrl: 'https://contoso.sharepoint.com/sites/t', displayName: 'T', roles: ['Visitors'] }],
  organizations: [
    { tenantId: PARTNER_TENANT, displayName: 'Fabrikam Inc.', domains: ['fabrikam.com', 'dev.fabrikam.com'] },
  ],
};

type Policy = Omit<NonNullable<Governance['policies']>[string], 'accessPackage' | 'displayName'>;
type Package = NonNullable<Governance['packages']>[string];

/** A tenant with the package Tango under the given policies, by name. */
function document(
  policies: Readonly<Record<string, Policy>>,
  {
    tango = {},
    visible = true,
    state = 'published',
  }: { tango?: Partial<Package>; visible?: boolean; state?: 'published' | 'unpublished' } = {},
): Governance {
  return {
    version: 1,
    tenant: { embedded: 'unused' },
    connectedOrganizations: {
      fabrikam: {
        displayName: 'Fabrikam',
        identitySources: [{ domain: 'fabrikam.com' }],
        internalSponsors: [{ user: 'carol@contoso.com' }],
        externalSponsors: [{ guest: 'bob@fabrikam.com' }],
      },
      woodgrove: {
        displayName: 'Woodgrove',
        state: 'proposed',
        identitySources: [{ domain: 'woodgrove.example' }],
      },
    },
    catalogs: {
      main: {
        displayName: 'Main',
        state,
        isExternallyVisible: visible,
        resources: {
          team: { group: 'Tango' },
          tracker: { application: 'Tracker' },
          site: { site: 'https://contoso.sharepoint.com/sites/t' },
        },
      },
    },
    packages: {
      tango: {
        catalog: 'main',
        displayName: 'Tango',
        resourceRoles: [
          { resource: 'team', role: 'Member' },
          { resource: 'tracker', role: 'Reader' },
        ],
        ...tango,
      },
      audit: {
        catalog: 'main',
        displayName: 'Audit',
        resourceRoles: [{ resource: 'team', role: 'Member' }],
      },
    },
    policies: {
      ...Object.fromEntries(
        Object.entries(policies).map(([displayName, policy]) => [
          displayName.toLowerCase(),
          { accessPackage: 'tango', displayName, ...policy },
        ]),
      ),
      audit: { accessPackage: 'audit', displayName: 'Audit', allowedTargetScope: 'allDirectoryUsers' },
    },
  };
}

const ANYBODY: Policy = { allowedTargetScope: 'allExternalUsers' };
const EVERYBODY: Policy = { allowedTargetScope: 'allDirectoryUsers' };

let lived: LivedTenant;
beforeEach(async () => {
  lived = await livedTenant({ seed: DIRECTORY });
});
afterEach(() => lived.close());

interface Asked {
  readonly package?: string;
  readonly policy?: string;
  readonly headers?: Record<string, string>;
  readonly justification?: string;
  readonly answers?: unknown;
  readonly schedule?: unknown;
}

/** Somebody asks for a package for themselves. */
const ask = (who: string, { package: key = 'tango', policy, headers = {}, ...rest }: Asked = {}) =>
  lived.send(
    'POST',
    '/assignmentRequests',
    {
      requestType: 'userAdd',
      assignment: {
        accessPackageId: lived.idOf(`accessPackage.${key}`),
        ...(policy !== undefined && { assignmentPolicyId: lived.idOf(`policy.${policy}`) }),
      },
      ...rest,
    },
    as(who, headers),
  );

/** `delivered`, or the code of the refusal. */
const outcome = async (who: string, asked?: Asked) => {
  const { body, code } = await ask(who, asked);
  return code || body['state'];
};

const assignTo = (email: string, policy: string) =>
  lived.done('POST', '/assignmentRequests', {
    requestType: 'adminAdd',
    assignment: {
      accessPackageId: lived.idOf('accessPackage.tango'),
      assignmentPolicyId: lived.idOf(`policy.${policy}`),
      target: { email },
    },
  });

describe('a scope', () => {
  it.each<[string, Policy, Record<string, string>]>([
    [
      'notSpecified',
      { allowedTargetScope: 'notSpecified' },
      { 'alice@contoso.com': 'NoPolicyApplies', 'bob@fabrikam.com': 'NoPolicyApplies' },
    ],
    [
      'specificDirectoryUsers',
      {
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ group: 'Outer' }, { guest: 'bob@fabrikam.com' }, { group: 'Sellers' }],
      },
      {
        'alice@contoso.com': 'delivered',
        'bob@fabrikam.com': 'delivered',
        'dave@contoso.com': 'delivered',
        'carol@contoso.com': 'NoPolicyApplies',
        'new@fabrikam.com': 'NoPolicyApplies',
      },
    ],
    [
      'allMemberUsers',
      { allowedTargetScope: 'allMemberUsers' },
      {
        'alice@contoso.com': 'delivered',
        'bob@fabrikam.com': 'NoPolicyApplies',
        'gone@contoso.com': 'AccountDisabled',
      },
    ],
    [
      'allDirectoryUsers',
      EVERYBODY,
      {
        'alice@contoso.com': 'delivered',
        'bob@fabrikam.com': 'delivered',
        'new@fabrikam.com': 'NoPolicyApplies',
      },
    ],
    [
      'specificConnectedOrganizationUsers',
      {
        allowedTargetScope: 'specificConnectedOrganizationUsers',
        specificAllowedTargets: [
          { connectedOrganization: 'fabrikam' },
          { connectedOrganization: 'woodgrove' },
        ],
      },
      {
        'alice@contoso.com': 'NoPolicyApplies',
        'bob@fabrikam.com': 'delivered',
        'passcode@fabrikam.com': 'NoPolicyApplies',
        'new@dev.fabrikam.com': 'delivered',
        'new@other.fabrikam.com': 'NoPolicyApplies',
        'new@woodgrove.example': 'delivered',
        'new@sub.woodgrove.example': 'NoPolicyApplies',
      },
    ],
    [
      'allConfiguredConnectedOrganizationUsers',
      { allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' },
      { 'new@fabrikam.com': 'delivered', 'new@woodgrove.example': 'NoPolicyApplies' },
    ],
    [
      'allExternalUsers',
      ANYBODY,
      {
        'alice@contoso.com': 'NoPolicyApplies',
        'bob@fabrikam.com': 'delivered',
        'new@anywhere.example': 'delivered',
        'new@denied.example': 'DomainNotAllowed',
        // An address of the tenant itself without an account: outside of it there is no such person.
        'new@contoso.com': 'Request_ResourceNotFound',
      },
    ],
  ])('%s lets in whom it names', async (_scope, policy, expected) => {
    await lived.govern(document({ Policy: policy }));
    const outcomes: Record<string, unknown> = {};
    for (const who of Object.keys(expected)) outcomes[who] = await outcome(who);
    expect(outcomes).toEqual(expected);
  });

  it('takes how somebody signs in from a header', async () => {
    await lived.govern(
      document({ Policy: { allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' } }),
    );
    const sign = (value: unknown) => ({ headers: { 'x-entente-sign-in': JSON.stringify(value) } });
    expect(await outcome('a@gmail.example', sign({ kind: 'entra', tenantId: PARTNER_TENANT }))).toBe(
      'delivered',
    );
    expect(await outcome('b@fabrikam.com', sign({ kind: 'oneTimePasscode' }))).toBe('NoPolicyApplies');
    expect(await outcome('c@fabrikam.com', sign({ kind: 'social', provider: 'facebook' }))).toBe(
      'NoPolicyApplies',
    );
    expect(await outcome('d@fabrikam.com', sign({ kind: 'nothing' }))).toBe('BadRequest');
    await lived.govern(document({ Policy: ANYBODY }));
    expect(await outcome('e@contoso.com', sign({ kind: 'social', provider: 'google' }))).toBe('delivered');
  });
});

describe('a request is refused', () => {
  it('by the catalog: unpublished, or not for external users', async () => {
    await lived.govern(document({ Everybody: EVERYBODY }, { state: 'unpublished' }));
    expect(await outcome('alice@contoso.com')).toBe('CatalogNotPublished');
    await lived.govern(document({ Everybody: EVERYBODY }, { visible: false }));
    expect(await outcome('new@fabrikam.com')).toBe('CatalogNotExternallyVisible');
    expect(await outcome('bob@fabrikam.com')).toBe('delivered');
  });

  it('when the person holds what is incompatible, until they no longer do', async () => {
    await lived.govern(
      document(
        { Everybody: EVERYBODY },
        { tango: { incompatibleAccessPackages: ['audit'], incompatibleGroups: [{ group: 'Outer' }] } },
      ),
    );
    expect(await outcome('alice@contoso.com')).toBe('IncompatibleAccess');
    await ask('dave@contoso.com', { package: 'audit' });
    const refused = await ask('dave@contoso.com');
    expect(refused.message).toBe('Tango is incompatible with Audit, which Dave has.');
    const [held] = await lived.list('/assignments');
    const remove = { requestType: 'userRemove', assignment: { id: held?.['id'] } };
    await lived.done('POST', '/assignmentRequests', remove, as('dave@contoso.com'));
    expect(await outcome('dave@contoso.com')).toBe('delivered');
  });

  it('when they hold the package, or have asked already', async () => {
    const stages = [{ primaryApprovers: [{ user: 'carol@contoso.com' }] }];
    const approval: Policy = {
      ...EVERYBODY,
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        isRequestorJustificationRequired: false,
        stages,
      },
    };
    await lived.govern(document({ Everybody: EVERYBODY }));
    expect([await outcome('bob@fabrikam.com'), await outcome('bob@fabrikam.com')]).toEqual([
      'delivered',
      'ExistingGrant',
    ]);
    await lived.govern(document({ Everybody: approval }));
    expect([await outcome('dave@contoso.com'), await outcome('dave@contoso.com')]).toEqual([
      'pendingApproval',
      'ExistingOpenRequest',
    ]);
  });

  it('when the policy takes none, assigns by rule, or has ended', async () => {
    await lived.govern(
      document({ Closed: { ...EVERYBODY, requestorSettings: { enableTargetsToSelfAddAccess: false } } }),
    );
    expect(await outcome('bob@fabrikam.com')).toBe('NoPolicyApplies');
    const expiration = { type: 'afterDateTime', endDateTime: '2025-12-31T00:00:00Z' } as const;
    await lived.govern(document({ Ended: { ...EVERYBODY, expiration } }));
    expect(await outcome('bob@fabrikam.com')).toBe('PolicyExpired');
  });

  it('by an application, which cannot request itself', async () => {
    await lived.govern(document({ Everybody: EVERYBODY }));
    const assignment = { accessPackageId: lived.idOf('accessPackage.tango') };
    const answer = await lived.send('POST', '/assignmentRequests', { requestType: 'userAdd', assignment });
    expect([answer.status, answer.code]).toEqual([403, 'Forbidden']);
  });

  it('by somebody who assigns to others without a role on the catalog', async () => {
    await lived.govern(document({ Everybody: EVERYBODY }));
    const body = {
      requestType: 'adminAdd',
      assignment: {
        accessPackageId: lived.idOf('accessPackage.tango'),
        assignmentPolicyId: lived.idOf('policy.everybody'),
        target: { email: 'bob@fabrikam.com' },
      },
    };
    expect(await lived.send('POST', '/assignmentRequests', body, as('dave@contoso.com'))).toMatchObject({
      status: 403,
      code: 'UnAuthorized',
    });
  });

  it('before the privacy notice is accepted, by somebody from outside', async () => {
    await lived.govern(document({ Anybody: ANYBODY }));
    const refusing = { headers: { 'x-entente-accept-privacy': 'false' } };
    expect(await outcome('new@anywhere.example', refusing)).toBe('PrivacyNoticeNotAccepted');
    expect(await outcome('bob@fabrikam.com', refusing)).toBe('delivered');
    expect(await outcome('new@anywhere.example')).toBe('delivered');
  });
});

describe('several policies', () => {
  it('of the strictest class are offered, and one has to be chosen', async () => {
    await lived.govern(
      document({
        Zulu: {
          allowedTargetScope: 'specificDirectoryUsers',
          specificAllowedTargets: [{ user: 'alice@contoso.com' }],
        },
        Alpha: { allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [{ group: 'Inner' }] },
        Members: { allowedTargetScope: 'allMemberUsers' },
      }),
    );
    const at = `/accessPackages/${lived.idOf('accessPackage.tango')}/getApplicablePolicyRequirements`;
    const offered = async (who: string) =>
      ((await lived.done('POST', at, {}, as(who)))['value'] as { policyDisplayName: string }[]).map(
        ({ policyDisplayName }) => policyDisplayName,
      );
    expect(await offered('alice@contoso.com')).toEqual(['Alpha', 'Zulu']);
    expect(await offered('dave@contoso.com')).toEqual(['Members']);
    expect(await outcome('alice@contoso.com')).toBe('SeveralPoliciesApply');
    expect(await outcome('alice@contoso.com', { policy: 'members' })).toBe('PolicyNotOffered');
    expect(await outcome('alice@contoso.com', { policy: 'zulu' })).toBe('delivered');
  });
});

it('a hidden package is not listed, and can be asked for by those who know it', async () => {
  const named = async () =>
    (
      await lived.list("/accessPackages/filterByCurrentUser(on='allowedRequestor')", as('dave@contoso.com'))
    ).map(({ displayName }) => displayName);
  await lived.govern(document({ Everybody: EVERYBODY }));
  expect(await named()).toEqual(['Audit', 'Tango']);
  await lived.govern(document({ Everybody: EVERYBODY }, { tango: { isHidden: true } }));
  expect(await named()).toEqual(['Audit']);
  expect(await outcome('dave@contoso.com')).toBe('delivered');
});

it('what a package grants is hidden from external requestors until they have it', async () => {
  await lived.govern(document({ Anybody: ANYBODY, Members: { allowedTargetScope: 'allMemberUsers' } }));
  const roles = async (who: string) =>
    (await lived.list(`/accessPackages/${lived.idOf('accessPackage.tango')}/resourceRoleScopes`, as(who)))
      .length;
  expect([await roles('bob@fabrikam.com'), await roles('alice@contoso.com')]).toEqual([0, 2]);
  await ask('bob@fabrikam.com');
  expect(await roles('bob@fabrikam.com')).toBe(2);
});

describe('questions', () => {
  beforeEach(() =>
    lived.govern(
      document({
        Everybody: {
          ...EVERYBODY,
          questions: [
            { type: 'text', text: 'Contract?', isRequired: true, regexPattern: '[A-Z]{2}\\d+' },
            {
              type: 'multipleChoice',
              text: 'Where?',
              isRequired: true,
              choices: [
                { actualValue: 'de', text: 'Germany' },
                { actualValue: 'fr', text: 'France' },
              ],
            },
          ],
        },
      }),
    ),
  );

  it.each([
    ['AB12', 'de', 'delivered'],
    ['', 'de', 'AnswerRequired'],
    ['xAB12', 'de', 'InvalidAnswer'],
    ['AB12', 'Germany', 'InvalidAnswer'],
  ])('are answered: %j, %j', async (contract, where, expected) => {
    const policy = await lived.done(
      'GET',
      `/assignmentPolicies/${lived.idOf('policy.everybody')}?$expand=questions`,
    );
    const values: Record<string, string> = { 'Contract?': contract, 'Where?': where };
    const answers = (policy['questions'] as { id: string; text: string }[]).map(({ id, text }) => ({
      '@odata.type': '#microsoft.graph.accessPackageAnswerString',
      value: values[text],
      answeredQuestion: { id },
    }));
    expect(await outcome('bob@fabrikam.com', { answers })).toBe(expected);
  });
});

describe('approval', () => {
  type Stage = NonNullable<NonNullable<Policy['requestApprovalSettings']>['stages']>[number];
  const approved = (stages: Stage[], more: Record<string, unknown> = {}): Policy => ({
    ...ANYBODY,
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true,
      isRequestorJustificationRequired: false,
      stages: stages.map((stage) => ({ isApproverJustificationRequired: false, ...stage })),
      ...more,
    },
  });
  const two: Stage[] = [
    { primaryApprovers: ['externalSponsors'], fallbackPrimaryApprovers: [{ user: 'alice@contoso.com' }] },
    { primaryApprovers: ['internalSponsors'], fallbackPrimaryApprovers: [{ user: 'dave@contoso.com' }] },
  ];
  const approvals = '/accessPackageAssignmentApprovals';

  /** Names of those who may decide now. */
  const deciders = async (): Promise<string[]> => {
    const requests = (await lived.list('/v1.0/entente/assignmentRequests')) as unknown as {
      stages: { status: string; approvers: { displayName: string }[] }[];
    }[];
    const open = requests.at(-1)?.stages.find(({ status }) => status === 'InProgress');
    return (open?.approvers ?? []).map(({ displayName }) => displayName).sort();
  };
  const decide = async (requestId: unknown, who: string, reviewResult: string, justification?: string) => {
    const stages = await lived.list(`${approvals}/${String(requestId)}/stages`, as(who));
    const stage = stages.find(({ status }) => status === 'InProgress') ?? stages.at(-1);
    const at = `${approvals}/${String(requestId)}/stages/${String(stage?.['id'])}`;
    return lived.send(
      'PATCH',
      at,
      { reviewResult, ...(justification !== undefined && { justification }) },
      as(who),
    );
  };
  const state = async (requestId: unknown) =>
    (await lived.done('GET', `/assignmentRequests/${String(requestId)}`))['state'];

  it('goes through both sides: the sponsors of that organization, one after the other', async () => {
    await lived.govern(document({ Anybody: approved(two) }));
    const { body } = await ask('new@fabrikam.com');
    expect(body['state']).toBe('pendingApproval');
    expect(await deciders()).toEqual(['Bob']);
    expect(
      await lived.list(`${approvals}/filterByCurrentUser(on='approver')`, as('bob@fabrikam.com')),
    ).toHaveLength(1);
    expect((await decide(body['id'], 'bob@fabrikam.com', 'Approve')).status).toBe(204);
    expect(await deciders()).toEqual(['Carol']);
    expect(await lived.list('/assignments')).toEqual([]);
    expect((await decide(body['id'], 'carol@contoso.com', 'Approve')).status).toBe(204);
    expect(await state(body['id'])).toBe('delivered');
    expect(await lived.list(`${approvals}/${String(body['id'])}/stages`)).toMatchObject([
      { status: 'Completed', reviewResult: 'Approved', reviewedBy: { displayName: 'Bob' } },
      { status: 'Completed', reviewResult: 'Approved', reviewedBy: { displayName: 'Carol' } },
    ]);
  });

  it('falls back where there is no sponsor, and where the only one is the requestor', async () => {
    await lived.govern(document({ Anybody: approved(two) }));
    await ask('new@woodgrove.example');
    expect(await deciders()).toEqual(['Alice']);
    const { body } = await ask('bob@fabrikam.com');
    expect(await deciders()).toEqual(['Alice']);
    expect(await decide(body['id'], 'bob@fabrikam.com', 'Approve')).toMatchObject({
      status: 403,
      message: 'Bob cannot decide about this request: requestors cannot approve their own requests.',
    });
  });

  it('asks the manager, and nobody when there is none', async () => {
    const stages: Stage[] = [{ primaryApprovers: [{ requestorManager: { managerLevel: 1 } }] }];
    await lived.govern(document({ Members: { ...approved(stages), allowedTargetScope: 'allMemberUsers' } }));
    await ask('alice@contoso.com');
    expect(await deciders()).toEqual(['Carol']);
    await ask('carol@contoso.com');
    expect(await deciders()).toEqual([]);
  });

  it('ends with one denial, for good', async () => {
    await lived.govern(document({ Anybody: approved(two) }));
    const { body } = await ask('new@fabrikam.com');
    await decide(body['id'], 'bob@fabrikam.com', 'Deny', 'No contract');
    expect(await state(body['id'])).toBe('denied');
    expect(await decide(body['id'], 'bob@fabrikam.com', 'Approve')).toMatchObject({ status: 403 });
    const at = `${approvals}/${String(body['id'])}/stages`;
    const [first] = await lived.list(at);
    const again = await lived.send(
      'PATCH',
      `${at}/${String(first?.['id'])}`,
      { reviewResult: 'Approve' },
      as('bob@fabrikam.com'),
    );
    expect(again).toMatchObject({ status: 409, code: 'StageAlreadyDecided' });
    expect(await outcome('new@fabrikam.com')).toBe('pendingApproval');
  });

  it('is nobody else’s, needs a person, and knows its stages', async () => {
    await lived.govern(document({ Anybody: approved(two) }));
    const { body } = await ask('new@fabrikam.com');
    expect((await decide(body['id'], 'dave@contoso.com', 'Approve')).status).toBe(403);
    const at = `${approvals}/${String(body['id'])}/stages`;
    const [first] = await lived.list(at);
    const decision = { reviewResult: 'Approve' };
    expect((await lived.send('PATCH', `${at}/${String(first?.['id'])}`, decision)).status).toBe(403);
    expect((await lived.send('PATCH', `${at}/unknown`, decision, as('bob@fabrikam.com'))).status).toBe(404);
    expect((await lived.send('GET', `${approvals}/unknown`)).status).toBe(404);
  });

  it('is denied when nobody decides in time', async () => {
    await lived.govern(
      document({ Anybody: approved([{ ...two[0], durationBeforeAutomaticDenial: 'P7D' }]) }),
    );
    const { body } = await ask('new@fabrikam.com');
    expect(await lived.advance('P6D')).toEqual([]);
    expect(await lived.advance('P1D')).toEqual(['2026-01-08 Deny access package assignment']);
    expect(await state(body['id'])).toBe('denied');
  });

  it('escalates to others, who decide as well as the first', async () => {
    const stage: Stage = {
      primaryApprovers: ['externalSponsors'],
      durationBeforeAutomaticDenial: 'P14D',
      isEscalationEnabled: true,
      durationBeforeEscalation: 'P4D',
      escalationApprovers: ['internalSponsors'],
    };
    await lived.govern(document({ Anybody: approved([stage]) }));
    const { body } = await ask('new@fabrikam.com');
    expect((await decide(body['id'], 'carol@contoso.com', 'Approve')).status).toBe(403);
    expect(await lived.advance('P4D')).toEqual(['2026-01-05 Escalate access package assignment request']);
    expect(await deciders()).toEqual(['Bob', 'Carol']);
    expect((await decide(body['id'], 'carol@contoso.com', 'Approve')).status).toBe(204);
    expect(await state(body['id'])).toBe('delivered');
  });

  it('wants the justifications that the policy wants', async () => {
    const stage: Stage = {
      primaryApprovers: [{ user: 'alice@contoso.com' }],
      isApproverJustificationRequired: true,
    };
    await lived.govern(document({ Anybody: approved([stage], { isRequestorJustificationRequired: true }) }));
    expect(await outcome('new@fabrikam.com')).toBe('JustificationRequired');
    const { body } = await ask('new@fabrikam.com', { justification: 'Project' });
    expect((await decide(body['id'], 'alice@contoso.com', 'Approve')).code).toBe('JustificationRequired');
    expect((await decide(body['id'], 'alice@contoso.com', 'Approve', 'Known')).status).toBe(204);
  });

  it('is not spared to those whom an administrator assigns', async () => {
    await lived.govern(document({ Anybody: approved(two) }));
    expect((await assignTo('new@fabrikam.com', 'anybody'))['state']).toBe('pendingApproval');
  });

  it('is over when the requestor takes the request back, which nobody else can', async () => {
    await lived.govern(document({ Anybody: approved(two) }));
    const { body } = await ask('new@fabrikam.com');
    const cancel = (who: string) =>
      lived.send('POST', `/assignmentRequests/${String(body['id'])}/cancel`, undefined, as(who));
    expect((await cancel('bob@fabrikam.com')).status).toBe(403);
    expect((await cancel('new@fabrikam.com')).status).toBe(204);
    expect(await state(body['id'])).toBe('canceled');
    expect((await cancel('new@fabrikam.com')).code).toBe('RequestNotCancellable');
    await lived.done('DELETE', `/assignmentRequests/${String(body['id'])}`);
  });

  it('keeps to the terms under which was asked, whatever becomes of the policy', async () => {
    const limited = {
      ...approved([two[0] ?? {}]),
      expiration: { type: 'afterDuration', duration: 'P90D' } as const,
    };
    await lived.govern(document({ Anybody: limited }));
    const { body } = await ask('new@fabrikam.com');
    await lived.govern(document({ Anybody: { ...approved(two), expiration: { type: 'noExpiration' } } }));
    await decide(body['id'], 'bob@fabrikam.com', 'Approve');
    const [assignment] = await lived.list('/assignments');
    expect(assignment?.['schedule']).toMatchObject({ expiration: { type: 'afterDateTime' } });
  });
});

describe('delivery', () => {
  it('gives every role, and takes those back that nothing else grants', async () => {
    await lived.govern(document({ Everybody: EVERYBODY }));
    const groups = await lived.list('/v1.0/groups');
    const group = String(groups.find(({ displayName }) => displayName === 'Tango')?.['id']);
    const applications = await lived.list('/v1.0/servicePrincipals');
    const tracker = String(applications.find(({ displayName }) => displayName === 'Tracker')?.['id']);
    const members = async () =>
      (await lived.list(`/v1.0/groups/${group}/members`)).map(({ displayName }) => displayName);
    const readers = async () =>
      (await lived.list(`/v1.0/servicePrincipals/${tracker}/appRoleAssignedTo`)).map(
        ({ principalDisplayName }) => principalDisplayName,
      );
    await ask('bob@fabrikam.com');
    await ask('bob@fabrikam.com', { package: 'audit' });
    expect([await members(), await readers()]).toEqual([['Bob'], ['Bob']]);
    const [tango, audit] = await lived.list('/assignments');
    const remove = (assignment: Record<string, unknown> | undefined) =>
      lived.done('POST', '/assignmentRequests', {
        requestType: 'adminRemove',
        assignment: { id: assignment?.['id'] },
      });
    await remove(tango);
    expect([await members(), await readers()]).toEqual([['Bob'], []]);
    await remove(audit);
    expect(await members()).toEqual([]);
  });

  it('makes a guest who redeems with the first sign-in, until when SharePoint waits', async () => {
    await lived.govern(
      document({ Anybody: ANYBODY }, { tango: { resourceRoles: [{ resource: 'site', role: 'Visitors' }] } }),
    );
    expect(await outcome('new@anywhere.example')).toBe('partiallyDelivered');
    expect(await lived.user('new@anywhere.example')).toMatchObject({
      externalUserState: 'PendingAcceptance',
    });
    await lived.done('POST', '/v1.0/entente/signIn', {}, as('new@anywhere.example'));
    expect(await lived.user('new@anywhere.example')).toMatchObject({ externalUserState: 'Accepted' });
    expect(await lived.list('/assignments')).toMatchObject([{ state: 'delivered' }]);
    const site = await lived.done('GET', '/v1.0/sites/contoso.sharepoint.com:/sites/t');
    const permissions = await lived.list(`/v1.0/sites/${String(site['id'])}/permissions`);
    expect(permissions).toMatchObject([
      { roles: ['Visitors'], grantedToV2: { user: { displayName: 'new@anywhere.example' } } },
    ]);
  });

  it('brings a proposed organization with somebody of none, once', async () => {
    await lived.govern(document({ Anybody: ANYBODY }));
    await ask('one@anywhere.example');
    await ask('two@anywhere.example');
    await ask('new@fabrikam.com');
    const organizations = await lived.list('/connectedOrganizations');
    expect(
      organizations.map(({ displayName, state }) => `${String(displayName)} ${String(state)}`).sort(),
    ).toEqual(['Fabrikam configured', 'Woodgrove proposed', 'anywhere.example proposed']);
  });

  it('lets nobody sign in who is not there, or is blocked', async () => {
    await lived.govern(document({ Anybody: ANYBODY }));
    expect(await lived.send('POST', '/v1.0/entente/signIn', {}, as('nobody@anywhere.example'))).toMatchObject(
      {
        status: 404,
      },
    );
    expect(await lived.send('POST', '/v1.0/entente/signIn', {}, as('gone@contoso.com'))).toMatchObject({
      status: 403,
      code: 'AccountDisabled',
    });
  });
});

describe('what an administrator does', () => {
  it('extends, under another policy as well, and never asks the requestor’s leave', async () => {
    const expiration = { type: 'afterDuration', duration: 'P10D' } as const;
    await lived.govern(
      document({ Short: { ...EVERYBODY, expiration }, Long: { allowedTargetScope: 'notSpecified' } }),
    );
    await ask('bob@fabrikam.com');
    const [held] = await lived.list('/assignments');
    const assignment = { id: held?.['id'], assignmentPolicyId: lived.idOf('policy.long') };
    await lived.done('POST', '/assignmentRequests', { requestType: 'adminUpdate', assignment });
    expect(await lived.list('/assignments?$expand=assignmentPolicy')).toMatchObject([
      { schedule: { expiration: { type: 'noExpiration' } }, assignmentPolicy: { displayName: 'Long' } },
    ]);
    expect(await lived.advance('P10D')).toEqual([]);
  });

  it('tries again what could not be delivered, and nothing else', async () => {
    const stages = [
      { primaryApprovers: [{ user: 'alice@contoso.com' }], isApproverJustificationRequired: false },
    ];
    await lived.govern(
      document({
        Ends: {
          ...EVERYBODY,
          expiration: { type: 'afterDateTime', endDateTime: '2026-01-10T00:00:00Z' },
          requestApprovalSettings: {
            isApprovalRequiredForAdd: true,
            isRequestorJustificationRequired: false,
            stages,
          },
        },
        Members: { allowedTargetScope: 'notSpecified' },
      }),
    );
    const { body } = await ask('bob@fabrikam.com');
    const again = (id: unknown) => lived.send('POST', `/assignmentRequests/${String(id)}/reprocess`);
    expect(await again(body['id'])).toMatchObject({ status: 400, code: 'InvalidReprocess' });
    await lived.advance('P10D');
    const [stage] = await lived.list(`/accessPackageAssignmentApprovals/${String(body['id'])}/stages`);
    const at = `/accessPackageAssignmentApprovals/${String(body['id'])}/stages/${String(stage?.['id'])}`;
    await lived.done('PATCH', at, { reviewResult: 'Approve' }, as('alice@contoso.com'));
    expect(await lived.done('GET', `/assignmentRequests/${String(body['id'])}`)).toMatchObject({
      state: 'deliveryFailed',
    });
    expect((await again(body['id'])).status).toBe(202);
    expect((await again('b6b8f1d2-3c84-4e55-8d4d-6d1a5f0c9e10')).status).toBe(404);
    await lived.advance('P13D');
    expect((await again(body['id'])).status).toBe(202);
    await lived.advance('P14D');
    await lived.advance('PT1S');
    expect(await again(body['id'])).toMatchObject({ status: 400, code: 'InvalidReprocess' });
  });

  it('marks a guest who was there before as governed, who then goes as the others do', async () => {
    await lived.govern(
      document({ Everybody: { ...EVERYBODY, expiration: { type: 'afterDuration', duration: 'P10D' } } }),
    );
    const at = `/subjects(objectId='${String((await lived.user('bob@fabrikam.com'))?.['id'])}')`;
    expect(await lived.done('GET', at)).toMatchObject({ subjectLifecycle: 'notGoverned' });
    await lived.done('PATCH', at, { subjectLifecycle: 'governed' });
    await ask('bob@fabrikam.com');
    await lived.advance('P10D');
    expect(await lived.user('bob@fabrikam.com')).toMatchObject({ accountEnabled: false });
  });
});

it('each request of a batch may be somebody else’s; what one does not say, the batch says', async () => {
  await lived.govern(document({ Everybody: EVERYBODY }));
  const item = (id: string, headers: Record<string, string>) => ({
    id,
    method: 'POST',
    url: '/identityGovernance/entitlementManagement/assignmentRequests',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: { requestType: 'userAdd', assignment: { accessPackageId: lived.idOf('accessPackage.tango') } },
  });
  const requests = [item('1', { 'X-Entente-User': 'bob@fabrikam.com' }), item('2', {})];
  const { responses } = await lived.done('POST', '/v1.0/$batch', { requests }, as('dave@contoso.com'));
  expect((responses as { status: number }[]).map(({ status }) => status)).toEqual([201, 201]);
  const assignments = await lived.list('/assignments?$expand=target');
  expect(assignments).toMatchObject([
    { target: { displayName: 'Bob' } },
    { target: { displayName: 'Dave' } },
  ]);
});

it('people see their own requests and assignments', async () => {
  await lived.govern(document({ Everybody: EVERYBODY }));
  await ask('bob@fabrikam.com');
  await assignTo('dave@contoso.com', 'everybody');
  const own = async (collection: string, on: string, who: string) =>
    (await lived.list(`/${collection}/filterByCurrentUser(on='${on}')`, as(who))).length;
  expect([
    await own('assignmentRequests', 'target', 'bob@fabrikam.com'),
    await own('assignmentRequests', 'createdBy', 'dave@contoso.com'),
    await own('assignments', 'target', 'dave@contoso.com'),
    await own('assignments', 'createdBy', 'dave@contoso.com'),
    await own('assignments', 'target', 'alice@contoso.com'),
  ]).toEqual([1, 0, 1, 0, 0]);
});

describe('time', () => {
  const limited: Policy = {
    ...EVERYBODY,
    expiration: { type: 'afterDuration', duration: 'P90D' },
    requestorSettings: { enableTargetsToSelfUpdateAccess: true, allowCustomAssignmentSchedule: true },
  };
  const end = async () =>
    (
      (await lived.list('/assignments')).at(-1)?.['schedule'] as {
        expiration: { endDateTime: string | null };
      }
    ).expiration.endDateTime?.slice(0, 10);
  const until = (endDateTime: string) => ({
    schedule: { expiration: { type: 'afterDateTime', endDateTime } },
  });

  it.each<[string, NonNullable<Policy['expiration']>, string | undefined]>([
    ['a duration from delivery', { type: 'afterDuration', duration: 'P90D' }, '2026-04-01'],
    ['a date', { type: 'afterDateTime', endDateTime: '2026-02-03T00:00:00Z' }, '2026-02-03'],
    ['never', { type: 'noExpiration' }, undefined],
  ])('ends access after %s', async (_what, expiration, expected) => {
    await lived.govern(document({ Everybody: { ...EVERYBODY, expiration } }));
    await ask('bob@fabrikam.com');
    expect(await end()).toBe(expected);
  });

  it('may be asked to end access earlier, never later, where the policy says so', async () => {
    await lived.govern(document({ Limited: limited }));
    expect(await outcome('alice@contoso.com', until('2026-05-01T00:00:00Z'))).toBe('InvalidSchedule');
    expect(await outcome('alice@contoso.com', until('tomorrow'))).toBe('InvalidModel');
    expect(await outcome('alice@contoso.com', until('2026-02-01T00:00:00Z'))).toBe('delivered');
    expect(await end()).toBe('2026-02-01');
    await lived.govern(
      document({ Limited: { ...limited, requestorSettings: { allowCustomAssignmentSchedule: false } } }),
    );
    expect(await outcome('bob@fabrikam.com', until('2026-02-01T00:00:00Z'))).toBe('CustomScheduleNotAllowed');
  });

  it('brings what was asked for a later day', async () => {
    await lived.govern(document({ Limited: limited }));
    expect(await outcome('bob@fabrikam.com', { schedule: { startDateTime: '2026-01-11T00:00:00Z' } })).toBe(
      'scheduled',
    );
    expect(await lived.advance('P10D')).toContain('2026-01-11 Fulfill access package assignment request');
    expect(await end()).toBe('2026-04-11');
  });

  it('is extended from the day of the extension, where the policy lets people', async () => {
    await lived.govern(document({ Limited: limited }));
    await ask('bob@fabrikam.com');
    await lived.advance('P80D');
    const [held] = await lived.list('/assignments');
    const update = { requestType: 'userUpdate', assignment: { id: held?.['id'] } };
    expect((await lived.send('POST', '/assignmentRequests', update, as('alice@contoso.com'))).status).toBe(
      404,
    );
    expect((await lived.done('POST', '/assignmentRequests', update, as('bob@fabrikam.com')))['state']).toBe(
      'delivered',
    );
    expect(await end()).toBe('2026-06-20');
    expect(await lived.advance('P20D')).toEqual([]);
    await lived.govern(document({ Limited: { ...limited, requestorSettings: {} } }));
    const refused = await lived.send('POST', '/assignmentRequests', update, as('bob@fabrikam.com'));
    expect([refused.status, refused.code]).toEqual([403, 'NotAllowedByPolicy']);
  });

  it('blocks a guest after the last access, who then cannot ask again', async () => {
    await lived.govern(
      document({ Anybody: { ...ANYBODY, expiration: { type: 'afterDuration', duration: 'P90D' } } }),
    );
    await ask('new@anywhere.example');
    await lived.advance('P90D');
    expect(await outcome('new@anywhere.example')).toBe('AccountDisabled');
    await lived.advance('P30D');
    expect(await lived.user('new@anywhere.example')).toBeUndefined();
    expect(await outcome('new@anywhere.example')).toBe('delivered');
  });
});

describe('automatic assignment', () => {
  const automatic = (attributeRule: string, more: Record<string, unknown> = {}): Policy => ({
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ attributeRule }],
    automaticRequestSettings: {
      requestAccessForAllowedTargets: true,
      removeAccessWhenTargetLeavesAllowedTargets: true,
      gracePeriodBeforeAccessRemoval: 'P7D',
      ...more,
    },
  });
  const holders = async () =>
    (await lived.list("/assignments?$filter=state eq 'delivered'&$expand=target")).map(
      ({ target }) => (target as { displayName: string }).displayName,
    );

  it('reaches whom the rule takes in, a few minutes later, and leaves them after the grace', async () => {
    await lived.govern(document({ Auto: automatic('user.department -eq "Sales"') }));
    expect(await holders()).toEqual([]);
    await lived.advance('PT5M');
    expect(await holders()).toEqual(['Dave']);
    await lived.govern(
      document({ Auto: automatic('(user.userType -eq "Guest") -and (user.mail -startsWith "bob")') }),
    );
    await lived.advance('PT5M');
    expect(await holders()).toEqual(['Dave', 'Bob']);
    await lived.advance('P7D');
    expect(await holders()).toEqual(['Bob']);
  });

  it('skips whom something incompatible forbids it, and concludes nothing from a rule that it does not know', async () => {
    const against = { tango: { incompatibleGroups: [{ group: 'Sellers' }] } };
    await lived.govern(document({ Auto: automatic('user.department -eq "Sales"') }, against));
    expect(await lived.advance('PT5M')).toEqual(['2026-01-01 Skip automatic access package assignment']);
    await lived.govern(document({ Auto: automatic('user.mail -match "^d"') }));
    expect(await lived.advance('PT5M')).toEqual([]);
  });
});

describe('an access review', () => {
  const reviewed = (more: Record<string, unknown> = {}): Policy => ({
    ...EVERYBODY,
    expiration: { type: 'noExpiration' },
    reviewSettings: {
      isEnabled: true,
      isReviewerJustificationRequired: false,
      primaryReviewers: [{ user: 'carol@contoso.com' }],
      schedule: {
        startDateTime: '2026-02-01T00:00:00Z',
        expiration: { type: 'afterDuration', duration: 'P10D' },
        recurrence: { pattern: { type: 'absoluteMonthly', interval: 3 }, range: { type: 'noEnd' } },
      },
      ...more,
    },
  });
  const decide = async (decision: string, who: string) => {
    const [held] = await lived.list('/assignments');
    return lived.send(
      'POST',
      `/v1.0/entente/assignments/${String(held?.['id'])}/review`,
      { decision },
      as(who),
    );
  };

  it('takes access away that a reviewer denies, at its end', async () => {
    await lived.govern(document({ Reviewed: reviewed() }));
    await ask('bob@fabrikam.com');
    expect(await decide('remove', 'carol@contoso.com')).toMatchObject({
      code: 'NoReviewOpen',
      message:
        'No access review of this assignment is open. The next one begins at 2026-02-01T00:00:00.000Z.',
    });
    await lived.advance('P31D');
    expect((await decide('remove', 'dave@contoso.com')).status).toBe(403);
    expect((await decide('remove', 'carol@contoso.com')).status).toBe(204);
    expect(await lived.advance('P10D')).toEqual(['2026-02-11 Remove access after access review']);
  });

  it('comes again as often as the policy says', async () => {
    await lived.govern(document({ Reviewed: reviewed() }));
    await ask('bob@fabrikam.com');
    expect(await lived.advance('P1Y')).toEqual([
      '2026-02-11 Keep access after access review',
      '2026-05-11 Keep access after access review',
      '2026-08-11 Keep access after access review',
      '2026-11-11 Keep access after access review',
    ]);
  });

  it.each([
    ['keepAccess', false, 'Keep access after access review'],
    ['removeAccess', true, 'Remove access after access review'],
    ['acceptAccessRecommendation', true, 'Keep access after access review'],
    ['acceptAccessRecommendation', false, 'Remove access after access review'],
  ])('without a decision means %s (signed in lately: %s)', async (expirationBehavior, signsIn, expected) => {
    await lived.govern(document({ Reviewed: reviewed({ expirationBehavior }) }));
    await ask('bob@fabrikam.com');
    await lived.advance('P31D');
    if (signsIn) await lived.done('POST', '/v1.0/entente/signIn', {}, as('bob@fabrikam.com'));
    expect(await lived.advance('P10D')).toEqual([`2026-02-11 ${expected}`]);
  });
});

it('everything is in the audit log: what, when by the tenant’s clock, and by whom', async () => {
  await lived.govern(
    document({ Anybody: { ...ANYBODY, expiration: { type: 'afterDuration', duration: 'P90D' } } }),
  );
  await lived.advance('P1D');
  await ask('new@anywhere.example');
  await lived.advance('P90D');
  const log = await lived.list('/v1.0/auditLogs/directoryAudits?$top=999');
  const after = log.slice(
    log.findIndex(({ activityDisplayName }) => activityDisplayName === 'POST /entente/clock') + 1,
  );
  const who = ({ initiatedBy }: Record<string, unknown>) => {
    const { user, app } = initiatedBy as {
      user: { userPrincipalName: string } | null;
      app: { displayName: string } | null;
    };
    return user?.userPrincipalName ?? app?.displayName;
  };
  const lines = after.map(
    (entry) =>
      `${String(entry['activityDateTime']).slice(0, 10)} ${String(who(entry))}: ${String(entry['activityDisplayName'])}`,
  );
  expect(lines).toEqual([
    '2026-01-02 new@anywhere.example: User requests access package assignment',
    '2026-01-02 new@anywhere.example: Create connected organization',
    '2026-01-02 new@anywhere.example: Invite external user without an e-mail',
    '2026-01-02 new@anywhere.example: Fulfill access package assignment request',
    '2026-01-02 new@anywhere.example: POST /identityGovernance/entitlementManagement/assignmentRequests',
    '2026-04-02 Azure AD Identity Governance: Access package assignment expires',
    '2026-04-02 Azure AD Identity Governance: Block sign-in of an external user without access',
    '2026-01-02 Entente: POST /entente/clock',
  ]);
});
