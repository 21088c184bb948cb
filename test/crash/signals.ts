/** One command that a signal meets in one phase, with its state in one place, and what it left. */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { StateDocument } from '../../src/state/document.ts';
import type { Ran } from '../support/cli.ts';
import { CLI, cleanEnvironment, ended, entente, folderOnDisk } from '../support/cli.ts';
import type { Fate } from '../support/gate.ts';
import { foundAllDone, isWrite, objectsOf, serve, settled, STATE, tracked } from './crash.ts';
import { SCENARIOS } from './scenarios.ts';
import type { Place, PlaceName, Step } from './signal-places.ts';
import { openPlace } from './signal-places.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof SIGNALS)[number];

/** Phases of the tenant, of people, and of the state; the last ones never get an answer. */
const PHASES = [
  'connecting',
  'reading',
  'question',
  'applying',
  'applying, unanswered',
  'waiting for Retry-After',
  'settling',
  'deleting',
  'lock',
  'write',
  'release',
  'lock, unanswered',
  'lock, swallowed',
  'write, unanswered',
  'release, swallowed',
] as const;
export type Phase = (typeof PHASES)[number];

export interface Cell {
  readonly signal: Signal;
  readonly phase: Phase;
  readonly place: PlaceName;
}

/** Every cell there is: files of this machine answer always. */
export const CELLS: readonly Cell[] = (['local', 'http', 'azure'] as const).flatMap((place) =>
  PHASES.filter((phase) => place !== 'local' || !isHanging(phase)).flatMap((phase) =>
    SIGNALS.map((signal) => ({ signal, phase, place })),
  ),
);

function isHanging(phase: Phase): boolean {
  return /^(lock|write|release), /.test(phase);
}

export interface Met {
  readonly code: number | null;
  /** Seconds from the signal to the end. */
  readonly seconds: number;
  readonly stderr: string;
  /** What is not as it should be, in words. */
  readonly faults: readonly string[];
}

/** Seconds in which the process has to be gone. */
export function limitOf(phase: Phase): number {
  // Writes get 5 seconds, then a second or two to record them and to free the lock.
  return isHanging(phase) || phase === 'applying, unanswered' ? 9 : 5;
}

/** A command that does not hear its signal in this time is judged by how it ends. */
const HEARING_MS = 10_000;

const [scenario] = SCENARIOS;

/** Runs a cell, then the command again until it is done. */
export async function meet(cell: Cell): Promise<Met> {
  const folder = folderOnDisk();
  const place = await openPlace(cell.place, folder);
  const run = new SignalledRun(cell, folder, place);
  const behaviour = {
    resourceAppearsAfterReads: cell.phase === 'settling' ? 4 : 0,
    resourceLingersForReads: cell.phase === 'deleting' ? 4 : 0,
  };
  const served = await serve(folder, behaviour, (_exchange, items) => run.tenantAsked(items));
  const env = { ...place.env, ...served.env };
  try {
    const document = { ...scenario?.after, ...(place.state !== undefined && { state: place.state }) };
    writeFileSync(
      path.join(folder, 'governance.yaml'),
      stringify(document, { aliasDuplicateObjects: false }),
    );
    if (cell.phase === 'deleting') await run.toTheEnd(['apply', '--auto-approve'], env);
    const met = await run.signalled(env);
    const again = run.command();
    await run.unlockAsTold(met.stderr, env);
    const faults = [...(await run.faultsOf(met, env)), ...(await run.toTheEnd(again, env))];
    await settled(served.tenant);
    const objects = await objectsOf(served.tenant);
    const pulled = await run.run(['state', 'pull'], env);
    const state = JSON.parse(pulled.stdout) as StateDocument;
    const keys = objects.map(({ key }) => key);
    if (state.pending.length > 0) faults.push(`${state.pending.length} operations are left open`);
    if (new Set(keys).size < keys.length) faults.push('Something is there twice');
    const strays = objects.filter((object) => !tracked(state, object) && !/General|holder/.test(object.key));
    if (strays.length > 0) faults.push(`Nothing tracks ${strays.map(({ key }) => key).join()}`);
    return { code: met.code, seconds: met.seconds, stderr: met.stderr, faults };
  } finally {
    await served.close();
    await place.close();
    rmSync(folder, { recursive: true });
  }
}

type Items = readonly { readonly method: string; readonly url: string }[];

class SignalledRun {
  private readonly cell: Cell;
  private readonly folder: string;
  private readonly place: Place;
  /** While it is undefined nothing is met. */
  private send: (() => void) | undefined;
  private sentAt = 0;
  private wrote = false;

  constructor(cell: Cell, folder: string, place: Place) {
    this.cell = cell;
    this.folder = folder;
    this.place = place;
  }

  command(): string[] {
    return this.cell.phase === 'deleting'
      ? ['destroy', '--auto-approve']
      : ['apply', ...(this.cell.phase === 'question' ? [] : ['--auto-approve'])];
  }

  /** The tenant is asked: the phase may have come. */
  async tenantAsked(items: Items): Promise<Response | undefined> {
    if (this.send === undefined) return undefined;
    const { phase } = this.cell;
    const writes = items.some(isWrite);
    const polls = this.wrote && items.some(({ method, url }) => method === 'GET' && /resources/.test(url));
    this.wrote ||= writes;
    if (phase === 'connecting') return this.never();
    if (phase === 'reading' && !items.some(({ url }) => url.includes('/organization'))) return this.never();
    if ((phase === 'settling' || phase === 'deleting') && polls) this.signal();
    if (!writes) return undefined;
    if (phase === 'applying') this.signal();
    if (phase === 'applying, unanswered') return this.never();
    if (phase !== 'waiting for Retry-After') return undefined;
    setTimeout(() => this.signal(), 300);
    return Response.json(
      { error: { code: 'TooManyRequests', message: 'Slower' } },
      { status: 429, headers: { 'retry-after': '60' } },
    );
  }

  private signal(): void {
    const { send } = this;
    if (send === undefined) return;
    this.send = undefined;
    this.sentAt = performance.now();
    send();
  }

  private never(): Promise<never> {
    this.signal();
    return new Promise(() => undefined);
  }

  /** The state is asked. */
  private async keeper(passing: Parameters<Place['isStep']>[1]): Promise<Fate> {
    const [step, fate] = this.cell.phase.split(', ') as [Step, Fate | undefined];
    if (!['lock', 'write', 'release'].includes(step)) return 'pass';
    const isStep = this.place.isStep(step, passing);
    if (this.sentAt === 0 && isStep && this.send !== undefined) {
      this.signal();
      // An answer that comes before the signal would let the command end as if there had been none.
      if (fate === undefined) await Promise.race([this.heard, delay(HEARING_MS)]);
      return fate ?? 'pass';
    }
    // Whoever hangs does not answer the next either; the lock that is asked for first is free again later.
    return fate !== undefined && this.sentAt > 0 && this.hanging ? fate : 'pass';
  }

  private hanging = true;
  private hear: () => void = () => undefined;
  /** The command says that it was interrupted. */
  private readonly heard = new Promise<void>((resolve) => {
    this.hear = resolve;
  });

  async signalled(env: Readonly<Record<string, string>>): Promise<Ran & { readonly seconds: number }> {
    const { signal, phase } = this.cell;
    const { gate, hook } = this.place;
    if (gate !== undefined) gate.keeper = (passing) => this.keeper(passing);
    const hooked =
      gate === undefined && (phase === 'lock' || phase === 'write' || phase === 'release')
        ? {
            NODE_OPTIONS: `--import ${path.join(import.meta.dirname, 'state-hook.mjs')}`,
            CRASH_STATE: path.join(this.folder, STATE),
            CRASH_SIGNAL: signal,
            CRASH_MATCH: hook[phase],
          }
        : {};
    const command = [process.execPath, CLI, ...this.command()];
    const [program = '', ...args] = phase === 'question' ? onTerminal(command) : command;
    const child = spawn(program, args, { cwd: this.folder, env: cleanEnvironment({ ...env, ...hooked }) });
    child.stderr.on('data', (chunk: Buffer) => chunk.toString().includes('Interrupted') && this.hear());
    this.send = () => process.kill(phase === 'question' ? childOf(child) : (child.pid ?? 0), signal);
    if (phase === 'question')
      child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('Shall Entente') && this.signal());
    else child.stdin.end();
    if ('CRASH_SIGNAL' in hooked) {
      this.send = undefined;
      child.stderr.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('Interrupted')) this.sentAt ||= performance.now();
      });
    }
    const ran = await ended(child);
    const seconds = (performance.now() - this.sentAt) / 1000;
    this.send = undefined;
    this.hanging = false;
    // A terminal shows what a process prints as one stream.
    return { ...ran, stderr: phase === 'question' ? ran.stdout : ran.stderr, seconds };
  }

  /** What the signal should have left, and did not. */
  async faultsOf(ran: Ran & { readonly seconds: number }, env: Readonly<Record<string, string>>) {
    const { code, stderr, seconds } = ran;
    const faults: string[] = [];
    if (this.sentAt === 0) faults.push('The phase did not come');
    const wanted = 128 + constants.signals[this.cell.signal];
    // The lock is let go of when there is nothing left to do.
    if (!this.cell.phase.startsWith('release') || !foundAllDone(ran)) {
      if (code !== wanted) faults.push(`It ended with ${code}`);
      if (!new RegExp(`${this.cell.signal} ended the command: `).test(stderr))
        faults.push('Its last line is missing');
    }
    if (/error APPLY_FAILED|This is a bug/.test(stderr)) faults.push('It says that something failed');
    if (this.leftId !== undefined && !stderr.includes(`state unlock ${this.leftId}`))
      faults.push(`The lock ${this.leftId} is left and not named`);
    const listed = await this.run(['state', 'list'], env);
    if (listed.code !== 0) faults.push(`The state is unreadable: ${listed.stderr}`);
    return seconds < Number.MAX_VALUE ? faults : [...faults, 'Nothing was timed'];
  }

  private leftId: string | undefined;

  /** Frees the lock by the command that was printed, and brings home a state that was saved beside. */
  async unlockAsTold(stderr: string, env: Readonly<Record<string, string>>): Promise<void> {
    this.leftId = await this.place.holder();
    const [, id = ''] = /entente state unlock ([0-9a-f-]{36})/.exec(stderr) ?? [];
    if (this.leftId !== undefined) await this.run(['state', 'unlock', id], env);
    if (stderr.includes('state push errored.state.json'))
      await this.run(['state', 'push', 'errored.state.json'], env);
  }

  /** Runs a command until nothing is left to do; what it says when that does not come. */
  async toTheEnd(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string[]> {
    const how = [...args.filter((arg) => arg !== '--auto-approve'), '--auto-approve', '--max-deletes', '100'];
    const wanted = args[0] === 'destroy' ? how.filter((arg) => !['--max-deletes', '100'].includes(arg)) : how;
    let ran = await this.run(wanted, env);
    if (ran.stderr.includes('error GUARD_CREATE_AGAIN'))
      ran = await this.run([...wanted, '--create-again'], env);
    if (ran.code !== 0) return [`The next run ended with ${ran.code}: ${ran.stderr}`];
    if (args[0] === 'destroy') return [];
    const planned = await this.run(['plan', '--detailed-exitcode'], env);
    return planned.code === 0
      ? []
      : [`The last plan ended with ${planned.code}: ${planned.stdout}${planned.stderr}`];
  }

  /** What no signal meets needs no process of its own. */
  run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
    return entente(args, { cwd: this.folder, env });
  }
}

/** A command on a terminal of its own. */
function onTerminal(command: readonly string[]): string[] {
  const quoted = command.map((word) => `'${word}'`).join(' ');
  return ['script', '-qefc', `exec ${quoted}`, '/dev/null'];
}

/** The process that `script` runs. */
function childOf({ pid }: ChildProcessWithoutNullStreams): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return Number(children.split(' ')[0]);
}

export function describeCell({ signal, phase, place }: Cell): string {
  return `${signal} while ${phase}, state ${place}`;
}
