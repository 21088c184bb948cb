/** Edits of single values: what is around them stays. The property over whole tenants is test/import/accept.test.ts. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { editEntry } from '../../src/config/edits/edit-yaml.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { applyEdits, overlapping } from '../../src/config/edits/text-edits.ts';
import type { Shape } from '../../src/model/shape.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { temporaryFolder } from '../support/cli.ts';
import { skeletons } from '../support/yaml-skeleton.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));
const HEAD = 'version: 1\ntenant: { embedded: x }\ncatalogs:\n';

/** The text once the catalog `one` says `to` where it says `from`; `refused`: what is said where it is left alone. */
async function edited(
  text: string,
  from: JsonObject,
  to: JsonObject,
  shape: Readonly<Record<string, Shape>> = {},
  refused: readonly string[] = [],
): Promise<string | undefined> {
  writeFileSync(path.join(folder, 'governance.yaml'), HEAD + text);
  const { tree } = await loadConfiguration({ file: 'governance.yaml', cwd: folder, env: {} });
  if (tree === undefined) throw new Error('It does not load');
  const { edits, refusals } = editEntry(tree, {
    path: ['catalogs', 'one'],
    shape,
    from: { explicit: from },
    to: { explicit: to, sparse: to },
  });
  expect(refusals.map(({ summary }) => summary)).toEqual(refused);
  expect(overlapping(edits)).toBeUndefined();
  return applyEdits(edits).get('governance.yaml')?.slice(HEAD.length);
}

describe('an edit', () => {
  it('changes one value between brackets and adds another', async () => {
    const from = { displayName: 'One', description: 'a' };
    const to = { ...from, description: 'b', state: 'unpublished' };
    expect(await edited("  one: { displayName: 'One', description: a } # mine\n", from, to)).toBe(
      "  one: { displayName: 'One', description: b, state: unpublished } # mine\n",
    );
  });

  it('takes a value from between brackets, changes one and adds another', async () => {
    const from = { displayName: 'One', description: 'a', state: 'published' };
    const to = { displayName: 'Two', state: 'published', isExternallyVisible: false };
    const before = "  one: { description: a, displayName: 'One', state: published } # mine\n";
    expect(await edited(before, from, to)).toBe(
      "  one: { displayName: 'Two', state: published, isExternallyVisible: false } # mine\n",
    );
  });

  it.each([
    ['x', '    description: x # why\n'],
    ['c\nd', '    description: |- # why\n      c\n      d\n'],
  ])('keeps the remark behind the header of a text block that becomes %j', async (description, written) => {
    const from = { displayName: 'One', description: 'a\nb' };
    const before = '  one:\n    description: |- # why\n      a\n      b\n    displayName: One\n';
    const after = await edited(before, from, { ...from, description });
    expect(after).toBe(`  one:\n${written}    displayName: One\n`);
  });
});

describe('a list whose order matters', () => {
  const SHAPE: Readonly<Record<string, Shape>> = { l: { type: 'list', of: { type: 'string' } } };
  const written = (items: readonly string[]) =>
    `  one:\n    l:\n${items.map((item) => `      - ${item} # of ${item}\n`).join('')}`;

  it.each<[string, string[], string[], string]>([
    ['the first goes', ['a', 'b', 'c'], ['b', 'c'], written(['b', 'c'])],
    ['one in the middle goes', ['a', 'b', 'c'], ['a', 'c'], written(['a', 'c'])],
    ['two in the middle go', ['a', 'b', 'c', 'd'], ['a', 'd'], written(['a', 'd'])],
    ['one goes before two that stay', ['a', 'b', 'c', 'd'], ['a', 'c', 'd'], written(['a', 'c', 'd'])],
    ['the last goes', ['a', 'b', 'c'], ['a', 'b'], written(['a', 'b'])],
    ['the last of two equal ones goes', ['a', 'b', 'b'], ['a', 'b'], written(['a', 'b'])],
    ['one becomes another', ['a', 'b', 'c'], ['a', 'x', 'c'], written(['a', 'b', 'c']).replace('- b', '- x')],
    ['one comes behind', ['a', 'b'], ['a', 'b', 'x'], `${written(['a', 'b'])}      - x\n`],
    ['two are exchanged', ['a', 'b'], ['b', 'a'], '  one:\n    l:\n      - b # of a\n      - a # of b\n'],
  ])('when %s, the others keep their lines', async (_what, from, to, expected) => {
    expect(await edited(written(from), { l: from }, { l: to }, SHAPE)).toBe(expected);
  });

  it.each([
    ['before', ['a', 'b'], ['x', 'a', 'b']],
    ['between', ['a', 'b'], ['a', 'x', 'b']],
  ])('is left alone when one comes in %s others', async (_where, from, to) => {
    const refused = ['catalogs.one cannot be written here: an entry came in between others'];
    expect(await edited(written(from), { l: from }, { l: to }, SHAPE, refused)).toBeUndefined();
  });
});

describe('the last line of a file without a line break at its end', () => {
  it('gives its place to another', async () => {
    const after = await edited('  one:\n    l:\n      - a\n      - b', { l: ['a', 'b'] }, { l: ['a', 'c'] });
    expect(after).toBe('  one:\n    l:\n      - a\n      - c');
  });
});

describe('the skeletons of two texts', () => {
  const differ = (before: string, after: string) => {
    const [left, right] = skeletons(before, after);
    return left !== right;
  };

  it.each([
    ['a changed value', 'a: 1 # x\nb: [ 1, 2 ]\n', 'a: 2 # x\nb: [ 1, 2 ]\n', false],
    ['a removed item', 'a:\n  # y\n  - 1 # x\n  - 2\n', 'a:\n  # y\n  - 2\n', false],
    ['an emptied list', 'a:\n  - 1 # x\nb: 1\n', 'a: []\nb: 1\n', false],
    ['an added line without a line break', 'a:\r\n  - 1', 'a:\r\n  - 1\r\n  - 2', false],
    ['a lost remark', 'a: 1 # x\n', 'a: 2\n', true],
    ['a remark lost with an item that is not its own', 'a:\n  # y\n  - 1\n  - 2\n', 'a:\n  - 2\n', true],
    ['other quotes', "a: 1\nb: 'x'\n", 'a: 2\nb: x\n', true],
    ['other brackets inside', "a: [ 'x', y ]\n", 'a: [ x ]\n', true],
    ['another line break', 'a: 1\r\nb: 1\r\n', 'a: 2\nb: 1\r\n', true],
    ['a blank line more', 'a:\n  - 1\n', 'a:\n  - 1\n\n  - 2\n', true],
  ])('see %s', (_what, before, after, touched) => {
    const found = () => differ(before, after);
    if (before.includes("[ 'x'")) expect(found).toThrow('became');
    else expect(found()).toBe(touched);
  });

  it('adds a member behind one whose value is an alias', async () => {
    const from = { displayName: 'One', description: 'One' };
    const before =
      '  one:\n    displayName: &name One\n    description: *name # the same\n  two: { displayName: Two }\n';
    expect(await edited(before, from, { ...from, state: 'unpublished' })).toBe(
      before.replace('the same\n', 'the same\n    state: unpublished\n'),
    );
  });
});
