/** Throttling as it is met (CONTRACT 15): a bucket of tokens, and a penalty for those who empty it. */

/** How a service throttles. */
export interface ThrottleProfile {
  /** Requests that are answered at once after a rest; the next one is refused. */
  readonly capacity: number;
  /** Tokens that come back a second. */
  readonly refill: number;
  /** Seconds that a client has to wait at most, once it was refused. */
  readonly penalty: number;
  /** Decides how long each penalty is, up to `penalty`; the same seed gives the same penalties. */
  readonly seed?: number;
}

/** What users report: a seventh request at a time is refused, for up to 315 seconds. */
export const REPORTED_THROTTLE: ThrottleProfile = { capacity: 6, refill: 1, penalty: 315 };

export interface ThrottleCounts {
  readonly admitted: number;
  /** Requests that were answered with 429. */
  readonly refused: number;
  /** Those of them that came although their client had been told to wait longer. */
  readonly early: number;
}

/** Milliseconds for which requests that were sent before the refusal was read may still come in. */
const UNDER_WAY_MS = 100;

const NAMES = ['capacity', 'refill', 'penalty', 'seed'] as const;

/** Parses `reported`, or such as `capacity=6,refill=1,penalty=315,seed=7`; undefined when it is of another form. */
export function parseThrottle(text: string): ThrottleProfile | undefined {
  if (text === 'reported') return REPORTED_THROTTLE;
  const values = new Map<string, number>();
  for (const part of text.split(',')) {
    const [, name = '', digits = ''] = /^(\w+)=(\d+(?:\.\d+)?)$/.exec(part) ?? [];
    if (!NAMES.some((known) => known === name) || values.has(name)) return undefined;
    values.set(name, Number(digits));
  }
  const { capacity, refill, penalty } = REPORTED_THROTTLE;
  const profile = { capacity, refill, penalty, ...Object.fromEntries(values) };
  const whole = Number.isInteger(profile.capacity) && profile.capacity > 0;
  return whole && profile.refill > 0 && profile.penalty > 0 ? profile : undefined;
}

/** Decides about request after request; it knows the time only from its callers, in milliseconds. */
export class Throttle {
  private readonly profile: ThrottleProfile;
  private readonly random: () => number;
  private tokens: number;
  private filledAt: number | undefined;
  private penaltyFrom = -Infinity;
  private penaltyUntil = -Infinity;
  private counted: ThrottleCounts = { admitted: 0, refused: 0, early: 0 };

  constructor(profile: ThrottleProfile) {
    this.profile = profile;
    this.tokens = profile.capacity;
    this.random = randomNumbers(profile.seed ?? 1);
  }

  get counts(): ThrottleCounts {
    return this.counted;
  }

  /** Undefined for a request that is answered; for a refused one the whole seconds after which to come again. */
  refuse(now: number): number | undefined {
    const { admitted, refused, early } = this.counted;
    this.fill(now);
    if (now >= this.penaltyUntil && this.tokens >= 1) {
      this.tokens -= 1;
      this.counted = { admitted: admitted + 1, refused, early };
      return undefined;
    }
    if (now >= this.penaltyUntil) this.punish(now);
    const told = now > this.penaltyFrom + UNDER_WAY_MS;
    this.counted = { admitted, refused: refused + 1, early: early + (told ? 1 : 0) };
    return Math.ceil((this.penaltyUntil - now) / 1000);
  }

  private fill(now: number): void {
    const { capacity, refill } = this.profile;
    // A clock that was set back gives nothing, and takes nothing.
    const elapsed = Math.max(0, now - (this.filledAt ?? now));
    this.tokens = Math.min(capacity, this.tokens + (elapsed / 1000) * refill);
    this.filledAt = now;
  }

  /** Whole seconds, so that what the header says is the end to the millisecond. */
  private punish(now: number): void {
    const seconds = Math.max(1, Math.ceil(this.random() * this.profile.penalty));
    this.penaltyFrom = now;
    this.penaltyUntil = now + seconds * 1000;
  }
}

/** Numbers in [0, 1) that a seed decides (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
