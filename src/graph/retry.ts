import type { DiagnosticError } from '../diagnostics/diagnostic.ts';
import type { GraphError } from './port.ts';
import type { JsonValue } from '../model/value.ts';
import type { Answer, Answered, WireRequest } from './answer.ts';
import { succeeded } from './answer.ts';
import { failed, hiddenError, isThrottled, mayBeDone, tooLongWait, unexpected } from './errors.ts';

/** How often and how long a request is tried. */
export interface RetryPolicy {
  /** Sends in all, not counting throttled ones. */
  readonly maxAttempts: number;
  /** Sends in all of a request that never left. */
  readonly maxConnects: number;
  /** Throttled sends. Higher, because a 429 is the service's normal way to say "slower". */
  readonly maxThrottles: number;
  /** Backoff without Retry-After: a random part of `min(capMs, baseMs × 3ⁿ)`: a hiccup costs little, an outage is left in peace soon. */
  readonly baseMs: number;
  /** The same for a 429: it is the service that is busy, and every request counts against its limit. */
  readonly throttleBaseMs: number;
  readonly capMs: number;
  /** Longest that one request waits in all where the service did not say for how long. */
  readonly maxWaitMs: number;
  /** Longest single wait that the service may demand; a longer one ends the request before it begins. */
  readonly maxAskedMs: number;
}

/** The policy unless options say otherwise. */
export const DEFAULT_RETRY: RetryPolicy = {
  maxAttempts: 7,
  maxConnects: 3,
  maxThrottles: 20,
  baseMs: 100,
  throttleBaseMs: 500,
  capMs: 20_000,
  maxWaitMs: 300_000,
  maxAskedMs: 900_000,
};

/** What one request has cost so far. */
export interface Effort {
  readonly failures: number;
  readonly throttles: number;
  /** Without being asked to by the service. */
  readonly waitedMs: number;
  /** An earlier send may have been carried out: whatever later ones come to, the outcome is not known. */
  readonly doubtful: boolean;
}

/** Of a request that was not sent yet. */
export const NO_EFFORT: Effort = { failures: 0, throttles: 0, waitedMs: 0, doubtful: false };

export type Verdict =
  | { readonly type: 'done'; readonly body: JsonValue | undefined }
  | { readonly type: 'failed'; readonly error: GraphError }
  /** To be sent again after `afterMs`, with this effort. */
  | { readonly type: 'again'; readonly afterMs: number; readonly effort: Effort };

/** What a verdict depends on besides request and answer. */
export interface RetryContext {
  readonly policy: RetryPolicy;
  readonly effort: Effort;
  readonly idempotent: boolean;
  /** 0 to 1; one draw for all items of an exchange, so that they come back together and share a batch again. */
  readonly jitter: number;
  /** Milliseconds after which waiting for this request ends. */
  readonly leftMs: number;
  /** Milliseconds since the epoch, for a Retry-After with a date. */
  readonly now: number;
}

/** Decides about one answered, lost or unsent request. */
export function judge(
  request: WireRequest,
  answer: Exclude<Answer, { type: 'skipped' | 'unbatched' }>,
  context: RetryContext,
): Verdict {
  if (succeeded(answer)) {
    const body = answer.type === 'answered' ? answer.body : undefined;
    const error = hiddenError(body);
    return error === undefined
      ? { type: 'done', body }
      : { type: 'failed', error: unexpected(request, `with a success that holds an error: ${error}`) };
  }
  const { policy, effort } = context;
  const throttled = isThrottled(answer);
  const failures = effort.failures + (throttled ? 0 : 1);
  const throttles = effort.throttles + (throttled ? 1 : 0);
  const askedMs = retryAfter(answer, context.now);
  const afterMs = askedMs ?? backoff(context, throttled, throttled ? throttles : failures);
  const waitedMs = effort.waitedMs + (askedMs === undefined ? afterMs : 0);
  const hopeless = !mayRetry(request, answer, context.idempotent);
  const doubtful = effort.doubtful || (request.method !== 'GET' && mayBeDone(answer));
  if (
    hopeless ||
    failures >= attemptsFor(answer, policy) ||
    throttles > policy.maxThrottles ||
    waitedMs > policy.maxWaitMs ||
    isTooLong(askedMs, afterMs, context)
  ) {
    const attempts = hopeless ? 1 : failures + throttles;
    const tries = {
      attempts,
      cause: hopeless ? undefined : unbearable(askedMs, policy),
      doubtful: effort.doubtful && !isGone(request, answer),
    };
    return { type: 'failed', error: failed(request, answer, tries) };
  }
  return { type: 'again', afterMs, effort: { failures, throttles, waitedMs, doubtful } };
}

/** A wait of its own must fit into what is left for the request; one that the service asks for has a limit of its own. */
function isTooLong(askedMs: number | undefined, afterMs: number, { policy, leftMs }: RetryContext): boolean {
  return askedMs === undefined ? afterMs >= leftMs : askedMs > policy.maxAskedMs;
}

/** What ends the request because the service asks for too long a wait. */
function unbearable(askedMs: number | undefined, { maxAskedMs }: RetryPolicy): DiagnosticError | undefined {
  return askedMs !== undefined && askedMs > maxAskedMs ? tooLongWait(askedMs, maxAskedMs) : undefined;
}

/** True when the service itself said when to come back, or that there were too many requests. */
export function asksToWait(answer: Answer): boolean {
  return isThrottled(answer) || (answer.type === 'answered' && headerOf(answer) !== undefined);
}

/** Of a read: another write holds what is read, or something broke. A write so answered may have been carried out. */
const PASSING = [409, 423, 500];

/**
 * A request that was certainly not executed may always be sent again (429, 424, never left); one that may have
 * been executed only when that makes no difference.
 */
function mayRetry({ method }: WireRequest, answer: Answer, idempotent: boolean): boolean {
  switch (answer.type) {
    case 'notSent':
      return answer.transient;
    case 'lost':
      return answer.transient && idempotent;
    case 'answered':
      if (isThrottled(answer) || answer.status === 424) return true;
      if (method === 'GET' && PASSING.includes(answer.status)) return true;
      return idempotent && [408, 502, 503, 504].includes(answer.status);
    case 'skipped':
    case 'unbatched':
      return true;
  }
}

/** A deletion that finds nothing has what it wants. */
function isGone({ method }: WireRequest, answer: Answer): boolean {
  return method === 'DELETE' && answer.type === 'answered' && answer.status === 404;
}

function attemptsFor(answer: Answer, policy: RetryPolicy): number {
  return answer.type === 'notSent' ? policy.maxConnects : policy.maxAttempts;
}

function backoff({ policy, jitter }: RetryContext, throttled: boolean, attempt: number): number {
  const base = throttled ? policy.throttleBaseMs : policy.baseMs;
  return Math.round(jitter * Math.min(policy.capMs, base * 3 ** (attempt - 1)));
}

/**
 * Milliseconds from Retry-After: seconds, possibly fractional (CONTRACT 15), or an HTTP date. A date is the service's own,
 * so it counts from the `Date` of the same answer: the clocks of both sides may be hours apart.
 */
export function retryAfter(answer: Answer, now: number): number | undefined {
  if (answer.type !== 'answered') return undefined;
  const text = headerOf(answer);
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = httpDate(text);
  return date === undefined ? undefined : Math.max(0, date - (httpDate(answer.headers['date']) ?? now));
}

/** Every form of an HTTP date begins with the name of a day; `Date.parse` also takes "-5" and other things for a date. */
function httpDate(text: string | undefined): number | undefined {
  const date = text !== undefined && /^[a-z]{3,9},? /i.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? undefined : date;
}

function headerOf({ headers }: Answered): string | undefined {
  return headers['retry-after']?.trim();
}
