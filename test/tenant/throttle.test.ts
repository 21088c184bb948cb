/** Throttling: a bucket of tokens with a penalty, per item of a batch, by a clock that no test waits for (CONTRACT 15). */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTenant } from '../../src/tenant/open.ts';
import { parseThrottle, REPORTED_THROTTLE, Throttle } from '../../src/tenant/wire/throttle.ts';
import type { ThrottleProfile } from '../../src/tenant/wire/throttle.ts';
import { serveTenantHere } from '../support/served-tenant.ts';

const SETTINGS = '/identityGovernance/entitlementManagement/settings';
const START = Date.parse('2026-01-01T00:00:00Z');

async function throttledTenant(throttle: ThrottleProfile = REPORTED_THROTTLE) {
  let time = START;
  const tenant = await openTenant({ throttle, now: () => new Date(time) });
  const send = (method: string, url: string, body?: object) =>
    tenant.fetch(
      new Request(`http://tenant.invalid/v1.0${url}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  return {
    tenant,
    send,
    wait: (seconds: number) => (time += seconds * 1000),
    parallel: (count: number) => Promise.all(Array.from({ length: count }, () => send('GET', SETTINGS))),
  };
}

const retryAfter = (response: Response | undefined) => Number(response?.headers.get('retry-after'));

describe('the reported profile', () => {
  it('refuses the seventh of parallel requests, with a wait of whole seconds up to 315', async () => {
    const { tenant, parallel } = await throttledTenant();
    const answers = await parallel(8);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    const seconds = retryAfter(answers[6]);
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(315);
    expect(Number.isInteger(seconds)).toBe(true);
    expect(await answers[6]?.json()).toMatchObject({ error: { code: 'TooManyRequests' } });
    expect(tenant.throttled()).toEqual({ admitted: 6, refused: 2, early: 0 });
  });

  it('refuses and counts who comes before the end, and answers at the end', async () => {
    const { tenant, parallel, send, wait } = await throttledTenant();
    const seconds = retryAfter((await parallel(7))[6]);
    wait(seconds - 1);
    const early = await send('GET', SETTINGS);
    expect([early.status, retryAfter(early)]).toEqual([429, 1]);
    expect(tenant.throttled()).toEqual({ admitted: 6, refused: 2, early: 1 });
    wait(1);
    expect((await send('GET', SETTINGS)).status).toBe(200);
    expect(tenant.throttled()).toEqual({ admitted: 7, refused: 2, early: 1 });
  });

  it('lets a request through each second', async () => {
    const { tenant, parallel, send, wait } = await throttledTenant();
    await parallel(6);
    for (let second = 0; second < 20; second += 1) {
      wait(1);
      expect((await send('GET', SETTINGS)).status).toBe(200);
    }
    expect(tenant.throttled()).toEqual({ admitted: 26, refused: 0, early: 0 });
  });

  it('refuses items of a batch one by one, and answers the batch itself', async () => {
    const { tenant, send } = await throttledTenant();
    const requests = Array.from({ length: 20 }, (_, index) => ({
      id: String(index),
      method: 'GET',
      url: SETTINGS,
    }));
    const response = await send('POST', '/$batch', { requests });
    expect(response.status).toBe(200);
    const { responses } = (await response.json()) as {
      responses: { status: number; headers: Record<string, string>; body: object }[];
    };
    expect(responses.map(({ status }) => status)).toEqual([
      ...Array<number>(6).fill(200),
      ...Array<number>(14).fill(429),
    ]);
    expect(Number(responses[6]?.headers['Retry-After'])).toBeGreaterThanOrEqual(1);
    expect(responses[6]?.body).toMatchObject({ error: { code: 'TooManyRequests' } });
    expect(tenant.throttled()).toEqual({ admitted: 6, refused: 14, early: 0 });
  });

  it('changes nothing for a write that is refused', async () => {
    const { parallel, send, wait } = await throttledTenant();
    const seconds = retryAfter((await parallel(7))[6]);
    const catalogs = '/identityGovernance/entitlementManagement/catalogs';
    expect((await send('POST', catalogs, { displayName: 'Refused' })).status).toBe(429);
    wait(seconds);
    const { value } = (await (await send('GET', catalogs)).json()) as { value: object[] };
    expect(value).toMatchObject([{ displayName: 'General' }]);
  });

  it("goes by the tenant's clock, which is not throttled and can be moved", async () => {
    const { parallel, send } = await throttledTenant();
    const seconds = retryAfter((await parallel(7))[6]);
    const moved = await send('POST', '/entente/clock', { duration: `PT${seconds}S` });
    expect(moved.status).toBe(200);
    expect((await send('GET', SETTINGS)).status).toBe(200);
    expect(await (await send('GET', '/entente/throttle')).json()).toEqual({
      admitted: 7,
      refused: 1,
      early: 0,
    });
  });
});

describe('the bucket', () => {
  const penalties = (seed: number) => {
    const bucket = new Throttle({ ...REPORTED_THROTTLE, capacity: 1, seed });
    let now = START;
    return Array.from({ length: 50 }, () => {
      bucket.refuse(now);
      const wait = bucket.refuse(now) ?? 0;
      now += wait * 1000;
      return wait;
    });
  };

  it('punishes the same for the same seed, and spreads up to the longest wait', () => {
    expect(penalties(7)).toEqual(penalties(7));
    expect(penalties(7)).not.toEqual(penalties(8));
    expect(Math.max(...penalties(7))).toBeLessThanOrEqual(315);
    expect(Math.max(...penalties(7))).toBeGreaterThan(250);
    expect(Math.min(...penalties(7))).toBeGreaterThanOrEqual(1);
  });

  it('never holds more than its capacity, however long it rests', () => {
    const bucket = new Throttle({ ...REPORTED_THROTTLE, capacity: 2 });
    bucket.refuse(START);
    const later = START + 3_600_000;
    expect([bucket.refuse(later), bucket.refuse(later)]).toEqual([undefined, undefined]);
    expect(bucket.refuse(later)).toBeGreaterThan(0);
  });
});

describe('profiles', () => {
  it.each([
    ['reported', REPORTED_THROTTLE],
    ['capacity=6,refill=1,penalty=315', REPORTED_THROTTLE],
    ['capacity=2', { capacity: 2, refill: 1, penalty: 315 }],
    ['refill=0.5,seed=9', { capacity: 6, refill: 0.5, penalty: 315, seed: 9 }],
  ])('%s is read', (text, profile) => {
    expect(parseThrottle(text)).toEqual(profile);
  });

  it.each(['', 'harsh', 'capacity', 'capacity=0', 'capacity=1.5', 'refill=0', 'rate=1', 'seed=1,seed=2'])(
    '%j is refused',
    (text) => {
      expect(parseThrottle(text)).toBeUndefined();
    },
  );
});

it('is an option of tenant serve', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'throttle-'));
  const serving = await serveTenantHere(folder, ['--throttle', 'capacity=2,refill=0.001,penalty=60']);
  await serving.request('GET', SETTINGS);
  await serving.request('GET', SETTINGS);
  await expect(serving.request('GET', SETTINGS)).rejects.toThrow('answered 429');
  expect(await serving.request('GET', '/entente/throttle')).toMatchObject({ admitted: 2, refused: 1 });
  await serving.stop();
  await expect(serveTenantHere(folder, ['--throttle', 'harsh'])).rejects.toThrow('is not a profile');
});
