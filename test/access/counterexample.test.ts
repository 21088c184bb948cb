/** Whom the check for new access names as an example: one who was refused before, where there is one. */
import { expect, it } from 'vitest';
import type { AccessResource } from '../../src/access/index.ts';
import { compareRevision, newAccess } from '../../src/access/index.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { factsOf } from '../support/access.ts';
import { catalog, pack, policy } from '../support/access-resources.ts';

const directory = factsOf({
  users: [
    { id: 'ann' },
    { id: 'gus', mail: 'gus@bell.example', userType: 'Guest', signIn: { kind: 'oneTimePasscode' } },
  ],
  groups: { licensed: ['gus', 'ann'] },
});

const bell: AccessResource = {
  kind: 'connectedOrganization',
  address: 'connectedOrganization.bell',
  attributes: {
    ...{ displayName: 'Bell', state: 'configured' },
    identitySources: [{ '@odata.type': 'domainIdentitySource', domainName: 'bell.example' }],
  },
};

const approved: JsonObject = {
  isApprovalRequiredForAdd: true,
  stages: [{ primaryApprovers: [{ '@odata.type': 'singleUser', userId: 'boss' }] }],
};

it('of a group of whom some could request it before, it is another', () => {
  const partners = policy({
    allowedTargetScope: 'allConfiguredConnectedOrganizationUsers',
    requestApprovalSettings: approved,
  });
  const licensed = {
    ...policy({
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [{ '@odata.type': 'groupMembers', groupId: 'licensed' }],
    }),
    address: 'policy.licensed',
  };
  const before = [catalog('c'), pack(), bell, partners];
  const { diff, revision } = compareRevision({ before, after: [...before, licensed], directory });
  const found = newAccess(diff, revision).find(({ requestor }) => requestor.type === 'group');
  expect(found?.counterexample?.person?.userType).not.toBe('Guest');
  expect(found?.counterexample?.before?.verdict).toBe('no');
  expect(found?.counterexample?.after.verdict).toBe('yes');
});
