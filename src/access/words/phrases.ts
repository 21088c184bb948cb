/** Answers in words: what every report says about terms of access, so that all say the same. Untrusted text inside. */
import type { AccessAnswer, Restriction, Way } from '../relation/answer.ts';
import type { StageAnswer } from '../relation/approvers.ts';
import type { GrantView } from '../facts/model.ts';
import type { Subject } from '../facts/subject.ts';
import { isDeadEnd } from '../relation/stage-order.ts';
import type { Lapse, Terms } from '../relation/terms.ts';
import { durationText } from './measures.ts';

export { durationText } from './measures.ts';

/** Who decides in a stage, as one phrase. */
export function stageText(stage: StageAnswer): string {
  if (isDeadEnd([stage])) return 'nobody can approve, so the request is denied';
  const { approvers, from, otherwise, escalation } = stage;
  const main = from === 'nobody' ? `${NO_ONE} at first` : chosenText(approvers.subjects, from);
  const later =
    escalation === undefined
      ? ''
      : `, after ${durationText(escalation.after)} also ${subjectsText(escalation.approvers.subjects)}`;
  return main + insteadText(otherwise?.subjects ?? []) + later;
}

function chosenText(subjects: readonly Subject[], from: StageAnswer['from']): string {
  return `${subjectsText(subjects)}${from === 'fallback' ? ' (fallback)' : ''}`;
}

function insteadText(subjects: readonly Subject[]): string {
  return subjects.length === 0 ? '' : `, or if nobody is found: ${subjectsText(subjects)}`;
}

/** An empty list of people. */
export const NO_ONE = 'nobody';

export function subjectsText(subjects: readonly Subject[]): string {
  return subjects.length === 0 ? NO_ONE : subjects.map(({ label }) => label).join(', ');
}

/** What limits a way in, as one phrase. */
export function restrictionText({ type, labels }: Restriction): string {
  const names = labels.join(', ');
  switch (type) {
    case 'holders':
      return `not for holders of ${names}`;
    case 'members':
      return `not for members of ${names}`;
    case 'otherDomains':
      return `only from domains that may be invited: ${names}`;
    case 'domains':
      return `not from domains that may not be invited: ${names}`;
    case 'ownDomains':
      return `not from ${names}, which may not be invited`;
    case 'keptOut':
      // One setting can keep out people of several tenants.
      return `not for those whom ${[...new Set(labels)].join(', ')} keeps out`;
  }
}

export function approvalText({ approval }: Pick<Terms, 'approval'>): string {
  return approval.length === 0 ? 'none' : approval.map(stageText).join('; then ');
}

export function expirationText({ expiration }: Terms): string {
  if (expiration.duration !== undefined) return durationText(expiration.duration);
  if (expiration.endDateTime !== undefined) return `until ${expiration.endDateTime}`;
  if (expiration.unknownType !== undefined)
    return `unknown: its expiration of the type ${expiration.unknownType} is unknown to this version`;
  return expiration.unspecified === true ? 'is not specified' : 'never ends';
}

export function extensionText({ extension, extensionApproval }: Terms): string {
  if (!extension) return 'no';
  return extensionApproval.length === 0 ? 'yes, without approval' : 'yes, with approval';
}

export function reviewText({ review }: Terms): string {
  if (review === undefined) return 'none';
  const { primary, fallback, subjects, from, instead } = review;
  const why = [...new Set([primary, fallback].flatMap(({ leftOut }) => leftOut))];
  const none = why.length === 0 ? 'no named reviewer' : `${NO_ONE}: ${why.join(', ')}`;
  const by = from === 'nobody' ? none : chosenText(subjects, from) + insteadText(instead);
  return `${review.every} by ${by}; without an answer ${unansweredText(review.otherwise)}`;
}

/** What happens at the end of a review that nobody answered. */
function unansweredText(behavior: string): string {
  switch (behavior) {
    case 'keepAccess':
      return 'access is kept';
    case 'removeAccess':
      return 'access is removed';
    case 'acceptAccessRecommendation':
      return 'what Entra recommends is done';
    default:
      return behavior;
  }
}

export function questionsText({ questions }: Terms): string {
  return questions.length === 0
    ? 'none'
    : questions.map(({ text, required }) => `${text}${required ? ' (required)' : ''}`).join('; ');
}

export function lapseText(lapse: Lapse, who = 'guests who came by a package'): string {
  switch (lapse.action) {
    case 'none':
      return 'nothing happens to guests';
    case 'blockSignIn':
      return `${who} are blocked`;
    case 'blockSignInAndDelete':
      return `${who} are blocked, and deleted after ${durationText(lapse.deletedAfter ?? 'P30D')}`;
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
