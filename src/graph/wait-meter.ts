/**
 * Measures what throttling costs: the time in which nothing was under way and at least one wait ran that the service
 * had asked for. A wait beside which other work went on costs nothing; waits at the same time count once.
 */
export class WaitMeter {
  readonly #clock: () => number;
  #exchanges = 0;
  #waits = 0;
  #since: number | undefined;
  #total = 0;

  /** `clock`: milliseconds since the epoch. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Milliseconds so far. */
  get waitedMs(): number {
    return this.#total + (this.#since === undefined ? 0 : this.#clock() - this.#since);
  }

  exchangeBegins(): void {
    this.#exchanges += 1;
    this.#look();
  }

  exchangeEnds(): void {
    this.#exchanges -= 1;
    this.#look();
  }

  waitBegins(): void {
    this.#waits += 1;
    this.#look();
  }

  waitEnds(): void {
    this.#waits -= 1;
    this.#look();
  }

  #look(): void {
    const idle = this.#exchanges === 0 && this.#waits > 0;
    if (idle) this.#since ??= this.#clock();
    else {
      this.#total = this.waitedMs;
      this.#since = undefined;
    }
  }
}
