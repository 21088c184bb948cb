/** Options and readers of option values that several commands share. */
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { durationFlag } from '../duration-flag.ts';
import type { Shell } from '../shell.ts';
import type { GlobalOptions } from '../terminal.ts';
import { Terminal } from '../terminal.ts';
import { DEFAULT_MAX_WAIT, DEFAULT_TIMEOUT, requestTimeout } from '../../engine/duration-option.ts';

/** Where a command of `shell` prints, as its options say. */
export function terminalOf(command: Command, shell: Shell): Terminal {
  return new Terminal(globals(command), shell);
}

/** The options of a command with the global ones. */
export function globals(command: Command): GlobalOptions {
  return command.optsWithGlobals<GlobalOptions>();
}

export function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

export function percent(value: string): number {
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : NaN;
  if (!(number <= 100)) throw new InvalidArgumentError('It must be a number from 0 to 100.');
  return number;
}

export function wholeNumber(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(value);
}

export function sha256(value: string): string {
  if (!/^[0-9a-f]{64}$/i.test(value))
    throw new InvalidArgumentError('It must be the 64 hexadecimal digits that entente plan prints.');
  return value.toLowerCase();
}

export const target = () =>
  new Option('--target <address>', 'only this resource and what it needs (repeatable)')
    .argParser(collect)
    .default([], 'everything');

/** One is given at a time; together they are several. */
class CatalogOption extends Option {
  override attributeName(): string {
    return 'catalogs';
  }
}

export const catalog = () =>
  new CatalogOption('--catalog <catalog>', 'only this catalog and what is in it (repeatable)')
    .argParser(collect)
    .default([], 'the scope of the configuration');

export const settle = () =>
  new Option('--settle <address=id>', 'the object that a run which was cut off made, or none (repeatable)')
    .argParser(collect)
    .default([], 'asked where it is not clear');

export const lockTimeout = () =>
  new Option('--lock-timeout <duration>', 'how long to wait for the lock of the state, such as 30s or 5m')
    .argParser(durationFlag)
    .default(0, 'not at all');

export const timeout = () =>
  new Option('--timeout <duration>', 'how long to wait for one request to a service, such as 30s or 5m')
    .env('ENTENTE_TIMEOUT')
    .argParser(waitingSeconds)
    .default(DEFAULT_TIMEOUT, '10m');

export const maxWait = () =>
  new Option(
    '--max-wait <duration>',
    'the longest wait that the service may demand, each time; such as 5m or 1h',
  )
    .env('ENTENTE_MAX_WAIT')
    .argParser(waitingSeconds)
    .default(DEFAULT_MAX_WAIT, '15m');

function waitingSeconds(value: string): number {
  const seconds = requestTimeout(value);
  if (seconds === undefined) throw new InvalidArgumentError('Write a duration from 1s to 24h.');
  return seconds;
}

export const htmlFile = () =>
  new Option('--html <file>', 'as one HTML page that needs no network; - for standard output');
