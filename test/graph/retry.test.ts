import { describe, expect, test } from 'vitest';
import { fault, serve } from './scripted-service.ts';
import type { Reply } from './scripted-service.ts';

const fine: Reply = { status: 200, body: { id: '1' } };

/** Replies one after the other; the last one for ever. */
function sequence(...replies: readonly Reply[]): () => Reply {
  let next = 0;
  return () => replies[Math.min(next++, replies.length - 1)] ?? fine;
}

describe('throttling', () => {
  test.each([
    ['seconds', '7', 7000],
    ['fractional seconds', '2.128', 2128],
    ['a date', 'Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['a date in the past', 'Wed, 31 Dec 2025 00:00:00 GMT', 0],
  ])('Retry-After as %s is waited for', async (_name, value, ms) => {
    const service = await serve(
      sequence(fault(429, 'TooManyRequests', 'Slow', { 'Retry-After': value }), fine),
    );
    await service.client.get('/a');
    expect(service.waits).toEqual(ms === 0 ? [] : [ms]);
    expect(service.client.statistics).toMatchObject({ roundTrips: 2, requests: 1, retries: 1, throttled: 1 });
  });

  test("as a date counts by the service's own clock, alone and in a batch", async () => {
    const headers = { 'Retry-After': 'Sat, 03 Jan 2026 00:00:09 GMT' };
    const slow = { id: '1', status: 429, headers, body: { error: { code: 'TooManyRequests' } } };
    const service = await serve(() => fine, {
      outer: ({ path }, count) => {
        const date = { Date: 'Sat, 03 Jan 2026 00:00:00 GMT' };
        if (path === '/$batch' && count === 1)
          return {
            status: 200,
            headers: date,
            body: { responses: [slow, { id: '2', status: 200, body: { id: '2' } }] },
          };
        return count === 2 ? fault(429, 'TooManyRequests', 'Slow', { ...headers, ...date }) : undefined;
      },
    });
    await Promise.all([service.client.get('/a'), service.client.get('/b')]);
    expect(service.waits).toEqual([9000, 9000]);
  });

  test.each(['-5', 'soon'])('Retry-After as %s says nothing', async (value) => {
    const headers = { 'Retry-After': value };
    const service = await serve(sequence(fault(429, 'TooManyRequests', 'Slow', headers), fine));
    await service.client.get('/a');
    expect(service.waits).toEqual([500]);
  });

  test('is waited for each time as long as is allowed, however often', async () => {
    const slow = fault(429, 'TooManyRequests', 'Slow', { 'Retry-After': '315' });
    const enough = await serve(sequence(slow, slow, slow, fine), { retry: { maxAskedMs: 315_000 } });
    await enough.client.get('/a');
    expect(enough.executed).toHaveLength(4);
    expect(enough.client.statistics.waitedMs).toBe(945_000);
    const tooMuch = await serve(sequence(slow, fine), { retry: { maxAskedMs: 314_999 } });
    await expect(tooMuch.client.get('/a')).rejects.toMatchObject({
      cause: { diagnostics: [{ code: 'GRAPH_WAIT' }] },
    });
    expect(tooMuch.executed).toHaveLength(1);
  });

  test('counts as waited until it is over, and no longer', async () => {
    let now = 0;
    const service = await serve(
      sequence(fault(429, 'TooManyRequests', 'Slow', { 'Retry-After': '7' }), fine),
      {
        clock: () => now,
        delay: (ms) => {
          now += ms;
          return Promise.resolve();
        },
      },
    );
    await service.client.get('/a');
    now += 60_000;
    expect(service.client.statistics).toMatchObject({ throttled: 1, waitedMs: 7_000 });
  });

  test('even of a POST is harmless: the service said that it did nothing', async () => {
    const service = await serve(sequence(fault(429), fault(429), fine));
    await service.client.write({ method: 'POST', path: '/a', body: {} });
    expect(service.executed).toHaveLength(3);
    expect(service.waits).toEqual([500, 1500]);
  });

  test('inside a batch only the throttled item is sent again', async () => {
    let first = true;
    const service = await serve(({ path }) => {
      if (path !== '/users/b' || !first) return { status: 200, body: { id: path } };
      first = false;
      return fault(429, 'TooManyRequests', 'Slow', { 'retry-after': '3' });
    });
    const paths = ['/users/a', '/users/b', '/users/c'];
    const bodies = await Promise.all(paths.map((path) => service.client.get(path)));
    expect(bodies.map(({ id }) => id)).toEqual(paths);
    expect(service.executed.map(({ path }) => path)).toEqual([...paths, '/users/b']);
    expect(service.waits).toEqual([3000]);
  });

  test.each([429, 424])(
    'an outer %i without items throttles them all; they come back as one batch',
    async (status) => {
      const outer = (_request: unknown, count: number): Reply | undefined =>
        count === 1 ? fault(status, 'TooManyRequests', 'Slow', { 'Retry-After': '1' }) : undefined;
      const service = await serve(({ path }) => ({ status: 200, body: { id: path } }), { outer });
      await Promise.all(['/a', '/b', '/c'].map((path) => service.client.get(path)));
      expect(service.client.statistics).toMatchObject({ roundTrips: 2, retries: 3, throttled: 3 });
    },
  );

  test('an outer 424 with items is read item by item', async () => {
    const items = [
      { id: '1', status: 200, body: { id: '/a' } },
      { id: '2', status: 429, headers: { 'Retry-After': '4' }, body: { error: { code: 'TooManyRequests' } } },
    ];
    const outer = (_request: unknown, count: number): Reply | undefined =>
      count === 1 ? { status: 424, body: { responses: items } } : undefined;
    const service = await serve(({ path }) => ({ status: 200, body: { id: path } }), { outer });
    const bodies = await Promise.all([service.client.get('/a'), service.client.get('/b')]);
    expect(bodies).toEqual([{ id: '/a' }, { id: '/b' }]);
    expect(service.executed.map(({ path }) => path)).toEqual(['/b']);
    expect(service.waits).toContain(4000);
  });

  test('makes the client slower for a while, and not for ever', async () => {
    let running = 0;
    let most = 0;
    let throttle = true;
    const service = await serve(
      ({ path }) => (throttle && path.startsWith('/x') ? fault(429) : { status: 200, body: {} }),
      {
        maxInFlight: 8,
        fetch: async (request) => {
          running += 1;
          most = Math.max(most, running);
          try {
            return await fetch(request);
          } finally {
            running -= 1;
            throttle = false;
          }
        },
      },
    );
    const load = (name: string): Promise<unknown> =>
      Promise.all(Array.from({ length: 400 }, (_, index) => service.client.get(`/${name}/${index}`)));
    await service.client.get('/x/throttled');
    most = 0;
    await Promise.all(Array.from({ length: 160 }, (_, index) => service.client.get(`/y/${index}`)));
    expect(most).toBe(4);
    for (let round = 0; round < 5; round += 1) await load(`z${round}`);
    most = 0;
    await load('last');
    expect(most).toBe(8);
  });

  test('holds back every request until the time, and tells of it', async () => {
    const released: (() => void)[] = [];
    const told: unknown[] = [];
    const service = await serve(
      ({ path }, count) =>
        count === 2
          ? fault(429, 'TooManyRequests', 'Slow', { 'Retry-After': '315' })
          : { status: 200, body: { id: path } },
      {
        // The first wait is the service's; those after it keep the pace that is left.
        delay: () =>
          released.length > 0 ? Promise.resolve() : new Promise((resolve) => released.push(resolve)),
        clock: () => 0,
        onHold: ({ ms, reads, readsDone }) => told.push([ms, reads, readsDone]),
      },
    );
    const first = ['/users/1', '/users/2', '/users/3'].map((path) => service.client.get(path));
    while (released.length < 1) await new Promise((resolve) => setImmediate(resolve));
    const later = service.client.get('/groups/1');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(service.executed.map(({ path }) => path)).toEqual(['/users/1', '/users/2', '/users/3']);
    expect(told).toEqual([[315_000, 3, 2]]);
    for (const release of released) release();
    await Promise.all([...first, later]);
    expect(service.executed.map(({ path }) => path).slice(3)).toEqual(['/users/2', '/groups/1']);
  });

  test('is told however short it is', async () => {
    const told: number[] = [];
    const service = await serve(
      ({ path }, count) =>
        count === 1
          ? fault(429, 'TooManyRequests', 'Slow', { 'Retry-After': '0.001' })
          : { status: 200, body: { id: path } },
      { clock: () => 0, onHold: ({ ms }) => told.push(ms) },
    );
    await service.client.get('/a');
    expect(told).toEqual([1]);
  });

  test('is given up when the service asks for more patience than there is', async () => {
    const service = await serve(() =>
      fault(429, 'TooManyRequests', 'Come back tomorrow', { 'Retry-After': '86400' }),
    );
    await expect(service.client.get('/a')).rejects.toMatchObject({
      status: 429,
      message: 'Come back tomorrow',
      outcome: 'refused',
    });
    expect(service.executed).toHaveLength(1);
  });

  test('is given up after twenty refusals, however short the waits', async () => {
    const service = await serve(() => fault(429, 'TooManyRequests', 'Slow'), { random: () => 0 });
    await expect(service.client.get('/a')).rejects.toThrow('Slow (after 21 attempts)');
  });
});

describe('broken answers', () => {
  test.each([502, 503, 504])('%i: a read is tried again, each wait longer than the last', async (status) => {
    const service = await serve(sequence(fault(status), fault(status), fault(status), fine));
    await service.client.get('/a');
    expect(service.waits).toEqual([100, 300, 900]);
  });

  test.each([409, 423, 500])('%i: a read is tried again, a write is not', async (status) => {
    const service = await serve(sequence(fault(status), fine));
    expect(await service.client.get('/a')).toEqual({ id: '1' });
    const writing = await serve(sequence(fault(status), fine));
    await expect(writing.client.write({ method: 'PUT', path: '/a', body: {} })).rejects.toMatchObject({
      status,
    });
  });

  test('a list that is refused goes on at its page', async () => {
    const refusal = fault(429, 'TooManyRequests', 'Slow', { 'Retry-After': '315' });
    const pages: Reply[] = ['/a?p=2', '/a?p=3', undefined].map((next) => ({
      status: 200,
      body: {
        value: [{ id: next ?? 'last' }],
        ...(next !== undefined && { '@odata.nextLink': next.slice(1) }),
      },
    }));
    const [first = fine, second = fine, third = fine] = pages;
    const service = await serve(sequence(first, refusal, second, refusal, third));
    expect(await service.client.list('/a')).toHaveLength(3);
    expect(service.executed.map(({ path }) => path)).toEqual(['/a', '/a?p=2', '/a?p=2', '/a?p=3', '/a?p=3']);
  });

  test('the number of attempts is limited', async () => {
    const service = await serve(() => fault(503, 'ServiceUnavailable', 'Out to lunch'));
    await expect(service.client.get('/a')).rejects.toThrow('Out to lunch (after 7 attempts)');
    expect(service.executed).toHaveLength(7);
    expect(service.waits).toEqual([100, 300, 900, 2700, 8100, 20_000]);
  });

  test('the wait is limited', async () => {
    const service = await serve(() => fault(503), { retry: { maxAttempts: 9 } });
    await expect(service.client.get('/a')).rejects.toMatchObject({ status: 503 });
    expect(service.waits).toEqual([100, 300, 900, 2700, 8100, 20_000, 20_000, 20_000]);
  });

  test('a failed dependency that nobody declared is tried again, but not for ever', async () => {
    const recovering = await serve(sequence(fault(424), fine));
    await recovering.client.write({ method: 'POST', path: '/a', body: {} });
    const service = await serve(() => fault(424, 'FailedDependency'));
    const writes = ['/a', '/b'].map((path) => service.client.write({ method: 'POST', path, body: {} }));
    for (const result of await Promise.allSettled(writes)) {
      expect(result).toMatchObject({ reason: { status: 424, outcome: 'refused' } });
    }
    expect(service.executed).toHaveLength(14);
  });

  test('waits are a random part of their limit', async () => {
    const service = await serve(sequence(fault(503), fault(503), fine), { random: () => 0.25 });
    await service.client.get('/a');
    expect(service.waits).toEqual([25, 75]);
  });

  test.each([
    ['PUT', undefined, true],
    ['PATCH', undefined, true],
    ['DELETE', undefined, true],
    ['POST', undefined, false],
    ['POST', true, true],
    ['PATCH', false, false],
  ] as const)(
    'a %s (idempotent: %s) whose answer is lost is sent again: %s',
    async (method, idempotent, again) => {
      const service = await serve(sequence('reset', fine));
      const write = service.client.write({
        method,
        path: '/a',
        body: {},
        ...(idempotent === undefined ? {} : { idempotent }),
      });
      if (again) await write;
      else
        await expect(write).rejects.toMatchObject({
          outcome: 'unknown',
          status: 0,
          message: expect.stringMatching(
            /^No answer from 127\.0\.0\.1:\d+: the connection broke off/,
          ) as string,
        });
      expect(service.executed).toHaveLength(again ? 2 : 1);
    },
  );

  test.each([500, 502, 503, 504])(
    'a POST answered with %i is not repeated: it may have been executed',
    async (status) => {
      const service = await serve(() => fault(status));
      await expect(service.client.write({ method: 'POST', path: '/a', body: {} })).rejects.toMatchObject({
        status,
        outcome: 'unknown',
      });
      expect(service.executed).toHaveLength(1);
    },
  );

  test('a DELETE that was executed, though its answer was lost, ends as 404', async () => {
    const service = await serve(sequence('reset', fault(404, 'ResourceNotFound')));
    await expect(service.client.write({ method: 'DELETE', path: '/a' })).rejects.toMatchObject({
      status: 404,
      outcome: 'refused',
    });
  });

  test('a lost batch is decided item by item', async () => {
    const service = await serve(({ path }) => ({ status: 200, body: { id: path } }), {
      outer: (_request, count) => (count === 1 ? 'reset' : undefined),
    });
    const results = await Promise.allSettled([
      service.client.get('/a'),
      service.client.write({ method: 'POST', path: '/b', body: {} }),
      service.client.write({ method: 'PATCH', path: '/c', body: {} }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { outcome: 'unknown', path: '/b', method: 'POST' } });
  });

  test('JSON that breaks off is a lost answer', async () => {
    const service = await serve(sequence({ status: 200, text: '{"id":' }, fine));
    expect(await service.client.get('/a')).toEqual({ id: '1' });
    const writing = await serve(() => ({ status: 201, text: '{"id":' }));
    await expect(writing.client.write({ method: 'POST', path: '/a', body: {} })).rejects.toMatchObject({
      outcome: 'unknown',
      code: 'BrokenAnswer',
    });
  });

  test('a page of a proxy in place of JSON is not tried again, and not shown', async () => {
    const service = await serve(() => ({
      status: 200,
      text: '<html>Please log in</html>',
      headers: { 'content-type': 'text/html' },
    }));
    await expect(service.client.get('/a')).rejects.toMatchObject({
      code: 'ForeignAnswer',
      message: expect.stringMatching(/answered 200 with text\/html instead of JSON$/) as string,
    });
    expect(service.executed).toHaveLength(1);
  });

  test('an exchange that ended leaves no timer behind', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const service = await serve(() => fine);
    const before = timers();
    for (let round = 0; round < 20; round += 1) await service.client.get(`/${round}`);
    expect(timers() - before).toBeLessThan(10);
  });

  test('silence ends after the time-out', async () => {
    const service = await serve(sequence('silence', fine), { timeoutMs: 30 });
    expect(await service.client.get('/a')).toEqual({ id: '1' });
    const writing = await serve(() => 'silence', { timeoutMs: 30 });
    await expect(writing.client.write({ method: 'POST', path: '/a', body: {} })).rejects.toMatchObject({
      outcome: 'unknown',
      code: 'Timeout',
    });
  });
});
