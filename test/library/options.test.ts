/** Options from plain JavaScript: a missing or wrong one is named, with what it takes, before anything is done. */
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as library from '../../src/index.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder('examples/starter');
const file = path.join(folder, 'governance.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

type AnyFunction = (...given: readonly unknown[]) => unknown;
const functions = library as unknown as Readonly<Record<string, AnyFunction>>;

/** What a call is refused with: the diagnostics' parts; a text for anything but a refusal. */
async function refusal(called: string, ...given: readonly unknown[]) {
  try {
    await functions[called]?.(...given);
    return 'not refused';
  } catch (error) {
    if (!(error instanceof library.DiagnosticError)) return String(error);
    return error.diagnostics.map(({ code, summary, hint }) => [code, summary, hint]);
  }
}

const OPERATIONS = [
  'validate',
  'plan',
  'apply',
  'drift',
  'acceptDrift',
  'importAll',
  'importOne',
  'accessWho',
  'accessFor',
  'explainAccess',
  'accessDiff',
  'check',
  'test',
];

describe.each(OPERATIONS)('%s', (called) => {
  it.each([
    ['nothing', [], 'its options are missing'],
    ['null', [null], 'its options are null'],
    ['a path', [file], 'its options are another text'],
    ['a list', [[file]], 'its options are a list of 1'],
    ['a number as file', [{ file: 7 }], 'the option "file" is 7'],
    ['an empty file', [{ file: ' ' }], 'the option "file" is an empty text'],
    ['an unknown option', [{ file, nothingOfOurs: 1 }], 'the option "nothingOfOurs" does not exist'],
    ['variables as env', [{ file, env: { A: 'b' } }], 'the option "env" is an object'],
    ['a text as timeout', [{ file, timeout: '5m' }], 'the option "timeout" is another text'],
    ['no time', [{ file, timeout: NaN }], 'the option "timeout" is NaN'],
    ['a text as host', [{ file, host: 'x' }], 'the option "host" is another text'],
  ])('refuses %s', async (_what, given, expected) => {
    const [found, ...more] = await refusal(called, ...given);
    expect(more).toEqual([]);
    expect(found).toEqual([
      'OPTION_INVALID',
      `${called}: ${expected}`,
      expect.stringMatching(/^(It takes|Did you)/),
    ]);
  });

  it.each([
    ['a misspelled member', { progres: () => undefined }, 'the option "progres" does not exist'],
    ['a text as a function', { now: '2026' }, 'the option "now" is another text'],
    ['half an ask', { ask: { approve: () => true } }, 'the option "ask" is an object'],
    ['a text as environment', { env: 'prod' }, 'the option "env" is another text'],
  ])('refuses a host with %s', async (_what, host, expected) => {
    const needed = { address: 'catalog.x', id: 'x', package: 'x', person: 'x' };
    const rest = Object.entries(needed).filter(([name]) => NEEDS[called]?.includes(name) === true);
    const [found] = await refusal(called, { file, host, ...Object.fromEntries(rest) });
    expect(found).toEqual([
      'OPTION_INVALID',
      `${called}: host: ${expected}`,
      expect.stringMatching(/^(It takes|Did you mean "progress")/),
    ]);
  });
});

const NEEDS: Readonly<Record<string, readonly string[]>> = {
  importOne: ['address', 'id'],
  accessWho: ['package'],
  accessFor: ['person'],
  explainAccess: ['package', 'person'],
};

describe('options of single functions', () => {
  it.each([
    ['plan', { file, target: 'catalog.x' }, '"target" is another text'],
    ['plan', { file, target: [7] }, '"target" is a list of 1'],
    ['plan', { file, refresh: 'false' }, '"refresh" is another text'],
    ['plan', {}, '"file" is missing'],
    ['apply', { file, autoApprove: 'yes' }, '"autoApprove" is another text'],
    ['apply', { file, maxDeletes: -1 }, '"maxDeletes" is -1'],
    ['apply', { file, expectDigest: 'abc' }, '"expectDigest" is another text'],
    ['apply', { file, lockTimeout: Infinity }, '"lockTimeout" is Infinity'],
    ['apply', { file, signal: 'SIGINT' }, '"signal" is another text'],
    ['apply', { file, approve: true }, '"approve" is true'],
    ['importOne', { file, address: 'catalog.x' }, '"id" is missing'],
    ['accessWho', { file }, '"package" is missing'],
    ['accessFor', { file, person: null }, '"person" is null'],
    ['accessDiff', { file }, '"from" is missing'],
    ['accessDiff', { from: 'main' }, '"file" is missing'],
    ['accessDiff', { files: [file] }, '"files" is a list of 1'],
    ['accessDiff', { files: [file, file], from: 'main' }, '"files" excludes "file", "from" and "to"'],
    ['test', { file, files: file }, '"files" is another text'],
  ])('%s', async (called, options, expected) => {
    const [found] = await refusal(called, options);
    expect(found).toEqual(['OPTION_INVALID', `${called}: the option ${expected}`, expect.any(String)]);
  });

  it('name the option that was meant', async () => {
    expect(await refusal('plan', { file, targets: ['catalog.x'] })).toEqual([
      ['OPTION_INVALID', 'plan: the option "targets" does not exist', 'Did you mean "target"?'],
    ]);
  });

  it('say where environment variables go', async () => {
    const [[, , hint] = []] = (await refusal('plan', { file, env: process.env })) as string[][];
    expect(hint).toContain('environment variables go into host: { env }');
  });

  it('never quote a value, which may be a secret', async () => {
    const [[, summary] = []] = (await refusal('plan', { file, timeout: 'hunter2hunter2' })) as string[][];
    expect(summary).not.toContain('hunter2');
  });
});

describe('an apply', () => {
  it('needs somebody who approves', async () => {
    const [found] = await refusal('apply', { file });
    expect(found?.slice(0, 2)).toEqual([
      'OPTION_INVALID',
      'apply: nobody approves the plan: the option "approve" is missing',
    ]);
  });

  it.each([{ autoApprove: true }, { planFile: 'x' }, { expectDigest: '0'.repeat(64) }])(
    'refuses approve with %j, which would not ask it',
    async (other) => {
      const [name = ''] = Object.keys(other);
      const [found] = await refusal('apply', { file, approve: () => false, ...other });
      expect(found?.[1]).toBe(`apply: the options "approve" and "${name}" exclude each other`);
    },
  );

  it('takes false of autoApprove as what it says', async () => {
    expect(await refusal('apply', { file, autoApprove: false })).toHaveLength(1);
  });
});

describe('reports and plan files', () => {
  it.each([
    ['planReport', [], 'planReport: the first argument is not what the operation returned'],
    ['planReport', [{ plan: {} }, 'pdf'], 'planReport: the option "format" is another text'],
    ['planReport', [{ plan: {} }], 'planReport: the option "format" is missing'],
    ['driftReport', [7, 'text'], 'driftReport: the first argument is not what the operation returned'],
    ['accessReport', [{}, 'text'], 'accessReport: the first argument is not what the operation returned'],
    ['accessReport', [null, 'text'], 'accessReport: the first argument is not what the operation returned'],
    ['checkReport', [{ result: {} }, 'html'], 'checkReport: the option "format" is another text'],
    ['testReport', [{}, 'text'], 'testReport: the first argument is not what the operation returned'],
    [
      'diagnosticsReport',
      [{}],
      'diagnosticsReport: the first argument is neither a DiagnosticError nor a list',
    ],
    ['savePlan', [{}, 'x'], 'savePlan: the first argument is not a plan'],
    ['readPlan', [], 'readPlan: the option "file" is missing'],
  ])('%s', async (called, given, expected) => {
    const [found] = await refusal(called, ...given);
    expect(found?.slice(0, 2)).toEqual(['OPTION_INVALID', expected]);
  });
});

it('refuses all of this before anything is done', () => {
  expect(existsSync(path.join(folder, '.entente'))).toBe(false);
});
