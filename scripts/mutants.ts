/**
 * `npm run test:mutants -- [--room plan,apply] [--count 20] [--seed 1] [--file src/plan/changes.ts]`: changes the sources
 * one mutant at a time and runs the tests that can notice it. Prints those that no test noticed, and the score; ends with 1
 * when one survived. A test that fails without a mutant decides nothing: it is named, and ends the run with 1 too.
 *
 * All mutants of a run are woven into one copy of the checkout, which is built once; a variable of the environment says
 * which is in force. Every test runs once without a mutant, and tells which mutants it runs: only those tests are asked.
 *
 * A tool of our own, because most of the behaviour is held by tests that run bundles of the sources, which StrykerJS's
 * runner for Vitest does not see change. Mutants that the compiler refuses are left out, as are those that
 * `mutants-equivalent.ts` argues about.
 */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { copyWith } from './mutants-checkout.ts';
import { EQUIVALENT } from './mutants-equivalent.ts';
import { mutantsOf, mutated, overlap } from './mutants-make.ts';
import type { Mutant } from './mutants-make.ts';
import { Judge, endTests } from './mutants-tests.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const ROOMS = 'plan,apply,refresh,state,config,kinds,graph,engine';
const { values } = parseArgs({
  options: {
    room: { type: 'string', default: ROOMS },
    file: { type: 'string' },
    count: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
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

/** Mutants that compile, and can stand in one text. */
function sample(count: number): readonly Mutant[] {
  const rooms = values.room.split(',');
  const compiler = new Compiler();
  const all = compiler.mutants((file) =>
    values.file === undefined ? rooms.some((room) => file.startsWith(`src/${room}/`)) : file === values.file,
  );
  const taken: Mutant[] = [];
  for (const mutant of shuffled(all, Number(values.seed))) {
    if (taken.length === count) break;
    if (taken.some((other) => overlap(mutant, other))) continue;
    const text = readFileSync(path.join(ROOT, mutant.file), 'utf8');
    if (compiler.accepts(mutant.file, mutated(text, mutant))) taken.push(mutant);
  }
  console.log(`${taken.length} of ${all.length} mutants`);
  return taken;
}

const mutants = sample(Number(values.count));
const copy = copyWith(ROOT, mutants);
const remove = () => rmSync(copy, { recursive: true, force: true });
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    endTests();
    remove();
    process.exit(130);
  });
const tally = { killed: 0, survived: 0, undecided: 0, equivalent: 0 };
try {
  const judge = await Judge.of(copy);
  for (const file of judge.unsound) console.error(`${file} fails without a mutant, and decides nothing.`);
  for (const [number, mutant] of mutants.entries()) {
    const text = readFileSync(path.join(ROOT, mutant.file), 'utf8');
    const { verdict, by = '' } = isEquivalent(mutant, text)
      ? ({ verdict: 'equivalent' } as const)
      : await judge.verdictOf(number, mutant);
    tally[verdict] += 1;
    console.log(`${verdict.padEnd(10)} ${mutant.file}:${mutant.line}  ${by}`.trimEnd());
    if (verdict === 'survived' || verdict === 'undecided')
      console.log(
        `  - ${mutant.before}\n  + ${mutant.after}\n  run by ${judge.testsOf(number, mutant).length} test files`,
      );
  }
  process.exitCode = tally.survived === 0 && judge.unsound.length === 0 ? 0 : 1;
} finally {
  remove();
}
const decided = tally.killed + tally.survived;
const score = decided === 0 ? 100 : (100 * tally.killed) / decided;
console.log(
  `killed ${tally.killed} of ${decided} (${score.toFixed(1)} %), ${tally.undecided} undecided for want of time, ` +
    `${tally.equivalent} equivalent`,
);
