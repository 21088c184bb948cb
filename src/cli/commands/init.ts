import { initialize } from '../../engine/init.ts';
import { machineJson } from '../../report/machine-json.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

/** `entente init`: a configuration that works, and a workflow that plans it in pull requests. Overwrites nothing. */
export async function init(
  { folder, json }: GlobalOptions & { readonly folder: string; readonly json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const written = await initialize({ folder }, terminal);
  if (json === true) terminal.document(machineJson({ written }));
  else terminal.data(written.map((name) => `wrote ${name}\n`).join(''));
  terminal.progress(
    "\nIt works on a local tenant as it is: entente plan. For the workflow, put the repository that holds Entente's releases in the place of OWNER/entente, and the commit of a release in the place of the zeros; its docs/github.md says how to go on from there.\nEditors read the schemas; after an update of Entente write them again: entente schema > governance.schema.json and entente schema directory > directory.schema.json.",
  );
}
