/** What a front end gives the engine: the world outside of it, and whom to tell and to ask. */
import type { OwnFiles } from '../config/own-files.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Waits } from '../net/waits.ts';
import type { Plan } from '../plan/plan.ts';
import type { Question } from '../plan/settle.ts';

/**
 * SIGPIPE: what is printed reaches nobody any more. It comes once, by itself or after another. ABORT: a program ends the
 * operation, and no process.
 */
export type SignalName = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGPIPE' | 'ABORT';

/** The person in front of the front end. */
export interface Ask {
  /** Whether a plan, which was shown before, is to be carried out. */
  approve(plan: Plan): Promise<boolean>;
  /**
   * What an earlier run made: the id of one of the candidates, or `none`. A question without an answer is left out.
   */
  settle(questions: readonly Question[]): Promise<ReadonlyMap<string, string>>;
}

export interface Host {
  /** Environment variables: credentials, and `ENTENTE_*`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute folder that relative paths start from, and that messages show paths relative to. */
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** At least 0 and less than 1, as Math.random. */
  readonly random: () => number;
  /** A new UUID. */
  readonly randomId: () => string;
  /** Lets milliseconds pass; ends early when `signal` is aborted. */
  readonly delay: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Bounds each request to a service, and tells of those that take long. */
  readonly waits: Waits;
  /** Sends the requests to Microsoft Graph; undefined: over the network. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** Undefined: nobody can be asked. */
  readonly ask: Ask | undefined;
  /** What is going on: one line of text that may hold names from files and tenants. */
  progress(text: string): void;
  /** What a person has to do now, such as entering a code: one line, told however quiet the run is; else as progress. */
  instruct?(text: string): void;
  /** Warnings, as they are found; errors are thrown. `sources`: texts of files for code frames, by name. */
  diagnostics(found: readonly Diagnostic[], sources?: ReadonlyMap<string, string>): Promise<void>;
  /** Hears of a project's own files, before anything else about it: what the host writes by itself cannot be one of them. */
  keepOff?(own: OwnFiles): void;
  /** Calls `listener` for each signal to stop, until the function that it returns is called. */
  onSignal(listener: (name: SignalName) => void): () => void;
  /** Ends the process at once after a second signal: `lines` are its last words. A host without a process of its own may ignore it. */
  abandon(lines: readonly string[], name: SignalName): void;
}

/** Tells a person what to do, also where the host has no way of its own for that. */
export function instructing(host: Host): (line: string) => void {
  return (line) => (host.instruct ?? host.progress).call(host, line);
}
