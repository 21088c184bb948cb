/** Holders from whom the changed rule of an automatic policy takes access: the service does that by itself, later. */
import { losesByRule, mayTakeByRule, takesByRule } from '../access/index.ts';
import { durationText } from '../access/words/measures.ts';
import { partOf } from '../kinds/access-parts.ts';
import type { AssignmentHolder } from '../kinds/kind.ts';
import { durationSeconds } from '../model/duration.ts';
import type { JsonObject } from '../model/value.ts';
import type { HoldersRead } from './holders.ts';
import type { Change } from './plan.ts';

/** By what a rule takes access, in words. */
export interface TakenByRule {
  /** ` 7 days after`, or nothing. */
  readonly grace: string;
  /** Of some holders it is not known whether the rule matches them. */
  readonly unsure: boolean;
}

/** Whether a change in place makes a policy take access by its rule. */
export function changesRule({ kind, action, before, after }: Change): boolean {
  return (
    partOf(kind) === 'terms' &&
    (action === 'update' || action === 'adopt') &&
    mayTakeByRule({ before: before ?? {}, after: after ?? {} })
  );
}

/** Those of the holders whom it takes access from, or may; `propertiesOf` are Graph's, of a user by id. */
export function losersByRule(
  change: Change,
  holders: HoldersRead,
  propertiesOf: ReadonlyMap<string, JsonObject>,
): { readonly holders: HoldersRead; readonly byRule: TakenByRule } {
  const sides = { before: change.before ?? {}, after: change.after ?? {} };
  const judged = holders?.map((holder) => ({
    holder,
    loses: losesByRule(sides, propertiesOf.get(holder.userId ?? '')),
  }));
  return {
    holders: judged?.flatMap(({ holder, loses }): AssignmentHolder[] => (loses === 'no' ? [] : [holder])),
    byRule: {
      grace: graceOf(change),
      unsure: judged === undefined || judged.some(({ loses }) => loses === 'unknown'),
    },
  };
}

function graceOf({ after }: Change): string {
  const grace = takesByRule(after ?? {})?.grace ?? '';
  return (durationSeconds(grace) ?? 0) === 0 ? '' : `, ${durationText(grace)} after it`;
}

/** Why they lose it, as the end of a sentence. */
export function ruleText({ grace, unsure }: TakenByRule): string {
  const why = unsure
    ? 'the rule does not match them any more, or it is not known whether it does'
    : 'the rule does not match them any more';
  return ` (${why}${grace})`;
}
