import { describe, expect, it } from 'vitest';
import { kindWithPart, partOf } from '../../src/kinds/access-parts.ts';
import type { Kind } from '../../src/kinds/kind.ts';
import { CONTAINER_KINDS, parentIn, parentKind } from '../../src/kinds/parents.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import { inReadingOrder, SPLIT_SECTIONS } from '../../src/config/write-project.ts';
import { SECTION_KINDS } from '../../src/schema/sections.ts';

const kind = (name: string): Kind => {
  const found = KINDS.get(name);
  if (found === undefined) throw new Error(`There is no kind ${name}`);
  return found;
};

describe('what lives in what', () => {
  it('is declared by each kind that has a container', () => {
    const declared = [...KINDS.values()].map(({ name, identity }) => [name, identity.parent]);
    expect(Object.fromEntries(declared)).toMatchObject({
      accessPackage: 'catalog',
      catalog: undefined,
      catalogResource: 'catalog',
      catalogRole: 'catalog',
      connectedOrganization: undefined,
      packageResourceRole: 'accessPackage',
      policy: 'accessPackage',
      settings: undefined,
    });
    const containers = [...CONTAINER_KINDS].map(({ name }) => name);
    expect(containers).toEqual(expect.arrayContaining(['accessPackage', 'catalog']));
    expect(containers).not.toContain('policy');
  });

  it.each([...KINDS.values()].filter(({ identity }) => identity.parent !== undefined))(
    'is a reference that a replacement changes and nothing else: $name',
    ({ name, attributes, identity: { parent = '' } }) => {
      expect(attributes[parent]).toMatchObject({ type: 'reference', mutability: 'replace' });
      expect(parentKind(kind(name))).toBeDefined();
      expect(parentIn(kind(name), { [parent]: 'id' })).toBe('id');
    },
  );

  it.each([...KINDS.values()])('comes to an end: $name', (first) => {
    const seen = new Set<Kind>();
    for (let next: Kind | undefined = first; next !== undefined; next = parentKind(next)) {
      expect(seen).not.toContain(next);
      seen.add(next);
    }
  });

  it('agrees with the keys of addresses, whose first is that of the container', () => {
    for (const each of KINDS.values()) {
      const [first] = each.identity.addressKeys ?? [];
      if (first !== undefined) expect(parentKind(each)?.name).toBe(first.kind);
    }
  });

  it('orders the sections of a configuration and tells which are split', () => {
    const sections = { policies: {}, packages: {}, catalogs: {}, connectedOrganizations: {}, settings: {} };
    for (const name of Object.keys(sections)) expect(Object.keys(SECTION_KINDS)).toContain(name);
    expect(Object.keys(inReadingOrder(sections))).toEqual([
      'settings',
      'connectedOrganizations',
      'catalogs',
      'packages',
      'policies',
    ]);
    expect(SPLIT_SECTIONS).toEqual(['catalogs']);
  });
});

describe('parts in access', () => {
  it('are one kind each', () => {
    const parts = [...KINDS.keys()].flatMap((name) => partOf(name) ?? []);
    expect(parts.sort()).toEqual(['organization', 'requested', 'resource', 'terms']);
    for (const part of parts) expect(kindWithPart(part).access?.part).toBe(part);
  });

  it('of a kind that is not there are none', () => {
    expect(partOf('__proto__')).toBeUndefined();
  });
});
