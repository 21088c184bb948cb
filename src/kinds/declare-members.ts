/** Canonical attributes back into what the configuration writes, by the attribute table alone. */
import { canonicalValue } from '../model/canonical.ts';
import type { Members, Shape } from '../model/shape.ts';
import { wordOf } from '../model/unlisted.ts';
import { equalValues, isList, isObject } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import type { Naming } from './kind.ts';

/** How a kind writes values of a shape of its own; undefined leaves it to the table. */
export type DeclareShape = (shape: Shape, value: JsonValue) => JsonValue | undefined;

/**
 * The members worth declaring: none that the service fills in and, unless `naming` says otherwise, none that is kept
 * when undeclared or that has its default.
 */
export function declareMembers(
  members: Members,
  attributes: JsonObject,
  naming: Naming,
  own: DeclareShape = () => undefined,
): JsonObject {
  const result: Record<string, JsonValue> = {};
  for (const [name, member] of Object.entries(members)) {
    const value = attributes[name];
    if (value === undefined || value === null) continue;
    if (member.mutability === 'computed' || (member.mutability === 'kept' && !naming.kept)) continue;
    const byDefault =
      member.default !== undefined && equalValues(value, canonicalValue(member, member.default));
    if (byDefault && !naming.explicit) continue;
    result[name] = located(name, () => declareValue(member, value, naming, own));
  }
  return result;
}

function declareValue(shape: Shape, value: JsonValue, naming: Naming, own: DeclareShape): JsonValue {
  const special = own(shape, value);
  if (special !== undefined) return special;
  if (shape.type === 'object' && isObject(value)) return declareMembers(shape.members, value, naming, own);
  if ((shape.type === 'list' || shape.type === 'set') && isList(value))
    return value.map((item, index) => located(index, () => declareValue(shape.of, item, naming, own)));
  if (shape.type === 'enum') return wordOf(value, shape.values) ?? value;
  if (shape.type === 'principal' && typeof value === 'string') return naming.principal(value);
  if (shape.type === 'reference' && typeof value === 'string') return naming.reference(value);
  return value;
}

/** Says of what `declare` throws at which property it is. */
export function located<T>(step: string | number, declare: () => T): T {
  try {
    return declare();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    throw new DiagnosticError(
      error.diagnostics.map((found) => ({ ...found, path: [step, ...(found.path ?? [])] })),
    );
  }
}

/** What `declare` throws for an object that refers to one which has no address. */
export function unmanagedReference(id: string): DiagnosticError {
  return new DiagnosticError([
    {
      code: 'KIND_INEXPRESSIBLE',
      severity: 'error',
      summary: `It refers to the object ${id}, which is not managed`,
      hint: 'Import that object first, or leave this one to the portal',
    },
  ]);
}
