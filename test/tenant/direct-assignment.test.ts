/** Direct assignment: the assignee has to be in the policy's scope (CONTRACT 10); what ends with an assignment. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Governance } from '../../src/schema/governance.ts';
import { as, livedTenant } from '../support/lived-tenant.ts';
import type { LivedTenant } from '../support/lived-tenant.ts';

type Policy = Omit<NonNullable<Governance['policies']>[string], 'accessPackage' | 'displayName'>;

function document(policies: Readonly<Record<string, Policy>>): Governance {
  return {
    version: 1,
    tenant: { embedded: 'unused' },
    connectedOrganizations: {
      fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
      adatum: {
        displayName: 'Adatum',
        state: 'proposed',
        identitySources: [{ domain: 'adatum.example' }],
      },
    },
    catalogs: { main: { displayName: 'Main', isExternallyVisible: true } },
    packages: { tango: { catalog: 'main', displayName: 'Tango' } },
    policies: Object.fromEntries(
      Object.entries(policies).map(([key, policy]) => [
        key,
        { accessPackage: 'tango', displayName: key, ...policy },
      ]),
    ),
  };
}

let lived: LivedTenant;
beforeEach(async () => {
  lived = await livedTenant({
    seed: {
      tenant: { displayName: 'Contoso', domains: ['contoso.com'] },
      users: [
        { userPrincipalName: 'alice@contoso.com', displayName: 'Alice' },
        { userPrincipalName: 'dave@contoso.com', displayName: 'Dave', department: 'Sales' },
        { mail: 'bob@fabrikam.com', displayName: 'Bob', userType: 'Guest', externalUserState: 'Accepted' },
        { mail: 'ada@adatum.example', displayName: 'Ada', userType: 'Guest', externalUserState: 'Accepted' },
      ],
      groups: [
        { displayName: 'Inner', members: ['alice@contoso.com'] },
        { displayName: 'Outer', members: ['Inner'] },
      ],
    },
  });
});
afterEach(() => lived.close());

const assign = async (email: string, policy: string) => {
  const assignment = {
    accessPackageId: lived.idOf('accessPackage.tango'),
    assignmentPolicyId: lived.idOf(`policy.${policy}`),
    target: { email },
  };
  const { body, code } = await lived.send('POST', '/assignmentRequests', {
    requestType: 'adminAdd',
    assignment,
  });
  return code || body['state'];
};

const OUT = 'TargetNotInScope';
const CLOSED = { requestorSettings: { enableTargetsToSelfAddAccess: false } };

it.each<[string, Policy, Record<string, string>]>([
  [
    'no scope: everyone in the directory',
    { allowedTargetScope: 'notSpecified' },
    { 'alice@contoso.com': 'delivered', 'bob@fabrikam.com': 'delivered', 'new@fabrikam.com': OUT },
  ],
  [
    'all members',
    { allowedTargetScope: 'allMemberUsers' },
    { 'alice@contoso.com': 'delivered', 'bob@fabrikam.com': OUT, 'new@fabrikam.com': OUT },
  ],
  [
    'the whole directory, without requests',
    { allowedTargetScope: 'allDirectoryUsers', ...CLOSED },
    { 'alice@contoso.com': 'delivered', 'bob@fabrikam.com': 'delivered', 'new@fabrikam.com': OUT },
  ],
  [
    'listed users and groups, nested ones too',
    {
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [{ group: 'Outer' }, { guest: 'bob@fabrikam.com' }],
    },
    { 'alice@contoso.com': 'delivered', 'bob@fabrikam.com': 'delivered', 'dave@contoso.com': OUT },
  ],
  [
    'listed organizations',
    {
      allowedTargetScope: 'specificConnectedOrganizationUsers',
      specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
    },
    {
      'bob@fabrikam.com': 'delivered',
      'new@fabrikam.com': 'delivered',
      'ada@adatum.example': OUT,
      'new@adatum.example': OUT,
      'alice@contoso.com': OUT,
    },
  ],
  [
    'configured organizations',
    { allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' },
    { 'new@fabrikam.com': 'delivered', 'ada@adatum.example': OUT, 'new@anywhere.example': OUT },
  ],
  [
    'anyone from outside, without requests',
    { allowedTargetScope: 'allExternalUsers', ...CLOSED },
    { 'new@anywhere.example': 'delivered', 'bob@fabrikam.com': 'delivered', 'alice@contoso.com': OUT },
  ],
  [
    'a rule, which alone assigns',
    {
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [{ attributeRule: '(user.department -eq "Marketing")' }],
      automaticRequestSettings: {},
    },
    { 'alice@contoso.com': OUT, 'dave@contoso.com': OUT },
  ],
])('a policy with the scope %s', async (_, policy, expected) => {
  await lived.govern(document({ direct: policy }));
  const outcomes: Record<string, unknown> = {};
  for (const who of Object.keys(expected)) outcomes[who] = await assign(who, 'direct');
  expect(outcomes).toEqual(expected);
});

it('an assignment moves only to a policy that has its holder in scope', async () => {
  await lived.govern(
    document({
      members: { allowedTargetScope: 'allMemberUsers' },
      outside: { allowedTargetScope: 'allExternalUsers', ...CLOSED },
    }),
  );
  await assign('alice@contoso.com', 'members');
  const [held] = await lived.list('/assignments');
  const move = (policy: string) =>
    lived.send('POST', '/assignmentRequests', {
      requestType: 'adminUpdate',
      assignment: { id: held?.['id'], assignmentPolicyId: lived.idOf(`policy.${policy}`) },
    });
  expect(await move('outside')).toMatchObject({ status: 400, code: OUT });
  expect((await move('members')).status).toBe(201);
});

describe('an extension that waits for approval', () => {
  const extensible: Policy = {
    allowedTargetScope: 'allMemberUsers',
    requestorSettings: { enableTargetsToSelfUpdateAccess: true, enableTargetsToSelfRemoveAccess: true },
    expiration: { type: 'afterDuration', duration: 'P10D' },
    requestApprovalSettings: {
      isApprovalRequiredForUpdate: true,
      stages: [{ durationBeforeAutomaticDenial: 'P14D', primaryApprovers: [{ user: 'dave@contoso.com' }] }],
    },
  };
  const request = (requestType: string, assignmentId: unknown, who?: string) =>
    lived.done(
      'POST',
      '/assignmentRequests',
      { requestType, assignment: { id: assignmentId }, justification: 'work' },
      who === undefined ? {} : as(who),
    );

  it.each<[string, (assignmentId: unknown) => Promise<unknown>]>([
    ['is taken back', (id) => request('adminRemove', id)],
    ['is given up', (id) => request('userRemove', id, 'alice@contoso.com')],
    ['expires', () => lived.advance('P11D')],
  ])('ends when the assignment %s', async (_, end) => {
    await lived.govern(document({ limited: extensible }));
    await assign('alice@contoso.com', 'limited');
    const [held] = await lived.list('/assignments');
    await request('userUpdate', held?.['id'], 'alice@contoso.com');
    await end(held?.['id']);
    const states = (await lived.list('/assignmentRequests'))
      .filter(({ requestType }) => requestType === 'userUpdate')
      .map(({ state }) => state);
    expect(states).toEqual(['canceled']);
    // Nothing is under way any more, so the package can be had again.
    expect(await assign('alice@contoso.com', 'limited')).toBe('delivered');
  });
});
