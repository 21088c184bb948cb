/** People of whom a plan says the same are called by what they are together. */
import { expect, it } from 'vitest';
import type { AccessChange, RequestorName } from '../../src/access/index.ts';
import { accessEntries } from '../../src/report/access-diff-text.ts';

const bell = { type: 'connectedOrganization', id: 'connectedOrganization.bell' } as const;
const abbey = { type: 'connectedOrganization', id: 'connectedOrganization.abbey' } as const;
const outside = (of: typeof bell | typeof abbey, whole: string): RequestorName => ({
  ...of,
  ...{ label: `people of ${whole} who are not in the directory yet`, whole },
});
const guests = (of: typeof bell | typeof abbey, label: string): RequestorName => ({
  ...of,
  ...{ guests: true, label: `guests of ${label} who are in the directory already` },
});
const inGroup: RequestorName = {
  ...guests(bell, 'Bell'),
  ...{ group: 'desk', label: 'guests of Bell who are members of Desk' },
};

function titleOf(...requestors: readonly RequestorName[]): string | undefined {
  const lost = requestors.map((requestor): AccessChange => ({
    requestor,
    package: { address: 'accessPackage.p', displayName: 'P' },
    severity: 'low',
    predicate: 'can no longer get P',
    summary: `${requestor.label} can no longer get P`,
    details: [],
    causes: [],
  }));
  return accessEntries({ gained: [], lost, changed: [] })[0]?.title;
}

it('as a whole, where it is so of those outside and of guests', () => {
  const all = [outside(abbey, 'Abbey'), outside(bell, 'Bell'), guests(abbey, 'Abbey'), guests(bell, 'Bell')];
  expect(titleOf(...all)).toBe('Abbey, Bell can no longer get P');
});

it('as their parts, where it is not so of the guests of each', () => {
  expect(titleOf(outside(abbey, 'Abbey'), outside(bell, 'Bell'), guests(bell, 'Bell'))).toBe(
    'people of Abbey who are not in the directory yet, people of Bell who are not in the directory yet, guests of Bell who are in the directory already can no longer get P',
  );
});

it('and those who are in a group by themselves', () => {
  expect(titleOf(inGroup, guests(bell, 'Bell'))).toBe(
    'guests of Bell who are members of Desk, guests of Bell who are in the directory already can no longer get P',
  );
  expect(titleOf(inGroup, outside(bell, 'Bell'), guests(bell, 'Bell'))).toBe(
    'guests of Bell who are members of Desk, Bell can no longer get P',
  );
});
