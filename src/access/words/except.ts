/** Whom what is said of people does not hold for. */
import type { AccessModel } from '../facts/model.ts';
import { nameOf } from '../facts/names.ts';
import type { RequestorName } from '../facts/requestor-name.ts';
import type { Requestor } from '../facts/requestor.ts';
import { requestorName } from '../facts/requestor.ts';
import { listed } from './listed.ts';

/** `members of Plant (except those in Plant South)`. */
export function exceptFor(name: RequestorName, others: readonly string[]): RequestorName {
  return others.length === 0 ? name : { ...name, label: `${name.label} (except ${listed(others)})` };
}

/** Some of those whom a name stands for, as they are called behind it. */
export function partName(model: AccessModel, part: Requestor): string {
  if (part.type === 'group') return `those in ${nameOf(model.directory, part.id)}`;
  return part.type === 'anyExternalUser' && part.inGroup !== undefined
    ? `those in ${nameOf(model.directory, part.inGroup)}`
    : requestorName(model, part).label;
}
