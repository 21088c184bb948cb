/** The files of a configuration, and of what stands beside it, in the stable layout: read and compared, never written. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { SchemaNode } from '../../model/schema-node.ts';
import { SECTIONS, SEED_SECTIONS } from '../../schema/sections.ts';
import { accessTestFiles } from '../access-tests.ts';
import { formatYaml, NotFormatted } from './format-yaml.ts';
import { shownPath } from '../../files/shown-path.ts';
import { loadConfiguration } from '../load.ts';
import { readYaml } from './read-yaml.ts';
import { hasSection, isBlank } from '../sections.ts';
import type { SourceFile, SourceNode } from './source-node.ts';

/** What a file can be, each with its schema. */
export type FormatSchemas = Readonly<Record<'governance' | 'directory' | 'accessTests', SchemaNode>>;

export interface FormatOptions {
  /** Files, absolute or relative to `cwd`, with what they include; empty: the root file and all that belongs to it. */
  readonly files: readonly string[];
  readonly root: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly schemas: FormatSchemas;
}

interface FormattedFile {
  /** Absolute. */
  readonly path: string;
  /** As shown to people. */
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

export interface Formatted {
  readonly files: readonly FormattedFile[];
  /** Of files that cannot be laid out; they are not among `files`. */
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

/** Lays files out. What is wrong with a configuration that is valid YAML does not matter. */
export async function formatFiles(options: FormatOptions): Promise<Formatted> {
  const files: FormattedFile[] = [];
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, string>();
  for (const absolute of await filesOf(options)) {
    const name = shownPath(absolute, options.cwd);
    const {
      file,
      root,
      diagnostics: faults,
    } = await readYaml(absolute, name, {
      isOurs: (text) => isBlank(text) || hasSection(text, KNOWN),
      sections: KNOWN,
    });
    diagnostics.push(...faults);
    if (file !== undefined) sources.set(name, file.text);
    if (file === undefined || root === undefined || faults.length > 0) continue;
    const after = laidOut(file, schemaOf(absolute, root, options.schemas));
    if (typeof after === 'string') files.push({ path: absolute, name, before: file.text, after });
    else diagnostics.push(after);
  }
  return { files, diagnostics, sources };
}

const KNOWN = [...new Set([...SECTIONS, ...SEED_SECTIONS])];

async function filesOf({ files, root, cwd, env }: FormatOptions): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const file of files.length === 0 ? [root] : files) {
    const { own } = await loadConfiguration({ file, cwd, env });
    for (const each of own.files) found.add(each);
    if (files.length > 0) continue;
    const names = own.files.map((each) => ({ name: each, digest: '' }));
    const beside = await accessTestFiles({ folder: own.folder, files: names }).catch(() => []);
    for (const each of beside) found.add(each);
    for (const { seed } of own.places) {
      const absolute = seed === undefined ? undefined : path.resolve(own.folder, seed);
      if (absolute !== undefined && (await stat(absolute).catch(() => undefined)) !== undefined)
        found.add(absolute);
    }
  }
  return [...found];
}

function laidOut(file: SourceFile, schema: SchemaNode): string | Diagnostic {
  try {
    return formatYaml(file.text, schema);
  } catch (error) {
    if (!(error instanceof NotFormatted)) throw error;
    return {
      code: 'FORMAT_REFUSED',
      severity: 'error',
      summary: `${file.name} cannot be formatted: ${error.message}`,
      hint: 'It stays as it is. Move unusual comments to lines of their own',
    };
  }
}

/** Which schema a file follows: told by its name, or by the sections that only a seed has. */
function schemaOf(file: string, root: SourceNode, schemas: FormatSchemas): SchemaNode {
  if (/\.access\.ya?ml$/.test(file)) return schemas.accessTests;
  const keys = root.type === 'map' ? [...root.members.keys()] : [];
  const isSeed = keys.some((key) => SEED_SECTIONS.includes(key) && !SECTIONS.includes(key));
  return isSeed ? schemas.directory : schemas.governance;
}
