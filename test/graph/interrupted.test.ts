/** The Graph client when a signal ends the command: nothing is waited for, and what may have been done is not said to be undone. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { GraphClientOptions } from '../../src/graph/client.ts';
import { createGraphClient } from '../../src/graph/client.ts';
import { isInterrupted } from '../../src/graph/port.ts';
import type { Handler } from '../support/odd-server.ts';
import { json, startServer } from '../support/odd-server.ts';

async function interruptible(handler: Handler, more: Partial<GraphClientOptions> = {}) {
  const stop = new AbortController();
  const arrived = new EventTarget();
  const client = createGraphClient({
    baseUrl: `${await startServer((request, response, body) => {
      handler(request, response, body);
      arrived.dispatchEvent(new Event('request'));
    })}/v1.0`,
    userAgent: 'entente-test',
    clock: () => Date.now(),
    delay: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
    random: () => 1,
    randomId: () => 'client',
    signal: stop.signal,
    ...more,
  });
  return { client, stop: () => stop.abort(), requested: once(arrived, 'request') };
}

/** What an interrupted request says became of it. */
async function outcomeOf(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(isInterrupted(error)).toBe(true);
  return (error as { readonly outcome: string }).outcome;
}

const silent: Handler = () => undefined;
const POST = { method: 'POST', path: '/catalogs', body: {} } as const;

it('gives up a read under way', async () => {
  const { client, stop, requested } = await interruptible(silent);
  const read = outcomeOf(client.get('/catalogs/1'));
  await requested;
  stop();
  await read;
});

it('does not know whether a write under way was done', async () => {
  const { client, stop, requested } = await interruptible(silent);
  const write = outcomeOf(client.write(POST));
  await requested;
  stop();
  expect(await write).toBe('unknown');
});

it('waits out no Retry-After', async () => {
  const { client, stop, requested } = await interruptible((_request, response) => {
    response.setHeader('retry-after', '60');
    json(response, {}, 429);
  });
  const write = outcomeOf(client.write(POST));
  await requested;
  await sleep(50);
  stop();
  expect(await write).toBe('notSent');
});

it('waits for no token, and sends nothing any more', async () => {
  let asked = () => {};
  const asking = new Promise<void>((resolve) => (asked = resolve));
  const token = () => {
    asked();
    return new Promise<string>(() => undefined);
  };
  const { client, stop } = await interruptible(silent, { token });
  const write = outcomeOf(client.write(POST));
  await asking;
  stop();
  expect(await write).toBe('notSent');
  expect(await outcomeOf(client.write(POST))).toBe('notSent');
});
