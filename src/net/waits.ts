/**
 * What a command waits for at the moment: each request to a service ends in a stated time, its repetitions included, and
 * one that takes longer than a few seconds is told of.
 */

/** One request that is waited for. */
export interface Wait {
  /** Method and path, such as `GET /organization`. */
  readonly what: string;
  /** Sends so far. */
  readonly attempts: number;
  /** Milliseconds since it began. */
  readonly ageMs: number;
  /** Milliseconds that are left for it. */
  readonly leftMs: number;
  /** Aborted when its time is over, with a WaitOver as the reason. */
  readonly signal: AbortSignal;
  /** It is sent, for the first time or again. */
  sent(): void;
  /** It is answered, or given up. */
  end(): void;
}

/** Why a request was given up. */
export class WaitOver extends Error {
  override readonly name = 'WaitOver';
  /** It left at least once, so it may have been carried out. */
  readonly sent: boolean;
  /** Its time was cut short because the command ends. */
  readonly hurried: boolean;

  constructor({ what, attempts }: Pick<Wait, 'what' | 'attempts'>, limitMs: number, hurried = false) {
    const sends = attempts > 1 ? `, sent ${attempts} times` : '';
    super(`No complete answer to ${what} within ${secondsText(limitMs)}${sends}`);
    this.sent = attempts > 0;
    this.hurried = hurried;
  }
}

export interface WaitsOptions {
  /** Milliseconds for one request with all of its repetitions. */
  readonly limitMs: number;
  /** Milliseconds of the longest single wait that a service may demand; by default 15 minutes. */
  readonly maxAskedMs?: number;
  /** Told of the request that is waited for longest, and how many others there are. */
  readonly onWait: (wait: Wait, others: number) => void;
  /** Milliseconds after which a request is told of; 5 s but in tests. */
  readonly tellAfterMs?: number;
}

const MAX_ASKED_MS = 15 * 60_000;
const TELL_AFTER_MS = 5_000;
/** The longer it takes, the rarer the lines, but no rarer than this. */
const LONGEST_SILENCE_MS = 30_000;

/** How long a command that was told to end still waits for what it must not leave undone, in milliseconds. */
export interface Hurry {
  /** From now, for all of it. */
  readonly leftMs: number;
  /** For a request that begins when that is over, or nearly; longer where answers have taken longer before. */
  readonly eachMs: number;
  /** The same once a request was given up: a server that does not answer one will hardly answer the next. */
  readonly afterSilenceMs: number;
}

/** The requests of one command. */
export class Waits {
  readonly limitMs: number;
  /** Such a wait is none of the time that `limitMs` bounds. */
  readonly maxAskedMs: number;
  readonly #onWait: WaitsOptions['onWait'];
  readonly #tellAfterMs: number;
  /** In the order in which they began. */
  readonly #current = new Set<Wait>();
  readonly #shared = new Set<Wait>();
  /** Of `current`, those that even a command that ends needs. */
  readonly #last = new Set<OpenWait>();
  #hurry: (Hurry & { readonly until: number }) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #silentUntil = 0;
  /** A request was given up. */
  #silence = false;
  /** Milliseconds that the slowest of `last` took to be answered before: a slow service is not a silent one. */
  #slowestMs = 0;

  constructor({ limitMs, maxAskedMs = MAX_ASKED_MS, onWait, tellAfterMs = TELL_AFTER_MS }: WaitsOptions) {
    this.limitMs = limitMs;
    this.maxAskedMs = maxAskedMs;
    this.#onWait = onWait;
    this.#tellAfterMs = tellAfterMs;
  }

  /**
   * A request begins; its owner ends it. `sharing`: others wait for it, so it is told of before them and ends while they
   * have a tenth of their time left. `last`: even a command that ends needs it, such as the freeing of its lock.
   */
  begin(what: string, { sharing = false, last = false } = {}): Wait {
    const wait = new OpenWait(what, sharing ? this.limitMs * 0.9 : this.limitMs, () => this.#end(wait));
    if (last) {
      this.#last.add(wait);
      if (this.#hurry !== undefined) wait.hurry(this.#shortMs(this.#hurry));
    }
    (sharing ? this.#shared : this.#current).add(wait);
    this.#timer ??= setInterval(() => this.#tell(), this.#tellAfterMs).unref();
    return wait;
  }

  /** The command ends: what it still needs has only this long, what it needs later included. */
  hurry(hurry: Hurry): void {
    this.#hurry = { ...hurry, until: performance.now() + hurry.leftMs };
    for (const wait of this.#last) wait.hurry(Math.max(hurry.leftMs, this.#usualMs));
  }

  #shortMs({ until, eachMs, afterSilenceMs }: Hurry & { readonly until: number }): number {
    const each = this.#silence ? afterSilenceMs : Math.max(eachMs, this.#usualMs);
    return Math.max(until - performance.now(), each);
  }

  /** In which an answer comes from a service that goes on as before. */
  get #usualMs(): number {
    return 2 * this.#slowestMs;
  }

  #end(wait: OpenWait): void {
    if (wait.signal.aborted) this.#silence = true;
    else if (this.#hurry === undefined && this.#last.has(wait))
      this.#slowestMs = Math.max(this.#slowestMs, wait.ageMs);
    this.#last.delete(wait);
    this.#current.delete(wait);
    this.#shared.delete(wait);
    if (this.#current.size + this.#shared.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tell(): void {
    const [oldest] = [...this.#shared, ...this.#current];
    const now = performance.now();
    if (oldest === undefined || oldest.ageMs < this.#tellAfterMs * 0.9 || now < this.#silentUntil) return;
    // Slightly less than a multiple of the timer's interval, which never fires early but often late.
    this.#silentUntil = now + Math.min(oldest.ageMs, LONGEST_SILENCE_MS) * 0.9;
    this.#onWait(oldest, this.#current.size + this.#shared.size - 1);
  }
}

class OpenWait implements Wait {
  readonly what: string;
  attempts = 0;
  #limitMs: number;
  #hurried = false;
  readonly #onEnd: () => void;
  readonly #since = performance.now();
  readonly #over = new AbortController();
  #timer: NodeJS.Timeout;

  constructor(what: string, limitMs: number, onEnd: () => void) {
    this.what = what;
    this.#limitMs = limitMs;
    this.#onEnd = onEnd;
    this.#timer = setTimeout(this.#giveUp, limitMs);
  }

  readonly #giveUp = (): void => this.#over.abort(new WaitOver(this, this.#limitMs, this.#hurried));

  /** It is given up after `ms`, unless it would be sooner. */
  hurry(ms: number): void {
    if (ms >= this.leftMs) return;
    this.#hurried = true;
    this.#limitMs = this.ageMs + ms;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#giveUp, ms);
  }

  get ageMs(): number {
    return performance.now() - this.#since;
  }

  get leftMs(): number {
    return this.#limitMs - this.ageMs;
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  sent(): void {
    this.attempts += 1;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#onEnd();
  }
}

/** Settles as `work` does, unless the signal is aborted first; then rejects with its reason. What it began goes on unheard. */
export async function within<T>(wait: Pick<Wait, 'signal'>, work: Promise<T>): Promise<T> {
  const { signal } = wait;
  let stop: (() => void) | undefined;
  const over = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  }
}

/** `90 s`, `10 min`. */
export function secondsText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** `Waiting for the answer to GET /organization since 15 s (try 2, 585 s left), and to 3 other requests.` */
export function waitText({ what, ageMs, leftMs, attempts }: Wait, others: number): string {
  const more = others === 0 ? '' : `, and to ${others} other ${others === 1 ? 'request' : 'requests'}`;
  return `Waiting for the answer to ${what} since ${secondsText(ageMs)} (try ${attempts}, ${secondsText(leftMs)} left)${more}.`;
}
