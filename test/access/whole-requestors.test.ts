/** Tests of an organization, a group or a class mean every person of it; and a request that can only be denied is not access. */
import { describe, expect, it } from 'vitest';
import { runAccessTests } from '../../src/access/index.ts';
import type { AccessModel, AccessTestSpec } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { modelOf } from '../support/access.ts';
import type { People } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const PEOPLE: People = {
  users: [
    { id: 'alice@contoso.com', mail: 'alice@contoso.com' },
    { id: 'eve@contoso.com', mail: 'eve@contoso.com', accountEnabled: false },
    { id: 'bob@fabrikam.com', mail: 'bob@fabrikam.com', userType: 'Guest' },
  ],
  groups: { Desk: ['alice@contoso.com', 'eve@contoso.com'], Audit: [] },
};
const SPONSORS = { desk: { group: 'Desk' } };

/** `what: expected, actual` of everything that is not as expected, after whom of the requestor it is about. */
function mismatchesOf(spec: AccessTestSpec, model: AccessModel): string[] {
  return runAccessTests(model, [{ spec, placeOf: () => undefined }], SPONSORS).flatMap(({ mismatches }) =>
    mismatches.map(
      ({ requestor, what, expected, actual }) =>
        `${requestor === undefined ? '' : `${requestor}: `}${what}: ${expected}, ${actual}`,
    ),
  );
}

describe('a whole organization, group or class', () => {
  const partners = (
    sources: object[],
    more: { policies?: object; tenant?: object; approvers?: readonly unknown[] } = {},
  ): Governance =>
    governed({
      ...(more.tenant !== undefined && { tenant: { embedded: 't', ...more.tenant } }),
      sponsors: SPONSORS,
      connectedOrganizations: { fabrikam: { displayName: 'Fabrikam', identitySources: sources } },
      catalogs: { partners: { displayName: 'Partners', isExternallyVisible: true } },
      packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
      policies: more.policies ?? {
        partners: {
          accessPackage: 'tango',
          displayName: 'Partners',
          allowedTargetScope: 'specificConnectedOrganizationUsers',
          specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
          ...(more.approvers !== undefined && {
            requestApprovalSettings: {
              isApprovalRequiredForAdd: true,
              stages: [{ primaryApprovers: more.approvers }],
            },
          }),
        },
      },
    } as Partial<Governance>);
  const fabrikam = { organization: 'fabrikam' };

  it('can only if each identity source can: one that may not be invited is named', async () => {
    const one = [{ domain: 'fabrikam.com' }];
    const tenant = { invitationDomains: { deny: ['new.fabrikam.com'] } };
    const before = await modelOf(partners(one, { tenant }), PEOPLE);
    const after = await modelOf(partners([...one, { domain: 'new.fabrikam.com' }], { tenant }), PEOPLE);
    const spec: AccessTestSpec = { requestor: fabrikam, can: ['tango'] };
    expect(mismatchesOf(spec, before)).toEqual([]);
    expect(mismatchesOf(spec, after)).toEqual([
      'Fabrikam (fabrikam.com, new.fabrikam.com), with addresses of new.fabrikam.com: request: can, cannot (domainNotInvited)',
    ]);
  });

  it('is told apart by who is in the directory: both are approved, or both are not', async () => {
    const of = await modelOf(
      partners([{ domain: 'fabrikam.com' }], { approvers: ['requestorManager'] }),
      PEOPLE,
    );
    expect(mismatchesOf({ requestor: fabrikam, can: ['tango'] }, of)).toEqual([
      "approval in stage 1: someone who can approve, nobody (left out: the requestor's manager: people who are not in the directory have no manager)",
    ]);
    const policies = {
      everyone: { accessPackage: 'tango', displayName: 'All', allowedTargetScope: 'allDirectoryUsers' },
    };
    const inside = await modelOf(partners([{ domain: 'fabrikam.com' }], { policies }), PEOPLE);
    expect(mismatchesOf({ requestor: fabrikam, cannot: ['tango'] }, inside)).toEqual([
      'guests of Fabrikam (fabrikam.com) who are in the directory already: request: cannot, can, through All',
    ]);
    expect(mismatchesOf({ requestor: fabrikam, nothingElse: true }, inside)).toEqual([
      'guests of Fabrikam (fabrikam.com) who are in the directory already: everything else: nothing else, can also request Tango (accessPackage.tango)',
    ]);
    expect(mismatchesOf({ requestor: { class: 'directoryUsers' }, can: ['tango'] }, inside)).toEqual([]);
  });

  it('cannot only if none of it can', async () => {
    const policies = {
      desk: {
        accessPackage: 'tango',
        displayName: 'Desk',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ group: 'Desk' }],
      },
    };
    const of = await modelOf(partners([{ domain: 'fabrikam.com' }], { policies }), PEOPLE);
    expect(mismatchesOf({ requestor: { class: 'members' }, cannot: ['tango'] }, of)).toEqual([
      'members of Desk: request: cannot, can, through Desk',
    ]);
    expect(mismatchesOf({ requestor: { class: 'members' }, can: ['tango'] }, of)).toEqual([
      'request: can, cannot (noPolicy)',
    ]);
    // None of its guests is in the group.
    expect(mismatchesOf({ requestor: fabrikam, cannot: ['tango'] }, of)).toEqual([]);
    const joined = await modelOf(partners([{ domain: 'fabrikam.com' }], { policies }), {
      ...PEOPLE,
      groups: { Desk: ['bob@fabrikam.com'] },
    });
    expect(mismatchesOf({ requestor: fabrikam, cannot: ['tango'] }, joined)).toEqual([
      'guests of Fabrikam (fabrikam.com) who are members of Desk: request: cannot, can, through Desk',
    ]);
  });

  it('of every configured organization means those too that a policy lists, and so does everyone from outside', async () => {
    const of = await modelOf(partners([{ domain: 'fabrikam.com' }]), PEOPLE);
    expect(mismatchesOf({ requestor: { class: 'configuredOrganizations' }, cannot: ['tango'] }, of)).toEqual([
      'Fabrikam (fabrikam.com): request: cannot, can, through Partners',
      'guests of Fabrikam (fabrikam.com) who are in the directory already: request: cannot, can, through Partners',
    ]);
    // The same people as in guarantees and in `access check --to`.
    expect(
      mismatchesOf({ requestor: { class: 'anyExternalUser' }, cannot: { tango: 'noPolicy' } }, of),
    ).toEqual([
      'Fabrikam (fabrikam.com): request: cannot, can, through Partners',
      'guests of Fabrikam (fabrikam.com) who are in the directory already: request: cannot, can, through Partners',
    ]);
    expect(
      mismatchesOf({ requestor: 'someone@elsewhere.example', cannot: { tango: 'noPolicy' } }, of),
    ).toEqual([]);
  });

  it('of whom one person is disabled can all the same', async () => {
    const member = (key: string, more: object) => ({
      [key]: { accessPackage: 'tango', displayName: key, ...more },
    });
    const policies = {
      ...member('all', { allowedTargetScope: 'allMemberUsers' }),
      ...member('eve', {
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ user: 'eve@contoso.com' }],
      }),
    };
    const of = await modelOf(partners([{ domain: 'fabrikam.com' }], { policies }), PEOPLE);
    expect(mismatchesOf({ requestor: { class: 'members' }, can: ['tango'] }, of)).toEqual([]);
    expect(mismatchesOf({ requestor: { user: 'eve@contoso.com' }, cannot: ['tango'] }, of)).toEqual([]);
  });
});

describe('access that nobody can approve', () => {
  const stage = (group: string) => ({ primaryApprovers: [{ group }] });
  const policy = (displayName: string, stages: object[]) => ({
    accessPackage: 'tango',
    displayName,
    allowedTargetScope: 'allMemberUsers',
    requestApprovalSettings: { isApprovalRequiredForAdd: true, stages },
  });
  const withPolicies = (policies: object) =>
    modelOf(
      governed({
        catalogs: { partners: { displayName: 'Partners' } },
        packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
        policies,
      } as Partial<Governance>),
      PEOPLE,
    );
  const requestor = { user: 'bob@contoso.com' };
  const dead = 'someone who can approve, nobody (left out: Audit has no member who can approve)';

  it('is not access, and the stage is said', async () => {
    const of = await withPolicies({ one: policy('One', [stage('Desk'), stage('Audit')]) });
    const said = [`approval in stage 2: ${dead}`];
    expect(mismatchesOf({ requestor, can: ['tango'] }, of)).toEqual(said);
    expect(mismatchesOf({ requestor, can: { tango: { duration: 'never' } } }, of)).toEqual(said);
    expect(mismatchesOf({ requestor, can: { tango: { approvers: [['Desk'], ['nobody']] } } }, of)).toEqual(
      said,
    );
  });

  it('is access through another policy, on whose terms alone nothing is expected', async () => {
    const of = await withPolicies({
      one: policy('One', [stage('Audit')]),
      two: policy('Two', [stage('Desk')]),
    });
    expect(mismatchesOf({ requestor, can: ['tango'] }, of)).toEqual([]);
    expect(mismatchesOf({ requestor, can: ['tango'], expect: { duration: 'never' } }, of)).toEqual([
      `approval in stage 1 of policy.one: ${dead}`,
    ]);
  });
});
