import type { ImportOneOptions } from '../../engine/import/import-one.ts';
import { importOne as importOf } from '../../engine/import/import-one.ts';
import { importedOneJson } from '../../report/import-text.ts';
import { printable } from '../../report/style.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

/** What the command line gives besides the address and the id. */
export type ImportOneFlags = GlobalOptions &
  Omit<ImportOneOptions, 'address' | 'id'> & { readonly json?: boolean };

/** `entente import ADDRESS ID` */
export async function importOne(
  options: ImportOneFlags & ImportOneOptions,
  terminal: Terminal,
): Promise<number> {
  const result = await importOf(options, terminal);
  const json = options.json === true;
  if (json) terminal.document(importedOneJson(result));
  if (result.type === 'undeclared') {
    if (!json) terminal.document(result.declaration);
    await terminal.diagnostics(result.diagnostics);
    return 1;
  }
  const { address, displayName, id, warnings, dryRun } = result;
  if (!json) {
    const becomes = dryRun ? 'would be' : 'is now';
    terminal.data(`${address} ${becomes} "${printable(displayName)}", id ${printable(id)}.\n`);
  }
  await terminal.diagnostics(warnings);
  terminal.progress(
    dryRun ? 'Nothing was written.' : 'Nothing in the tenant was changed; entente plan shows what differs.',
  );
  return 0;
}
