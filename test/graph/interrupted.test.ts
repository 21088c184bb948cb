/** The Graph client when a signal ends the command: nothing is waited for, and what may have been done is not said to be undone. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { GraphClientOptions } from '../../src/graph/client.ts';
import { createGraphClient } from '../../src/graph/client.ts';
import { isInterrupted } from '../../src/graph/port.ts';
import type { Handler } from '../support/odd-server.ts';
import { json, startServer } from '../support/odd-server.ts';

async function interruptible(handler: Handler, more: Partial<GraphClientOptions> = {}) {
  const stop = new AbortController();
  const ending = new AbortController();
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
    ending: ending.signal,
    ...more,
  });
  return { client, stop: () => stop.abort(), end: () => ending.abort(), requested: once(arrived, 'request') };
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

describe('when what is under way may still end', () => {
  const throttled: Handler = (_request, response) => {
    response.setHeader('retry-after', '60');
    json(response, { error: { code: 'TooManyRequests', message: 'Slower' } }, 429);
  };
  /** A client that tells of the first wait between two tries. */
  async function waiting(handler: Handler) {
    let waits = () => {};
    const wait = new Promise<void>((resolve) => (waits = resolve));
    const opened = await interruptible(handler, {
      trace: ({ type }) => type === 'retry' && waits(),
    });
    return { ...opened, wait };
  }

  it.each([undefined, 'policies'])(
    'a write that was turned away waits no longer, in the lane %s',
    async (lane) => {
      const { client, end, wait } = await waiting(throttled);
      const writes = [1, 2].map(() =>
        outcomeOf(client.write({ ...POST, ...(lane !== undefined && { lane }) })),
      );
      await wait;
      end();
      expect(await Promise.all(writes)).toEqual(['notSent', 'notSent']);
    },
  );

  it('a write that the service is to be left in peace for does not wait either, whenever it comes', async () => {
    const { client, end, wait } = await waiting(throttled);
    const first = outcomeOf(client.write(POST));
    await wait;
    const before = outcomeOf(client.write({ ...POST, lane: 'policies' }));
    end();
    expect([await first, await before]).toEqual(['notSent', 'notSent']);
    expect(await outcomeOf(client.write(POST))).toBe('notSent');
  });

  it('a write under way that is turned away afterwards is not sent again', async () => {
    let turnAway = () => {};
    const { client, end, requested } = await interruptible((request, response, body) => {
      turnAway = () => throttled(request, response, body);
    });
    const write = outcomeOf(client.write(POST));
    await requested;
    end();
    turnAway();
    expect(await write).toBe('notSent');
  });

  it.each(['PATCH', 'GET'] as const)(
    'a %s that may be done, or that looks for what was, is tried again',
    async (method) => {
      let requests = 0;
      const { client, end, wait } = await waiting((_request, response) => {
        requests += 1;
        if (requests > 1) {
          json(response, { id: '1' });
          return;
        }
        response.setHeader('retry-after', '0.2');
        json(response, { error: { code: 'Busy', message: 'Later' } }, 503);
      });
      const answered = method === 'GET' ? client.get('/a') : client.write({ method, path: '/a', body: {} });
      await wait;
      end();
      expect(await answered).toEqual({ id: '1' });
    },
  );

  it('a write that nothing holds back is sent', async () => {
    const { client, end } = await interruptible((_request, response) => json(response, { id: '1' }));
    end();
    expect(await client.write(POST)).toEqual({ id: '1' });
  });
});
