/** Values of the properties with which applications extend users, groups and other objects: `extension_APPID_NAME`. */
import type { FilterSort } from '../wire/filter.ts';
import type { Entity, Json } from '../json.ts';
import { entitiesOf, textOf, textsOf } from '../json.ts';
import { ServiceError } from '../wire/service-error.ts';
import type { Store } from '../storage/store.ts';
import { fitsPrimitive } from '../types/primitives.ts';

interface Extension {
  readonly name: string;
  readonly dataType: string;
  readonly isMultiValued: boolean;
}

const MAX_LENGTH = 256;
const NAME = /^extension_/i;

const isText = (value: Json) => typeof value === 'string' && value.length <= MAX_LENGTH;

const FITS: Readonly<Record<string, (value: Json) => boolean>> = {
  Binary: isText,
  Boolean: (value) => typeof value === 'boolean',
  DateTime: (value) => fitsPrimitive('DateTimeOffset', value),
  Integer: (value) => fitsPrimitive('Int32', value),
  LargeInteger: (value) => Number.isSafeInteger(value),
  String: isText,
};

const SORTS: Readonly<Record<string, FilterSort>> = {
  Boolean: 'boolean',
  DateTime: 'date',
  Integer: 'number',
  LargeInteger: 'number',
  String: 'text',
};

/** The properties that applications of the tenant have registered for objects of a type, such as `user`. */
function extensionsOf(store: Store, type: string): Extension[] {
  return store
    .all('applications')
    .flatMap((row) => entitiesOf(row['extensionProperties']))
    .filter((each) =>
      textsOf(each['targetObjects']).some((name) => name.toLowerCase() === type.toLowerCase()),
    )
    .map((each) => ({
      name: textOf(each['name']),
      dataType: textOf(each['dataType']),
      isMultiValued: each['isMultiValued'] === true,
    }));
}

/** Whether a property has its name from an application. */
export const isExtensionName = (name: string) => NAME.test(name);

/** Names of the registered properties that objects of a type can have. */
export function extensionNames(store: Store, type: string): readonly string[] {
  return extensionsOf(store, type).map(({ name }) => name);
}

/** What `$filter` may compare of them. */
export function extensionSorts(store: Store, type: string): Readonly<Record<string, FilterSort>> {
  return Object.fromEntries(
    extensionsOf(store, type).map(({ name, dataType, isMultiValued }) => [
      name,
      isMultiValued ? 'texts' : (SORTS[dataType] ?? 'text'),
    ]),
  );
}

/** A body in two parts: values of registered properties, and the rest. Throws 400 for a value of another type. */
export function splitExtensions(
  store: Store,
  type: string,
  body: Entity,
): { readonly values: Entity; readonly rest: Entity } {
  const entries = Object.entries(body);
  if (!entries.some(([name]) => isExtensionName(name))) return { values: {}, rest: body };
  const known = new Map(extensionsOf(store, type).map((each) => [each.name, each]));
  const values: [string, Json][] = [];
  for (const [name, value] of entries) {
    const extension = known.get(name);
    if (extension === undefined || value === undefined) continue;
    const { dataType, isMultiValued } = extension;
    const fits = (each: Json) => FITS[dataType]?.(each) === true;
    const isRight =
      value === null || (isMultiValued ? Array.isArray(value) && value.every(fits) : fits(value));
    if (!isRight)
      throw new ServiceError(
        400,
        'Request_BadRequest',
        `Invalid value specified for property '${name}' of resource '${type}': it takes ${isMultiValued ? 'a list of ' : ''}${dataType}.`,
      );
    values.push([name, value]);
  }
  return {
    values: Object.fromEntries(values),
    rest: Object.fromEntries(entries.filter(([name]) => !known.has(name))),
  };
}
