/** A tenant that comes in catalog by catalog has thousands of objects that nothing manages: what drift concludes stays in sight. */
import { describe, expect, it } from 'vitest';
import type { DriftReport } from '../../src/plan/drift-report.ts';
import { renderDrift } from '../../src/report/drift-text.ts';

const reportOf = (count: number): DriftReport => ({
  formatVersion: 1,
  tool: { name: 'entente', version: 'test' },
  createdAt: '2026-01-01T00:00:00Z',
  tenant: { id: 't', displayName: 'Contoso', kind: 'embedded' },
  configuration: { digest: 'd', files: [], environment: null },
  state: { lineage: null, serial: 0 },
  names: {},
  drift: [],
  access: { gained: [], lost: [], changed: [] },
  unmanaged: Array.from({ length: count }, (_, index) => ({
    kind: 'accessPackage',
    id: `id-${index}`,
    displayName: `Package ${index}`,
  })),
  findings: [],
  coverage: { managed: 0, unmanaged: count, percent: 0, kinds: {} },
  auditLog: 'read',
});

const listed = (count: number, verbose: boolean) => {
  const text = renderDrift(reportOf(count), { color: false, verbose });
  return { text, lines: text.split('\n').filter((line) => line.startsWith('  ? ')).length };
};

describe('objects that nothing manages', () => {
  it('are listed up to twenty, and the rest is counted with the way to see it', () => {
    const { text, lines } = listed(50, false);
    expect(lines).toBe(20);
    expect(text).toContain('  and 30 more (entente drift -v lists all)\n');
  });

  it('are all listed with -v, and where they are few', () => {
    expect(listed(50, true)).toMatchObject({ lines: 50 });
    expect(listed(20, false).text).not.toContain(' more (');
  });
});
