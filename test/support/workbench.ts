/** A tenant of its own with the engine before it and a portal beside it: what tests of plans and kinds work on. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Governance } from '../../src/schema/governance.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { TenantOptions } from '../../src/tenant/open.ts';
import { temporaryFolder } from './cli.ts';
import { createEngine, desiredOf } from './engine.ts';
import type { Applied, Engine, Planned, PlanOptions } from './engine.ts';
import { SMALL_DIRECTORY } from './governance-arbitrary.ts';

const EM = '/identityGovernance/entitlementManagement';

/** Requests past Entente, as the portal makes them. */
export type Portal = (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;

export interface Workbench {
  readonly engine: Engine;
  /** Below entitlement management; an absolute path begins with `/v1.0`. Rejects for an answer that is no success. */
  readonly portal: Portal;
  /** The items of a list. */
  list(path: string): Promise<Record<string, unknown>[]>;
  /** Applies; rejects when anything failed. */
  apply(document: Governance, options?: PlanOptions): Promise<Applied>;
  plan(document: Governance, options?: PlanOptions): Promise<Plan>;
  /** Plans, with the diagnostics instead of an exception. */
  tryPlan(document: Governance, options?: PlanOptions): Promise<Planned>;
  /** Graph id of an address in the state. */
  idOf(address: string): Promise<string>;
  close(): void;
}

/** A document with sections added to the least that one needs. */
export function governed(sections: Omit<Governance, 'version' | 'tenant'>): Governance {
  return { version: 1, tenant: { embedded: 'unused' }, ...sections };
}

/** `action reason` by address, of what is not a noop. */
export function actions({ changes }: Plan): Record<string, string> {
  const real = changes.filter(({ action }) => action !== 'noop');
  return Object.fromEntries(real.map(({ address, action, reason }) => [address, `${action} ${reason}`]));
}

export async function openWorkbench(options: Partial<TenantOptions> = {}): Promise<Workbench> {
  const folder = temporaryFolder();
  const tenant = await openTenant({
    seed: SMALL_DIRECTORY,
    now: () => new Date('2026-01-01T00:00:00Z'),
    ...options,
  });
  const engine = createEngine(tenant, path.join(folder, 'state.json'));
  const portal: Portal = async (method, at, body) => {
    const url = `http://portal.invalid${at.startsWith('/v1.0') ? at : `/v1.0${EM}${at}`}`;
    const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await tenant.fetch(new Request(url, init));
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${at} answered ${response.status}: ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  return {
    engine,
    portal,
    list: async (at) => (await portal('GET', at))['value'] as Record<string, unknown>[],
    async apply(document, given) {
      const applied = await engine.apply(desiredOf(document), given);
      const { failed, skipped } = applied.summary;
      if (failed + skipped > 0)
        throw new Error(JSON.stringify(applied.events.filter(({ type }) => type === 'apply_errored')));
      return applied;
    },
    plan: async (document, given) => (await engine.plan(desiredOf(document), given)).plan,
    tryPlan: (document, given) => engine.plan(desiredOf(document), given),
    idOf: async (address) =>
      (await engine.state.read())?.resources.find((known) => known.address === address)?.id ?? '',
    close: () => rmSync(folder, { recursive: true }),
  };
}
