/**
 * The stable layout of a YAML text: members in the schema's order, two blanks of indentation, quotes only where they are
 * needed. Values, comments, blank lines between entries and the order of what people name stay. Pure.
 */
import type { Document, Node, Pair, Scalar as ScalarNode, ScalarTag, Tags, YAMLMap } from 'yaml';
import { isAlias, isCollection, isMap, isNode, isPair, isScalar, isSeq, Scalar, visit } from 'yaml';
import type { JsonValue } from '../../model/value.ts';
import { canonicalJson } from '../../model/value.ts';
import { isPrintable, printableYaml } from '../../model/printable.ts';
import type { SchemaNode } from '../../model/schema-node.ts';
import { entryOf, memberOf } from '../../model/schema-node.ts';
import type { Comments } from './format-comments.ts';
import { attachComments, commentsOf, withCommentsBeside } from './format-comments.ts';
import { lineBreak } from '../edits/edit-places.ts';
import { yamlDocument } from './yaml-document.ts';
import { LONGEST_LINE, OLD_BOOLEAN, ONE_LINE, padMapsOnly, STYLE } from './yaml-style.ts';

const TEXT_TAG = 'tag:yaml.org,2002:str';

/** Between brackets stands at most about this much. */
const LONGEST_FLOW = 100;

/** Thrown for a text that the layout would change; it is left as it is. */
export class NotFormatted extends Error {}

/**
 * A text, which parses without fault, in the stable layout. The line breaks and a byte order mark stay. Throws
 * NotFormatted when a value or comment would not survive.
 */
export function formatYaml(text: string, schema: SchemaNode): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const body = text.slice(mark.length).replaceAll('\r\n', '\n');
  const formatted = new Formatter(body, schema).format();
  if (!saysTheSame(body, formatted)) throw new NotFormatted('a value or comment would be lost');
  return mark + formatted.replaceAll('\n', lineBreak(text));
}

function saysTheSame(before: string, after: string): boolean {
  return valueOf(before) === valueOf(after) && sorted(before) === sorted(after);
}

/** Members sorted: their order says nothing. */
function valueOf(text: string): string {
  const document = yamlDocument(text);
  if (document.errors.length > 0) return 'broken';
  return canonicalJson((document.toJS({ maxAliasCount: -1 }) ?? null) as JsonValue);
}

function sorted(text: string): string {
  return [...commentsOf(text).all].sort().join('\n');
}

class Formatter {
  private readonly document: Document.Parsed;
  private readonly comments: Comments;
  /** Texts that are printed as they stand in the file. */
  private readonly verbatim = new Map<unknown, string>();
  /** Texts that people broke into lines. */
  private readonly folded = new Set<unknown>();

  constructor(
    private readonly text: string,
    private readonly schema: SchemaNode,
  ) {
    this.comments = commentsOf(text);
    this.document = yamlDocument(this.comments.masked, (tags) => tags.map((tag) => this.asWritten(tag)));
  }

  format(): string {
    const { contents } = this.document;
    if (!isMap(contents)) return this.text;
    const { head, tail } = attachComments(this.document, this.text, this.comments);
    this.order(contents, this.schema);
    visit(this.document, {
      Scalar: (_key, node) => this.style(node),
      Collection: (_key, node) => {
        if (node.flow === true && node.items.length > 0) node.flow = lengthOf(node) <= LONGEST_FLOW;
      },
    });
    padMapsOnly(this.document);
    return head + withCommentsBeside(this.document.toString(STYLE)) + tail;
  }

  /** The library's way to print a text, with what this file says of single texts. */
  private asWritten(tag: Tags[number]): Tags[number] {
    if (typeof tag !== 'object' || tag.tag !== TEXT_TAG) return tag;
    const { stringify, ...rest } = tag as ScalarTag;
    return {
      ...rest,
      stringify: (item, context, onComment, onChompKeep) => {
        const lineWidth = this.folded.has(item) ? LONGEST_LINE : 0;
        const options = { ...context.options, lineWidth };
        return (
          this.verbatim.get(item) ??
          stringify?.(item, { ...context, options }, onComment, onChompKeep) ??
          String(item.value)
        );
      },
    };
  }

  private style(node: ScalarNode): void {
    const { value, range, type } = node;
    if (typeof value !== 'string' || range == null) return;
    const source = this.text.slice(range[0], range[1]);
    const lines = source.includes('\n');
    if (type === Scalar.BLOCK_FOLDED || (lines && type !== Scalar.BLOCK_LITERAL)) this.folded.add(node);
    if (type !== Scalar.QUOTE_DOUBLE && type !== Scalar.QUOTE_SINGLE) return;
    if (ONE_LINE.test(value) && isPrintable(value) && !OLD_BOOLEAN.test(value)) node.type = Scalar.PLAIN;
    else if (type === Scalar.QUOTE_DOUBLE && !OLD_BOOLEAN.test(value))
      this.verbatim.set(node, lines ? printableYaml(JSON.stringify(value)) : source);
    else node.type = OLD_BOOLEAN.test(value) ? Scalar.QUOTE_SINGLE : type;
  }

  /** Puts the members of every object below the sections in the schema's order. */
  private order(node: unknown, schema: SchemaNode | undefined): void {
    if (schema === undefined) return;
    if (isSeq(node)) {
      const entry = entryOf(this.schema, schema);
      for (const item of node.items) this.order(item, entry);
    } else if (isMap(node)) {
      for (const pair of node.items) this.order(pair.value, memberOf(this.schema, schema, keyOf(pair)));
      // Sections stay where they are: people arrange a file as a text, with headings.
      const names = schema.properties === this.schema.properties ? undefined : schema.properties;
      if (names !== undefined) this.orderMembers(node, Object.keys(names));
    }
  }

  private orderMembers(node: YAMLMap, names: readonly string[]): void {
    const [first] = node.items;
    const ordered = inOrder(node.items, names);
    const [leading] = ordered;
    if (first === undefined || leading === undefined) return;
    if (ordered.every((pair, index) => pair === node.items[index]) || sharesAnchors(node)) return;
    node.items = ordered;
    if (first === leading || !isNode(first.key) || !isNode(leading.key)) return;
    // The blank line stands between entries, and none before the first.
    first.key.spaceBefore = leading.key.spaceBefore === true;
    leading.key.spaceBefore = false;
  }
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}

/** A member that the schema does not know stays behind the one that it follows. */
function inOrder(pairs: readonly Pair[], names: readonly string[]): Pair[] {
  const rank = new Map(names.map((name, index) => [name, index]));
  let last = -1;
  const ranked = pairs.map((pair) => {
    last = rank.get(keyOf(pair)) ?? last;
    return { pair, rank: last };
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ pair }) => pair);
}

/** Whether an anchor of one member is meant in another one, so that one has to stay before the other. */
function sharesAnchors({ items }: YAMLMap): boolean {
  const anchors = new Set<string>();
  return items.some((pair) => {
    const [own, used] = [new Set<string>(), new Set<string>()];
    visit(pair as unknown as Node, {
      Node(_key, node) {
        const { anchor }: { readonly anchor?: string | undefined } = node;
        if (isAlias(node)) used.add(node.source);
        else if (anchor !== undefined) own.add(anchor);
      },
    });
    const shares = [...own, ...used].some((name) => anchors.has(name));
    for (const name of own) anchors.add(name);
    return shares;
  });
}

/** About how long a value is between brackets, however it is quoted now. */
function lengthOf(node: unknown): number {
  if (isPair(node)) return lengthOf(node.key) + lengthOf(node.value) + 2;
  if (isCollection(node)) return node.items.reduce((sum: number, item) => sum + lengthOf(item) + 2, 2);
  if (isAlias(node)) return node.source.length + 1;
  return isScalar(node) ? String(node.value).length : 0;
}
