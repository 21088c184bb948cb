import type { SchemaNode } from '../../model/schema-node.ts';
import { formatProject } from '../../engine/format.ts';
import { counted } from '../../model/counted.ts';
import accessTests from '../../../schema/access-tests.schema.json' with { type: 'json' };
import directory from '../../../schema/directory.schema.json' with { type: 'json' };
import governance from '../../../schema/governance.schema.json' with { type: 'json' };
import { printableJson } from '../../model/printable.ts';
import type { GlobalOptions, Terminal } from '../terminal.ts';

export interface FmtOptions extends GlobalOptions {
  /** Empty: all files of the project. */
  readonly files: readonly string[];
  readonly check?: boolean;
  readonly json?: boolean;
}

const SCHEMAS = {
  accessTests: accessTests as unknown as SchemaNode,
  directory: directory as unknown as SchemaNode,
  governance: governance as unknown as SchemaNode,
};

/** `entente fmt`: names the files that it writes; with --check, 2 when there are any. */
export async function fmt(options: FmtOptions, terminal: Terminal): Promise<number> {
  let code = 0;
  await formatProject({ ...options, schemas: SCHEMAS }, terminal, ({ files }) => {
    const changed = files.filter((file) => file.changed);
    const check = options.check === true;
    if (check && changed.length > 0) code = 2;
    if (options.json === true) terminal.document(printableJson(`${JSON.stringify({ files }, null, 2)}\n`));
    else terminal.data(changed.map(({ name }) => `${name}\n`).join(''));
    const what = check ? 'to be formatted' : 'formatted';
    terminal.progress(
      `${counted(changed.length, 'file')} ${what}, ${files.length - changed.length} as they should be.`,
    );
  });
  return code;
}
