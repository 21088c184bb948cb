/**
 * What is longer than the screen goes through a pager, as with git: ENTENTE_PAGER, else PAGER, else less. What goes to a
 * file or a pipe does not, nor what is followed by words on standard error or by a question.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { screenLines } from '../report/style.ts';
import type { Shell } from './shell.ts';

/** Commands that only tell something. */
const TELLING = 'plan drift check test explain list matrix who for paths diff show'.split(' ');
/** How less begins: it leaves where all fits, keeps colours, and leaves the text on the screen. */
const LESS = 'FRX';
/** What a shell ends with where a command is not there or cannot be run. */
const NOT_RUN: readonly (number | null)[] = [126, 127];

/** Keeps what a command prints on a terminal until its end, from `begin` on. */
export class PagedShell implements Shell {
  readonly env: Shell['env'];
  readonly cwd: string;
  readonly delay: Shell['delay'];
  readonly stdout: Shell['stdout'];
  readonly stderr: Shell['stderr'];
  exitCode: number;
  readonly #screen: { readonly columns: number; readonly rows: number };
  #kept: string[] | undefined;

  constructor(private readonly shell: Shell) {
    const { stdout, stderr } = shell;
    ({ env: this.env, cwd: this.cwd, delay: this.delay, exitCode: this.exitCode } = shell);
    this.#screen = { columns: stdout.columns ?? 80, rows: stdout.rows ?? 0 };
    const keep = taking((text) => this.#kept?.push(text) ?? stdout.write(text));
    this.stdout = Object.assign(keep, { isTTY: true, ...this.#screen });
    // In the order in which it was said.
    const tell = taking((text) => {
      if (this.#kept?.length !== 0) this.#release();
      stderr.write(text);
    });
    this.stderr = Object.assign(tell, { isTTY: stderr.isTTY === true });
  }

  get stdin(): Shell['stdin'] {
    return this.shell.stdin;
  }

  onSignal(listener: Parameters<Shell['onSignal']>[0]): () => void {
    return this.shell.onSignal(listener);
  }

  interrupt(): void {
    this.shell.interrupt();
  }

  exit(code: number): void {
    this.shell.exit(code);
  }

  /** The command of this name is about to run. */
  begin(name: string): void {
    if (TELLING.includes(name) && this.#screen.rows > 0 && this.#pager !== '') this.#kept = [];
  }

  /** Shows what was kept; resolves when it was read. */
  async end(): Promise<void> {
    const text = (this.#kept ?? []).join('');
    if (screenLines(text, this.#screen.columns) >= this.#screen.rows && (await this.#show(text)))
      this.#kept = undefined;
    this.#release();
  }

  /** Windows has none that keeps colours; `cat` is how none is asked for. */
  get #pager(): string {
    const { ENTENTE_PAGER: own, PAGER: general, TERM: terminal } = this.env;
    const pager = (own ?? general ?? (process.platform === 'win32' ? '' : 'less')).trim();
    return pager === 'cat' || terminal === 'dumb' ? '' : pager;
  }

  #release(): void {
    const kept = this.#kept ?? [];
    this.#kept = undefined;
    for (const text of kept) this.shell.stdout.write(text);
  }

  /** Resolves to whether the pager ran. Ctrl-C is its own while it does. */
  async #show(text: string): Promise<boolean> {
    const deaf = this.shell.onSignal(() => undefined);
    const env = { LESS, ...this.env };
    const pager = spawn(this.#pager, { shell: true, stdio: ['pipe', 'inherit', 'inherit'], env });
    // A reader who has seen enough leaves.
    pager.stdin.on('error', () => undefined);
    pager.stdin.end(text);
    try {
      const [code] = (await once(pager, 'exit')) as [number | null];
      return !NOT_RUN.includes(code);
    } catch {
      return false;
    } finally {
      deaf();
    }
  }
}

function taking(take: (text: string) => unknown): Writable {
  return new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, _encoding, done) => {
      take(chunk.toString());
      done();
    },
  });
}
