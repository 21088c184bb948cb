/** Where the configuration was edited: the place of each difference between two sets of resources. */
import type { AccessComparison } from '../access/index.ts';
import type { SaidItem } from '../config/edits/edited.ts';
import type { Naming } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';
import { parseAddress } from '../model/address.ts';
import type { ResourceAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import { principalLookup } from '../model/principal.ts';
import type { Principal } from '../model/principal.ts';
import type { Attributes, JsonValue } from '../model/value.ts';
import { canonicalJson, equalValues, isList, isObject, textsIn, valueAt } from '../model/value.ts';
import type { EditOf, RangeOf } from './source.ts';
import { sourceOf } from './source.ts';

/** Attributes of one resource on both sides. */
interface Sides {
  readonly kind: string;
  readonly before: Attributes | undefined;
  readonly after: Attributes | undefined;
  /** As last applied, where that is known. */
  readonly applied?: Attributes | undefined;
}

export interface EditedInput {
  /** Where each declared resource stands. */
  readonly declared: readonly { readonly address: ResourceAddress; readonly path: AttributePath }[];
  readonly sidesOf: (address: ResourceAddress) => Sides | undefined;
  readonly rangeOf: RangeOf;
  readonly editOf: EditOf;
  /** Look-up key → id, as the configuration has them. */
  readonly lookups: Readonly<Record<string, string>>;
  /** The same as the configuration before had them, as far as known. */
  readonly pastLookups: Readonly<Record<string, string>>;
  /** The section of that name, by key. */
  readonly sponsors: Sponsors;
  /** The configuration before, where there is one. */
  readonly past?: PastPlaces;
}

type Sponsors = Readonly<Record<string, Principal>>;

/** Where a configuration said what is compared with. */
interface PastPlaces extends Pick<EditedInput, 'declared' | 'rangeOf' | 'editOf' | 'lookups'> {
  readonly sponsors: Sponsors;
}

type PlaceOf = NonNullable<AccessComparison['placeOf']>;

/** The edited line of a difference; of a resource that is gone, the line of what it was removed from. */
export function editedPlaces(input: EditedInput): PlaceOf {
  const paths = new Map(input.declared.map(({ address, path }) => [address, path]));
  const addresses = new Map(input.declared.map(({ address, path }) => [JSON.stringify(path), address]));
  const isChanged = (path: AttributePath) => changeAt(path, addresses, input.sidesOf);
  return (address, path) => {
    const start = paths.get(address);
    const sides = input.sidesOf(address);
    if (start === undefined) return sides && goneFrom(address, sides, input);
    if (path.length === 0 || sides?.before === undefined || sides.after === undefined) {
      const range = input.rangeOf([...start, ...path]);
      return range && sourceOf(range);
    }
    const [was, is] = [valueAt(sides.before, path), valueAt(sides.after, path)];
    const added = newItems(was, is);
    const removed = newItems(is, was);
    const range = input.editOf([...start, ...path, ...(isOff(was, is) ? ['isEnabled'] : [])], {
      isChanged,
      isNew: (item) => added.some((each) => says(item, each, input.lookups)),
      isAdded: isList(is) && added.length > 0,
      mayDiffer: (sponsor) =>
        input.past === undefined
          ? removed.some((each) => isUndeclared(each, input))
          : !isSame(input.past.sponsors[sponsor], input.sponsors[sponsor]),
      was,
      mayBeUnsaid: isEmpty(is) || isDefault(sides.kind, path, is),
    });
    const line = range?.removed === true ? lineBefore(address, path, removed, input.past) : undefined;
    return line ?? (range && sourceOf(isReverted(sides, path) ? { ...range, removed: undefined } : range));
  };
}

/** Whether it is going to be as it was last applied: the tenant was changed, and no line is gone. */
function isReverted({ applied, after }: Sides, path: AttributePath): boolean {
  return applied !== undefined && equalValues(valueAt(applied, path), after && valueAt(after, path));
}

function isSame(a: Principal | undefined, b: Principal | undefined): boolean {
  return a === undefined || b === undefined ? a === b : principalLookup(a) === principalLookup(b);
}

/** The line that is gone, in the configuration before. */
function lineBefore(
  address: ResourceAddress,
  path: AttributePath,
  removed: readonly JsonValue[],
  past: PastPlaces | undefined,
): ReturnType<PlaceOf> {
  const start = past?.declared.find((each) => each.address === address)?.path;
  if (past === undefined || start === undefined) return undefined;
  const range = past.editOf([...start, ...path], {
    isChanged: () => false,
    isNew: (item) => removed.some((each) => says(item, each, past.lookups)),
    isAdded: false,
    mayDiffer: () => false,
    was: undefined,
    mayBeUnsaid: false,
  });
  return range && { ...sourceOf(range), removed: true };
}

/** Where a resource that is gone stood, or what it was removed from. */
function goneFrom(
  address: ResourceAddress,
  sides: Sides,
  { past, ...now }: EditedInput,
): ReturnType<PlaceOf> {
  const path = past?.declared.find((each) => each.address === address)?.path;
  const range = path === undefined ? undefined : past?.rangeOf(path);
  return range === undefined ? removedFrom(address, sides, now) : { ...sourceOf(range), removed: true };
}

/** Of what is a member of its own and was switched off: that is what was edited. */
function isOff(was: JsonValue | undefined, is: JsonValue | undefined): boolean {
  return isObject(was) && is === null;
}

function isEmpty(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === '' || (isList(value) && value.length === 0);
}

function isDefault(kind: string, path: AttributePath, value: JsonValue | undefined): boolean {
  let members: Readonly<Record<string, { readonly default?: JsonValue }>> | undefined =
    KINDS.get(kind)?.attributes;
  let fallback: JsonValue | undefined;
  for (const step of path) {
    if (typeof step === 'number') continue;
    const member: unknown = members?.[step];
    const shape = member as
      { default?: JsonValue; members?: typeof members; of?: { members?: typeof members } } | undefined;
    fallback = shape?.default;
    members = shape?.members ?? shape?.of?.members;
  }
  return fallback !== undefined && value !== undefined && equalValues(fallback, value);
}

/** Items that only `is` has; a value that is not a list is its own item. */
function newItems(was: JsonValue | undefined, is: JsonValue | undefined): readonly JsonValue[] {
  const items = (value: JsonValue | undefined) =>
    isList(value) ? value : value === undefined ? [] : [value];
  const known = new Set(items(was).map((item) => canonicalJson(item)));
  return items(is).filter((item) => !known.has(canonicalJson(item)));
}

/** Whether an item of the configuration is what stands for `value`. */
function says(item: SaidItem, value: JsonValue, lookups: EditedInput['lookups']): boolean {
  const said = new Set(
    [...item.texts, ...item.references, ...item.lookups.map((key) => idIn(lookups, key) ?? key)].map((text) =>
      text.toLowerCase(),
    ),
  );
  return textsIn(value).some((text) => said.has(text.toLowerCase()));
}

/** Ids of `id:` look-ups are recorded with their type. */
function idIn(lookups: EditedInput['lookups'], key: string): string | undefined {
  const recorded = lookups[key];
  return key.startsWith('id:') ? recorded?.split(':').at(-1) : recorded;
}

/** Whether no entry of `sponsors` names a principal that was meant before: the entry that named it says another now. */
function isUndeclared(value: JsonValue, { sponsors, pastLookups }: EditedInput): boolean {
  const ids = new Set(textsIn(value).map((text) => text.toLowerCase()));
  const declared = new Set<string>(Object.values(sponsors).map((each) => principalLookup(each)));
  const keys = Object.keys(pastLookups).filter((key) => ids.has(idIn(pastLookups, key)?.toLowerCase() ?? ''));
  return keys.length > 0 && !keys.some((key) => declared.has(key));
}

/** Whether the resource at a path of the document differs there; undefined for a path outside, or of one that came or went. */
function changeAt(
  path: AttributePath,
  addresses: ReadonlyMap<string, ResourceAddress>,
  sidesOf: EditedInput['sidesOf'],
): boolean | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const address = addresses.get(JSON.stringify(path.slice(0, length)));
    if (address === undefined) continue;
    const { before, after } = sidesOf(address) ?? {};
    if (before === undefined || after === undefined) return undefined;
    return differsAt(before, after, path.slice(length));
  }
  return undefined;
}

/** Compares as deep as the path leads; sets, whose order tells nothing, as wholes. */
function differsAt(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  [step, ...rest]: AttributePath,
): boolean {
  if (step !== undefined && isObject(before) && isObject(after) && (step in before || step in after))
    return differsAt(before[step], after[step], rest);
  if (typeof step === 'number' && isSequence(before) && isSequence(after) && before.length === after.length)
    return differsAt(before[step], after[step], rest);
  return canonicalJson(before ?? null) !== canonicalJson(after ?? null);
}

function isSequence(value: JsonValue | undefined): value is readonly JsonValue[] {
  return isList(value) && value.every((item) => isObject(item) && item['@odata.type'] === undefined);
}

const PLAIN: Naming = {
  explicit: false,
  kept: false,
  reference: (address) => parseAddress(address)?.keys.at(-1) ?? address,
  principal: (id) => ({ id }),
  named: (id) => ({ id }),
  domainOf: () => undefined,
};

/** The section or list that held what is no longer declared; undefined where it may have stood in one of several files. */
function removedFrom(
  address: ResourceAddress,
  { kind, before }: Sides,
  { declared, rangeOf }: Pick<EditedInput, 'declared' | 'rangeOf'>,
): ReturnType<PlaceOf> {
  const parsed = parseAddress(address);
  const yaml = KINDS.get(kind)?.yaml;
  if (parsed === undefined || yaml === undefined || before === undefined) return undefined;
  const { path, listed } = yaml.declare(before, parsed.keys.at(-1) ?? '', PLAIN);
  const held = listed ? path : path.slice(0, -1);
  const isStanding = declared.some((each) => equalValues(each.path, held.slice(0, each.path.length)));
  const files = declared
    .filter((each) => each.path[0] === held[0])
    .map((each) => rangeOf(each.path.slice(0, 2))?.file);
  if (!isStanding && new Set(files).size > 1) return undefined;
  const range = rangeOf(held);
  return range && sourceOf({ ...range, removed: true });
}
