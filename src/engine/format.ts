/** Configuration files in the stable layout, written all at once. */
import type { Formatted, FormatSchemas } from '../config/yaml/format-files.ts';
import { formatFiles } from '../config/yaml/format-files.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { counted } from '../model/counted.ts';
import type { Host } from './host.ts';
import { replaceFiles } from './replace-files.ts';

export interface FormatFilesOptions {
  /** The root file, absolute or relative to the host's folder. */
  readonly file: string;
  /** Files to format with what they include; empty: all of the project. */
  readonly files: readonly string[];
  /** Nothing is written. */
  readonly check?: boolean;
  readonly schemas: FormatSchemas;
}

export interface FormattedProject {
  /** Names as shown, in the order in which the files are read. */
  readonly files: readonly { readonly name: string; readonly changed: boolean }[];
}

/**
 * Formats files, and calls `report` with what changed. Rejects with DiagnosticError for files that are not valid YAML,
 * which stay as they are, once the others are written.
 */
export async function formatProject(
  { file, files, check, schemas }: FormatFilesOptions,
  host: Pick<Host, 'cwd' | 'env'>,
  report: (result: FormattedProject) => void,
): Promise<void> {
  const found: Formatted = await formatFiles({ files, root: file, cwd: host.cwd, env: host.env, schemas });
  const changed = found.files.filter(({ before, after }) => before !== after);
  if (check !== true) await replaceFiles(changed.map(({ path, after }) => ({ path, text: after })));
  report({ files: found.files.map(({ name, before, after }) => ({ name, changed: before !== after })) });
  if (found.diagnostics.length === 0) return;
  const conclusion = `${counted(found.diagnostics.length, 'error')}; what has one was not formatted.`;
  throw new DiagnosticError(found.diagnostics, { sources: found.sources, conclusion });
}
