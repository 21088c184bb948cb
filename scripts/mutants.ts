/**
 * `npm run test:mutants -- [--room plan,apply] [--count 20] [--seed 1] [--limit 240] [--quick] [--file src/plan/changes.ts]`: changes
 * the sources one mutant at a time, in a copy of the checkout, and runs the tests that can notice it. Prints those that
 * no test noticed, and the score; ends with 1 when one survived. A test that fails without a mutant decides nothing: it is
 * named, and ends the run with 1 too.
 *
 * A tool of our own, because most of the behaviour is held by tests that run bundles of the sources, which StrykerJS's
 * runner for Vitest does not see change. Mutants that the compiler refuses are left out, as are those that
 * `mutants-equivalent.ts` argues about.
 */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { EQUIVALENT } from './mutants-equivalent.ts';
import { mutantsOf, mutated } from './mutants-make.ts';
import type { Mutant } from './mutants-make.ts';
import { ImportGraph } from './mutants-tests.ts';

type Verdict = 'killed' | 'survived' | 'undecided';

const ROOT = path.resolve(import.meta.dirname, '..');
/** Test files of the first group. */
const NEAREST = 10;
/** With `--quick`: as many that import the file, and as many that run bundles. */
const QUICK = { near: 20, built: 6 };
/** Milliseconds for a group without a mutant. */
const LONGEST = 600_000;
const ROOMS = 'plan,apply,refresh,state,config,kinds,graph,engine';
const { values } = parseArgs({
  options: {
    room: { type: 'string', default: ROOMS },
    file: { type: 'string' },
    count: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    /** Seconds for one mutant. */
    limit: { type: 'string', default: '240' },
    /** Only the nearest tests: the score is a lower bound then. */
    quick: { type: 'boolean', default: false },
  },
});

/** The compiler over the sources, with the text that a mutant leaves in the place of one. */
class Compiler {
  readonly #changed = new Map<string, { version: number; text: string }>();
  readonly #service: ts.LanguageService;

  constructor() {
    const config = ts.getParsedCommandLineOfConfigFile(path.join(ROOT, 'tsconfig.json'), undefined, {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
        throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
      },
    });
    const names = (config?.fileNames ?? []).filter((name) => name.startsWith(`${ROOT}/src/`));
    const { useCaseSensitiveFileNames, ...system } = ts.sys;
    this.#service = ts.createLanguageService({
      ...system,
      useCaseSensitiveFileNames: () => useCaseSensitiveFileNames,
      getCompilationSettings: () => config?.options ?? {},
      getScriptFileNames: () => names,
      getScriptVersion: (name) => String(this.#changed.get(name)?.version ?? 0),
      getScriptSnapshot: (name) => {
        const text = this.#changed.get(name)?.text ?? ts.sys.readFile(name);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => ROOT,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
    });
  }

  /** Every mutant of the sources that `wanted` selects. */
  mutants(wanted: (file: string) => boolean): readonly Mutant[] {
    const program = this.#service.getProgram();
    if (program === undefined) throw new Error('The sources could not be read.');
    return program.getSourceFiles().flatMap((source) => {
      const file = path.relative(ROOT, source.fileName).replaceAll(path.sep, '/');
      return wanted(file) ? mutantsOf(source, file, program.getTypeChecker()) : [];
    });
  }

  /** True when a file still compiles with a text in the place of its own. */
  accepts(file: string, text: string): boolean {
    const name = path.join(ROOT, file);
    this.#set(name, text);
    const faults = this.#service
      .getSemanticDiagnostics(name)
      .concat(this.#service.getSyntacticDiagnostics(name));
    this.#set(name, readFileSync(name, 'utf8'));
    return faults.length === 0;
  }

  #set(name: string, text: string): void {
    this.#changed.set(name, { version: (this.#changed.get(name)?.version ?? 0) + 1, text });
  }
}

/** A copy of the checkout whose dependencies are the checkout's own; what tests build stays in the copy. */
function copyCheckout(): string {
  const copy = mkdtempSync(path.join(tmpdir(), 'entente-mutants-'));
  const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const file of listed.stdout
    .split('\0')
    .filter((name) => name !== '' && ts.sys.fileExists(path.join(ROOT, name)))) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    copyFileSync(path.join(ROOT, file), path.join(copy, file));
  }
  mkdirSync(path.join(copy, 'node_modules'));
  for (const name of readdirSync(path.join(ROOT, 'node_modules')).filter((entry) => entry !== '.cache'))
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(copy, 'node_modules', name));
  // Tests that import the sources need no bundles of them, and load them once for all files; what no mutant changes is
  // compiled once for all mutants.
  writeFileSync(
    path.join(copy, 'vitest.near.config.ts'),
    `export default { test: { include: ['test/**/*.test.ts'], maxWorkers: 1, isolate: false, testTimeout: 60_000,
      experimental: { fsModuleCache: true, fsModuleCachePath: ${JSON.stringify(path.join(copy, 'modules'))} } } };\n`,
  );
  return copy;
}

interface Ran {
  readonly verdict: Verdict;
  /** Test files that failed; all of them when none could be told. */
  readonly failed: readonly string[];
}

/** What is read of Vitest's report. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly failureMessages?: readonly string[] }[];
  }[];
}

const UNDECIDED: Ran = { verdict: 'undecided', failed: [] };
/** As Vitest says it of a test or a hook. */
const TIMED_OUT = /\b(?:Test|Hook) timed out in \d+ms/;

/** The tests that run now; they end with the tool. */
let running: ChildProcess | undefined;

/** Runs test files to their first failure. */
function runTests(copy: string, files: readonly string[], built: boolean, limit: number): Promise<Ran> {
  if (files.length === 0) return Promise.resolve({ verdict: 'survived', failed: [] });
  const config = built ? [] : ['--config', 'vitest.near.config.ts'];
  const report = path.join(copy, 'mutants-report.json');
  rmSync(report, { force: true });
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--bail=1',
    '--maxWorkers=1',
    '--silent',
    '--reporter=json',
    `--outputFile=${report}`,
    ...config,
  ];
  return new Promise((resolve) => {
    // In a group of its own, so that the limit ends the processes of its tests too.
    const child = spawn(process.execPath, [...args, ...files], {
      cwd: copy,
      stdio: 'ignore',
      detached: true,
    });
    running = child;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      endGroup(child);
    }, limit);
    child.on('close', (code) => {
      clearTimeout(timer);
      running = undefined;
      resolve(
        late ? UNDECIDED : code === 0 ? { verdict: 'survived', failed: [] } : failures(copy, report, files),
      );
    });
  });
}

function endGroup(child: ChildProcess | undefined): void {
  if (child?.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
}

/** What a run that failed says of its mutant: a test that only lacked time, as on a busy machine, says nothing. */
function failures(copy: string, report: string, files: readonly string[]): Ran {
  if (!existsSync(report)) return { verdict: 'killed', failed: files };
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const failed = testResults.filter(({ status }) => status === 'failed');
  const messages = failed.flatMap(({ assertionResults }) =>
    assertionResults.flatMap(({ failureMessages }) => failureMessages ?? []),
  );
  if (messages.length > 0 && messages.every((message) => TIMED_OUT.test(message))) return UNDECIDED;
  const names = failed.map(({ name }) => path.relative(copy, name).replaceAll(path.sep, '/'));
  return { verdict: 'killed', failed: names.length === 0 ? files : names };
}

/** The nearest tests first: most mutants die there, and the rest need not run. */
class Judge {
  readonly #graph = new ImportGraph(ROOT);
  /** Test files that passed, or failed, without a mutant. */
  readonly #sound = new Map<string, boolean>();
  readonly #copy: string;

  constructor(copy: string) {
    this.#copy = copy;
  }

  /** Test files that fail without a mutant, of those that a mutant was tried on. */
  get unsound(): readonly string[] {
    return [...this.#sound].filter(([, isSound]) => !isSound).map(([file]) => file);
  }

  /** Writes the mutant into the copy, and its file's own text afterwards. */
  async verdictOf(file: string, text: string, changed: string): Promise<Ran> {
    const end = Date.now() + Number(values.limit) * 1000;
    for (const [files, isBuilt] of this.#groups(file)) {
      writeFileSync(path.join(this.#copy, file), changed);
      const ran = await this.#runSound(files, isBuilt, end);
      writeFileSync(path.join(this.#copy, file), text);
      if (ran.verdict === 'survived') continue;
      // Tests that fail without the mutant too say nothing of it, and are left out from then on.
      const isKilled = ran.verdict === 'killed' && (await this.#areSound(ran.failed, isBuilt));
      return isKilled ? ran : UNDECIDED;
    }
    return { verdict: 'survived', failed: [] };
  }

  #runSound(files: readonly string[], isBuilt: boolean, end: number): Promise<Ran> {
    const sound = files.filter((file) => this.#sound.get(file) !== false);
    return runTests(this.#copy, sound, isBuilt, Math.max(1, end - Date.now()));
  }

  async #areSound(files: readonly string[], isBuilt: boolean): Promise<boolean> {
    for (const file of files) {
      if (this.#sound.has(file)) continue;
      const { verdict } = await runTests(this.#copy, [file], isBuilt, LONGEST);
      this.#sound.set(file, verdict === 'survived');
      if (verdict !== 'survived') console.error(`${file} fails without a mutant, and decides nothing.`);
    }
    return files.some((file) => this.#sound.get(file) === true);
  }

  #groups(file: string): readonly (readonly [files: readonly string[], isBuilt: boolean])[] {
    const { near, built } = this.#graph.candidates(file);
    if (values.quick)
      return [
        [near.slice(0, QUICK.near), false],
        [built.slice(0, QUICK.built), true],
      ];
    return [
      [near.slice(0, NEAREST), false],
      [built.slice(0, NEAREST), true],
      [near.slice(NEAREST), false],
      [built.slice(NEAREST), true],
    ];
  }
}

/** Numbers in [0, 1) that a seed decides (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const random = randomOf(seed);
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

function isEquivalent(mutant: Mutant, text: string): boolean {
  const line = text.split('\n')[mutant.line - 1]?.trim();
  return EQUIVALENT.some(
    (known) =>
      known.file === mutant.file &&
      known.line === line &&
      known.before === mutant.before &&
      known.after === mutant.after,
  );
}

const rooms = values.room.split(',');
const compiler = new Compiler();
const all = compiler.mutants((file) =>
  values.file === undefined ? rooms.some((room) => file.startsWith(`src/${room}/`)) : file === values.file,
);
const copy = copyCheckout();
const judge = new Judge(copy);
const tally = { killed: 0, survived: 0, undecided: 0, equivalent: 0 };
const remove = () => rmSync(copy, { recursive: true, force: true });
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    endGroup(running);
    remove();
    process.exit(130);
  });
try {
  let run = 0;
  for (const mutant of shuffled(all, Number(values.seed))) {
    if (run >= Number(values.count)) break;
    const text = readFileSync(path.join(ROOT, mutant.file), 'utf8');
    const changed = mutated(text, mutant);
    if (!compiler.accepts(mutant.file, changed)) continue;
    run += 1;
    if (isEquivalent(mutant, text)) {
      tally.equivalent += 1;
      continue;
    }
    const { verdict, failed } = await judge.verdictOf(mutant.file, text, changed);
    tally[verdict] += 1;
    console.log(`${verdict.padEnd(9)}  ${mutant.file}:${mutant.line}  ${failed[0] ?? ''}`.trimEnd());
    if (verdict !== 'killed') console.log(`  - ${mutant.before}\n  + ${mutant.after}`);
  }
} finally {
  remove();
}
const decided = tally.killed + tally.survived;
const score = decided === 0 ? 100 : (100 * tally.killed) / decided;
console.log(
  `${all.length} mutants before the compiler; killed ${tally.killed} of ${decided} (${score.toFixed(1)} %), ` +
    `${tally.undecided} undecided for want of time, ${tally.equivalent} equivalent`,
);
process.exitCode = tally.survived === 0 && judge.unsound.length === 0 ? 0 : 1;
