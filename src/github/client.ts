/**
 * GitHub as the account of a token: who that is, and calls that wait for rate limits and try again. Loaded only where a
 * report goes to GitHub.
 */
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import Bottleneck from 'bottleneck/light.js';
import type { Fetch } from '../net/network-fetch.ts';
import { networkFetch } from '../net/network-fetch.ts';
import { githubFailure } from './failure.ts';
import type { Limits } from './limited-fetch.ts';
import { limitedFetch } from './limited-fetch.ts';

export interface GitHubOptions {
  readonly token: string;
  /** Such as `https://api.github.com`. */
  readonly apiUrl: string;
  readonly userAgent: string;
  /** Says that a call waits; one sentence. */
  readonly onWait: (what: string) => void;
  /** How many milliseconds a second of waiting takes; 1,000 but in tests. */
  readonly second?: number;
  /** Of a single call. */
  readonly limits?: Limits;
  /** Milliseconds for all calls together, waits included. */
  readonly timeoutMs?: number;
  /** Sends the requests; by default directly, whatever proxies the environment names. */
  readonly fetch?: Fetch;
}

export interface GitHub {
  readonly octokit: Octokit;
  /** The login of the token's account, such as `github-actions[bot]`. */
  login(): Promise<string>;
  /** Runs calls for a purpose (`write the comment`); rejects with a DiagnosticError GITHUB_* that holds no token. */
  run<T>(purpose: string, calls: () => Promise<T>): Promise<T>;
}

/** A longer wait would outlast what GitHub allows a job to take when it is cancelled, and longer than people wait. */
const LONGEST_WAIT = 120;
const MOST_WAITS = 2;
const LIMITS: Limits = { headers: 30_000, body: 60_000 };
const ALL_CALLS_MS = 10 * 60_000;

/** A client for one token. */
export function createGitHub({
  token,
  apiUrl,
  userAgent,
  onWait,
  second = 1_000,
  limits = LIMITS,
  timeoutMs = ALL_CALLS_MS,
  fetch: send = networkFetch({}),
}: GitHubOptions): GitHub {
  const stop = new AbortController();
  const over = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason as Error), { once: true });
    setTimeout(() => {
      stop.abort(new Error(`the calls to GitHub took longer than ${timeoutMs / 1000} s together`));
    }, timeoutMs).unref();
  });
  over.catch(ignore);
  const wait =
    (limit: string) => (retryAfter: number, _options: unknown, _octokit: unknown, waits: number) => {
      if (retryAfter > LONGEST_WAIT || waits >= MOST_WAITS) return false;
      onWait(`GitHub's ${limit} rate limit is reached; going on in ${retryAfter} s.`);
      return true;
    };
  const common = {
    auth: token,
    baseUrl: apiUrl,
    userAgent,
    request: { fetch: limitedFetch(limits, stop, send) },
    // Octokit would warn of failures that it is about to repair, in words of its own.
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  };
  const octokit = new (Octokit.plugin(retry, throttling))({
    ...common,
    retry: { retryAfterBaseValue: second },
    throttle: {
      id: `${apiUrl} ${userAgent}`,
      retryAfterBaseValue: second,
      // As GitHub asks: one write a second, and one in three seconds that sends a notification.
      write: new Bottleneck.Group({ maxConcurrent: 1, minTime: second }),
      notifications: new Bottleneck.Group({ maxConcurrent: 1, minTime: 3 * second }),
      onRateLimit: wait('primary'),
      onSecondaryRateLimit: wait('secondary'),
    },
  });
  const run: GitHub['run'] = async (purpose, calls) => {
    try {
      return await Promise.race([calls(), over]);
    } catch (error) {
      throw githubFailure(error, purpose, token);
    }
  };
  let known: Promise<string> | undefined;
  const ask = async () => {
    // The REST call for this is closed to the token of a workflow.
    // The throttling plugin takes it for a write, and would make the next one wait for it.
    const asking = new (Octokit.plugin(retry))({ ...common, retry: { retryAfterBaseValue: second } });
    const { viewer } = await asking.graphql<{ viewer: { login: string } }>('query { viewer { login } }');
    return viewer.login;
  };
  return { octokit, run, login: () => (known ??= run('ask who the token belongs to', ask)) };
}

function ignore(): void {
  // Nothing to say.
}
