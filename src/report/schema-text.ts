/** One place of the configuration's schema, as `entente explain` prints it. */
import type { SchemaNode } from '../model/schema-node.ts';
import { examplesOf } from '../model/schema-node.ts';
import type { SchemaPlace } from '../model/schema-path.ts';
import { membersOf, typeOf } from '../model/schema-path.ts';

/** A place as JSON. */
export interface SchemaExplanation {
  readonly path: string;
  readonly type: string;
  readonly meaning: string;
  readonly required: boolean;
  readonly expected?: string;
  readonly default?: unknown;
  readonly values?: readonly { readonly value: unknown; readonly meaning?: string }[];
  readonly examples?: readonly unknown[];
  readonly members: readonly {
    readonly name: string;
    readonly type: string;
    readonly required: boolean;
    readonly meaning: string;
  }[];
}

/** What the schema says of a place. */
export function explainPlace(root: SchemaNode, place: SchemaPlace): SchemaExplanation {
  const { node, path, required } = place;
  const { markdownEnumDescriptions: meanings = [] } = node;
  const examples = examplesOf(node);
  const values = node.enum?.map((value, index) => {
    const meaning = meanings[index];
    return { value, ...(meaning !== undefined && { meaning }) };
  });
  return {
    path,
    type: typeOf(root, node),
    meaning: node.description ?? '',
    required,
    ...(node['x-expected'] !== undefined && { expected: node['x-expected'] }),
    ...(node.default !== undefined && { default: node.default }),
    ...(values !== undefined && { values }),
    ...(examples.length > 0 && { examples }),
    members: membersOf(root, place).map((member) => ({
      name: member.path.split('.').at(-1) ?? '',
      type: typeOf(root, member.node),
      required: member.required,
      meaning: member.node.description ?? '',
    })),
  };
}

/** The same in lines. */
export function renderPlace(place: SchemaExplanation): string {
  const rows: [string, string][] = [['Type', place.type]];
  if (place.expected !== undefined) rows.push(['Expected', place.expected]);
  rows.push(['Required', place.required ? 'yes' : 'no']);
  if (place.default !== undefined) rows.push(['Default', JSON.stringify(place.default)]);
  if (place.examples?.[0] !== undefined) rows.push(['Example', JSON.stringify(place.examples[0])]);
  const values = (place.values ?? []).map(({ value, meaning = '' }) => [String(value), meaning] as const);
  const members = place.members.map(({ name, type, required, meaning }) => {
    const [first = ''] = meaning.split(/(?<=\.) /);
    return [name, `${type}${required ? ', required' : ''}. ${first}`] as const;
  });
  const parts = [
    place.path,
    ...(place.meaning === '' ? [] : [place.meaning]),
    table(rows),
    ...(values.length > 0 ? [`Values:\n${table(values)}`] : []),
    ...(members.length > 0 ? [`Members:\n${table(members)}`] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`.trimEnd()).join('\n');
}
