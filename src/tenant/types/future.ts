/** Members that a later Graph may have and this table lacks: taken, kept and given back where a test names them. */
import { isA, structureOf } from './table.ts';

/** Names of members by the type that they belong to; values of any JSON are taken. */
export type FutureMembers = ReadonlyMap<string, ReadonlySet<string>>;

export const NO_FUTURE: FutureMembers = new Map();

/** Whether a value of `type` may have the member. */
export function isFuture(future: FutureMembers, type: string, name: string): boolean {
  return [...future].some(([owner, names]) => names.has(name) && isA(type, owner));
}

/** Names that values of `type` may have beyond the table's. */
export function futureOf(future: FutureMembers, type: string): readonly string[] {
  return [...future].flatMap(([owner, names]) => (isA(type, owner) ? [...names] : []));
}

/**
 * Reads `{ "accessPackageAssignmentPolicy": ["later"] }`. Undefined for anything else, and for a type that the table
 * lacks.
 */
export function parseFutureMembers(value: unknown): FutureMembers | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value as Record<string, unknown>);
  const isNames = (names: unknown): names is string[] =>
    Array.isArray(names) && names.every((name) => typeof name === 'string' && name !== '');
  if (!entries.every(([type, names]) => structureOf(type) !== undefined && isNames(names))) return undefined;
  return new Map(entries.map(([type, names]) => [type, new Set(names as string[])]));
}
