/** A configuration as an editor shows it: the texts of open files count, and every finding stands in its file. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { accessTestFiles, loadAccessTests } from '../../config/access-tests.ts';
import type { LoadResult } from '../../config/load.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { groupBy } from '../../model/group-by.ts';
import type { Host } from '../host.ts';
import { load } from '../project.ts';

/** The world of an editor's questions. */
export type EditorHost = Pick<Host, 'cwd' | 'env'>;

export interface EditorOptions {
  /** Name of root files, such as `governance.yaml`; or the path of one, which is then the only root. */
  readonly file: string;
  /** An environment of them. */
  readonly env?: string | undefined;
}

/**
 * Unsaved texts of files, by absolute path. What was worked out with one of them is kept as long as it is: a later question
 * is to bring another once anything may have changed, on the disk too.
 */
export type OpenTexts = ReadonlyMap<string, string>;

/** A root file with all that belongs to it. */
export interface Examined {
  /** Absolute path of the root file. */
  readonly root: string;
  readonly loaded: LoadResult;
  /** Absolute paths of the files of the configuration and of the access tests beside them. */
  readonly files: readonly string[];
  /** What stands against each file, by absolute path; files without faults have no entry. */
  readonly diagnostics: ReadonlyMap<string, readonly Diagnostic[]>;
}

/** Whether a file holds access tests, by its name. */
export function isTestFile(file: string): boolean {
  return /\.access\.ya?ml$/.test(file);
}

/** Loads and judges a configuration by its root file. */
export async function examine(
  root: string,
  { env }: EditorOptions,
  host: EditorHost,
  texts: OpenTexts,
): Promise<Examined> {
  const loaded = await load({ file: root, env }, host, texts);
  const tests = await testFiles(loaded, texts);
  const ofTests = await Promise.all(
    tests.map((file) => loadAccessTests({ file, cwd: host.cwd, texts }, loaded.configuration)),
  );
  const found = [...loaded.diagnostics, ...ofTests.flatMap(({ diagnostics }) => diagnostics)];
  return {
    root,
    loaded,
    files: [...loaded.own.files, ...tests],
    diagnostics: groupBy(found, ({ range }) =>
      range === undefined ? root : path.resolve(host.cwd, range.file),
    ),
  };
}

/** Files of access tests, those that are not saved yet included. */
async function testFiles({ own }: LoadResult, texts: OpenTexts): Promise<readonly string[]> {
  const folders = new Set(own.files.map((file) => path.dirname(file)));
  const isThere = (folder: string) =>
    readdir(folder).then(
      () => true,
      () => false,
    );
  const there = await Promise.all(own.files.map((file) => isThere(path.dirname(file))));
  const files = own.files.filter((_, index) => there[index]);
  const saved = await accessTestFiles({
    folder: own.folder,
    files: files.map((file) => ({ name: path.relative(own.folder, file), digest: '' })),
  });
  const unsaved = [...texts.keys()].filter((file) => isTestFile(file) && folders.has(path.dirname(file)));
  return [...new Set([...saved, ...unsaved])];
}

/**
 * The configuration that a file belongs to: of the root files in its folder and those above, the outermost that takes it
 * in; a root file that none takes in is its own. Undefined for a file of something else.
 */
export function configurationOf(
  file: string,
  options: EditorOptions,
  host: EditorHost,
  texts: OpenTexts,
): Promise<Examined | undefined> {
  const known = kept.get(texts) ?? new Map<string, Promise<Examined | undefined>>();
  kept.set(texts, known);
  const found = known.get(file) ?? findConfiguration(file, options, host, texts);
  known.set(file, found);
  return found;
}

const kept = new WeakMap<OpenTexts, Map<string, Promise<Examined | undefined>>>();

async function findConfiguration(
  file: string,
  options: EditorOptions,
  host: EditorHost,
  texts: OpenTexts,
): Promise<Examined | undefined> {
  let own: Examined | undefined;
  let outermost: Examined | undefined;
  for (const root of await rootsAbove(file, options.file, host, texts)) {
    const examined = await examine(root, options, host, texts);
    if (root === file) own = examined;
    if (examined.files.includes(file)) outermost = examined;
  }
  return outermost ?? own;
}

/** Root files from the folder of a file upwards. */
async function rootsAbove(
  file: string,
  named: string,
  { cwd }: EditorHost,
  texts: OpenTexts,
): Promise<readonly string[]> {
  if (path.basename(named) !== named) return [path.resolve(cwd, named)];
  const roots: string[] = [];
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const root = path.join(folder, named);
    const names = await readdir(folder).catch(() => [] as string[]);
    if (texts.has(root) || names.includes(named)) roots.push(root);
    if (folder === path.dirname(folder)) return roots;
  }
}
