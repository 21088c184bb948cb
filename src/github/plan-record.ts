/**
 * Which plans were made for a commit, recorded as check runs. A comment can be edited by many; a check run is written
 * by an app alone, stays with its commit, and GitHub says when it was made.
 */
import type { GitHub } from './client.ts';

export interface RecordedPlan {
  /** SHA-256, hex. */
  readonly digest: string;
  /** When GitHub recorded it: milliseconds since the epoch. */
  readonly at: number;
  /** Content that the digest is of, as it was passed to `recordPlan`; empty when it was too large. */
  readonly content: string;
  readonly url: string;
}

export interface PlanOfCommit {
  readonly owner: string;
  readonly repo: string;
  /** Head of the pull request. */
  readonly sha: string;
  /** Tells this tenant's plans from those of others. */
  readonly key: string;
}

/** GitHub's limit for each text of a check run, in characters. */
const LONGEST_TEXT = 65_535;
const EXTERNAL_ID = /^entente-plan ([0-9a-f]{64})$/;
const FENCE = '```';
const CONTENT = /^```\n([A-Za-z0-9+/=]*)\n```$/;

/** Name of the check; pull requests show it. */
function nameOf({ key }: PlanOfCommit): string {
  return `Entente plan: ${key}`;
}

/** Records a plan; `content` is base64. Rejects with a DiagnosticError GITHUB_*. */
export async function recordPlan(
  github: GitHub,
  commit: PlanOfCommit,
  plan: { readonly digest: string; readonly summary: string; readonly content: string },
): Promise<void> {
  const { owner, repo, sha } = commit;
  const text = `${FENCE}\n${plan.content}\n${FENCE}`;
  await github.run('record the plan as a check (permissions: checks: write)', () =>
    github.octokit.rest.checks.create({
      owner,
      repo,
      name: nameOf(commit),
      head_sha: sha,
      status: 'completed',
      conclusion: 'success',
      external_id: `entente-plan ${plan.digest}`,
      output: {
        title: plan.summary,
        summary: `The plan with the digest ${plan.digest}. An approval of this commit is an approval of the last plan recorded before it.`,
        ...(text.length <= LONGEST_TEXT && { text }),
      },
      // A lost answer may have recorded it; a second record of the same digest says nothing new.
      request: { retries: 2 },
    }),
  );
}

/** The plans recorded for a commit by the token's own app, in the order in which they were made. */
export async function recordedPlans(github: GitHub, commit: PlanOfCommit): Promise<RecordedPlan[]> {
  const { owner, repo, sha } = commit;
  const login = await github.login();
  const { octokit } = github;
  const all = await github.run('read the recorded plans (permissions: checks: read)', () =>
    octokit.paginate(octokit.rest.checks.listForRef, {
      owner,
      repo,
      ref: sha,
      check_name: nameOf(commit),
      filter: 'all',
      per_page: 100,
    }),
  );
  return all
    .flatMap((run) => {
      const digest = EXTERNAL_ID.exec(run.external_id ?? '')?.[1];
      const at = Date.parse(run.completed_at ?? '');
      if (digest === undefined || Number.isNaN(at) || login !== `${run.app?.slug ?? ''}[bot]`) return [];
      const content = CONTENT.exec(run.output.text ?? '')?.[1] ?? '';
      return [{ id: run.id, plan: { digest, at, content, url: run.html_url ?? '' } }];
    })
    .sort((a, b) => a.id - b.id)
    .map(({ plan }) => plan);
}
