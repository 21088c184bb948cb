import type { ImportOneOptions } from '../../engine/import/import-one.ts';
import { importOne as importOf } from '../../engine/import/import-one.ts';
import { printable } from '../../report/style.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

/** `entente import ADDRESS ID` */
export async function importOne(
  options: GlobalOptions & ImportOneOptions,
  terminal: Terminal,
): Promise<number> {
  const result = await importOf(options, terminal);
  if (result.type === 'undeclared') {
    terminal.document(result.declaration);
    await terminal.diagnostics(result.diagnostics);
    return 1;
  }
  const { address, displayName, id, warnings } = result;
  terminal.data(`${address} is now "${printable(displayName)}", id ${printable(id)}.\n`);
  await terminal.diagnostics(warnings);
  terminal.progress('Nothing in the tenant was changed; entente plan shows what differs.');
  return 0;
}
