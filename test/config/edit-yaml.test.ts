/** Edits of single values: what is around them stays. The property over whole tenants is test/import/accept.test.ts. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { editEntry } from '../../src/config/edit-yaml.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { applyEdits, overlapping } from '../../src/config/text-edits.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { temporaryFolder } from '../support/cli.ts';
import { skeletons } from '../support/yaml-skeleton.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));
const HEAD = 'version: 1\ntenant: { embedded: x }\ncatalogs:\n';

/** The text once the catalog `one` says `to` where it says `from`. */
async function edited(text: string, from: JsonObject, to: JsonObject): Promise<string | undefined> {
  writeFileSync(path.join(folder, 'governance.yaml'), HEAD + text);
  const { tree } = await loadConfiguration({ file: 'governance.yaml', cwd: folder, env: {} });
  if (tree === undefined) throw new Error('It does not load');
  const { edits, refusals } = editEntry(tree, {
    path: ['catalogs', 'one'],
    shape: {},
    from: { explicit: from },
    to: { explicit: to, sparse: to },
  });
  expect(refusals).toEqual([]);
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
