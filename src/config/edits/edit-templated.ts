/**
 * Changes of entries that take templates. What an entry says itself changes there; what a template says changes in the
 * template when every entry that takes it from there changes alike, and is otherwise laid over at the entry.
 */
import { groupBy } from '../../model/group-by.ts';
import type { AttributePath } from '../../model/path.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { equalValues, isObject } from '../../model/value.ts';
import { TEMPLATE_LAYOUT } from '../../kinds/template-layout.ts';
import type { Edited, EntryEdit, SourceTree } from './edit-yaml.ts';
import { editEntry } from './edit-yaml.ts';
import type { Expansion } from '../templates/expand.ts';
import type { MapNode, SourceNode, Via } from '../yaml/source-node.ts';
import { childrenOf, memberOf, parameterNames } from '../templates/template-parts.ts';

/** The path at which an entry of the expanded document is written. */
export function writtenPath({ expansion }: SourceTree, path: AttributePath): AttributePath {
  const [section, key, ...rest] = path;
  const written = section === TEMPLATE_LAYOUT.section ? expansion?.written.get(String(key)) : undefined;
  return written === undefined ? path : [...written.path, ...rest];
}

/** The edits of several entries, in the order of `entries`, and of the templates that all of their uses change alike. */
export function editEntries(
  tree: SourceTree,
  entries: readonly EntryEdit[],
): readonly (Edited & { readonly index: number })[] {
  const { expansion } = tree;
  if (expansion === undefined) return entries.map((entry, index) => ({ index, ...editEntry(tree, entry) }));
  const inherited = entries.flatMap((entry, index) => inheritedBy(expansion, entry, index));
  const shared = sharedChanges(expansion, inherited);
  const inTemplates = [...shared].flatMap(([template, changes]) => {
    const edited = editTemplate(tree, template, changes, entries);
    if (edited.refusals.length === 0) return [{ index: changes[0]?.index ?? 0, ...edited }];
    // What cannot be written there can still be laid over.
    shared.delete(template);
    return [];
  });
  const settled = new Set([...shared.values()].flat().map(placeOf));
  const own = entries.map((entry, index) => {
    const key = String(entry.path[1]);
    if (!isTemplated(expansion, entry.path)) return { index, ...editEntry(tree, entry) };
    const path = writtenPath(tree, entry.path);
    const isSettled = (at: AttributePath) => settled.has(placeOf({ entry: key, path: at }));
    const node = nodeAt(tree.root, path);
    const taken = nodeAt(expansion.root, entry.path);
    const { to, sparse } = overlaid(
      { own: node, taken, path: [], isSettled },
      {
        from: asObject(entry.from.explicit),
        to: asObject(entry.to.explicit),
        sparse: asObject(entry.to.sparse),
      },
    );
    return { index, ...editEntry(tree, { ...entry, path, to: { explicit: to, sparse } }) };
  });
  return [...inTemplates, ...own];
}

function isTemplated({ written }: Expansion, [section, key]: AttributePath): boolean {
  return section === TEMPLATE_LAYOUT.section && written.has(String(key));
}

/** One value of a template that an entry takes and that is to be another. */
interface Inherited {
  readonly index: number;
  readonly entry: string;
  readonly template: string;
  readonly path: AttributePath;
  readonly before: JsonValue;
  readonly after: JsonValue | undefined;
  readonly sparse: JsonValue | undefined;
}

function placeOf({ entry, path }: Pick<Inherited, 'entry' | 'path'>): string {
  return JSON.stringify([entry, path.map(String)]);
}

function inheritedBy(expansion: Expansion, entry: EntryEdit, index: number): Inherited[] {
  if (!isTemplated(expansion, entry.path)) return [];
  const found: Inherited[] = [];
  const walk = (node: SourceNode, via: Via | undefined, path: AttributePath, change: MapChange): void => {
    for (const name of namesOf(change)) {
      const [before, after] = [change.from[name], change.to[name]];
      const child = memberOf(node, name);
      if (equalValues(before, after) || child === undefined || before === undefined) continue;
      const from = child.via ?? via;
      const at = [...path, name];
      const sparse = change.sparse[name];
      if (child.type === 'map' && isObject(before) && isObject(after))
        walk(child, from, at, { from: before, to: after, sparse: asObject(sparse) });
      else if (from?.role === 'template' && from.template !== undefined)
        found.push({ index, entry: from.entry, template: from.template, path: at, before, after, sparse });
    }
  };
  const node = nodeAt(expansion.root, entry.path);
  if (node !== undefined)
    walk(node, undefined, [], {
      from: asObject(entry.from.explicit),
      to: asObject(entry.to.explicit),
      sparse: asObject(entry.to.sparse),
    });
  return found;
}

/** By template: the changes of its own values that every entry makes which takes them. */
function sharedChanges(expansion: Expansion, inherited: readonly Inherited[]): Map<string, Inherited[]> {
  const shared = new Map<string, Inherited[]>();
  for (const group of groupBy(inherited, ({ template, path }) => JSON.stringify([template, path])).values()) {
    const [first] = group;
    if (first === undefined) continue;
    const { template, path, after } = first;
    const takers = [...expansion.written].flatMap(([key, written]) =>
      written.template === template && takes(expansion, key, path, template) ? [key] : [],
    );
    const changed = new Set(group.filter((each) => equalValues(each.after, after)).map(({ entry }) => entry));
    const source = nodeAt(expansion.root, ['policyTemplates', template, TEMPLATE_LAYOUT.body, ...path]);
    if (source === undefined || hasParameter(source) || !takers.every((key) => changed.has(key))) continue;
    shared.set(template, [...(shared.get(template) ?? []), ...group]);
  }
  return shared;
}

/** Whether an entry has the template's own value at a path. */
function takes(expansion: Expansion, key: string, path: AttributePath, template: string): boolean {
  let node: SourceNode | undefined = nodeAt(expansion.root, [TEMPLATE_LAYOUT.section, key]);
  let via: Via | undefined;
  for (const step of path) {
    node = memberOf(node, String(step));
    via = node?.via ?? via;
  }
  return node !== undefined && via?.role === 'template' && via.template === template;
}

function hasParameter(node: SourceNode): boolean {
  return node.type === 'scalar' ? parameterNames(node).length > 0 : childrenOf(node).some(hasParameter);
}

function editTemplate(
  tree: SourceTree,
  template: string,
  changes: readonly Inherited[],
  entries: readonly EntryEdit[],
): Edited {
  const [from, to, sparse]: [JsonObject, JsonObject, JsonObject] = [{}, {}, {}];
  for (const { path, before, after, sparse: written } of changes) {
    put(from, path, before);
    // An absent member beside present ones of the other is one that goes.
    put(to, path, after);
    put(sparse, path, written ?? after);
  }
  const { shape } = entries[changes[0]?.index ?? 0] ?? { shape: {} };
  const path = ['policyTemplates', template, TEMPLATE_LAYOUT.body];
  return editEntry(tree, { path, shape, from: { explicit: from }, to: { explicit: to, sparse } });
}

function put(into: JsonObject, path: AttributePath, value: JsonValue | undefined): void {
  let at = into as Record<string, JsonValue>;
  for (const step of path.slice(0, -1)) at = (at[String(step)] ??= {}) as Record<string, JsonValue>;
  if (value !== undefined) at[String(path.at(-1))] = value;
}

interface MapChange {
  readonly from: JsonObject;
  readonly to: JsonObject;
  readonly sparse: JsonObject;
}

interface Overlay {
  /** What the entry says itself. */
  readonly own: SourceNode | undefined;
  /** The same with what it takes. */
  readonly taken: SourceNode | undefined;
  readonly path: AttributePath;
  /** Whether a value changes in the template. */
  readonly isSettled: (path: AttributePath) => boolean;
}

/** What the entry is to say itself, so that with what it takes it comes to `to`: as little as that needs. */
function overlaid(
  { own, taken, path, isSettled }: Overlay,
  change: MapChange,
): { to: JsonObject; sparse: JsonObject } {
  const to: Record<string, JsonValue> = {};
  const sparse: Record<string, JsonValue> = {};
  for (const name of namesOf(change)) {
    const at = [...path, name];
    const [before, after] = [change.from[name], change.to[name]];
    const mine = memberOf(own, name);
    const there = memberOf(taken, name);
    if (equalValues(before, after) || isSettled(at)) {
      if (before !== undefined) to[name] = before;
    } else if (isObject(before) && isObject(after) && there?.type === 'map') {
      const inner = { from: before, to: after, sparse: asObject(change.sparse[name]) };
      const next = overlaid({ own: mine, taken: there, path: at, isSettled }, inner);
      const isSame = equalValues(next.to, before);
      to[name] = isSame ? before : next.to;
      sparse[name] = mine === undefined ? difference(before, next) : next.sparse;
    } else if (after === undefined) {
      // Leaving it out would let the template's value stand.
      if (there !== undefined) to[name] = sparse[name] = null;
    } else {
      to[name] = after;
      sparse[name] = change.sparse[name] ?? after;
    }
  }
  return { to, sparse };
}

/** Of a map that the entry does not say at all, the members that it now has to. */
function difference(from: JsonObject, { to, sparse }: { to: JsonObject; sparse: JsonObject }): JsonObject {
  const changed = Object.keys(to).filter((name) => !equalValues(from[name], to[name]));
  return Object.fromEntries(changed.map((name) => [name, sparse[name] ?? to[name] ?? null]));
}

function namesOf({ from, to }: MapChange): Iterable<string> {
  return new Set([...Object.keys(from), ...Object.keys(to)]);
}

function asObject(value: JsonValue | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}

function nodeAt(root: MapNode, path: AttributePath): SourceNode | undefined {
  return path.reduce<SourceNode | undefined>((node, step) => memberOf(node, String(step)), root);
}
