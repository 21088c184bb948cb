import { expect, test } from 'vitest';
import { Outbox } from '../../src/graph/outbox.ts';

test('gives out no more than there is room for', () => {
  const outbox = new Outbox();
  const put = (path: string, lane?: string): void => {
    const request = { method: 'GET', path, clientRequestId: path } as const;
    outbox.put({ request, alone: false, ...(lane !== undefined && { lane }) });
  };
  for (const path of ['/1', '/2']) put(path, 'lane');
  put('/3', 'other');
  for (const path of ['/4', '/5', '/6']) put(path);
  const paths = (most: number) => outbox.take(most)?.items.map(({ request }) => request.path);
  expect([paths(1), paths(1), paths(2), paths(9)]).toEqual([['/1'], ['/3'], ['/4', '/5'], ['/6']]);
  expect(outbox.isEmpty).toBe(false);
  outbox.open('lane');
  expect([paths(9), outbox.isEmpty]).toEqual([['/2'], true]);
});

test('a write that must go alone is not overtaken by the next of its lane', () => {
  const outbox = new Outbox();
  const put = (path: string, alone: boolean): void => {
    outbox.put({ request: { method: 'POST', path, clientRequestId: path }, alone, lane: 'lane' });
  };
  put('/1', false);
  put('/2', true);
  put('/3', false);
  const taken: string[][] = [];
  for (let parcel = outbox.take(); parcel !== undefined; parcel = outbox.take()) {
    taken.push(parcel.items.map(({ request }) => request.path));
    // Nothing of a lane leaves while something of it is on the way.
    expect(outbox.take()).toBeUndefined();
    outbox.open('lane');
  }
  expect(taken).toEqual([['/1'], ['/2'], ['/3']]);
});

test('what a wait holds back is taken out once, of the lanes held or of everything, and only where it may go', () => {
  const outbox = new Outbox();
  const put = (path: string, lane?: string): void => {
    const request = { method: 'POST', path, clientRequestId: path } as const;
    outbox.put({ request, alone: false, ...(lane !== undefined && { lane }) });
  };
  for (const path of ['/1', '/2']) put(path, 'held');
  put('/3', 'open');
  for (const path of ['/4', '/5']) put(path);
  outbox.hold('held');
  const taken = (everything: boolean, ...kept: readonly string[]) =>
    outbox
      .takeHeld(({ request }) => !kept.includes(request.path), everything)
      .map(({ request }) => request.path);
  expect(taken(false, '/2')).toEqual(['/1']);
  expect(taken(false, '/2')).toEqual([]);
  expect(taken(true, '/5')).toEqual(['/2', '/3', '/4']);
  expect(outbox.isEmpty).toBe(false);
  expect(taken(true)).toEqual(['/5']);
  expect(outbox.isEmpty).toBe(true);
});

test('a lane that is opened is held no longer', () => {
  const outbox = new Outbox();
  const request = { method: 'POST', path: '/1', clientRequestId: '1' } as const;
  outbox.put({ request, alone: false, lane: 'lane' });
  outbox.hold('lane');
  outbox.open('lane');
  expect(outbox.takeHeld(() => true, false)).toEqual([]);
  expect(outbox.drain()).toHaveLength(1);
});
