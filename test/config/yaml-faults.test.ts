/** A repair counts as one only when the fault goes with it, however well the text reads where it was made. */
import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { yamlFaults } from '../../src/config/yaml-faults.ts';

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
