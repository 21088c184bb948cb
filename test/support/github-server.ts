/**
 * GitHub as far as reports need it: comments, issues and labels of one repository, over HTTP. Each request and each
 * answer is held against GitHub's own description; what does not fit is a violation.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerFaults, describeRequest, exampleAnswer, graphqlFaults } from './github-contract.ts';

type Json = Record<string, unknown>;

interface StoredComment {
  readonly id: number;
  readonly issue: number;
  readonly login: string;
  body: string;
  minimized: boolean;
}

interface StoredIssue {
  readonly number: number;
  readonly login: string;
  title: string;
  body: string;
  state: string;
  reason: string | null;
  labels: string[];
}

interface StoredReview {
  readonly login: string;
  readonly state: string;
  readonly commit: string;
  readonly at: string;
}

interface StoredCheck {
  readonly id: number;
  readonly name: string;
  readonly sha: string;
  readonly externalId: string;
  readonly text: string | null;
  readonly at: string;
  /** Slug of the app that made it. */
  app: string;
}

/** What a request meets instead of its answer. */
interface Fault {
  /** Requests that it is for, such as `POST /repos/{owner}/{repo}/issues`; any without it. */
  readonly operation?: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message: string;
  /** The request is carried out, and only its answer is lost. */
  readonly done?: boolean;
  /** The answer stops there, and the connection stays open. */
  readonly hangs?: 'before the head' | 'in the body';
  times: number;
}

export interface GitHubServer {
  readonly apiUrl: string;
  /** The account of the token. */
  login: string;
  readonly token: string;
  readonly comments: StoredComment[];
  readonly issues: StoredIssue[];
  readonly labels: Json[];
  /** Pull requests that a commit came from, whichever commit is asked for: number, merged_at, merge_commit_sha. */
  readonly pulls: Json[];
  /** Reviews of the pull request, whichever it is. */
  readonly reviews: StoredReview[];
  /** Check runs, in the order in which they were made. */
  readonly checks: StoredCheck[];
  /** Permission by login; `read` for all others. */
  readonly permissions: Record<string, string>;
  /** What GitHub's clock says; the machine's when undefined. */
  now: string | undefined;
  readonly faults: Fault[];
  /** The operations that were asked for, in their order. */
  readonly requests: string[];
  /** Where a request or an answer departed from GitHub's description. */
  readonly violations: string[];
  close(): Promise<void>;
}

const ISSUE = 'POST /repos/{owner}/{repo}/issues';
const COMMENT = 'GET /repos/{owner}/{repo}/issues/comments/{comment_id}';
const LABEL = 'GET /repos/{owner}/{repo}/labels/{name}';
const CHECK = 'POST /repos/{owner}/{repo}/check-runs';

export async function serveGitHub(login = 'github-actions[bot]'): Promise<GitHubServer> {
  const server = createServer((request, response) => {
    served.handle(request, response).catch((error: unknown) => {
      served.violations.push(String(error));
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const served = new Served(login, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return served;
}

class Served implements GitHubServer {
  readonly token = 'ghs_SecretTokenOfTheJob0123456789';
  readonly comments: StoredComment[] = [];
  readonly issues: StoredIssue[] = [];
  readonly labels: Json[] = [];
  readonly pulls: Json[] = [];
  readonly reviews: StoredReview[] = [];
  readonly checks: StoredCheck[] = [];
  readonly permissions: Record<string, string> = {};
  now: string | undefined = undefined;
  readonly faults: Fault[] = [];
  readonly requests: string[] = [];
  readonly violations: string[] = [];
  readonly apiUrl: string;
  readonly close: () => Promise<void>;
  login: string;
  private next = 1;

  constructor(login: string, apiUrl: string, close: () => Promise<void>) {
    this.login = login;
    this.apiUrl = apiUrl;
    this.close = close;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const url = new URL(request.url ?? '/', this.apiUrl);
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const answer = (status: number, content: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
      response.end(JSON.stringify(content));
    };
    if (request.headers.authorization !== `token ${this.token}`) {
      answer(401, { message: 'Bad credentials', status: '401' });
      return;
    }
    if (url.pathname === '/graphql') {
      this.graphql(body as { query: string; variables: Json }, answer);
      return;
    }
    const { operation = '', faults, path } = describeRequest(request.method ?? '', url, body);
    this.requests.push(operation);
    this.violations.push(...faults);
    const fault = this.faultFor(operation);
    if (fault !== undefined) {
      if (fault.done === true) this.carryOut(operation, path, body as Json, url);
      if (fault.hangs === 'in the body') {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('[');
      }
      if (fault.hangs !== undefined) return;
      answer(fault.status, { message: fault.message }, fault.headers);
      return;
    }
    const { status, content, headers } = this.carryOut(operation, path, body as Json, url);
    this.violations.push(...answerFaults(operation, status, content));
    answer(status, content, headers);
  }

  private faultFor(operation: string): Fault | undefined {
    const fault = this.faults.find(
      ({ operation: of, times }) => times > 0 && (of === undefined || of === operation),
    );
    if (fault !== undefined) fault.times -= 1;
    return fault;
  }

  private graphql(
    { query, variables }: { query: string; variables: Json },
    answer: (status: number, content: unknown) => void,
  ): void {
    this.requests.push(`graphql ${/\w+ *(?=\(input|\{ login)/.exec(query)?.[0].trim() ?? ''}`);
    this.violations.push(...graphqlFaults(query));
    if (query.includes('viewer')) {
      answer(200, { data: { viewer: { login: this.login } } });
      return;
    }
    const comment = this.comments.find(({ id }) => `node-${id}` === variables['id']);
    if (comment === undefined) {
      answer(200, { data: null, errors: [{ message: 'Could not resolve' }] });
      return;
    }
    comment.minimized = true;
    answer(200, { data: { minimizeComment: { minimizedComment: { isMinimized: true } } } });
  }

  private carryOut(
    operation: string,
    path: Readonly<Record<string, string>>,
    body: Json,
    url: URL,
  ): { status: number; content: unknown; headers?: Record<string, string> } {
    const number = Number(path['issue_number']);
    switch (operation) {
      case 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments':
        return this.page(
          url,
          this.comments.filter(({ issue }) => issue === number).map((each) => this.showComment(each)),
        );
      case 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': {
        const comment = {
          id: this.next++,
          issue: number,
          login: this.login,
          body: String(body['body']),
          minimized: false,
        };
        this.comments.push(comment);
        return { status: 201, content: this.showComment(comment) };
      }
      case 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': {
        const comment = this.comments.find(({ id }) => id === Number(path['comment_id']));
        if (comment === undefined) return { status: 404, content: { message: 'Not Found' } };
        comment.body = String(body['body']);
        return { status: 200, content: this.showComment(comment) };
      }
      case 'GET /repos/{owner}/{repo}/issues': {
        const label = url.searchParams.get('labels');
        const state = url.searchParams.get('state') ?? 'open';
        const found = this.issues.filter(
          (issue) =>
            (label === null || issue.labels.includes(label)) && (state === 'all' || issue.state === state),
        );
        return this.page(
          url,
          found.reverse().map((each) => this.showIssue(each)),
        );
      }
      case 'POST /repos/{owner}/{repo}/issues': {
        const { title, body: text, labels } = body as { title: string; body: string; labels: string[] };
        const issue = {
          number: this.next++,
          login: this.login,
          title,
          body: text,
          state: 'open',
          reason: null,
          labels,
        };
        this.issues.push(issue);
        return { status: 201, content: this.showIssue(issue) };
      }
      case 'PATCH /repos/{owner}/{repo}/issues/{issue_number}': {
        const issue = this.issues.find((each) => each.number === number);
        if (issue === undefined) return { status: 404, content: { message: 'Not Found' } };
        const { title, body: text, state, state_reason: reason } = body as Record<string, string | undefined>;
        Object.assign(issue, { title, body: text, state, reason: state === 'closed' ? reason : 'reopened' });
        return { status: 200, content: this.showIssue(issue) };
      }
      case 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls': {
        const [example] = exampleAnswer(operation, 200) as [Json];
        return this.page(
          url,
          // GitHub's example of a team lacks what its schema requires.
          this.pulls.map((pull) => ({ ...example, requested_teams: [], ...pull })),
        );
      }
      case 'GET /repos/{owner}/{repo}/labels':
        return this.page(url, this.labels);
      case 'POST /repos/{owner}/{repo}/labels': {
        const label = { ...(exampleAnswer(LABEL, 200) as Json), ...body };
        this.labels.push(label);
        return { status: 201, content: label };
      }
      default:
        return this.reviewed(operation, path, body, url);
    }
  }

  /** What tells which plan was approved. */
  private reviewed(
    operation: string,
    path: Readonly<Record<string, string>>,
    body: Json,
    url: URL,
  ): { status: number; content: unknown; headers?: Record<string, string> } {
    switch (operation) {
      case 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews': {
        const [example] = exampleAnswer(operation, 200) as [Json];
        return this.page(
          url,
          this.reviews.map(({ login: by, state, commit, at }, index) => ({
            ...example,
            id: index + 1,
            user: { ...(example['user'] as Json), login: by },
            state,
            commit_id: commit,
            submitted_at: at,
          })),
        );
      }
      case 'GET /repos/{owner}/{repo}/collaborators/{username}/permission': {
        const example = exampleAnswer(operation, 200) as Json;
        // GitHub's words for an app and for an account that is gone.
        if (/\[bot\]$|^departed-/.test(path['username'] ?? ''))
          return {
            status: 404,
            content: {
              message: 'Not Found',
              documentation_url: 'https://docs.github.com/rest',
              status: '404',
            },
          };
        const permission = this.permissions[path['username'] ?? ''] ?? 'read';
        return { status: 200, content: { ...example, permission, role_name: permission, user: null } };
      }
      case CHECK: {
        const output = body['output'] as { text?: string };
        const check = {
          id: this.next++,
          name: String(body['name']),
          sha: String(body['head_sha']),
          externalId: String(body['external_id']),
          text: output.text ?? null,
          at: this.now ?? new Date().toISOString(),
          app: this.login.replace(/\[bot\]$/, ''),
        };
        this.checks.push(check);
        return { status: 201, content: this.showCheck(check) };
      }
      case 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': {
        const name = url.searchParams.get('check_name');
        const found = this.checks.filter((check) => check.sha === path['ref'] && check.name === name);
        const { status, content, headers } = this.page(
          url,
          found.map((each) => this.showCheck(each)).reverse(),
        );
        return { status, headers, content: { total_count: found.length, check_runs: content } };
      }
      default:
        return { status: 404, content: { message: 'Not Found' } };
    }
  }

  private page(
    url: URL,
    all: readonly unknown[],
  ): { status: number; content: unknown; headers: Record<string, string> } {
    const size = Number(url.searchParams.get('per_page') ?? 30);
    const page = Number(url.searchParams.get('page') ?? 1);
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    return {
      status: 200,
      content: all.slice((page - 1) * size, page * size),
      headers: all.length > page * size ? { link: `<${next.href}>; rel="next"` } : {},
    };
  }

  private showComment({ id, issue, login, body }: StoredComment): Json {
    const example = exampleAnswer(COMMENT, 200) as Json;
    const user = { ...(example['user'] as Json), login, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
    const url = `https://github.example/o/r/pull/${issue}#issuecomment-${id}`;
    return { ...example, id, node_id: `node-${id}`, html_url: url, user, body };
  }

  private showCheck({ id, name, sha, externalId, text, at, app }: StoredCheck): Json {
    const example = exampleAnswer(CHECK, 201) as Json;
    return {
      ...example,
      id,
      name,
      head_sha: sha,
      status: 'completed',
      conclusion: 'success',
      external_id: externalId,
      started_at: at,
      completed_at: at,
      app: { ...(example['app'] as Json), slug: app },
      output: { ...(example['output'] as Json), text },
    };
  }

  private showIssue({ number, login, title, body, state, reason, labels }: StoredIssue): Json {
    const { pull_request: _, ...example } = exampleAnswer(ISSUE, 201) as Json;
    const user = { ...(example['user'] as Json), login };
    const url = `https://github.example/o/r/issues/${number}`;
    return {
      ...example,
      id: number,
      number,
      html_url: url,
      user,
      title,
      body,
      state,
      state_reason: reason,
      labels,
    };
  }
}
