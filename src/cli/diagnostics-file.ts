/**
 * The file that ENTENTE_DIAGNOSTICS names: diagnostics are appended to it as JSON lines, for the program that runs
 * Entente. It is never one of the project's own, and never one that holds something else.
 */
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import type { OwnFiles } from '../config/own-files.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { beginsAs, jsonObject } from '../engine/put-file.ts';
import { outputFault } from '../engine/outputs.ts';
import { printableJson } from '../model/printable.ts';
import type { Shell } from './shell.ts';

const broken = new WeakSet<Shell>();

/** Resolves to why it cannot be written, once; nothing is tried after that. `own`: what it cannot be. */
export async function appendDiagnostics(
  found: readonly Diagnostic[],
  shell: Shell,
  own: OwnFiles | undefined,
): Promise<string | undefined> {
  if (broken.has(shell)) return undefined;
  const file = path.resolve(shell.cwd, shell.env['ENTENTE_DIAGNOSTICS'] ?? '');
  const lines = found.map((diagnostic) => printableJson(`${JSON.stringify(diagnostic)}\n`)).join('');
  try {
    const fault = own === undefined ? undefined : await outputFault(file, own);
    if (fault !== undefined) throw new Error(fault);
    if (!(await beginsAs(file, isDiagnostic))) throw new Error('it holds something else');
    await appendFile(file, lines);
    return undefined;
  } catch (error) {
    broken.add(shell);
    return (error as Error).message;
  }
}

function isDiagnostic(line: string): boolean {
  const { code, severity, summary } = jsonObject(line) ?? {};
  return [code, severity, summary].every((each) => typeof each === 'string');
}
