import type { JsonValue } from '../model/value.ts';
import type { Answer, WireRequest } from './answer.ts';
import { networkFailure } from './network-failure.ts';
import { interruptedRequest } from './port.ts';

/** Sends one HTTP request and gives what became of it; never rejects. */
export type Transport = (request: WireRequest) => Promise<Answer>;

/** See `GraphClientOptions`. */
export interface TransportOptions {
  readonly baseUrl: string;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly token: (() => Promise<string>) | undefined;
  readonly userAgent: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds for the whole exchange, body included. */
  readonly timeoutMs: number;
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
  return async (request) => {
    const { signal } = options;
    const abort = new AbortController();
    const stop = () => abort.abort();
    let prepared: Request;
    try {
      // A sign-in may take as long as it likes.
      const token = await unlessAborted(signal, options.token?.());
      prepared = httpRequest(options, request, token, abort.signal);
    } catch (error) {
      return signal?.aborted === true
        ? { type: 'notSent', ...interruptedRequest(signal.reason) }
        : unprepared(error);
    }
    signal?.addEventListener('abort', stop, { once: true });
    const timer = setTimeout(stop, options.timeoutMs);
    try {
      const response = await options.fetch(prepared);
      return readAnswer(host, response, await response.text());
    } catch (error) {
      if (signal?.aborted === true) return { type: 'lost', ...interruptedRequest(signal.reason) };
      if (!abort.signal.aborted) return networkFailure(host, error);
      const message = `No answer from ${host} within ${options.timeoutMs / 1000} s`;
      return { type: 'lost', code: 'Timeout', message, transient: true, cause: error };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  };
}

/** What `work` gives; rejects as soon as `signal` is aborted, whatever `work` still waits for. */
async function unlessAborted<T>(
  signal: AbortSignal | undefined,
  work: Promise<T> | undefined,
): Promise<T | undefined> {
  signal?.throwIfAborted();
  if (signal === undefined || work === undefined) return work;
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
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
