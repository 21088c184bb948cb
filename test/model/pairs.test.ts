/** Items that look alike have one partner each, so that what is carried over of one does not reach the other. */
import { describe, expect, it } from 'vitest';
import { partnersOf } from '../../src/model/pairs.ts';
import { withUnsaid } from '../../src/model/unsaid.ts';
import type { Members } from '../../src/model/shape.ts';
import { completeAttributes } from '../../src/plan/compare.ts';

describe('partners', () => {
  it.each([
    [
      ['a', 'a'],
      ['a', 'a'],
      [0, 1],
    ],
    [
      ['b', 'a', 'a'],
      ['a', 'a', 'b'],
      [2, 1, 0],
    ],
    [
      ['a', 'a', 'a'],
      ['a', 'b'],
      [0, undefined, undefined],
    ],
    [[undefined], [undefined], [undefined]],
  ])('of %j among %j', (items, others, expected) => {
    expect(partnersOf(items, others)).toEqual(expected);
  });
});

const STAGES: Members = {
  stages: { type: 'list', of: { type: 'object', members: { days: { type: 'integer' } } } },
};

describe('what no attribute tells', () => {
  it.each<[what: string, live: object[], sent: object[], carried: object[]]>([
    [
      'of the first of two alike',
      [{ days: 1, later: 'x' }, { days: 1 }],
      [{ days: 1 }, { days: 1 }],
      [{ days: 1, later: 'x' }, { days: 1 }],
    ],
    [
      'of the second of two alike',
      [{ days: 1 }, { days: 1, later: 'x' }],
      [{ days: 1 }, { days: 1 }],
      [{ days: 1 }, { days: 1, later: 'x' }],
    ],
    [
      'of one that moves up beside another that changes',
      [
        { days: 1, later: 'x' },
        { days: 2, later: 'y' },
      ],
      [{ days: 3 }, { days: 1 }],
      [
        { days: 3, later: 'y' },
        { days: 1, later: 'x' },
      ],
    ],
    ['of one that changes in its place', [{ days: 1, later: 'x' }], [{ days: 2 }], [{ days: 2, later: 'x' }]],
    ['of one that is gone', [{ days: 1, later: 'x' }, { days: 2 }], [{ days: 2 }], [{ days: 2 }]],
  ])('stays with its own: %s', (_what, live, sent, carried) => {
    expect(withUnsaid(STAGES, { stages: live as never }, { stages: sent as never })).toEqual({
      stages: carried,
    });
  });
});

it('two questions of one text keep each its own id', () => {
  const questions: Members = {
    questions: {
      type: 'list',
      pairBy: 'text',
      of: {
        type: 'object',
        members: { text: { type: 'string' }, id: { type: 'string', mutability: 'kept' } },
      },
    },
  };
  const asked = [{ text: 'Why?' }, { text: 'Why?' }, { text: 'How?' }];
  const live = [
    { text: 'How?', id: '3' },
    { text: 'Why?', id: '1' },
    { text: 'Why?', id: '2' },
  ];
  const { questions: whole } = completeAttributes(questions, { questions: asked }, { questions: live });
  expect((whole as { id: string }[]).map(({ id }) => id).sort()).toEqual(['1', '2', '3']);
});
