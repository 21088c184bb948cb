import type { ImportAllOptions } from '../../engine/import/import-all.ts';
import { importAll as importOf } from '../../engine/import/import-all.ts';
import { countOf } from '../../engine/import/remarks.ts';
import { importJson, importText } from '../../report/import-text.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export interface ImportCommandOptions extends GlobalOptions, ImportAllOptions {
  readonly json?: boolean;
}

/** `entente import [--out DIR]` */
export async function importAll(options: ImportCommandOptions, terminal: Terminal): Promise<number> {
  const result = await importOf(options, terminal);
  await terminal.diagnostics(result.warnings);
  const count = countOf(result.imported.notExpressed);
  if (count !== undefined) terminal.progress(count);
  if (options.json === true) terminal.document(importJson(result));
  else terminal.data(importText(result));
  terminal.progress(
    result.dryRun
      ? 'Nothing was written.'
      : 'Have a look at the files; entente plan shows no changes until something is changed. Editors read the schemas beside them; after an update of Entente write them again: entente schema > governance.schema.json and entente schema included > included.schema.json.',
  );
  return 0;
}
