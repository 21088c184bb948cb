/** Changes that the service has not propagated yet: counted in requests, kept in memory. */
export class Propagation {
  private readonly requestsLeft = new Map<string, number>();

  /** The next `requests` calls of `isPending` for `key` return true; a key that was started already is left alone. */
  start(key: string, requests: number): void {
    if (requests > 0 && !this.requestsLeft.has(key)) this.requestsLeft.set(key, requests);
  }

  /** True until the change has propagated; each call counts as a request. */
  isPending(key: string): boolean {
    const left = this.requestsLeft.get(key) ?? 0;
    if (left > 0) this.requestsLeft.set(key, left - 1);
    return left > 0;
  }
}
