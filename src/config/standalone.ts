/** YAML files that stand beside the configuration: read, checked against their own schema, every fault with its place. */
import path from 'node:path';
import type { JsonValue } from '../model/value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { shownPath } from '../files/shown-path.ts';
import { takesMember } from './advice/schema-view.ts';
import { readYaml } from './yaml/read-yaml.ts';
import { rangeAt } from './yaml/source-node.ts';
import { hasSection } from './sections.ts';
import { substitute } from './templates/substitute.ts';
import type { CheckedBy, RangeOf } from './validate.ts';
import { validateDocument } from './validate.ts';

/** What the messages about a file say. */
export interface StandaloneWords {
  /** What it should be: `a directory seed`. */
  readonly what: string;
  /** How such a file begins. */
  readonly begin: string;
  /** What to do when it cannot be read. */
  readonly unreadable: string;
  /** A section that every such file has. */
  readonly section: string;
  /** All that it may have. */
  readonly sections: readonly string[];
}

export interface StandaloneResult {
  /** Absent when anything is wrong. */
  readonly value?: JsonValue;
  readonly rangeOf: RangeOf;
  readonly diagnostics: readonly Diagnostic[];
  /** Text by shown file name. */
  readonly sources: ReadonlyMap<string, string>;
}

export interface StandaloneFile {
  readonly file: string;
  readonly cwd: string;
  /** For a file that a configuration names: the folder that it must not leave. */
  readonly within?: string | undefined;
  /** Texts that files are to hold, by absolute path. */
  readonly texts?: ReadonlyMap<string, string> | undefined;
}

/** Reads a file, absolute or relative to `cwd`. */
export async function readStandalone(
  { file: named, cwd, within, texts }: StandaloneFile,
  schema: CheckedBy,
  { what, begin, unreadable, section, sections }: StandaloneWords,
): Promise<StandaloneResult> {
  const absolute = path.resolve(cwd, named);
  const name = shownPath(absolute, cwd);
  const { file, root, diagnostics } = await readYaml(absolute, name, {
    instead: texts?.get(absolute),
    within,
    isOurs: (text) => text.trim() === '' || hasSection(text, [section]),
    sections,
    takes: takesMember(schema.root),
  });
  const sources = new Map(file === undefined ? [] : [[name, file.text]]);
  const failed = (faults: readonly Diagnostic[]): StandaloneResult => ({
    rangeOf: () => undefined,
    diagnostics: faults,
    sources,
  });
  if (file === undefined)
    return failed(
      diagnostics.map((fault) => ({
        ...fault,
        hint: fault.code === 'CONFIG_FOREIGN' ? `Begin with: ${begin}` : unreadable,
      })),
    );
  if (diagnostics.length > 0) return failed(diagnostics);
  if (root?.type !== 'map') {
    const hint = `Begin with: ${begin}`;
    return failed([{ code: 'CONFIG_EMPTY', severity: 'error', summary: `${name} is not ${what}`, hint }]);
  }
  const rangeOf: RangeOf = (at, aspect) => rangeAt(root, at, aspect);
  const { value, diagnostics: unresolved } = substitute(root, undefined);
  const found = sortDiagnostics([...unresolved, ...validateDocument(schema, value, rangeOf)]);
  return found.length > 0 ? failed(found) : { value, rangeOf, diagnostics: [], sources };
}
