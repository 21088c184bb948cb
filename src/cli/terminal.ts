/**
 * The one place that prints. Reports, diagnostics and progress are filtered once more on their way out: no secret, and
 * nothing that a terminal or a CI system would obey. Documents, which programs read back, leave as they are.
 */
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { OwnFiles } from '../config/own-files.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { redactedDiagnostic } from '../diagnostics/secrets.ts';
import { maskedSources, shownText } from '../diagnostics/shown.ts';
import { DEFAULT_MAX_WAIT, DEFAULT_TIMEOUT } from '../engine/duration-option.ts';
import type { Ask, Host, SignalName } from '../engine/host.ts';
import { exitCodeOf } from '../engine/interruption.ts';
import type { ProjectOptions } from '../engine/project.ts';
import { Waits, waitText } from '../net/waits.ts';
import { asking } from './ask.ts';
import type { Shell } from './shell.ts';

export interface GlobalOptions extends ProjectOptions {
  readonly color: boolean;
  readonly quiet?: boolean;
  /** Tells each change by itself, where similar ones are told together. */
  readonly verbose?: boolean;
  /** Seconds to wait for one request to a service, its repetitions included. */
  readonly timeout?: number;
  /** Seconds of the longest wait that a service may demand. */
  readonly maxWait?: number;
}

/** What the projects of a shell's commands own: errors are told by a terminal that did not open them. */
const owned = new WeakMap<Shell, OwnFiles>();

export class Terminal implements Host {
  readonly env: Shell['env'];
  readonly cwd: string;
  readonly now = Date.now;
  readonly random = Math.random;
  readonly randomId = randomUUID;
  readonly delay: Host['delay'];
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** The requests that the command waits for: bounded by `--timeout`, told of when they take long. */
  readonly waits: Waits;
  private readonly noColor: boolean;

  constructor(
    {
      color,
      quiet,
      verbose,
      timeout = DEFAULT_TIMEOUT,
      maxWait = DEFAULT_MAX_WAIT,
    }: Pick<GlobalOptions, 'color' | 'quiet' | 'verbose' | 'timeout' | 'maxWait'>,
    private readonly shell: Shell,
  ) {
    this.env = shell.env;
    this.cwd = shell.cwd;
    this.delay = shell.delay;
    this.quiet = quiet === true;
    this.verbose = verbose === true;
    this.waits = new Waits({
      limitMs: timeout * 1000,
      maxAskedMs: maxWait * 1000,
      onWait: (wait, others) => this.progress(waitText(wait, others)),
    });
    this.noColor = !color || (shell.env['NO_COLOR'] ?? '') !== '';
  }

  /** Whether data may carry colours. */
  get color(): boolean {
    return !this.noColor && (this.shell.stdout.isTTY === true || this.forced);
  }

  /** Characters in a line of what data goes to; of anything but a terminal, as COLUMNS says, else 80. */
  get width(): number {
    const { isTTY, columns } = this.shell.stdout;
    if (isTTY === true && columns !== undefined && columns > 0) return columns;
    const told = Number(this.env['COLUMNS'] ?? '');
    return Number.isInteger(told) && told > 0 ? told : 80;
  }

  /** Whether diagnostics and progress may carry colours. */
  get errorColor(): boolean {
    return !this.noColor && (this.shell.stderr.isTTY === true || this.forced);
  }

  /** The command's result for people; with `json` it is a document. */
  data(shown: string, { json = false }: { readonly json?: boolean } = {}): void {
    this.shell.stdout.write(json ? shown : shownText(shown));
  }

  /** The command's result for programs (JSON, YAML, a page), made safe by its writer and printed unchanged. */
  document(text: string): void {
    this.shell.stdout.write(text);
  }

  /** All of standard input. */
  input(): Promise<string> {
    return text(this.shell.stdin);
  }

  /** Says what is going on; left out with --quiet. */
  progress(text: string): void {
    if (!this.quiet) this.shell.stderr.write(`${shownText(text)}\n`);
  }

  instruct(text: string): void {
    this.shell.stderr.write(`${shownText(text)}\n`);
  }

  get ask(): Ask | undefined {
    return this.shell.stdin.isTTY === true ? asking(this.shell) : undefined;
  }

  onSignal(listener: (name: SignalName) => void): () => void {
    return this.shell.onSignal(listener);
  }

  /** The last words of the process, with --quiet too. */
  abandon(lines: readonly string[], name: SignalName): void {
    this.shell.stderr.write(`${shownText(lines.join('\n'))}\n`);
    this.shell.exit(exitCodeOf(name));
  }

  async diagnostics(
    found: readonly Diagnostic[],
    sources: ReadonlyMap<string, string> = new Map(),
  ): Promise<void> {
    if (found.length === 0) return;
    const { renderDiagnostics } = await import('../report/diagnostics-text.ts');
    const safe = found.map(redactedDiagnostic);
    this.shell.stderr.write(
      shownText(renderDiagnostics(safe, maskedSources(sources), { color: this.errorColor })),
    );
    await this.note(safe);
  }

  private get forced(): boolean {
    return (this.env['FORCE_COLOR'] ?? '0') !== '0';
  }

  keepOff(own: OwnFiles): void {
    owned.set(this.shell, own);
  }

  /** They are told already; a copy that cannot be kept must not stop a command that holds a lock. */
  private async note(found: readonly Diagnostic[]): Promise<void> {
    if ((this.env['ENTENTE_DIAGNOSTICS'] ?? '') === '') return;
    const { appendDiagnostics } = await import('./diagnostics-file.ts');
    const fault = await appendDiagnostics(found, this.shell, owned.get(this.shell));
    if (fault !== undefined)
      this.shell.stderr.write(shownText(`warning: Cannot write ENTENTE_DIAGNOSTICS: ${fault}\n`));
  }
}
