/**
 * The one place that prints. Reports, diagnostics and progress are filtered once more on their way out: no secret, and
 * nothing that a terminal or a CI system would obey. Documents, which programs read back, leave as they are.
 */
import { randomUUID } from 'node:crypto';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { redactedDiagnostic } from '../diagnostics/secrets.ts';
import { maskedSources, shownText } from '../diagnostics/shown.ts';
import { printableJson } from '../model/printable.ts';
import { DEFAULT_TIMEOUT } from '../engine/duration-option.ts';
import type { Ask, Host, SignalName } from '../engine/host.ts';
import { exitCodeOf } from '../engine/interruption.ts';
import type { ProjectOptions } from '../engine/project.ts';
import { delay } from '../net/delay.ts';
import { Waits, waitText } from '../net/waits.ts';
import { ASK } from './ask.ts';
import { onOutputLost } from './output.ts';

export interface GlobalOptions extends ProjectOptions {
  readonly color: boolean;
  readonly quiet?: boolean;
  /** Seconds to wait for one request to a service, its repetitions included. */
  readonly timeout?: number;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export class Terminal implements Host {
  readonly env = process.env;
  readonly cwd = process.cwd();
  readonly now = Date.now;
  readonly random = Math.random;
  readonly randomId = randomUUID;
  readonly delay = delay;
  readonly quiet: boolean;
  /** The requests that the command waits for: bounded by `--timeout`, told of when they take long. */
  readonly waits: Waits;
  private readonly noColor: boolean;

  constructor({
    color,
    quiet,
    timeout = DEFAULT_TIMEOUT,
  }: Pick<GlobalOptions, 'color' | 'quiet' | 'timeout'>) {
    this.quiet = quiet === true;
    this.waits = new Waits({
      limitMs: timeout * 1000,
      onWait: (wait, others) => this.progress(waitText(wait, others)),
    });
    this.noColor = !color || (process.env['NO_COLOR'] ?? '') !== '';
  }

  /** Whether data may carry colours. */
  get color(): boolean {
    return !this.noColor && (process.stdout.isTTY || forced());
  }

  /** Whether diagnostics and progress may carry colours. */
  get errorColor(): boolean {
    return !this.noColor && (process.stderr.isTTY || forced());
  }

  /** The command's result for people; with `json` it is a document. */
  data(text: string, { json = false }: { readonly json?: boolean } = {}): void {
    process.stdout.write(json ? text : shownText(text));
  }

  /** The command's result for programs (JSON, YAML, a page), made safe by its writer and printed unchanged. */
  document(text: string): void {
    process.stdout.write(text);
  }

  /** Says what is going on; left out with --quiet. */
  progress(text: string): void {
    if (!this.quiet) process.stderr.write(`${shownText(text)}\n`);
  }

  get ask(): Ask | undefined {
    return process.stdin.isTTY ? ASK : undefined;
  }

  onSignal(listener: (name: SignalName) => void): () => void {
    for (const name of SIGNALS) process.on(name, listener);
    const unheard = onOutputLost(() => listener('SIGPIPE'));
    return () => {
      unheard();
      for (const name of SIGNALS) process.off(name, listener);
    };
  }

  /** The last words of the process, with --quiet too. */
  abandon(lines: readonly string[], name: SignalName): void {
    process.stderr.write(`${shownText(lines.join('\n'))}\n`);
    process.exit(exitCodeOf(name));
  }

  async diagnostics(
    found: readonly Diagnostic[],
    sources: ReadonlyMap<string, string> = new Map(),
  ): Promise<void> {
    if (found.length === 0) return;
    const { renderDiagnostics } = await import('../report/diagnostics-text.ts');
    const safe = found.map(redactedDiagnostic);
    process.stderr.write(
      shownText(renderDiagnostics(safe, maskedSources(sources), { color: this.errorColor })),
    );
    await note(safe);
  }
}

/** Appends diagnostics to the file that ENTENTE_DIAGNOSTICS names, as JSON lines, for the program that runs Entente. */
async function note(found: readonly Diagnostic[]): Promise<void> {
  const file = process.env['ENTENTE_DIAGNOSTICS'] ?? '';
  if (file === '') return;
  const { appendFile } = await import('node:fs/promises');
  await appendFile(
    file,
    found.map((diagnostic) => printableJson(`${JSON.stringify(diagnostic)}\n`)).join(''),
  );
}

function forced(): boolean {
  return (process.env['FORCE_COLOR'] ?? '0') !== '0';
}
