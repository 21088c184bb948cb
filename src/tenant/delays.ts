/** What a service that is consistent only in the end has not noticed yet: counted in requests, kept in memory. */
export class Delays {
  private readonly left = new Map<string, number>();

  /** The next `times` calls of `isEarly` for `key` are early. */
  begin(key: string, times: number): void {
    if (times > 0 && !this.left.has(key)) this.left.set(key, times);
  }

  /** True while the service has not noticed; each call brings it nearer. */
  isEarly(key: string): boolean {
    const left = this.left.get(key) ?? 0;
    if (left > 0) this.left.set(key, left - 1);
    return left > 0;
  }
}
