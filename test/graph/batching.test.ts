import { describe, expect, test } from 'vitest';
import { GraphError } from '../../src/graph/port.ts';
import { fault, serve } from './scripted-service.ts';
import type { Reply } from './scripted-service.ts';

const echo = ({ path }: { readonly path: string }): Reply => ({ status: 200, body: { id: path } });

describe('coalescing', () => {
  test('one request alone goes plainly, with its headers', async () => {
    const service = await serve(echo, { token: () => Promise.resolve('secret') });
    expect(await service.client.get('/a')).toEqual({ id: '/a' });
    expect(service.exchanges).toHaveLength(1);
    expect(service.exchanges[0]).toMatchObject({
      method: 'GET',
      path: '/a',
      headers: {
        authorization: 'Bearer secret',
        'user-agent': 'entente-test',
        'client-request-id': 'client-1',
      },
    });
  });

  test('reads ask for all members of enumerations, writes say what they send, in a batch as well', async () => {
    const service = await serve(echo);
    const write = { method: 'PATCH', path: '/a', body: { a: 1 } } as const;
    await service.client.get('/b');
    await service.client.write(write);
    await Promise.all([service.client.get('/b'), service.client.write(write)]);
    const headers = service.executed.map(({ headers: of }) => [of['prefer'], of['content-type']]);
    const [read, written] = [
      ['include-unknown-enum-members', undefined],
      [undefined, 'application/json'],
    ];
    expect(headers).toEqual([read, written, read, written]);
    expect(service.executed[3]?.body).toEqual({ a: 1 });
  });

  test('requests of one turn share batches of at most 20, each answer finding its request', async () => {
    const service = await serve(echo);
    const paths = Array.from({ length: 45 }, (_, index) => `/item/${index}`);
    const bodies = await Promise.all(paths.map((path) => service.client.get(path)));
    expect(bodies.map((body) => body['id'])).toEqual(paths);
    const sizes = service.exchanges.map(({ body }) => (body as { requests: unknown[] }).requests.length);
    expect(sizes.sort()).toEqual([20, 20, 5]);
    expect(service.client.statistics).toEqual({
      roundTrips: 3,
      sent: 45,
      requests: 45,
      reads: 45,
      readsDone: 45,
      retries: 0,
      throttled: 0,
      waitedMs: 0,
    });
  });

  test('what follows from the answers of one batch is one full batch again', async () => {
    const service = await serve(echo);
    const chain = async (index: number): Promise<void> => {
      await service.client.get(`/first/${index}`);
      await Promise.resolve();
      await service.client.get(`/second/${index}`);
      await service.client.write({ method: 'PATCH', path: `/third/${index}`, body: {} });
    };
    await Promise.all(Array.from({ length: 20 }, (_, index) => chain(index)));
    expect(service.client.statistics.roundTrips).toBe(3);
  });

  test('while all slots are taken, requests gather', async () => {
    const service = await serve(echo, { maxInFlight: 1 });
    const requests: Promise<unknown>[] = [];
    for (let index = 0; index < 20; index += 1) {
      requests.push(service.client.get(`/item/${index}`));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(requests);
    expect(service.client.statistics.roundTrips).toBeLessThan(20);
    expect(service.executed).toHaveLength(20);
  });

  test('connections are kept and reused', async () => {
    const service = await serve(echo, { maxInFlight: 2 });
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(Array.from({ length: 40 }, (_, index) => service.client.get(`/${round}/${index}`)));
    }
    expect(service.client.statistics.roundTrips).toBe(10);
    expect(service.sockets()).toBeLessThanOrEqual(3);
  });

  test('an item that fails does not touch the others', async () => {
    const service = await serve((request) =>
      request.path === '/b' ? fault(403, 'UnAuthorized', 'No') : echo(request),
    );
    const results = await Promise.allSettled(['/a', '/b', '/c'].map((path) => service.client.get(path)));
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(service.client.statistics.roundTrips).toBe(1);
  });

  test('a batch that is refused as a whole is sent item by item, so that one request cannot spoil nineteen', async () => {
    const outer = ({ path }: { readonly path: string }): Reply | undefined =>
      path === '/$batch' ? fault(400, 'BadRequest', 'Malformed') : undefined;
    const service = await serve(
      (request) => (request.path === '/b' ? fault(400, 'BadRequest', 'This one') : echo(request)),
      { outer },
    );
    const results = await Promise.allSettled(['/a', '/b', '/c'].map((path) => service.client.get(path)));
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { message: 'This one', path: '/b' } });
    expect(service.client.statistics.roundTrips).toBe(4);
  });

  test('an answer that a batch leaves out counts as lost', async () => {
    let first = true;
    const outer = (): Reply | undefined => {
      if (!first) return undefined;
      first = false;
      return { status: 200, body: { responses: [{ id: '1', status: 200, body: { id: '/a' } }] } };
    };
    const service = await serve(echo, { outer });
    const results = await Promise.allSettled([
      service.client.get('/a'),
      service.client.get('/b'),
      service.client.write({ method: 'POST', path: '/c', body: {} }),
    ]);
    expect(results[0]).toMatchObject({ value: { id: '/a' } });
    expect(results[1]).toMatchObject({ value: { id: '/b' } });
    expect(results[2]).toMatchObject({ reason: { outcome: 'unknown', code: 'MissingAnswer' } });
    expect(service.executed.map(({ path }) => path)).toEqual(['/b']);
  });
});

describe('identical reads', () => {
  test('that overlap are one request', async () => {
    const service = await serve(echo);
    const bodies = await Promise.all([
      service.client.get('/a'),
      service.client.get('/a'),
      service.client.get('/a'),
    ]);
    expect(bodies).toEqual([{ id: '/a' }, { id: '/a' }, { id: '/a' }]);
    expect(service.executed).toHaveLength(1);
    await service.client.get('/a');
    expect(service.executed).toHaveLength(2);
  });

  test('are not shared across the end of a write, because the first could show the past', async () => {
    const open: (() => void)[] = [];
    const gates = [0, 1].map(() => new Promise<void>((resolve) => open.push(resolve)));
    let reads = 0;
    let name = 'before';
    const service = await serve(
      ({ method }) => {
        if (method === 'PATCH') name = 'after';
        return { status: 200, body: { name } };
      },
      {
        // Answers of reads are held back until the test lets them through.
        fetch: async (request) => {
          const gate = request.method === 'GET' ? gates[reads++] : undefined;
          const response = await fetch(request);
          await gate;
          return response;
        },
      },
    );
    const first = service.client.get('/a');
    while (service.executed.length < 1) await new Promise((resolve) => setImmediate(resolve));
    await service.client.write({ method: 'PATCH', path: '/a', body: { name: 'after' } });
    const second = service.client.get('/a');
    open[0]?.();
    expect(await first).toEqual({ name: 'before' });
    // The end of the first read must not make the second one unknown.
    const third = service.client.get('/a');
    open[1]?.();
    expect(await Promise.all([second, third])).toEqual([{ name: 'after' }, { name: 'after' }]);
    expect(service.executed).toHaveLength(3);
  });
});

describe('pages', () => {
  const page = (path: string, base: string): Reply => {
    const number = Number(/page=(\d+)/.exec(path)?.[1] ?? 1);
    const body = { value: [{ id: `${path.split('?')[0]}-${number}` }] };
    return {
      status: 200,
      body:
        number < 3 ? { ...body, '@odata.nextLink': `${base}${path.split('?')[0]}?page=${number + 1}` } : body,
    };
  };

  test('are followed to the end, those of several lists in shared batches', async () => {
    const service = await serve(({ path }) => page(path, service.baseUrl));
    const lists = await Promise.all(['/a', '/b', '/c'].map((path) => service.client.list(path)));
    expect(lists.map((list) => list.map((item) => item['id']))).toEqual(
      ['a', 'b', 'c'].map((name) => [1, 2, 3].map((n) => `/${name}-${n}`)),
    );
    expect(service.client.statistics).toMatchObject({ roundTrips: 3, requests: 9 });
  });

  test('are all or nothing', async () => {
    const service = await serve(({ path }) =>
      path.includes('page=3') ? fault(403, 'UnAuthorized') : page(path, service.baseUrl),
    );
    await expect(service.client.list('/a')).rejects.toMatchObject({ status: 403 });
  });

  test.each([
    'https://evil.example/v1.0/a?page=2',
    '//evil.example/v1.0/a',
    '/beta/a?page=2',
    '../beta/a',
    7,
  ])('a nextLink elsewhere (%s) is never followed', async (link) => {
    const service = await serve(() => ({ status: 200, body: { value: [], '@odata.nextLink': link } }), {
      token: () => Promise.resolve('secret'),
    });
    await expect(service.client.list('/a')).rejects.toThrow(/nextLink that leads out of the service/);
    expect(service.exchanges).toHaveLength(1);
  });

  test('that lead back to themselves are an error, not an endless loop', async () => {
    const service = await serve(() => ({
      status: 200,
      body: { value: [{}], '@odata.nextLink': `${service.baseUrl}/a?page=2` },
    }));
    await expect(service.client.list('/a')).rejects.toThrow('lead back to one that was read: /a?page=2');
  });

  test.each([{}, { value: {} }, { value: [1] }, [], 'text'])(
    'a body that is no page (%j) is an error, never an empty list',
    async (body) => {
      const service = await serve(() => ({ status: 200, body }));
      await expect(service.client.list('/a')).rejects.toBeInstanceOf(GraphError);
    },
  );
});

test('an object that a later page shows again is listed once, as the later page has it', async () => {
  const nil = '00000000-0000-0000-0000-000000000000';
  const service = await serve(({ path }) =>
    path === '/a'
      ? {
          status: 200,
          body: {
            value: [{ id: 'A1' }, { id: 'b', name: 'old' }, { id: nil, name: 'x' }],
            '@odata.nextLink': `${service.baseUrl}/a?page=2`,
          },
        }
      : { status: 200, body: { value: [{ id: 'b', name: 'new' }, { id: nil, name: 'y' }, { id: 'c' }] } },
  );
  const heard: unknown[] = [];
  const items = await service.client.list('/a', (page) => heard.push(page.length));
  expect(items.map(({ id, name }) => [id, name])).toEqual([
    ['A1', undefined],
    ['b', 'new'],
    [nil, 'x'],
    [nil, 'y'],
    ['c', undefined],
  ]);
  expect(heard).toEqual([3, 2]);
});
