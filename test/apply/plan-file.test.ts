/** Plan files as untrusted input: damage is found by the seal, whatever byte it hits. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planDigest } from '../../src/plan/plan-digest.ts';
import { formatPlan, parsePlan } from '../../src/apply/plan-file.ts';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import { movedSince } from '../../src/plan/agreed.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { governed, openWorkbench } from '../support/workbench.ts';
import type { Workbench } from '../support/workbench.ts';

let bench: Workbench;
let plan: Plan;
beforeAll(async () => {
  bench = await openWorkbench();
  const document = governed({
    catalogs: { partners: { displayName: 'Partners "&" 🤝\n' } },
    packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
  });
  await bench.apply(document);
  const made = await bench.plan({
    ...document,
    packages: {
      tango: { catalog: 'partners', displayName: 'Tango', description: 'Änderung' },
      other: { catalog: 'partners', displayName: 'Other' },
    },
  });
  plan = { ...made, configuration: { ...made.configuration, digest: '0'.repeat(64) } };
});
afterAll(() => bench.close());

function codeOf(text: string): string | undefined {
  try {
    parsePlan(text, 'x.json');
    return undefined;
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics[0]?.code;
    throw error;
  }
}

describe('a plan file', () => {
  it('comes back as it was saved, with its digest', () => {
    const read = parsePlan(formatPlan(plan), 'x.json');
    expect(read).toEqual({ ...plan, digest: planDigest(plan) });
    expect(formatPlan(read)).toBe(formatPlan(plan));
  });

  it('is refused when any byte of it is another', () => {
    const good = Buffer.from(formatPlan(plan));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bad = Buffer.from(good);
        bad[at] = (bad[at] ?? 0) ^ flip;
        expect(codeOf(bad.toString('utf8'))).toMatch(/^PLAN_FILE_(CORRUPT|FOREIGN|NEWER|INVALID|TAMPERED)$/);
      }),
      { numRuns: 300 },
    );
  });

  it('is refused when bytes of it are missing or new', () => {
    const good = formatPlan(plan);
    fc.assert(
      fc.property(fc.nat(good.length), fc.nat(40), fc.string({ maxLength: 3 }), (at, length, inserted) => {
        const bad = good.slice(0, at) + inserted + good.slice(at + length);
        fc.pre(bad !== good);
        expect(codeOf(bad)).toMatch(/^PLAN_FILE_/);
      }),
      { numRuns: 300 },
    );
  });

  it('says what is wrong with it', () => {
    const good = formatPlan(plan);
    const edited = (edit: (data: Record<string, unknown>) => void) => {
      const data = JSON.parse(good) as Record<string, unknown>;
      edit(data);
      return codeOf(`${JSON.stringify(data, null, 2)}\n`);
    };
    expect(codeOf(good)).toBeUndefined();
    expect(edited((data) => (data['formatVersion'] = 2))).toBe('PLAN_FILE_NEWER');
    expect(edited((data) => (data['extra'] = 1))).toBe('PLAN_FILE_INVALID');
    expect(edited((data) => delete data['seal'])).toBe('PLAN_FILE_INVALID');
    expect(edited((data) => (data['createdAt'] = '2030-01-01T00:00:00Z'))).toBe('PLAN_FILE_TAMPERED');
    expect(edited((data) => (data['digest'] = '0'.repeat(64)))).toBe('PLAN_FILE_TAMPERED');
    expect(codeOf(JSON.stringify(JSON.parse(good)))).toBe('PLAN_FILE_TAMPERED');
  });
});

describe('the digest of a plan', () => {
  it('is about what is done, not about when, by whom or how it is shown', () => {
    const shown: Plan = {
      ...plan,
      createdAt: '2031-01-01T00:00:00Z',
      tool: { name: 'entente', version: '99' },
      names: {},
      unmanaged: [],
      changes: [...plan.changes].reverse().map(({ source: _source, ...change }) => change),
    };
    expect(planDigest(shown)).toBe(planDigest(plan));
    expect(movedSince(plan, shown)).toEqual([]);
  });

  it('is another when anything of a change is another', () => {
    const first = plan.changes.find(({ action }) => action === 'update');
    expect(first?.address).toBe('accessPackage.tango');
    const edits: Partial<Plan['changes'][number]>[] = [
      { action: 'replace' },
      { id: 'another' },
      { before: { ...first?.before, displayName: 'x' } },
      { after: { ...first?.after, displayName: 'x' } },
      { after: null },
      { changedPaths: [] },
      { movedFrom: 'accessPackage.old' },
    ];
    for (const edit of edits) {
      const other = {
        ...plan,
        changes: plan.changes.map((each) => (each === first ? { ...each, ...edit } : each)),
      };
      expect(planDigest(other)).not.toBe(planDigest(plan));
      expect(movedSince(plan, other)).toHaveLength(1);
    }
    const targeted = { ...plan, targets: ['catalog.partners'] };
    expect(planDigest(targeted)).not.toBe(planDigest(plan));
    expect(planDigest({ ...plan, tenant: { ...plan.tenant, id: 'other' } })).not.toBe(planDigest(plan));
  });
});
