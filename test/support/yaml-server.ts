/** The YAML language server that most editors use, in a process of its own, and the places that its schemas describe. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { SchemaNode } from '../../src/model/schema-node.ts';
import { resolved } from '../../src/model/schema-node.ts';
import { Editor } from './lsp.ts';

const PACKAGE = createRequire(import.meta.url).resolve('yaml-language-server/package.json');
const SERVER = path.join(path.dirname(PACKAGE), 'bin/yaml-language-server');

/** Settings as people have them; the list of schemas on the network is left out. */
const SETTINGS = { yaml: { validate: true, completion: true, hover: true, schemaStore: { enable: false } } };

export function startYamlServer(cwd: string): Promise<Editor> {
  return Editor.of(cwd, { command: [SERVER, '--stdio'], settings: SETTINGS });
}

/** A place where the schema knows what can be written: the members of a map, or the values of an enum. */
export interface SchemaPlace {
  /** Of members and entries; a number is an entry of a list. */
  readonly path: readonly (string | number)[];
  readonly members: readonly string[];
  readonly values: readonly string[];
}

/** All places of a schema, each described once, where it is first met. */
export function placesOf(root: SchemaNode): readonly SchemaPlace[] {
  const found: SchemaPlace[] = [];
  const seen = new Set<unknown>();
  const walk = (node: SchemaNode, at: SchemaPlace['path']): void => {
    const choices = node.anyOf ?? [];
    const schema = resolved(root, node);
    const { properties = {}, enum: values = [], additionalProperties: open, items } = schema;
    // What a reference leads to is the same object wherever it is met.
    const own = schema.properties ?? schema.enum ?? schema.items ?? open;
    if (own === undefined || seen.has(own)) return;
    if (typeof own === 'object') seen.add(own);
    const members = Object.keys(properties).filter((name) => !name.startsWith('$'));
    if (members.length > 0 || values.length > 0)
      found.push({
        path: at,
        members,
        values: choices.length > 0 || values.length > 0 ? values.map(String) : [],
      });
    for (const name of members) walk(properties[name] ?? {}, [...at, name]);
    if (typeof open === 'object') walk(open, [...at, 'some-key']);
    if (items !== undefined) walk(items, [...at, 0]);
  };
  walk(root, []);
  return found;
}

/** YAML that leads to a place, with the cursor at its end. */
export function textTo(at: SchemaPlace['path'], isMap: boolean): string {
  let text = '';
  let indent = '';
  for (const [index, step] of at.entries()) {
    const isFirstOfEntry = typeof at[index - 1] === 'number';
    if (typeof step === 'number') text += `\n${indent}- `;
    else text += `${isFirstOfEntry || text === '' ? '' : `\n${indent}`}${step}:`;
    indent += '  ';
  }
  const isEntry = typeof at.at(-1) === 'number';
  if (isMap) return at.length === 0 || isEntry ? text : `${text}\n${indent}`;
  return isEntry ? text : `${text} `;
}
