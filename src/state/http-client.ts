/** Requests to a server that speaks Terraform's HTTP protocol: signed in, bounded in time, repeated where that helps. */
import { createHash } from 'node:crypto';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { keepSecret } from '../diagnostics/secrets.ts';
import type { Fetch } from '../net/network-fetch.ts';
import { BodyTooLarge, limitedText } from '../net/limited-body.ts';
import type { Wait, Waits } from '../net/waits.ts';
import { WaitOver, within } from '../net/waits.ts';
import { mayHaveLeft, MOST_STATE_BYTES, stateError, tooLarge, Unanswered, waitedTooLong } from './faults.ts';

export interface HttpClientOptions {
  /** For messages: an address without secrets. */
  readonly location: string;
  readonly username?: string | undefined;
  /** Sent with `username` as basic authentication; shown to nobody. */
  readonly password?: string | undefined;
  readonly delay: (ms: number) => Promise<void>;
  /** Of one request, the first included, while the server cannot be reached or is out of order. */
  readonly attempts: number;
  readonly waits: Waits;
  /** Sends the requests. */
  readonly fetch: Fetch;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  /** The request was sent more than once, so the first may have been heard and its answer lost. */
  readonly repeated: boolean;
}

const TIMEOUT_MS = 30_000;
const RETRY_MS = 500;

export class HttpClient {
  private readonly options: HttpClientOptions;

  constructor(options: HttpClientOptions) {
    this.options = options;
  }

  /**
   * Any answer that the server meant, 4xx included but for a refused sign-in. Rejects with STATE_ACCESS,
   * STATE_BACKEND (not reached, out of order, redirects) or STATE_CORRUPT (the body is not what the server sent).
   */
  async send(method: string, url: URL, body?: string, attempts?: number): Promise<HttpAnswer> {
    const { waits, location } = this.options;
    const wait = waits.begin(`${method} of the state ${location}`, { last: true });
    try {
      return await this.repeat(wait, () => this.attempt(method, url, body, wait.signal), attempts);
    } catch (error) {
      throw error instanceof WaitOver ? waitedTooLong(error) : error;
    } finally {
      wait.end();
    }
  }

  private async repeat(
    wait: Wait,
    attempt: () => ReturnType<HttpClient['attempt']>,
    attempts = this.options.attempts,
  ): Promise<HttpAnswer> {
    const { delay } = this.options;
    for (let tried = 1; ; tried += 1) {
      wait.sent();
      const answer = await attempt().catch((error: unknown) => {
        if (wait.signal.aborted) throw wait.signal.reason;
        if (error instanceof DiagnosticError) throw error;
        if (error instanceof BodyTooLarge) throw tooLarge(this.options.location, error);
        return this.unreachable(error);
      });
      const failed = answer instanceof DiagnosticError || answer.status >= 500 || answer.status === 429;
      if (failed && tried < attempts) {
        await within(wait, delay(RETRY_MS * 2 ** (tried - 1)));
        continue;
      }
      if (answer instanceof DiagnosticError) throw answer;
      return { ...this.meant(answer), repeated: tried > 1 };
    }
  }

  private async attempt(method: string, url: URL, body: string | undefined, over: AbortSignal) {
    const { username, password, fetch } = this.options;
    const headers = new Headers();
    if (username !== undefined || password !== undefined) {
      const secret = Buffer.from(`${username ?? ''}:${password ?? ''}`).toString('base64');
      keepSecret(secret);
      headers.set('authorization', `Basic ${secret}`);
    }
    if (body !== undefined) {
      headers.set('content-type', 'application/json');
      headers.set('content-md5', md5(body));
    }
    // A redirected write would arrive as a read.
    const signal = AbortSignal.any([over, AbortSignal.timeout(TIMEOUT_MS)]);
    const init = { method, headers, redirect: 'manual' as const, signal };
    const response = await fetch(url, body === undefined ? init : { ...init, body });
    const text = await limitedText(response, MOST_STATE_BYTES);
    const digest = response.headers.get('content-md5');
    if (response.ok && digest !== null && digest !== md5(text)) throw this.damaged();
    return { status: response.status, text, location: response.headers.get('location') };
  }

  private meant(answer: { status: number; text: string; location: string | null }) {
    const { status, text, location: target } = answer;
    const { location } = this.options;
    if (status === 401 || status === 403) {
      throw stateError(
        'STATE_ACCESS',
        `The server refuses access to the state ${location} (${status})`,
        'Check TF_HTTP_USERNAME and TF_HTTP_PASSWORD (or ENTENTE_HTTP_USERNAME and ENTENTE_HTTP_PASSWORD)',
      );
    }
    if (status >= 300 && status < 400) {
      throw stateError(
        'STATE_BACKEND',
        `The server of the state ${location} redirects to another address (${status})`,
        `Write the address that it names under state.http${target === null ? '' : `: ${target.split('?')[0] ?? ''}`}`,
      );
    }
    if (status === 429) throw this.refused(status);
    if (status >= 500) throw new Unanswered(this.refused(status).diagnostics);
    return { status, text };
  }

  /** An answer that nothing in the protocol explains; its text may be anything's, so it is not shown. */
  refused(status: number): DiagnosticError {
    return stateError(
      'STATE_BACKEND',
      `The server failed for the state ${this.options.location} with status ${status}`,
      'Check state.http and the log of the server, then run the command again; it continues where this one ended',
    );
  }

  private unreachable(error: unknown): DiagnosticError {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error && cause.message !== '' ? cause.message : message;
    const fault = stateError(
      'STATE_BACKEND',
      `The server of the state ${this.options.location} cannot be reached: ${reason}`,
      'Check state.http and the network, then run the command again; it continues where this one ended',
    );
    return mayHaveLeft(error) ? new Unanswered(fault.diagnostics) : fault;
  }

  private damaged(): DiagnosticError {
    return stateError(
      'STATE_CORRUPT',
      `The state ${this.options.location} arrived damaged: its Content-MD5 does not fit`,
      'Run the command again; when it happens again, look at what stands between here and the server',
    );
  }
}

/** What the header Content-MD5 says of a body. */
function md5(text: string): string {
  return createHash('md5').update(text).digest('base64');
}
