/** Severities, options and suppressions of the rules, and what becomes of them in SARIF. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/checks/registry.ts';
import { runChecks } from '../../src/checks/run-checks.ts';
import type { ChecksResult } from '../../src/checks/run-checks.ts';
import type { Rule } from '../../src/checks/rule.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import type { LookupKey } from '../../src/model/principal.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { renderChecks } from '../../src/report/check-text.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { governed } from '../support/workbench.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** One catalog without a package: `unused-catalog` and `catalog-without-owner` find it. */
function document(checks: Governance['checks']): Governance {
  return governed({ catalogs: { old: { displayName: 'Old' } }, ...(checks !== undefined && { checks }) });
}

function run(checks?: Governance['checks'], rules: readonly Rule[] = RULES): Promise<ChecksResult> {
  const input = { rules, document: document(checks), known: new Map(), today: '2026-06-30' };
  return runChecks({ ...input, rangeOf: () => undefined });
}

const suppression = { rule: 'unused-catalog', address: 'catalog.old', reason: 'Kept for audit' } as const;
const summary = ({ findings, diagnostics }: ChecksResult) => ({
  findings: findings.map(({ rule, severity, suppression: accepted }) => [rule, severity, accepted?.expires]),
  diagnostics: diagnostics.map(({ code, path: at }) => [code, at?.join('.')]),
});

describe('settings of rules', () => {
  it('change the severity, and turn a rule off', async () => {
    const settings = {
      'unused-catalog': { severity: 'error' },
      'catalog-without-owner': { severity: 'off' },
    } as const;
    const result = await run({ rules: settings });
    expect(summary(result).findings).toEqual([['unused-catalog', 'error', undefined]]);
    expect(result.rules).toHaveLength(RULES.length - 1);
  });
});

describe('suppressions', () => {
  it('accept a finding until the end of their day', async () => {
    const result = await run({ suppressions: [{ ...suppression, expires: '2026-06-30' }] });
    expect(summary(result)).toEqual({
      findings: [
        ['unused-catalog', 'note', '2026-06-30'],
        ['catalog-without-owner', 'note', undefined],
      ].sort(),
      diagnostics: [],
    });
  });

  it('count for nothing from the next day on, and say so', async () => {
    const result = await run({ suppressions: [{ ...suppression, expires: '2026-06-29' }] });
    expect(summary(result).findings).toContainEqual(['unused-catalog', 'note', undefined]);
    expect(summary(result).diagnostics).toEqual([['CHECK_SUPPRESSION_EXPIRED', 'checks.suppressions.0']]);
  });

  it('with a misspelt address are told which was meant', async () => {
    const result = await run({
      suppressions: [{ ...suppression, address: 'catalog.odl', expires: '2027-01-01' }],
    });
    const [fault] = result.diagnostics;
    expect(fault?.hint).toBe('Remove it, or did you mean catalog.old?');
  });

  it('that silence nothing are told, but not while their rule could not be judged', async () => {
    const stale = {
      rule: 'disabled-approver',
      address: 'policy.gone',
      reason: 'x',
      expires: '2027-01-01',
    } as const;
    expect(summary(await run({ suppressions: [stale] })).diagnostics).toEqual([
      ['CHECK_SUPPRESSION_UNUSED', 'checks.suppressions.0'],
    ]);
    const approver = { primaryApprovers: [{ user: 'alice@contoso.com' }] };
    const asked = governed({
      policies: {
        p: {
          accessPackage: 'a',
          displayName: 'P',
          requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [approver] },
        },
      },
      checks: { suppressions: [stale] },
    });
    const result = await runChecks({
      rules: RULES,
      document: asked,
      known: new Map(),
      today: '2026-06-30',
      rangeOf: () => undefined,
    });
    expect(result.undecided).toEqual([{ rule: 'disabled-approver', principals: ['alice@contoso.com'] }]);
    expect(result.diagnostics).toEqual([]);
    const text = renderChecks(result, {
      color: false,
      sources: new Map(),
      lookUp: 'entente check --refresh',
    });
    expect(text).toContain('Not judged to the end: disabled-approver\n  Not looked up: alice@contoso.com');
  });
});

describe('who has left the directory', () => {
  it('reviews nothing', async () => {
    const document = governed({
      catalogs: { c: { displayName: 'C' } },
      packages: { a: { catalog: 'c', displayName: 'A' } },
      policies: {
        p: {
          accessPackage: 'a',
          displayName: 'P',
          reviewSettings: { primaryReviewers: [{ user: 'carol@contoso.com' }] },
        },
      },
    });
    const found = async (departed: ReadonlySet<LookupKey>) => {
      const input = {
        rules: RULES,
        document,
        known: new Map(),
        today: '2026-06-30',
        rangeOf: () => undefined,
      };
      const { findings } = await runChecks({ ...input, departed });
      return findings.filter(({ rule }) => rule === 'review-without-reviewers').map(({ message }) => message);
    };
    expect(await found(new Set())).toEqual([]);
    expect(await found(new Set(['user:carol@contoso.com']))).toEqual([
      'The review of "P" has no primary reviewers who are still in the directory',
    ]);
  });
});

describe('SARIF', () => {
  const log = async (file: string) => {
    const { configuration } = await loadConfiguration({ file, cwd: ROOT, env: {} });
    if (configuration === undefined) throw new Error(`${file} is not valid`);
    const result = await runChecks({
      rules: RULES,
      document: configuration.document,
      known: new Map(),
      today: '2026-06-30',
      rangeOf: (at) => configuration.rangeOf(at),
    });
    const options = {
      version: '1.0.0',
      documentation: 'https://docs.example',
      pathOf: (name: string) => name,
    };
    return JSON.parse(renderSarif(result, options)) as Sarif;
  };

  it('is valid by the official schema, for every failing fixture', async () => {
    const validate = sarifValidator();
    expect(validate({ version: '2.1.0' })).toBe(false);
    for (const { id } of RULES) {
      const sarif = await log(`test/checks/rules/${id}/fail.yaml`);
      validate(sarif);
      expect([id, validate.errors]).toEqual([id, null]);
    }
  });

  it('points to exact regions, and knows a finding again when lines move', async () => {
    const file = 'test/checks/rules/open-to-anyone/fail.yaml';
    const [run] = (await log(file)).runs;
    const found = run?.results.find(({ ruleId }) => ruleId === 'open-to-anyone');
    const lines = readFileSync(path.join(ROOT, file), 'utf8').split('\n');
    const line = lines.findIndex((text) => text.includes('# finding'));
    const column = (lines[line] ?? '').indexOf('allExternalUsers');
    expect(found).toMatchObject({
      level: 'warning',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: file, uriBaseId: '%SRCROOT%' },
            region: {
              startLine: line + 1,
              startColumn: column + 1,
              endLine: line + 1,
              endColumn: column + 1 + 'allExternalUsers'.length,
            },
          },
        },
      ],
      partialFingerprints: { 'ententeFinding/v1': 'open-to-anyone/policy.engineers/1' },
    });
    expect(run?.tool.driver.rules[found?.ruleIndex ?? -1]).toMatchObject({
      id: 'open-to-anyone',
      helpUri: 'https://docs.example/checks.md#open-to-anyone',
    });
  });

  it('carries accepted findings with their reason', async () => {
    const result = await run({ suppressions: [{ ...suppression, expires: '2027-01-01' }] });
    const options = { version: '1.0.0', documentation: undefined, pathOf: (name: string) => name };
    const sarif = JSON.parse(renderSarif(result, options)) as Sarif;
    const validate = sarifValidator();
    validate(sarif);
    expect(validate.errors).toBeNull();
    const accepted = sarif.runs[0]?.results.find(({ ruleId }) => ruleId === 'unused-catalog');
    expect(accepted?.suppressions).toEqual([
      {
        kind: 'external',
        status: 'accepted',
        justification: 'Kept for audit (until 2027-01-01; checks.suppressions, catalog.old)',
      },
    ]);
  });
});

interface Sarif {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly suppressions?: readonly unknown[];
    }[];
  }[];
}

/** The schema of OASIS, as Microsoft's matchers carry it. It is draft 04, of which only the names of two keywords differ. */
function sarifValidator() {
  const { id: _id, $schema: _dialect, ...schema } = sarifSchema;
  const uri = (value: string) => URL.canParse(value);
  const relative = (value: string) => URL.canParse(value, 'https://base.example');
  const formats = {
    uri,
    'uri-reference': relative,
    'date-time': (value: string) => !Number.isNaN(Date.parse(value)),
  };
  return new Ajv({ strict: false, allErrors: true, unicodeRegExp: false, formats }).compile(schema);
}
