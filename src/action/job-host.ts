/** The engine's host in a job of GitHub: everything goes to the log, and there are no prompts. */
import { randomUUID } from 'node:crypto';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { redactedDiagnostic } from '../diagnostics/secrets.ts';
import { maskedSources, shownText } from '../diagnostics/shown.ts';
import { failure } from '../diagnostics/failure.ts';
import { DEFAULT_MAX_WAIT, DEFAULT_TIMEOUT, requestTimeout } from '../engine/duration-option.ts';
import type { Host, SignalName } from '../engine/host.ts';
import { exitCodeOf } from '../engine/interruption.ts';
import { delay } from '../net/delay.ts';
import { Waits, waitText } from '../net/waits.ts';
import { renderDiagnostics } from '../report/diagnostics-text.ts';

/** What a command has to end in when its time is over, and after a second signal. */
const GRACE_MS = 120_000;

const SIGNALS: readonly SignalName[] = ['SIGINT', 'SIGTERM'];

/** A line of the action's log. */
export function log(line: string): void {
  process.stdout.write(`${shownText(line)}\n`);
}

export function logDiagnostics(
  found: readonly Diagnostic[],
  sources: ReadonlyMap<string, string> = new Map(),
): void {
  if (found.length === 0) return;
  log(renderDiagnostics(found.map(redactedDiagnostic), maskedSources(sources), { color: false }).trimEnd());
}

/** The command was ended at once, after two signals or when its time was over twice. */
export class Abandoned extends Error {
  readonly exitCode: number;

  constructor(name: SignalName) {
    super('The command was ended at once');
    this.exitCode = exitCodeOf(name);
  }
}

/** Milliseconds that a variable of the environment states; rejects a text that the command line would not take either. */
function limitOf(env: Host['env'], name: 'ENTENTE_TIMEOUT' | 'ENTENTE_MAX_WAIT', otherwise: number): number {
  const text = env[name] ?? '';
  const seconds = text === '' ? otherwise : requestTimeout(text);
  if (seconds !== undefined) return seconds * 1000;
  throw failure('ACTION_INPUT', `${name} is "${text}"`, 'Write a duration from 1s to 24h');
}

export class JobHost implements Host {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly now = Date.now;
  readonly random = Math.random;
  readonly randomId = randomUUID;
  readonly delay = delay;
  readonly ask = undefined;
  readonly waits: Waits;
  /** What was found against the input, the tenant or the state. */
  readonly found: Diagnostic[] = [];
  /** A signal came. */
  interrupted = false;
  private readonly listeners = new Set<(name: SignalName) => void>();
  private abandoned: (reason: Abandoned) => void = () => undefined;
  private readonly abandonment = new Promise<never>((_, reject) => {
    this.abandoned = reject;
  });

  constructor({ env, cwd }: Pick<Host, 'env' | 'cwd'>) {
    this.env = env;
    this.waits = new Waits({
      limitMs: limitOf(env, 'ENTENTE_TIMEOUT', DEFAULT_TIMEOUT),
      maxAskedMs: limitOf(env, 'ENTENTE_MAX_WAIT', DEFAULT_MAX_WAIT),
      onWait: (wait, others) => this.progress(waitText(wait, others)),
    });
    this.cwd = cwd;
  }

  progress(text: string): void {
    log(text);
  }

  diagnostics(found: readonly Diagnostic[], sources?: ReadonlyMap<string, string>): Promise<void> {
    // Without secrets before any report sets its words, which would hide them from a later look.
    this.found.push(...found.map(redactedDiagnostic));
    logDiagnostics(found, sources);
    return Promise.resolve();
  }

  onSignal(listener: (name: SignalName) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  abandon(lines: readonly string[], name: SignalName): void {
    log(lines.join('\n'));
    this.abandoned(new Abandoned(name));
  }

  /**
   * The result of `work` in its time. A cancelled job is told so by a signal to this process alone: the first ends what
   * is under way, and records it. What is told meanwhile cannot command GitHub's runner.
   */
  async run<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
    const listen = (name: NodeJS.Signals) => this.stop(name as SignalName);
    for (const name of SIGNALS) process.on(name, listen);
    const limits = [
      setTimeout(() => {
        log(`The command took longer than ${timeoutMs / 1000} s, the input timeout: ending it.`);
        this.stop('SIGINT');
      }, timeoutMs),
      setTimeout(() => this.stop('SIGINT'), timeoutMs + GRACE_MS),
    ];
    const resume = randomUUID();
    process.stdout.write(`::stop-commands::${resume}\n`);
    try {
      return await Promise.race([work(), this.abandonment]);
    } finally {
      process.stdout.write(`::${resume}::\n`);
      for (const name of SIGNALS) process.off(name, listen);
      for (const limit of limits) clearTimeout(limit);
    }
  }

  private stop(name: SignalName): void {
    this.interrupted = true;
    // What listens to nothing holds no lock: it is left where it stands.
    if (this.listeners.size === 0) this.abandoned(new Abandoned(name));
    for (const listener of this.listeners) listener(name);
  }
}
