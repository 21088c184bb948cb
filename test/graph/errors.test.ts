import { describe, expect, test } from 'vitest';
import { GraphError } from '../../src/graph/port.ts';
import { fault, serve } from './scripted-service.ts';

describe('a refusal', () => {
  test("keeps Graph's code, message and ids", async () => {
    const service = await serve(() => fault(400, 'InvalidModel', 'The model is invalid.'));
    const error = await service.client
      .write({ method: 'POST', path: '/a', body: {} })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GraphError);
    expect(error).toMatchObject({
      name: 'GraphError',
      message: 'The model is invalid.',
      method: 'POST',
      path: '/a',
      status: 400,
      code: 'InvalidModel',
      requestId: 'request-of-the-body',
      clientRequestId: 'client-1',
      outcome: 'refused',
    });
    expect(service.executed[0]?.headers['client-request-id']).toBe('client-1');
  });

  test('in a batch keeps the ids of its own item', async () => {
    const service = await serve(({ path }) =>
      path === '/b'
        ? {
            status: 404,
            headers: { 'request-id': 'of-the-item' },
            body: { error: { code: 'ResourceNotFound', message: 'Gone' } },
          }
        : { status: 200, body: {} },
    );
    const [, result] = await Promise.allSettled([service.client.get('/a'), service.client.get('/b')]);
    const sent = service.executed.find(({ path }) => path === '/b')?.headers['client-request-id'];
    expect(result).toMatchObject({
      reason: { requestId: 'of-the-item', clientRequestId: sent, code: 'ResourceNotFound', status: 404 },
    });
  });

  test.each([401, 403])('of status %i is final, also around a batch', async (status) => {
    const service = await serve(() => ({ status: 200, body: {} }), {
      outer: () => fault(status, 'UnAuthorized', 'No right'),
    });
    const results = await Promise.allSettled([
      service.client.get('/a'),
      service.client.write({ method: 'POST', path: '/b', body: {} }),
    ]);
    for (const result of results)
      expect(result).toMatchObject({ reason: { status, message: 'No right', outcome: 'refused' } });
    expect(service.exchanges).toHaveLength(1);
  });

  test.each([
    [
      'an HTML page',
      {
        status: 400,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        text: '<html><h1>Bad Request</h1></html>',
      },
      'Microsoft Graph answered 400 without an error of its own (text/html)',
    ],
    [
      'JSON that breaks off',
      { status: 400, text: '{"error": {' },
      'Microsoft Graph answered 400 without an error of its own (application/json)',
    ],
    [
      'no body',
      { status: 400 },
      'Microsoft Graph answered 400 without an error of its own (application/json)',
    ],
    [
      'a code alone',
      { status: 400, body: { error: { code: 'DuplicateKey', message: '' } } },
      'Microsoft Graph answered 400 DuplicateKey',
    ],
    [
      'an empty code',
      { status: 404, body: { error: { code: '', message: 'BusinessFlow not found' } } },
      'BusinessFlow not found',
    ],
    [
      'an error of OAuth',
      { status: 400, body: { error: 'invalid_grant', error_description: 'Expired' } },
      'Expired',
    ],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://evil.example/' } },
      'Microsoft Graph answered 302, a redirect, which is not followed',
    ],
    [
      'another JSON',
      { status: 418, body: 'teapot' },
      'Microsoft Graph answered 418 without an error of its own (application/json)',
    ],
  ])('with %s has a short message', async (_name, reply, message) => {
    const service = await serve(() => reply);
    await expect(service.client.get('/a')).rejects.toMatchObject({
      message,
      status: reply.status,
      outcome: 'refused',
    });
    expect(service.exchanges).toHaveLength(1);
  });
});

describe('an error in an answer of success', () => {
  const error = { code: 'generalException', message: 'Broken' };

  test('is a failure of its own', async () => {
    const service = await serve(() => ({ status: 200, body: { error } }));
    await expect(service.client.get('/a')).rejects.toThrow('generalException Broken');
  });

  test.each([
    ['an entity', { id: '1', error }],
    ['a list', { value: [], error }],
  ])('is none where it is a property of %s', async (_what, body) => {
    const service = await serve(() => ({ status: 200, body }));
    expect(await service.client.get('/a')).toEqual(body);
    expect(service.executed).toHaveLength(1);
  });
});

describe('answers without a body', () => {
  test('are fine for a write and not for a read', async () => {
    const service = await serve(() => ({ status: 204 }));
    expect(await service.client.write({ method: 'PATCH', path: '/a', body: {} })).toBeUndefined();
    await expect(service.client.get('/a')).rejects.toThrow(
      'Microsoft Graph answered GET /a without an object',
    );
  });

  test('202 with a body gives the body', async () => {
    const service = await serve(() => ({ status: 202, body: { id: '1' } }));
    expect(await service.client.write({ method: 'PATCH', path: '/a', body: {} })).toEqual({ id: '1' });
  });
});

test('the trace tells exchanges and retries, and no token', async () => {
  let first = true;
  const service = await serve(() => (first ? ((first = false), fault(503)) : { status: 200, body: {} }), {
    token: () => Promise.resolve('secret'),
  });
  await service.client.get('/a');
  expect(service.traces).toMatchObject([
    { type: 'exchange', requests: ['GET /a'], statuses: [503], serial: false },
    { type: 'retry', request: 'GET /a', reason: '503', afterMs: 100 },
    { type: 'exchange', requests: ['GET /a'], statuses: [200] },
  ]);
  expect(JSON.stringify(service.traces)).not.toContain('secret');
});

describe('whether a POST was carried out', () => {
  const post = { method: 'POST', path: '/a', body: {} } as const;
  /** As documented for 429; a 503 says the same only with the header as well. */
  const busy = (status: number) =>
    fault(status, 'TooManyRequests', 'Too many', status === 503 ? { 'retry-after': '1' } : undefined);

  test.each([408, 500, 502, 503, 504])('is not known after %i, and it is not sent again', async (status) => {
    const service = await serve(() => fault(status, 'Broken', 'Something broke'));
    await expect(service.client.write(post)).rejects.toMatchObject({ status, outcome: 'unknown' });
    expect(service.executed).toHaveLength(1);
  });

  test('is not known after a 503 with a Retry-After, which only says when to ask', async () => {
    const headers = { 'retry-after': '1' };
    const service = await serve(() => ({
      status: 503,
      headers,
      body: { error: { code: 'ServiceUnavailable', message: 'Busy' } },
    }));
    await expect(service.client.write(post)).rejects.toMatchObject({ status: 503, outcome: 'unknown' });
    expect(service.executed).toHaveLength(1);
  });

  test('is not known after a 503 that has the code of a 429 and no Retry-After', async () => {
    const service = await serve(() => fault(503, 'TooManyRequests', 'Too many'));
    await expect(service.client.write(post)).rejects.toMatchObject({ status: 503, outcome: 'unknown' });
    expect(service.executed).toHaveLength(1);
  });

  test.each([408, 500, 502, 503, 504])('is not known after a batch that answered %i', async (status) => {
    const service = await serve(() => ({ status: 201, body: { id: '1' } }), {
      outer: () => fault(status, 'Broken', 'Something broke'),
    });
    const results = await Promise.allSettled([
      service.client.write(post),
      service.client.write({ ...post, path: '/b' }),
    ]);
    for (const result of results) expect(result).toMatchObject({ reason: { status, outcome: 'unknown' } });
    expect(service.exchanges).toHaveLength(1);
  });

  test.each([429, 503])(
    'is known after %i for too many requests: it was not, and is sent again',
    async (status) => {
      let calls = 0;
      const service = await serve(() => {
        calls += 1;
        return calls < 3 ? busy(status) : { status: 201, body: { id: '1' } };
      });
      expect(await service.client.write(post)).toMatchObject({ id: '1' });
      expect(calls).toBe(3);
    },
  );

  test.each([429, 503])('is known when too many requests are said to the end with %i', async (status) => {
    const service = await serve(() => busy(status));
    await expect(service.client.write(post)).rejects.toMatchObject({ status, outcome: 'refused' });
  });

  test.each([
    ['a refusal', () => fault(400, 'InvalidModel', 'The model is invalid.')],
    ['too many requests', () => busy(429)],
  ])('is not known either when %s follows a lost answer', async (_, then) => {
    let calls = 0;
    const service = await serve(() => {
      calls += 1;
      return calls === 1 ? 'reset' : then();
    });
    const write = service.client.write({ ...post, idempotent: true });
    await expect(write).rejects.toMatchObject({ outcome: 'unknown' });
    expect(calls).toBeGreaterThan(1);
  });

  test('is not known when the service can no longer be reached after a lost answer', async () => {
    let reached = 0;
    const service = await serve(() => 'reset', {
      fetch: (request) => {
        reached += 1;
        return fetch(reached === 1 ? request : new Request('http://127.0.0.1:1/', { method: 'POST' }));
      },
    });
    const write = service.client.write({ ...post, idempotent: true });
    await expect(write).rejects.toMatchObject({ status: 0, outcome: 'unknown' });
    expect(reached).toBeGreaterThan(1);
  });
});
