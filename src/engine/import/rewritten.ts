/** What an import changes in the files of a configuration that it is added to. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { glob } from 'tinyglobby';
import type { Edited, SourceTree } from '../../config/edits/edit-yaml.ts';
import { editEntry, removeEntries } from '../../config/edits/edit-yaml.ts';
import type { MapNode, SourceNode } from '../../config/yaml/source-node.ts';
import { applyEdits } from '../../config/edits/text-edits.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import type { AttributePath } from '../../model/path.ts';
import { isSamePath, isWithin } from '../../model/path.ts';
import type { Host } from '../host.ts';
import type { FileText } from '../replace-files.ts';
import { replaceFiles } from '../replace-files.ts';
import { shownPath } from '../../files/shown-path.ts';

interface Including {
  readonly tree: SourceTree;
  /** What the configuration includes already. */
  readonly patterns: readonly string[];
  /** Of the new files, relative to the root file. */
  readonly names: readonly string[];
  /** Absolute path of the root file. */
  readonly file: string;
  /** Entries that go. */
  readonly gone: readonly AttributePath[];
}

/** Files of the configuration with what an import changes in them; none where it changes nothing. */
export async function rewritten(including: Including, { cwd }: Host): Promise<readonly FileText[]> {
  const { tree, gone, file } = including;
  const done = [await includeEdits(including), removeEntries(tree, withEmptied(tree.root, gone))];
  const refusals = done.flatMap((each) => each.refusals);
  if (refusals.length > 0)
    throw new DiagnosticError(
      refusals.map(({ summary, range }) => ({
        code: 'IMPORT_DECLARED',
        severity: 'error',
        summary: `${shownPath(file, cwd)} cannot be edited for the import: ${summary}`,
        hint: 'Write `include` and `existing` as plain lists and maps',
        ...(range !== undefined && { range }),
      })),
    );
  const texts = applyEdits(done.flatMap(({ edits }) => edits));
  return [...texts].map(([name, text]) => ({ path: path.resolve(cwd, name), text }));
}

/** Paths to take out so that no map is left behind empty: of one that loses all of its entries, that of the map itself. */
function withEmptied(root: MapNode, gone: readonly AttributePath[]): readonly AttributePath[] {
  const kept = (node: SourceNode, path: AttributePath): readonly AttributePath[] | 'none' => {
    if (gone.some((each) => isSamePath(each, path))) return 'none';
    if (node.type !== 'map' || !gone.some((each) => isWithin(each, path))) return [];
    const inner = [...node.members].map(([name, member]) => ({
      at: [...path, name],
      left: kept(member.value, [...path, name]),
      // What several files say together is taken out entry by entry.
      isOwn: member.file === node.file,
    }));
    if (path.length > 0 && inner.every(({ left, isOwn }) => left === 'none' && isOwn)) return 'none';
    return inner.flatMap(({ at, left }) => (left === 'none' ? [at] : left));
  };
  const found = kept(root, []);
  return found === 'none' ? gone : found;
}

/** The root file includes the names that its patterns do not match. */
async function includeEdits({ tree, patterns, names }: Including): Promise<Edited> {
  const matched = await matching(patterns, names);
  const missing = names.filter((name) => !matched.has(name));
  if (missing.length === 0) return { edits: [], refusals: [] };
  const include = [...patterns, ...missing];
  return editEntry(tree, {
    path: [],
    shape: { include: { type: 'list', of: { type: 'string' } } },
    from: { explicit: patterns.length === 0 ? {} : { include: patterns } },
    to: { explicit: { include }, sparse: { include } },
  });
}

/** Those of the names that patterns match, found out with empty files. */
async function matching(patterns: readonly string[], names: readonly string[]): Promise<ReadonlySet<string>> {
  if (patterns.length === 0) return new Set();
  const folder = await mkdtemp(path.join(tmpdir(), 'entente-include-'));
  try {
    await replaceFiles(names.map((name) => ({ path: path.join(folder, name), text: '' })));
    return new Set(await glob([...patterns], { cwd: folder, expandDirectories: false }));
  } finally {
    await rm(folder, { recursive: true });
  }
}
