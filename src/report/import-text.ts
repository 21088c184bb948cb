/** What was imported, as text and as JSON. */
import type { ImportResult } from '../engine/import/remarks.ts';
import { countedEntries } from '../kinds/template-layout.ts';
import { counted } from '../model/counted.ts';
import { formatPath } from '../model/path.ts';
import type { AttributePath } from '../model/path.ts';
import { printableJson } from '../model/printable.ts';

export function importText({ imported, files, alike }: ImportResult): string {
  return `Imported ${counted(imported.resources.length, 'object')} into ${files.join(', ')}.\n${alikeText(alike)}`;
}

function alikeText(alike: ImportResult['alike']): string {
  if (alike === undefined) return '';
  const { policies, templates, written } = alike;
  const made = counted(templates, 'template');
  return written
    ? `${countedEntries(policies)} are written as ${made}.\n`
    : `${countedEntries(policies)} are alike; --templates writes them as ${made}.\n`;
}

export function importJson({ imported, files, rangeOf, alike }: ImportResult): string {
  const placeOf = (path: AttributePath | undefined) => {
    const range = path === undefined ? undefined : rangeOf(path);
    return range === undefined ? null : { file: range.file, line: range.start.line };
  };
  const result = {
    formatVersion: 1,
    imported: imported.resources.length,
    files,
    alike: alike ?? null,
    notExpressed: imported.notExpressed.map(({ path, within, ...each }) => ({
      ...Object.fromEntries(within.map(({ noun, name }) => [noun, name])),
      ...each,
      source: placeOf(path),
    })),
    departed: imported.departed.map(({ principal, path, address }) => ({
      id: principal.id,
      type: principal.type,
      name: principal.label ?? null,
      address,
      property: formatPath(path),
      source: placeOf(path),
    })),
  };
  return `${printableJson(JSON.stringify(result, null, 2))}\n`;
}
