/** Which test files run a mutant, and what they say of it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { LOADED, SWITCH } from './mutants-checkout.ts';
import type { Mutant } from './mutants-make.ts';

export type Verdict = 'killed' | 'survived' | 'undecided';

export interface Ran {
  readonly verdict: Verdict;
  /** The first test file that failed. */
  readonly by?: string;
}

/** What is read of Vitest's report. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly { readonly failureMessages?: readonly string[] }[];
  }[];
}

/**
 * Tests that hold something else than behaviour (texts of sources, the package), or that take minutes: what they alone
 * would notice counts as unnoticed.
 */
const LEFT_OUT = ['test/*.test.ts', 'test/crash/**', 'test/browser/**'];

/** As Vitest says it of a test or a hook. */
const TIMED_OUT = /\b(?:Test|Hook) timed out in \d+ms/;

/** Letters that words of one stem share, such as `departures` and `departed`. */
const STEM = 5;

/** A group of tests has this many times its own time, and this many milliseconds: what takes longer hangs. */
const PATIENCE = { times: 15, milliseconds: 60_000 };

/** Milliseconds for the tests of a group: a mutant that dies is mostly noticed by the first. */
const GROUP = 20_000;

let running: ChildProcess | undefined;

/** Ends the tests that run now, with the processes that they started. */
export function endTests(): void {
  if (running?.pid !== undefined && running.exitCode === null) process.kill(-running.pid, 'SIGKILL');
}

/** Test files of a copy, with the mutants that they run. */
export class Judge {
  readonly #copy: string;
  /** Milliseconds of each test file that passed without a mutant. */
  readonly #sound: ReadonlyMap<string, number>;
  readonly #reached: ReadonlyMap<string, ReadonlySet<number>>;
  /** Mutants that ran while sources were loaded: any test may notice them. */
  readonly #loaded: ReadonlySet<number>;
  /** Test files that failed without a mutant: they decide nothing. */
  readonly unsound: readonly string[];

  private constructor(copy: string, report: Report, reached: ReadonlyMap<string, readonly string[]>) {
    const results = report.testResults.map((result) => ({
      ...result,
      file: path.relative(copy, result.name),
    }));
    const passed = results.filter(({ status }) => status === 'passed');
    this.#copy = copy;
    this.#sound = new Map(passed.map(({ file, startTime, endTime }) => [file, endTime - startTime]));
    const loaded = [...reached.values()].flat().filter((line) => line.endsWith(LOADED));
    this.#loaded = new Set(loaded.map((line) => Number(line.slice(0, -LOADED.length))));
    this.#reached = new Map([...reached].map(([file, lines]) => [file, new Set(lines.map(Number))]));
    this.unsound = results.filter(({ status }) => status !== 'passed').map(({ file }) => file);
  }

  /** Runs every test once without a mutant. */
  static async of(copy: string): Promise<Judge> {
    const folder = path.join(copy, 'mutants-reached');
    mkdirSync(folder);
    const files = globSync('test/**/*.test.ts', { cwd: copy, ignore: LEFT_OUT });
    const ran = await vitest(copy, ['--config', 'mutants.config.ts', ...files], {
      [SWITCH.reached]: folder,
    });
    if (ran.report === undefined) throw new Error('The tests did not run without a mutant.');
    const reached = readdirSync(folder).map((name) => {
      const numbers = readFileSync(path.join(folder, name), 'utf8')
        .split('\n')
        .filter((line) => line !== '');
      return [name.replaceAll('__', '/'), numbers] as const;
    });
    return new Judge(copy, ran.report, new Map(reached));
  }

  /** Test files that run a mutant: those first that speak of its file, then the quick ones. */
  testsOf(number: number, { file }: Mutant): readonly string[] {
    const room = file.split('/')[1] ?? '';
    const stems = stemsOf(file);
    const rank = (test: string) => {
      const isNear = test.startsWith(`test/${room}/`) || stemsOf(test).some((stem) => stems.includes(stem));
      return (this.#sound.get(test) ?? 0) * (isNear ? 0.1 : 1);
    };
    return [...this.#sound.keys()]
      .filter((test) => this.#loaded.has(number) || this.#reached.get(test)?.has(number) === true)
      .sort((one, other) => rank(one) - rank(other));
  }

  async verdictOf(number: number, mutant: Mutant): Promise<Ran> {
    for (const group of this.#groups(this.testsOf(number, mutant))) {
      const time = group.reduce((sum, test) => sum + (this.#sound.get(test) ?? 0), 0);
      const limit = time * PATIENCE.times + PATIENCE.milliseconds;
      const ran = await vitest(
        this.#copy,
        ['--config', 'mutants.config.ts', '--bail=1', ...group],
        { [SWITCH.active]: String(number) },
        limit,
      );
      if (ran.isLate) return { verdict: 'killed', by: 'hangs' };
      if (!ran.isPassed) return said(ran.report, this.#copy);
    }
    return { verdict: 'survived' };
  }

  #groups(tests: readonly string[]): readonly (readonly string[])[] {
    const groups: string[][] = [];
    let time = Infinity;
    for (const test of tests) {
      if (time > GROUP) {
        groups.push([]);
        time = 0;
      }
      groups.at(-1)?.push(test);
      time += this.#sound.get(test) ?? 0;
    }
    return groups;
  }
}

/** What a run that failed says of its mutant: a test that only lacked time, as on a busy machine, says nothing. */
function said(report: Report | undefined, copy: string): Ran {
  const failed = (report?.testResults ?? []).filter(({ status }) => status === 'failed');
  const messages = failed.flatMap(({ assertionResults }) =>
    assertionResults.flatMap(({ failureMessages }) => failureMessages ?? []),
  );
  if (messages.length > 0 && messages.every((message) => TIMED_OUT.test(message)))
    return { verdict: 'undecided' };
  const [first] = failed;
  return { verdict: 'killed', by: first === undefined ? 'no report' : path.relative(copy, first.name) };
}

interface Vitest {
  readonly isPassed: boolean;
  readonly isLate: boolean;
  readonly report: Report | undefined;
}

function vitest(
  copy: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  limit = Infinity,
): Promise<Vitest> {
  const output = path.join(copy, 'mutants-report.json');
  rmSync(output, { force: true });
  const command = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--silent',
    '--reporter=json',
    `--outputFile=${output}`,
    ...args,
  ];
  return new Promise((resolve) => {
    // In a group of its own, so that the limit ends the processes of its tests too.
    const child = spawn(process.execPath, command, {
      cwd: copy,
      env: { ...process.env, ...env },
      stdio: 'ignore',
      detached: true,
    });
    running = child;
    let isLate = false;
    const end = () => {
      isLate = true;
      endTests();
    };
    const timer = limit === Infinity ? undefined : setTimeout(end, limit);
    child.on('close', (code) => {
      clearTimeout(timer);
      running = undefined;
      const report = existsSync(output) ? (JSON.parse(readFileSync(output, 'utf8')) as Report) : undefined;
      resolve({ isPassed: code === 0, isLate, report });
    });
  });
}

function stemsOf(file: string): readonly string[] {
  const [name = ''] = path.basename(file).split('.');
  return name.split('-').map((word) => word.slice(0, STEM));
}
