/** Whether a way to access is on the terms that a guarantee wants of it. */
import type { Governance } from '../../schema/governance.ts';
import type { AttributePath } from '../../model/path.ts';
import { durationSeconds } from '../../model/duration.ts';
import type { AccessModel } from '../facts/model.ts';
import { nameOf } from '../facts/names.ts';
import type { Requestor } from '../facts/requestor.ts';
import type { Subject } from '../facts/subject.ts';
import { PRINCIPAL, SELF } from '../facts/subject.ts';
import type { Review, Terms } from '../relation/terms.ts';
import { decidersOfStage } from '../relation/deciders.ts';
import { decidedBy, fewestPeople } from './deciding.ts';

export type GuaranteeSpec = NonNullable<Governance['guarantees']>[number];
export type GuaranteeTerms = NonNullable<GuaranteeSpec['unless']>;

/** One of the terms that a way does not have. */
export interface TermFault {
  readonly clause: keyof GuaranteeTerms;
  /** False where a missing fact leaves it open; the text names the fact then. */
  readonly certain: boolean;
  /** Continues `can get X: `. */
  readonly text: string;
  /** Where in the policy. */
  readonly path: AttributePath;
}

/** One way, as it is held against the terms. */
export interface JudgedWay {
  readonly terms: Terms;
  readonly sort: Requestor;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What of the terms the way lacks. */
export function termFaults(model: AccessModel, way: JudgedWay, unless: GuaranteeTerms): readonly TermFault[] {
  const { approvalsBy, stages, atMost, reviewed, justified } = unless;
  return [
    ...(approvalsBy === undefined ? [] : approvedBy(model, way.terms, approvalsBy)),
    ...(stages === undefined ? [] : approvedByPeople(model, way.terms, stages)),
    ...(atMost === undefined ? [] : endsWithin(way, atMost)),
    ...(reviewed === true ? reviewFaults(model, way) : []),
    ...(justified === true && !way.terms.justification
      ? [fault('justified', APPROVAL, 'no justification is asked for')]
      : []),
  ];
}

const APPROVAL: AttributePath = ['requestApprovalSettings'];

function fault(clause: TermFault['clause'], path: AttributePath, text: string): TermFault {
  return { clause, certain: true, text, path };
}

function open(clause: TermFault['clause'], path: AttributePath, unknown: readonly string[]): TermFault {
  return { clause, certain: false, text: `unknown: ${[...new Set(unknown)].join('; ')}`, path };
}

const SIDES = {
  internal: { others: 'Guest', text: 'people from outside can approve it between them' },
  external: { others: 'Member', text: 'members of the directory can approve it between them' },
} as const;

function approvedBy(
  model: AccessModel,
  { approval }: Terms,
  by: NonNullable<GuaranteeTerms['approvalsBy']>,
): TermFault[] {
  if (approval.length === 0) return [fault('approvalsBy', APPROVAL, 'no approval is needed')];
  const { others, text } = SIDES[by];
  const { alone, unknown } = decidedBy(model, approval.map(decidersOfStage), others);
  const path = [...APPROVAL, 'stages'];
  if (alone === 'no') return [];
  return [alone === 'yes' ? fault('approvalsBy', path, text) : open('approvalsBy', path, unknown)];
}

function approvedByPeople({ directory }: AccessModel, { approval }: Terms, wanted: number): TermFault[] {
  if (approval.length === 0) return [fault('stages', APPROVAL, 'no approval is needed')];
  const deciders = approval.map(decidersOfStage);
  const { known, possible, people } = fewestPeople(deciders);
  if (possible >= wanted) return [];
  const path = [...APPROVAL, 'stages'];
  if (known >= wanted) {
    const unknown = deciders.flatMap((each) => each.unknown);
    return [open('stages', path, unknown)];
  }
  const names = people.map((id) => nameOf(directory, id)).join(' and ');
  return [fault('stages', path, `${names} can approve it ${people.length === 1 ? 'alone' : 'between them'}`)];
}

/** An extension without approval has no end. */
function endsWithin({ terms, now }: JudgedWay, atMost: string): TermFault[] {
  const { duration, endDateTime, unspecified } = terms.expiration;
  const path = ['expiration'];
  const limit = durationSeconds(atMost) ?? 0;
  const found: TermFault[] = [];
  if (duration !== undefined) {
    const length = durationSeconds(duration);
    if (length === undefined) found.push(open('atMost', path, [`how long ${duration} is`]));
    else if (length > limit) found.push(fault('atMost', path, `it lasts ${duration}`));
  } else if (endDateTime !== undefined) {
    if (!(Date.parse(endDateTime) <= now + limit * 1000))
      found.push(fault('atMost', path, `it ends on ${endDateTime.slice(0, 10)}`));
  } else if (unspecified === true) found.push(open('atMost', path, ['when it ends']));
  else found.push(fault('atMost', path, 'it does not end'));
  if (terms.extension && terms.extensionApproval.length === 0)
    found.push(
      fault(
        'atMost',
        ['requestorSettings', 'enableTargetsToSelfUpdateAccess'],
        'it is extended without approval',
      ),
    );
  return found;
}

function reviewFaults(model: AccessModel, { terms: { review }, sort }: JudgedWay): TermFault[] {
  const path = ['reviewSettings'];
  if (review === undefined) return [fault('reviewed', path, 'it is not reviewed')];
  const { cycle } = review;
  if (cycle.unit === 'once') return [fault('reviewed', path, 'it is reviewed once')];
  if (cycle.times !== undefined || cycle.until !== undefined) {
    const last = cycle.until ?? `${cycle.times} times`;
    return [fault('reviewed', path, `its reviews end (${last})`)];
  }
  return isReviewedByOthers(model, review, sort)
    ? []
    : [fault('reviewed', path, 'nobody but the holder reviews it')];
}

/** Who reviews reviews also what they hold themselves. */
function isReviewedByOthers({ directory }: AccessModel, { subjects }: Review, sort: Requestor): boolean {
  const holder = sort.type === 'person' ? sort.person.id : undefined;
  const isOther = ({ type, id }: Subject): boolean => {
    if (type === SELF) return false;
    if (type !== PRINCIPAL || holder === undefined) return true;
    const members = directory.groups.get(id)?.members;
    return members === undefined ? id !== holder : members.some((each) => each !== holder);
  };
  return subjects.some(isOther);
}
