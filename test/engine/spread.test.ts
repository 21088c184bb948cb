/** Which catalogs a drift with a budget of requests reads, by what each took the last time or what the state tracks in it. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import type { CacheFile } from '../../src/engine/cache-file.ts';
import { turnOf } from '../../src/engine/drift/spread.ts';
import type { JsonObject, JsonValue } from '../../src/model/value.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

/** A turn of the catalogs a, b and c, of which `known` is remembered; what it reads, and what is remembered after it. */
async function turn(budget: number, known: JsonObject, chosen: readonly string[] = []) {
  writeFileSync(
    path.join(folder, 'governance.yaml'),
    'version: 1\ntenant: { embedded: x }\ncatalogs: { a: { displayName: A }, b: { displayName: B }, c: { displayName: C } }\n',
  );
  const { configuration } = await loadConfiguration({ file: 'governance.yaml', cwd: folder, env: {} });
  if (configuration === undefined) throw new Error('It does not load');
  let entry: JsonObject = known;
  const cache: CacheFile = {
    entry: () => Promise.resolve(entry),
    put: (_name, next) => ((entry = next), Promise.resolve()),
  };
  const part = await turnOf({
    configuration,
    prior: undefined,
    budget,
    chosen,
    cache,
    tenantId: 't',
  });
  const spread = await part.done(30, '2026-03-01T00:00:00Z');
  return { catalogs: part.catalogs, spread, entry };
}

const read = (day: number, requests: number): JsonValue => ({
  readAt: `2026-02-0${day}T00:00:00Z`,
  requests,
});
const KNOWN = { a: read(3, 10), b: read(1, 20), c: read(2, 30) };

it.each<[budget: number, known: JsonObject, read: readonly string[]]>([
  [60, KNOWN, ['b', 'c', 'a']],
  [59, KNOWN, ['b', 'c']],
  [50, KNOWN, ['b', 'c']],
  [49, KNOWN, ['b']],
  [20, KNOWN, ['b']],
  // One is read, whatever it takes.
  [1, KNOWN, ['b']],
  // What was never read comes first, and takes 8 requests where nothing of it is tracked.
  [28, { a: KNOWN.a, b: KNOWN.b }, ['c', 'b']],
  [27, { a: KNOWN.a, b: KNOWN.b }, ['c']],
  [24, {}, ['a', 'b', 'c']],
  [23, {}, ['a', 'b']],
  // What is not to be read is as if it were not there.
  [8, { ...KNOWN, a: { readAt: 'soon', requests: 1 } }, ['a']],
  [8, { ...KNOWN, a: { readAt: 1, requests: 1 } }, ['a']],
  [8, { ...KNOWN, a: { readAt: '2026-02-09T00:00:00Z', requests: 'many' } }, ['a']],
  [8, { ...KNOWN, a: 'broken' }, ['a']],
])('a budget of %i pays for those that were read longest ago: %j', async (budget, known, expected) => {
  expect((await turn(budget, known)).catalogs).toEqual(expected);
});

it('reads of those that are chosen alone', async () => {
  expect((await turn(1000, KNOWN, ['a', 'c'])).catalogs).toEqual(['c', 'a']);
});

it('remembers what it took, in proportion, and says what waits since when', async () => {
  const { spread, entry } = await turn(50, { ...KNOWN, other: read(4, 1) });
  expect(entry).toEqual({
    ...KNOWN,
    other: read(4, 1),
    b: { readAt: '2026-03-01T00:00:00Z', requests: 12 },
    c: { readAt: '2026-03-01T00:00:00Z', requests: 18 },
  });
  expect(spread).toEqual({
    budget: 50,
    requests: 30,
    read: ['catalog.b', 'catalog.c'],
    waiting: [{ address: 'catalog.a', readAt: '2026-02-03T00:00:00Z' }],
  });
  const never = await turn(8, { b: KNOWN.b, c: KNOWN.c });
  expect(never.spread.waiting.map(({ readAt }) => readAt)).toEqual([
    '2026-02-01T00:00:00Z',
    '2026-02-02T00:00:00Z',
  ]);
  expect((await turn(8, {})).spread.waiting.map(({ readAt }) => readAt)).toEqual([null, null]);
});
