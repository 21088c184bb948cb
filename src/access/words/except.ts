/** Whom what is said of people does not hold for. */
import { firstOf } from '../../model/counted.ts';
import { compareNames } from '../../model/natural-order.ts';
import type { AccessModel } from '../facts/model.ts';
import { nameOf } from '../facts/names.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Requestor } from '../facts/requestor.ts';
import { inGroupOf, isExternalClass, requestorName } from '../facts/requestor.ts';

/** Parts that are named. */
const MOST = 3;

/** `members of Plant (except those in Plant South)`. */
export function exceptFor(name: RequestorName, others: readonly string[]): RequestorName {
  return others.length === 0 ? name : { ...name, label: `${name.label} (except ${firstOf(others, MOST)})` };
}

/** Some of those whom a name stands for, as they are called behind it. */
export function partNames(
  model: AccessModel,
  whole: Requestor,
  parts: readonly Requestor[] = [],
): readonly string[] {
  return [...new Set(parts.map((part) => partName(model, whole, part)))].sort(compareNames);
}

function partName(model: AccessModel, whole: Requestor, part: Requestor): string {
  const group = part.type === 'group' ? part.id : inGroupOf(part);
  if (group === undefined || (isExternalClass(part) && part.type !== 'anyExternalUser'))
    return requestorName(model, part).label;
  return part.type !== 'group' && whole.type === 'group' && whole.id === group
    ? 'guests'
    : `those in ${nameOf(model.directory, group)}`;
}
