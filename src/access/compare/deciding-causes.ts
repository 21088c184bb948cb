/** Which of several changes decide about a difference: those without which it is another, or which make one alone. */
import type { ResourceAddress } from '../../model/address.ts';
import { isWithin, parsePath } from '../../model/path.ts';
import type { Steps } from '../../model/turns.ts';
import type { AccessModel, AccessResource } from '../facts/model.ts';
import type { RequestorType } from '../facts/requestor-name.ts';
import type { AccessCause, AccessChange, AccessDiff } from './access-change.ts';
import type { PlaceOf, ResourceChange } from './causes.ts';
import { causeAt } from './causes.ts';
import type { Unit } from './change-units.ts';
import { switched, unitsOf } from './change-units.ts';
import { diffAccessSteps } from './diff.ts';
import type { Revision } from './touched.ts';

/** Beyond it the causes stay those that the attributes tell: each change is tried by two more comparisons. */
const MOST_TRIED = 24;
/** Changes times resources: what a trial costs grows with both. */
const MOST_WORK = 20_000;
/** What is told of a change of many is told of most: trying them again would tell nothing apart. */
const MOST_ENTRIES = 300;

interface Tried {
  readonly past: readonly AccessResource[];
  readonly present: readonly AccessResource[];
  readonly revision: Revision;
  readonly modelOf: (resources: readonly AccessResource[]) => AccessModel;
  readonly placeOf: PlaceOf;
  /** Nothing that is told is come to in several steps. */
  readonly inOneStep: boolean;
}

/** A unit with the keys of the entries that it decides about. */
interface Decided extends Unit {
  readonly of: ReadonlySet<string>;
}

/**
 * The entries with the causes that decide. An attribute that could have a say by its kind has none where the entry is the
 * same without it and it makes none alone; where that is so of all that are named, those that decide are named instead.
 */
export function* withDecidingCauses(diff: AccessDiff, given: Omit<Tried, 'inOneStep'>): Steps<AccessDiff> {
  const { revision, present } = given;
  const entries = [...diff.gained, ...diff.lost, ...diff.changed];
  const tried = { ...given, inOneStep: entries.every(({ path }) => path === undefined) };
  const units = revision.changes.flatMap(unitsOf);
  const isWorth = units.length > 0 && units.length <= MOST_TRIED && entries.length <= MOST_ENTRIES;
  if (!isWorth || units.length * present.length > MOST_WORK) return diff;
  const decided: Decided[] = [];
  // Of a single change that bears on access, everything is the effect.
  if (units.length > 1) for (const unit of units) decided.push(...(yield* decidedBy(unit, tried)));
  const changed = new Set([...revision.changes.map(({ address }) => address), ...(revision.ended ?? [])]);
  // What is as it was decides about nothing.
  const isTried = (cause: AccessCause) =>
    !changed.has(cause.address) || units.some((unit) => isOf(cause, unit));
  const decide = (entry: AccessChange): AccessChange => {
    const keys = keysOf(entry);
    const deciding = units.length > 1 ? decided.filter(({ of }) => keys.some((key) => of.has(key))) : units;
    const causes = decidingAmong(entry.causes, deciding, isTried, tried.placeOf);
    return causes === entry.causes ? entry : { ...entry, causes };
  };
  return { gained: diff.gained.map(decide), lost: diff.lost.map(decide), changed: diff.changed.map(decide) };
}

function decidingAmong(
  causes: readonly AccessCause[],
  deciding: readonly Unit[],
  isTried: (cause: AccessCause) => boolean,
  placeOf: PlaceOf,
): readonly AccessCause[] {
  if (deciding.length === 0) return causes;
  const kept = causes.filter((cause) => !isTried(cause) || deciding.some((unit) => isOf(cause, unit)));
  if (kept.length === causes.length) return causes;
  if (kept.length > 0) return kept;
  return deciding.flatMap(({ change: { address }, paths }) =>
    (paths.length === 0 ? [[]] : paths).map((path) => causeAt(address, path, placeOf)),
  );
}

/** Whether a cause names the unit, something within it, or something that it is within. */
function isOf({ address, path }: AccessCause, unit: Unit): boolean {
  if (address !== unit.change.address) return false;
  const named = path === undefined ? [] : (parsePath(path) ?? []);
  return unit.paths.length === 0 || unit.paths.some((own) => isWithin(named, own) || isWithin(own, named));
}

/** The unit, or those of its attributes that decide alone where some do. */
function* decidedBy(unit: Unit, tried: Tried): Steps<readonly Decided[]> {
  const whole = { ...unit, of: yield* entriesOf(unit, tried) };
  if (unit.paths.length < 2 || whole.of.size === 0) return [whole];
  const single: Decided[] = [];
  for (const path of unit.paths) {
    const each = { ...unit, paths: [path] };
    single.push({ ...each, of: yield* entriesOf(each, tried) });
  }
  const together = [...whole.of].filter((key) => !single.some(({ of }) => of.has(key)));
  return [{ ...unit, of: new Set(together) }, ...single];
}

/** Keys of the entries that a change makes, alone after what was before, or last before what is after. */
function* entriesOf(unit: Unit, tried: Tried): Steps<ReadonlySet<string>> {
  const { past, present, revision } = tried;
  const made = switched(unit, past, revision, 'after');
  const unmade = switched(unit, present, revision, 'before');
  const alone = yield* diffBetween(tried, { model: revision.before, resources: past }, made, 'after');
  const last = yield* diffBetween(tried, { model: revision.after, resources: present }, unmade, 'before');
  return new Set([...alone, ...last]);
}

function* diffBetween(
  { revision, modelOf, inOneStep }: Tried,
  known: { readonly model: AccessModel; readonly resources: readonly AccessResource[] },
  resources: ReadonlyMap<ResourceAddress, AccessResource | undefined>,
  side: 'before' | 'after',
): Steps<readonly string[]> {
  const others = known.resources.filter(({ address }) => !resources.has(address));
  const switchedIn = [...resources.values()].filter((each) => each !== undefined);
  const model = modelOf([...others, ...switchedIn]);
  const was = new Map(known.resources.map((resource) => [resource.address, resource]));
  const changes = [...resources].map(([address, resource]): ResourceChange => {
    const there = was.get(address);
    const [before, after] = side === 'after' ? [there, resource] : [resource, there];
    const kind = (there ?? resource)?.kind ?? '';
    return { address, kind, before: before?.attributes, after: after?.attributes };
  });
  const ended = new Set([...(revision.ended ?? [])].filter((address) => resources.has(address)));
  const [before, after] = side === 'after' ? [known.model, model] : [model, known.model];
  const between = { ...revision, before, after, changes, ended, inOneStep };
  const { gained, lost, changed } = yield* diffAccessSteps(between);
  return [...gained, ...lost, ...changed].map((entry) => keyOf(entry, entry.requestor));
}

/** Who can request something, is given it or can be assigned it gets it: which of these is said can be another alone. */
const GETTING: ReadonlySet<string> = new Set(['request', 'receive', 'assign']);

/** Sorts of people that are said of all of theirs, by the sort that these are told as where they fare otherwise. */
const WITHIN: Partial<Record<RequestorType, readonly RequestorType[]>> = {
  connectedOrganization: ['configuredOrganizations', 'anyExternalUser'],
  configuredOrganizations: ['anyExternalUser'],
  members: ['directoryUsers'],
  user: ['members', 'directoryUsers', 'configuredOrganizations', 'anyExternalUser'],
};

/** The key of an entry, and those of entries that say the same of all whom it is about. */
function keysOf(entry: AccessChange): readonly string[] {
  const { requestor } = entry;
  const { type, id, guests, group } = requestor;
  const wider: readonly RequestorKey[] = [
    ...(guests === true ? [{ type, id }] : []),
    ...(group === undefined ? [] : [{ type: 'group' as const, id: group }]),
    ...(WITHIN[type] ?? []).flatMap((within) => [{ type: within }, { type: within, guests }]),
  ];
  return [requestor, ...wider].map((each) => keyOf(entry, each));
}

interface RequestorKey {
  readonly type: RequestorType;
  readonly id?: string | undefined;
  readonly guests?: true | undefined;
  readonly group?: string | undefined;
}

/** Equal for entries that say something of the same people, capability and package. */
function keyOf(
  { capability, package: of, path }: AccessChange,
  { type, id, guests, group }: RequestorKey,
): string {
  const what = GETTING.has(capability ?? '') ? 'get' : capability;
  return JSON.stringify([what, type, id, guests, group, of.address, path !== undefined]);
}
