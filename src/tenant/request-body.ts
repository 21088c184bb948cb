/** Checks of request bodies that several families share. */
import type { Call } from './context.ts';
import type { Entity, Json } from './json.ts';
import { isEntity } from './json.ts';
import { invalidModel, ServiceError } from './service-error.ts';

/** What a writable property takes. */
export type PropertyType = 'text' | 'boolean' | 'list' | 'object' | 'reference' | readonly string[];

/**
 * The writable members of a body. A member that is unknown or of another sort makes the model invalid; enums come
 * back in Graph's own casing.
 */
export function writableProperties(
  body: Entity,
  sorts: Readonly<Record<string, PropertyType>>,
): Record<string, Json> {
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(body)) {
    if (name.includes('@') || name === 'id' || value === undefined) continue;
    const sort = sorts[name];
    if (sort === undefined) throw invalidModel(`The property '${name}' does not exist or cannot be written.`);
    result[name] = checked(name, value, sort);
  }
  return result;
}

function checked(name: string, value: Json, sort: PropertyType): Json {
  if (value === null && (sort === 'object' || sort === 'text')) return value;
  const wrong = () => invalidModel(`The property '${name}' has a wrong value.`);
  if (typeof sort !== 'string') return enumValue(name, value, sort);
  const fits = {
    text: typeof value === 'string',
    boolean: typeof value === 'boolean',
    list: Array.isArray(value),
    object: isEntity(value),
    reference: isEntity(value) && typeof value['id'] === 'string',
  }[sort];
  if (!fits) throw wrong();
  return value;
}

/** A member of an enumeration, in whatever casing it came. */
export function enumValue(name: string, value: Json | undefined, members: readonly string[]): string {
  const found = members.find(
    (member) => typeof value === 'string' && member.toLowerCase() === value.toLowerCase(),
  );
  if (found === undefined) throw invalidModel(`'${String(value)}' is not a value of '${name}'.`);
  return found;
}

/** A non-empty text that a body must have. */
export function requiredText(body: Entity, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw invalidModel(`The property '${name}' is required.`);
  return value;
}

/** The id at the end of `@odata.id`, and the collection before it. */
export function parseReference(body: Entity): { readonly collection: string; readonly id: string } {
  const match = /\/([A-Za-z]+)\/([^/]+)$/.exec(requiredText(body, '@odata.id'));
  if (match === null) throw invalidModel("'@odata.id' is not the address of an object.");
  return { collection: match[1] ?? '', id: (match[2] ?? '').toLowerCase() };
}

/** `ids` with one more. */
export function addReference({ behaviour }: Call, ids: readonly string[], id: string): readonly string[] {
  if (!ids.includes(id)) return [...ids, id];
  if (!behaviour.refuseDuplicateReferences) return ids;
  throw new ServiceError(400, 'InvalidModel', `The object '${id}' is referred to already.`);
}

/** Short name of an `@odata.type`; undefined when it is missing. */
export function typeOf(value: Entity): string | undefined {
  const type = value['@odata.type'];
  return typeof type === 'string' ? type.replace(/^#?microsoft\.graph\./, '') : undefined;
}
