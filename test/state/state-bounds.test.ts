/** Places of states that answer what is no state, never, or without end. */
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import { Waits } from '../../src/net/waits.ts';
import type { AzureCredentials } from '../../src/state/azure-client.ts';
import { createAzureBlobBackend } from '../../src/state/azure-blob.ts';
import { createHttpBackend } from '../../src/state/http.ts';
import type { Handler } from '../support/odd-server.ts';
import { bomb, endless, json, startServer } from '../support/odd-server.ts';

const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const waits = (limitMs = 60_000) => new Waits({ limitMs, onWait: () => undefined });

async function http(handler: Handler, limitMs?: number) {
  const address = `${await startServer(handler)}/state`;
  return createHttpBackend({ address, version: 'test', delay, attempts: 1, waits: waits(limitMs) });
}

async function refused(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DiagnosticError)) throw new Error('It was not refused', { cause: error });
  const [{ code, summary, hint } = { code: '', summary: '' }] = error.diagnostics;
  return { code, summary, hint: hint ?? '' };
}

const KEY: AzureCredentials = { type: 'key', key: Buffer.alloc(32).toString('base64') };

async function azure(handler: Handler, limitMs?: number, credentials: AzureCredentials = KEY) {
  return createAzureBlobBackend({
    account: 'account',
    container: 'entente',
    blob: 'state.json',
    endpoint: `${await startServer(handler)}/account`,
    credentials,
    clock: () => Date.now(),
    delay,
    attempts: 1,
    waits: waits(limitMs),
  });
}

const page: Handler = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<!doctype html><title>Sign in</title>');
};
/** As Azure answers for a blob: with its headers, and a length. */
const blob =
  (text: string): Handler =>
  (_request, response) => {
    response.writeHead(200, { 'x-ms-request-id': 'r', etag: '"1"', 'content-length': text.length });
    response.end(text);
  };

describe('an HTTP state that answers', () => {
  it.each([
    ['a web page', page, 'STATE_BACKEND', /answers with a web page, not with a state$/],
    [
      'an error with 200',
      ((_request, response) => json(response, { error: 'nope' })) satisfies Handler,
      'STATE_BACKEND',
      /answers with an error, not with a state$/,
    ],
    [
      'something else',
      ((_request, response) => json(response, [])) satisfies Handler,
      'STATE_FOREIGN',
      /is not a state of Entente$/,
    ],
    [
      'without end',
      ((_request, response) => endless(response, 200)) satisfies Handler,
      'STATE_BACKEND',
      /the answer is larger than 128 MiB$/,
    ],
    [
      'a bomb',
      ((_request, response) => bomb(response, 256)) satisfies Handler,
      'STATE_BACKEND',
      /the answer is larger than 128 MiB$/,
    ],
    [
      'an error without end',
      ((_request, response) => endless(response, 400)) satisfies Handler,
      'STATE_BACKEND',
      /with status 400$/,
    ],
  ])('%s is an error that says so', async (_what, handler, code, summary) => {
    const state = await http(handler);
    const found = await refused(state.read());
    expect(found.code).toBe(code);
    expect(found.summary).toMatch(summary);
    expect(found.hint).not.toContain('.backup');
  });

  it('never, ends in the stated time', async () => {
    const state = await http(() => undefined, 300);
    const found = await refused(state.read());
    expect(found.code).toBe('STATE_TIMEOUT');
    expect(found.summary).toMatch(/^No complete answer to GET of the state http.* within 300 ms$/);
  });
});

describe('Azure Storage that answers', () => {
  it.each([
    ['a web page', page, 'STATE_BACKEND', /is not Azure Storage: it answered 200 with text\/html/],
    ['a blob that is a page', blob('<html></html>'), 'STATE_BACKEND', /answers with a web page/],
    ['a blob that is no state', blob('{"a":1}'), 'STATE_FOREIGN', /is not a state of Entente$/],
    ['half a state', blob('{"formatVersion":1'), 'STATE_CORRUPT', /is damaged/],
    [
      'an error without end',
      ((_request, response) => endless(response, 400)) satisfies Handler,
      'STATE_BACKEND',
      /\(400\)$/,
    ],
  ])('%s is an error that says so', async (_what, handler, code, summary) => {
    const state = await azure(handler);
    const found = await refused(state.read());
    expect(found.code).toBe(code);
    expect(found.summary).toMatch(summary);
    expect(found.hint).not.toContain('.backup');
  });

  it('a blob without end is cut', async () => {
    const state = await azure((_request, response) => {
      response.setHeader('content-length', 1024 ** 3);
      response.setHeader('etag', '"1"');
      endless(response, 200);
    });
    expect((await refused(state.read())).summary).toMatch(/the answer is larger than 128 MiB$/);
  });

  it.each<[string, Handler]>([
    ['never', () => undefined],
    [
      'half',
      (_request, response) => {
        response.writeHead(200, { 'x-ms-request-id': 'r', etag: '"1"', 'content-length': 100 });
        response.write('{');
      },
    ],
  ])('%s, ends in the stated time', async (_what, handler) => {
    const state = await azure(handler, 300);
    expect((await refused(state.read())).code).toBe('STATE_TIMEOUT');
  });

  it.each([
    'nonsense',
    'AccountName=account',
    'UseDevelopmentStorage=;AccountKey=',
    'BlobEndpoint=x;SharedAccessSignature=y',
  ])('nothing to a connection string that is none: %s', async (connectionString) => {
    const state = await azure(page, undefined, { type: 'connection-string', connectionString });
    const found = await refused(state.read());
    expect(found.code).toBe('STATE_CREDENTIALS');
    expect(found.summary).toBe('AZURE_STORAGE_CONNECTION_STRING is not a connection string of Azure Storage');
  });
});
