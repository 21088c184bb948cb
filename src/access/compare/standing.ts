/** Whether those who are named to decide can sign in for it, before and after. */
import { onceForPair, onceForText } from '../../model/once.ts';
import type { AccessModel } from '../facts/model.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import { isUnsure, whyIdle } from '../relation/approver-list.ts';
import type { Duty } from '../relation/duties.ts';
import { principalName } from '../relation/duties.ts';
import { changesOfKind } from './causes.ts';
import type { Revision } from './touched.ts';

/** Duties of the members of groups who come to sign in, or no longer can, where that is not so of the whole group. */
export function dutiesWithin({ before, after, changes }: Revision, duties: readonly Duty[]): Duty[] {
  if (changesOfKind(changes)('crossTenantAccess').length === 0) return [];
  return duties
    .filter(({ actor }) => actor.type === 'group')
    .flatMap((duty) =>
      membersTouched(
        before,
        after,
      )(duty.actor.id ?? '').map((id) => ({
        ...duty,
        actor: principalName(after.directory, id),
      })),
    );
}

/** Ids of the members of a group, by its id: many packages name one group. */
const membersTouched = onceForPair((before: AccessModel, after: AccessModel) => {
  const isOther = (id: string) => hasOtherStanding({ before, after }, id);
  return onceForText((group: string) =>
    isOther(group) ? [] : (after.directory.groups.get(group)?.members ?? []).filter(isOther),
  );
});

/** Whether someone who is named can sign in, and why not. */
export function standingOf(model: AccessModel, { id = '' }: Pick<RequestorName, 'id'>) {
  const idle = whyIdle(model, id);
  return { idle, isIdle: idle !== undefined, isUnsure: isUnsure(model, id) };
}

/** Whether someone comes to sign in, or no longer can, or that comes to be unknown. */
export function hasOtherStanding({ before, after }: Pick<Revision, 'before' | 'after'>, id: string): boolean {
  const [then, now] = [standingOf(before, { id }), standingOf(after, { id })];
  return then.isIdle !== now.isIdle || then.isUnsure !== now.isUnsure;
}
