/** The order of stages, held against every set of people that could complete them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApproverSet } from '../../src/access/relation/approver-list.ts';
import type { StageAnswer } from '../../src/access/relation/approvers.ts';
import type { Order } from '../../src/access/relation/order.ts';
import { allowsMore, reversed } from '../../src/access/relation/order.ts';
import { isDeadEnd, stagesOrder } from '../../src/access/relation/stage-order.ts';
import { stageText } from '../../src/access/words/phrases.ts';
import { runs } from '../support/whole.ts';

const PEOPLE = ['ann', 'ben', 'cat', 'dan'];

function people(ids: readonly string[], absent: readonly string[] = []): ApproverSet {
  const subjects = (named: readonly string[]) =>
    named.map((id) => ({ type: 'principal', id, label: id.toUpperCase() }));
  return {
    ...{ subjects: subjects(ids), absent: subjects(absent), labels: [...ids], people: [...ids].sort() },
    ...{ awaiting: [], unsure: [], unknown: [], leftOut: [] },
  };
}

function stage(ids: readonly string[], more: Partial<StageAnswer> = {}): StageAnswer {
  const approvers = people(ids);
  return {
    ...{ index: 0, primary: approvers, approvers, from: ids.length === 0 ? 'nobody' : 'primary' },
    ...{ fallback: people([]), approverJustification: true, automaticDenialAfter: 'P14D' },
    ...more,
  };
}

/** Each set of people, as bits. */
const SETS = Array.from({ length: 2 ** PEOPLE.length }, (_each, bits) =>
  PEOPLE.filter((_person, index) => (bits & (2 ** index)) !== 0),
);

function completes(set: readonly string[], stages: readonly (readonly string[])[]): boolean {
  return stages.every((deciders) => deciders.some((each) => set.includes(each)));
}

function enumerated(before: readonly string[][], after: readonly string[][]): Order {
  const kept = SETS.every((set) => !completes(set, after) || completes(set, before));
  const known = SETS.every((set) => !completes(set, before) || completes(set, after));
  if (kept) return known ? 'equal' : 'tighter';
  return known ? 'looser' : 'incomparable';
}

describe('the order of stages', () => {
  const stages = fc.array(fc.subarray(PEOPLE), { maxLength: 3 });

  it('is never stricter than what every set of people can complete', () => {
    fc.assert(
      fc.property(stages, stages, (before, after) => {
        const order = stagesOrder(
          before.map((ids) => stage(ids)),
          after.map((ids) => stage(ids)),
        );
        const wanted = enumerated(before, after);
        // Who is named in a stage that stands for another counts beside who completes them all.
        if (allowsMore(wanted)) expect(allowsMore(order)).toBe(true);
        if (allowsMore(reversed(wanted))) expect(allowsMore(reversed(order))).toBe(true);
        if (before.length === 1 && after.length === 1) expect(order).toBe(wanted);
      }),
      runs(120, 500),
    );
  });

  it.each<[string, StageAnswer[], StageAnswer[], Order]>([
    ['stages in another order', [stage(['ann']), stage(['ben'])], [stage(['ben']), stage(['ann'])], 'equal'],
    ['a stage more', [stage(['ann'])], [stage(['ann']), stage(['ben'])], 'tighter'],
    [
      'a stage that the first approver can decide as well',
      [stage(['ann'])],
      [stage(['ann']), stage(['ann', 'ben'])],
      'equal',
    ],
    ['the last stage gone', [stage(['ann'])], [], 'looser'],
    [
      'nobody left who can approve',
      [stage(['ann'])],
      [stage([], { primary: people([], ['dan']) })],
      'tighter',
    ],
    ['somebody where there was nobody', [stage([])], [stage(['ann'])], 'looser'],
    [
      'a fallback that is not needed',
      [stage(['ann'])],
      [stage(['ann'], { fallback: people(['ben']) })],
      'looser',
    ],
    [
      'a fallback that is needed',
      [stage(['ann'])],
      [stage(['ann'], { primary: people([]), fallback: people(['ann']), from: 'fallback' })],
      'equal',
    ],
    [
      'no reason of the approver',
      [stage(['ann'])],
      [stage(['ann'], { approverJustification: false })],
      'looser',
    ],
    [
      'a stage more, and no reason',
      [stage(['ann'])],
      [stage(['ann'], { approverJustification: false }), stage(['ben'])],
      'incomparable',
    ],
  ])('%s', (_what, before, after, wanted) => {
    expect(stagesOrder(before, after)).toBe(wanted);
  });

  it('asks of those who count: an account that does not gives nothing, a group without members waits for them', () => {
    const named = (set: Partial<ApproverSet>) =>
      stage(['ann'], { primary: { ...people(['ann'], ['dan']), ...set } });
    expect(stagesOrder([stage(['ann'])], [named({})])).toBe('equal');
    expect(stagesOrder([named({})], [stage(['ann'])])).toBe('equal');
    const awaiting = people([], ['desk']).absent;
    expect(stagesOrder([stage(['ann'])], [named({ awaiting })])).toBe('looser');
    expect(stagesOrder([named({ awaiting })], [stage(['ann'])])).toBe('tighter');
  });

  it('knows who may decide later', () => {
    const escalating = (ids: readonly string[], after = 'P5D') =>
      stage(['ann'], {
        escalation: { after, approvers: people(ids), primary: people(ids), fallback: people([]) },
      });
    expect(stagesOrder([stage(['ann'])], [escalating(['ben'])])).toBe('looser');
    expect(stagesOrder([escalating(['ben'])], [stage(['ann', 'ben'])])).toBe('equal');
    expect(stagesOrder([escalating(['ben'])], [escalating(['ben'], 'P2D')])).toBe('looser');
    const later = (ids: readonly string[]): StageAnswer => ({
      ...escalating(ids, 'P2D'),
      ...{ approvers: people([]), from: 'nobody' },
    });
    expect(isDeadEnd([later(['ben'])])).toBe(false);
    expect(stageText(later(['ben']))).toBe('nobody at first, after 2 days also BEN');
    expect(isDeadEnd([later([])])).toBe(true);
    expect(stageText(later([]))).toBe('nobody can approve, so the request is denied');
  });

  it('takes a group for more than its members of today', () => {
    const group: ApproverSet = {
      ...people(['ann', 'ben']),
      subjects: [{ type: 'principal', id: 'desk', label: 'members of Desk' }],
    };
    const ofGroup = stage([], { approvers: group, primary: group, from: 'primary' });
    expect(stagesOrder([ofGroup], [stage(['ann'])])).toBe('tighter');
    expect(stagesOrder([stage(['ann', 'ben'])], [ofGroup])).toBe('looser');
  });
});
