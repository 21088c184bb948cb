/** What all operations of the library have in common: options checked, warnings as values, errors without secrets. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { keepSecretsOf, redactedDiagnostic } from '../diagnostics/secrets.ts';
import type { Host } from '../engine/host.ts';
import { Interrupted } from '../engine/interruption.ts';
import type { HostOverrides } from './host.ts';
import { createHost } from './host.ts';
import type { OptionRules } from './options.ts';
import { abortSignal, checkOptions, isRecord, required, seconds, text } from './options.ts';

/** What every operation takes. */
export interface OperationOptions {
  /** Path of the configuration's root file, absolute or relative to `host.cwd`. */
  readonly file: string;
  /** Name of one of the configuration's environments. Environment variables are `host.env`. */
  readonly env?: string | undefined;
  /** Seconds that one request to a service may take, its repetitions included: 1 to 86400, by default 600. */
  readonly timeout?: number | undefined;
  /**
   * Seconds of the longest single wait that Microsoft Graph may demand, 1 to 86400, by default 900. A longer one ends the
   * operation before it begins: GRAPH_WAIT.
   */
  readonly maxWait?: number | undefined;
  /** Overrides of what stands around the operation; the system's by default. */
  readonly host?: HostOverrides | undefined;
}

/** What every operation that writes takes too. */
export interface WritingOptions extends OperationOptions {
  /** Seconds to wait for the lock of the state: by default 0, not at all. */
  readonly lockTimeout?: number | undefined;
  /** Ends the operation when it is aborted: writes under way are finished and recorded, and the lock is released. */
  readonly signal?: AbortSignal | undefined;
}

/** What every operation returns. */
export interface Warned {
  /** Warnings, in the order in which they were found. Errors reject the promise as `DiagnosticError`. */
  readonly warnings: readonly Diagnostic[];
}

/** Rules of the options of every operation. */
export const OPERATION_RULES: OptionRules<OperationOptions> = {
  file: required(text('the path of a configuration, such as "governance.yaml"')),
  env: text('the name of an environment of the configuration; environment variables go into host: { env }'),
  timeout: seconds(1, 86_400),
  maxWait: seconds(1, 86_400),
  host: { expected: 'an object that overrides members of the host', accepts: isRecord },
};

/** The longest that a lock is waited for: a day. */
const lockTimeout = seconds(0, 86_400);

/** Rules of the options of every operation that writes. */
export const WRITING_RULES: OptionRules<WritingOptions> = {
  ...OPERATION_RULES,
  lockTimeout,
  signal: abortSignal,
};

/**
 * Checks the options of `caller` and runs `work`; resolves to what it found with the warnings. `own` checks what one rule
 * cannot see. Rejects with DiagnosticError: OPTION_INVALID before anything is done.
 */
export async function operate<O extends Omit<WritingOptions, 'file'>, R extends object>(
  caller: string,
  options: O,
  rules: OptionRules<O>,
  work: (host: Host, warnings: Diagnostic[]) => Promise<R>,
): Promise<R & Warned> {
  checkOptions<O>(caller, options, rules);
  const found: Diagnostic[] = [];
  const host = createHost(caller, options, found);
  keepSecretsOf(host.env);
  try {
    const result = await work(host, found);
    return { ...result, warnings: found.map(redactedDiagnostic) };
  } catch (error) {
    throw error instanceof DiagnosticError ? withoutSecrets(error) : error;
  }
}

function withoutSecrets(error: DiagnosticError): DiagnosticError {
  const diagnostics = error.diagnostics.map(redactedDiagnostic);
  if (error instanceof Interrupted) return new Interrupted(diagnostics, error.signal);
  const { sources, conclusion } = error;
  return new DiagnosticError(diagnostics, { sources, conclusion });
}
