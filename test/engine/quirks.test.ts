/** The service's peculiarities, one by one and all at once: the engine converges on each without a second plan. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BEHAVIOUR, STRICT_BEHAVIOUR } from '../../src/tenant/behaviour.ts';
import type { Behaviour } from '../../src/tenant/behaviour.ts';
import { governance } from '../support/governance-arbitrary.ts';
import { actions, openWorkbench } from '../support/workbench.ts';

/** Every switch in the position that it does not have by default. */
const SWITCHED: [string, Partial<Behaviour>][] = Object.entries(DEFAULT_BEHAVIOUR).map(([name, value]) => [
  name,
  { [name]: typeof value === 'number' ? 3 : !value },
]);

/** `npm run test:convergence` looks at many more. */
const SCALE = Number(process.env['CONVERGENCE'] ?? 0.5);

async function convergesOn(behaviour: Partial<Behaviour>, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(governance, governance, async (a, b) => {
      const bench = await openWorkbench({ behaviour });
      for (const document of [a, b]) {
        await bench.apply(document);
        expect(actions(await bench.plan(document))).toEqual({});
      }
      await bench.apply(b, { mode: 'destroy' });
      expect((await bench.engine.state.read())?.resources).toEqual([]);
      bench.close();
    }),
    { numRuns },
  );
}

describe('the engine converges', () => {
  it.each(SWITCHED)(
    'with %s switched',
    (_name, behaviour) => convergesOn(behaviour, 2 * SCALE),
    60_000 * Math.max(1, SCALE),
  );

  it('on a strict tenant that leaves nothing out', () => {
    expect(Object.entries(STRICT_BEHAVIOUR).filter(([, value]) => value === 0)).toEqual([]);
  });

  it('on the strictest tenant', () => convergesOn(STRICT_BEHAVIOUR, 6 * SCALE), 60_000 * Math.max(1, SCALE));
});
