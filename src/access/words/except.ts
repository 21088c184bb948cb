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
export function exceptFor(name: RequestorName, except: readonly RequestorName[]): RequestorName {
  return except.length === 0
    ? name
    : { ...name, except, label: `${name.label} (except ${partsText(except)})` };
}

/** The first of some people, and how many more there are. */
export function partsText(parts: readonly RequestorName[]): string {
  return firstOf([...new Set(parts.map(({ label }) => label))], MOST);
}

/** Some of those whom a name stands for, as they are called behind it; two that are called the same are both among them. */
export function partNames(
  model: AccessModel,
  whole: Requestor,
  parts: readonly Requestor[] = [],
): readonly RequestorName[] {
  return parts
    .map((part) => ({ ...requestorName(model, part), label: partLabel(model, whole, part) }))
    .sort((a, b) => compareNames(a.label, b.label));
}

function partLabel(model: AccessModel, whole: Requestor, part: Requestor): string {
  const group = part.type === 'group' ? part.id : inGroupOf(part);
  if (group === undefined || (isExternalClass(part) && !isOfSameClass(part, whole)))
    return requestorName(model, part).label;
  return part.type !== 'group' && whole.type === 'group' && whole.id === group
    ? 'guests'
    : `those in ${nameOf(model.directory, group)}`;
}

function isOfSameClass(part: Requestor, whole: Requestor): boolean {
  if (part.type === 'anyExternalUser') return true;
  if (part.type !== 'connectedOrganization') return part.type === whole.type;
  return whole.type === 'connectedOrganization' && whole.address === part.address;
}
