/** One comment for each key on a pull request, written anew in its place. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import type { GitHub } from './client.ts';
import type { Run } from './marker.ts';
import { isLater, marked, markerOf } from './marker.ts';

/** Where to comment. */
export interface Conversation {
  readonly owner: string;
  readonly repo: string;
  /** Of the pull request or issue. */
  readonly number: number;
}

export interface Report {
  /** Tells this report from others in the same place: the tenant's or environment's name. */
  readonly key: string;
  readonly run: Run;
  /** What the report is about, as a digest; empty when there is none. */
  readonly digest: string;
  /** Markdown of at most 65,000 characters. */
  readonly body: string;
}

export interface Commented {
  /** `overtaken`: a later run has commented already, and its comment was left alone. */
  readonly outcome: 'created' | 'updated' | 'overtaken';
  readonly url: string;
  /** What went wrong after the comment was written: an older one that could not be collapsed. */
  readonly problems: readonly Diagnostic[];
}

/** A comment of ours. */
interface Comment {
  readonly id: number;
  readonly nodeId: string;
  readonly url: string;
  readonly body: string;
  readonly run: Run;
  readonly digest: string;
  readonly history: readonly string[];
}

/** Digests that a comment remembers. */
const MOST_REMEMBERED = 10;
/** How often a comment is sent whose answer is lost. */
const MOST_TRIES = 3;

/**
 * Writes the report's comment. A comment counts as ours when its author is the token's account: anyone can write a
 * marker. Rejects with a DiagnosticError GITHUB_*.
 */
export async function writeComment(github: GitHub, where: Conversation, report: Report): Promise<Commented> {
  const { key, run, digest, body } = report;
  const existing = (await ownComments(github, where, key)).at(-1);
  const history = historyOf(existing, digest);
  const text = marked({ key, run, digest, history }, `${body}${earlierDigests(history)}`);
  if (existing !== undefined && isLater(existing.run, run))
    return { outcome: 'overtaken', url: existing.url, problems: [] };
  let url = existing?.url;
  if (existing !== undefined) {
    const { owner, repo } = where;
    await github.run('write the comment', () =>
      github.octokit.rest.issues.updateComment({ owner, repo, comment_id: existing.id, body: text }),
    );
  } else {
    url = await create(github, where, report, text);
  }
  const problems = await collapseOthers(github, where, report);
  return { outcome: existing === undefined ? 'created' : 'updated', url: url ?? '', problems };
}

/** The digests that stood in a comment, when another is written into it. */
function historyOf(existing: Comment | undefined, digest: string): readonly string[] {
  if (existing === undefined) return [];
  const { history, digest: last } = existing;
  return last === '' || last === digest ? history : [...history, last].slice(-MOST_REMEMBERED);
}

function earlierDigests(history: readonly string[]): string {
  const short = history.map((digest) => `\`${digest.slice(0, 12)}\``);
  return short.length === 0 ? '' : `\nPlans that stood here before: ${short.join(', ')}\n`;
}

/** Our comments with a key, oldest first, without those that were superseded. */
export async function ownComments(github: GitHub, where: Conversation, key: string): Promise<Comment[]> {
  const { owner, repo, number } = where;
  const login = await github.login();
  const { octokit } = github;
  const all = await github.run('read the comments', () =>
    octokit.paginate(octokit.rest.issues.listComments, { owner, repo, issue_number: number, per_page: 100 }),
  );
  return all.flatMap((comment) => {
    const marker = comment.user?.login === login ? markerOf(comment.body) : undefined;
    if (marker?.key !== key || marker.superseded === true) return [];
    const { id, node_id: nodeId, html_url: url, body = '' } = comment;
    const { run, digest, history = [] } = marker;
    return [{ id, nodeId, url, body, run, digest, history }];
  });
}

/** Sends a new comment. An answer that was lost is looked for before it is sent again, so that there are no two. */
async function create(github: GitHub, where: Conversation, report: Report, text: string): Promise<string> {
  const { owner, repo, number } = where;
  for (let tries = 1; ; tries += 1) {
    try {
      const { data } = await github.run('write the comment', () =>
        github.octokit.rest.issues.createComment({
          owner,
          repo,
          issue_number: number,
          body: text,
          request: { retries: 0 },
        }),
      );
      return data.html_url;
    } catch (error) {
      if (!isUnreachable(error) || tries >= MOST_TRIES) throw error;
      const found = (await ownComments(github, where, report.key)).find(({ body }) => body === text);
      if (found !== undefined) return found.url;
    }
  }
}

/** True for failures that leave open whether the call was carried out. */
export function isUnreachable(error: unknown): boolean {
  return (
    error instanceof DiagnosticError && error.diagnostics.some(({ code }) => code === 'GITHUB_UNREACHABLE')
  );
}

/** Two runs at once, or one that was abandoned, may have left several comments: all but the latest are folded away. */
async function collapseOthers(github: GitHub, where: Conversation, { key }: Report): Promise<Diagnostic[]> {
  try {
    const own = await ownComments(github, where, key);
    const latest = own.reduce<Comment | undefined>(
      (last, comment) => (last === undefined || !isLater(last.run, comment.run) ? comment : last),
      undefined,
    );
    for (const comment of own)
      if (comment !== latest) await collapse(github, where, key, comment, latest?.url ?? '');
    return [];
  } catch (error) {
    if (error instanceof DiagnosticError) return [...error.diagnostics];
    throw error;
  }
}

const MINIMIZE = `mutation ($id: ID!) {
  minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } }
}`;

async function collapse(
  github: GitHub,
  { owner, repo }: Conversation,
  key: string,
  { id, nodeId, run }: Comment,
  latest: string,
): Promise<void> {
  const body = marked(
    { key, run, digest: '', superseded: true },
    `Superseded by [a later report](${latest}).`,
  );
  await github.run('collapse an older comment', async () => {
    await github.octokit.rest.issues.updateComment({ owner, repo, comment_id: id, body });
    await github.octokit.graphql(MINIMIZE, { id: nodeId });
  });
}
