/** Who can decide a stage of a request, as single people. */
import type { StageAnswer } from './approvers.ts';

/** Who can decide one stage. */
export interface StageDeciders {
  /** Ids of users who can, as far as they are known. */
  readonly people: ReadonlySet<string>;
  /** What is not known, a phrase each; empty: `people` are all. */
  readonly unknown: readonly string[];
}

export function decidersOfStage({ approvers, escalation }: StageAnswer): StageDeciders {
  const lists = [approvers, ...(escalation === undefined ? [] : [escalation.approvers])];
  return {
    people: new Set(lists.flatMap(({ people }) => people)),
    unknown: [...new Set(lists.flatMap(({ unknown }) => unknown))],
  };
}
