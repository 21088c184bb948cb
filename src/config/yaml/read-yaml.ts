/** One YAML file, read safely: 1.2 core schema, no duplicate keys, no tags, bounded size and aliases. */
import { sectionMeant } from '../advice/section-meant.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { readContent } from '../read-content.ts';
import { foreignKey } from '../sections.ts';
import type { TopKey } from '../sections.ts';
import { readPlainMap } from './plain-yaml.ts';
import type { SourceFile, SourceNode } from './source-node.ts';
import type { Takes } from './yaml-indents.ts';

export interface ParsedFile {
  readonly file?: SourceFile;
  readonly bytes?: Uint8Array;
  /** Absent when the file is empty or broken. */
  readonly root?: SourceNode;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ReadOptions {
  /** A text that the file does not hold yet. */
  readonly instead?: string | undefined;
  /** Folder that the file must not leave, links followed. */
  readonly within?: string | undefined;
  /** Tells a text that is meant for Entente; nothing of any other is shown. */
  readonly isOurs?: ((text: string) => boolean) | undefined;
  /** The only keys at the top of a text that is meant for Entente. */
  readonly sections?: readonly string[] | undefined;
  /** What may stand where: the block that a line belongs to, where its indentation does not say it. */
  readonly takes?: Takes | undefined;
}

/** Reads and parses `absolute`, shown to the user as `name`. Never rejects for what the user can mend. */
export async function readYaml(
  absolute: string,
  name: string,
  { instead, within, isOurs, sections, takes }: ReadOptions = {},
): Promise<ParsedFile> {
  const content =
    instead === undefined
      ? await readContent(absolute, within)
      : { bytes: new TextEncoder().encode(instead) };
  if ('fault' in content) return { diagnostics: [unreadable(name, content.fault)] };
  const { bytes } = content;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { bytes, diagnostics: [unreadable(name, 'it is not UTF-8 text')] };
  }
  if (isOurs?.(text) === false) {
    const { root } = takes === undefined ? {} : await parseYaml(text, name, takes);
    const section = takes && sectionMeant(root, sections ?? [], takes);
    return { bytes, diagnostics: [foreign(name, section)] };
  }
  const parsed = await parseYaml(text, name, takes);
  const strange = sections && foreignKey(await topKeys(parsed.root, text, sections), sections);
  if (strange !== undefined) return { bytes, diagnostics: [foreignSection(name, text, strange.start)] };
  return { bytes, ...parsed };
}

/** Keys at the top, of a text that is broken too, as far as it can be read. */
async function topKeys(
  root: SourceNode | undefined,
  text: string,
  sections: readonly string[],
): Promise<readonly TopKey[]> {
  if (root === undefined) return (await parser()).topKeysOfBroken(text, sections);
  return root.type === 'map'
    ? [...root.members].map(([key, { keyStart }]) => ({ key, start: keyStart }))
    : [];
}

/** Its text may be a secret that a proposed configuration wants to see in the error. */
function foreign(name: string, section: string | undefined): Diagnostic {
  return {
    code: 'CONFIG_FOREIGN',
    severity: 'error',
    summary: `${name} is not a file for Entente: it has none of the sections that are expected there`,
    hint:
      section === undefined
        ? 'Check the path, and the names of the sections'
        : `Begin ${name} with ${section}: and indent its lines below that`,
  };
}

/** The same of a file in which another section begins: its place is all that is told of it. */
function foreignSection(name: string, text: string, start: number): Diagnostic {
  const before = text.slice(0, start).split('\n');
  const at = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, offset: start };
  return {
    code: 'CONFIG_FOREIGN',
    severity: 'error',
    summary: `${name} is not a file for Entente: line ${at.line} begins a section that is not expected there, so nothing of it is shown`,
    hint: 'Indent the line below its section if it is an entry; otherwise check the path, and the names of the sections',
    range: { file: name, start: at, end: at },
  };
}

function unreadable(name: string, fault: string): Diagnostic {
  return {
    code: 'CONFIG_UNREADABLE',
    severity: 'error',
    summary: `Cannot read ${name}: ${fault}`,
    hint: 'Name the configuration with --file, check the path, or begin one with entente init',
  };
}

/** Nothing but what is not plain takes the parser, which takes as long to load as a small configuration takes to check. */
const parser = () => import('./parse-yaml.ts');

async function parseYaml(
  text: string,
  name: string,
  takes: Takes | undefined,
): Promise<Omit<ParsedFile, 'bytes'>> {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  const file: SourceFile = { name, text, lineStarts };
  const root = readPlainMap(file, [0, text.length]);
  return root === undefined ? (await parser()).parseFile(file, takes) : { file, root, diagnostics: [] };
}
