/** Of a group that comes to decide, or no longer does, those are left out for whom nothing differs. */
import { expect, it } from 'vitest';
import { compareAccess } from '../../src/access/index.ts';
import { factsOf } from '../support/access.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { catalog, MEMBERS, pack, policy } from '../support/access-resources.ts';

const directory = factsOf({
  users: ['ann', 'bob', 'cy', 'dee', 'eve', 'fay'].map((id) => ({ id })),
  groups: { desk: ['ann', 'bob'], night: ['bob', 'cy'], all: ['ann', 'bob', 'cy', 'dee', 'eve', 'fay'] },
});
const user = (id: string) => ({ '@odata.type': 'singleUser', userId: id });
const group = (id: string) => ({ '@odata.type': 'groupMembers', groupId: id });
type Named = ReturnType<typeof user> | ReturnType<typeof group>;

function said(before: JsonObject, after: JsonObject): string[] {
  const revision = (stage: JsonObject) => [
    catalog('c'),
    pack(),
    policy({
      ...MEMBERS,
      requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [stage] },
    }),
  ];
  const diff = compareAccess({ before: revision(before), after: revision(after), directory });
  return (['gained', 'lost', 'changed'] as const).flatMap((list) =>
    diff[list]
      .filter(({ capability }) => capability === 'approve')
      .map(({ requestor: { label, except = [] } }) => {
        const ids = except.map(({ id = '' }) => id).join(' ');
        return `${list} ${label}${ids === '' ? '' : `: ${ids}`}`;
      }),
  );
}
const by = (...primaryApprovers: readonly Named[]) => ({ primaryApprovers });

it('who comes to be named instead of their group keeps it, and who was named before has had it', () => {
  const [desk, ann] = [by(group('desk')), by(user('ann'))];
  expect(said(desk, ann)).toEqual(['lost members of desk (except ann): ann']);
  expect(said(ann, desk)).toEqual(['gained members of desk (except ann): ann']);
});

it('who is in the group that comes instead keeps it', () => {
  expect(said(by(group('desk')), by(group('night')))).toEqual([
    'gained members of night (except bob): bob',
    'lost members of desk (except bob): bob',
  ]);
});

it('more than a few are counted, and all have their ids', () => {
  expect(said(by(group('all')), by(...['ann', 'bob', 'cy', 'dee'].map(user)))).toEqual([
    'lost members of all (except ann, bob, cy and 1 more): ann bob cy dee',
  ]);
});

it('in another role is told of those who are named, or else with the group that gives it', () => {
  const escalating = (approvers: readonly Named[]) => ({
    isEscalationEnabled: true,
    durationBeforeEscalation: 'P1D',
    primaryApprovers: [user('fay')],
    escalationApprovers: approvers,
  });
  expect(said(by(group('desk'), user('fay')), escalating([user('ann')]))).toEqual([
    'lost members of desk (except ann): ann',
    'changed ann',
  ]);
  expect(said(by(group('desk'), user('fay')), escalating([group('night')]))).toEqual([
    'gained members of night',
    'lost members of desk',
  ]);
});
