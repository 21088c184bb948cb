/** The Graph client before services that do not end: in pages, in bytes, in time. */
import { describe, expect, it } from 'vitest';
import type { GraphClientOptions } from '../../src/graph/client.ts';
import { createGraphClient } from '../../src/graph/client.ts';
import { ListBounds } from '../../src/graph/list-bounds.ts';
import { GraphError } from '../../src/graph/port.ts';
import type { Wait } from '../../src/net/waits.ts';
import { Waits } from '../../src/net/waits.ts';
import type { Handler } from '../support/odd-server.ts';
import { bomb, endless, json, startServer } from '../support/odd-server.ts';

async function clientOf(handler: Handler, more: Partial<GraphClientOptions> = {}) {
  return createGraphClient({
    baseUrl: `${await startServer(handler)}/v1.0`,
    userAgent: 'entente-test',
    clock: () => Date.now(),
    delay: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: () => 0,
    randomId: () => 'client',
    ...more,
  });
}

const waits = (limitMs: number, onWait: (wait: Wait, others: number) => void = () => undefined) =>
  new Waits({ limitMs, onWait, tellAfterMs: limitMs / 5 });

async function refused(work: Promise<unknown>): Promise<GraphError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(GraphError);
  return error as GraphError;
}

describe('a list', () => {
  it('whose pages do not end is an error that names its address', async () => {
    const client = await clientOf(
      (request, response) => {
        const { pathname, searchParams } = new URL(request.url ?? '', 'http://service');
        const page = Number(searchParams.get('page') ?? 0);
        const next = `http://${request.headers.host ?? ''}${pathname}?page=${page + 1}`;
        json(response, { value: [{ id: `${page}` }], '@odata.nextLink': next });
      },
      { mostPages: 20 },
    );
    const { message, path } = await refused(client.list('/catalogs'));
    expect(message).toContain('GET /catalogs with pages that do not end: 20 pages with 20 objects');
    expect(path).toBe('/catalogs');
  });

  it('has 10,000 pages at most, unless a test says less', () => {
    const bounds = new ListBounds({ method: 'GET', path: '/catalogs', clientRequestId: 'client' });
    for (let page = 1; page <= 10_000; page += 1) {
      bounds.enter(`/catalogs?page=${page}`);
      bounds.add([{ id: `${page}` }]);
    }
    expect(() => bounds.enter('/catalogs?page=10001')).toThrow('10000 pages with 10000 objects were read');
  });

  it('whose pages lead in a circle is one too', async () => {
    const client = await clientOf((request, response) => {
      const next = (request.url ?? '').endsWith('p=1') ? 'p=2' : 'p=1';
      json(response, { value: [], '@odata.nextLink': `http://${request.headers.host ?? ''}/v1.0/a?${next}` });
    });
    expect((await refused(client.list('/a'))).message).toContain('lead back to one that was read: /a?p=1');
  });
});

describe('an answer', () => {
  it('without end is cut, and the connection closed', async () => {
    let sent = 0;
    const client = await clientOf((_request, response) => endless(response, 200, () => (sent += 1)));
    const { message, outcome } = await refused(client.get('/a'));
    expect(message).toMatch(/^127\.0\.0\.1:\d+ answered with too much: the answer is larger than 64 MiB$/);
    expect(outcome).toBe('unknown');
    expect(sent).toBeLessThan(96);
  });

  it('that unpacks without end is cut', async () => {
    const client = await clientOf((_request, response) => bomb(response, 512));
    expect((await refused(client.get('/a'))).message).toContain('larger than 64 MiB');
  });

  it('that is an error keeps its status, however long it is', async () => {
    const client = await clientOf((_request, response) => endless(response, 403));
    expect(await refused(client.get('/a'))).toMatchObject({ status: 403, outcome: 'refused' });
  });

  it('of success that holds an error is one', async () => {
    const body = { error: { code: 'Broken', message: 'not here' } };
    const client = await clientOf((_request, response) => json(response, body));
    const { message, outcome } = await refused(client.write({ method: 'POST', path: '/a', body: {} }));
    expect(message).toBe(
      'Microsoft Graph answered POST /a with a success that holds an error: Broken not here',
    );
    expect(outcome).toBe('unknown');
  });
});

describe('waiting', () => {
  it('for an answer that never comes ends, and is told of before', async () => {
    const told: string[] = [];
    const client = await clientOf(() => undefined, {
      waits: waits(1_000, ({ what, attempts }) => told.push(`${what} ${attempts}`)),
    });
    const { message, code } = await refused(client.get('/organization?$top=1'));
    expect([message, code]).toEqual(['No complete answer to GET /organization within 1 s', 'Timeout']);
    expect(told[0]).toBe('GET /organization 1');
  });

  it('for the rest of an answer ends', async () => {
    const client = await clientOf(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"value":[');
      },
      { waits: waits(500) },
    );
    expect((await refused(client.list('/a'))).code).toBe('Timeout');
  });

  it('for a token ends, and nothing has left then', async () => {
    let requests = 0;
    const client = await clientOf(() => (requests += 1), {
      waits: waits(500),
      token: () => new Promise(() => undefined),
    });
    await refused(client.get('/a'));
    expect(requests).toBe(0);
  });

  it('counts all tries together', async () => {
    let requests = 0;
    const client = await clientOf(
      (_request, response) => {
        requests += 1;
        json(response, { error: { code: 'Busy', message: 'later' } }, 503);
      },
      { waits: waits(500), random: () => 1, retry: { baseMs: 300 } },
    );
    // The second wait would be 900 ms, longer than what is left.
    expect(await refused(client.get('/a'))).toMatchObject({ status: 503, outcome: 'unknown' });
    expect(requests).toBe(2);
  });

  it('does not begin when the service asks for longer than may be waited: that ends everything, and is named', async () => {
    let requests = 0;
    const client = await clientOf(
      (_request, response) => {
        requests += 1;
        response.writeHead(429, { 'retry-after': '901', 'content-type': 'application/json' });
        response.end('{"error":{"code":"TooManyRequests","message":"Slow down"}}');
      },
      { waits: waits(60_000) },
    );
    const later = async () => (await refused(client.get('/b'))).cause;
    for (const cause of [(await refused(client.get('/a'))).cause, await later(), await later()])
      expect(cause).toMatchObject({
        diagnostics: [
          {
            code: 'GRAPH_WAIT',
            summary: expect.stringMatching(
              /^The service asks to wait 901 s, longer than the 15 min that may be waited$/,
            ) as string,
          },
        ],
      });
    expect(requests).toBe(1);
  });

  it('as the service asks is none of the time that a request may take', async () => {
    let requests = 0;
    const client = await clientOf(
      (_request, response) => {
        requests += 1;
        if (requests > 2) json(response, { id: '1' });
        else {
          response.writeHead(429, { 'retry-after': '1', 'content-type': 'application/json' });
          response.end('{"error":{"code":"TooManyRequests","message":"Slow down"}}');
        }
      },
      { waits: waits(600) },
    );
    expect(await client.get('/a')).toEqual({ id: '1' });
  });

  it('for a write leaves its outcome unknown, alone and in a batch', async () => {
    const client = await clientOf(() => undefined, { waits: waits(500) });
    const post = (path: string) => refused(client.write({ method: 'POST', path, body: {} }));
    const outcomes = await Promise.all([post('/a'), post('/b')]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown']);
    expect((await post('/c')).outcome).toBe('unknown');
  });

  it('leaves it unknown when a later try did not leave or was put off', async () => {
    let requests = 0;
    const client = await clientOf(
      (request, response) => {
        requests += 1;
        if (requests === 1) request.socket.destroy();
        else json(response, { error: { code: 'TooManyRequests', message: 'Slow down' } }, 429);
      },
      { retry: { maxThrottles: 1, throttleBaseMs: 0 } },
    );
    const put = await refused(client.write({ method: 'PUT', path: '/a', body: {} }));
    expect(put).toMatchObject({ status: 429, outcome: 'unknown' });
  });

  it('never sends a write that was given up while it stood in line', async () => {
    const seen: string[] = [];
    const client = await clientOf(
      (request, response) => {
        seen.push(request.url ?? '');
        if (request.url === '/v1.0/slow') return;
        json(response, { error: { code: 'Busy', message: 'later' } }, 503);
      },
      { waits: waits(600), maxInFlight: 1, random: () => 1, retry: { baseMs: 50 } },
    );
    const again = refused(client.write({ method: 'PUT', path: '/again', body: {} }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const slow = refused(client.write({ method: 'POST', path: '/slow', body: {} }));
    expect((await again).outcome).toBe('unknown');
    await slow;
    const sent = seen.filter((url) => url === '/v1.0/again').length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(seen.filter((url) => url === '/v1.0/again')).toHaveLength(sent);
  });
});
