/** What was meant by a resource that is named without its catalog. Pure. */
import type { JsonValue } from '../../model/value.ts';
import { isObject } from '../../model/value.ts';
import { kindCalled } from '../../kinds/near-address.ts';

/** Texts that are suggested. */
const MOST = 4;

/** What to write for a key that stands in catalogs of the document, where the pattern wants the catalog before it. */
export function qualified(
  data: string,
  pattern: RegExp | undefined,
  document: JsonValue,
): string | undefined {
  if (pattern === undefined || pattern.test(data) || !pattern.test(`catalog/${data}`)) return undefined;
  const catalogs = isObject(document) ? document['catalogs'] : undefined;
  const found = Object.entries(isObject(catalogs) ? catalogs : {}).flatMap(([key, catalog]) => {
    const resources = isObject(catalog) ? catalog['resources'] : undefined;
    return isObject(resources) && Object.hasOwn(resources, data) ? [`${key}/${data}`] : [];
  });
  if (found.length === 0 || found.length > MOST) return undefined;
  return `Write ${found.join(' or ')}`;
}

/** What to write for an address where a key is wanted: the last of its keys. */
export function keyOfAddress(data: string, pattern: RegExp | undefined): string | undefined {
  const [, kind = '', keys = ''] = /^([A-Za-z]+)\.([^.]+)$/.exec(data) ?? [];
  const key = keys.split('/').at(-1) ?? '';
  const isKey = pattern?.test('a-key') === true && !pattern.test('a.key') && pattern.test(key);
  return isKey && kindCalled(kind) !== undefined ? `Write ${key}, the key of "${data}"` : undefined;
}
