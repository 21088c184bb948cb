/** File system failures in words, as errors that the CLI can print. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
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
export function stateError(code: string, summary: string, hint: string, detail?: string): DiagnosticError {
  const diagnostic: Diagnostic = {
    code,
    severity: 'error',
    summary,
    hint,
    ...(detail !== undefined && { detail }),
  };
  return new DiagnosticError([diagnostic]);
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
