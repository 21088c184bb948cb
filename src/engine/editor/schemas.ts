/** What the schemas say of a place of a file. */
import accessTests from '../../../schema/access-tests.schema.json' with { type: 'json' };
import governance from '../../../schema/governance.schema.json' with { type: 'json' };
import type { AttributePath } from '../../model/path.ts';
import type { SchemaNode } from '../../model/schema-node.ts';
import { entryOf, memberOf, resolved } from '../../model/schema-node.ts';
import { typeOf } from '../../model/schema-path.ts';
import { isTestFile } from './workspace.ts';

/** The schema of a file. */
export function schemaOf(file: string): SchemaNode {
  return isTestFile(file) ? accessTests : governance;
}

/** The schema of the value at a path. */
export function schemaAt(root: SchemaNode, path: AttributePath): SchemaNode | undefined {
  let node: SchemaNode | undefined = root;
  for (const step of path) {
    if (node === undefined) return undefined;
    node = typeof step === 'number' ? entryOf(root, node) : memberOf(root, node, step);
  }
  return node;
}

/** What a place is for, and the form of its values, as `entente explain` says it. */
export function meaningOf(root: SchemaNode, node: SchemaNode): string {
  const { description, default: standard } = node;
  const form = `Type: ${typeOf(root, node)}`;
  const without = standard === undefined ? '' : `; default: \`${JSON.stringify(standard)}\``;
  return [description, form + without].filter((text) => text !== undefined).join('\n\n');
}

interface Named {
  readonly name: string;
  readonly meaning: string;
}

/** Members that a map may have. */
export function membersAt(root: SchemaNode, node: SchemaNode): readonly Named[] {
  return Object.entries(node.properties ?? {}).map(([name, member]) => ({
    name,
    meaning: meaningOf(root, resolved(root, member)),
  }));
}

/** Values that a scalar may have. */
export function valuesAt({
  enum: values = [],
  type,
  const: only,
  markdownEnumDescriptions: meanings = [],
}: SchemaNode): readonly Named[] {
  if (only !== undefined) return [{ name: String(only), meaning: '' }];
  if (values.length > 0)
    return values.map((value, index) => ({ name: String(value), meaning: meanings[index] ?? '' }));
  return type === 'boolean' ? ['true', 'false'].map((name) => ({ name, meaning: '' })) : [];
}
