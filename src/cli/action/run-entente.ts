/** Runs the command line in a process of its own, as a person would, and hands on what it is told. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { shownText } from '../terminal.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  /** What the run had to say against the input, the tenant or the state. */
  readonly diagnostics: readonly Diagnostic[];
  /** A signal came while it ran. */
  readonly interrupted: boolean;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** What becomes of a line of standard output in the log; by default it is shown as it is. */
  readonly show?: (line: string) => string | undefined;
  readonly timeoutMs: number;
}

/** What a command has to end in when its time is over, and after a second signal. */
const GRACE_MS = 120_000;

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Stands beside the action's own file in its bundle. */
const CLI = path.join(import.meta.dirname, 'cli.mjs');

/**
 * Runs `entente` to its end. A cancelled job is told so by a signal to this process alone; it is passed on, so that an
 * apply ends what is under way and records it. What the run prints cannot command GitHub's runner.
 */
export async function runEntente(
  args: readonly string[],
  { cwd, env, show, timeoutMs }: RunOptions,
): Promise<Ran> {
  const folder = mkdtempSync(path.join(env['RUNNER_TEMP'] ?? tmpdir(), 'entente-'));
  const file = path.join(folder, 'diagnostics');
  let interrupted = false;
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { ...withoutInputs(env), ENTENTE_DIAGNOSTICS: file },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const forward = (signal: NodeJS.Signals) => {
    interrupted = true;
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  const limits = [
    setTimeout(() => {
      process.stdout.write(
        `The command took longer than ${timeoutMs / 1000} s, the input timeout: ending it.\n`,
      );
      forward('SIGINT');
    }, timeoutMs),
    setTimeout(() => forward('SIGINT'), timeoutMs + GRACE_MS),
    setTimeout(() => child.kill('SIGKILL'), timeoutMs + 2 * GRACE_MS),
  ];
  const resume = randomUUID();
  process.stdout.write(`::stop-commands::${resume}\n`);
  let stdout = '';
  try {
    const exit = new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 130));
    });
    const [code] = await Promise.all([
      exit,
      eachLine(child.stdout, (line) => {
        stdout += `${line}\n`;
        const shown = show === undefined ? line : show(line);
        if (shown !== undefined) log(shown);
      }),
      eachLine(child.stderr, log),
    ]);
    return { code, stdout, diagnostics: readDiagnostics(file), interrupted };
  } finally {
    process.stdout.write(`::${resume}::\n`);
    for (const signal of SIGNALS) process.off(signal, forward);
    for (const limit of limits) clearTimeout(limit);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A line of the action's log. */
export function log(line: string): void {
  process.stdout.write(`${shownText(line)}\n`);
}

async function eachLine(stream: Readable, hear: (line: string) => void): Promise<void> {
  for await (const line of createInterface(stream)) hear(line);
}

/** The command line needs none of the inputs, and the token least of all. */
function withoutInputs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('INPUT_')));
}

function readDiagnostics(file: string): Diagnostic[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Diagnostic]));
}
