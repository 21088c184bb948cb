/** File system failures in words, as errors that the CLI can print. */
import type { Diagnostic, DiagnosticCode } from '../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { isObject } from '../model/value.ts';
import type { BodyTooLarge } from '../net/limited-body.ts';
import type { WaitOver } from '../net/waits.ts';

/** The largest state that is read from a service: of more than 100,000 resources. */
export const MOST_STATE_BYTES = 128 * 1024 * 1024;

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EEXIST: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ENAMETOOLONG: 'its name is too long',
  EFBIG: 'it would exceed the allowed file size',
};

/** Why a file operation failed, without the error's own path and call. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}

/** The error's code such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** A DiagnosticError of one error. */
export function stateError(
  code: DiagnosticCode,
  summary: string,
  hint: string,
  detail?: string,
): DiagnosticError {
  const diagnostic: Diagnostic = {
    code,
    severity: 'error',
    summary,
    hint,
    ...(detail !== undefined && { detail }),
  };
  return new DiagnosticError([diagnostic]);
}

/** A place of states that does not answer in time. Whether a write was carried out is not known then. */
export function waitedTooLong(over: WaitOver): DiagnosticError {
  const longer = over.hurried ? '' : ', or wait longer with --timeout';
  const { diagnostics } = stateError(
    'STATE_TIMEOUT',
    over.message,
    `Check the service and the network${longer}; then run the command again, which continues where this one ended`,
  );
  return over.sent ? new Unanswered(diagnostics) : new DiagnosticError(diagnostics);
}

/** A request to a place of states that may have been carried out, although no answer says so. */
export class Unanswered extends DiagnosticError {}

/** What says that no request left, so that nothing can have been carried out. */
const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** False when the request that failed so cannot have reached the server. */
export function mayHaveLeft(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    const code = codeOf(each) ?? '';
    if (NEVER_LEFT.has(code) || /CERT|SELF_SIGNED|ERR_TLS/.test(code)) return false;
  }
  return true;
}

/** The lock was requested, and it is unknown whether it was taken. */
export class LockInDoubt extends DiagnosticError {}

/** A place of states that answers with more than a state. */
export function tooLarge(location: string, error: BodyTooLarge): DiagnosticError {
  return stateError(
    'STATE_BACKEND',
    `What answers for the state ${location} sends no state: ${error.message}`,
    'Check the address under state: in the configuration; nothing was changed',
  );
}

/** Rejects what a proxy, a sign-in page or another service answers in place of a state. */
export function requireState(text: string, location: string): void {
  const what = foreign(text.trim());
  if (what === undefined) return;
  throw stateError(
    'STATE_BACKEND',
    `${location} answers with ${what}, not with a state`,
    'Check the address under state: in the configuration, and the sign-in: many servers answer so to those who are not signed in',
  );
}

function foreign(text: string): string | undefined {
  if (text.startsWith('<')) return /^<\?xml|^<Error/i.test(text) ? 'XML' : 'a web page';
  if (!text.startsWith('{')) return undefined;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(body) || 'lineage' in body) return undefined;
  return ['error', 'errors', 'message', 'detail'].some((name) => name in body) ? 'an error' : undefined;
}

/** Works on the lock file of a state; its failure names that file. */
export async function locking<T>(
  { state, lockFile }: { readonly state: string; readonly lockFile: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    const isFolder = codeOf(error) === 'EISDIR';
    throw stateError(
      'STATE_WRITE',
      `Cannot lock the state ${state}: the lock file ${lockFile} ${isFolder ? 'is a folder' : `cannot be used: ${reasonOf(error)}`}`,
      isFolder
        ? 'Remove that folder if nothing in it is needed, then run the command again'
        : 'Mend that and run the command again',
      'What was recorded before is intact.',
    );
  }
}

/** Runs a write; its failure says what could not be written and that the old state stands. */
export async function writing<T>(display: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    throw stateError(
      'STATE_WRITE',
      `Cannot write the state ${display}: ${reasonOf(error)}`,
      'Mend that and run the command again; it continues where this one ended',
      'What was recorded before is intact.',
    );
  }
}
