import type { AttributePath } from '../model/path.ts';
import type { Attributes, JsonValue } from '../model/value.ts';
import { isList, isObject } from '../model/value.ts';

/** Attributes with what stands at `paths` taken from `other`, where `other` has the place at all. */
export function withValuesOf(
  attributes: Attributes,
  other: Attributes | undefined,
  paths: readonly AttributePath[],
): Attributes {
  if (other === undefined) return attributes;
  return paths.reduce<Attributes>((result, path) => {
    const replaced = replaceAt(result, other, path);
    return isObject(replaced) ? replaced : result;
  }, attributes);
}

function replaceAt(
  value: JsonValue | undefined,
  other: JsonValue | undefined,
  [step, ...rest]: AttributePath,
): JsonValue | undefined {
  if (step === undefined) return other;
  if (typeof step === 'string')
    return isObject(value) && isObject(other)
      ? { ...value, [step]: replaceAt(value[step], other[step], rest) }
      : value;
  if (!isList(value) || !isList(other) || step >= Math.min(value.length, other.length)) return value;
  return value.map((item, index) => (index === step ? (replaceAt(item, other[step], rest) ?? null) : item));
}
