/** The service's peculiarities, one by one and all at once: the engine converges on each without a second plan. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BEHAVIOUR, STRICT_BEHAVIOUR } from '../../src/tenant/behaviour.ts';
import type { Behaviour } from '../../src/tenant/behaviour.ts';
import { governance } from '../support/governance-arbitrary.ts';
import { actions, openWorkbench } from '../support/workbench.ts';
import { SCALE, scaled } from '../support/scale.ts';

/** Every switch in the position that it does not have by default. */
const SWITCHED: [string, Partial<Behaviour>][] = Object.entries(DEFAULT_BEHAVIOUR).map(([name, value]) => [
  name,
  { [name]: typeof value === 'number' ? 3 : !value },
]);

/** One by one in `npm run test:convergence`, and several to a tenant in the suite. */
const TOGETHER = SCALE < 1 ? 8 : 1;
const PLAYED = SWITCHED.flatMap((_one, index): [string, Partial<Behaviour>][] => {
  const together = index % TOGETHER === 0 ? SWITCHED.slice(index, index + TOGETHER) : [];
  const names = together.map(([name]) => name).join(', ');
  return together.length > 0 ? [[names, Object.assign({}, ...together.map(([, one]) => one)) as object]] : [];
});

async function convergesOn(behaviour: Partial<Behaviour>, many: number): Promise<void> {
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
    scaled(many),
  );
}

describe('the engine converges', () => {
  it.each(PLAYED)(
    'with %s switched',
    (_names, behaviour) => convergesOn(behaviour, 2),
    60_000 * Math.max(1, SCALE),
  );

  it('on a strict tenant that leaves nothing out', () => {
    expect(Object.entries(STRICT_BEHAVIOUR).filter(([, value]) => value === 0)).toEqual([]);
  });

  it('on the strictest tenant', () => convergesOn(STRICT_BEHAVIOUR, 6), 60_000 * Math.max(1, SCALE));
});
