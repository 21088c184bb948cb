/** Runs commands and measures them: wall time and peak memory of a real process. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface Measured {
  /** Wall time, seconds. */
  readonly seconds: number;
  /** Peak resident memory, MiB; undefined for processes that are not Node. */
  readonly memory: number | undefined;
}

export interface Timed {
  /** Wall time. */
  readonly seconds: number;
  /** The end of what it printed. */
  readonly output: string;
}

export interface Command {
  readonly folder: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const root = path.resolve(import.meta.dirname, '..');
const CLI = path.join(root, 'dist/cli.mjs');

/** Runs the built CLI; rejects when it does not exit with 0. */
export async function entente({ folder, args, environment = {} }: Command): Promise<Measured & Timed> {
  const memoryFile = path.join(folder, '.memory');
  const preload = path.join(root, 'bench/peak-memory.mjs');
  const timing = await timed(process.execPath, ['--import', preload, CLI, ...args], folder, {
    ...environment,
    ENTENTE_BENCH_MEMORY: memoryFile,
  });
  if (timing === undefined) throw new Error('Cannot happen: there is no limit');
  return { ...timing, memory: Number(readFileSync(memoryFile, 'utf8')) / 1024 };
}

/**
 * Wall time of a program that must succeed; undefined when it was stopped at `limit` seconds.
 */
export function timed(
  program: string,
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
  limit?: number,
): Promise<Timed | undefined> {
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, env: { ...process.env, ...environment } });
    let stopped = false;
    const stop = () => {
      stopped = true;
      child.kill('SIGKILL');
    };
    const timer = limit === undefined ? undefined : setTimeout(stop, limit * 1000);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000)));
    child.stderr.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000)));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      if (stopped) resolve(undefined);
      else if (code === 0) resolve({ seconds: (performance.now() - begin) / 1000, output });
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code}:\n${output}`));
    });
  });
}

/** A served tenant in a process of its own. */
export interface Served {
  /** Points commands at it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Entities of a collection, all pages. */
  count(path: string): Promise<number>;
  stop(): Promise<void>;
}

/** `entente tenant serve` with arguments, ready to answer. */
export async function serve(folder: string, args: readonly string[]): Promise<Served> {
  const server = spawn(process.execPath, [CLI, 'tenant', 'serve', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface(server.stdout).once('line', resolve);
    server.once('close', (code) => reject(new Error(`tenant serve ended with ${code}`)));
  });
  const { url, token } = JSON.parse(line) as { url: string; token: string };
  return {
    environment: { ENTENTE_GRAPH_URL: url, ENTENTE_GRAPH_TOKEN: token },
    async count(collection) {
      let total = 0;
      for (let next: string | undefined = url + collection; next !== undefined;) {
        const response = await fetch(next, { headers: { authorization: `Bearer ${token}` } });
        const page = (await response.json()) as { value: unknown[]; '@odata.nextLink'?: string };
        total += page.value.length;
        next = page['@odata.nextLink'];
      }
      return total;
    },
    stop() {
      server.kill('SIGTERM');
      return ended;
    },
  };
}
