/** A copy of the checkout that holds all mutants of a run: a switch decides which of them is in force. */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { woven } from './mutants-make.ts';
import type { Mutant } from './mutants-make.ts';

/** Variables of the environment that the switch and the tests of a copy read. */
export const SWITCH = {
  /** The number of the mutant that is in force. */
  active: 'MUTANT_ACTIVE',
  /** A folder: each test file's name gets the numbers of the mutants that ran during it. */
  reached: 'MUTANT_REACHED',
} as const;

/** In every copy; processes of a test file inherit its environment. */
const SWITCH_SOURCE = `import { appendFileSync } from 'node:fs';
const active = Number(process.env['${SWITCH.active}'] ?? '-1');
const seen = new Set<number>();
export function __mutant(number: number): boolean {
  if (!seen.has(number)) {
    seen.add(number);
    const file = process.env['${SWITCH.reached}_BY'];
    if (file !== undefined) appendFileSync(file, number + '\\n');
  }
  return number === active;
}
`;

const SETUP_SOURCE = `import path from 'node:path';
import { expect } from 'vitest';
const folder = process.env['${SWITCH.reached}'];
if (folder !== undefined) {
  const file = path.relative(import.meta.dirname, expect.getState().testPath ?? '');
  process.env['${SWITCH.reached}_BY'] = path.join(folder, file.replaceAll(path.sep, '__'));
}
`;

/** Vitest's options: for the record each file has a process of its own, since what runs on import runs once in it. */
const CONFIGS = {
  'mutants.record.config.ts': `export default { test: { include: ['test/**/*.test.ts'], setupFiles: ['mutants-setup.ts'],
  maxWorkers: 2, testTimeout: 120_000, hookTimeout: 120_000, experimental: { fsModuleCache: true } } };
`,
  'mutants.config.ts': `import base from './vitest.config.ts';
export default { ...base, test: { ...base.test, maxWorkers: 1, globalSetup: [] } };
`,
};

/** Copies the checkout, weaves the mutants in by their place in the list, and builds what tests run. */
export function copyWith(root: string, mutants: readonly Mutant[]): string {
  const copy = mkdtempSync(path.join(tmpdir(), 'entente-mutants-'));
  const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of listed.stdout.split('\0').filter((name) => name !== '')) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    copyFileSync(path.join(root, file), path.join(copy, file));
  }
  mkdirSync(path.join(copy, 'node_modules'));
  for (const name of readdirSync(path.join(root, 'node_modules')).filter((entry) => entry !== '.cache'))
    symlinkSync(path.join(root, 'node_modules', name), path.join(copy, 'node_modules', name));
  writeFileSync(path.join(copy, 'src/mutant-switch.ts'), SWITCH_SOURCE);
  writeFileSync(path.join(copy, 'mutants-setup.ts'), SETUP_SOURCE);
  for (const [name, text] of Object.entries(CONFIGS)) writeFileSync(path.join(copy, name), text);
  for (const file of new Set(mutants.map((mutant) => mutant.file))) weave(copy, file, mutants);
  build(copy);
  return copy;
}

function weave(copy: string, file: string, mutants: readonly Mutant[]): void {
  const own = new Map([...mutants.entries()].filter(([, mutant]) => mutant.file === file));
  const target = path.posix.relative(path.posix.dirname(file), 'src/mutant-switch.ts');
  const from = target.startsWith('.') ? target : `./${target}`;
  const place = path.join(copy, file);
  writeFileSync(place, woven(readFileSync(place, 'utf8'), own, `import { __mutant } from '${from}';`));
}

/** What the repository's own set-up of its tests builds. */
function build(copy: string): void {
  appendFileSync(
    path.join(copy, 'mutants-build.ts'),
    `import build from './test/support/global-setup.ts';\nawait build();\n`,
  );
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'mutants-build.ts'], {
    cwd: copy,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The sources with their mutants were not built:\n${stderr}`);
}
