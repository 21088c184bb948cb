/** Answers in words: what every report says about terms of access, so that all say the same. Untrusted text inside. */
import { durationSeconds } from '../model/duration.ts';
import type { AccessAnswer, Way } from './answer.ts';
import { stageText } from './approvers.ts';
import type { GrantView } from './model.ts';
import type { Lapse, Terms } from './terms.ts';

/** `90 days`, `4 hours`; a duration that is neither comes back as it is. */
export function durationText(duration: string): string {
  const seconds = durationSeconds(duration);
  if (seconds === undefined) return duration;
  const counted = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;
  if (seconds % 86_400 === 0) return counted(seconds / 86_400, 'day');
  return seconds % 3_600 === 0 ? counted(seconds / 3_600, 'hour') : duration;
}

export function approvalText({ approval }: Terms): string {
  return approval.length === 0 ? 'none' : approval.map(stageText).join('; then ');
}

export function expirationText({ expiration }: Terms): string {
  if (expiration.duration !== undefined) return durationText(expiration.duration);
  return expiration.endDateTime === undefined ? 'never ends' : `until ${expiration.endDateTime}`;
}

export function extensionText({ extension, extensionApproval }: Terms): string {
  if (!extension) return 'no';
  return extensionApproval.length === 0 ? 'yes, without approval' : 'yes, with approval';
}

export function reviewText({ review }: Terms): string {
  if (review === undefined) return 'none';
  const by = review.reviewers.length === 0 ? 'nobody in particular' : review.reviewers.join(', ');
  return `${review.every} by ${by}; without an answer: ${review.otherwise}`;
}

export function questionsText({ questions }: Terms): string {
  return questions.length === 0
    ? 'none'
    : questions.map(({ text, required }) => `${text}${required ? ' (required)' : ''}`).join('; ');
}

export function lapseText(lapse: Lapse): string {
  switch (lapse.action) {
    case 'none':
      return 'nothing happens to the guest';
    case 'blockSignIn':
      return 'the guest is blocked';
    case 'blockSignInAndDelete':
      return `the guest is blocked, and deleted after ${durationText(lapse.deletedAfter ?? 'P30D')}`;
  }
}

export function grantText({ role, resource }: GrantView): string {
  return `${role} of ${resource}`;
}

export function grantsText({ grants }: Terms): string {
  return grants.length === 0 ? 'nothing' : grants.map(grantText).join(', ');
}

/** One way in as lines of `label: text`; what is usual is left out. */
export function wayLines({ policy, terms }: Way): readonly string[] {
  return [
    `through: ${policy.displayName}`,
    `approval: ${approvalText(terms)}`,
    ...(terms.justification ? ['justification: required'] : []),
    ...(terms.questions.length > 0 ? [`questions: ${questionsText(terms)}`] : []),
    `lasts: ${expirationText(terms)}${terms.extension ? `, extension ${extensionText(terms).replace(/^yes, /, '')}` : ''}`,
    ...(terms.review === undefined ? [] : [`review: ${reviewText(terms)}`]),
    ...(terms.lapse === undefined ? [] : [`after the last access: ${lapseText(terms.lapse)}`]),
    `grants: ${grantsText(terms)}`,
  ];
}

/** Every way of an answer as lines; automatic assignment is one of them. */
export function answerLines({ ways, automatic, conditions }: AccessAnswer): readonly string[] {
  return [
    ...ways.flatMap(wayLines),
    ...automatic.flatMap(({ policy, terms, certain }) => [
      `${certain ? 'assigned' : 'may be assigned'} without a request through: ${policy.displayName}`,
      `grants: ${grantsText(terms)}`,
    ]),
    ...conditions,
  ];
}
