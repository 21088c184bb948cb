/** What was imported, as text and as JSON. */
import type { ImportedObject } from '../engine/import/import-one.ts';
import type { ImportedTenant } from '../engine/import/import-all.ts';
import type { ImportResult } from '../engine/import/remarks.ts';
import { countedEntries } from '../kinds/template-layout.ts';
import { counted } from '../model/counted.ts';
import { groupBy } from '../model/group-by.ts';
import { compareNames } from '../model/natural-order.ts';
import { formatPath } from '../model/path.ts';
import type { AttributePath } from '../model/path.ts';
import { diagnosticJson, machineJson } from './machine-json.ts';

export function importText(result: ImportResult): string {
  const { imported, files, alike, dryRun } = result;
  if (dryRun) return previewText(result);
  return `Imported ${counted(imported.resources.length, 'object')} into ${files.join(', ')}.\n${alikeText(alike)}`;
}

function previewText({ imported, files, schemas, alike }: ImportResult): string {
  const counts = [...countsOf(imported)];
  const width = Math.max(0, ...counts.map(([kind]) => kind.length));
  const leftOut = counted(imported.leftOut.length, 'object');
  return [
    `Would import ${counted(imported.resources.length, 'object')} and leave out ${leftOut}:`,
    ...counts.map(([kind, count]) => `  ${kind.padEnd(width)}  ${count}`),
    'Would write:',
    ...[...files, ...schemas].map((file) => `  ${file}`),
    alikeText(alike),
  ].join('\n');
}

/** Objects by kind. */
function countsOf({ resources }: Pick<ImportResult['imported'], 'resources'>): Map<string, number> {
  const byKind = groupBy(resources, ({ kind }) => kind.name);
  const counts = [...byKind].map(([kind, { length }]) => [kind, length] as const);
  return new Map(counts.sort(([a], [b]) => compareNames(a, b)));
}

function alikeText(alike: ImportResult['alike']): string {
  if (alike === undefined) return '';
  const { policies, templates, written } = alike;
  const made = counted(templates, 'template');
  return written
    ? `${countedEntries(policies)} are written as ${made}.\n`
    : `${countedEntries(policies)} are alike; --templates writes them as ${made}.\n`;
}

export function importJson(result: ImportedTenant): string {
  const { imported, files, schemas, rangeOf, alike, dryRun, warnings } = result;
  const placeOf = (path: AttributePath | undefined) => {
    const range = path === undefined ? undefined : rangeOf(path);
    return range === undefined ? null : { file: range.file, line: range.start.line };
  };
  return machineJson({
    dryRun,
    imported: imported.resources.length,
    counts: Object.fromEntries(countsOf(imported)),
    leftOut: imported.leftOut.length,
    files,
    schemas,
    resources: imported.resources.map(({ address, kind, object: { id }, path }) => ({
      address,
      kind: kind.name,
      id,
      source: placeOf(path),
    })),
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
    gone: imported.gone.map(({ kind, id, path, address }) => ({
      id,
      type: kind.name,
      address,
      property: formatPath(path),
      source: placeOf(path),
    })),
    remarks: warnings.map(diagnosticJson),
  });
}

/** Of `import ADDRESS ID`; `declaration` is null where the configuration has one. */
export function importedOneJson(result: ImportedObject): string {
  const { type, address, displayName, id } = result;
  const undeclared = type === 'undeclared';
  return machineJson({
    dryRun: undeclared || result.dryRun,
    recorded: !undeclared && !result.dryRun,
    address,
    id,
    displayName,
    declaration: undeclared ? result.declaration : null,
    remarks: (undeclared ? result.diagnostics : result.warnings).map(diagnosticJson),
  });
}
