/** Of a scope or target that this version does not know it is unknown whom a policy admits: anyone may be. */
import { expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

const PEOPLE = {
  users: [{ id: 'alice@contoso.com' }, { id: 'carol@contoso.com' }],
  groups: { Desk: ['alice@contoso.com', 'carol@contoso.com'] },
};

const POLICY = {
  accessPackage: 'tango',
  displayName: 'Tango',
  allowedTargetScope: 'specificDirectoryUsers' as const,
  specificAllowedTargets: [{ group: 'Desk' }],
  requestApprovalSettings: {
    isApprovalRequiredForAdd: true,
    stages: [{ primaryApprovers: [{ user: 'alice@contoso.com' }, { user: 'carol@contoso.com' }] }],
  },
};

const changed = (changes: object): Governance =>
  governed({
    catalogs: { partners: { displayName: 'Partners', resources: { desk: { group: 'Desk' } } } },
    packages: {
      tango: { catalog: 'partners', displayName: 'Tango' },
      desk: {
        catalog: 'partners',
        displayName: 'Desk',
        resourceRoles: [{ resource: 'desk', role: 'Member' }],
      },
    },
    policies: {
      one: { ...POLICY, ...changes },
      two: { accessPackage: 'desk', displayName: 'Desk', allowedTargetScope: 'allMemberUsers' },
    },
  });

async function told(before: Governance, after: Governance) {
  const [past, present] = await Promise.all([resourcesOf(before, PEOPLE), resourcesOf(after, PEOPLE)]);
  const diff = compareAccess({ before: past, after: present, directory: factsOf(PEOPLE) });
  return [...diff.gained, ...diff.lost, ...diff.changed].map(
    ({ severity, summary }) => `${severity}: ${summary}`,
  );
}

it.each([
  ['a scope', { allowedTargetScope: 'allFutureUsers', specificAllowedTargets: [] }],
  ['a target', { specificAllowedTargets: [{ unlisted: { '@odata.type': 'futureMembers' } }] }],
])('is told of everyone, in the directory and outside, for %s', async (_what, changes) => {
  const lines = await told(changed({}), changed(changes));
  expect(lines).toContain('high: anyone on the internet can now possibly get Tango');
  expect(lines).toContain('medium: everyone in the directory (guests included) can now possibly get Tango');
  // What is made of a request that is possible at most is not told as certain.
  expect(lines.filter((line) => line.startsWith('critical'))).toEqual([]);
});
