/** How the commands of the action run: in their time, with every failure as an outcome. */
import path from 'node:path';
import { tmpdir } from 'node:os';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { exitCodeOf, Interrupted } from '../engine/interruption.ts';
import type { ProjectOptions } from '../engine/project.ts';
import type { Annotation } from '../report/annotations.ts';
import { diagnosticAnnotation } from '../report/annotations.ts';
import type { MarkdownOptions } from '../report/markdown-report.ts';
import { Abandoned, JobHost } from './job-host.ts';
import type { Job, Outcome } from './outcome.ts';
import { failedOutcome } from './refused.ts';

/** What a command works with. */
export interface Running {
  readonly job: Job;
  readonly host: JobHost;
}

/** What is the same in the outcome of every command that came to an end. */
type Ended = Omit<Outcome, 'interrupted' | 'diagnostics' | 'annotations'> & {
  /** Beside those of what was found. */
  readonly annotations?: readonly Annotation[];
};

/** Runs a command; what it rejects with becomes the outcome of a failed one. */
export async function running(
  job: Job,
  what: string,
  work: (running: Running) => Promise<Ended>,
): Promise<Outcome> {
  const host = new JobHost(job);
  try {
    const ended = await host.run(job.inputs.timeoutMs, () => told(host, work({ job, host })));
    return {
      ...ended,
      interrupted: host.interrupted,
      diagnostics: host.found,
      annotations: [...diagnosed(job, host.found), ...placed(job, ended.annotations ?? [])],
    };
  } catch (error) {
    const { interrupted } = host;
    if (error instanceof Abandoned)
      return failed(job, what, host.found, { exitCode: error.exitCode, interrupted, abandoned: true });
    if (!(error instanceof DiagnosticError)) throw error;
    const exitCode = error instanceof Interrupted ? exitCodeOf(error.signal) : 1;
    return failed(job, what, host.found, { exitCode, interrupted });
  }
}

/** The result of `work`; what it rejects with is told where the log cannot command GitHub's runner. */
async function told<T>(host: JobHost, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DiagnosticError) {
      await host.diagnostics(error.diagnostics, error.sources);
      if (error.conclusion !== undefined) host.progress(error.conclusion);
    }
    throw error;
  }
}

function failed(
  job: Job,
  what: string,
  diagnostics: readonly Diagnostic[],
  ending: Parameters<typeof failedOutcome>[2],
): Outcome {
  return { ...failedOutcome(what, diagnostics, ending), annotations: diagnosed(job, diagnostics) };
}

function diagnosed(job: Job, diagnostics: readonly Diagnostic[]): Annotation[] {
  return placed(job, diagnostics.map(diagnosticAnnotation));
}

/** Files are named from the working directory; GitHub knows them from the root of the repository. */
function placed({ inputs, cwd }: Job, annotations: readonly Annotation[]): Annotation[] {
  return annotations.map((annotation) => {
    const { file } = annotation;
    if (file === undefined) return annotation;
    const inFolder = path.isAbsolute(file) ? path.relative(cwd, file) : file;
    const folder = inputs.workingDirectory.split(path.sep).join('/');
    return { ...annotation, file: path.posix.join(folder, inFolder.split(path.sep).join('/')) };
  });
}

export function projectOf({ inputs: { file, environment } }: Job): ProjectOptions {
  return { file, env: environment };
}

export function withNotes(options: MarkdownOptions, notes: readonly string[]): MarkdownOptions {
  return { ...options, notes: [...notes, ...(options.notes ?? [])] };
}

/** Absolute path of a file that the command leaves: the named one, or one of the runner's. */
export function outputFile({ cwd, env, key }: Job, named: string | undefined, ending: string): string {
  const name = key.replace(/[^\w.-]+/g, '-').replace(/^[-.]+/, '');
  return path.resolve(cwd, named ?? path.join(env['RUNNER_TEMP'] ?? tmpdir(), `${name}${ending}`));
}
