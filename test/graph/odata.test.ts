import fc from 'fast-check';
import { expect, test } from 'vitest';
import { odataString, query } from '../../src/model/odata.ts';

test('quotes are doubled', () => {
  expect(odataString("O'Brien's")).toBe("'O''Brien''s'");
});

test('options become query parameters in a fixed order', () => {
  const options = {
    filter: `displayName eq ${odataString('R&D #1')}`,
    expand: 'role,scope',
    select: ['id', 'displayName'],
    top: 5,
  };
  expect(query('/groups', options)).toBe(
    "/groups?$filter=displayName%20eq%20'R%26D%20%231'&$expand=role,scope&$select=id,displayName&$top=5",
  );
  expect(query('/groups', {})).toBe('/groups');
  expect(query('/groups?a=b', { select: 'id' })).toBe('/groups?a=b&$select=id');
});

test('any text comes out of the URL as it went in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const filter = `mail eq ${odataString(text)}`;
      const url = new URL(`https://graph.example/v1.0${query('/users', { filter, top: 1 })}`);
      expect(url.searchParams.get('$filter')).toBe(filter);
      expect(url.searchParams.get('$top')).toBe('1');
      expect(url.hash).toBe('');
    }),
  );
});
