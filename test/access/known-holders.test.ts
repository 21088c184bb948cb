/** What lapses for the holders of a package is said of the people who hold it, where the tenant was asked who they are. */
import { describe, expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { AccessDiff, DirectoryFacts, HeldNow } from '../../src/access/index.ts';
import type { AssignmentHolder } from '../../src/kinds/kind.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Packages = NonNullable<Governance['packages']>;
type Policies = NonNullable<Governance['policies']>;

const MEMBERS = 'allMemberUsers';
const TEAM = [{ resource: 'team', role: 'Member' }];
const OF_X = { accessPackage: 'x', displayName: 'Staff', allowedTargetScope: MEMBERS } as const;
const OF_Y = { accessPackage: 'y', displayName: 'Y', allowedTargetScope: MEMBERS } as const;
const TO_DESK: Policies[string] = {
  ...OF_Y,
  allowedTargetScope: 'specificDirectoryUsers',
  specificAllowedTargets: [{ group: 'Desk' }],
};

interface Side {
  readonly roles?: typeof TEAM;
  readonly y?: Partial<Packages[string]>;
  readonly policies: Policies;
  readonly settings?: Governance['settings'];
}

const documentOf = ({ roles = [], y = { incompatibleAccessPackages: ['x'] }, policies, settings }: Side) =>
  governed({
    catalogs: { c: { displayName: 'C', resources: { team: { group: 'Team' } } } },
    packages: {
      w: { catalog: 'c', displayName: 'W', resourceRoles: TEAM },
      x: { catalog: 'c', displayName: 'X', resourceRoles: roles },
      y: { catalog: 'c', displayName: 'Y', ...y },
    },
    policies,
    ...(settings !== undefined && { settings }),
  });

const holder = (userId: string, more: Partial<AssignmentHolder> = {}): AssignmentHolder => ({
  assignment: `of ${userId}`,
  person: userId.toUpperCase(),
  personId: userId,
  userId,
  package: 'X',
  ...more,
});

const heldBy = (
  of: Readonly<Record<string, readonly AssignmentHolder[]>>,
  everyPackage = false,
): HeldNow => ({
  of: new Map(Object.entries(of)),
  everyPackage,
});

const DIRECTORY = factsOf({
  users: [{ id: 'ann' }, { id: 'ben' }, { id: 'gus', userType: 'Guest' }],
  groups: { Team: ['ann', 'ben'], Desk: ['ann'] },
});

interface Asked {
  readonly held?: HeldNow;
  readonly directory?: DirectoryFacts;
  readonly ended?: readonly string[];
}

async function compared(before: Side, after: Side, { held, directory = DIRECTORY, ended = [] }: Asked = {}) {
  const diff = compareAccess({
    before: await resourcesOf(documentOf(before)),
    after: await resourcesOf(documentOf(after)),
    directory,
    ...(held !== undefined && { held }),
    ended: new Set(ended),
  });
  const opened = (list: AccessDiff['gained']) =>
    list.filter(
      ({ package: { address }, requestor: { type } }) => address === 'accessPackage.y' && type === 'holder',
    );
  return { ...diff, opened: [...opened(diff.gained), ...opened(diff.changed)] };
}

const WITH = { policies: { x: OF_X, y: OF_Y } };
const WITHOUT = { policies: { y: OF_Y } };
const LOSING = 'who holds X through Staff (holders lose it)';

describe('an exclusion that lapses with what people hold', () => {
  const ofX = (people: readonly AssignmentHolder[]) => ({
    held: heldBy({ 'accessPackage.x': people, 'policy.x': people }),
  });

  it('opens nothing where nobody holds it, or nobody through the policy that goes', async () => {
    const through = heldBy({ 'accessPackage.x': [holder('ann')], 'policy.x': [] });
    expect((await compared(WITH, WITHOUT)).opened).toMatchObject([{ summary: `${LOSING} can now get Y` }]);
    expect((await compared(WITH, WITHOUT, ofX([]))).opened).toEqual([]);
    expect((await compared(WITH, WITHOUT, { held: through })).opened).toEqual([]);
    // Of the policy it was not asked, and no one holds the package at all.
    const empty = { held: heldBy({ 'accessPackage.x': [] }) };
    expect((await compared(WITH, WITHOUT, empty)).opened).toEqual([]);
  });

  it('opens to those of the holders for whom the other package is, who are counted and named', async () => {
    const narrow = { x: OF_X, y: TO_DESK };
    const { opened } = await compared(
      { policies: narrow },
      { policies: { y: TO_DESK } },
      ofX([holder('ann'), holder('ben'), holder('gus')]),
    );
    expect(opened).toMatchObject([
      { summary: `${LOSING} can now get Y`, holders: { count: 1, names: ['ANN'] } },
    ]);
    expect(opened[0]).not.toHaveProperty('certain');
    expect(opened[0]?.details).toContain('among them: 1 person, ANN');
    const others = ofX([holder('ben'), holder('gus')]);
    expect((await compared({ policies: narrow }, { policies: { y: TO_DESK } }, others)).opened).toEqual([]);
  });

  it('names ten of many', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `u${index + 10}`);
    const directory = factsOf({ users: ids.map((id) => ({ id })) });
    const { opened } = await compared(WITH, WITHOUT, { ...ofX(ids.map((id) => holder(id))), directory });
    const names = ids.slice(0, 10).map((id) => id.toUpperCase());
    expect(opened).toMatchObject([{ holders: { count: 12, names } }]);
    expect(opened[0]?.details).toContain(`among them: 12 people, ${names.join(', ')} and 2 more`);
  });

  it('may open to a holder of whom facts are missing', async () => {
    const directory = factsOf({ users: [{ id: 'ann' }] });
    const policies = { x: OF_X, y: TO_DESK };
    const asked = { ...ofX([holder('ann')]), directory };
    expect((await compared({ policies }, { policies: { y: TO_DESK } }, asked)).opened).toMatchObject([
      { certain: false, summary: `${LOSING} can now possibly get Y`, holders: { count: 1, names: ['ANN'] } },
    ]);
  });

  it.each([
    ['one of them has no id', [holder('ann', { userId: undefined } as never), holder('ben')]],
    ['they are too many', Array.from({ length: 1001 }, (_, index) => holder(`u${index}`))],
    ['the tenant refuses to list them', undefined],
  ])('is said of sorts of people where %s', async (_why, people) => {
    const { opened } = await compared(
      WITH,
      WITHOUT,
      people === undefined ? { held: heldBy({}) } : ofX(people),
    );
    expect(opened).toMatchObject([{ certain: false, summary: `${LOSING} can now possibly get Y` }]);
    expect(opened[0]?.details).toContain('among them: all members');
    expect(opened[0]).not.toHaveProperty('holders');
  });

  it('opens nothing to who holds another package that is excluded too, unless that goes as well', async () => {
    const y = { incompatibleAccessPackages: ['x', 'w'] };
    const ofW = { ...OF_X, accessPackage: 'w', displayName: 'Other' };
    const held = heldBy({
      'accessPackage.x': [holder('ann')],
      'policy.x': [holder('ann')],
      'accessPackage.w': [holder('ann')],
      'policy.w': [holder('ann')],
    });
    const before = { y, policies: { x: OF_X, w: ofW, y: OF_Y } };
    const one = await compared(before, { y, policies: { w: ofW, y: OF_Y } }, { held, ended: ['policy.x'] });
    expect(one.opened).toEqual([]);
    const both = { held, ended: ['policy.x', 'policy.w'] };
    const { opened } = await compared(before, { y, policies: { y: OF_Y } }, both);
    expect(opened.map(({ summary }) => summary)).toEqual([
      'who holds W through Other (holders lose it) can now get Y',
      `${LOSING} can now get Y`,
    ]);
  });
});

describe('an exclusion that is dropped', () => {
  const asked = { held: heldBy({ 'accessPackage.x': [holder('ann'), holder('ben'), holder('gus')] }) };
  const opensTo = async (policy: Policies[string], is: Partial<Packages[string]> = {}) => {
    const policies = { x: OF_X, y: policy };
    const y = { incompatibleAccessPackages: ['x', 'w'] };
    const { changed } = await compared({ policies, y }, { policies, y: is }, asked);
    return changed
      .filter(({ capability }) => capability === 'request')
      .map(({ severity, details }) => [severity, details.filter((line) => line.startsWith('opens'))]);
  };

  it('names the holders who are in the scope, and weighs what opens to them', async () => {
    const opened = (people: string) => [`opens to holders of X: ${people}`];
    expect(await opensTo(OF_Y)).toEqual([['medium', opened('2 people, ANN, BEN')]]);
    expect(await opensTo(TO_DESK)).toEqual([['medium', opened('1 person, ANN')]]);
    const stages = [{ primaryApprovers: [{ user: 'gus' }] }];
    const approved = { ...OF_Y, requestApprovalSettings: { isApprovalRequiredForAdd: true, stages } };
    expect(await opensTo(approved)).toEqual([['low', opened('2 people, ANN, BEN')]]);
  });

  it('names no one to whom another exclusion keeps it shut', async () => {
    const teamless = { incompatibleGroups: [{ group: 'Team' }] };
    expect(await opensTo(OF_Y, teamless)).toEqual([['medium', []]]);
  });
});

describe('a group that holders lose', () => {
  const y = { incompatibleGroups: [{ group: 'Team' }] };
  const before = { ...WITH, y, roles: TEAM };
  const after = { ...WITH, y };
  const held = heldBy({ 'accessPackage.x': [holder('ann')] });
  const alone = (groups: DirectoryFacts['groups']) => ({ held, directory: { ...DIRECTORY, groups } });

  it('may be theirs by another package that grants it', async () => {
    const { opened } = await compared(before, after, { held });
    expect(opened).toMatchObject([{ certain: false, holders: { names: ['ANN'] } }]);
  });

  it('is lost for certain where nothing else makes them members of it', async () => {
    const without = async (side: Side) =>
      (await resourcesOf(documentOf(side))).filter(
        ({ attributes }) => attributes['accessPackage'] !== 'accessPackage.w',
      );
    const openedTo = async (asked: Asked) => {
      const sides = { before: await without(before), after: await without(after) };
      const diff = compareAccess({ ...sides, directory: DIRECTORY, ...asked, ended: new Set() });
      return diff.gained.filter(({ requestor: { type } }) => type === 'holder');
    };
    const sure = await openedTo({ held });
    expect(sure).toMatchObject([{ holders: { names: ['ANN'] } }]);
    expect(sure[0]).not.toHaveProperty('certain');
    const nested = { label: 'Team', members: ['ann'], memberGroups: ['inner'] };
    const groups = new Map([...DIRECTORY.groups, ['team', nested] as const]);
    expect(await openedTo(alone(groups))).toMatchObject([{ certain: false }]);
  });

  it('is left by the holders alone, so that who decides instead is not told where others stay', async () => {
    const stages = [{ primaryApprovers: [{ group: 'Team' }], fallbackPrimaryApprovers: [{ user: 'gus' }] }];
    const approved = { ...OF_Y, requestApprovalSettings: { isApprovalRequiredForAdd: true, stages } };
    const policies = { x: OF_X, y: approved };
    const emptied = async (asked: Asked) =>
      (await compared({ policies, y: {}, roles: TEAM }, { policies, y: {} }, asked)).changed
        .filter(({ package: { address } }) => address === 'accessPackage.y')
        .map(({ details }) => details.at(-1));
    const told = ['where no one is left in Team once holders of X lose Member of Team'];
    expect(await emptied({})).toEqual(told);
    const both = heldBy({ 'accessPackage.x': [holder('ann'), holder('ben')] });
    expect(await emptied({ held: both })).toEqual(told);
    expect(await emptied({ held })).toEqual([]);
    expect(await emptied({ held: heldBy({ 'accessPackage.x': [] }) })).toEqual([]);
  });
});

describe('a group that holders come into', () => {
  const before = {
    policies: { x: OF_X, y: { ...TO_DESK, specificAllowedTargets: [{ group: 'Team' }] } },
    y: {},
  };
  const openedTo = async (id: string, policies: Policies) => {
    const held = heldBy({ 'accessPackage.x': [holder(id)] });
    const directory = factsOf({
      users: [{ id: 'ann' }, { id: 'gus', userType: 'Guest' }],
      groups: { Team: [] },
    });
    const side = { ...before, policies: { ...before.policies, ...policies } };
    const { opened, gained } = await compared(side, { ...side, roles: TEAM }, { held, directory });
    return [gained.some(({ path }) => path !== undefined), opened.map(({ holders }) => holders?.names)];
  };

  it('opens what the path of their sort tells, and is told of others', async () => {
    expect(await openedTo('ann', {})).toEqual([true, []]);
    expect(await openedTo('gus', {})).toEqual([true, [['GUS']]]);
  });
});

describe('guests who lose what they hold', () => {
  const settings = {
    externalUserLifecycleAction: 'blockSignInAndDelete',
    durationUntilExternalUserDeletedAfterBlocked: 'P30D',
  } as const;
  const GUESTS = 'guests who came by a package and hold nothing else are blocked, and deleted after 30 days';
  const lines = async (asked: Asked, chosen: Governance['settings'] = settings) => {
    const side = { ...WITH, roles: TEAM, settings: chosen };
    const after = { ...WITHOUT, roles: TEAM, settings: chosen };
    const { lost } = await compared(side, after, { ended: ['policy.x'], ...asked });
    return lost
      .filter(({ capability }) => capability === 'hold')
      .flatMap(({ details }) => details.filter((line) => line.startsWith('guests')));
  };
  const ofX = (...people: readonly AssignmentHolder[]) => ({
    'accessPackage.x': people,
    'policy.x': people,
  });
  const gus = holder('gus', { governed: true });
  const nobody = { 'accessPackage.w': [], 'accessPackage.y': [] };

  it('are named where it is known that they hold nothing else', async () => {
    expect(await lines({ held: heldBy({ ...ofX(gus, holder('ann')), ...nobody }, true) })).toEqual([
      `${GUESTS}: GUS`,
    ]);
    expect(
      await lines(
        { held: heldBy({ ...ofX(gus), ...nobody }, true) },
        { externalUserLifecycleAction: 'blockSignIn' },
      ),
    ).toEqual(['guests who came by a package and hold nothing else are blocked: GUS']);
  });

  it('are said to be unknown where not all was read', async () => {
    const unread = `${GUESTS}; whether GUS is among them is unknown: not all that they hold was read`;
    expect(await lines({ held: heldBy({ ...ofX(gus), ...nobody }) })).toEqual([unread]);
    expect(await lines({ held: heldBy(ofX(gus), true) })).toEqual([unread]);
    expect(await lines({ held: heldBy({ ...ofX(holder('gus')), ...nobody }, true) })).toEqual([
      `${GUESTS}; whether GUS is among them is unknown: not all about them was read`,
    ]);
    expect(await lines({})).toEqual([GUESTS]);
  });

  it('are left out where nothing happens to them', async () => {
    const ofOthers = { 'accessPackage.w': [gus], 'accessPackage.y': [] };
    expect(await lines({ held: heldBy({ ...ofX(gus), ...ofOthers }, true) })).toEqual([]);
    expect(await lines({ held: heldBy({ ...ofX(holder('gus', { governed: false })) }) })).toEqual([]);
    expect(await lines({ held: heldBy(ofX(holder('ann'))) })).toEqual([]);
    expect(await lines({ held: heldBy(ofX()) })).toEqual([]);
    expect(await lines({}, { externalUserLifecycleAction: 'none' })).toEqual([]);
  });
});
