/** Which plan was approved for a commit that came from a merged pull request. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Approval, Review } from './approval.ts';
import { approvedPlan, approvers } from './approval.ts';
import type { GitHub } from './client.ts';
import type { RecordedPlan } from './plan-record.ts';
import { recordedPlans } from './plan-record.ts';
import { REVIEW_ANEW } from './review-anew.ts';

export interface CommitOfPlan {
  readonly owner: string;
  readonly repo: string;
  readonly sha: string;
  /** Tells this tenant's plans from those of others. */
  readonly key: string;
}

/** What was found out; `plan` when one was approved, else `refusal`. */
export interface ReviewedPlan {
  /** Of the pull request; undefined when there is none. */
  readonly number: number | undefined;
  readonly plan?: RecordedPlan;
  readonly approvedBy?: string;
  readonly refusal?: Diagnostic;
  /** A refusal because the plan changed: the one that was approved, and the last one. */
  readonly changed?: { readonly approved: RecordedPlan; readonly last: RecordedPlan };
}

/** Finds the approved plan of a commit. Rejects with a DiagnosticError GITHUB_* for what GitHub refuses. */
export async function reviewedPlan(github: GitHub | undefined, commit: CommitOfPlan): Promise<ReviewedPlan> {
  if (github === undefined)
    return refused(undefined, 'there is no token to look for it with', 'Pass github-token');
  const pull = await pullOf(github, commit);
  if (pull === undefined)
    return refused(
      undefined,
      `commit ${commit.sha} came from no merged pull request`,
      'Merge changes by pull request, or name the digest that was reviewed in expect-digest',
    );
  const { owner, repo, key } = commit;
  const { number } = pull;
  const sha = pull.head.sha;
  const [plans, reviews] = await Promise.all([
    recordedPlans(github, { owner, repo, sha, key }),
    reviewsOf(github, commit, number),
  ]);
  const author = pull.user?.login ?? '';
  const candidates = approvers(reviews).flatMap(({ login }) => (login === author ? [] : [login]));
  const writers = new Set<string>();
  for (const login of candidates) if (await canWrite(github, commit, login)) writers.add(login);
  return answerOf(approvedPlan({ plans, reviews, sha, author, writers }), number, key);
}

async function pullOf(github: GitHub, { owner, repo, sha }: CommitOfPlan) {
  const { octokit } = github;
  const pulls = await github.run('find the pull request of the commit', () =>
    octokit.paginate(octokit.rest.repos.listPullRequestsAssociatedWithCommit, {
      owner,
      repo,
      commit_sha: sha,
      per_page: 100,
    }),
  );
  const merged = pulls.filter(({ merged_at: at }) => at !== null);
  return merged.find(({ merge_commit_sha: commit }) => commit === sha) ?? merged[0];
}

async function reviewsOf(github: GitHub, { owner, repo }: CommitOfPlan, number: number): Promise<Review[]> {
  const { octokit } = github;
  const all = await github.run('read the reviews (permissions: pull-requests: read)', () =>
    octokit.paginate(octokit.rest.pulls.listReviews, { owner, repo, pull_number: number, per_page: 100 }),
  );
  return all.flatMap(({ user, state, commit_id: sha, submitted_at: submitted }) => {
    const at = Date.parse(submitted ?? '');
    return user === null || Number.isNaN(at) ? [] : [{ login: user.login, state, sha: sha ?? '', at }];
  });
}

/** False for apps and for accounts that are gone too: GitHub knows no permission of theirs (404). */
async function canWrite(github: GitHub, { owner, repo }: CommitOfPlan, username: string): Promise<boolean> {
  return github.run(`ask whether ${username} can write to the repository`, async () => {
    try {
      const { data } = await github.octokit.rest.repos.getCollaboratorPermissionLevel({
        owner,
        repo,
        username,
      });
      return data.permission === 'admin' || data.permission === 'write';
    } catch (error) {
      if (error instanceof Error && 'status' in error && error.status === 404) return false;
      throw error;
    }
  });
}

function answerOf(approval: Approval, number: number, key: string): ReviewedPlan {
  const where = `pull request #${number}`;
  switch (approval.outcome) {
    case 'approved':
      return { number, plan: approval.plan, approvedBy: approval.by };
    case 'noPlan':
      return refused(
        number,
        `${where} has no recorded plan for "${key}"`,
        'Run the action with command: plan in pull requests, with the same file and env, and give that job permissions: { checks: write }',
      );
    case 'noApproval':
      return refused(
        number,
        approval.ignored.length === 0
          ? `no review approves ${where}`
          : `no approval of ${where} counts: ${approval.ignored.join(', ')}`,
        `An approval counts when it is for the last commit, by a person with write access who did not open the pull request. ${REVIEW_ANEW}`,
      );
    case 'beforePlan':
      return refused(
        number,
        `${approval.by} approved ${where} before there was a plan of its last commit`,
        REVIEW_ANEW,
      );
    case 'changedSince':
      return {
        ...refused(number, `the plan of ${where} changed after ${approval.by} had approved it`, REVIEW_ANEW),
        changed: { approved: approval.approved, last: approval.last },
      };
    case 'changedJustBefore':
      return refused(
        number,
        `the plan of ${where} changed less than 10 minutes before ${approval.by} approved it, so what was read may be the one before`,
        REVIEW_ANEW,
      );
  }
}

function refused(number: number | undefined, why: string, hint: string): ReviewedPlan {
  const summary = `No reviewed plan was found: ${why}`;
  return { number, refusal: { code: 'GITHUB_UNREVIEWED', severity: 'error', summary, hint } };
}
