/** The engine's host for programs: the system's clock and randomness, the process's environment, and nobody to ask. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DEFAULT_MAX_WAIT, DEFAULT_TIMEOUT } from '../engine/duration-option.ts';
import type { Host } from '../engine/host.ts';
import { delay } from '../net/delay.ts';
import { Waits, waitText } from '../net/waits.ts';
import type { OptionRules } from './options.ts';
import { callback, checkOptions, isRecord, text } from './options.ts';

/**
 * What stands around an operation, each member with a default:
 *
 * - `env`: environment variables, `process.env` (credentials, and `ENTENTE_*`; `{}` for none of them)
 * - `cwd`: an absolute folder, `process.cwd()`
 * - `now`, `random`, `randomId`, `delay`: the system's
 * - `waits`: bounds each request by the option `timeout`
 * - `fetch`: sends requests to Microsoft Graph, over the network
 * - `ask`: nobody can be asked
 * - `progress`: says nothing
 * - `diagnostics`: warnings, as they are found; every operation returns them too
 * - `onSignal`, `abandon`: hear the option `signal`, and never end the process
 */
export type HostOverrides = Partial<Given>;

/** The library itself keeps off a project's files: `savePlan`. */
type Given = Omit<Host, 'keepOff' | 'instruct'>;

const HOST_RULES: OptionRules<Given> = {
  env: { expected: 'an object of environment variables, such as process.env', accepts: isRecord },
  cwd: text('the path of a folder'),
  now: callback('a function that returns milliseconds since the epoch'),
  random: callback('a function such as Math.random'),
  randomId: callback('a function such as crypto.randomUUID'),
  delay: callback('a function of milliseconds and an AbortSignal that returns a promise'),
  waits: {
    expected: 'an object with the methods begin and hurry',
    accepts: (value) => isRecord(value) && areFunctions(value, ['begin', 'hurry']),
  },
  fetch: callback('a function of a Request that returns a promise of a Response'),
  ask: {
    expected: 'an object with the methods approve and settle',
    accepts: (value) => isRecord(value) && areFunctions(value, ['approve', 'settle']),
  },
  progress: callback('a function of a text'),
  diagnostics: callback('a function of a list of diagnostics'),
  onSignal: callback('a function of a listener that returns a function'),
  abandon: callback('a function of lines and the name of a signal'),
};

function areFunctions(value: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'function');
}

export interface HostOptions {
  /** Seconds for one request to a service. */
  readonly timeout?: number | undefined;
  /** Seconds of the longest wait that a service may demand. */
  readonly maxWait?: number | undefined;
  /** Ends the operation when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  readonly host?: HostOverrides | undefined;
}

/** The host of one call of `caller`; warnings are added to `found`. Throws OPTION_INVALID. */
export function createHost(
  caller: string,
  { timeout = DEFAULT_TIMEOUT, maxWait = DEFAULT_MAX_WAIT, signal, host: given = {} }: HostOptions,
  found: Diagnostic[],
): Host {
  checkOptions<Given>(`${caller}: host`, membersOf(given), HOST_RULES);
  const progress = (line: string) => given.progress?.(line);
  return {
    env: given.env ?? process.env,
    cwd: path.resolve(given.cwd ?? ''),
    now: given.now ?? Date.now,
    random: given.random ?? Math.random,
    randomId: given.randomId ?? randomUUID,
    delay: given.delay ?? delay,
    waits:
      given.waits ??
      new Waits({
        limitMs: timeout * 1000,
        maxAskedMs: maxWait * 1000,
        onWait: (wait, others) => progress(waitText(wait, others)),
      }),
    fetch: given.fetch,
    ask: given.ask,
    progress,
    async diagnostics(diagnostics, sources) {
      found.push(...diagnostics);
      await given.diagnostics?.(diagnostics, sources);
    },
    onSignal: (listener) => {
      const unheard = given.onSignal?.(listener);
      const unaborted = signal && onAbort(signal, () => listener('ABORT'));
      return () => {
        unheard?.();
        unaborted?.();
      };
    },
    abandon: (lines, name) => given.abandon?.(lines, name),
  };
}

/** Of an object of a class, which may have members of its own, those that a host has. */
function membersOf(given: HostOverrides): object {
  const prototype: unknown = Object.getPrototypeOf(given);
  if (prototype === Object.prototype || prototype === null) return given;
  const names = Object.keys(HOST_RULES) as (keyof Given)[];
  return Object.fromEntries(names.map((name) => [name, given[name]]));
}

function onAbort(signal: AbortSignal, listener: () => void): () => void {
  if (signal.aborted) queueMicrotask(listener);
  else signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
