/** Where output goes: data to stdout, diagnostics and progress to stderr. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { redacted } from '../diagnostics/secrets.ts';

export interface GlobalOptions {
  readonly file: string;
  readonly env?: string;
  readonly color: boolean;
  readonly quiet?: boolean;
}

export class Terminal {
  readonly quiet: boolean;
  private readonly noColor: boolean;

  constructor({ color, quiet }: Pick<GlobalOptions, 'color' | 'quiet'>) {
    this.quiet = quiet === true;
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

  /** The command's result. */
  data(text: string): void {
    process.stdout.write(redacted(text));
  }

  /** Says what is going on; left out with --quiet. */
  progress(text: string): void {
    if (!this.quiet) process.stderr.write(`${redacted(text)}\n`);
  }

  async diagnostics(
    found: readonly Diagnostic[],
    sources: ReadonlyMap<string, string> = new Map(),
  ): Promise<void> {
    if (found.length === 0) return;
    const { renderDiagnostics } = await import('../report/diagnostics-text.ts');
    process.stderr.write(redacted(renderDiagnostics(found, sources, { color: this.errorColor })));
    await note(found);
  }
}

/** Appends diagnostics to the file that ENTENTE_DIAGNOSTICS names, as JSON lines, for whoever runs Entente. */
async function note(found: readonly Diagnostic[]): Promise<void> {
  const file = process.env['ENTENTE_DIAGNOSTICS'] ?? '';
  if (file === '') return;
  const { appendFile } = await import('node:fs/promises');
  await appendFile(file, redacted(found.map((diagnostic) => `${JSON.stringify(diagnostic)}\n`).join('')));
}

function forced(): boolean {
  return (process.env['FORCE_COLOR'] ?? '0') !== '0';
}

/** Ends a command with an exit code after everything was said. */
export class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}
