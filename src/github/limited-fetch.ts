/** Node's own fetch with an end: an answer that never comes would hold the job, and others that wait for it. */

export interface Limits {
  /** Until the head of the answer is there, connecting included; milliseconds. */
  readonly headers: number;
  /** From then on, until all of the answer is there; milliseconds. */
  readonly body: number;
}

/** A fetch whose requests, and the reading of whose answers, reject when a limit is over or `stop` is aborted. */
export function limitedFetch({ headers, body }: Limits, stop: AbortSignal): typeof fetch {
  return async (input, init) => {
    const over = new AbortController();
    const within = (ms: number, what: string) =>
      setTimeout(() => over.abort(new Error(`${what} within ${ms / 1000} s`)), ms).unref();
    let waiting = within(headers, 'no answer');
    const signals = [over.signal, stop, ...(init?.signal == null ? [] : [init.signal])];
    try {
      const answer = await fetch(input, { ...init, signal: AbortSignal.any(signals) });
      clearTimeout(waiting);
      waiting = within(body, 'no complete answer');
      // Octokit would take a body that breaks off for an empty one.
      const bytes = await answer.arrayBuffer();
      const { status, statusText, headers: head, url } = answer;
      const whole = new Response(bytes.byteLength === 0 ? null : bytes, {
        status,
        statusText,
        headers: head,
      });
      return Object.defineProperty(whole, 'url', { value: url });
    } catch (error) {
      // What the limit says is worth more than that something was aborted.
      throw over.signal.aborted || stop.aborted ? (over.signal.reason ?? stop.reason) : error;
    } finally {
      clearTimeout(waiting);
    }
  };
}
