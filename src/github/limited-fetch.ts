/**
 * A fetch with an end: an answer that never comes would hold the job, and others that wait for it; one that
 * never ends would fill its memory.
 */
import type { Fetch } from '../net/network-fetch.ts';
import { BodyTooLarge, limitedBytes } from '../net/limited-body.ts';

export interface Limits {
  /** Until the head of the answer is there, connecting included; milliseconds. */
  readonly headers: number;
  /** From then on, until all of the answer is there; milliseconds. */
  readonly body: number;
  /** Of one list, of 100 entries each; default 1,000. */
  readonly pages?: number;
}

const MIB = 1024 * 1024;
/** Bytes of one answer; a page of 100 comments of the greatest length has 7 MiB. */
const MOST_BYTES = 16 * MIB;
/** Bytes of all answers of one client. */
const MOST_BYTES_IN_ALL = 256 * MIB;
const MOST_PAGES = 1_000;

/** What came from a service so far. */
class Received {
  #bytes = 0;
  readonly #pages = new Map<string, number>();
  readonly #mostPages: number;

  constructor(mostPages: number) {
    this.#mostPages = mostPages;
  }

  /** Before a request; throws when it is for one page too many. */
  asked(address: string, method: string): void {
    if (method !== 'GET') return;
    const { origin, pathname } = new URL(address);
    const list = `${origin}${pathname}`;
    const pages = (this.#pages.get(list) ?? 0) + 1;
    this.#pages.set(list, pages);
    if (pages > this.#mostPages)
      throw new Endless(`GET ${list} answers with pages that do not end: ${this.#mostPages} were read`);
  }

  /** The body of an answer; rejects when it is too large. */
  async body(answer: Response, what: string): Promise<Buffer<ArrayBuffer>> {
    if (answer.body === null) return Buffer.alloc(0);
    try {
      const bytes = await limitedBytes(answer.body, Math.min(MOST_BYTES, MOST_BYTES_IN_ALL - this.#bytes));
      this.#bytes += bytes.length;
      return bytes;
    } catch (error) {
      throw error instanceof BodyTooLarge ? new Endless(`${what}: ${error.message}`) : error;
    }
  }
}

/** What another try would not heal. */
class Endless extends Error {
  override readonly name = 'Endless';
}

/** A fetch whose requests, and the reading of whose answers, reject when a limit is over or `stop` is aborted. */
export function limitedFetch(
  { headers, body, pages = MOST_PAGES }: Limits,
  stop: AbortController,
  send: Fetch,
): Fetch {
  const received = new Received(pages);
  return async (input, init) => {
    const over = new AbortController();
    const within = (ms: number, what: string) =>
      setTimeout(() => over.abort(new Error(`${what} within ${ms / 1000} s`)), ms).unref();
    let waiting = within(headers, 'no answer');
    const signals = [over.signal, stop.signal, ...(init?.signal == null ? [] : [init.signal])];
    const address = input instanceof Request ? input.url : String(input);
    const method = init?.method?.toUpperCase() ?? 'GET';
    try {
      received.asked(address, method);
      const answer = await send(input, { ...init, signal: AbortSignal.any(signals) });
      clearTimeout(waiting);
      waiting = within(body, 'no complete answer');
      // Octokit would take a body that breaks off for an empty one.
      const bytes = await received.body(answer, `${method} ${address.split('?')[0] ?? ''}`);
      const { status, statusText, headers: head, url } = answer;
      const whole = new Response(bytes.byteLength === 0 ? null : bytes, {
        status,
        statusText,
        headers: head,
      });
      return Object.defineProperty(whole, 'url', { value: url });
    } catch (error) {
      if (error instanceof Endless) stop.abort(error);
      // What the limit says is worth more than that something was aborted.
      throw over.signal.aborted || stop.signal.aborted ? (over.signal.reason ?? stop.signal.reason) : error;
    } finally {
      clearTimeout(waiting);
    }
  };
}
