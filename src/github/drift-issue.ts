/** One issue for each tenant that drifts: opened, kept current, closed when the drift is gone. */
import type { GitHub } from './client.ts';
import { isUnreachable } from './comment.ts';
import type { Run } from './marker.ts';
import { isLater, marked, markerOf } from './marker.ts';

export interface DriftIssueReport {
  readonly owner: string;
  readonly repo: string;
  /** Tells the tenant's issue from those of others. */
  readonly key: string;
  readonly run: Run;
  /** Empty when nothing has drifted; another one when something else has. Never report a scan that failed. */
  readonly digest: string;
  /** Plain text. */
  readonly title: string;
  /** Markdown of at most 65,000 characters. */
  readonly body: string;
  readonly labels: readonly Label[];
  /** Comments, Markdown: on a change of the drift, and on its end. */
  readonly changed: string;
  readonly gone: string;
}

interface Label {
  /** At most 50 characters. */
  readonly name: string;
  /** Six hexadecimal digits. */
  readonly color: string;
  /** At most 100 characters. */
  readonly description: string;
}

export type DriftOutcome =
  | 'opened'
  | 'updated'
  | 'reopened'
  | 'closed'
  /** Nothing has drifted, and no issue is open. */
  | 'none'
  /** It was closed as not planned, and the drift is still the same. */
  | 'muted'
  /** A later run has reported already. */
  | 'overtaken';

interface Issue {
  readonly number: number;
  readonly url: string;
  readonly open: boolean;
  readonly muted: boolean;
  readonly run: Run;
  readonly digest: string;
  readonly body: string;
}

const MOST_TRIES = 3;

/** Brings the tenant's issue up to date. Rejects with a DiagnosticError GITHUB_*. */
export async function reportDrift(
  github: GitHub,
  report: DriftIssueReport,
): Promise<{ readonly outcome: DriftOutcome; readonly url: string }> {
  const issue = await ownIssue(github, report);
  const told = (outcome: DriftOutcome) => ({ outcome, url: issue?.url ?? '' });
  if (issue !== undefined && isLater(issue.run, report.run)) return told('overtaken');
  if (report.digest === '') {
    if (issue?.open !== true) return told('none');
    await comment(github, report, issue, report.gone);
    await update(github, report, issue, { state: 'closed', state_reason: 'completed' });
    return told('closed');
  }
  if (issue === undefined) {
    await ensureLabels(github, report);
    return { outcome: 'opened', url: await open(github, report) };
  }
  const same = issue.digest === report.digest;
  if (issue.muted && same) return told('muted');
  await update(github, report, issue, { state: 'open' });
  if (!same || !issue.open) await comment(github, report, issue, report.changed);
  return told(issue.open ? 'updated' : 'reopened');
}

/** The latest issue of ours with the report's key. */
async function ownIssue(
  github: GitHub,
  { owner, repo, key, labels }: DriftIssueReport,
): Promise<Issue | undefined> {
  const login = await github.login();
  const { octokit } = github;
  const [label] = labels;
  const all = await github.run('read the issues', () =>
    octokit.paginate(octokit.rest.issues.listForRepo, {
      owner,
      repo,
      state: 'all',
      per_page: 100,
      ...(label !== undefined && { labels: label.name }),
    }),
  );
  const own = all.flatMap((issue): Issue[] => {
    const marker = issue.user?.login === login ? markerOf(issue.body) : undefined;
    if (marker?.key !== key || issue.pull_request !== undefined) return [];
    const { number, html_url: url, state, state_reason: reason, body } = issue;
    const open = state === 'open';
    const { run, digest } = marker;
    return [{ number, url, open, muted: !open && reason === 'not_planned', run, digest, body: body ?? '' }];
  });
  return own.sort((a, b) => a.number - b.number).at(-1);
}

async function ensureLabels(github: GitHub, { owner, repo, labels }: DriftIssueReport): Promise<void> {
  const { octokit } = github;
  const existing = await github.run('read the labels', () =>
    octokit.paginate(octokit.rest.issues.listLabelsForRepo, { owner, repo, per_page: 100 }),
  );
  const known = new Set(existing.map(({ name }) => name.toLowerCase()));
  for (const label of labels) {
    if (known.has(label.name.toLowerCase())) continue;
    await github.run(`create the label ${label.name}`, async () => {
      try {
        await octokit.rest.issues.createLabel({ owner, repo, ...label });
      } catch (error) {
        // Another run may have been quicker.
        if ((error as { status?: unknown }).status !== 422) throw error;
      }
    });
  }
}

function bodyOf({ key, run, digest, body }: DriftIssueReport): string {
  return marked({ key, run, digest }, body);
}

/** Opens the issue. An answer that was lost is looked for before it is sent again, so that there are no two. */
async function open(github: GitHub, report: DriftIssueReport): Promise<string> {
  const { owner, repo, title, labels } = report;
  const body = bodyOf(report);
  for (let tries = 1; ; tries += 1) {
    try {
      const { data } = await github.run('open the issue', () =>
        github.octokit.rest.issues.create({
          owner,
          repo,
          title,
          body,
          labels: labels.map(({ name }) => name),
          request: { retries: 0 },
        }),
      );
      return data.html_url;
    } catch (error) {
      if (!isUnreachable(error) || tries >= MOST_TRIES) throw error;
      const found = await ownIssue(github, report);
      if (found?.body === body) return found.url;
    }
  }
}

async function update(
  github: GitHub,
  report: DriftIssueReport,
  { number }: Issue,
  state: { readonly state: 'open' | 'closed'; readonly state_reason?: 'completed' },
): Promise<void> {
  const { owner, repo, title } = report;
  await github.run('write the issue', () =>
    github.octokit.rest.issues.update({
      owner,
      repo,
      issue_number: number,
      title,
      body: bodyOf(report),
      ...state,
    }),
  );
}

async function comment(
  github: GitHub,
  { owner, repo }: DriftIssueReport,
  { number }: Issue,
  body: string,
): Promise<void> {
  await github.run('comment on the issue', () =>
    github.octokit.rest.issues.createComment({
      owner,
      repo,
      issue_number: number,
      body,
      request: { retries: 0 },
    }),
  );
}
