import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import schema from '../../../schema/governance.schema.json' with { type: 'json' };
import { failure } from '../failure.ts';
import { SCAFFOLD } from '../generated/scaffold.ts';
import { shown } from '../project.ts';
import type { GlobalOptions } from '../terminal.ts';
import { Terminal } from '../terminal.ts';

export interface InitOptions extends GlobalOptions {
  /** Where to write; made when it is not there. */
  readonly folder: string;
}

const IGNORED = '.gitignore';

/** `entente init`: a configuration that works, and a workflow that plans it in pull requests. Overwrites nothing. */
export async function init(options: InitOptions): Promise<void> {
  const terminal = new Terminal(options);
  const files = new Map(
    Object.entries({ ...SCAFFOLD, 'governance.schema.json': `${JSON.stringify(schema)}\n` }),
  );
  const place = (name: string) => path.resolve(options.folder, name);
  // Whoever has one knows what to ignore.
  if (existsSync(place(IGNORED))) files.delete(IGNORED);
  const existing = [...files.keys()].filter((name) => existsSync(place(name)));
  if (existing.length > 0) {
    const verb = existing.length === 1 ? 'exists' : 'exist';
    throw failure(
      'INIT_EXISTS',
      `${existing.map((name) => shown(place(name))).join(', ')} ${verb} already; nothing was written`,
      'Name another folder: entente init FOLDER',
    );
  }
  for (const [name, text] of files) {
    await mkdir(path.dirname(place(name)), { recursive: true });
    await writeFile(place(name), text, { flag: 'wx' });
    terminal.data(`wrote ${shown(place(name))}\n`);
  }
  terminal.progress(
    "\nIt works on a local tenant as it is: entente plan. For the workflow, put the repository that holds Entente's releases in the place of OWNER/entente; its docs/github.md says how to go on from there.",
  );
}
