/** What there is to say about a code apart from the case at hand. Sentences; back quotes mark what is typed. */
export interface CodeEntry {
  /** What happened, in a few words. */
  readonly title: string;
  /** Why it is told, and what was done or not done. */
  readonly meaning: string;
  /** What to do. */
  readonly remedy: string;
}
