/** One plain request to an endpoint, for those who ask how it is rather than what it holds. */
import { isObject } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import { BodyTooLarge, limitedText } from '../net/limited-body.ts';
import { secondsText } from '../net/waits.ts';
import { networkFailure } from './network-failure.ts';

export type Probe =
  | {
      readonly type: 'answered';
      readonly status: number;
      readonly body: JsonObject;
      /** The service's clock minus this machine's, milliseconds; undefined when it does not tell. */
      readonly skewMs: number | undefined;
    }
  | { readonly type: 'failed'; readonly reason: string };

export interface ProbeOptions {
  /** Ends in `/v1.0`. */
  readonly baseUrl: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly clock: () => number;
  readonly timeoutMs: number;
}

/** Far more than one object or a short list. */
const MOST_BYTES = 1024 * 1024;

/** GET of `path`; never rejects. */
export async function probe({ baseUrl, path, token, clock, timeoutMs }: ProbeOptions): Promise<Probe> {
  try {
    const response = await fetch(baseUrl + path, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    const at = Date.parse(response.headers.get('date') ?? '');
    const body = jsonOf(await limitedText(response, MOST_BYTES));
    return {
      type: 'answered',
      status: response.status,
      body: isObject(body) ? body : {},
      skewMs: Number.isNaN(at) ? undefined : at - clock(),
    };
  } catch (error) {
    if (error instanceof BodyTooLarge) return { type: 'failed', reason: error.message };
    if (error instanceof Error && error.name === 'TimeoutError')
      return { type: 'failed', reason: `no complete answer within ${secondsText(timeoutMs)}` };
    const failure = networkFailure(new URL(baseUrl).host, error);
    return { type: 'failed', reason: 'message' in failure ? failure.message : String(error) };
  }
}

/** Undefined for text that is not JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
