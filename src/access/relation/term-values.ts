/** Terms as values: ids, seconds, instants and members of ordered enums, without a word of what people call them. */
import type { ApproverSet } from './approver-list.ts';
import type { StageAnswer } from './approvers.ts';
import { grantKey } from '../facts/model.ts';
import type { Length } from './order.ts';
import { lengthOf } from './order.ts';
import type { Subject } from '../facts/subject.ts';
import { subjectKey } from '../facts/subject.ts';
import type { Cycle, Question, Terms } from './terms.ts';

/** Keys of subjects, sorted. */
type ListValue = {
  readonly subjects: readonly string[];
  /** Those who are named and do not count now. */
  readonly absent: readonly string[];
  /** Those who count if they can sign in, which is not known. */
  readonly unsure: readonly string[];
};

export type StageValue = {
  readonly from: StageAnswer['from'];
  readonly primary: ListValue;
  readonly fallback: ListValue;
  readonly escalation: {
    readonly after: Length;
    readonly primary: ListValue;
    readonly fallback: ListValue;
  } | null;
  readonly denial: Length;
  readonly justification: boolean;
};

export type ExtensionValue = {
  readonly allowed: boolean;
  /** Stages of the request for an extension, unless they are those of the request for access. */
  readonly approval: readonly StageValue[] | 'asForAccess';
};

export type ExpirationValue =
  | { readonly type: 'never' | 'unspecified' }
  | { readonly type: 'after'; readonly length: Length }
  | { readonly type: 'until'; readonly instant: number | string };

export type QuestionValue = {
  readonly type: string;
  readonly text: string;
  readonly required: boolean;
  readonly pattern: string | null;
  readonly choices: readonly string[] | null;
  readonly several: boolean;
  readonly editable: boolean;
};

export type ReviewValue = {
  /** Days from one review to the next; null: there is one only. */
  readonly days: number | null;
  readonly times: number | null;
  readonly until: string | null;
  readonly reviewers: ListValue;
  readonly fallback: ListValue;
  readonly otherwise: string;
  readonly justification: boolean;
  readonly open: Length | null;
  /** Milliseconds since the epoch. */
  readonly start: number | null;
  readonly recommendations: boolean;
} | null;

export type LeavingValue = { readonly removed: boolean; readonly grace: Length } | null;

export type GrantValue = { readonly resource: string; readonly role: string };

export function stageValues(stages: readonly StageAnswer[]): readonly StageValue[] {
  return stages.map(({ from, primary, fallback, escalation, ...stage }) => ({
    from,
    primary: listValue(primary),
    fallback: listValue(fallback),
    escalation:
      escalation === undefined
        ? null
        : {
            after: lengthOf(escalation.after),
            primary: listValue(escalation.primary),
            fallback: listValue(escalation.fallback),
          },
    denial: lengthOf(stage.automaticDenialAfter),
    justification: stage.approverJustification,
  }));
}

function listValue({ subjects, absent, unsure }: ApproverSet): ListValue {
  return { subjects: keysOf(subjects), absent: keysOf(absent), unsure: keysOf(unsure) };
}

function keysOf(subjects: readonly Subject[]): readonly string[] {
  return subjects.map(subjectKey).sort();
}

export function extensionValue({ extension, extensionApproval, approval }: Terms): ExtensionValue {
  const same = approval.length > 0 && extensionApproval.length > 0;
  return { allowed: extension, approval: same ? 'asForAccess' : stageValues(extensionApproval) };
}

export function expirationValue({ expiration }: Terms): ExpirationValue {
  const { duration, endDateTime, unspecified } = expiration;
  if (duration !== undefined) return { type: 'after', length: lengthOf(duration) };
  if (endDateTime !== undefined) {
    const instant = Date.parse(endDateTime);
    return { type: 'until', instant: Number.isNaN(instant) ? endDateTime : instant };
  }
  return { type: unspecified === true ? 'unspecified' : 'never' };
}

export function questionValues({ questions }: Terms): readonly QuestionValue[] {
  return questions.map((question: Question) => ({
    ...question,
    pattern: question.pattern ?? null,
    choices: question.choices ?? null,
  }));
}

export function reviewValue({ review }: Terms): ReviewValue {
  if (review === undefined) return null;
  const { cycle, primary, fallback, otherwise, justification, open, start, recommendations } = review;
  return {
    days: daysOf(cycle),
    times: cycle.times ?? null,
    until: cycle.until ?? null,
    reviewers: listValue(primary),
    fallback: listValue(fallback),
    otherwise,
    justification,
    open: open === undefined ? null : lengthOf(open),
    start: start === undefined ? null : Date.parse(start),
    recommendations,
  };
}

/** Mean days, so that twelve months are a year. */
const DAYS = { day: 1, week: 7, month: 30.4375, year: 365.25 };

function daysOf({ unit, interval, days = 1 }: Cycle): number | null {
  return unit === 'once' ? null : (DAYS[unit] * interval) / days;
}

export function leavingValue({ leaving }: Terms): LeavingValue {
  return leaving === undefined ? null : { removed: leaving.removed, grace: lengthOf(leaving.grace) };
}

/** Each once, by its key. */
export function grantValues({ grants }: Terms): readonly GrantValue[] {
  const values = new Map(
    grants.map((grant) => [grantKey(grant), { resource: grant.resourceId, role: grant.role }]),
  );
  return [...values.keys()].sort().flatMap((key) => values.get(key) ?? []);
}
