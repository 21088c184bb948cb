/** One thing that was looked at, and how it stands. */
export interface Checkup {
  readonly verdict: 'good' | 'warning' | 'bad' | 'unknown';
  /** What was looked at, and how it is. */
  readonly summary: string;
  /** More facts, a line each. */
  readonly facts?: readonly string[];
  /** What to do. */
  readonly advice?: string;
}
