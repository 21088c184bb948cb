/** Which plan an approving review was given for. Pure. */
import type { RecordedPlan } from './plan-record.ts';

export interface Review {
  readonly login: string;
  /** GitHub's: APPROVED, CHANGES_REQUESTED, COMMENTED, DISMISSED, PENDING. */
  readonly state: string;
  /** The commit that was looked at. */
  readonly sha: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Reviewed {
  readonly plans: readonly RecordedPlan[];
  readonly reviews: readonly Review[];
  /** Head of the pull request. */
  readonly sha: string;
  /** Who opened it; a review of their own does not count. */
  readonly author: string;
  /** Logins of those who can write to the repository. */
  readonly writers: ReadonlySet<string>;
}

export type Approval =
  | { readonly outcome: 'approved'; readonly plan: RecordedPlan; readonly by: string }
  | { readonly outcome: 'noPlan' }
  /** `ignored`: who approved without it counting, and why. */
  | { readonly outcome: 'noApproval'; readonly ignored: readonly string[] }
  /** Every plan of the commit was made after the approval. */
  | { readonly outcome: 'beforePlan'; readonly by: string }
  | {
      readonly outcome: 'changedSince';
      readonly approved: RecordedPlan;
      readonly last: RecordedPlan;
      readonly by: string;
    }
  | { readonly outcome: 'changedJustBefore'; readonly plan: RecordedPlan; readonly by: string };

/** A reviewer whose page was loaded before the plan changed cannot have read the new one. */
const SETTLED_MS = 10 * 60_000;

/** People whose last word is an approval, each with it, whatever the commit. */
export function approvers(reviews: readonly Review[]): Review[] {
  const last = new Map<string, Review>();
  for (const review of [...reviews].sort((a, b) => a.at - b.at))
    if (review.state !== 'COMMENTED' && review.state !== 'PENDING') last.set(review.login, review);
  return [...last.values()].filter(({ state }) => state === 'APPROVED');
}

/**
 * The plan that the last approval which counts was given for. One that counts is of the head commit, by a person with
 * write access who is not the author. Another plan after it voids it.
 */
export function approvedPlan({ plans, reviews, sha, author, writers }: Reviewed): Approval {
  const last = plans.at(-1);
  if (last === undefined) return { outcome: 'noPlan' };
  const given = approvers(reviews);
  const problem = (review: Review) => {
    if (review.login === author) return 'opened the pull request';
    if (review.sha !== sha) return 'approved another commit';
    return writers.has(review.login) ? undefined : 'cannot write to the repository';
  };
  const valid = given.filter((review) => problem(review) === undefined);
  const review = valid.reduce<Review | undefined>(
    (a, b) => (a === undefined || b.at >= a.at ? b : a),
    undefined,
  );
  if (review === undefined)
    return { outcome: 'noApproval', ignored: given.map((each) => `${each.login} ${problem(each) ?? ''}`) };
  const by = review.login;
  const seen = plans.filter(({ at }) => at <= review.at);
  const plan = seen.at(-1);
  if (plan === undefined) return { outcome: 'beforePlan', by };
  if (plans.slice(seen.length).some(({ digest }) => digest !== plan.digest))
    return { outcome: 'changedSince', approved: plan, last, by };
  const other = seen.findLastIndex(({ digest }) => digest !== plan.digest);
  const changedAt = seen[other + 1]?.at ?? plan.at;
  if (other !== -1 && review.at - changedAt < SETTLED_MS) return { outcome: 'changedJustBefore', plan, by };
  return { outcome: 'approved', plan, by };
}
