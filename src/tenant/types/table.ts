/** The one table of types: all that this service reads in bodies, by name. */
import { APPLICATION_TYPES } from './applications.ts';
import { CATALOG_TYPES } from './catalogs.ts';
import { CONSENT_TYPES } from './consents.ts';
import { DIRECTORY_TYPES } from './directory.ts';
import type { Member, Structure } from './language.ts';
import { text } from './language.ts';
import { ORGANIZATION_TYPES } from './organizations.ts';
import { OUTER_DOOR_TYPES } from './outer-door.ts';
import { OWN_TYPES } from './own.ts';
import { POLICY_TYPES } from './policies.ts';
import { REQUEST_TYPES } from './requests.ts';
import { ROLE_TYPES } from './roles.ts';
import { UPLOAD_TYPES } from './uploads.ts';

/** Maps, because names come from outside: none of `constructor` or `__proto__` is found in them. */
const STRUCTURES: ReadonlyMap<string, Structure> = new Map(
  Object.entries({
    entity: { members: { id: text({ nullable: false }) } },
    ...POLICY_TYPES,
    ...CATALOG_TYPES,
    ...ORGANIZATION_TYPES,
    ...REQUEST_TYPES,
    ...DIRECTORY_TYPES,
    ...APPLICATION_TYPES,
    ...CONSENT_TYPES,
    ...OUTER_DOOR_TYPES,
    ...ROLE_TYPES,
    ...UPLOAD_TYPES,
    ...OWN_TYPES,
  }),
);

export function structureOf(name: string): Structure | undefined {
  return STRUCTURES.get(name);
}

/** Whether a type is another, or derived from it. */
export function isA(name: string, ancestor: string): boolean {
  if (name === ancestor) return true;
  const base = STRUCTURES.get(name)?.base;
  return base !== undefined && isA(base, ancestor);
}

const members = new Map<string, ReadonlyMap<string, Member>>();

/** Members of a type by name, those of its base types first. */
export function membersOf(name: string): ReadonlyMap<string, Member> {
  const known = members.get(name);
  if (known !== undefined) return known;
  const structure = STRUCTURES.get(name);
  const inherited = structure?.base === undefined ? [] : membersOf(structure.base);
  const all = new Map([...inherited, ...Object.entries(structure?.members ?? {})]);
  members.set(name, all);
  return all;
}

/** The types that values of a type can have: itself unless it is abstract, and all that are derived from it. */
export function concreteTypes(name: string): readonly string[] {
  return [...STRUCTURES]
    .filter(([other, { abstract }]) => !abstract && isA(other, name))
    .map(([other]) => other);
}
