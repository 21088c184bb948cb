/** Which plan an approval was given for. */
import { describe, expect, it } from 'vitest';
import type { Review } from '../../src/github/approval.ts';
import { approvedPlan } from '../../src/github/approval.ts';

const MINUTE = 60_000;
const HEAD = 'h'.repeat(40);

const plan = (digest: string, minute: number) => ({ digest, at: minute * MINUTE, content: '', url: '' });
const review = (login: string, minute: number, more: Partial<Review> = {}): Review => ({
  login,
  state: 'APPROVED',
  sha: HEAD,
  at: minute * MINUTE,
  ...more,
});
const outcome = (plans: readonly ReturnType<typeof plan>[], reviews: readonly Review[]) => {
  const found = approvedPlan({
    plans,
    reviews,
    sha: HEAD,
    author: 'alice',
    writers: new Set(['carol', 'dave', 'alice']),
  });
  return found.outcome === 'approved' ? `${found.plan.digest} by ${found.by}` : found.outcome;
};

describe('the plan that counts', () => {
  it.each<[string, ReturnType<typeof plan>[], Review[], string]>([
    ['was there when it was approved', [plan('a', 0)], [review('carol', 1)], 'a by carol'],
    ['was made again, the same', [plan('a', 0), plan('a', 5)], [review('carol', 1)], 'a by carol'],
    [
      'is that of the last approval',
      [plan('a', 0), plan('b', 5)],
      [review('carol', 1), review('dave', 30)],
      'b by dave',
    ],
    ['changed, long before the approval', [plan('a', 0), plan('b', 5)], [review('carol', 15)], 'b by carol'],
    [
      'was made again just before',
      [plan('a', 0), plan('b', 5), plan('b', 14)],
      [review('carol', 16)],
      'b by carol',
    ],
  ])('%s', (_, plans, reviews, expected) => {
    expect(outcome(plans, reviews)).toBe(expected);
  });
});

describe('no plan counts', () => {
  it.each<[string, ReturnType<typeof plan>[], Review[], string]>([
    ['without any', [], [review('carol', 1)], 'noPlan'],
    ['without an approval', [plan('a', 0)], [], 'noApproval'],
    ['after a comment only', [plan('a', 0)], [review('carol', 1, { state: 'COMMENTED' })], 'noApproval'],
    ['of the author', [plan('a', 0)], [review('alice', 1)], 'noApproval'],
    ['of somebody who can only read', [plan('a', 0)], [review('mallory', 1)], 'noApproval'],
    ['of another commit', [plan('a', 0)], [review('carol', 1, { sha: 'x' })], 'noApproval'],
    ['that was dismissed', [plan('a', 0)], [review('carol', 1, { state: 'DISMISSED' })], 'noApproval'],
    [
      'that was taken back by asking for changes',
      [plan('a', 0)],
      [review('carol', 1), review('carol', 2, { state: 'CHANGES_REQUESTED' })],
      'noApproval',
    ],
    ['that was given before there was one', [plan('a', 2)], [review('carol', 1)], 'beforePlan'],
    ['when it changed after', [plan('a', 0), plan('b', 2)], [review('carol', 1)], 'changedSince'],
    [
      'when it changed after, and back',
      [plan('a', 0), plan('b', 2), plan('a', 3)],
      [review('carol', 1)],
      'changedSince',
    ],
    [
      'when it changed less than 10 minutes before',
      [plan('a', 0), plan('b', 5)],
      [review('carol', 14)],
      'changedJustBefore',
    ],
    [
      'when it changed back less than 10 minutes before',
      [plan('b', 0), plan('a', 5), plan('b', 9)],
      [review('carol', 18)],
      'changedJustBefore',
    ],
  ])('%s', (_, plans, reviews, expected) => {
    expect(outcome(plans, reviews)).toBe(expected);
  });

  it('a later comment takes nothing back', () => {
    const reviews = [review('carol', 1), review('carol', 2, { state: 'COMMENTED' })];
    expect(outcome([plan('a', 0)], reviews)).toBe('a by carol');
  });
});
