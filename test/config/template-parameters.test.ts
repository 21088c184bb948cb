/** What each type of a template's parameter takes, given by a use or as a default, and what is said of the rest. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

/** What the loader says of a policy whose parameter has this type and value. */
async function said(type: string, value: string, place: 'use' | 'default'): Promise<string> {
  const parameter = place === 'use' ? `{ type: ${type} }` : `{ type: ${type}, default: ${value} }`;
  const parameters = place === 'use' ? `, parameters: { p: ${value} }` : '';
  writeFileSync(
    path.join(folder, 'governance.yaml'),
    `version: 1
tenant: { embedded: x }
policyTemplates:
  t: { parameters: { p: ${parameter} }, policy: { allowedTargetScope: allMemberUsers, questions: "\${param.p}" } }
catalogs: { c: { displayName: C } }
packages: { p: { catalog: c, displayName: P } }
policies: { q: { template: t, accessPackage: p, displayName: Q${parameters} } }
`,
  );
  const { diagnostics } = await loadConfiguration({ file: 'governance.yaml', cwd: folder, env: {} });
  const [fault, ...more] = diagnostics.filter(({ code }) => code === 'CONFIG_TEMPLATE');
  if (fault === undefined) return 'fits';
  expect(more).toEqual([]);
  return `${fault.summary.replace(/^.*" is (?=.*, but must be )/, '')} → ${fault.hint ?? ''}`;
}

const TABLE: Readonly<Record<string, readonly (readonly [value: string, said: string])[]>> = {
  string: [
    ['word', 'fits'],
    ["'30'", 'fits'],
    ["'1.5'", 'fits'],
    ["'true'", 'fits'],
    ['30', '30, but must be a text → Put it in quotes: "30"'],
    ['1.5', '1.5, but must be a text → Put it in quotes: "1.5"'],
    ['true', 'true, but must be a text → Put it in quotes: "true"'],
    ['[a]', 'a list, but must be a text → Give it a text'],
    ['{ a: b }', 'a map, but must be a text → Give it a text'],
    ['null', 'empty, but must be a text → Give it a text'],
  ],
  integer: [
    ['word', 'the text "word", but must be a whole number → Give it a whole number'],
    ["'30'", 'the text "30", but must be a whole number → Write 30 without quotes'],
    ["'1.5'", 'the text "1.5", but must be a whole number → Give it a whole number'],
    ["'true'", 'the text "true", but must be a whole number → Give it a whole number'],
    ['30', 'fits'],
    ['1.5', '1.5, but must be a whole number → Give it a whole number'],
    ['true', 'true, but must be a whole number → Give it a whole number'],
    ['[a]', 'a list, but must be a whole number → Give it a whole number'],
    ['{ a: b }', 'a map, but must be a whole number → Give it a whole number'],
    ['null', 'empty, but must be a whole number → Give it a whole number'],
  ],
  number: [
    ['word', 'the text "word", but must be a number → Give it a number'],
    ["'30'", 'the text "30", but must be a number → Write 30 without quotes'],
    ["'1.5'", 'the text "1.5", but must be a number → Write 1.5 without quotes'],
    ["'true'", 'the text "true", but must be a number → Give it a number'],
    ['30', 'fits'],
    ['1.5', 'fits'],
    ['true', 'true, but must be a number → Give it a number'],
    ['[a]', 'a list, but must be a number → Give it a number'],
    ['{ a: b }', 'a map, but must be a number → Give it a number'],
    ['null', 'empty, but must be a number → Give it a number'],
  ],
  boolean: [
    ['word', 'the text "word", but must be true or false → Give it true or false'],
    ["'30'", 'the text "30", but must be true or false → Give it true or false'],
    ["'1.5'", 'the text "1.5", but must be true or false → Give it true or false'],
    ["'true'", 'the text "true", but must be true or false → Write true without quotes'],
    ['30', '30, but must be true or false → Give it true or false'],
    ['1.5', '1.5, but must be true or false → Give it true or false'],
    ['true', 'fits'],
    ['[a]', 'a list, but must be true or false → Give it true or false'],
    ['{ a: b }', 'a map, but must be true or false → Give it true or false'],
    ['null', 'empty, but must be true or false → Give it true or false'],
  ],
  array: [
    ['word', 'the text "word", but must be a list → Give it a list'],
    ["'30'", 'the text "30", but must be a list → Give it a list'],
    ["'1.5'", 'the text "1.5", but must be a list → Give it a list'],
    ["'true'", 'the text "true", but must be a list → Give it a list'],
    ['30', '30, but must be a list → Give it a list'],
    ['1.5', '1.5, but must be a list → Give it a list'],
    ['true', 'true, but must be a list → Give it a list'],
    ['[a]', 'fits'],
    ['{ a: b }', 'a map, but must be a list → Give it a list'],
    ['null', 'empty, but must be a list → Give it a list'],
  ],
  object: [
    ['word', 'the text "word", but must be a map → Give it a map'],
    ["'30'", 'the text "30", but must be a map → Give it a map'],
    ["'1.5'", 'the text "1.5", but must be a map → Give it a map'],
    ["'true'", 'the text "true", but must be a map → Give it a map'],
    ['30', '30, but must be a map → Give it a map'],
    ['1.5', '1.5, but must be a map → Give it a map'],
    ['true', 'true, but must be a map → Give it a map'],
    ['[a]', 'a list, but must be a map → Give it a map'],
    ['{ a: b }', 'fits'],
    ['null', 'empty, but must be a map → Give it a map'],
  ],
};

describe.each(['use', 'default'] as const)('given by a %s', (place) => {
  it.each(Object.entries(TABLE).flatMap(([type, values]) => values.map((each) => [type, ...each] as const)))(
    'a parameter that is %s, as %s: %s',
    async (type, value, expected) => {
      expect(await said(type, value, place)).toBe(expected);
    },
  );
});
