/** JSON Schema as far as Entente's own schemas use it, and the walk through it. Pure. */

/** One schema of a document; keywords that only validators need are left out. */
export interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly $ref?: string;
  /** The shape of an open map's entries that the schema leaves unchecked: a reference, as in `$ref`. */
  readonly 'x-shape'?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly definitions?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly allOf?: readonly { readonly maxProperties?: number }[];
  /** Members of which a map has exactly one. */
  readonly oneOf?: readonly { readonly required?: readonly string[] }[];
  /** What may stand there, and the placeholder of a variable that may stand for it. */
  readonly anyOf?: readonly SchemaNode[];
  readonly enum?: readonly unknown[];
  /** What each value of `enum` means, in the same order; editors show it. */
  readonly markdownEnumDescriptions?: readonly string[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  /** Examples that are maps or lists of them, which editors could not show. */
  readonly 'x-examples'?: readonly unknown[];
  /** Words that may stand there beside other texts, with their meanings. */
  readonly 'x-words'?: Readonly<Record<string, string>>;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** What is expected in words, where a pattern would say it. */
  readonly 'x-expected'?: string;
  /** A word that `enum` lacks may stand there too, as `{ unlisted: WORD }`. */
  readonly 'x-unlisted'?: boolean;
}

const DEFINITION = '#/definitions/';

/** A schema with its reference followed; what stands beside the reference holds over what it refers to. */
export function resolved(root: SchemaNode, node: SchemaNode): SchemaNode {
  const { $ref: ref = node['x-shape'], 'x-shape': _shape, anyOf, ...own } = node;
  if (anyOf?.[0] !== undefined) return { ...resolved(root, anyOf[0]), ...own };
  if (ref === undefined) return node;
  const target = ref === '#' ? root : root.definitions?.[ref.slice(DEFINITION.length)];
  if (target === undefined) throw new Error(`The schema has no ${ref}`);
  return { ...resolved(root, target), ...own };
}

/** Examples of all forms. */
export function examplesOf({ examples = [], 'x-examples': composed = [] }: SchemaNode): readonly unknown[] {
  return [...examples, ...composed];
}

/** The schema of an entry that people name: of an open map, or of a list; undefined for a closed object and a scalar. */
export function entryOf(root: SchemaNode, node: SchemaNode): SchemaNode | undefined {
  const { additionalProperties: open, items } = node;
  if (typeof open === 'object') return resolved(root, open);
  return items === undefined ? undefined : resolved(root, items);
}

/** The schema of a member, named by the schema or by people. */
export function memberOf(root: SchemaNode, node: SchemaNode, name: string): SchemaNode | undefined {
  const own = Object.hasOwn(node.properties ?? {}, name) ? node.properties?.[name] : undefined;
  if (own !== undefined) return resolved(root, own);
  return node.items === undefined ? entryOf(root, node) : undefined;
}
