import { describe, expect, it, vi } from 'vitest';
import type { AccessChange } from '../../src/access/index.ts';
import type { Change, ShownPlan } from '../../src/plan/plan.ts';
import { renderAccessDiff } from '../../src/report/access-diff-text.ts';
import { renderDiagnostics } from '../../src/report/diagnostics-text.ts';
import { renderPlan } from '../../src/report/plan-text.ts';
import { createStyle } from '../../src/report/style.ts';

const ALICE = '4cddb6c8-c022-404c-8ca2-2e876e835a7b';

function planOf(...changes: Partial<Change>[]): ShownPlan {
  return {
    formatVersion: 1,
    tool: { name: 'entente', version: 'test' },
    createdAt: '2026-01-01T00:00:00Z',
    tenant: { id: 't', displayName: 'Contoso', kind: 'embedded' },
    configuration: { digest: 'd', files: [], environment: null },
    state: { lineage: null, serial: 0 },
    mode: 'normal',
    refreshed: true,
    targets: [],
    changes: changes.map((change) => ({
      address: 'policy.partners',
      kind: 'policy',
      action: 'update',
      reason: 'configuration-changed',
      displayName: 'Partners',
      before: null,
      after: null,
      changedPaths: [],
      dependsOn: [],
      ...change,
    })),
    drift: [],
    unmanaged: [],
    access: { gained: [], lost: [], changed: [] },
    findings: [],
    summary: {
      create: 0,
      update: changes.length,
      replace: 0,
      delete: 0,
      adopt: 0,
      forget: 0,
      move: 0,
      noop: 0,
    },
    names: { [ALICE]: 'alice@contoso.com' },
    lookups: {},
  };
}

/** The lines about the first change. */
function body(change: Partial<Change>): string {
  return renderPlan(planOf(change), { color: false }).split('\n\n')[1] ?? '';
}

describe('a plan in text', () => {
  it('shows what changes, counts what does not, and names people', () => {
    const stages = [
      {
        durationBeforeAutomaticDenial: 'P7D',
        primaryApprovers: [{ '@odata.type': 'singleUser', userId: ALICE }],
      },
    ];
    const before = { displayName: 'Partners', description: 'Old', stages, isHidden: false };
    const after = {
      ...before,
      description: 'New',
      stages: [{ ...stages[0], durationBeforeAutomaticDenial: 'P14D', primaryApprovers: [] }],
    };
    expect(body({ before, after, source: { file: 'governance.yaml', line: 7, column: 3 } })).toBe(
      `  # policy.partners will be updated in place  governance.yaml:7
  ~ policy.partners "Partners"
      ~ description = "Old" -> "New"
      ~ stages      = [
          ~ {
              ~ durationBeforeAutomaticDenial = "P7D" -> "P14D"
              ~ primaryApprovers              = [
                  - singleUser alice@contoso.com (${ALICE})
                ]
            }
        ]
        # (2 unchanged attributes hidden)`,
    );
  });

  it('shows texts of several lines line by line', () => {
    const before = { description: 'one\ntwo\nthree' };
    expect(body({ before, after: { description: 'one\n2\nthree' } })).toBe(
      `  # policy.partners will be updated in place
  ~ policy.partners "Partners"
      ~ description = <<text
            one
          - two
          + 2
            three
        text`,
    );
  });

  it('says what forces a replacement', () => {
    const change = {
      action: 'replace',
      before: { catalog: 'catalog.a' },
      after: { catalog: 'catalog.b' },
      replacePaths: ['catalog'],
    } as const;
    expect(body(change)).toContain('~ catalog = "catalog.a" -> "catalog.b" # forces replacement');
    expect(body(change)).toContain('-/+ policy.partners');
  });

  it('shows a changed set as what comes and what goes', () => {
    const set = (...names: string[]) => ({
      targets: names.map((name) => ({ '@odata.type': 'groupMembers', groupId: name })),
    });
    expect(body({ before: set('a', 'b'), after: set('b', 'c') })).toBe(
      `  # policy.partners will be updated in place
  ~ policy.partners "Partners"
      ~ targets = [
          - groupMembers "a"
          + groupMembers "c"
            # (1 unchanged element hidden)
        ]`,
    );
  });

  it('cannot be made to say something else by names in the tenant', () => {
    const text = renderPlan(
      planOf({
        displayName: 'x\u001b[2J\u202egnp.exe',
        after: { description: '\u001b]8;;http://evil\u0007' },
        action: 'create',
      }),
      {
        color: true,
      },
    );
    // The renderer's own colours aside, no control character and no change of direction is left.

    const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

    expect(text.replace(/\u001b\[\d+m/g, '')).not.toMatch(unsafe);
  });
});

describe('who can get in, in text', () => {
  const entry = (label: string, severity: AccessChange['severity']): AccessChange => ({
    requestor: { type: 'group', id: label, label },
    package: { address: 'accessPackage.p', displayName: 'P' },
    severity,
    summary: `${label} differs`,
    details: [],
    causes: [
      { address: '2897ab04-9273-4ed3-814f-83d18c817029', called: `policy "${label}"`, path: 'expiration' },
    ],
  });

  it('begins with the worst, whether it is gained, lost or changed; what nothing declares is called by its name', () => {
    const access = {
      gained: [entry('Low', 'low')],
      lost: [entry('Gone', 'low')],
      changed: [entry('Terms', 'high')],
    };
    expect(renderAccessDiff(access, createStyle(false)).split('\n')).toEqual([
      'Who can get in:',
      '',
      '  ~ Terms differs  high',
      '      # policy "Terms" 2897ab04-9273-4ed3-814f-83d18c817029 expiration',
      '',
      '  + Low differs  low',
      '      # policy "Low" 2897ab04-9273-4ed3-814f-83d18c817029 expiration',
      '',
      '  - Gone differs  low',
      '      # policy "Gone" 2897ab04-9273-4ed3-814f-83d18c817029 expiration',
    ]);
  });
});

describe('diagnostics in text', () => {
  it('point to the place, also in a long line', () => {
    const line = `${'x'.repeat(300)} wrong ${'y'.repeat(300)}`;
    const place = (column: number) => ({ line: 1, column, offset: column - 1 });
    const text = renderDiagnostics(
      [
        {
          code: 'CONFIG_YAML',
          severity: 'warning',
          summary: 'Something',
          range: { file: 'a.yaml', start: place(302), end: place(307) },
        },
      ],
      new Map([['a.yaml', line]]),
      { color: false },
    );
    const [head = '', code = '', caret = ''] = text.split('\n');
    expect(head).toBe('a.yaml:1:302: warning CONFIG_YAML: Something');
    expect(code.length).toBeLessThan(140);
    expect(code.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('wrong');
  });

  it('split a file once, however many are about it', () => {
    const file = Array.from({ length: 1000 }, (_each, index) => `key${index}: wrong`).join('\n');
    const split = vi.spyOn(String.prototype, 'split');
    const found = Array.from({ length: 1000 }, (_each, index) => {
      const range = {
        file: 'a.yaml',
        start: { line: index + 1, column: 1, offset: 0 },
        end: { line: index + 1, column: 4, offset: 3 },
      };
      const related = [{ message: 'As here', range }];
      return { code: 'CONFIG_YAML', severity: 'warning' as const, summary: 'Something', range, related };
    });
    const text = renderDiagnostics(found, new Map([['a.yaml', file]]), { color: false });
    const times = split.mock.contexts.filter((context) => String(context) === file).length;
    split.mockRestore();
    expect(times).toBe(1);
    expect(text.match(/^ +\d+ \| key\d+: wrong$/gm)).toHaveLength(2000);
  });
});
