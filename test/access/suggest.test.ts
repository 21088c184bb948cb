/** Suggested access tests pass, and touch every policy that people can get in by, whatever scope it has. */
import { describe, expect, it } from 'vitest';
import { coverage, runAccessTests, suggestTests } from '../../src/access/index.ts';
import type { AccessModel } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { modelOf } from '../support/access.ts';
import type { People } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const PEOPLE: People = {
  users: [
    { id: 'alice@contoso.com', mail: 'alice@contoso.com' },
    { id: 'bob@fabrikam.com', mail: 'bob@fabrikam.com', userType: 'Guest' },
  ],
  groups: { Desk: ['alice@contoso.com'], Empty: [] },
};
const SPONSORS = { desk: { group: 'Desk' } };

const approvedBy = (...stages: readonly string[]) => ({
  requestApprovalSettings: {
    isApprovalRequiredForAdd: true,
    stages: stages.map((group) => ({ primaryApprovers: [{ group }] })),
  },
});
/** Every scope in a package of its own; some beside a policy that hides them from some people. */
const POLICIES: Readonly<Record<string, object>> = {
  partners: {
    allowedTargetScope: 'specificConnectedOrganizationUsers',
    specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
    ...approvedBy('Desk'),
    expiration: { type: 'afterDuration', duration: 'P90D' },
  },
  configured: { accessPackage: 'partners', allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' },
  external: {
    allowedTargetScope: 'allExternalUsers',
    expiration: { type: 'afterDateTime', endDateTime: '2030-01-01T00:00:00Z' },
  },
  group: {
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ group: 'Desk' }],
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true,
      stages: [{ primaryApprovers: ['requestorManager'], fallbackPrimaryApprovers: ['desk'] }],
    },
  },
  members: { accessPackage: 'group', allowedTargetScope: 'allMemberUsers', ...approvedBy('Desk') },
  directory: { allowedTargetScope: 'allDirectoryUsers' },
  user: {
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ user: 'bob@fabrikam.com' }],
  },
  one: { allowedTargetScope: 'allMemberUsers' },
  other: { accessPackage: 'one', allowedTargetScope: 'allMemberUsers', ...approvedBy('Desk') },
};

const documentOf = (policies: Readonly<Record<string, object>>): Governance =>
  governed({
    sponsors: SPONSORS,
    connectedOrganizations: {
      fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
      woodgrove: { displayName: 'Woodgrove', identitySources: [{ domain: 'woodgrove.example' }] },
    },
    catalogs: { all: { displayName: 'All', isExternallyVisible: true } },
    packages: Object.fromEntries(
      Object.keys(policies).map((key) => [key, { catalog: 'all', displayName: key }]),
    ),
    policies: Object.fromEntries(
      Object.entries(policies).map(([key, more]) => [
        key,
        { accessPackage: key, displayName: key, expiration: { type: 'noExpiration' }, ...more },
      ]),
    ),
  } as unknown as Partial<Governance>);

const suggested = (model: AccessModel) => suggestTests(model, coverage(model, []), SPONSORS);

describe('suggested tests', () => {
  it('pass, and touch every policy, who is kept out by it, and all stages', async () => {
    const model = await modelOf(documentOf(POLICIES), PEOPLE);
    const { tests, without } = suggested(model);
    expect(without).toEqual([]);
    const outcomes = runAccessTests(
      model,
      tests.map((spec) => ({ spec, placeOf: () => undefined })),
      SPONSORS,
    );
    expect(outcomes.flatMap(({ mismatches }) => mismatches)).toEqual([]);
    const untouched = coverage(model, outcomes).filter(({ touched }) => touched === 0);
    // What is expected is held against every policy that is offered, and those of the other one have no approval.
    const inexpressible = ['stages: stage 1 of other, of one'];
    expect(untouched.map(({ kind, label }) => `${kind}: ${label}`)).toEqual(inexpressible);
    const again = suggestTests(model, coverage(model, outcomes), SPONSORS);
    expect(again).toEqual({ tests: [], without: untouched });
  });

  it('say on which terms, of as many people as share them', async () => {
    const { tests } = suggested(await modelOf(documentOf(POLICIES), PEOPLE));
    expect(tests).toEqual(
      expect.arrayContaining([
        {
          requestor: { organization: 'fabrikam' },
          can: { partners: { policy: 'partners', approvers: [['desk']], duration: 'P90D' } },
        },
        {
          requestor: { class: 'anyExternalUser' },
          can: { external: { policy: 'external', approvers: [], until: '2030-01-01T00:00:00Z' } },
        },
        {
          requestor: { group: 'Desk' },
          can: { group: { policy: 'group', approvers: [["the requestor's manager"]], duration: 'never' } },
        },
        // Members who are in the group have other terms.
        {
          requestor: { user: 'a.member@member.example', groups: [] },
          can: { group: { policy: 'members', approvers: [['desk']], duration: 'never' } },
        },
        {
          requestor: { guest: 'bob@fabrikam.com' },
          can: { user: { policy: 'user', approvers: [], duration: 'never' } },
        },
        // Of two policies approvers differ.
        { requestor: { class: 'members' }, can: { one: { policy: ['one', 'other'], duration: 'never' } } },
        { requestor: { class: 'members' }, cannot: { user: 'noPolicy' } },
      ]),
    );
  });

  it('leave out a policy that nobody can get in by, and name it', async () => {
    const dead = { allowedTargetScope: 'allMemberUsers', ...approvedBy('Desk', 'Empty') };
    const { tests, without } = suggested(await modelOf(documentOf({ dead }), PEOPLE));
    expect(without.map(({ label }) => label)).toEqual(['stage 2 of dead, of dead']);
    expect(tests.filter(({ can }) => can !== undefined)).toEqual([]);
  });
});
