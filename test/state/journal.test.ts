import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { StateDocument } from '../../src/state/document.ts';
import { StateDraft, emptyState, foldJournal, parseJournal } from '../../src/state/journal.ts';
import type { JournalEntry } from '../../src/state/journal.ts';
import { JournalFile } from '../../src/state/journal-file.ts';
import { JournalWriter } from '../../src/state/journal-writer.ts';
import { DISK } from '../support/temporary.ts';

const folder = mkdtempSync(path.join(DISK, 'entente-journal-'));
afterAll(() => rmSync(folder, { recursive: true }));

const head = { type: 'open', lineage: 'l', serial: 0, tenantId: 't' } as const;
const address = fc.constantFrom('catalog.a', 'catalog.b', 'policy.ä');
const effect = fc.record(
  {
    put: fc.array(
      fc.record({
        address,
        kind: fc.constant('catalog'),
        id: fc.uuid(),
        attributes: fc.record({ displayName: fc.string() }),
        dependsOn: fc.constant([]),
      }),
      { maxLength: 2 },
    ),
    remove: fc.array(address, { maxLength: 1 }),
  },
  { requiredKeys: [] },
);
const operation = fc.constantFrom('o1', 'o2', 'o3');
const entry: fc.Arbitrary<JournalEntry> = fc.oneof(
  fc.record({
    type: fc.constant('begin' as const),
    pending: fc.record({
      operation,
      address,
      action: fc.constantFrom('create' as const, 'update' as const),
      startedAt: fc.constant('2026-01-01T00:00:00Z'),
      digest: fc.constant('d'),
    }),
  }),
  fc.record({ type: fc.constant('commit' as const), operation, effect }),
  fc.record({ type: fc.constant('record' as const), effect }),
);

const read = (file: string) => parseJournal(readFileSync(file, 'utf8'));

async function write(file: string, entries: readonly JournalEntry[]): Promise<void> {
  rmSync(file, { force: true });
  const sink = new JournalFile(file);
  const journal = new JournalWriter(sink, head);
  await Promise.all(entries.map((each) => journal.append(each)));
  await sink.close();
}

function fold(entries: readonly JournalEntry[]): StateDocument {
  const draft = new StateDraft(emptyState('l', 't'));
  for (const each of entries) draft.apply(each);
  return draft.document(1);
}

describe('the journal', () => {
  it('cut off at any byte holds exactly the entries that were written whole', async () => {
    const file = path.join(folder, 'cut.journal');
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 8 }), fc.nat(), async (entries, cut) => {
        await write(file, entries);
        const bytes = readFileSync(file);
        const length = cut % (bytes.length + 1);
        writeFileSync(file, bytes.subarray(0, length));
        const whole = bytes.subarray(0, length).toString().split('\n').length - 1;
        const kept = entries.slice(0, Math.max(0, whole - 1));
        expect(read(file).lost).toBe(0);
        const document = foldJournal(undefined, read(file), 'state.json');
        expect(document).toEqual(kept.length === 0 ? undefined : fold(kept));
      }),
      { numRuns: 200 },
    );
  });

  it('with a changed byte is read to its end, and what is lost is counted', async () => {
    const file = path.join(folder, 'flip.journal');
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 2, maxLength: 5 }), fc.nat(), async (entries, at) => {
        await write(file, entries);
        const bytes = readFileSync(file);
        const index = at % bytes.length;
        // Without a line break two lines become one.
        fc.pre(bytes[index] !== 0x0a);
        const changed = Buffer.from(bytes);
        changed[index] = changed[index] === 0x78 ? 0x79 : 0x78;
        writeFileSync(file, changed);
        const line = bytes.subarray(0, index).toString().split('\n').length - 1;
        const all = [head, ...entries];
        const left = all.filter((_, number) => number !== line);
        // A last line that is damaged was never acknowledged.
        const lost = line === entries.length ? 0 : 1;
        expect(read(file)).toEqual({ entries: left, lost, doubtful: 'all' });
      }),
      { numRuns: 200 },
    );
  });

  it('with a line missing says so, wherever it was', async () => {
    const file = path.join(folder, 'gap.journal');
    await write(
      file,
      Array.from({ length: 6 }, () => ({ type: 'record', effect: {} }) as const),
    );
    const lines = readFileSync(file, 'utf8').split('\n');
    for (let gap = 0; gap < 6; gap += 1) {
      writeFileSync(file, lines.filter((_, index) => index !== gap).join('\n'));
      expect([gap, read(file).lost]).toEqual([gap, 1]);
    }
  });

  it('of an earlier version, whose lines have no numbers, is read', () => {
    const encode = (each: JournalEntry) => {
      const json = JSON.stringify(each);
      return `${createHash('sha256').update(json).digest('hex').slice(0, 16)} ${json}\n`;
    };
    const entries = [head, { type: 'record', effect: { remove: ['catalog.a'] } }] as const;
    expect(parseJournal(entries.map(encode).join(''))).toEqual({ entries, lost: 0, doubtful: [] });
  });

  it('that lost its first line adds to the state beside it, and is refused without one', () => {
    const made = {
      address: 'catalog.a',
      kind: 'catalog',
      id: '1',
      attributes: {},
      dependsOn: [],
    };
    const journal = {
      entries: [{ type: 'record', effect: { put: [made] } } as const],
      lost: 1,
      doubtful: 'all',
    } as const;
    expect(foldJournal({ ...emptyState('l', 't'), serial: 3 }, journal, 'state.json')).toMatchObject({
      serial: 4,
      resources: [made],
    });
    expect(() => foldJournal(undefined, journal, 'state.json')).toThrow('STATE_JOURNAL');
  });

  it('of another state, or folded in already, is told apart', () => {
    const base = { ...emptyState('l', 't'), serial: 3 };
    const entries: JournalEntry[] = [
      { ...head, serial: 2 },
      { type: 'record', effect: { remove: ['catalog.a'] } },
    ];
    const journal = { entries, lost: 0, doubtful: [] };
    expect(foldJournal(base, journal, 'state.json')).toBe(base);
    expect(() => foldJournal({ ...base, lineage: 'other' }, journal, 'state.json')).toThrow('STATE_JOURNAL');
  });

  const planned = (id: string): Extract<JournalEntry, { type: 'planned' }> => {
    const pending = {
      operation: id,
      address: `policy.${id}`,
      action: 'create' as const,
      startedAt: '2026-01-01T00:00:00Z',
      digest: 'd',
    };
    const uncertain = {
      operation: id,
      address: `policy.${id}`,
      kind: 'policy',
      displayName: id,
      parent: null,
      naturalKeys: [id],
      digest: 'd',
      serviceDate: null,
      startedAt: '2026-01-01T00:00:00Z',
    };
    return { type: 'planned', pending, uncertain };
  };
  const begun = (id: string): JournalEntry => ({ ...planned(id), type: 'begin' });
  const done = (id: string, certain: boolean): JournalEntry => ({
    type: 'commit',
    operation: id,
    effect: {},
    ...(certain && { certain }),
  });
  /** What is open and what is looked for after a journal of these entries was treated like that. */
  async function recovered(entries: readonly JournalEntry[], damage: (text: string) => string) {
    const file = path.join(folder, 'planned.journal');
    await write(file, entries);
    writeFileSync(file, damage(readFileSync(file, 'utf8')));
    const document = foldJournal(undefined, read(file), 'state.json');
    return {
      pending: (document?.pending ?? []).map((each) => each.operation).sort(),
      uncertain: (document?.uncertain ?? []).map((each) => each.operation).sort(),
    };
  }
  const PLAN = [planned('a'), planned('b'), planned('c'), planned('d')];
  const RUN = [...PLAN, begun('a'), done('a', true), begun('b'), done('b', false), begun('c')];
  /** Index of a line in a journal of RUN, its head included. */
  const LINE = { beginA: 5, commitA: 6, beginB: 7, beginC: 9 };
  const without = (line: number) => (text: string) =>
    text
      .split('\n')
      .filter((_, index) => index !== line)
      .join('\n');
  const damaged = (line: number) => (text: string) =>
    text
      .split('\n')
      .map((each, index) => (index === line ? each.replace('policy', 'polizy') : each))
      .join('\n');

  it('names what it plans to create, which counts for nothing while every line is there', async () => {
    expect(await recovered(RUN, (text) => text)).toEqual({ pending: ['c'], uncertain: ['b', 'c'] });
  });

  it.each([
    ['the beginning of one that was ended with certainty', LINE.beginA, ['c', 'd'], ['b', 'c', 'd']],
    ['an end', LINE.commitA, ['a', 'c', 'd'], ['a', 'b', 'c', 'd']],
    ['the beginning of one that was ended without certainty', LINE.beginB, ['c', 'd'], ['b', 'c', 'd']],
  ])('without %s takes every planned creation without a record to be under way', async (_, line, ...then) => {
    const [pending, uncertain] = then;
    expect(await recovered(RUN, without(line))).toEqual({ pending, uncertain });
  });

  it.each([LINE.beginA, LINE.beginB, LINE.beginC])('with line %i damaged does the same', async (line) => {
    expect(await recovered(RUN, damaged(line))).toEqual({
      pending: ['c', 'd'],
      uncertain: ['b', 'c', 'd'],
    });
  });

  it('torn in a beginning doubts what the beginning still tells, and everything when it tells nothing', async () => {
    const torn = (kept: string) => (text: string) => text.slice(0, text.lastIndexOf(kept) + kept.length);
    const rest = RUN.slice(0, -1);
    const tornAt = (kept: string) => recovered([...rest, begun('d')], torn(kept));
    expect(await tornAt('"operation":"d"')).toEqual({ pending: ['d'], uncertain: ['b', 'd'] });
    expect(await tornAt('"type":"begin","pend')).toEqual({ pending: ['c', 'd'], uncertain: ['b', 'c', 'd'] });
    expect(await recovered([...rest, begun('d'), done('d', true)], torn('"type":"commit","op'))).toEqual({
      pending: ['d'],
      uncertain: ['b', 'd'],
    });
  });
});
