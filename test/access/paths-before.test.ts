/** What is told as come to by several steps is new for everyone who is named: whoever covers them before is looked up. */
import { describe, expect, it } from 'vitest';
import { compareAccess, newAccess } from '../../src/access/index.ts';
import type { AccessDiff, DirectoryFacts } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];
type Targeted = Pick<Policy, 'allowedTargetScope' | 'specificAllowedTargets'>;

const FACTS = factsOf({
  users: [{ id: 'lena' }, { id: 'tom' }, { id: 'bo', userType: 'Guest' }],
  groups: { Plant: ['lena', 'tom', 'bo'], Office: ['lena'], Desk: [] },
});
/** Plant South is within Plant. */
const NESTED: DirectoryFacts = {
  ...FACTS,
  groups: new Map([
    ...FACTS.groups,
    ['plant', { label: 'Plant', members: ['lena', 'tom', 'bo'], memberGroups: ['south'] }],
    ['south', { label: 'South', members: ['tom', 'bo'] }],
  ]),
};

const MEMBERS: Targeted = { allowedTargetScope: 'allMemberUsers' };
const listed = (...targets: NonNullable<Policy['specificAllowedTargets']>): Targeted => ({
  allowedTargetScope: 'specificDirectoryUsers',
  specificAllowedTargets: targets,
});
const organizations = (...keys: readonly string[]): Targeted => ({
  allowedTargetScope: 'specificConnectedOrganizationUsers',
  specificAllowedTargets: keys.map((connectedOrganization) => ({ connectedOrganization })),
});
const CONFIGURED: Targeted = { allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' };
const rule = (attributeRule: string): Partial<Policy> => ({
  ...listed({ attributeRule }),
  automaticRequestSettings: {},
  requestorSettings: { enableTargetsToSelfAddAccess: false },
});

/** Work makes its holders members of Desk, who approve Tool and can request Audit. */
const world = (...work: readonly Partial<Policy>[]): Governance => {
  const stages = (approver: string) => ({
    isApprovalRequiredForAdd: true,
    stages: [{ primaryApprovers: [{ user: approver }] }],
  });
  return governed({
    connectedOrganizations: {
      one: { displayName: 'One', identitySources: [{ domain: 'one.example' }] },
      two: { displayName: 'Two', identitySources: [{ domain: 'two.example' }] },
    },
    catalogs: { c: { displayName: 'C', isExternallyVisible: true, resources: { desk: { group: 'Desk' } } } },
    packages: {
      work: { catalog: 'c', displayName: 'Work', resourceRoles: [{ resource: 'desk', role: 'Member' }] },
      tool: { catalog: 'c', displayName: 'Tool' },
    },
    policies: {
      ...Object.fromEntries(
        work.map((each, index) => [
          `work${String(index)}`,
          {
            accessPackage: 'work',
            displayName: `Work ${String(index)}`,
            allowedTargetScope: 'allMemberUsers',
            requestApprovalSettings: stages('tom'),
            ...each,
          },
        ]),
      ),
      tool: {
        accessPackage: 'tool',
        displayName: 'Listed',
        ...listed({ user: 'tom' }),
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          stages: [{ primaryApprovers: [{ group: 'Desk' }] }],
        },
      },
    },
  });
};

async function diff(before: Governance, after: Governance, directory = FACTS): Promise<AccessDiff> {
  return compareAccess({ before: await resourcesOf(before), after: await resourcesOf(after), directory });
}

async function told(before: readonly Partial<Policy>[], after: readonly Partial<Policy>[], facts = FACTS) {
  const { gained } = await diff(world(...before), world(...after), facts);
  return gained
    .filter(({ path, requestor: { type } }) => path !== undefined && type !== 'user')
    .map(({ severity, summary }) => `${severity} ${summary.replace(' can now come to', ':')}`);
}

const TOOL = 'approve requests for Tool';

describe('a rule', () => {
  it('that another one implies comes to nothing, and the gate passes', async () => {
    const [was, same] = [rule('(user.department -eq "Lab")'), rule('(user.department -in ["Lab"])')];
    expect(await told([was], [same])).toEqual([]);
    expect(await told([was], [rule('(user.department -eq "Lab") -and (user.jobTitle -eq "Lead")')])).toEqual(
      [],
    );
    expect(
      await told([was, rule('(user.department -eq "Pay")')], [rule('(user.department -in ["Lab", "Pay"])')]),
    ).toEqual([]);
    const changed = await diff(world(was), world(same));
    expect(newAccess(changed)).toEqual([]);
  });

  it('that is wider is told without those who were matched', async () => {
    const leads = '(user.department -eq "Lab") -and (user.jobTitle -eq "Lead")';
    expect(await told([rule(leads)], [rule('(user.department -eq "Lab")')])).toEqual([
      `medium users matching (user.department -eq "Lab") (except users matching ${leads}): ${TOOL}`,
    ]);
  });

  it('in the place of all members is new for guests alone', async () => {
    expect(
      await told([MEMBERS], [rule('(user.department -eq "Lab") -and (user.userType -eq "Member")')]),
    ).toEqual([expect.stringContaining(`${TOOL} on looser terms`)]);
    expect(
      await told([{ ...MEMBERS, requestApprovalSettings: {} }], [rule('(user.department -eq "Lab")')]),
    ).toEqual([
      `medium users matching ((user.department -eq "Lab")) -and (user.userType -eq "Guest"): ${TOOL}`,
    ]);
  });
});

describe('a group', () => {
  it('in the place of all members is new for its guests alone', async () => {
    expect(await told([MEMBERS], [listed({ group: 'Plant' })])).toEqual([
      `high guests who are members of Plant: ${TOOL}`,
    ]);
    expect(await told([MEMBERS], [listed({ group: 'Office' })])).toEqual([]);
  });

  it('is told of all, or without those in a group within it', async () => {
    expect(await told([], [listed({ group: 'Office' })])).toEqual([`medium members of Office: ${TOOL}`]);
    expect(await told([listed({ group: 'South' })], [listed({ group: 'Plant' })], NESTED)).toEqual([
      `high members of Plant (except those in South): ${TOOL}`,
    ]);
    expect(await told([listed({ group: 'Plant' })], [listed({ group: 'South' })], NESTED)).toEqual([]);
  });

  it('that is let in on looser terms than all members is told on looser terms', async () => {
    const free = { ...listed({ group: 'Office' }), requestApprovalSettings: {} };
    expect(await told([MEMBERS], [free])).toEqual([`medium members of Office: ${TOOL} on looser terms`]);
  });
});

describe('a class of organizations', () => {
  it('is told without those that were listed', async () => {
    expect(await told([organizations('one')], [CONFIGURED])).toEqual([
      `high every configured organization (except One (one.example)): ${TOOL}`,
    ]);
  });

  it('says nothing of an organization that had the same with the consent of others, by its id', async () => {
    const stage = (user: string) => ({ primaryApprovers: [{ user }] });
    const approved = (...users: readonly string[]) => ({
      requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: users.map(stage) },
    });
    const named = { ...organizations('one'), ...approved('tom', 'lena') };
    const any = { ...CONFIGURED, ...approved('bo') };
    const { connectedOrganizations: all = {}, ...document } = world(named, any);
    const { one } = all;
    if (one === undefined) throw new Error('There is no such organization');
    const before = {
      ...document,
      connectedOrganizations: { ...all, one: { ...one, state: 'proposed' as const } },
    };
    const { gained, changed } = await diff(
      before,
      world({ ...organizations('two'), ...approved('bo') }, any),
    );
    expect(gained.filter(({ path }) => path !== undefined)).toEqual([]);
    expect(changed.map(({ summary }) => summary)).toContain('One (one.example) can get Work on other terms');
  });
});
