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

/** Behind the number of a mutant that ran while sources were loaded, which happens once for several test files. */
export const LOADED = ' loaded';

/** In every copy. Processes of a test file inherit its environment; within its own, files may follow each other. */
const SWITCH_SOURCE = `import { appendFileSync } from 'node:fs';
const active = Number(process.env['${SWITCH.active}'] ?? '-1');
const folder = process.env['${SWITCH.reached}'];
const seen = new Set<number>();
let last: string | undefined;
export function __mutant(number: number): boolean {
  if (folder === undefined) return number === active;
  const { mutantTest = process.env['${SWITCH.reached}_BY'], mutantLoads = '' } = globalThis as { mutantTest?: string; mutantLoads?: string };
  if (mutantTest !== last) seen.clear();
  last = mutantTest;
  if (!seen.has(number) && mutantTest !== undefined) {
    seen.add(number);
    appendFileSync(mutantTest, number + mutantLoads + '\\n');
  }
  return false;
}
`;

const SETUP_SOURCE = `import path from 'node:path';
import { beforeAll, expect } from 'vitest';
const folder = process.env['${SWITCH.reached}'];
if (folder !== undefined) {
  const file = path.relative(import.meta.dirname, expect.getState().testPath ?? '');
  const test = path.join(folder, file.replaceAll(path.sep, '__'));
  process.env['${SWITCH.reached}_BY'] = test;
  Object.assign(globalThis, { mutantTest: test, mutantLoads: '${LOADED}' });
  beforeAll(() => {
    Object.assign(globalThis, { mutantLoads: '' });
  });
}
`;

const CONFIG_SOURCE = `import base from './vitest.config.ts';
const setupFiles = ['mutants-setup.ts'];
const projects = base.test.projects.map((project) => ({ ...project, test: { ...project.test, setupFiles } }));
export default { ...base, test: { ...base.test, globalSetup: [], projects } };
`;

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
  writeFileSync(path.join(copy, 'mutants.config.ts'), CONFIG_SOURCE);
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
