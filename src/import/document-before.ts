/** The document as it would read had a plan's changes not been made, so that what they bring about can be told. Pure. */
import type { ResourceAddress } from '../model/address.ts';
import { parseAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import { mapInTurns } from '../model/turns.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { isObject } from '../model/value.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import type { Governance } from '../schema/governance.ts';
import type { Kind, Naming } from '../kinds/kind.ts';
import type { Change } from '../plan/plan.ts';
import { documentOf } from '../config/understand.ts';
import { putEntry } from './draft.ts';

/**
 * `changes` are those of a plan for `document`. What a change creates is left out, what it alters or deletes stands as
 * it is in the tenant; what the configuration cannot express is left out too.
 */
export async function documentBefore(
  document: Governance,
  changes: readonly Change[],
  order: readonly Kind[],
  naming: Naming,
): Promise<Governance> {
  const before = structuredClone(document) as unknown as Record<string, JsonValue>;
  const declared = declaredPaths(document, order);
  const touched = changes.filter(({ action }) => action !== 'noop' && action !== 'adopt');
  const inside = membersInside([...declared.values()]);
  const kept = new Map<string, JsonObject>();
  const emptied = new Set<JsonValue[]>();
  for (const { address } of touched) {
    const path = declared.get(address);
    if (path === undefined) continue;
    const spec = takeOut(before, path, emptied);
    const names = inside.get(JSON.stringify(path));
    if (names !== undefined && isObject(spec))
      kept.set(address, Object.fromEntries(Object.entries(spec).filter(([name]) => names.has(name))));
  }
  for (const kind of order)
    await mapInTurns(touched, (change) => {
      if (change.kind === kind.name && change.before !== null)
        putBack(before, kind, change, naming, kept.get(change.address) ?? {});
    });
  for (const list of emptied) list.splice(0, list.length, ...list.filter((item) => item !== null));
  return documentOf(before);
}

export function declaredPaths(
  document: Governance,
  order: readonly Kind[],
): ReadonlyMap<ResourceAddress, AttributePath> {
  return new Map(
    order.flatMap((kind) =>
      [...kind.yaml.declarations(document)].map(({ address, path }) => [address, path] as const),
    ),
  );
}

/** Members of an entry in which other resources are declared, by the entry's path as JSON. */
export function membersInside(paths: readonly AttributePath[]): ReadonlyMap<string, ReadonlySet<string>> {
  const inside = new Map<string, Set<string>>();
  for (const path of paths) {
    for (let length = 1; length < path.length; length += 1) {
      const outer = JSON.stringify(path.slice(0, length));
      const names = inside.get(outer) ?? new Set();
      inside.set(outer, names.add(String(path[length])));
    }
  }
  return inside;
}

/** Removes the value at a path and returns it; an item of a list leaves null, so that the others keep their places. */
function takeOut(
  document: Record<string, JsonValue>,
  path: AttributePath,
  emptied: Set<JsonValue[]>,
): JsonValue | undefined {
  const last = path.at(-1) ?? '';
  let at: JsonValue | undefined = document;
  for (const step of path.slice(0, -1)) at = memberOf(at, step);
  const value = memberOf(at, last);
  if (isMutableList(at) && typeof last === 'number') {
    at[last] = null;
    emptied.add(at);
  } else if (isObject(at)) Reflect.deleteProperty(at, last);
  return value;
}

function isMutableList(value: JsonValue | undefined): value is JsonValue[] {
  return Array.isArray(value);
}

function memberOf(value: JsonValue | undefined, step: string | number): JsonValue | undefined {
  if (isMutableList(value)) return typeof step === 'number' ? value[step] : undefined;
  return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

function putBack(
  document: Record<string, JsonValue>,
  kind: Kind,
  { address, before }: Change,
  naming: Naming,
  kept: JsonObject,
): void {
  const key = parseAddress(address)?.keys.at(-1) ?? '';
  try {
    const entry = kind.yaml.declare(before ?? {}, key, naming);
    const spec = isObject(entry.spec) ? { ...entry.spec, ...kept } : entry.spec;
    putEntry(document, { ...entry, spec });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
  }
}
