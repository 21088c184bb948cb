/** Changes of policies that take a template: where all of its uses change alike in the template, else at the use. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { editEntries } from '../../src/config/edits/edit-templated.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { applyEdits } from '../../src/config/edits/text-edits.ts';
import type { Shape } from '../../src/model/shape.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const HEAD = `version: 1
tenant: { embedded: x }
catalogs: { c: { displayName: C } }
packages: { p: { catalog: c, displayName: P } }
policyTemplates:
  t:
    parameters: { word: { type: string, default: plain } }
    policy:
      allowedTargetScope: allMemberUsers
`;
const USES = (more = '') => `policies:
  a: { accessPackage: p, displayName: A, template: t }
  b: { accessPackage: p, displayName: B, template: t${more} }
`;

const SHAPE: Readonly<Record<string, Shape>> = { questions: { type: 'list', of: { type: 'json' } } };

/** By policy its new description, or several members. */
type Changed = Readonly<Record<string, string | JsonObject>>;

/** The lines that change when members of policies become others, without their indentation. */
async function changed(body: string, more: string, values: Changed) {
  const text = `${HEAD}      ${body}\n${USES(more)}`;
  writeFileSync(path.join(folder, 'governance.yaml'), text);
  const { tree, configuration } = await loadConfiguration({ file: 'governance.yaml', cwd: folder, env: {} });
  if (tree === undefined || configuration === undefined) throw new Error('It does not load');
  const { policies = {} } = configuration.document;
  const entries = Object.entries(values).map(([key, value]) => {
    const from = policies[key] as unknown as JsonObject;
    const to = { ...from, ...(typeof value === 'string' ? { description: value } : value) };
    return {
      path: ['policies', key],
      shape: SHAPE,
      from: { explicit: from },
      to: { explicit: to, sparse: to },
    };
  });
  const edited = editEntries(tree, entries);
  expect(edited.flatMap(({ refusals }) => refusals)).toEqual([]);
  const after = applyEdits(edited.flatMap(({ edits }) => edits)).get('governance.yaml') ?? text;
  const before = text.split('\n');
  return after.split('\n').flatMap((line, index) => (line === before[index] ? [] : [line.trim()]));
}

const use = (key: string, description: string) =>
  `${key}: { accessPackage: p, displayName: ${key.toUpperCase()}, template: t, description: ${description} }`;
const QUESTIONS = { questions: [{ type: 'text', text: 'New' }] };
const BOTH = { ...QUESTIONS, description: 'New' };
const laidOver = (key: string) =>
  `${key}: { accessPackage: p, displayName: ${key.toUpperCase()}, template: t, questions: [{ type: text, text: New }] }`;
const ALIKE = { a: 'New', b: 'New' };

it.each<[string, body: string, more: string, values: Changed, lines: readonly string[]]>([
  ['all uses alike', 'description: Old', '', ALIKE, ['description: New']],
  ['one of two', 'description: Old', '', { a: 'New' }, [use('a', 'New')]],
  [
    'all, each otherwise',
    'description: Old',
    '',
    { a: 'First', b: 'Second' },
    [use('a', 'First'), use('b', 'Second')],
  ],
  [
    'the only one that takes it',
    'description: Old',
    ', description: Own',
    { a: 'New' },
    ['description: New'],
  ],
  [
    'a value that a parameter fills',
    'description: ${param.word}',
    '',
    ALIKE,
    [use('a', 'New'), use('b', 'New')],
  ],
  [
    'a value with a parameter in it',
    'description: It is ${param.word}',
    '',
    ALIKE,
    [use('a', 'New'), use('b', 'New')],
  ],
  [
    'a value with two',
    'description: ${param.word} and ${param.word}',
    '',
    ALIKE,
    [use('a', 'New'), use('b', 'New')],
  ],
  [
    'an entry of a list without a parameter',
    'questions: [{ type: text, text: plain }]',
    '',
    { a: QUESTIONS, b: QUESTIONS },
    ['questions: [{ type: text, text: New }]'],
  ],
  [
    'an entry of a list that a parameter fills',
    'questions: [{ type: text, text: "${param.word}" }]',
    '',
    { a: QUESTIONS, b: QUESTIONS },
    [laidOver('a'), laidOver('b')],
  ],
  [
    'one value that a parameter fills, and one that is plain',
    'description: Old\n      questions: [{ type: text, text: "${param.word}" }]',
    '',
    { a: BOTH, b: BOTH },
    ['description: New', laidOver('a'), laidOver('b')],
  ],
])('%s', async (_what, body, more, values, lines) => {
  expect(await changed(body, more, values)).toEqual(lines);
});
