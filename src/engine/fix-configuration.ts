/** Corrections of how a configuration is spelled: what its diagnostics carry, applied until none is left. */
import path from 'node:path';
import type { Diagnostic, Fix } from '../diagnostics/diagnostic.ts';
import type { Host } from './host.ts';
import type { ProjectOptions } from './project.ts';
import { load } from './project.ts';
import { replaceFiles } from './replace-files.ts';

/** One corrected line. */
export interface FixedLine {
  /** As the user would type it. */
  readonly file: string;
  /** One-based. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/** Rounds of corrections: what stands behind a YAML fault is seen only once that is mended. */
const MOST_ROUNDS = 25;

/** Applies the safe corrections and writes the files, unless `dryRun`. Comments stay. Rejects with CONFIG_WRITE. */
export async function fixConfiguration(
  options: ProjectOptions,
  host: Host,
  { dryRun }: { readonly dryRun: boolean },
): Promise<{ readonly lines: readonly FixedLine[]; readonly texts: ReadonlyMap<string, string> }> {
  const texts = new Map<string, string>();
  const first = new Map<string, string>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { diagnostics, sources } = await load(options, host, texts);
    const fixed = fixedTexts(diagnostics, sources);
    if (fixed.size === 0) break;
    for (const [file, text] of fixed) {
      if (!first.has(file)) first.set(file, sources.get(file) ?? '');
      texts.set(path.resolve(host.cwd, file), text);
    }
  }
  const lines = [...first].flatMap(([file, before]) =>
    changedLines(file, before, texts.get(path.resolve(host.cwd, file)) ?? before),
  );
  if (!dryRun && texts.size > 0) await replaceFiles([...texts].map(([file, text]) => ({ path: file, text })));
  return { lines, texts };
}

/** New texts of the files that a correction changes, by the name that diagnostics call them. */
function fixedTexts(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const fixes = diagnostics.flatMap(({ fix }) => (fix === undefined ? [] : [fix]));
  const texts = new Map<string, string>();
  for (const file of new Set(fixes.map(({ range }) => range.file))) {
    const source = sources.get(file);
    if (source === undefined) continue;
    const text = applied(
      source,
      fixes.filter(({ range }) => range.file === file),
    );
    if (text !== source) texts.set(file, text);
  }
  return texts;
}

/** From the last to the first, so that offsets stay right; of two at one place the later one waits for the next round. */
function applied(source: string, fixes: readonly Fix[]): string {
  let text = source;
  let before = Infinity;
  for (const { range, text: by, was } of [...fixes].sort(
    (a, b) => b.range.start.offset - a.range.start.offset,
  )) {
    const [start, end] = [range.start.offset, range.end.offset];
    // A value that comes from elsewhere, such as a variable, is not what stands here.
    const says = source.slice(start, end).replace(/^(["'])(.*)\1$/, '$2');
    if (end > before || (was !== undefined && says !== was)) continue;
    text = text.slice(0, start) + by + text.slice(end);
    before = start;
  }
  return text;
}

/** Corrections stay within their lines, so that lines compare one by one. */
function changedLines(file: string, before: string, after: string): FixedLine[] {
  const fresh = after.split('\n');
  return before.split('\n').flatMap((line, index): FixedLine[] => {
    const other = fresh[index] ?? '';
    return line === other ? [] : [{ file, line: index + 1, before: line.trimEnd(), after: other.trimEnd() }];
  });
}
