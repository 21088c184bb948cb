/** What editors need of an import: the line that names a file's schema, and the schemas. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import governance from '../../../schema/governance.schema.json' with { type: 'json' };
import included from '../../../schema/included.schema.json' with { type: 'json' };
import { formatYaml, NotFormatted } from '../../config/yaml/format-yaml.ts';
import type { FileText } from '../replace-files.ts';

const SCHEMAS = { 'governance.schema.json': governance, 'included.schema.json': included } as const;

/** A text in the layout that `entente fmt` gives it; as it is where that would lose something. */
export function laidOut(text: string): string {
  try {
    return formatYaml(text, governance);
  } catch (error) {
    if (!(error instanceof NotFormatted)) throw error;
    return text;
  }
}

/** The texts of a configuration by path relative to its folder, each with its schema named. */
export function withModelines(texts: ReadonlyMap<string, string>, root: string): ReadonlyMap<string, string> {
  return new Map([...texts].map(([name, text]) => [name, withModeline(name, text, name === root)]));
}

/** The text of a file; a comment that begins it stays apart from the line. */
export function withModeline(name: string, text: string, isRoot: boolean): string {
  const schema = isRoot ? 'governance.schema.json' : 'included.schema.json';
  const up = '../'.repeat(name.split('/').length - 1) || './';
  const rest = text.startsWith('#') ? `#\n${text}` : text;
  return `# yaml-language-server: $schema=${up}${schema}\n${rest}`;
}

/** The schemas beside a root file; those that are there stay as they are. */
export function schemaFiles(folder: string): readonly FileText[] {
  return Object.entries(SCHEMAS)
    .map(([name, schema]) => ({ path: path.join(folder, name), text: `${JSON.stringify(schema)}\n` }))
    .filter((file) => !existsSync(file.path));
}

/** Whether the files of a configuration name schemas that stand in its folder. */
export function hasSchemas(folder: string): boolean {
  return existsSync(path.join(folder, 'governance.schema.json'));
}
