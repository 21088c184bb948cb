/** Values as YAML: the one place that decides how anything is written into a configuration. */
import { Document, isMap, isNode, isScalar, isSeq, Scalar, visit } from 'yaml';
import type { DocumentOptions, Node, SchemaOptions, YAMLMap } from 'yaml';
import type { AttributePath } from '../../model/path.ts';
import { isPrintable, printable, printableYaml } from '../../model/printable.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { escapePlaceholders } from '../templates/substitute.ts';
import { LONGEST_LINE, OLD_BOOLEAN, ONE_LINE, padMapsOnly, STYLE } from './yaml-style.ts';

/** A remark on an entry, written as a comment of one line or more before it. */
export interface Remark {
  readonly path: AttributePath;
  readonly text: string;
}

const DOCUMENT: DocumentOptions & SchemaOptions & { readonly aliasDuplicateObjects: false } = {
  version: '1.2',
  schema: 'core',
  aliasDuplicateObjects: false,
};

/** Lines that a literal block keeps exactly: no control characters, no blanks at the ends of lines. */
const LITERAL =
  /^(?:[^\s\u0000-\u001f\ud800-\udfff](?:[^\u0000-\u001f\ud800-\udfff]*[^\s\u0000-\u001f\ud800-\udfff])?|)$/u;

/** A document as YAML, its texts safe from substitution, with remarks and a first comment. */
export function writeYaml(value: JsonObject, remarks: readonly Remark[] = [], header = ''): string {
  const document = new Document(value, DOCUMENT);
  style(document.contents, true);
  const root = document.contents;
  if (isMap(root)) for (const [index, pair] of root.items.entries()) spaced(pair.key, index);
  for (const { path, text } of remarks) {
    const parent = document.getIn(path.slice(0, -1), true);
    const step = path.at(-1);
    const item = isSeq(parent) ? parent.items[Number(step)] : undefined;
    if (isNode(item)) item.commentBefore = joined(item.commentBefore, comment(text));
    const key = isMap(parent)
      ? parent.items.find((pair) => keyOf(pair.key) === String(step))?.key
      : undefined;
    if (isScalar(key)) key.commentBefore = joined(key.commentBefore, comment(text));
  }
  padMapsOnly(document);
  return comment(header, '#') + printableYaml(document.toString(STYLE));
}

/** Two remarks on one entry stand in lines of their own. */
function joined(before: string | null | undefined, text: string): string {
  return before == null ? text : `${before}\n${text}`;
}

/** A value on one line, as it may stand anywhere in a document. */
export function inlineYaml(value: JsonValue): string {
  const document = new Document([value], DOCUMENT);
  style(document.contents, false);
  if (isSeq(document.contents)) document.contents.flow = true;
  padMapsOnly(document);
  const text = printableYaml(document.toString(STYLE)).trim();
  return text.slice(1, -1).trim();
}

/** A text of several lines as a literal block that begins after its key; undefined when a block cannot hold it. */
export function literalYaml(text: string, indent: string): string | undefined {
  if (!isLiteral(text)) return undefined;
  const ended = text.endsWith('\n');
  const lines = escapePlaceholders(ended ? text.slice(0, -1) : text).split('\n');
  return `${ended ? '|' : '|-'}\n${lines.map((line) => (line === '' ? '\n' : `${indent}${line}\n`)).join('')}`;
}

/** Escapes every text, and chooses for each node the style that reads best and loses nothing. */
function style(root: Node | null, block: boolean): void {
  if (root === null) return;
  visit(root, {
    Scalar(_key, node) {
      if (typeof node.value !== 'string') return;
      if (block && isLiteral(node.value)) node.type = Scalar.BLOCK_LITERAL;
      else if (OLD_BOOLEAN.test(node.value)) node.type = Scalar.QUOTE_SINGLE;
      else if (!ONE_LINE.test(node.value) || !isPrintable(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
    Pair(_key, pair) {
      escape(pair.value);
    },
    Seq(_key, node) {
      for (const item of node.items) escape(item);
    },
  });
  visit(root, {
    Map(_key, node, ancestors) {
      node.flow = ancestors.length > 1 && isShort(node);
    },
    Seq(_key, node) {
      node.flow = node.items.length === 0 || (node.items.every((item) => isScalar(item)) && isShort(node));
    },
  });
}

function escape(node: unknown): void {
  if (isScalar(node) && typeof node.value === 'string') node.value = escapePlaceholders(node.value);
}

function isShort(node: YAMLMap | Node): boolean {
  const value = node.toJSON() as JsonValue;
  const flat = Object.values(value as object).every((item) => typeof item !== 'object' || item === null);
  const text = JSON.stringify(value);
  return flat && text.length <= LONGEST_LINE && !text.includes('\\n');
}

function isLiteral(text: string): boolean {
  if (!/[^\n]\n+[^\n]/.test(text) || text.endsWith('\n\n') || !isPrintable(text)) return false;
  return (
    text
      .replace(/\n$/, '')
      .split('\n')
      .every((line) => LITERAL.test(line)) && !text.startsWith('\n')
  );
}

function spaced(key: unknown, index: number): void {
  if (isScalar(key) && index > 0) key.spaceBefore = true;
}

function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

/** Lines of a comment; what could end the comment, or is not as it looks, is written out. */
function comment(text: string, mark = ''): string {
  if (text === '') return '';
  const lines = text.split('\n').map((line) => {
    const plain = printable(line);
    return `${mark}${plain === '' ? '' : ` ${plain}`}`;
  });
  return lines.join('\n') + (mark === '' ? '' : '\n');
}
