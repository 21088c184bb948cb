/** People who have no manager where the requestor's manager approves: by name where that is known, else in words. */
import { describe, expect, it } from 'vitest';
import { compareAccess, takingPart } from '../../src/access/index.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { People } from '../support/access.ts';
import { factsOf, resourcesOf } from '../support/access.ts';
import { governed } from '../support/workbench.ts';

type Policy = NonNullable<Governance['policies']>[string];
type Stage = NonNullable<NonNullable<Policy['requestApprovalSettings']>['stages']>[number];

const MANAGERS: Readonly<Record<string, string | null>> = {
  rolf: null,
  ada: 'rolf',
  mia: 'ada',
  ben: 'rolf',
  jon: null,
  kai: null,
};
const KNOWN: People = {
  users: Object.entries(MANAGERS).map(([id, manager]) => ({ id, manager })),
  groups: { staff: ['mia', 'ben', 'jon'], office: ['kai'] },
};
/** The same where nobody's manager was read. */
const UNREAD: People = {
  ...KNOWN,
  users: Object.keys(MANAGERS).map((id) => ({ id, manager: undefined })) as never,
};

function world(stages: readonly Stage[] | undefined): Governance {
  return governed({
    catalogs: { main: { displayName: 'Main' } },
    packages: { pay: { catalog: 'main', displayName: 'Pay' } },
    policies:
      stages === undefined
        ? {}
        : {
            one: {
              accessPackage: 'pay',
              displayName: 'One',
              allowedTargetScope: 'specificDirectoryUsers',
              specificAllowedTargets: [{ group: 'staff' }, { user: 'mia' }],
              requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [...stages] },
            },
          },
  });
}

async function told(
  before: readonly Stage[] | undefined,
  after: readonly Stage[] | undefined,
  people: People = KNOWN,
) {
  const [past = [], present = []] = await Promise.all(
    [before, after].map((stages) => resourcesOf(world(stages), people)),
  );
  const { gained, lost, changed } = compareAccess({
    before: past,
    after: present,
    directory: factsOf(people),
  });
  return [...gained, ...lost, ...changed].map(({ summary, details, requestor }) => ({
    summary,
    lines: details.filter((line) => /manager(?! ?, |;)/.test(line) && !line.startsWith('approval')),
    except: requestor.except?.map(({ id }) => id) ?? [],
  }));
}

const by = (stage: Partial<Stage>, level = 1): Stage => ({
  primaryApprovers: [{ requestorManager: { managerLevel: level } }],
  ...stage,
});
const office = [{ group: 'office' }];
const ESCALATED: Partial<Stage> = {
  isEscalationEnabled: true,
  durationBeforeEscalation: 'P3D',
  escalationApprovers: [{ user: 'kai' }],
};
const ROLF: Stage = { primaryApprovers: [{ user: 'rolf' }] };

const IN_VAIN = 'can no longer get Pay, only request it in vain';
const NOT_IN_VAIN = 'can now get Pay, which was requested in vain';
const WHY = 'they have no manager who could approve it, and nobody else can approve it';
const WHY_NOT = 'until now nobody could approve it: they have no manager who could';
const summariesOf = (all: Awaited<ReturnType<typeof told>>, id: string) =>
  all.filter(({ summary }) => summary.startsWith(`${id} `)).map(({ summary }) => summary);
const linesOf = (all: Awaited<ReturnType<typeof told>>, name: string) =>
  all.filter(({ summary }) => summary.startsWith(name)).flatMap(({ lines }) => lines);

describe('whom the last who would approve instead of their manager leave', () => {
  it.each<[string, Stage]>([
    ['a fallback', by({ fallbackPrimaryApprovers: office })],
    ['an escalation', by(ESCALATED)],
    [
      'somebody who is named',
      by({ primaryApprovers: [...(by({}).primaryApprovers ?? []), { user: 'kai' }] }),
    ],
  ])('%s, is named, and so the other way round', async (_what, before) => {
    const there = await told([before], [by({})]);
    expect(summariesOf(there, 'jon')).toEqual([`jon ${IN_VAIN}`]);
    expect(linesOf(there, 'jon')).toEqual([WHY]);
    expect(linesOf(there, 'members of staff')).toEqual([
      'for those without a manager: nobody can approve, so the request is denied',
    ]);
    expect(summariesOf(there, 'ben')).toEqual([]);
    const back = await told([by({})], [before]);
    expect(summariesOf(back, 'jon')).toEqual([`jon ${NOT_IN_VAIN}`]);
    expect(linesOf(back, 'jon')).toEqual([WHY_NOT]);
    expect(linesOf(back, 'members of staff')).toEqual([
      'for those without a manager: until now nobody could approve it',
    ]);
  });

  it('is told in words alone where nobody knows who their managers are', async () => {
    const there = await told([by({ fallbackPrimaryApprovers: office })], [by({})], UNREAD);
    expect(summariesOf(there, 'jon')).toEqual([]);
    expect(linesOf(there, 'members of staff')).toEqual([
      'for those without a manager: nobody can approve, so the request is denied',
    ]);
  });

  it('nobody is told where others approve for them as well as before', async () => {
    const there = await told(
      [by({ fallbackPrimaryApprovers: office, ...ESCALATED })],
      [by({ fallbackPrimaryApprovers: office })],
    );
    expect(there.flatMap(({ lines }) => lines)).toEqual([]);
    expect(summariesOf(there, 'jon')).toEqual([]);
  });
});

describe('a manager of a higher level', () => {
  it('is none for those whose own manager has none, and is the one who was named for others', async () => {
    const there = await told([ROLF], [by({}, 2)]);
    expect(summariesOf(there, 'ben')).toEqual([`ben ${IN_VAIN}`]);
    expect(summariesOf(there, 'jon')).toEqual([`jon ${IN_VAIN}`]);
    // Whose manager of that level approved by name: nothing differs.
    expect(summariesOf(there, 'mia')).toEqual([]);
    expect(summariesOf(there, 'rolf')).toEqual([
      "rolf can no longer approve requests for Pay, unless as the requestor's manager, level 2",
    ]);
    expect(linesOf(there, 'members of staff')).toEqual([
      'for those without a manager of level 2: nobody can approve, so the request is denied',
    ]);
    const back = await told([by({}, 2)], [ROLF]);
    expect(['ben', 'jon', 'mia'].flatMap((id) => summariesOf(back, id))).toEqual([
      `ben ${NOT_IN_VAIN}`,
      `jon ${NOT_IN_VAIN}`,
    ]);
  });

  it('leaves those with one below it alone to whom that one was enough', async () => {
    const there = await told([by({})], [by({}, 2)]);
    expect(['ben', 'jon'].flatMap((id) => summariesOf(there, id))).toEqual([`ben ${IN_VAIN}`]);
    const back = await told([by({}, 2)], [by({})]);
    expect(linesOf(back, 'members of staff')).toEqual([
      'for those without a manager of level 2, but with a manager: until now nobody could approve it',
    ]);
    expect(['ben', 'jon'].flatMap((id) => summariesOf(back, id))).toEqual([`ben ${NOT_IN_VAIN}`]);
  });
});

it('a class that is let in is let in without those whose manager nobody replaces', async () => {
  const there = await told(undefined, [by({})]);
  const [group] = there.filter(({ summary }) => summary === 'members of staff can now get Pay');
  expect(group?.except).toEqual(['jon']);
  expect(group?.lines).toEqual(['for those without a manager: nobody can approve, so the request is denied']);
  expect((await told([by({})], undefined)).flatMap(({ lines }) => lines)).toEqual([]);
});

it('people of a policy that changes are asked who manages them, where managers approve and they are few', async () => {
  const askedOf = async (before: Stage, after: Stage, people: People = UNREAD) => {
    const [past = [], present = []] = await Promise.all(
      [before, after].map((stage) => resourcesOf(world([stage]), people)),
    );
    const { managed } = takingPart({ before: past, after: present, directory: factsOf(people) });
    return [...managed].sort();
  };
  expect(await askedOf(ROLF, by({}))).toEqual(['ben', 'jon', 'mia']);
  expect(await askedOf(by({}), ROLF)).toEqual(['ben', 'jon', 'mia']);
  expect(await askedOf(ROLF, { primaryApprovers: office })).toEqual([]);
  expect(await askedOf(by({}), by({}))).toEqual([]);
  const many = Array.from({ length: 21 }, (_, index) => `user${String(index)}`);
  expect(await askedOf(ROLF, by({}), { ...UNREAD, groups: { staff: many, office: [] } })).toEqual([]);
});

describe('who alone approved, where a manager comes to do it', () => {
  /** Everyone can request, and nobody is named but `kai`. */
  const open = (stage: Partial<Stage>): Governance => {
    const { policies, ...rest } = world([{ primaryApprovers: [{ user: 'kai' }], ...stage }]);
    const one = { ...policies?.['one'], allowedTargetScope: 'allMemberUsers' } as Policy;
    delete one.specificAllowedTargets;
    return { ...rest, policies: { one } };
  };
  const compared = async (people: People) => {
    const sides = [open({}), open(by({}, 2))];
    const [before = [], after = []] = await Promise.all(sides.map((each) => resourcesOf(each, people)));
    return { before, after, directory: factsOf(people) };
  };
  const ofKai = async (people: People) =>
    compareAccess(await compared(people))
      .changed.filter(({ requestor, capability }) => requestor.id === 'kai' && capability === 'request')
      .map(({ summary }) => summary);

  it('is asked for theirs', async () => {
    expect(takingPart(await compared(UNREAD)).managed).toEqual(['kai']);
  });

  it('possibly gets it where that is not known, and not where there is none', async () => {
    expect(await ofKai(UNREAD)).toEqual(['kai can now possibly get Pay, which was requested in vain']);
    expect(await ofKai(KNOWN)).toEqual([]);
  });
});
