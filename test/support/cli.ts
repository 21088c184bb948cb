/**
 * Runs the built command line: as users do, in a process of its own, or in a shell of its own within this process, which
 * takes a tenth of the time.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { SignalName } from '../../src/engine/host.ts';
import { delay } from '../../src/net/delay.ts';

export { folderOnDisk, temporaryFolder } from './temporary.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
export const CLI = path.join(ROOT, 'dist/cli.mjs');

export interface Ran {
  /** Exit code; null when a signal ended the process. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the process reads; without it standard input is empty. */
  readonly input?: string;
}

/** What Entente, and the sign-in of Azure and GitHub, read. */
const OURS = /^(ENTENTE_|AZURE_|TF_HTTP_|ACTIONS_|GITHUB_|IDENTITY_|MSI_|NO_COLOR|FORCE_COLOR|CI$)/;

/** The environment of a test's processes: nothing of the machine's that Entente reads. */
export function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !OURS.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}

/** What a process printed, once it has ended. */
export function ended(child: ChildProcessWithoutNullStreams): Promise<Ran> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** Runs `entente` with arguments to its end, in a process of its own. */
export function ententeProcess(args: readonly string[], { cwd, env, input = '' }: RunOptions): Promise<Ran> {
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env: cleanEnvironment(env) });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return ended(child);
}

/** The program and the action without their processes, bundled as what users run is. */
export const BUNDLE = path.join(ROOT, '.cache/entente-test');

/** What of `src/cli/program.ts` and `src/cli/shell.ts` the bundle has to keep. */
interface Program {
  run(args: readonly string[], shell: object): Promise<number>;
}

let program: Promise<Program> | undefined;

interface InProcess {
  /** How many times shorter the waits between two looks and before a repetition are; their number stays. */
  readonly haste?: number;
  /** Hears what goes to standard output, as it comes. */
  readonly onOutput?: (text: string) => void;
}

/** A command that runs within this process. */
interface Running {
  readonly ended: Promise<Ran>;
  /** Lets it hear a signal. */
  signal(name: SignalName): void;
}

/**
 * Starts `entente` with arguments within this process: for all that does not depend on being a process, such as locks of
 * processes that died, and memory.
 */
export function startEntente(
  args: readonly string[],
  { cwd, env, input = '', haste = 1, onOutput }: RunOptions & InProcess,
): Running {
  program ??= import(
    /* @vite-ignore */ pathToFileURL(path.join(BUNDLE, 'program.mjs')).href
  ) as Promise<Program>;
  const said = { stdout: '', stderr: '' };
  const listeners = new Set<(name: SignalName) => void>();
  const shell = {
    env: cleanEnvironment(env),
    cwd,
    stdin: Readable.from(input === '' ? [] : [input]),
    stdout: collecting((text) => {
      said.stdout += text;
      onOutput?.(text);
    }),
    stderr: collecting((text) => (said.stderr += text)),
    delay: (ms: number, signal?: AbortSignal) => delay(ms / haste, signal),
    exitCode: 0,
    onSignal(listener: (name: SignalName) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    interrupt: () => undefined,
    exit: () => undefined,
  };
  return {
    ended: program.then(async (loaded) => ({
      code: await loaded.run(args, shell),
      signal: null,
      ...said,
    })),
    signal: (name) => {
      for (const listener of listeners) listener(name);
    },
  };
}

/** Runs `entente` with arguments to its end, within this process. */
export function entente(args: readonly string[], options: RunOptions & InProcess): Promise<Ran> {
  return startEntente(args, options).ended;
}

function collecting(take: (text: string) => void): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      take(chunk.toString());
      done();
    },
  });
}
