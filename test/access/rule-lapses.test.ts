/** What those lose beside a package whom a rule of automatic assignment gives it no more. */
import { expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policies = NonNullable<Governance['policies']>;

const LAB = '(user.department -eq "Lab")';
const CHIEFS = '(user.department -eq "Lab") -and (user.jobTitle -eq "Chief")';

const rule = (attributeRule: string, settings = {}): Policies => ({
  welcome: {
    accessPackage: 'welcome',
    displayName: 'Lab',
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ attributeRule }],
    automaticRequestSettings: settings,
    requestorSettings: { enableTargetsToSelfAddAccess: false },
  },
});
const toDesk: Policies = {
  tool: {
    accessPackage: 'tool',
    displayName: 'Of the desk',
    allowedTargetScope: 'specificDirectoryUsers',
    specificAllowedTargets: [{ group: 'Desk' }],
  },
};
const toMembers: Policies = {
  staff: {
    accessPackage: 'tool',
    displayName: 'Of the staff',
    allowedTargetScope: 'allMemberUsers',
    expiration: { type: 'afterDuration', duration: 'P1D' },
  },
};
const decided: Policies = {
  tool: {
    accessPackage: 'tool',
    displayName: 'Decided',
    allowedTargetScope: 'allMemberUsers',
    requestApprovalSettings: {
      isApprovalRequiredForAdd: true,
      stages: [{ primaryApprovers: [{ group: 'Desk' }] }],
    },
  },
};

/** Welcome makes its holders members of Desk, whom `policies` open Tool to. */
const documentOf = (policies: Policies, tool = {}, roles: object = {}) =>
  governed({
    catalogs: { c: { displayName: 'C', resources: { desk: { group: 'Desk' } }, ...roles } },
    packages: {
      welcome: {
        catalog: 'c',
        displayName: 'Welcome',
        resourceRoles: [{ resource: 'desk', role: 'Member' }],
      },
      tool: { catalog: 'c', displayName: 'Tool', ...tool },
    },
    policies,
  });

async function told(before: Governance, after: Governance) {
  return compareAccess({
    before: await resourcesOf(before),
    after: await resourcesOf(after),
    directory: factsOf({ users: [], groups: { Desk: [] } }),
    identified: true,
  });
}

/** What is said of those whom the rule gives nothing more. */
async function lapses(before: Governance, after: Governance) {
  const { lost } = await told(before, after);
  return lost.find(({ requestor: { type } }) => type === 'attributeRule')?.details;
}

const NONE = 'no policy assigns it to them by this rule';
const ONLY = 'whom only this rule makes members of Desk can no longer';

it('are told where the rule goes or becomes narrower', async () => {
  const before = documentOf({ ...rule(LAB), ...toDesk });
  expect(await lapses(before, documentOf(toDesk))).toEqual([NONE, `those ${ONLY} get Tool`]);
  expect(await lapses(before, documentOf({ ...rule(CHIEFS), ...toDesk }))).toEqual([
    NONE,
    `those matching ${CHIEFS} get it`,
    `those ${ONLY} get Tool`,
  ]);
});

it('are the path that is told where the rule comes', async () => {
  const { gained } = await told(documentOf(toDesk), documentOf({ ...rule(LAB), ...toDesk }));
  expect(gained.map(({ package: { displayName }, path }) => [displayName, path !== undefined])).toEqual([
    ['Welcome', false],
    ['Tool', true],
  ]);
});

it('are of those who come, where who has it keeps it', async () => {
  const keeping = { removeAccessWhenTargetLeavesAllowedTargets: false };
  const [before, after] = [LAB, CHIEFS].map((each) => documentOf({ ...rule(each, keeping), ...toDesk }));
  expect(await lapses(before as Governance, after as Governance)).toContain(
    'those whom only this rule would make members of Desk can no longer get Tool',
  );
});

it('are not what others open all the same, and of members and guests what differs', async () => {
  const guests = {
    tool: { ...toDesk['tool'], allowedTargetScope: 'allDirectoryUsers', specificAllowedTargets: [] },
  };
  const both = { ...toDesk, all: { ...guests.tool, displayName: 'All' } } as Policies;
  expect(await lapses(documentOf({ ...rule(LAB), ...both }), documentOf(both))).toEqual([NONE]);
  const [members, staff] = [{ ...toDesk, ...toMembers }, toMembers];
  expect(await lapses(documentOf({ ...rule(LAB), ...members }), documentOf(members))).toEqual([
    NONE,
    `members ${ONLY} get Tool on the same terms`,
    `guests ${ONLY} get Tool`,
  ]);
  const ofMembers = '(user.userType -eq "Member")';
  expect(await lapses(documentOf({ ...rule(ofMembers), ...members }), documentOf(members))).toEqual([
    NONE,
    `those ${ONLY} get Tool on the same terms`,
  ]);
  expect(await lapses(documentOf({ ...rule(LAB), ...staff }), documentOf(staff))).toEqual([
    `${NONE}; what they can request does not depend on it`,
  ]);
});

it('are what the group decides for others', async () => {
  expect(await lapses(documentOf({ ...rule(LAB), ...decided }), documentOf(decided))).toEqual([
    NONE,
    `those ${ONLY} approve requests for Tool`,
  ]);
  const owned = (policies: Policies) => documentOf(policies, {}, { roles: { owner: [{ group: 'Desk' }] } });
  expect(await lapses(owned(rule(LAB)), owned({}))).toEqual([NONE, `those ${ONLY} administer the catalog C`]);
  // What nobody of the group does any more does not lapse with the rule.
  expect(await lapses(documentOf({ ...rule(LAB), ...decided }), documentOf({}))).toEqual([NONE]);
});

it.each([
  ['the package', { incompatibleAccessPackages: ['welcome'] }],
  ['the group', { incompatibleGroups: [{ group: 'Desk' }] }],
])('are none where %s excludes, and what can be requested depends on it', async (_what, tool) => {
  const before = documentOf({ ...rule(LAB), ...toMembers }, tool);
  expect(await lapses(before, documentOf(toMembers, tool))).toEqual([NONE]);
});
