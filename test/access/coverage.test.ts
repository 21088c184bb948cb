/** What access tests touch: policies by who can, stages by who approves, refusals by who cannot, organizations by whose people. */
import { beforeAll, describe, expect, it } from 'vitest';
import { coverage, runAccessTests } from '../../src/access/index.ts';
import type { AccessModel, AccessTestSpec } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { modelOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const approval = {
  isApprovalRequiredForAdd: true,
  stages: [{ primaryApprovers: [{ user: 'alice@contoso.com' }] }],
};
const policy = (more: object) => ({ accessPackage: 'tango', ...more });
const DOCUMENT = governed({
  connectedOrganizations: {
    fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
    other: { displayName: 'Other', identitySources: [{ domain: 'other.example' }] },
  },
  catalogs: { partners: { displayName: 'Partners', isExternallyVisible: true } },
  packages: {
    tango: {
      catalog: 'partners',
      displayName: 'Tango',
      incompatibleAccessPackages: ['audit', 'spare'],
      incompatibleGroups: [{ group: 'Board' }],
    },
    audit: { catalog: 'partners', displayName: 'Audit' },
    spare: { catalog: 'partners', displayName: 'Spare' },
  },
  policies: {
    partners: policy({
      displayName: 'Partners',
      allowedTargetScope: 'specificConnectedOrganizationUsers',
      specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
      requestApprovalSettings: approval,
    }),
    members: policy({ displayName: 'Members', allowedTargetScope: 'allMemberUsers' }),
    assigned: policy({ displayName: 'Assigned', allowedTargetScope: 'notSpecified' }),
    apps: policy({ displayName: 'Apps', allowedTargetScope: 'allDirectoryServicePrincipals' }),
    rule: policy({
      displayName: 'Rule',
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [{ attributeRule: '(user.department -eq "Sales")' }],
      automaticRequestSettings: { requestAccessForAllowedTargets: true },
    }),
  },
} as unknown as Partial<Governance>);

let model: AccessModel;
beforeAll(async () => {
  model = await modelOf(DOCUMENT, {
    users: [{ id: 'alice@contoso.com', mail: 'alice@contoso.com' }],
    groups: { Board: ['alice@contoso.com'] },
  });
});

const of = (...specs: AccessTestSpec[]) =>
  coverage(
    model,
    runAccessTests(
      model,
      specs.map((spec) => ({ spec, placeOf: () => undefined })),
      {},
    ),
  );
const touched = (...specs: AccessTestSpec[]) =>
  of(...specs).flatMap(({ kind, label, touched }) => (touched > 0 ? [`${kind}: ${label}`] : []));

const KEPT_OUT = {
  partners: 'refusals: who is kept out by Partners, of Tango',
  members: 'refusals: who is kept out by Members, of Tango',
  assigned: 'refusals: who is kept out by Assigned, of Tango',
};

describe('coverage', () => {
  it('counts what people can be let in or kept out by', () => {
    expect(of().map(({ kind, label }) => `${kind}: ${label}`)).toEqual([
      'policies: Partners, of Tango',
      'policies: Members, of Tango',
      'stages: stage 1 of Partners, of Tango',
      ...Object.values(KEPT_OUT),
      'refusals: holders of Audit are kept out of Tango',
      'refusals: holders of Spare are kept out of Tango',
      'refusals: members of Board are kept out of Tango',
      'organizations: Fabrikam',
      'organizations: Other',
      'automatic: Rule, of Tango',
    ]);
    expect(touched()).toEqual([]);
  });

  const sales = { user: 'new@contoso.com', groups: [], properties: { department: 'Sales' } };
  it.each<[string, AccessTestSpec, string[]]>([
    [
      'the policy by which they can, and their organization',
      { requestor: 'new@fabrikam.com', can: ['tango'] },
      ['policies: Partners, of Tango', 'organizations: Fabrikam'],
    ],
    [
      'its stages when the test says who approves',
      {
        requestor: { organization: 'fabrikam' },
        can: ['tango'],
        expect: { approvers: [['alice@contoso.com']] },
      },
      ['policies: Partners, of Tango', 'stages: stage 1 of Partners, of Tango', 'organizations: Fabrikam'],
    ],
    [
      'all policies that keep them out',
      { requestor: 'new@other.example', cannot: ['tango'] },
      [...Object.values(KEPT_OUT), 'organizations: Other'],
    ],
    [
      'an organization by nothing else',
      { requestor: 'new@other.example', nothingElse: true },
      ['organizations: Other'],
    ],
    [
      'one exclusion and not the other',
      { requestor: { user: 'new@contoso.com', groups: [], holds: ['spare'] }, cannot: ['tango'] },
      ['refusals: holders of Spare are kept out of Tango'],
    ],
    [
      'the group that keeps them out',
      { requestor: 'alice@contoso.com', cannot: ['tango'] },
      ['refusals: members of Board are kept out of Tango'],
    ],
    [
      'the rule that gives it to them',
      { requestor: sales, can: { tango: { automatic: true } } },
      ['policies: Members, of Tango', 'automatic: Rule, of Tango'],
    ],
    ['nothing, where a test is wrong about it', { requestor: sales, cannot: ['tango'] }, []],
    [
      'every organization of the class',
      { requestor: { class: 'configuredOrganizations' }, cannot: { audit: 'noPolicy' } },
      ['organizations: Fabrikam', 'organizations: Other'],
    ],
  ])('%s', (_what, spec, expected) => {
    expect(touched(spec)).toEqual(expected);
  });
});
