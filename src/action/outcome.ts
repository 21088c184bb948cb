/** What a command of the action came to, for outputs, summary, comment, issue and annotations. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Annotation } from '../report/annotations.ts';
import type { MarkdownOptions } from '../report/markdown-report.ts';
import type { ActionContext } from './context.ts';
import type { Inputs } from './inputs.ts';

/** What a command works on. */
export interface Job {
  readonly inputs: Inputs;
  readonly context: ActionContext;
  readonly env: NodeJS.ProcessEnv;
  /** Absolute. */
  readonly cwd: string;
  /** The environment, or the configuration file, for a heading. */
  readonly name: string | undefined;
  /** Tells this tenant's comments and issues from those of others. */
  readonly key: string;
}

export interface Outcome {
  /** Of the command line. */
  readonly exitCode: number;
  /** Whether the step fails. */
  readonly failed: boolean;
  readonly interrupted: boolean;
  /** What was under way goes on unheard, so the process has to be ended. */
  readonly abandoned?: boolean;
  /** One line of plain text. */
  readonly summary: string;
  readonly hasChanges: boolean;
  /** The report, in the requested length. */
  readonly markdown: (options: MarkdownOptions) => string;
  readonly annotations: readonly Annotation[];
  readonly diagnostics: readonly Diagnostic[];
  /** What a reviewer of the report agrees to; empty when there is none. */
  readonly digest: string;
  /** What the digest of a plan is of, packed to be recorded beside it. */
  readonly agreed?: string;
  readonly planFile?: string;
  readonly sarifFile?: string;
  /** Drift alone: what the tenant's issue is about. */
  readonly drift?: { readonly tenant: string; readonly what: string };
}
