/** Which files a document includes: patterns relative to it, never outside the folder of the root file. */
import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import type { Diagnostic, DiagnosticCode } from '../diagnostics/diagnostic.ts';
import { byPath } from '../files/shown-path.ts';
import type { MapNode, ScalarNode } from './yaml/source-node.ts';
import { isBelow } from './read-content.ts';
import { rangeOfNode } from './yaml/source-node.ts';

export interface Included {
  /** Absolute path. */
  readonly path: string;
  /** The pattern that named it. */
  readonly from: ScalarNode;
}

/** Files that `document`, standing in `folder`, includes, in a stable order. */
export async function includedFiles(
  document: MapNode,
  folder: string,
  rootFolder: string,
): Promise<{ readonly files: readonly Included[]; readonly diagnostics: readonly Diagnostic[] }> {
  const files: Included[] = [];
  const diagnostics: Diagnostic[] = [];
  const patterns = document.members.get('include')?.value;
  const items = patterns?.type === 'list' ? patterns.items : [];
  const said = items.map((item) => (item.type === 'scalar' ? item.value : undefined));
  for (const item of items) {
    // Anything but a text is a fault that validation reports with the rest.
    if (item.type !== 'scalar' || typeof item.value !== 'string') continue;
    const report = (code: DiagnosticCode, summary: string, hint: string) =>
      diagnostics.push({ code, severity: 'error', summary, hint, range: rangeOfNode(item) });
    const found = leaves(item.value) ? [] : await expand(item.value, folder);
    if (leaves(item.value)) {
      report('CONFIG_INCLUDE', `"${item.value}" leaves the folder of the root file`, KEEP_INSIDE);
    } else if (found.length === 0) {
      const near = (await filesIn(item.value, folder)) ?? (await nearPattern(item.value, folder));
      // What is included already is not what is missing.
      const isNew = near !== undefined && !said.includes(near);
      const hint = isNew ? `Did you mean "${near}"?` : 'Check the path, or remove the pattern';
      report('CONFIG_INCLUDE', `No file matches "${item.value}"`, hint);
    }
    for (const file of found) {
      if (await isInside(file, rootFolder)) files.push({ path: file, from: item });
      else report('CONFIG_INCLUDE', `"${item.value}" leaves the folder of the root file`, KEEP_INSIDE);
    }
  }
  return { files, diagnostics };
}

/** A fault of a file as a whole is mended where the file is named; one of a section that is not ours names that besides. */
export function atInclude(found: Diagnostic, from: ScalarNode | undefined): Diagnostic {
  if (from === undefined) return found;
  const range = rangeOfNode(from);
  if (found.range === undefined) return { ...found, range };
  return found.code === 'CONFIG_FOREIGN'
    ? { ...found, related: [{ message: 'included here', range }] }
    : found;
}

const KEEP_INSIDE = 'Keep all files below it';

/** Told by the text already, before anything is looked for outside; links are told by `isInside`. */
function leaves(pattern: string): boolean {
  return path.isAbsolute(pattern) || pattern.split(/[\\/]/).includes('..');
}

/**
 * Folders that match are left out, with all that is in them. A file that links lead to several times, as in a loop,
 * counts once.
 */
async function expand(pattern: string, folder: string): Promise<string[]> {
  const { glob } = await import('tinyglobby');
  const found = await glob(pattern, { cwd: folder, absolute: true, expandDirectories: false });
  const files = found.map((each) => path.resolve(each)).sort(byPath);
  const real = await Promise.all(files.map((each) => realpath(each).catch(() => each)));
  // The shortest path is the one without links.
  const byLength = files.map((file, index) => ({ file, real: real[index] ?? file }));
  byLength.sort((a, b) => a.file.length - b.file.length);
  const first = new Map<string, string>();
  for (const each of byLength) if (!first.has(each.real)) first.set(each.real, each.file);
  return [...first.values()].sort(byPath);
}

/** For a folder: the pattern of the files in it, or below it. */
async function filesIn(pattern: string, folder: string): Promise<string | undefined> {
  const named = pattern.replace(/\/+$/, '');
  for (const each of [`${named}/*.yaml`, `${named}/*.yml`, `${named}/**/*.yaml`, `${named}/**/*.yml`])
    if ((await expand(each, folder)).length > 0) return each;
  return undefined;
}

/** The pattern with `/` between its parts, or with one name that the folder has no file of, written like one that it has; undefined where that matches nothing either. */
async function nearPattern(pattern: string, folder: string): Promise<string | undefined> {
  // In a pattern, `\\` takes the meaning from the letter after it.
  const withSlashes = pattern.replaceAll('\\', '/');
  if (withSlashes !== pattern) {
    const found = await expand(withSlashes, folder);
    return found.length > 0 ? withSlashes : nearPattern(withSlashes, folder);
  }
  const parts = pattern.split('/');
  for (const [index, part] of parts.entries()) {
    if (/[*?[\]{}()!]/.test(part)) return undefined;
    const within = path.join(folder, ...parts.slice(0, index));
    const names: readonly string[] = await readdir(within).catch(() => []);
    if (names.includes(part)) continue;
    const near = didYouMean(part, names);
    const meant = near === undefined ? undefined : parts.with(index, near).join('/');
    return meant !== undefined && (await expand(meant, folder)).length > 0 ? meant : undefined;
  }
  return undefined;
}

/** Links are followed first: a link below the folder may point out of it. */
async function isInside(file: string, rootFolder: string): Promise<boolean> {
  const real = await realpath(file).catch(() => file);
  const root = await realpath(rootFolder);
  return isBelow(root, real);
}
