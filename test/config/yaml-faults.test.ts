/** A repair counts as one only when the fault goes with it, however well the text reads where it was made. */
import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { yamlFaults } from '../../src/config/yaml/yaml-faults.ts';

it('a slip in the line before the fault, which is no fault by itself, is not told', () => {
  const text = `version: 1
catalogs:
  partners:
    displayName: Partner\u00a0Projects
   description: One space too few
`;
  const parse = (each: string) => parseDocument(each);
  expect(yamlFaults(parse(text), text, parse).map(({ summary }) => summary)).toEqual([
    'This line is not indented like the others of its block',
  ]);
});

const BEGINNING = 'version: 1\ncatalogs:\n';

it.each<[string, string, readonly string[]]>([
  [
    'a key that is there already',
    '  a: { displayName: A }\n  a: { displayName: B }',
    ['Not valid YAML: Map keys must be unique'],
  ],
  ['a tab', '\ta:', ['A tab cannot indent']],
  ['a tag', '  a: !secret { displayName: A }', ['Tags are not supported']],
  [
    'a line between two depths',
    '    a:\n      - b: c\n   d: e',
    ['This line is not indented like the others of its block'],
  ],
])('%s in a last line without a line break is told once, as with one', (_what, ending, expected) => {
  const parse = (each: string) => parseDocument(each);
  const text = `${BEGINNING}${ending}`;
  const told = (each: string) =>
    yamlFaults(parse(each), each, parse).map(({ summary }) => summary.replace(/ at line .*/s, ''));
  expect(told(text)).toEqual(expected);
  const [withBreak] = told(`${text}\n`);
  expect(withBreak).toBe(expected[0]);
});
