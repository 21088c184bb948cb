/** What a command line lives in: its process, or what a test or another program puts in the place of one. */
import type { Readable, Writable } from 'node:stream';
import type { Host, SignalName } from '../engine/host.ts';

/** A stream that may lead to a person. */
interface ToPerson {
  readonly isTTY?: boolean;
  /** Characters in a line of it. */
  readonly columns?: number;
  /** Lines of it that are seen at once. */
  readonly rows?: number;
}

export interface Shell {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute folder that relative paths start from. */
  readonly cwd: string;
  readonly stdin: Readable & ToPerson;
  readonly stdout: Writable & ToPerson;
  readonly stderr: Writable & ToPerson;
  /** What the command line ends with; commands set it. */
  exitCode: number;
  /** Lets milliseconds pass between two looks at what may not be there yet, and before a repetition. */
  readonly delay: Host['delay'];
  /** Calls `listener` for each signal to stop, until the function that it returns is called. */
  onSignal(listener: (name: SignalName) => void): () => void;
  /** Sends the command line a signal, as Ctrl-C does. */
  interrupt(): void;
  /** Ends at once, whatever is under way. */
  exit(code: number): void;
}
