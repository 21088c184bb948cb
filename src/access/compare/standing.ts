/** Whether those who are named to decide can sign in for it, before and after. */
import { isOfOuterDoor } from '../facts/outer-door.ts';
import type { AccessModel } from '../facts/model.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import { isUnsure, whyIdle } from '../relation/approver-list.ts';
import type { Duty } from '../relation/duties.ts';
import { principalName } from '../relation/duties.ts';
import type { Revision } from './touched.ts';

/** Duties of the members of groups who come to sign in, or no longer can, where that is not so of the whole group. */
export function dutiesWithin({ before, after, changes }: Revision, duties: readonly Duty[]): Duty[] {
  if (!changes.some(isOfOuterDoor)) return [];
  const isOther = (actor: RequestorName) => {
    const [then, now] = [standingOf(before, actor), standingOf(after, actor)];
    return then.isIdle !== now.isIdle || then.isUnsure !== now.isUnsure;
  };
  return duties
    .filter(({ actor }) => actor.type === 'group' && !isOther(actor))
    .flatMap((duty) =>
      (after.directory.groups.get(duty.actor.id ?? '')?.members ?? [])
        .map((id) => ({ ...duty, actor: principalName(after.directory, id) }))
        .filter(({ actor }) => isOther(actor)),
    );
}

/** Whether someone who is named can sign in, and why not. */
export function standingOf(model: AccessModel, { id = '' }: RequestorName) {
  const idle = whyIdle(model, id);
  return { idle, isIdle: idle !== undefined, isUnsure: isUnsure(model, id) };
}
