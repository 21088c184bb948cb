/** A YAML file as the parser has it: 1.2 core schema, no duplicate keys, no tags, bounded aliases; faults with a remedy. */
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import type { Diagnostic, DiagnosticCode } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { keysTwice } from './duplicate-key.ts';
import type { Remedy, Twice } from './duplicate-key.ts';
import type { TopKey } from '../sections.ts';
import type { MapMember, ScalarNode, SourceFile, SourceNode, Span } from './source-node.ts';
import { rangeOfSpan } from './source-node.ts';
import { readPlainMap } from './plain-yaml.ts';
import { splitYaml } from './split-yaml.ts';
import { yamlDocument } from './yaml-document.ts';
import { tabFault, yamlFaults } from './yaml-faults.ts';
import type { Takes } from './yaml-indents.ts';
import { lineAt } from './yaml-lines.ts';
import { braceWithoutColon } from './yaml-slips.ts';

/** Nodes that aliases may add to a file; a bomb doubles its way to billions, honest reuse stays far below. */
const MAX_ALIASED_NODES = 100_000;
const MAX_DEPTH = 100;

/** What a file holds, with all that is wrong in it. */
interface ParsedText {
  readonly file: SourceFile;
  readonly root?: SourceNode;
  readonly diagnostics: readonly Diagnostic[];
}

export function parseFile(file: SourceFile, takes: Takes | undefined): ParsedText {
  const { text } = file;
  const diagnostics: Diagnostic[] = [];
  const report = (code: DiagnosticCode, summary: string, span: Span, hint?: string) =>
    diagnostics.push({
      code,
      severity: 'error',
      summary,
      range: rangeOfSpan(file, span),
      ...(hint !== undefined && { hint }),
    });
  const zero = text.indexOf('\0');
  if (zero !== -1) {
    report('CONFIG_YAML', 'The file contains a NUL character', [zero, zero + 1], 'Save it as plain text');
    return { file, diagnostics };
  }
  try {
    const inPieces = readInPieces(file);
    if (inPieces !== undefined) return { file, root: inPieces, diagnostics };
    const document = yamlDocument(text);
    if (document.errors.length + document.warnings.length > 0)
      for (const { summary, span, hint, edit } of yamlFaults(document, text, yamlDocument, takes))
        diagnostics.push({
          code: 'CONFIG_YAML',
          severity: 'error',
          summary,
          hint,
          range: rangeOfSpan(file, span),
          ...(edit !== undefined && {
            fix: { range: rangeOfSpan(file, [edit.start, edit.end]), text: edit.text },
          }),
        });
    if (diagnostics.length > 0 || document.contents === null) return { file, diagnostics };
    const root = new Converter(file, report, diagnostics).node(document.contents, 0);
    return diagnostics.length > 0 ? { file, diagnostics } : { file, root, diagnostics };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const tab = tabFault(text);
    if (tab === undefined)
      report('CONFIG_YAML', 'The file is nested too deeply', [0, 0], `At most ${MAX_DEPTH} levels`);
    else report('CONFIG_YAML', tab.summary, tab.span, tab.hint);
    return { file, diagnostics };
  }
}

/** A large file without any fault; undefined when it is small, or when the whole of it should be looked at at once. */
function readInPieces(file: SourceFile): SourceNode | undefined {
  const sections = splitYaml(file.text);
  if (sections === undefined) return undefined;
  const faults: unknown[] = [];
  const diagnostics: Diagnostic[] = [];
  const converter = new Converter(file, (code) => faults.push(code), diagnostics);
  /** Adds the members of a map; gives the place of it. */
  const members = (start: number, end: number, depth: number, into: Map<string, MapMember>): Span => {
    const plain = readPlainMap(file, [start, end]);
    if (plain !== undefined && ![...plain.members.keys()].some((key) => into.has(key))) {
      for (const [key, member] of plain.members) into.set(key, member);
      return [plain.start, plain.end];
    }
    const { errors, warnings, contents } = yamlDocument(file.text.slice(start, end));
    faults.push(...errors, ...warnings);
    if (isMap(contents)) converter.members(contents, depth, into, start);
    else faults.push(contents);
    const [from = 0, to = 0] = contents?.range ?? [];
    return [start + from, start + to];
  };
  const root = new Map<string, MapMember>();
  for (const { start, end, pieces } of sections) {
    members(start, pieces?.[0]?.start ?? end, 0, root);
    const [key, member] = [...root].at(-1) ?? [];
    if (pieces === undefined || key === undefined || member === undefined) continue;
    const entries = new Map<string, MapMember>();
    const spans: Span[] = [];
    for (const piece of pieces)
      if (faults.length === 0) spans.push(members(piece.start, piece.end, 1, entries));
    const span: Span = [spans[0]?.[0] ?? start, spans.at(-1)?.[1] ?? end];
    root.set(key, { ...member, value: mapNode(file, span, entries) });
  }
  return faults.length + diagnostics.length > 0 ? undefined : mapNode(file, [0, file.text.length], root);
}

function mapNode(file: SourceFile, span: Span, members: ReadonlyMap<string, MapMember>): SourceNode {
  const size = [...members.values()].reduce((sum, { value }) => sum + value.size, 1);
  return { type: 'map', file, start: span[0], end: span[1], members, size };
}

type Report = (code: DiagnosticCode, summary: string, span: Span, hint?: string) => void;

/** Turns the library's syntax tree into located nodes; an alias becomes the very node that it names. */
class Converter {
  private readonly anchors = new Map<string, SourceNode | 'open'>();
  /** Maps that are entries of a list. */
  private readonly entries = new Set<YAMLMap>();
  private aliased = 0;
  /** Where in the file the text begins that the nodes' own offsets count from. */
  private base = 0;
  private readonly file: SourceFile;
  private readonly report: Report;
  private readonly diagnostics: Diagnostic[];

  constructor(file: SourceFile, report: Report, diagnostics: Diagnostic[]) {
    this.file = file;
    this.report = report;
    this.diagnostics = diagnostics;
  }

  node(node: Node, depth: number): SourceNode {
    const span = this.spanOf(node);
    if (depth > MAX_DEPTH) throw new RangeError('nested too deeply');
    if (isAlias(node)) return this.alias(node.source, span);
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.anchors.set(anchor, 'open');
    const converted = this.value(node, span, depth);
    if (anchor === undefined) return converted;
    const anchored: SourceNode = { ...converted, anchored: true };
    this.anchors.set(anchor, anchored);
    return anchored;
  }

  private value(node: Node, span: Span, depth: number): SourceNode {
    if (isMap(node)) return this.map(node, span, depth);
    if (isSeq(node)) return this.list(node, span, depth);
    const value = isScalar(node) ? node.value : null;
    const known = value === null || ['boolean', 'number', 'string'].includes(typeof value);
    if (!known) this.report('CONFIG_YAML', 'This value is of a type that Entente does not know', span);
    return this.scalar(span, known ? (value as string | null) : null);
  }

  private scalar([start, end]: Span, value: ScalarNode['value']): SourceNode {
    return { type: 'scalar', file: this.file, start, end, size: 1, value };
  }

  private alias(name: string, span: Span): SourceNode {
    const target = this.anchors.get(name);
    const empty = this.scalar(span, null);
    if (target === undefined || target === 'open') {
      const fault = target === 'open' ? 'refers to itself' : 'has no anchor before it in this file';
      const isText = target === undefined && !/^[\w-]+$/.test(name);
      const near = target === undefined ? didYouMean(name, this.anchors.keys()) : undefined;
      const define =
        near === undefined
          ? `Write the value itself, or &${name} before the value where it stands first`
          : `Did you mean *${near}?`;
      const hint = isText ? `Put the text in quotes: "*${name}"` : define;
      this.report('CONFIG_ALIAS', `The alias *${name} ${fault}`, span, hint);
      return empty;
    }
    const before = this.aliased;
    this.aliased += target.size;
    if (this.aliased <= MAX_ALIASED_NODES) return target;
    if (before <= MAX_ALIASED_NODES) {
      this.report('CONFIG_ALIAS', 'Aliases make this file too large', span, 'Repeat less through aliases');
    }
    return empty;
  }

  private list(node: YAMLSeq, span: Span, depth: number): SourceNode {
    for (const item of node.items) if (isMap(item)) this.entries.add(item);
    const items = node.items.map((item) => this.node(item as Node, depth + 1));
    return {
      type: 'list',
      file: this.file,
      start: span[0],
      end: span[1],
      items,
      size: items.reduce((sum, item) => sum + item.size, 1),
    };
  }

  private map(node: YAMLMap, span: Span, depth: number): SourceNode {
    const members = new Map<string, MapMember>();
    this.members(node, depth, members, this.base);
    return mapNode(this.file, span, members);
  }

  /** Adds the members of `node`, whose text begins at `base`, to `members`. */
  members(node: YAMLMap, depth: number, members: Map<string, MapMember>, base: number): void {
    this.base = base;
    const twice: Twice[] = [];
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const key = this.key(pair.key);
      if (key === undefined) continue;
      const keySpan = this.spanOf(pair.key);
      // Nothing that Entente knows is called so.
      const brace = isScalar(pair.key) && pair.key.type === 'PLAIN' && /[{[]/.test(key);
      const repair = brace ? braceWithoutColon(lineAt(this.file.text, keySpan[0])) : undefined;
      if (repair !== undefined) this.report('CONFIG_YAML', repair.summary, repair.span, repair.hint);
      const first = members.get(key);
      if (first !== undefined)
        twice.push({ key, first, range: rangeOfSpan(this.file, keySpan), remedy: remedyOf(first, depth) });
      const [keyStart, keyEnd] = keySpan;
      const value =
        pair.value === null ? this.scalar([keyEnd, keyEnd], null) : this.node(pair.value, depth + 1);
      members.set(key, { keyStart, keyEnd, file: this.file, value });
    }
    this.diagnostics.push(...keysTwice(twice, this.entries.has(node)));
  }

  private key(node: Node): string | undefined {
    const span = this.spanOf(node);
    if (!isScalar(node) || node.value === null || typeof node.value === 'object') {
      this.report(
        'CONFIG_KEY',
        'A key must be plain text',
        span,
        'Write KEY: VALUE, with the key in letters',
      );
      return undefined;
    }
    if (node.value === '<<') {
      this.report(
        'CONFIG_KEY',
        'Merge keys (<<) are not part of YAML 1.2',
        span,
        'Write what policies share as a template (policyTemplates); an alias (*NAME) takes a whole value',
      );
      return undefined;
    }
    return node.source ?? String(node.value);
  }

  private spanOf(node: Node): Span {
    return [this.base + (node.range?.[0] ?? 0), this.base + (node.range?.[1] ?? 0)];
  }
}

/** What a property or a section is called cannot be chosen, and two lists or maps may each hold what is meant. */
function remedyOf({ value }: MapMember, depth: number): Remedy {
  if (value.type === 'scalar') return 'remove';
  return depth === 1 ? 'rename' : 'join';
}

/** Keys at the top of a text that is broken, as far as it can be read. */
export function topKeysOfBroken(text: string, sections: readonly string[]): TopKey[] {
  try {
    const { contents } = yamlDocument(text);
    if (!isMap(contents)) return [];
    const keys = contents.items.flatMap(({ key }): TopKey[] =>
      isScalar(key) ? [{ key: String(key.value), start: key.range[0] }] : [],
    );
    if (contents.flow === true) return keys;
    // In a file that is ours beyond doubt, a line that a tab indents ends up beside the keys at the top.
    const column = ({ start }: TopKey) => start - text.lastIndexOf('\n', start - 1);
    const top = keys.filter((each) => keys[0] !== undefined && column(each) === column(keys[0]));
    return top.every(({ key }) => sections.includes(key)) ? top : keys;
  } catch {
    // Nested too deeply to be parsed.
    return [...text.matchAll(/^["']?([\w$.@/-]+)["']?\s*:/gm)].map(({ 1: key = '', index }) => ({
      key,
      start: index,
    }));
  }
}
