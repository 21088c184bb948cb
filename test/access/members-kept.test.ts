/** Where one group comes instead of another, those who are in both neither lose nor gain anything. */
import { expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import type { DirectoryFacts } from '../../src/access/index.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { factsOf } from '../support/access.ts';
import { catalog, pack, policy } from '../support/access-resources.ts';

const many = Array.from({ length: 51 }, (_, index) => `m${index}`);
const directory = factsOf({
  users: ['ann', 'bob', 'cy', 'dee', 'eve', ...many].map((id) => ({ id })),
  groups: {
    day: ['ann', 'bob'],
    night: ['bob', 'cy'],
    all: ['ann', 'bob', 'cy', 'dee', 'eve'],
    crowd: ['ann', ...many],
  },
});
const user = (id: string) => ({ '@odata.type': 'singleUser', userId: id });
const group = (id: string) => ({ '@odata.type': 'groupMembers', groupId: id });
const to = (specificAllowedTargets: readonly JsonObject[], more: JsonObject = {}) =>
  policy({ allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets, ...more });

function said(
  before: readonly ReturnType<typeof policy>[],
  after: readonly ReturnType<typeof policy>[],
  facts: DirectoryFacts = directory,
): string[] {
  const base = [catalog('c'), pack()];
  const diff = compareAccess({
    before: [...base, ...before],
    after: [...base, ...after],
    directory: facts,
  });
  return (['gained', 'lost', 'changed'] as const).flatMap((list) =>
    diff[list].map(({ requestor: { label, except = [] }, details }) => {
      const isOfLater = details.some((each) => each.startsWith('all who are in it today keep it'));
      const whom = isOfLater ? 'only who joins later' : except.map(({ id = '' }) => id).join(' ');
      return `${list} ${label}${whom === '' ? '' : `: ${whom}`}`;
    }),
  );
}

it('who is in both groups is excepted', () => {
  expect(said([to([group('day')])], [to([group('night')])])).toEqual([
    'gained members of night: bob',
    'lost members of day (except bob): bob',
  ]);
});

it('who is named on one side is excepted of the group on the other', () => {
  const [ann, day] = [[to([user('ann')])], [to([group('day')])]];
  expect(said(ann, day)).toEqual(['gained members of day: ann']);
  expect(said(day, ann)).toEqual(['lost members of day (except ann): ann']);
});

it('more than a few are counted, and all have their ids', () => {
  const some = ['ann', 'bob', 'cy', 'dee'];
  expect(said([to(some.map(user))], [to([group('all')])])).toEqual(['gained members of all: ann bob cy dee']);
});

it('where all of the members keep it, those who join the group later lose it', () => {
  const [day, all] = [[to([group('day')])], [to([group('all')])]];
  const gained = 'gained members of all: ann bob';
  expect(said(day, all)).toEqual([gained, 'lost members of day: only who joins later']);
  const dynamic = { label: 'day', members: ['ann', 'bob'], membershipRule: 'user.city -eq "Bern"' };
  const facts = { ...directory, groups: new Map([...directory.groups, ['day', dynamic]]) };
  expect(said(day, all, facts)).toEqual([gained, 'lost members of day (except ann, bob): ann bob']);
});

it('of unknown or many members none is excepted', () => {
  const unknown = { ...directory, groups: new Map([...directory.groups, ['day', { label: 'day' }]]) };
  expect(said([to([group('day')])], [to([group('night')])], unknown)).toEqual([
    'gained members of night',
    'lost members of day',
  ]);
  expect(said([to([group('crowd')])], [to([group('day')])])).toEqual([
    'gained members of day: ann',
    'lost members of crowd',
  ]);
});

it('who gets it on looser terms by the other group gains with it, who gets it on tighter ones loses', () => {
  const [long, short] = ['P90D', 'P5D'].map((duration) => ({
    expiration: { type: 'afterDuration', duration },
  }));
  expect(said([to([group('day')], short)], [to([group('night')], long)])).toEqual([
    'gained members of night',
    'lost members of day (except bob): bob',
  ]);
  expect(said([to([group('day')], long)], [to([group('night')], short)])).toEqual([
    'gained members of night: bob',
    'lost members of day',
  ]);
});
