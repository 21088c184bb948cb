import { writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import schema from '../../../schema/governance.schema.json' with { type: 'json' };
import { failure } from '../../diagnostics/failure.ts';
import { SCAFFOLD } from '../generated/scaffold.ts';
import { machineJson } from '../../report/machine-json.ts';
import { shown } from '../../engine/state/backend.ts';
import { reasonOf } from '../../state/faults.ts';
import { makeFolder } from '../../state/make-folder.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export interface InitOptions extends GlobalOptions {
  /** Where to write; made when it is not there. */
  readonly folder: string;
  readonly json?: boolean;
}

/** Its owner has decided already about those of them that are there. */
const OWNERS = ['.gitignore', '.gitattributes'];

/** `entente init`: a configuration that works, and a workflow that plans it in pull requests. Overwrites nothing. */
export async function init(options: InitOptions, terminal: Terminal): Promise<void> {
  const files = new Map(
    Object.entries({ ...SCAFFOLD, 'governance.schema.json': `${JSON.stringify(schema)}\n` }),
  );
  const folder = path.resolve(terminal.cwd, options.folder);
  const repository = repositoryOf(folder);
  const within = repository === undefined ? '' : path.relative(repository, folder).split(path.sep).join('/');
  // GitHub reads workflows at the top of a repository alone.
  if (within !== '') moveWorkflow(files, within);
  const place = (name: string) =>
    path.resolve(name.startsWith('.github/') ? (repository ?? folder) : folder, name);
  for (const name of OWNERS) if (existsSync(place(name))) files.delete(name);
  const existing = [...files.keys()].filter((name) => existsSync(place(name)));
  if (existing.length > 0) {
    const verb = existing.length === 1 ? 'exists' : 'exist';
    throw failure(
      'INIT_EXISTS',
      `${existing.map((name) => shown(place(name), terminal.cwd)).join(', ')} ${verb} already; nothing was written`,
      'Name another folder: entente init FOLDER',
    );
  }
  for (const [name, text] of files) {
    await put(place(name), text, terminal);
    if (options.json !== true) terminal.data(`wrote ${shown(place(name), terminal.cwd)}\n`);
  }
  if (options.json === true) {
    const written = [...files.keys()].map((name) => shown(place(name), terminal.cwd));
    terminal.document(machineJson({ written }));
  }
  terminal.progress(
    "\nIt works on a local tenant as it is: entente plan. For the workflow, put the repository that holds Entente's releases in the place of OWNER/entente, and the commit of a release in the place of the zeros; its docs/github.md says how to go on from there.",
  );
}

async function put(file: string, text: string, { cwd }: Terminal): Promise<void> {
  try {
    await makeFolder(path.dirname(file));
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    throw failure(
      'INIT_WRITE',
      `Cannot write ${shown(file, cwd)}: ${reasonOf(error)}`,
      'Name another folder: entente init FOLDER',
    );
  }
}

/** The closest folder that is a Git repository, or a worktree of one. */
function repositoryOf(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at;
    if (at === path.dirname(at)) return undefined;
  }
}

/** A workflow for the configuration in a folder below the top of its repository. */
function moveWorkflow(files: Map<string, string>, within: string): void {
  for (const [name, text] of [...files]) {
    if (!name.startsWith('.github/')) continue;
    files.delete(name);
    const own = within.replace(/[^A-Za-z0-9]+/g, '-');
    const inputs = /^( +)command: plan$/m;
    files.set(
      name.replace(/\.yml$/, `-${own}.yml`),
      text.replace(
        inputs,
        (line, indent: string) => `${line}\n${indent}working-directory: ${JSON.stringify(within)}`,
      ),
    );
  }
}
