import { expect, test } from 'vitest';
import { Outbox } from '../../src/graph/outbox.ts';

test('a service stays paused until the last of its pauses is over', () => {
  const outbox = new Outbox();
  const resumes = [outbox.pause('/users'), outbox.pause('/users')];
  outbox.put({ request: { method: 'GET', path: '/users/1', clientRequestId: '1' }, alone: false });
  resumes[0]?.();
  expect(outbox.take()).toBeUndefined();
  resumes[1]?.();
  expect(outbox.take()?.items).toHaveLength(1);
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
