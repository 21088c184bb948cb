/** Parts of a set of changes that can be made, or left out, by themselves. */
import type { ResourceAddress } from '../../model/address.ts';
import { groupBy } from '../../model/group-by.ts';
import type { AttributePath } from '../../model/path.ts';
import type { JsonValue } from '../../model/value.ts';
import { isList, isObject, valueAt } from '../../model/value.ts';
import { links } from '../../model/walk.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { AccessResource } from '../facts/model.ts';
import type { ResourceChange } from './causes.ts';
import { differencesIn, impliedBy } from './causes.ts';
import type { Revision } from './touched.ts';

/** A change, or attributes of it, that can be made or left out by itself. */
export interface Unit {
  readonly change: ResourceChange;
  /** Empty where the object comes or goes. */
  readonly paths: readonly AttributePath[];
}

/** Of an object that stays, its attributes by what they belong to: those of approval, say, mean something together. */
export function unitsOf(change: ResourceChange): readonly Unit[] {
  const candidates = differencesIn(change);
  if (change.before === undefined || change.after === undefined)
    return candidates.length === 0 ? [] : [{ change, paths: [] }];
  const groups = groupBy(
    candidates.map(({ path }) => path),
    ([member]) => member,
  );
  return [...groups.values()].map((paths) => ({ change, paths }));
}

/**
 * What is another in `resources` when the unit is as on the other side. With what comes, whatever it refers to comes as
 * well; with what goes, whatever refers to it.
 */
export function switched(
  { change, paths }: Unit,
  resources: readonly AccessResource[],
  { changes, ended }: Pick<Revision, 'changes' | 'ended'>,
  to: 'before' | 'after',
): ReadonlyMap<ResourceAddress, AccessResource | undefined> {
  const { address, kind } = change;
  const wanted = new Map<ResourceAddress, AccessResource | undefined>();
  const take = (each: ResourceChange) => {
    if (wanted.has(each.address)) return;
    const own = each[to];
    wanted.set(each.address, own && { address: each.address, kind: each.kind, attributes: own });
    const isComing = own !== undefined;
    const others = changes.filter((other) => isWhole(other) && isComing === (other[to] !== undefined));
    for (const other of others)
      if (isComing ? refersTo(each, other.address) : refersTo(other, each.address)) take(other);
  };
  if (paths.length === 0) {
    take(change);
    return wanted;
  }
  const here = resources.find((each) => each.address === address)?.attributes ?? {};
  const all = paths.flatMap((path) => [path, ...impliedBy(path)]);
  const set = all.reduce<JsonValue>((value, at) => withValueAt(value, at, valueAt(change[to], at)), here);
  wanted.set(address, { address, kind, attributes: isObject(set) ? set : here });
  // What is made anew takes with it what nothing declares.
  if (ended?.has(address) === true)
    for (const other of changes) if (other.after === undefined && refersTo(other, address)) take(other);
  return wanted;
}

function isWhole({ before, after }: ResourceChange): boolean {
  return before === undefined || after === undefined;
}

function refersTo({ kind, before, after }: ResourceChange, address: ResourceAddress): boolean {
  const members = KINDS.get(kind)?.attributes ?? {};
  return links(members, after ?? before ?? {}).some(({ value }) => value === address);
}

function withValueAt(value: JsonValue, path: AttributePath, to: JsonValue | undefined): JsonValue {
  const [member, ...rest] = path;
  if (member === undefined) return to ?? null;
  if (typeof member === 'number') {
    const list = isList(value) ? value : [];
    return list.map((item, index) => (index === member ? withValueAt(item, rest, to) : item));
  }
  const object = isObject(value) ? value : {};
  if (rest.length > 0) return { ...object, [member]: withValueAt(object[member] ?? {}, rest, to) };
  const others = Object.fromEntries(Object.entries(object).filter(([name]) => name !== member));
  return to === undefined ? others : { ...others, [member]: to };
}
