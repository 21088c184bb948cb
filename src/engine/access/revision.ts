/** The configuration as a git revision holds it, laid out in a folder of its own. Nothing in the repository is touched. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { failure } from '../../diagnostics/failure.ts';
import { slashed } from '../../files/shown-path.ts';

const run = promisify(execFile);
/** A configuration is text that people write; a file larger than this is none. */
const MOST_BYTES = 32 * 1024 * 1024;

export interface Revision {
  /** Stands for the folder of the configuration. */
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * Lays out the YAML files of a revision that lie in the folder of the configuration, or below. Throws DiagnosticError
 * ACCESS_REVISION when there is no repository or no such revision.
 */
export async function checkOut(file: string, revision: string): Promise<Revision> {
  const folder = path.dirname(file);
  const top = (await git(folder, ['rev-parse', '--show-toplevel'], 'There is no git repository here')).trim();
  const commit = await commitOf(folder, revision);
  const inside = slashed(path.relative(top, await realpath(folder)));
  const listing = await git(
    top,
    ['ls-tree', '-r', '-z', '--full-tree', commit, ...(inside === '' ? [] : ['--', inside])],
    `Cannot list the files of ${revision}`,
  );
  const root = await mkdtemp(path.join(tmpdir(), 'entente-revision-'));
  const remove = () => rm(root, { recursive: true, force: true });
  try {
    // Symbolic links and submodules could lead out of the folder, so only plain files are laid out.
    const files = listing.split('\0').flatMap((line) => {
      const match = /^100(?:644|755) blob ([0-9a-f]+)\t(.+\.ya?ml)$/is.exec(line);
      return match === null ? [] : [{ blob: match[1] ?? '', name: match[2] ?? '' }];
    });
    for (const { blob, name } of files) await layOut(top, root, blob, name);
    const laidOut = path.join(root, ...inside.split('/'));
    await mkdir(laidOut, { recursive: true });
    return { folder: laidOut, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * The commit where the history of the configuration at hand left that of `revision`: what a pull request changes, it
 * changes since then. Throws DiagnosticError ACCESS_REVISION when there is none here.
 */
export async function mergeBase(file: string, revision: string): Promise<string> {
  const folder = path.dirname(file);
  const commit = await commitOf(folder, revision);
  const shared = await git(
    folder,
    ['merge-base', commit, 'HEAD'],
    `${revision} and the commit at hand have no common history here`,
  );
  return shared.trim();
}

async function commitOf(folder: string, revision: string): Promise<string> {
  const text = await git(
    folder,
    ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
    `git knows no revision "${revision}"`,
  );
  return text.trim();
}

async function layOut(top: string, root: string, blob: string, name: string): Promise<void> {
  const target = path.join(root, name);
  if (!target.startsWith(root + path.sep)) return;
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, await git(top, ['cat-file', 'blob', blob], `Cannot read ${name}`));
}

/** git's words, in English or not: it names the folder that it looked for. */
const NO_REPOSITORY = /^fatal: not a git repository|\(.*\): \.git$/;

async function git(cwd: string, args: readonly string[], otherwise: string): Promise<string> {
  try {
    return (await run('git', ['-C', cwd, ...args], { maxBuffer: MOST_BYTES })).stdout;
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    const said = stderr?.trim() ?? '';
    throw failure(
      'ACCESS_REVISION',
      said === '' ? otherwise : `${otherwise}: ${said}`,
      NO_REPOSITORY.test(said)
        ? 'Name a file, state or live instead, or run it in a clone of the repository'
        : 'Name a branch, tag or commit; in GitHub Actions, actions/checkout fetches the history with fetch-depth: 0',
    );
  }
}
