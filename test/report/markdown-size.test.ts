/** Reports that fit, whatever the size of what they report on. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessChange } from '../../src/access/compare/access-change.ts';
import type { Action, Change, Plan } from '../../src/plan/plan.ts';
import { COMMENT_BYTES, SUMMARY_BYTES } from '../../src/report/markdown-report.ts';
import { planMarkdown } from '../../src/report/plan-markdown.ts';
import { expectHarmless } from '../support/harmless.ts';
import { runs } from '../support/whole.ts';

interface Size {
  readonly changes: number;
  readonly access: number;
  readonly findings: number;
  readonly drift: number;
  /** Letters of each description. */
  readonly text: number;
}

const KINDS = ['policy', 'accessPackage', 'catalogResource'];
const ACTIONS: readonly Action[] = ['create', 'update', 'delete', 'replace', 'adopt', 'forget'];
const list = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

function planOf({ changes, access, findings, drift, text }: Size): Plan {
  const source = { file: 'governance.yaml', line: 3, column: 5 };
  const attributes = (index: number) => ({
    displayName: `Name ${index}`,
    description: '好'.repeat(text),
    stages: list(index % 5, (stage) => ({
      approver: `somebody-${stage}`,
      more: [{ deep: 'x'.repeat(text) }],
    })),
  });
  const change = (index: number): Change => {
    const action = ACTIONS[index % ACTIONS.length] ?? 'create';
    const kind = KINDS[index % KINDS.length] ?? 'policy';
    return {
      address: `${kind}.key-${index}`,
      kind,
      action,
      reason: 'declared',
      displayName: `Name ${index}`,
      before: action === 'create' ? null : attributes(index),
      after: action === 'delete' ? null : attributes(index + 1),
      changedPaths: [],
      dependsOn: [],
      source,
    };
  };
  const gained = (index: number): AccessChange => ({
    requestor: { type: 'anyExternalUser', label: 'any external user' },
    package: { address: `accessPackage.key-${index}`, displayName: `Name ${index}` },
    severity: index === access - 1 ? 'critical' : 'low',
    summary: `Number ${index}: any external user may now request Name ${index}`,
    details: ['no approval', 'for 90 days'],
    causes: [{ address: `policy.key-${index}`, path: 'allowedTargetScope', source }],
  });
  const none = { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, forget: 0, move: 0, noop: 0 };
  return {
    formatVersion: 1,
    digest: 'abc',
    tool: { name: 'entente', version: 'test' },
    createdAt: '2026-01-01T00:00:00Z',
    tenant: { id: 't', displayName: 'Contoso', kind: 'embedded' },
    configuration: { digest: 'd', environment: null, files: [] },
    state: { lineage: null, serial: 0 },
    mode: 'normal',
    refreshed: true,
    targets: [],
    changes: list(changes, change),
    drift: list(drift, (index) => ({
      address: `policy.moved-${index}`,
      kind: 'policy',
      displayName: `Name ${index}`,
      id: 'i',
      before: attributes(index),
      after: attributes(index + 1),
      changedPaths: [],
    })),
    unmanaged: [],
    access: { gained: list(access, gained), lost: [], changed: [] },
    findings: list(findings, (index) => ({
      rule: 'some-rule',
      severity: index === findings - 1 ? 'error' : 'warning',
      message: `Finding ${index}`,
      source,
    })),
    summary: { ...none, create: changes },
    names: {},
    lookups: {},
  };
}

const bytes = (text: string) => Buffer.byteLength(text);

describe('a plan in Markdown', () => {
  it('of a thousand changes fits into a comment; what a reviewer must know survives', () => {
    const plan = planOf({ changes: 1_000, access: 300, findings: 300, drift: 100, text: 200 });
    const text = planMarkdown(plan, {
      bytes: COMMENT_BYTES,
      name: 'prod',
      whole: 'the summary',
    });
    expect(bytes(text)).toBeLessThan(COMMENT_BYTES);
    expect(bytes(text)).toBeGreaterThan(30_000);
    expectHarmless(text);
    const lines = text.split('\n');
    expect(lines[0]).toBe('## Entente: 1000 to add, 0 to change, 0 to destroy');
    expect(lines[2]).toBe('Tenant `Contoso` · `prod` · plan `abc`');
    // The one that matters most comes first, wherever it stood.
    expect(lines.find((line) => line.startsWith('- 🔴'))).toContain(
      'Number 299: any external user may now request',
    );
    expect(text).toContain('> [!CAUTION]\n> **Open to the whole internet, without approval: `Name ');
    expect(text).toContain('### Findings: 1 error, 299 warnings\n\n- 🔴 Finding 299');
    expect(text).toMatch(/_\d+ more access changes left out here; all of it is in the summary\._/);
    expect(text).toMatch(
      /_The attributes of \d+ changes are left out here, and the names of \d+ of them; all of it is/,
    );
    // Not all of that stands in the way of the changes.
    expect(text).toMatch(/<summary>\d+ more access changes<\/summary>/);
    expect(text).toMatch(/<summary>\d+ more findings<\/summary>/);
    // Each kind has its place, and deletions come before the rest.
    const groups = [...text.matchAll(/<summary>(\d+) to (\w+): <code>(\w+)<\/code>/g)];
    expect(groups.map(([, , action]) => action).slice(0, 2)).toEqual(['delete', 'replace']);
    expect(groups.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(1_000);
  });

  it('leaves nothing out where there is room', () => {
    const text = planMarkdown(planOf({ changes: 1_000, access: 300, findings: 300, drift: 100, text: 20 }), {
      bytes: Infinity,
    });
    expect(text).not.toContain('left out');
    expect(text.match(/key-\d+<\/code>/g)).toHaveLength(1_000);
  });

  it('of any size fits, and ends everything that it begins', () => {
    const size = fc.record({
      changes: fc.integer({ min: 0, max: 60 }),
      access: fc.integer({ min: 0, max: 60 }),
      findings: fc.integer({ min: 0, max: 60 }),
      drift: fc.integer({ min: 0, max: 20 }),
      text: fc.constantFrom(0, 10, 300, 9_000),
    });
    fc.assert(
      fc.property(size, fc.constantFrom(5_000, 12_000, COMMENT_BYTES, SUMMARY_BYTES), (given, most) => {
        const text = planMarkdown(planOf(given), { bytes: most });
        expect(bytes(text)).toBeLessThanOrEqual(most);
        expectHarmless(text);
      }),
      runs(6, 25),
    );
  });
});
