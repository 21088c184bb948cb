/** Edits of nothing but whether people from outside see what is in a catalog. */
import type { AccessModel } from '../facts/model.ts';
import { EXTERNAL_SCOPES } from '../facts/policy-view.ts';
import type { PolicyView } from '../facts/policy-view.ts';
import type { ResourceChange } from './causes.ts';
import { differencesIn } from './causes.ts';

/** Whether a change of a catalog says nothing else. */
function isOfVisibilityAlone(change: ResourceChange): boolean {
  if (change.kind !== 'catalog' || change.before === undefined || change.after === undefined) return false;
  return differencesIn(change).every(({ path }) => path[0] === 'isExternallyVisible');
}

/** Whether a change has no say in what comes of policies: it is shown to people from outside, and they are for none of these. */
export function isOfOthersSight(
  change: ResourceChange,
  policies: readonly Pick<PolicyView, 'scope'>[],
): boolean {
  return isOfVisibilityAlone(change) && !policies.some(({ scope }) => EXTERNAL_SCOPES.includes(scope));
}

/** The policies that these addresses are of, on either side. */
export function policiesAt(
  models: readonly AccessModel[],
  addresses: Iterable<string>,
): readonly PolicyView[] {
  return [...addresses].flatMap((address) => models.flatMap(({ policies }) => policies.get(address) ?? []));
}
