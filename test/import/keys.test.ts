/** Keys that people read: of names in any script, and those that several people would share. */
import { describe, expect, it } from 'vitest';
import { gatherSponsors } from '../../src/import/gather-sponsors.ts';
import { keyOfObject, readableSlug } from '../../src/import/keys.ts';
import type { Principal } from '../../src/model/principal.ts';
import { KINDS } from '../../src/kinds/registry.ts';

const ID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

describe('the key of an object', () => {
  it.each([
    ['Partner projects', 'partner-projects'],
    ['Łódź & Straße', 'lodz-strasse'],
    ['Søren Æbelø', 'soren-aebelo'],
    ['Проект «Танго»', 'proekt-tango'],
    ['Αθήνα', 'athina'],
    ['--leading: #1 ${x} "quoted"', 'leading-1-x-quoted'],
    ["Bob's 😀 party", 'bobs-party'],
    ['2026', 'access-package-2026'],
    ['日本語 2', 'access-package-2'],
    ['日本語', 'access-package-3f2504e0'],
    ['😀', 'access-package-3f2504e0'],
  ])('called %j is %s', (name, key) => {
    expect(keyOfObject('accessPackage', ID, name)).toBe(key);
    expect(key).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]*$/);
  });

  it('of digits alone is none for a person', () => {
    expect([readableSlug('12345'), readableSlug('a12345')]).toEqual([undefined, 'a12345']);
  });
});

describe('sponsors', () => {
  const kind = KINDS.get('connectedOrganization');
  const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;
  const people: readonly (readonly [Principal, string])[] = [
    [{ user: 'alice@contoso.com' }, 'Alice'],
    [{ guest: 'alice@fabrikam.com' }, 'Alice'],
    [{ group: 'Partner Desk' }, 'Partner Desk'],
    [{ id: id(3) }, 'Partner Desk'],
    [{ user: '12345@contoso.com' }, 'Dora'],
  ];
  const gathered = (sponsors: Readonly<Record<string, Principal>> = {}, sponsorsGiven = false) => {
    if (kind === undefined) throw new Error('There is no such kind');
    const attributes = {
      displayName: 'Fabrikam',
      identitySources: [],
      internalSponsors: [...people.map((_each, index) => id(index)), id(9)],
    };
    const names = {
      principals: new Map(people.map(([principal], index) => [id(index), principal])),
      labels: new Map(people.map(([, label], index) => [id(index), label])),
      domains: new Map(),
    };
    return gatherSponsors([{ kind, object: { id: ID, attributes } }], names, {
      keys: new Map(),
      sponsors,
      sponsorsGiven,
      declared: [],
      outside: [],
    }).entries;
  };

  it('of one name are told apart, and one that the directory does not know has no entry', () => {
    expect(gathered()).toEqual({
      'alice-contoso-com': { user: 'alice@contoso.com' },
      'alice-fabrikam-com': { guest: 'alice@fabrikam.com' },
      dora: { user: '12345@contoso.com' },
      'partner-desk': { group: 'Partner Desk' },
      'partner-desk-2': { id: id(3) },
    });
  });

  it('keep their keys, which nobody else gets', () => {
    expect(gathered({ 'partner-desk': { user: 'Alice@contoso.com' } })).toMatchObject({
      'partner-desk': { user: 'alice@contoso.com' },
      'partner-desk-2': { group: 'Partner Desk' },
      alice: { guest: 'alice@fabrikam.com' },
    });
    expect(gathered({ boss: { user: 'alice@contoso.com' } }, true)).toEqual({});
  });
});
