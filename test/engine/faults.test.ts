/** A service on a bad day: throttling, outages, broken connections, answers that get lost after the write was done. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Faults } from '../../src/tenant/faults.ts';
import { dumpTenant } from '../support/dump.ts';
import { createEngine, desiredOf } from '../support/engine.ts';
import { governance, SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'entente-faults-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
const now = () => new Date('2026-01-01T00:00:00Z');

/** Numbers in [0, 1) that follow from a seed, so that a failure can be run again. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

async function calm() {
  const tenant = await openTenant({ seed: SMALL_DIRECTORY, now });
  const engine = createEngine(tenant, path.join(folder, `${(count += 1)}.json`));
  return { tenant, engine };
}

/** A tenant that is faulty until it is mended; both ways lead to the same store. */
async function stormy(rates: Faults['rates'], seed: number) {
  const random = numbers(seed);
  let broken = true;
  const faults: Faults = { rates, random: () => (broken ? random() : 1) };
  const tenant = await openTenant({ seed: SMALL_DIRECTORY, now, faults });
  const engine = createEngine(tenant, path.join(folder, `${(count += 1)}.json`));
  return { tenant, engine, mend: () => (broken = false) };
}

describe('on a bad day', () => {
  it('throttling and outages alone are survived', async () => {
    await fc.assert(
      fc.asyncProperty(governance, fc.nat(), async (document, seed) => {
        const { engine } = await stormy({ '429': 0.1, '503': 0.05 }, seed);
        const desired = desiredOf(document);
        // 503 leaves open whether a POST was done, so it is not sent twice; the next run settles it.
        for (let left = true; left;) {
          const { summary } = await engine.apply(desired);
          left = summary.failed > 0;
        }
        const { plan } = await engine.plan(desired);
        expect(plan.changes.filter(({ action }) => action !== 'noop')).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it('nothing is lost and nothing is made twice, however often answers get lost', async () => {
    await fc.assert(
      fc.asyncProperty(governance, fc.nat(), async (document, seed) => {
        const bad = await stormy({ lost: 0.25, reset: 0.1, '503': 0.1 }, seed);
        const desired = desiredOf(document);
        for (let round = 0; round < 4; round += 1) {
          await bad.engine.apply(desired).catch((error: unknown) => {
            // A tenant that cannot be read completely is not planned on.
            if (!(error instanceof DiagnosticError)) throw error;
            expect(error.diagnostics.map(({ code }) => code)).toEqual(['REFRESH_INCOMPLETE']);
          });
        }
        bad.mend();
        const { summary } = await bad.engine.apply(desired);
        expect({ failed: summary.failed, skipped: summary.skipped }).toEqual({ failed: 0, skipped: 0 });
        expect((await bad.engine.state.read())?.pending).toEqual([]);
        const good = await calm();
        await good.engine.apply(desired);
        expect(await dumpTenant((request) => bad.tenant.fetch(request))).toEqual(
          await dumpTenant((request) => good.tenant.fetch(request)),
        );
      }),
      { numRuns: 25 },
    );
  });
});
