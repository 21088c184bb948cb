import { GraphError } from './port.ts';
import type { GraphFailure } from './port.ts';
import { asString, isObject } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import type { WaitOver } from '../net/waits.ts';
import { secondsText } from '../net/waits.ts';
import type { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { failure } from '../diagnostics/failure.ts';
import type { Answer, Answered, WireRequest } from './answer.ts';

/** What led to a failure, besides the last answer. */
export interface Tries {
  /** Mentioned where trying again did not help. */
  readonly attempts: number;
  /** What ends more than this request, and is told in its place. */
  readonly cause?: DiagnosticError | undefined;
  /** An earlier send may have been carried out, so that the refusal of the last one says nothing of the request. */
  readonly doubtful: boolean;
}

/** The error of a request that failed for good. */
export function failed(request: WireRequest, answer: Answer, tries: Tries): GraphError {
  const { attempts, doubtful } = tries;
  const tried = attempts > 1 ? ` (after ${attempts} attempts)` : '';
  switch (answer.type) {
    case 'answered':
      return refusal(request, answer, tried, tries);
    case 'lost':
    case 'notSent': {
      const { code, message, cause } = answer;
      const outcome = doubtful || mayBeDone(answer) ? 'unknown' : 'notSent';
      const options = cause === undefined ? {} : { cause };
      return new GraphError(message + tried, { ...identity(request), status: 0, code, outcome }, options);
    }
    case 'skipped':
    case 'unbatched':
      // These are always sent again; they end here only if the scheduler has a defect.
      throw new Error(`A request that was ${answer.type} is not a failed one`);
  }
}

/** An answer of status 2xx that is not what this request must be answered with. */
export function unexpected(request: WireRequest, what: string): GraphError {
  const message = `Microsoft Graph answered ${request.method} ${request.path} ${what}`;
  return new GraphError(message, {
    ...identity(request),
    status: 200,
    code: 'BrokenAnswer',
    outcome: 'unknown',
  });
}

function refusal(
  request: WireRequest,
  answer: Answered,
  tried: string,
  { doubtful, cause }: Tries,
): GraphError {
  const { status, headers, body } = answer;
  const error = errorOf(body);
  const inner = innerOf(error);
  const requestId = asString(inner['request-id']) ?? headers['request-id'];
  const clientRequestId = asString(inner['client-request-id']) ?? request.clientRequestId;
  return new GraphError(
    messageOf(answer, error) + tried,
    {
      ...identity(request),
      status,
      code: asString(error['code']) ?? '',
      clientRequestId,
      ...(requestId === undefined ? {} : { requestId }),
      outcome: doubtful || mayBeDone(answer) ? 'unknown' : 'refused',
    },
    cause === undefined ? {} : { cause },
  );
}

/** Why nothing is sent any more: the service wants to be left in peace for longer than may be waited. */
export function tooLongWait(askedMs: number, mostMs: number): DiagnosticError {
  return failure(
    'GRAPH_WAIT',
    `The service asks to wait ${secondsText(askedMs)}, longer than the ${secondsText(mostMs)} that may be waited`,
    'Run the command again when that time is over: it continues where this one ended. Or wait longer with --max-wait',
  );
}

/** The error of a request that does not leave because of `tooLongWait`. */
export function unsent(request: WireRequest, cause: DiagnosticError, doubtful: boolean): GraphError {
  const outcome = doubtful ? 'unknown' : 'notSent';
  return new GraphError(
    cause.message,
    { ...identity(request), status: 0, code: 'TooManyRequests', outcome },
    { cause },
  );
}

/** The error of a request that was given up after a stated time; `doubtful`: it may have been carried out. */
export function givenUp(request: WireRequest, over: WaitOver, doubtful: boolean): GraphError {
  return new GraphError(
    over.message,
    { ...identity(request), status: 0, code: 'Timeout', outcome: doubtful ? 'unknown' : 'notSent' },
    { cause: over },
  );
}

/**
 * Whether an answer, or none, leaves open that the request was carried out. 500, 502, 503, 504 come from whatever broke, or from
 * a gateway that gave up waiting, and 408 says no more: what stood behind them may have done it, or may do it yet. So
 * a POST is looked for first (CONTRACT 15). A 503 is none the better for a Retry-After, which says when to ask, not
 * what was done. Not so where the service itself says that it turned the request away because there were too many: a
 * 429, with the header or without, and a 503 with both the error code and the header of one.
 */
export function mayBeDone(answer: Answer): boolean {
  if (answer.type === 'lost') return true;
  if (answer.type !== 'answered' || isThrottled(answer)) return false;
  return answer.status >= 500 || answer.status === 408;
}

/**
 * True when the service said that it did nothing because there were too many requests. Microsoft documents 429 alone
 * for that; the code on a 503 is only an inference, so that the header has to say the same.
 */
export function isThrottled(answer: Answer): boolean {
  if (answer.type !== 'answered') return false;
  const code = asString(errorOf(answer.body)['code'])?.toLowerCase();
  const waits = answer.headers['retry-after'] !== undefined;
  return answer.status === 429 || (answer.status === 503 && code === 'toomanyrequests' && waits);
}

function identity({
  method,
  path,
  clientRequestId,
}: WireRequest): Pick<GraphFailure, 'method' | 'path' | 'clientRequestId'> {
  return { method, path, clientRequestId };
}

/** `{"error": {"code", "message", "innerError"}}`; token endpoints and gateways answer `{"error": "text"}`. */
function errorOf(body: Answered['body']): JsonObject {
  const error = isObject(body) ? body['error'] : undefined;
  if (isObject(error)) return error;
  const description = isObject(body) ? asString(body['error_description']) : undefined;
  return typeof error === 'string' ? { code: error, message: description ?? error } : {};
}

/** The error in a body that should be an entity or a list; gateways answer 200 with one. */
export function hiddenError(body: Answered['body']): string | undefined {
  if (!isObject(body) || 'id' in body || 'value' in body || 'responses' in body) return undefined;
  const error = errorOf(body);
  const text = [asString(error['code']), asString(error['message'])].filter(Boolean).join(' ');
  return text === '' ? undefined : text;
}

function innerOf(error: JsonObject): JsonObject {
  const inner = error['innerError'] ?? error['innererror'];
  return isObject(inner) ? inner : {};
}

function messageOf({ status, headers }: Answered, error: JsonObject): string {
  const message = asString(error['message'])?.trim();
  if (message !== undefined && message !== '') return message;
  const code = asString(error['code']) ?? '';
  if (code !== '') return `Microsoft Graph answered ${status} ${code}`;
  if (status >= 300 && status < 400)
    return `Microsoft Graph answered ${status}, a redirect, which is not followed`;
  const type = headers['content-type']?.split(';')[0] ?? 'no content';
  return `Microsoft Graph answered ${status} without an error of its own (${type})`;
}
