/**
 * How many exchanges may run at a time: up to a maximum, halved when the service throttles and raised by one for
 * every round that it does not (additive increase, multiplicative decrease). An exchange of which some parts were
 * throttled and most were not raises it by as much as got through: those parts wait, and the service is still working.
 */
export class Concurrency {
  readonly #max: number;
  #limit: number;
  #running = 0;
  #started = 0;
  /** Exchanges up to this ticket were under way at the last cut, so their throttling is the same event. */
  #cutAt = 0;

  constructor(max: number) {
    this.#max = max;
    this.#limit = max;
  }

  /** True when another exchange may start. */
  free(): boolean {
    return this.#running < Math.floor(this.#limit);
  }

  /** Starts an exchange and returns its ticket for `leave`. */
  enter(): number {
    this.#running += 1;
    this.#started += 1;
    return this.#started;
  }

  /** Ends an exchange; `throttled` is the share of its parts that were, 0 to 1. */
  leave(ticket: number, throttled: number): void {
    this.#running -= 1;
    if (throttled < 0.5) {
      this.#limit = Math.min(this.#max, this.#limit + (1 - throttled) / this.#limit);
    } else if (ticket > this.#cutAt) {
      this.#limit = Math.max(1, this.#limit / 2);
      this.#cutAt = this.#started;
    }
  }
}
