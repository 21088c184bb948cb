import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StateDocument } from '../../src/state/document.ts';
import { emptyState } from '../../src/state/journal.ts';
import { successor } from '../../src/state/succession.ts';

const state = fc.record({
  lineage: fc.constantFrom('one', 'two'),
  serial: fc.nat(3),
  tenantId: fc.constantFrom('here', 'there'),
  held: fc.subarray(['catalog.a', 'catalog.b']),
});

const documentOf = ({
  lineage,
  serial,
  tenantId,
  held,
}: typeof state extends fc.Arbitrary<infer T> ? T : never): StateDocument => ({
  ...emptyState(lineage, tenantId),
  serial,
  resources: held.map((address) => ({ address, kind: 'catalog', id: 'i', attributes: {}, dependsOn: [] })),
});

describe('a state that is put in place of another', () => {
  it('is of the same tenant; of the same lineage and later, unless it is forced', () => {
    fc.assert(
      fc.property(state, state, fc.boolean(), (before, after, force) => {
        const [current, next] = [documentOf(before), documentOf(after)];
        const attempt = () => successor({ current, next, from: 'FILE', to: 'PLACE', force });
        const same = JSON.stringify(current) === JSON.stringify(next);
        if (before.tenantId !== after.tenantId) expect(attempt).toThrow('STATE_TENANT');
        else if (same) expect(attempt()).toBeUndefined();
        else if (!force && before.lineage !== after.lineage) expect(attempt).toThrow('STATE_LINEAGE');
        else if (!force && after.serial <= before.serial) expect(attempt).toThrow('STATE_SERIAL');
        else {
          const chosen = attempt();
          expect({ ...chosen, serial: 0 }).toEqual({ ...next, serial: 0 });
          expect(chosen?.serial).toBeGreaterThan(current.serial);
          if (!force) expect(chosen?.serial).toBe(next.serial);
        }
      }),
    );
  });

  it('may be any where there is none', () => {
    const next = documentOf({ lineage: 'one', serial: 7, tenantId: 'here', held: [] });
    expect(successor({ current: undefined, next, from: 'FILE', to: 'PLACE', force: false })).toEqual(next);
  });
});
