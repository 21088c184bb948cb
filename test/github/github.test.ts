/** Reports on GitHub, over HTTP, with every request and answer held against GitHub's own description. */
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import type { GitHub } from '../../src/github/client.ts';
import { createGitHub } from '../../src/github/client.ts';
import type { Commented } from '../../src/github/comment.ts';
import { ownComments, writeComment } from '../../src/github/comment.ts';
import type { DriftIssueReport } from '../../src/github/drift-issue.ts';
import { reportDrift } from '../../src/github/drift-issue.ts';
import { marked, markerOf } from '../../src/github/marker.ts';
import { describeRequest, graphqlFaults } from '../support/github-contract.ts';
import type { GitHubServer } from '../support/github-server.ts';
import { serveGitHub } from '../support/github-server.ts';

const COMMENTS = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
const PULL = { owner: 'o', repo: 'r', number: 7 };

interface Scene {
  readonly server: GitHubServer;
  readonly waits: string[];
  readonly github: GitHub;
  readonly comment: (run: number, body: string, key?: string) => Promise<Commented>;
}

/** A server and a client for one test; afterwards nothing that was sent may have departed from the description. */
function scene(name: string, play: (scene: Scene) => Promise<void>): void {
  it.concurrent(name, async () => {
    const server = await serveGitHub();
    const waits: string[] = [];
    const github = createGitHub({
      token: server.token,
      apiUrl: server.apiUrl,
      userAgent: 'entente-test',
      onWait: (what) => waits.push(what),
      second: 1,
    });
    const comment = (run: number, body: string, key = 'contoso') =>
      writeComment(github, PULL, { key, run: { id: run, attempt: 1 }, digest: 'd', body });
    try {
      await play({ server, waits, github, comment });
      expect(server.violations).toEqual([]);
    } finally {
      await server.close();
    }
  });
}

async function failureOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof DiagnosticError)
      return JSON.stringify(error.diagnostics) + error.message + String(error.stack);
    throw error;
  }
  throw new Error('nothing failed');
}

describe("GitHub's description", () => {
  it('sees requests that GitHub would refuse or not understand', () => {
    const url = (path: string) => new URL(path, 'https://api.github.com');
    const faults = (method: string, path: string, body?: unknown) =>
      describeRequest(method, url(path), body).faults;
    expect(faults('POST', '/repos/o/r/issues/7/comments', { body: 'x' })).toEqual([]);
    expect(faults('POST', '/repos/o/r/issues/7/comments', {})).toHaveLength(1);
    expect(faults('POST', '/repos/o/r/issues/7/comments', { body: 1 })).toHaveLength(1);
    expect(faults('POST', '/repos/o/r/issues/7/comments', { body: 'x', text: 'y' })).toHaveLength(1);
    expect(faults('POST', '/repos/o/r/issues/seven/comments', { body: 'x' })).toHaveLength(1);
    expect(faults('GET', '/repos/o/r/issues?state=gone')).toHaveLength(1);
    expect(faults('GET', '/repos/o/r/issues?stat=open')).toHaveLength(1);
    expect(faults('PUT', '/repos/o/r/issues/7/comments', { body: 'x' })).toHaveLength(1);
    expect(graphqlFaults('query { viewer { name_of_login } }')).toHaveLength(1);
  });
});

describe('the comment', () => {
  scene('is one, and is written anew in its place', async ({ server, comment }) => {
    for (let index = 0; index < 230; index += 1)
      server.comments.push({
        id: 1_000 + index,
        issue: 7,
        login: 'octocat',
        body: `No ${index}`,
        minimized: false,
      });
    const first = await comment(1, 'first');
    expect(first).toMatchObject({ outcome: 'created', problems: [] });
    const second = await comment(2, 'second');
    expect(second).toEqual({ outcome: 'updated', url: first.url, problems: [] });
    await comment(3, 'elsewhere', 'fabrikam');
    const own = server.comments.filter(({ login }) => login === server.login);
    expect(own.map(({ body }) => body.split('\n')[1])).toEqual(['second', 'elsewhere']);
    expect(server.requests.filter((request) => request === `GET ${COMMENTS}`).length).toBeGreaterThan(6);
  });

  scene('is not taken from somebody who forged its marker', async ({ server, comment }) => {
    const body = marked({ key: 'contoso', run: { id: 99, attempt: 1 }, digest: 'd' }, 'All is well.');
    server.comments.push({ id: 900, issue: 7, login: 'mallory', body, minimized: false });
    server.comments.push({ id: 901, issue: 7, login: 'github-actions', body, minimized: false });
    expect(await comment(1, 'real')).toMatchObject({ outcome: 'created' });
    expect(server.comments.map(({ body: text }) => text.split('\n')[1])).toEqual([
      'All is well.',
      'All is well.',
      'real',
    ]);
  });

  scene('of a later run is left alone', async ({ server, comment }) => {
    const { url } = await comment(5, 'later');
    expect(await comment(4, 'earlier')).toEqual({ outcome: 'overtaken', url, problems: [] });
    expect(server.comments.map(({ body }) => body.split('\n')[1])).toEqual(['later']);
  });

  scene('that an abandoned run left beside another is collapsed', async ({ server, comment }) => {
    const leave = (id: number, run: number) => {
      const body = marked({ key: 'contoso', run: { id: run, attempt: 1 }, digest: 'd' }, `run ${run}`);
      server.comments.push({ id, issue: 7, login: server.login, body, minimized: false });
    };
    leave(900, 1);
    leave(901, 2);
    const { url, problems } = await comment(3, 'third');
    expect(problems).toEqual([]);
    expect(server.comments.map(({ minimized }) => minimized)).toEqual([true, false]);
    expect(server.comments[0]?.body).toContain(`Superseded by [a later report](${url}).`);
    // And is not looked at again.
    await comment(4, 'fourth');
    expect(server.requests.filter((request) => request.includes('minimizeComment'))).toHaveLength(1);
  });

  scene('is not written twice when the answer is lost', async ({ server, comment }) => {
    server.faults.push({
      operation: `POST ${COMMENTS}`,
      status: 502,
      message: 'Bad gateway',
      done: true,
      times: 1,
    });
    expect(await comment(1, 'once')).toMatchObject({ outcome: 'created' });
    expect(server.comments).toHaveLength(1);
  });

  scene('is written in the end when GitHub is out of order for a while', async ({ server, comment }) => {
    server.faults.push({ operation: `GET ${COMMENTS}`, status: 503, message: 'Unavailable', times: 2 });
    server.faults.push({ operation: `POST ${COMMENTS}`, status: 500, message: 'Oops', times: 1 });
    expect(await comment(1, 'in the end')).toMatchObject({ outcome: 'created' });
    expect(server.comments).toHaveLength(1);
  });

  scene('waits as long as a secondary rate limit asks', async ({ server, comment, waits }) => {
    server.faults.push({
      operation: `POST ${COMMENTS}`,
      status: 403,
      headers: { 'retry-after': '42' },
      message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      times: 1,
    });
    expect(await comment(1, 'later')).toMatchObject({ outcome: 'created' });
    expect(waits).toEqual(["GitHub's secondary rate limit is reached; going on in 42 s."]);
  });

  scene(
    'waits for the reset of a primary rate limit when that is near',
    async ({ server, comment, waits }) => {
      const reset = Math.ceil(Date.now() / 1000) + 30;
      server.faults.push({
        operation: `GET ${COMMENTS}`,
        status: 403,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) },
        message: 'API rate limit exceeded for installation ID 1.',
        times: 1,
      });
      expect(await comment(1, 'later')).toMatchObject({ outcome: 'created' });
      expect(waits).toHaveLength(1);
      expect(waits[0]).toMatch(/primary rate limit is reached; going on in (2\d|3\d) s\./);
    },
  );

  scene('is given up when the reset is far', async ({ server, comment, waits }) => {
    server.faults.push({
      status: 403,
      headers: {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 3_000),
      },
      message: 'API rate limit exceeded for installation ID 1.',
      times: 100,
    });
    expect(await failureOf(comment(1, 'never'))).toContain('"code":"GITHUB_RATE_LIMIT"');
    expect(waits).toEqual([]);
  });

  scene('needs a token that may write, and says which permission', async ({ server, comment }) => {
    server.faults.push({
      operation: `POST ${COMMENTS}`,
      status: 403,
      message: 'Resource not accessible by integration',
      times: 1,
    });
    const failure = await failureOf(comment(1, 'never'));
    expect(failure).toContain('"code":"GITHUB_FORBIDDEN"');
    expect(failure).toContain('pull-requests: write');
    expect(failure).toContain('Resource not accessible by integration');
  });

  scene('is told apart by what can be done about it', async ({ server, comment }) => {
    for (const [status, code, advice] of [
      [401, 'GITHUB_UNAUTHORIZED', 'Pass the token of the job'],
      [403, 'GITHUB_FORBIDDEN', 'pull-requests: write'],
      [404, 'GITHUB_NOT_FOUND', 'Check the repository'],
      [410, 'GITHUB_NOT_FOUND', 'Check the repository'],
      [400, 'GITHUB_REFUSED', 'Report this with what GitHub said'],
      [422, 'GITHUB_REFUSED', 'Report this with what GitHub said'],
      [499, 'GITHUB_REFUSED', 'Report this with what GitHub said'],
      [500, 'GITHUB_UNREACHABLE', 'githubstatus.com'],
    ] as const) {
      server.faults.push({ operation: `POST ${COMMENTS}`, status, message: `said ${status}`, times: 9 });
      const failure = await failureOf(comment(1, 'never'));
      server.faults.length = 0;
      for (const told of [`"code":"${code}"`, `(${status})`, `said ${status}`, advice])
        expect(failure).toContain(told);
    }
  });

  scene('never shows the token, whatever GitHub repeats', async ({ server, comment }) => {
    const basic = Buffer.from(`x-access-token:${server.token}`).toString('base64');
    for (const status of [400, 403, 404, 422, 451])
      server.faults.push({
        operation: `POST ${COMMENTS}`,
        status,
        message: `authorization: token ${server.token}, basic ${basic}`,
        times: 1,
      });
    for (let index = 0; index < 5; index += 1) {
      const failure = await failureOf(comment(1, 'never'));
      expect(failure).toContain('authorization: token ***, basic ***');
      expect(failure).not.toContain(server.token);
      expect(failure).not.toContain(basic);
    }
  });
});

describe('the marker', () => {
  it('cannot be ended by the key', () => {
    const key = '--> <script> <!-- "\\\n';
    const text = marked({ key, run: { id: 1, attempt: 2 }, digest: 'd' }, 'body');
    expect(text.split('\n')).toHaveLength(2);
    expect(text.indexOf('-->')).toBe(text.indexOf('\n') - 3);
    expect(markerOf(text)).toEqual({ key, run: { id: 1, attempt: 2 }, digest: 'd', superseded: false });
  });
});

describe('the drift issue', () => {
  const LABEL = {
    name: 'entente-drift',
    color: 'd93f0b',
    description: 'The tenant differs from the configuration',
  };
  const reportOf = (run: number, digest: string, more: Partial<DriftIssueReport> = {}): DriftIssueReport => ({
    owner: 'o',
    repo: 'r',
    key: 'contoso',
    run: { id: run, attempt: 1 },
    digest,
    title: 'Drift in Contoso',
    body: `Drift ${digest}`,
    labels: [LABEL],
    changed: 'The drift has changed.',
    gone: 'The drift is gone.',
    ...more,
  });

  scene('is opened, kept current, closed with a comment, and opened again', async ({ server, github }) => {
    const report = async (run: number, digest: string) =>
      (await reportDrift(github, reportOf(run, digest))).outcome;
    const [issue, comments] = [() => server.issues[0], () => server.comments.map(({ body }) => body)];
    expect(await report(1, '')).toBe('none');
    expect(server.issues).toEqual([]);
    expect(await report(2, 'a')).toBe('opened');
    expect(issue()).toMatchObject({ title: 'Drift in Contoso', state: 'open', labels: ['entente-drift'] });
    expect(server.labels).toMatchObject([LABEL]);
    expect(await report(3, 'a')).toBe('updated');
    expect(comments()).toEqual([]);
    expect(await report(4, 'b')).toBe('updated');
    expect(issue()?.body).toContain('\nDrift b');
    expect(comments()).toEqual(['The drift has changed.']);
    expect(await report(3, '')).toBe('overtaken');
    expect(await report(5, '')).toBe('closed');
    expect(issue()).toMatchObject({ state: 'closed', reason: 'completed' });
    expect(comments()).toEqual(['The drift has changed.', 'The drift is gone.']);
    expect(await report(6, '')).toBe('none');
    expect(await report(7, 'b')).toBe('reopened');
    expect(issue()?.state).toBe('open');
    expect(server.issues).toHaveLength(1);
    expect(server.labels).toHaveLength(1);
  });

  scene(
    'that somebody closed as not planned stays shut until the drift is another',
    async ({ server, github }) => {
      await reportDrift(github, reportOf(1, 'a'));
      Object.assign(server.issues[0] ?? {}, { state: 'closed', reason: 'not_planned' });
      expect(await reportDrift(github, reportOf(2, 'a'))).toMatchObject({ outcome: 'muted' });
      expect(server.issues[0]?.state).toBe('closed');
      expect(await reportDrift(github, reportOf(3, 'b'))).toMatchObject({ outcome: 'reopened' });
    },
  );

  scene('is one for each tenant, and not somebody else’s', async ({ server, github }) => {
    const body = marked({ key: 'contoso', run: { id: 99, attempt: 1 }, digest: 'a' }, 'Forged');
    server.issues.push({
      number: 500,
      login: 'mallory',
      title: 'Drift in Contoso',
      body,
      state: 'open',
      reason: null,
      labels: ['entente-drift'],
    });
    await reportDrift(github, reportOf(1, 'a'));
    await reportDrift(github, reportOf(1, 'a', { key: 'fabrikam', title: 'Drift in Fabrikam' }));
    expect(server.issues.map(({ title }) => title)).toEqual([
      'Drift in Contoso',
      'Drift in Contoso',
      'Drift in Fabrikam',
    ]);
    expect(server.issues[0]?.body).toBe(body);
  });

  scene('is not opened twice when the answer is lost', async ({ server, github }) => {
    const operation = 'POST /repos/{owner}/{repo}/issues';
    server.faults.push({ operation, status: 502, message: 'Bad gateway', done: true, times: 1 });
    expect(await reportDrift(github, reportOf(1, 'a'))).toMatchObject({ outcome: 'opened' });
    expect(server.issues).toHaveLength(1);
  });
});

describe('an answer that never comes', () => {
  const client = (server: GitHubServer, more: { timeoutMs?: number; headers?: number }) =>
    createGitHub({
      token: server.token,
      apiUrl: server.apiUrl,
      userAgent: 'entente-test',
      onWait: () => undefined,
      second: 1,
      limits: { headers: more.headers ?? 50, body: 50 },
      ...(more.timeoutMs !== undefined && { timeoutMs: more.timeoutMs }),
    });
  const read = (github: GitHub) => ownComments(github, PULL, 'contoso');

  it.concurrent.each(['before the head', 'in the body'] as const)(
    'is given up where it stops %s, and asked for again',
    async (hangs) => {
      const server = await serveGitHub();
      try {
        const operation = `GET ${COMMENTS}`;
        server.faults.push({ operation, status: 200, message: '', hangs, times: 1 });
        expect(await read(client(server, {}))).toEqual([]);
        server.faults.push({ operation, status: 200, message: '', hangs, times: 100 });
        const failure = await failureOf(read(client(server, {})));
        expect(failure).toContain('GITHUB_UNREACHABLE');
        expect(failure).toContain('within 0.05 s');
      } finally {
        await server.close();
      }
    },
  );

  it.concurrent('holds up the whole step no longer than all calls together may take', async () => {
    const server = await serveGitHub();
    try {
      server.faults.push({ status: 200, message: '', hangs: 'before the head', times: 100 });
      const failure = await failureOf(read(client(server, { headers: 60_000, timeoutMs: 300 })));
      expect(failure).toContain('longer than 0.3 s together');
    } finally {
      await server.close();
    }
  });
});
