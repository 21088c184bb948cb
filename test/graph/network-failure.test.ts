import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { networkFailure } from '../../src/graph/network-failure.ts';
import { serve } from './scripted-service.ts';

const systemError = (message: string, code: string, syscall?: string): Error =>
  Object.assign(new Error(message), { code, ...(syscall === undefined ? {} : { syscall }) });

const fetchFailed = (cause: unknown): Error => new TypeError('fetch failed', { cause });

describe('what fetch rejects with', () => {
  test.each([
    [
      'connect',
      systemError('connect ECONNREFUSED', 'ECONNREFUSED', 'connect'),
      'notSent',
      true,
      'Cannot reach graph: the connection was refused (ECONNREFUSED)',
    ],
    [
      'name',
      systemError('getaddrinfo ENOTFOUND', 'ENOTFOUND', 'getaddrinfo'),
      'notSent',
      true,
      'Cannot reach graph: its name cannot be resolved (ENOTFOUND)',
    ],
    [
      'connect time-out',
      systemError('Connect Timeout Error', 'UND_ERR_CONNECT_TIMEOUT'),
      'notSent',
      true,
      'Cannot reach graph: connecting timed out (UND_ERR_CONNECT_TIMEOUT)',
    ],
    [
      'unreachable',
      systemError('connect EHOSTUNREACH', 'EHOSTUNREACH', 'connect'),
      'notSent',
      true,
      'Cannot reach graph: connect EHOSTUNREACH',
    ],
    [
      'certificate',
      systemError('certificate has expired', 'CERT_HAS_EXPIRED'),
      'notSent',
      false,
      'Cannot trust graph: certificate has expired (CERT_HAS_EXPIRED)',
    ],
    [
      'time-out of an established connection',
      systemError('read ETIMEDOUT', 'ETIMEDOUT', 'read'),
      'lost',
      true,
      'No answer from graph: the connection timed out (ETIMEDOUT)',
    ],
    [
      'reset',
      systemError('read ECONNRESET', 'ECONNRESET', 'read'),
      'lost',
      true,
      'No answer from graph: the connection broke off (ECONNRESET)',
    ],
    [
      'closed',
      systemError('other side closed', 'UND_ERR_SOCKET'),
      'lost',
      true,
      'No answer from graph: the connection broke off (UND_ERR_SOCKET)',
    ],
    [
      'defect',
      new Error('Cannot read properties of undefined'),
      'lost',
      false,
      'No answer from graph: Cannot read properties of undefined',
    ],
    ['something else', 'a string', 'lost', false, 'No answer from graph: a string'],
  ])('%s', (_name, cause, type, transient, message) => {
    expect(networkFailure('graph', fetchFailed(cause))).toMatchObject({ type, transient, message });
  });

  test('several addresses that all refuse are one refusal', () => {
    const refused = systemError('connect ECONNREFUSED', 'ECONNREFUSED', 'connect');
    expect(networkFailure('graph', fetchFailed(new AggregateError([refused, refused])))).toMatchObject({
      type: 'notSent',
      code: 'ECONNREFUSED',
    });
  });
});

describe('requests that never leave', () => {
  test('are tried a few times, even a POST, and say what is wrong', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const service = await serve(() => ({ status: 200 }), { baseUrl: `http://127.0.0.1:${port}/v1.0` });
    await expect(service.client.write({ method: 'POST', path: '/a', body: {} })).rejects.toMatchObject({
      outcome: 'notSent',
      status: 0,
      code: 'ECONNREFUSED',
      message: `Cannot reach 127.0.0.1:${port}: the connection was refused (ECONNREFUSED) (after 3 attempts)`,
    });
    expect(service.waits).toEqual([100, 300]);
  });

  test('for want of a token say so, and nothing is sent', async () => {
    const service = await serve(() => ({ status: 200 }), {
      token: () => Promise.reject(new Error('Run az login first')),
    });
    await expect(service.client.get('/a')).rejects.toMatchObject({
      outcome: 'notSent',
      message: 'No request could be made: Run az login first',
    });
    expect(service.exchanges).toHaveLength(0);
  });
});
