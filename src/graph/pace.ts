/**
 * How many requests may be under way, and when the next may leave: the service's quota counts the items of a batch one by
 * one, so these are items, not exchanges. It starts as small as it is told, doubles with every round that passes, and is
 * halved by a wave of refusals. A service that asks for a long wait refuses the client, and not one request: from then on
 * the rate stays at most half of the one that it refused. It knows nothing of HTTP and waits for nothing itself.
 */
import { BATCH_SIZE } from './batch.ts';

/** What is remembered of a service between runs. */
export interface PaceMemory {
  /** Requests under way at a time that were not refused. */
  readonly window: number;
  /** Requests a second; undefined: it was never refused. */
  readonly rate?: number | undefined;
  /** Milliseconds since the epoch before which nothing may be sent; undefined: there is nothing to wait for. */
  readonly notBefore?: number | undefined;
}

/** For a service of which nothing is known. */
export const UNKNOWN_PACE: PaceMemory = { window: 4 };

export interface PaceOptions {
  /** Exchanges under way at a time. */
  readonly maxInFlight: number;
  /** Undefined: nothing is held back before the service refuses. */
  readonly memory: PaceMemory | undefined;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** One exchange under way. */
export interface Departure {
  readonly ticket: number;
  readonly at: number;
  readonly items: number;
}

/** A wait from which on it is the client that is refused; a busy service asks for less now and then. */
const PENALTY_MS = 3_000;
/** Graph states its own limits per ten seconds (CONTRACT 15), so a rate is counted over as many. */
const RATE_MS = 10_000;
/** The slowest rate, in requests a second: two refusals one after the other must not end in standstill. */
const LEAST_RATE = 0.05;
/** A run that is never refused begins the next one this much faster, ... */
const GROWTH = 1.25;
/** ... if it sent at least so many requests, ... */
const TELLING = 20;
/** ... until the rate holds nothing back any more. */
const UNBOUNDED_RATE = 100;

/** See the header of this file. */
export class Pace {
  readonly #options: PaceOptions;
  readonly #most: number;
  #window: number;
  /** Up to here the window doubles; beyond it grows by one exchange a round. */
  #known: number;
  #rate: number | undefined;
  /** When the next request may leave, as the rate has it. */
  #next = -Infinity;
  #heldUntil: number | undefined;
  #exchanges = 0;
  #items = 0;
  #started = 0;
  /** Exchanges up to this ticket were under way at the last cut, so their throttling is the same event. */
  #cutAt = 0;
  #penalties = 0;
  #admitted = 0;
  /** Requests that were let through, by when they left. */
  #recent: { readonly at: number; readonly items: number }[] = [];

  constructor(options: PaceOptions) {
    const { maxInFlight, memory, clock } = options;
    this.#options = options;
    this.#most = maxInFlight * BATCH_SIZE;
    this.#window = Math.min(this.#most, memory?.window ?? this.#most);
    this.#known = this.#most;
    this.#rate = memory?.rate;
    const { notBefore } = memory ?? {};
    if (notBefore !== undefined && notBefore > clock()) this.#heldUntil = notBefore;
    // A run before this one may have ended a moment ago.
    if (this.#rate !== undefined) this.#next = clock() + 1000 / this.#rate;
  }

  /** What the next run begins with. */
  get memory(): PaceMemory {
    const grown = this.#penalties === 0 && this.#admitted >= TELLING ? GROWTH : 1;
    const rate = this.#rate === undefined ? undefined : this.#rate * grown;
    return {
      window: Math.floor(this.#window),
      ...(rate !== undefined && rate < UNBOUNDED_RATE && { rate }),
      ...(this.#heldUntil !== undefined && { notBefore: this.#heldUntil }),
    };
  }

  /** How many requests may leave now, in one exchange. */
  get room(): number {
    if (this.#exchanges >= this.#options.maxInFlight || this.pauseMs !== undefined) return 0;
    const left = Math.floor(this.#window) - this.#items;
    // A batch costs a round trip, however few are in it: where several fit, none leaves in part.
    const inWindow = this.#window >= 2 * BATCH_SIZE && left < BATCH_SIZE ? 0 : left;
    return this.#rate === undefined ? inWindow : Math.min(inWindow, this.#burst(this.#rate));
  }

  /** Milliseconds after which requests may leave; undefined: no time has to pass. */
  get pauseMs(): number | undefined {
    const now = this.#options.clock();
    const until = this.#heldUntil ?? this.#next;
    return this.#heldUntil !== undefined || until > now ? Math.max(0, Math.ceil(until - now)) : undefined;
  }

  /** The service itself asked for the pause. */
  get isHeld(): boolean {
    return this.#heldUntil !== undefined;
  }

  /** Milliseconds since the epoch until which the service asked to be left in peace. */
  get heldUntil(): number | undefined {
    return this.#heldUntil;
  }

  /** The pause that was asked for with `pauseMs` is over, whatever the clock says; a longer one that came meanwhile is not. */
  passed(until: number): void {
    if (this.#heldUntil !== undefined) {
      if (this.#heldUntil <= until) this.#heldUntil = undefined;
    } else if (this.#next <= until) this.#next = -Infinity;
  }

  /** The time until which nothing may leave now, for `passed`. */
  get pausedUntil(): number {
    return this.#heldUntil ?? this.#next;
  }

  /** Nothing leaves for so many milliseconds. */
  hold(ms: number): void {
    this.#heldUntil = Math.max(this.#heldUntil ?? -Infinity, this.#options.clock() + ms);
  }

  enter(items: number): Departure {
    const at = this.#options.clock();
    this.#exchanges += 1;
    this.#items += items;
    this.#started += 1;
    if (this.#rate !== undefined) this.#next = Math.max(at, this.#next) + (items * 1000) / this.#rate;
    return { ticket: this.#started, at, items };
  }

  /** `throttled`: how many of its requests were refused; `askedMs`: for how long, undefined where none was. */
  leave({ ticket, at, items }: Departure, throttled: number, askedMs: number | undefined): void {
    this.#exchanges -= 1;
    this.#items -= items;
    this.#admitted += items - throttled;
    this.#recent.push({ at, items: items - throttled });
    this.#forget(at - 2 * RATE_MS);
    const isNew = ticket > this.#cutAt;
    if (askedMs !== undefined && askedMs >= PENALTY_MS && isNew) this.#punished(at, askedMs);
    else if (throttled / items < 0.5) this.#grow(items - throttled, items);
    else if (isNew) this.#cut();
  }

  #grow(passed: number, items: number): void {
    const step =
      this.#window < this.#known ? passed : ((passed / items) * BATCH_SIZE * BATCH_SIZE) / this.#window;
    this.#window = Math.min(this.#most, this.#window + step);
  }

  #cut(): void {
    this.#window = Math.max(1, this.#window / 2);
    this.#known = this.#window;
    this.#cutAt = this.#started;
  }

  /** A short wait comes of a quota over a short time, so the refused rate is counted over as long. */
  #punished(at: number, askedMs: number): void {
    const overMs = Math.min(RATE_MS, askedMs);
    const counted = this.#recent.filter((each) => each.at > at - overMs);
    const refused = (counted.reduce((sum, { items }) => sum + items, 0) + 1) / (overMs / 1000);
    this.#rate = Math.max(LEAST_RATE, Math.min(this.#rate ?? Infinity, refused) / 2);
    this.#next = -Infinity;
    this.#penalties += 1;
    this.#cut();
  }

  #forget(before: number): void {
    const kept = this.#recent.findIndex((each) => each.at >= before);
    if (kept > 0) this.#recent.splice(0, kept);
  }

  /** Requests that may leave together: those of a second. */
  #burst(rate: number): number {
    return Math.max(1, Math.floor(rate));
  }
}
