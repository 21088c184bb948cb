/** How much HTTP a plan and an apply cost, counted by a proxy that shares no code with the client. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeEnterprise } from '../../examples/enterprise/enterprise.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { serveTenant } from '../../src/tenant/wire/serve.ts';
import { createCountingProxy } from '../support/counting-proxy.ts';
import type { CountingProxy } from '../support/counting-proxy.ts';
import { createEngine, desiredOf } from '../support/engine.ts';
import type { Engine } from '../support/engine.ts';
import { size } from '../support/whole.ts';

/** `npm run bench` counts those of 1,000. */
const PACKAGES = size(120, 400);
const token = 'secret';
const { governance, directory } = makeEnterprise({ packages: PACKAGES });
const desired = desiredOf(governance);
const folder = mkdtempSync(path.join(tmpdir(), 'entente-round-trips-'));
const closing: (() => Promise<void>)[] = [];
let proxy: CountingProxy;
let tenant: Tenant;
let engine: Engine;

beforeAll(async () => {
  tenant = await openTenant({ seed: directory });
  const served = await serveTenant(tenant, { port: 0, token });
  proxy = await createCountingProxy(served.url);
  closing.push(
    () => proxy.close(),
    () => served.close(),
    () => tenant.close(),
  );
  engine = createEngine(tenant, path.join(folder, 'state.json'), {
    baseUrl: proxy.url,
    token: () => Promise.resolve(token),
  });
});

afterAll(async () => {
  for (const close of closing) await close();
  rmSync(folder, { recursive: true });
});

describe(`${PACKAGES} packages in ${Object.keys(governance.catalogs ?? {}).length} catalogs`, () => {
  it('are applied with at most one round trip per 15 writes, packages/8 and 60 more', async () => {
    const { summary } = await engine.apply(desired);
    expect(summary).toMatchObject({ failed: 0, skipped: 0 });
    const items = proxy.exchanges.flatMap((exchange) => exchange.items);
    const writes = items.filter((item) => !item.startsWith('GET ')).length;
    expect(writes).toBeGreaterThan(4 * PACKAGES);
    expect(proxy.exchanges.length).toBeLessThanOrEqual(writes / 15 + PACKAGES / 8 + 60);
  }, 60_000);

  it('are planned without changes in at most packages/8 and 25 round trips', async () => {
    proxy.reset();
    const { plan, diagnostics } = await engine.plan(desired);
    expect(diagnostics).toEqual([]);
    expect(plan.summary).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0, adopt: 0 });
    expect(proxy.exchanges.length).toBeLessThanOrEqual(PACKAGES / 8 + 25);
    const items = proxy.exchanges.flatMap((exchange) => exchange.items);
    expect(items.filter((item) => !item.startsWith('GET '))).toEqual([]);
    // The proxy's own count says that the whole tenant was read all the same.
    expect(items.length).toBeGreaterThan(2 * PACKAGES);
  });

  it('share few connections, which are kept alive', () => {
    expect(proxy.exchanges.length).toBeGreaterThan(4 * proxy.connections);
  });
});
