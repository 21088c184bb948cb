/** What a difference is: by the shape of attributes, and by what is declared of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Members } from '../../src/model/shape.ts';
import type { AttributePath } from '../../src/model/path.ts';
import type { Attributes } from '../../src/model/value.ts';
import { equalValues } from '../../src/model/value.ts';
import {
  comparable,
  completeAttributes,
  diffAttributes,
  equalWhereCounting,
} from '../../src/plan/compare.ts';
import { withValuesOf } from '../../src/plan/ignore.ts';

const MEMBERS: Members = {
  name: { type: 'string' },
  home: { type: 'string', mutability: 'replace' },
  made: { type: 'string', mutability: 'computed' },
  start: { type: 'string', mutability: 'kept' },
  tags: { type: 'set', of: { type: 'string' } },
  schedule: {
    type: 'object',
    members: { start: { type: 'string', mutability: 'kept' }, days: { type: 'integer' } },
  },
  questions: {
    type: 'list',
    pairBy: 'text',
    of: {
      type: 'object',
      members: { text: { type: 'string' }, id: { type: 'string', mutability: 'kept' } },
    },
  },
  stages: {
    type: 'list',
    of: {
      type: 'object',
      members: { days: { type: 'integer' }, id: { type: 'string', mutability: 'kept' } },
    },
  },
};
const LIVE: Attributes = {
  name: 'Live',
  made: 'by the service',
  start: 'filled in',
  schedule: { start: 'filled in', days: 1 },
  questions: [
    { text: 'Why?', id: 'q1' },
    { text: 'Who?', id: 'q2' },
  ],
  stages: [
    { days: 1, id: 's1' },
    { days: 2, id: 's2' },
  ],
};

describe('what counts in a comparison', () => {
  it('is nothing computed, and of what is kept only what is declared', () => {
    const bare: Attributes = {
      name: 'Live',
      schedule: { days: 1 },
      questions: [{ text: 'Why?' }, { text: 'Who?' }],
      stages: [{ days: 1 }, { days: 2 }],
    };
    expect(comparable(MEMBERS, LIVE, undefined)).toEqual(bare);
    expect(comparable(MEMBERS, LIVE, {})).toEqual(bare);
    const declared = { start: 'x', schedule: { start: 'x' }, stages: [{}, { id: 'x' }] };
    expect(comparable(MEMBERS, LIVE, declared)).toEqual({
      ...bare,
      start: 'filled in',
      schedule: { start: 'filled in', days: 1 },
      stages: [{ days: 1 }, { days: 2, id: 's2' }],
    });
  });

  it('pairs items by their member where they have one, by their position elsewhere', () => {
    const declared = { questions: [{ text: 'Who?', id: 'x' }, { text: 'New?' }] };
    expect(comparable(MEMBERS, LIVE, declared)['questions']).toEqual([
      { text: 'Why?' },
      { text: 'Who?', id: 'q2' },
    ]);
  });

  it('passes on what is of another type than its shape says', () => {
    const odd: Attributes = { schedule: 'none', questions: 'none', stages: [1] };
    expect(comparable(MEMBERS, odd, { schedule: 'x', stages: 'x' })).toEqual(odd);
    expect(comparable(MEMBERS, LIVE, { schedule: 'x', questions: 'x', stages: 'x' })['stages']).toEqual([
      { days: 1 },
      { days: 2 },
    ]);
  });
});

describe('what is written', () => {
  it('carries over what is kept and undeclared, to where it belongs', () => {
    const desired: Attributes = {
      name: 'New',
      made: 'by me',
      schedule: { days: 3 },
      questions: [{ text: 'Who?' }, { text: 'New?' }],
      stages: [{ days: 5 }],
    };
    expect(completeAttributes(MEMBERS, desired, LIVE)).toEqual({
      name: 'New',
      start: 'filled in',
      schedule: { start: 'filled in', days: 3 },
      questions: [{ text: 'Who?', id: 'q2' }, { text: 'New?' }],
      stages: [{ days: 5, id: 's1' }],
    });
    expect(completeAttributes(MEMBERS, { ...desired, start: 'declared' }, LIVE)['start']).toBe('declared');
    expect(completeAttributes(MEMBERS, { schedule: { days: 3 } }, undefined)).toEqual({
      schedule: { days: 3 },
    });
    expect(completeAttributes(MEMBERS, { schedule: { days: 3 } }, { schedule: 'odd' })).toEqual({
      schedule: { days: 3 },
    });
    const odd: Attributes = { schedule: 'none', questions: 'none', stages: [1] };
    expect(completeAttributes(MEMBERS, odd, { stages: 'x', questions: 'x' })).toEqual(odd);
  });
});

describe('a difference', () => {
  const paths = (before: Attributes, after: Attributes) =>
    diffAttributes(MEMBERS, before, after).changedPaths;

  it('has the place of what differs: in objects and lists the innermost, of a set the whole', () => {
    expect(paths(LIVE, LIVE)).toEqual([]);
    const after: Attributes = {
      ...LIVE,
      name: 'New',
      tags: ['a'],
      schedule: { start: 'filled in', days: 2 },
      stages: [
        { days: 1, id: 's1' },
        { days: 9, id: 's2' },
        { days: 3, id: 's3' },
      ],
    };
    expect(paths(LIVE, after)).toEqual(['name', 'tags', 'schedule.days', 'stages[1].days', 'stages[2]']);
    expect(paths(after, LIVE)).toEqual(['name', 'tags', 'schedule.days', 'stages[1].days', 'stages[2]']);
    expect(paths({ tags: ['a'] }, { tags: ['a', 'b'] })).toEqual(['tags']);
    expect(paths({ stages: [{ days: 1 }] }, { stages: [{ days: 2 }] })).toEqual(['stages[0].days']);
    expect(paths({ schedule: null }, { schedule: { days: 1 } })).toEqual(['schedule']);
    expect(paths({ schedule: { days: 1 } }, { schedule: null })).toEqual(['schedule']);
    expect(paths({ stages: [] }, {})).toEqual(['stages']);
    expect(paths({}, { stages: [] })).toEqual(['stages']);
  });

  it('says which of it cannot be changed in place', () => {
    expect(diffAttributes(MEMBERS, { name: 'a', home: 'a' }, { name: 'b', home: 'b' })).toEqual({
      changedPaths: ['name', 'home'],
      replacePaths: ['home'],
    });
  });
});

describe('a value that is left to others', () => {
  const ignoring = (...paths: AttributePath[]) =>
    withValuesOf({ name: 'Mine', schedule: { days: 9 }, stages: [{ days: 8 }] }, LIVE, paths);

  it('is taken as it is, down to one item, and nothing else is', () => {
    expect(ignoring()).toEqual({ name: 'Mine', schedule: { days: 9 }, stages: [{ days: 8 }] });
    expect(ignoring(['name'])).toMatchObject({ name: 'Live', schedule: { days: 9 } });
    expect(ignoring(['schedule', 'days'])).toMatchObject({ name: 'Mine', schedule: { days: 1 } });
    expect(ignoring(['stages', 0, 'days'])).toMatchObject({ stages: [{ days: 1 }] });
    expect(ignoring(['name'], ['stages', 0])).toMatchObject({
      name: 'Live',
      stages: [{ days: 1, id: 's1' }],
    });
    expect(withValuesOf({ name: 'Mine' }, undefined, [['name']])).toEqual({ name: 'Mine' });
  });

  it('has no place where one of the two sides has none', () => {
    const mine = { name: 'Mine', schedule: { days: 9 }, stages: [{ days: 8 }] };
    // The second stage is live only, the item of a set of none is nowhere.
    expect(ignoring(['stages', 1, 'days'])).toEqual(mine);
    expect(withValuesOf(LIVE, mine, [['stages', 1]])).toEqual(LIVE);
    expect(ignoring(['name', 'first'])).toEqual(mine);
    expect(ignoring(['name', 0])).toEqual(mine);
    expect(withValuesOf({ ...mine, stages: 'none' }, LIVE, [['stages', 0]])).toEqual({
      ...mine,
      stages: 'none',
    });
    expect(withValuesOf(mine, { stages: 'none' }, [['stages', 0]])).toEqual(mine);
    // What the tenant has nothing of is nothing.
    expect(withValuesOf(mine, {}, [['name']])['name']).toBeUndefined();
  });
});

describe('equality of what counts', () => {
  const text = fc.constantFrom('a', 'b');
  const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
  const attributes = fc.record({
    name: optional(fc.constantFrom('a', 'a', null)),
    made: optional(text),
    start: optional(text),
    tags: optional(fc.constantFrom(['a'], ['a', 'b'])),
    schedule: optional(fc.oneof(fc.constant(null), fc.record({ start: optional(text), days: fc.nat(1) }))),
    questions: optional(fc.array(fc.record({ text, id: optional(text) }), { maxLength: 2 })),
    stages: optional(fc.array(fc.record({ days: fc.constant(1), id: optional(text) }), { maxLength: 2 })),
  });

  it('is that of their comparable forms', () => {
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(attributes, attributes, optional(attributes), (one, other, declared) => {
        for (const [a, b] of [
          [one, other],
          [one, { ...other, ...one, made: 'other' }],
          [{ ...one, name: other.name }, one],
          [{ ...one, questions: other.questions }, one],
          [{ ...one, stages: other.stages, schedule: other.schedule }, one],
        ] as const) {
          const isEqual = equalValues(comparable(MEMBERS, a, declared), comparable(MEMBERS, b, declared));
          expect(equalWhereCounting(MEMBERS, a, b, declared)).toBe(isEqual);
          seen.add(isEqual);
        }
      }),
      { numRuns: 500 },
    );
    expect(seen.size).toBe(2);
  });
});
