/** Which plan was reviewed for a commit: the one whose digest our comment on its pull request carries. */
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import type { GitHub } from './client.ts';
import { ownComments } from './comment.ts';

export interface ReviewedPlan {
  /** SHA-256, hex. */
  readonly digest: string;
  /** Of the pull request. */
  readonly number: number;
}

/**
 * The reviewed plan of a commit that came from a merged pull request. Rejects with a DiagnosticError GITHUB_* when
 * there is none: a commit that nobody reviewed is not applied.
 */
export async function reviewedPlan(
  github: GitHub | undefined,
  {
    owner,
    repo,
    sha,
    key,
  }: { readonly owner: string; readonly repo: string; readonly sha: string; readonly key: string },
): Promise<ReviewedPlan> {
  if (github === undefined) throw unreviewed('there is no token to look for it with', 'Pass github-token');
  const { data: pulls } = await github.run('find the pull request of the commit', () =>
    github.octokit.rest.repos.listPullRequestsAssociatedWithCommit({
      owner,
      repo,
      commit_sha: sha,
      per_page: 100,
    }),
  );
  const merged = pulls.filter(({ merged_at: at }) => at !== null);
  const pull = merged.find(({ merge_commit_sha: commit }) => commit === sha) ?? merged[0];
  if (pull === undefined)
    throw unreviewed(
      `commit ${sha} came from no merged pull request`,
      'Merge changes by pull request, or name the digest that was reviewed in expect-digest',
    );
  const { number } = pull;
  const comment = (await ownComments(github, { owner, repo, number }, key)).at(-1);
  if (comment === undefined || comment.digest === '')
    throw unreviewed(
      `pull request #${number} has no plan of ours for "${key}"`,
      'Run the action with command: plan in pull requests, with the same file and env',
    );
  return { digest: comment.digest, number };
}

function unreviewed(why: string, hint: string): DiagnosticError {
  const summary = `No reviewed plan was found: ${why}`;
  return new DiagnosticError([{ code: 'GITHUB_UNREVIEWED', severity: 'error', summary, hint }]);
}
