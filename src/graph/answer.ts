import type { JsonValue } from '../model/value.ts';

/** One request as it goes over the wire, alone or as an item of a batch. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Relative to the base URL, with a leading slash. */
  readonly path: string;
  readonly body?: JsonValue;
  /** Sent as `client-request-id`, so that Microsoft's support can find the request; kept over retries. */
  readonly clientRequestId: string;
}

/** The service's answer to one request. */
export interface Answered {
  readonly type: 'answered';
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined for none, and for an error page that is not JSON. */
  readonly body: JsonValue | undefined;
}

/** What became of one request. */
export type Answer =
  | Answered
  /** It left, and nothing usable came back: it may have been executed. `transient`: trying again may help. */
  | NoAnswer<'lost'>
  /** It never left. */
  | NoAnswer<'notSent'>
  /** Not executed, because the item before it in a serial batch failed (424). */
  | { readonly type: 'skipped' }
  /** Not executed, because the batch around it was refused as a whole; it has to be sent without one. */
  | { readonly type: 'unbatched' };

interface NoAnswer<Type extends string> {
  readonly type: Type;
  /** The system's error code (`ECONNRESET`) or one of ours (`Timeout`, `BrokenAnswer`, `ForeignAnswer`). */
  readonly code: string;
  /** For people: host and cause. */
  readonly message: string;
  readonly transient: boolean;
  readonly cause?: unknown;
}

/** True for a 2xx answer. */
export function succeeded(answer: Answer): boolean {
  return answer.type === 'answered' && answer.status >= 200 && answer.status < 300;
}
