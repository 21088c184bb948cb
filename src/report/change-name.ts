/** What a change is called where its display name holds ids. */
import { replaceGuids } from '../model/guid.ts';
import type { Change, ShownPlan } from '../plan/plan.ts';

/** What a person calls the object of a change: some have no name of their own but that of a directory object. */
export function changeName({ displayName }: Pick<Change, 'displayName'>, names: ShownPlan['names']): string {
  return replaceGuids(displayName, (id) => names[id.toLowerCase()] ?? id);
}
