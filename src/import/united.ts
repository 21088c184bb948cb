/** What is imported, added to a document as an included file is. Pure. */
import type { AttributePath } from '../model/path.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { isObject } from '../model/value.ts';

/** A document with more sections; entries of a section that it has already stand beside its own. */
export function united(base: JsonObject, sections: Readonly<Record<string, JsonValue>>): JsonObject {
  return unitedTo(2, base, sections);
}

/** `depth`: of maps whose members are entries, or sections of them as in `existing`. */
function unitedTo(depth: number, base: JsonObject, added: JsonObject): JsonObject {
  const both = Object.entries(added).map(([name, value]) => {
    const known = Object.hasOwn(base, name) ? base[name] : undefined;
    const isMore = depth > 0 && isObject(known) && value !== undefined && isObject(value);
    return [name, isMore ? unitedTo(depth - 1, known, value) : value];
  });
  return { ...base, ...Object.fromEntries(both) } as JsonObject;
}

/** A document without some entries of sections within a section, such as `existing.packages.audit`. */
export function withoutEntries(document: JsonObject, paths: readonly AttributePath[]): JsonObject {
  return paths.reduce<JsonObject>((rest, path) => without(rest, path), document);
}

function without(object: JsonObject, [step, ...rest]: AttributePath): JsonObject {
  const name = String(step);
  const { [name]: inner, ...others } = object;
  return rest.length === 0 || !isObject(inner) ? others : { ...object, [name]: without(inner, rest) };
}
