import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GraphWrite } from '../../src/graph/port.ts';
import { fault, serve } from './scripted-service.ts';
import type { Reply, Seen } from './scripted-service.ts';

const created = ({ path }: Seen): Reply => ({ status: 201, body: { id: path } });

const post = (path: string, lane?: string): GraphWrite => ({
  method: 'POST',
  path,
  body: {},
  ...(lane === undefined ? {} : { lane }),
});

describe('writes of a lane', () => {
  test('are chained within a batch and keep their order over batches', async () => {
    const service = await serve(created);
    const paths = Array.from({ length: 50 }, (_, index) => `/policy/${index}`);
    await Promise.all(paths.map((path) => service.client.write(post(path, 'policies'))));
    expect(service.executed.map(({ path }) => path)).toEqual(paths);
    expect(service.executed.map(({ dependsOn }) => dependsOn.length)).toEqual(
      paths.map((_, index) => (index % 20 === 0 ? 0 : 1)),
    );
    expect(service.client.statistics.roundTrips).toBe(3);
  });

  test('of several lanes share a batch, which is then serial throughout', async () => {
    const service = await serve(created);
    const writes = ['a', 'b', 'c'].flatMap((lane) =>
      [1, 2, 3].map((n) => service.client.write(post(`/${lane}/${n}`, lane))),
    );
    const read = service.client.get('/read');
    await Promise.all([...writes, read]);
    expect(service.client.statistics.roundTrips).toBe(2);
    const batch = service.exchanges.find(({ path }) => path === '/$batch');
    const items = (batch?.body as { requests: { id: string; dependsOn?: string[] }[] }).requests;
    expect(items.map(({ dependsOn }) => dependsOn?.[0])).toEqual([
      undefined,
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
    ]);
  });

  test('a single one shares a parallel batch with others', async () => {
    const service = await serve(created);
    await Promise.all([
      service.client.write(post('/policy', 'policies')),
      service.client.get('/a'),
      service.client.write(post('/b')),
    ]);
    expect(service.client.statistics.roundTrips).toBe(1);
    expect(service.executed.flatMap(({ dependsOn }) => dependsOn)).toEqual([]);
  });

  test('do not fail because the one before failed', async () => {
    const service = await serve((request) =>
      request.path === '/2' ? fault(409, 'DuplicateKey', 'There is one') : created(request),
    );
    const results = await Promise.allSettled(
      ['/1', '/2', '/3', '/4'].map((path) => service.client.write(post(path, 'lane'))),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { code: 'DuplicateKey', outcome: 'refused' } });
    expect(service.executed.map(({ path }) => path)).toEqual(['/1', '/2', '/3', '/4']);
    expect(service.waits).toEqual([]);
  });

  test('that are throttled hold back all others until the time, and none is sent twice', async () => {
    let refusals = 1;
    let over = (): void => undefined;
    const service = await serve(
      (request) => {
        if (request.path === '/2' && refusals-- > 0)
          return fault(429, 'TooManyRequests', 'Slow', { 'Retry-After': '2' });
        return created(request);
      },
      { delay: () => new Promise((resolve) => (over = resolve)), clock: () => 0 },
    );
    const [first, ...others] = ['/1', '/2', '/3', '/4'].map((path) =>
      service.client.write(post(path, 'lane')),
    );
    await first;
    const read = service.client.get('/read');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(service.executed.map(({ path }) => path)).toEqual(['/1', '/2']);
    over();
    await Promise.all([...others, read]);
    expect(service.executed.map(({ path }) => path).sort()).toEqual(['/1', '/2', '/2', '/3', '/4', '/read']);
    expect(service.client.statistics).toMatchObject({ retries: 1, throttled: 1 });
  });

  test('a lost batch is sent again only as far as that is safe, in order', async () => {
    const service = await serve(created, { outer: (_request, count) => (count === 1 ? 'reset' : undefined) });
    const results = await Promise.allSettled([
      service.client.write(post('/create', 'lane')),
      service.client.write({ method: 'PUT', path: '/replace', body: {}, lane: 'lane' }),
      service.client.write({ ...post('/command', 'lane'), idempotent: true }),
      service.client.write({ method: 'DELETE', path: '/remove', lane: 'lane', idempotent: false }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'rejected']);
    expect(results[0]).toMatchObject({ reason: { outcome: 'unknown', status: 0 } });
    expect(service.executed.map(({ path }) => path)).toEqual(['/replace', '/command']);
  });

  test('of a batch refused as a whole go one by one, in order', async () => {
    const outer = ({ path }: Seen): Reply | undefined =>
      path === '/$batch' ? { status: 413, text: '<html>' } : undefined;
    const service = await serve(created, { outer });
    const paths = ['/1', '/2', '/3', '/4', '/5'];
    await Promise.all(paths.map((path) => service.client.write(post(path, 'lane'))));
    expect(service.executed.map(({ path }) => path)).toEqual(paths);
  });

  test('for any writes, lanes and faults: order is kept and every promise settles once, with the service in agreement', async () => {
    // What the service does to the write the first times it sees it; then it executes it.
    const trouble = fc.array(fc.constantFrom(429, 503, 424, 409, 500), { maxLength: 3 });
    const write = fc.record({
      lane: fc.constantFrom('a', 'b', undefined),
      idempotent: fc.boolean(),
      trouble,
      late: fc.boolean(),
    });
    const setting = fc.record({
      writes: fc.array(write, { minLength: 1, maxLength: 60 }),
      brokenExchanges: fc.array(fc.constantFrom('reset', 'throttled', 'malformed', undefined), {
        maxLength: 5,
      }),
      maxInFlight: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(setting, async ({ writes, brokenExchanges, maxInFlight }) => {
        const left = writes.map(({ trouble: statuses }) => [...statuses]);
        const service = await serve(
          ({ path }) => {
            const status = left[Number(path.slice(1))]?.shift();
            return status === undefined ? { status: 200, body: { id: path } } : fault(status);
          },
          {
            maxInFlight,
            outer: (request, count) => {
              const broken = brokenExchanges[count - 1];
              if (broken === 'throttled') return fault(429);
              if (broken === 'malformed' && request.path === '/$batch') return fault(400);
              return broken === 'reset' ? 'reset' : undefined;
            },
          },
        );
        const settled = writes.map(() => 0);
        const results = await Promise.allSettled(
          writes.map(async ({ lane, idempotent, late }, index) => {
            if (late) await new Promise((resolve) => setImmediate(resolve));
            const request = { method: 'POST', path: `/${index}`, body: {}, idempotent } as const;
            return service.client
              .write({ ...request, ...(lane === undefined ? {} : { lane }) })
              .finally(() => (settled[index] = (settled[index] ?? 0) + 1));
          }),
        );
        expect(settled).toEqual(writes.map(() => 1));
        const seen = service.executed.map(({ path }) => Number(path.slice(1)));
        for (const lane of ['a', 'b']) {
          // Late ones are issued after the others, in their own order.
          const issued = [...writes.keys()].filter((index) => writes[index]?.lane === lane);
          const order = [
            ...issued.filter((index) => writes[index]?.late !== true),
            ...issued.filter((index) => writes[index]?.late === true),
          ];
          const places = seen
            .filter((index) => writes[index]?.lane === lane)
            .map((index) => order.indexOf(index));
          expect(places).toEqual([...places].sort((a, b) => a - b));
        }
        for (const [index, result] of results.entries()) {
          const accepted = seen.filter((at) => at === index).length > (writes[index]?.trouble.length ?? 0);
          expect({ index, accepted: result.status === 'fulfilled' }).toEqual({ index, accepted });
        }
      }),
      { numRuns: 60 },
    );
  });
});
