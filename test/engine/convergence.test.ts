import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { checkDocument } from '../../src/config/checks/check.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { recordDeclarations } from '../../src/kinds/recorder.ts';
import { openTenant } from '../../src/tenant/open.ts';
import { dumpTenant } from '../support/dump.ts';
import { createEngine, desiredOf } from '../support/engine.ts';
import type { Engine } from '../support/engine.ts';
import { governance, SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { scaled } from '../support/scale.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'entente-convergence-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

async function freshEngine() {
  const tenant = await openTenant({ seed: SMALL_DIRECTORY, now: () => new Date('2026-01-01T00:00:00Z') });
  const engine = createEngine(tenant, path.join(folder, `${(count += 1)}.json`));
  return { engine, dump: () => dumpTenant((request) => tenant.fetch(request)) };
}

/** Applies, and checks that nothing failed and nothing is left to do. */
async function settle(engine: Engine, document: Governance) {
  const desired = desiredOf(document);
  const { summary, events } = await engine.apply(desired);
  const errors = events.filter(({ type }) => type === 'apply_errored');
  expect({ errors, skipped: summary.skipped }).toEqual({ errors: [], skipped: 0 });
  const { plan, diagnostics } = await engine.plan(desired);
  expect(diagnostics).toEqual([]);
  expect(plan.changes.filter(({ action }) => action !== 'noop')).toEqual([]);
  expect(plan.drift).toEqual([]);
}

describe('for any valid configurations', () => {
  it('the generator makes valid ones', () => {
    fc.assert(
      fc.property(governance, (document) => {
        const { declarations } = desiredOf(document);
        const recording = recordDeclarations(declarations, document);
        expect(checkDocument(declarations, document, recording)).toEqual({ diagnostics: [], refusals: [] });
      }),
      scaled(100),
    );
  });

  it('A and B, applying A and then B leaves what applying B alone leaves', async () => {
    await fc.assert(
      fc.asyncProperty(governance, governance, async (a, b) => {
        const both = await freshEngine();
        await settle(both.engine, a);
        await settle(both.engine, b);
        const alone = await freshEngine();
        await settle(alone.engine, b);
        expect(await both.dump()).toEqual(await alone.dump());
      }),
      scaled(20),
    );
  });

  it('the order of unordered collections makes no difference', async () => {
    await fc.assert(
      fc.asyncProperty(governance, async (document) => {
        const { engine } = await freshEngine();
        await settle(engine, document);
        const { plan } = await engine.plan(desiredOf(reversed(document)));
        expect(plan.changes.filter(({ action }) => action !== 'noop')).toEqual([]);
      }),
      scaled(8),
    );
  });

  it('destroy leaves a tenant as it was before', async () => {
    await fc.assert(
      fc.asyncProperty(governance, async (document) => {
        const { engine, dump } = await freshEngine();
        const before = await dump();
        await settle(engine, {
          ...document,
          settings: { externalUserLifecycleAction: 'blockSignInAndDelete' },
        });
        const { summary } = await engine.apply(desiredOf(document), { mode: 'destroy' });
        expect(summary.failed + summary.skipped).toBe(0);
        expect(await dump()).toEqual(before);
        expect((await engine.state.read())?.resources).toEqual([]);
      }),
      scaled(8),
    );
  });
});

/** The same configuration with keys and the members of sets in another order. Stages and questions keep theirs. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return [...value].reverse().map(reversed) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]: [string, unknown]) => [
        name,
        ['stages', 'questions', 'choices'].includes(name) && Array.isArray(member)
          ? member.map(reversed)
          : reversed(member),
      ]),
  ) as T;
}
