/** A configuration to begin with: the files of `entente init`, put where each belongs. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import directory from '../../schema/directory.schema.json' with { type: 'json' };
import governance from '../../schema/governance.schema.json' with { type: 'json' };
import { failure } from '../diagnostics/failure.ts';
import { reasonOf } from '../state/faults.ts';
import { makeFolder } from '../state/make-folder.ts';
import { SCAFFOLD } from './generated/scaffold.ts';
import type { Host } from './host.ts';
import { shownPath, slashed } from '../files/shown-path.ts';

export interface InitOptions {
  /** Where to write, relative to the host's folder or absolute; made when it is not there. */
  readonly folder: string;
}

/** What the files name for editors. */
const SCHEMAS = { 'governance.schema.json': governance, 'directory.schema.json': directory } as const;

/** Its owner has decided already about those of them that are there. */
const OWNERS = ['.gitignore', '.gitattributes'];

/**
 * Writes a configuration that works, and a workflow that plans it in pull requests; answers the files as shown. Rejects
 * with INIT_EXISTS before anything is written, when one of them is there.
 */
export async function initialize(
  { folder: wanted }: InitOptions,
  { cwd }: Pick<Host, 'cwd'>,
): Promise<readonly string[]> {
  const texts = Object.entries(SCHEMAS).map(
    ([name, schema]) => [name, `${JSON.stringify(schema)}\n`] as const,
  );
  const files = new Map([...Object.entries(SCAFFOLD), ...texts]);
  const folder = path.resolve(cwd, wanted);
  const repository = repositoryOf(folder);
  const within = repository === undefined ? '' : slashed(path.relative(repository, folder));
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
      `${existing.map((name) => shownPath(place(name), cwd)).join(', ')} ${verb} already; nothing was written`,
      'Name another folder: entente init FOLDER',
    );
  }
  for (const [name, text] of files) await put(place(name), text, cwd);
  return [...files.keys()].map((name) => shownPath(place(name), cwd));
}

async function put(file: string, text: string, cwd: string): Promise<void> {
  try {
    await makeFolder(path.dirname(file));
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    throw failure(
      'INIT_WRITE',
      `Cannot write ${shownPath(file, cwd)}: ${reasonOf(error)}`,
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
