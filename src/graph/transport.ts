import type { JsonValue } from '../model/value.ts';
import { BodyTooLarge, limitedText } from '../net/limited-body.ts';
import { secondsText, within } from '../net/waits.ts';
import type { Answer, WireRequest } from './answer.ts';
import { networkFailure } from './network-failure.ts';
import { interruptedRequest } from './port.ts';

/** Sends one HTTP request and gives what became of it within `timeoutMs`, token and body included; never rejects. */
export type Transport = (request: WireRequest, timeoutMs: number) => Promise<Answer>;

/** The largest answer of Graph that is read: far more than 20 full pages, far less than the memory of a small runner. */
const MOST_BYTES = 64 * 1024 * 1024;

/** See `GraphClientOptions`. */
export interface TransportOptions {
  readonly baseUrl: string;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly token: (() => Promise<string>) | undefined;
  readonly userAgent: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted: what is under way is waited for no longer. */
  readonly signal: AbortSignal | undefined;
}

/** Headers of a request that belong to it inside a batch as well. */
export function itemHeaders(request: WireRequest): Record<string, string> {
  const headers: Record<string, string> = { 'client-request-id': request.clientRequestId };
  // Otherwise members of evolvable enumerations read as `unknownFutureValue` (CONTRACT 9.4) and look like a change.
  if (request.method === 'GET') headers['prefer'] = 'include-unknown-enum-members';
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  return headers;
}

/** The transport over `fetch`, which keeps connections alive. */
export function createTransport(options: TransportOptions): Transport {
  const host = new URL(options.baseUrl).host;
  const { signal } = options;
  return async (request, timeoutMs) => {
    const abort = new AbortController();
    const stop = () => abort.abort();
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
    const timer = setTimeout(stop, timeoutMs);
    try {
      const prepared = await prepare(options, request, abort.signal, timeoutMs);
      if (!(prepared instanceof Request)) return prepared;
      const response = await options.fetch(prepared);
      return readAnswer(host, response, await limitedText(response, MOST_BYTES));
    } catch (error) {
      if (error instanceof BodyTooLarge) return tooLarge(host, error);
      if (signal?.aborted === true) return { type: 'lost', ...interruptedRequest(signal.reason) };
      if (!abort.signal.aborted) return networkFailure(host, error);
      const message = `No complete answer from ${host} within ${secondsText(timeoutMs)}`;
      return { type: 'lost', code: 'Timeout', message, transient: true, cause: error };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  };
}

/** The request with its token, or why there is none: nothing has left then. */
async function prepare(
  options: TransportOptions,
  request: WireRequest,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<Request | Answer> {
  try {
    signal.throwIfAborted();
    const token = options.token && (await within({ signal }, options.token()));
    return httpRequest(options, request, token, signal);
  } catch (error) {
    if (options.signal?.aborted === true)
      return { type: 'notSent', ...interruptedRequest(options.signal.reason) };
    if (!signal.aborted) return unprepared(error);
    const message = `No token to sign in with within ${secondsText(timeoutMs)}`;
    return { type: 'notSent', code: 'Timeout', message, transient: true, cause: error };
  }
}

/** Asking again would bring the same, and whether a write was carried out cannot be read from it. */
function tooLarge(host: string, error: BodyTooLarge): Answer {
  const message = `${host} answered with too much: ${error.message}`;
  return { type: 'lost', code: 'AnswerTooLarge', message, transient: false, cause: error };
}

function httpRequest(
  options: TransportOptions,
  request: WireRequest,
  token: string | undefined,
  signal: AbortSignal,
): Request {
  const headers = new Headers({ ...options.headers, ...itemHeaders(request) });
  headers.set('accept', 'application/json');
  headers.set('user-agent', options.userAgent);
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  return new Request(options.baseUrl + request.path, {
    method: request.method,
    headers,
    signal,
    // Graph redirects none of our paths; following one could turn a POST into a GET or carry the token elsewhere.
    redirect: 'manual',
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  });
}

function readAnswer(host: string, response: Response, text: string): Answer {
  const { status } = response;
  const headers = Object.fromEntries(response.headers);
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  const body = parseBody(type, text);
  if (body.readable || !response.ok) return { type: 'answered', status, headers, body: body.value };
  const transient = isJson(type);
  const what = transient ? 'JSON that breaks off or is malformed' : `${type} instead of JSON`;
  return {
    type: 'lost',
    code: transient ? 'BrokenAnswer' : 'ForeignAnswer',
    message: `${host} answered ${status} with ${what}`,
    transient,
  };
}

function isJson(type: string): boolean {
  return type === '' || /[/+]json$/.test(type);
}

function parseBody(
  type: string,
  text: string,
): { readonly readable: boolean; readonly value: JsonValue | undefined } {
  if (text.trim() === '') return { readable: true, value: undefined };
  if (!isJson(type)) return { readable: false, value: undefined };
  try {
    return { readable: true, value: JSON.parse(text) as JsonValue };
  } catch {
    return { readable: false, value: undefined };
  }
}

function unprepared(error: unknown): Answer {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    type: 'notSent',
    code: 'NotPrepared',
    message: `No request could be made: ${reason}`,
    transient: false,
    cause: error,
  };
}
