/** What the published schemas say of a place in a document: what may stand there, and what that means. Pure. */
import directory from '../../../schema/directory.schema.json' with { type: 'json' };
import governance from '../../../schema/governance.schema.json' with { type: 'json' };
import type { AttributePath } from '../../model/path.ts';
import type { SchemaNode } from '../../model/schema-node.ts';
import { memberOf, resolved } from '../../model/schema-node.ts';
import { isList, isObject } from '../../model/value.ts';
import type { JsonValue } from '../../model/value.ts';
import { patternOf } from './pattern-advice.ts';
import { spelledEnum } from './value-spelling.ts';

const configured = governance as unknown as SchemaNode;

/** The published schemas, by what is validated. */
export const PUBLISHED = {
  governance: configured,
  directory: directory as unknown as SchemaNode,
  accessTests: { ...configured, properties: { tests: configured.properties?.['tests'] ?? {} } },
} satisfies Readonly<Record<string, SchemaNode>>;

/** The schema of one place, with its reference followed; undefined where nothing may stand. */
export function schemaAt(root: SchemaNode, path: AttributePath): SchemaNode | undefined {
  return path.reduce<SchemaNode | undefined>((node, step) => {
    if (node === undefined) return undefined;
    if (typeof step === 'number') return node.items === undefined ? undefined : resolved(root, node.items);
    // What may be a list or a map by key has the schemas of both.
    if (
      node.items !== undefined &&
      node.properties === undefined &&
      typeof node.additionalProperties === 'object'
    )
      return resolved(root, node.additionalProperties);
    return memberOf(root, node, step);
  }, root);
}

/** Whether a document of a schema may have a member at a place, as one that the schema names. */
export function takesMember(root: SchemaNode): (path: AttributePath, member: string) => boolean {
  return (path, member) => Object.hasOwn(schemaAt(root, path)?.properties ?? {}, member);
}

/** The members that a map may have, with references followed. */
export function membersOf(root: SchemaNode, node: SchemaNode): ReadonlyMap<string, SchemaNode> {
  return new Map(
    Object.entries(node.properties ?? {}).map(([name, member]) => [name, resolved(root, member)] as const),
  );
}

/** The schema of a map's entries that people name; undefined where all members are known. */
export function keyedEntry(root: SchemaNode, node: SchemaNode): SchemaNode | undefined {
  const { additionalProperties: open } = node;
  return typeof open === 'object' ? resolved(root, open) : undefined;
}

/** Whether a schema has words, a form or a type for what it takes, and a value is of them: free text tells nothing. */
export function isMeantFor(node: SchemaNode, value: JsonValue | undefined): boolean {
  const words = node.enum ?? (node.const === undefined ? undefined : [node.const]);
  if (words !== undefined)
    return (
      words.includes(value) ||
      (typeof value === 'string' && spelledEnum(value, words.map(String)) !== undefined)
    );
  const form = patternOf(node as Readonly<Record<string, unknown>>);
  if (form !== undefined) return typeof value === 'string' && form.test(value);
  return isOfType(node, value) && typeof value !== 'string';
}

/** Whether a schema takes any text; one that refuses ids alone does. */
export function takesText(node: SchemaNode): boolean {
  const form = patternOf(node as Readonly<Record<string, unknown>>);
  const isListed = node.enum !== undefined || node.const !== undefined;
  return isOfType(node, '') && !isListed && form?.test('Any text') !== false;
}

/** The members of which a map has exactly one; none where it is free to have several. */
export function choicesOf({
  oneOf = [],
  allOf = [],
  minProperties,
  properties,
}: SchemaNode): readonly string[] {
  const isSingle = minProperties === 1 && allOf.some(({ maxProperties }) => maxProperties === 1);
  return isSingle ? Object.keys(properties ?? {}) : oneOf.flatMap(({ required = [] }) => required);
}

/** Whether a value is of the types of a schema. */
export function isOfType({ type }: SchemaNode, value: JsonValue | undefined): boolean {
  const types = typeof type === 'string' ? [type] : (type ?? []);
  return types.some((each) => {
    if (each === 'array') return isList(value);
    if (each === 'object') return isObject(value);
    if (each === 'integer') return Number.isInteger(value);
    return typeof value === each;
  });
}
