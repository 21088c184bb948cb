/** Paths of a configuration's members, as people write them, found in its schema. Keys between may be left out. Pure. */
import type { SchemaNode } from './schema-node.ts';
import { entryOf, memberOf, resolved } from './schema-node.ts';

/** What a path leads to. */
export interface SchemaPlace {
  /** With KEY for each entry that people name, and [] for each list: `policies.KEY.expiration`. */
  readonly path: string;
  readonly node: SchemaNode;
  /** The object that holds it says that it has to be there. */
  readonly required: boolean;
}

/** Where a path ends to exist, and what could be meant. */
export interface MissingStep {
  readonly step: string;
  /** The path before it; empty at the top. */
  readonly at: string;
  readonly known: readonly string[];
}

/** Tells a key that people chose from a misspelt member. */
export type Misspelt = (step: string, known: readonly string[]) => boolean;

/** The names that OData gives to members hold a point. */
const STEP = /@odata\.\w+|[^.[\]]+/g;

/** Follows a path such as `policies.tango.requestApprovalSettings.stages[0]`. */
export function findPlace(root: SchemaNode, path: string, isMisspelt: Misspelt): SchemaPlace | MissingStep {
  let place: SchemaPlace = { path: '', node: root, required: false };
  for (const step of path.match(STEP) ?? []) {
    const next = below(root, place, step, isMisspelt);
    if (next === undefined) {
      const inner = innermost(root, place);
      return { step, at: place.path, known: Object.keys(inner.node.properties ?? {}) };
    }
    place = next;
  }
  return place;
}

/** The members of a place, those of its entries if it is a map or list. */
export function membersOf(root: SchemaNode, place: SchemaPlace): readonly SchemaPlace[] {
  const inner = innermost(root, place);
  return Object.entries(inner.node.properties ?? {}).map(([name, member]) => ({
    path: joined(inner.path, name),
    node: resolved(root, member),
    required: inner.node.required?.includes(name) === true,
  }));
}

function below(
  root: SchemaNode,
  place: SchemaPlace,
  step: string,
  isMisspelt: Misspelt,
): SchemaPlace | undefined {
  const { node, path } = place;
  if (Object.hasOwn(node.properties ?? {}, step)) {
    const member = memberOf(root, node, step);
    if (member === undefined) return undefined;
    return { path: joined(path, step), node: member, required: node.required?.includes(step) === true };
  }
  const entry = entryPlace(root, place);
  if (entry === undefined) return undefined;
  const inner = below(root, entry, step, isMisspelt);
  const isKey = node.items === undefined ? !isMisspelt(step, namesOf(root, entry)) : /^\d+$/.test(step);
  return inner ?? (isKey ? entry : undefined);
}

function namesOf(root: SchemaNode, place: SchemaPlace): string[] {
  return Object.keys(innermost(root, place).node.properties ?? {});
}

function entryPlace(root: SchemaNode, { node, path }: SchemaPlace): SchemaPlace | undefined {
  const entry = entryOf(root, node);
  if (entry === undefined) return undefined;
  return { path: node.items === undefined ? joined(path, 'KEY') : `${path}[]`, node: entry, required: false };
}

function innermost(root: SchemaNode, place: SchemaPlace): SchemaPlace {
  if (place.node.properties !== undefined) return place;
  const entry = entryPlace(root, place);
  return entry === undefined ? place : innermost(root, entry);
}

function joined(path: string, step: string): string {
  return path === '' ? step : `${path}.${step}`;
}

/** What a value is, in words: `list of maps`, `text`. */
export function typeOf(root: SchemaNode, node: SchemaNode): string {
  const { type, items } = node;
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (items !== undefined) return `list of ${plural(typeOf(root, resolved(root, items)))}`;
  if (type === 'object' || (type === undefined && node.properties !== undefined)) {
    const entry = node.properties === undefined ? entryOf(root, node) : undefined;
    return entry === undefined ? 'map' : `map of ${plural(typeOf(root, entry))} by key`;
  }
  const types = type === undefined ? [] : typeof type === 'string' ? [type] : type;
  if (types.length === 0) return 'any value';
  const words = types.map((each) => WORDS[each] ?? each);
  return [...words, ...(node['x-unlisted'] === true ? [UNLISTED_FORM] : [])].join(' or ');
}

/** How a word is written that the schema does not list. */
export const UNLISTED_FORM = '{ unlisted: WORD }';

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  integer: 'whole number',
  null: 'null',
  object: 'map',
  array: 'list',
};

function plural(type: string): string {
  return /^(?:map|list)\b/.test(type) ? type.replace(/^\w+/, '$&s') : type.replace(/^whole number/, '$&s');
}
