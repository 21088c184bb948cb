import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { fixConfiguration } from '../../engine/fix-configuration.ts';
import type { FixedLine } from '../../engine/fix-configuration.ts';
import { validateProject } from '../../engine/validate.ts';
import { diagnosticJson, machineJson } from '../../report/machine-json.ts';
import { counted } from '../../report/style.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export interface ValidateOptions extends GlobalOptions {
  readonly json?: boolean;
  /** Correct what is only spelled wrongly. */
  readonly fix?: boolean;
  /** Show the corrections without writing them. */
  readonly dryRun?: boolean;
}

/** `entente validate` */
export async function validate(options: ValidateOptions, terminal: Terminal): Promise<number> {
  if (options.fix === true || options.dryRun === true) {
    const dryRun = options.dryRun === true;
    const { lines } = await fixConfiguration(options, terminal, { dryRun });
    if (options.json !== true) terminal.data(fixedText(lines, dryRun));
    // Nothing was written, so that the files are as wrong as before.
    if (dryRun) return lines.length === 0 ? 0 : 1;
  }
  if (options.json === true) return validateJson(options, terminal);
  const { configuration } = await validateProject(options, terminal);
  const { declarations, files, rootFile } = configuration;
  const more = files.length > 1 ? ` and ${counted(files.length - 1, 'more file')}` : '';
  terminal.data(`${rootFile}${more}: valid, ${counted(declarations.length, 'resource')}.\n`);
  return 0;
}

/** What was corrected, line by line. */
function fixedText(lines: readonly FixedLine[], dryRun: boolean): string {
  if (lines.length === 0) return '';
  const done = dryRun ? 'would be corrected' : 'corrected';
  const shown = lines.map(
    ({ file, line, before, after }) => `${file}:${line}\n- ${before.trim()}\n+ ${after.trim()}\n`,
  );
  return `${shown.join('')}${counted(lines.length, 'line')} ${done}.\n`;
}

/** The document says what is wrong, so that nothing else has to be read. */
async function validateJson(options: ValidateOptions, terminal: Terminal): Promise<number> {
  try {
    const { configuration } = await validateProject(options, terminal);
    const files = configuration.files.map(({ name }) => name);
    const resources = configuration.declarations.length;
    terminal.document(machineJson({ valid: true, files, resources, diagnostics: [] }));
    return 0;
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const diagnostics = error.diagnostics.map(diagnosticJson);
    terminal.document(machineJson({ valid: false, files: [], resources: null, diagnostics }));
    return 1;
  }
}
