/** The access diff of two sets of resources: what a plan would change, or two revisions differ in. */
import type { ResourceAddress } from '../../model/address.ts';
import { groupBy } from '../../model/group-by.ts';
import type { Steps } from '../../model/turns.ts';
import { atOnce } from '../../model/turns.ts';
import { asString, canonicalJson, equalValues } from '../../model/value.ts';
import { mapReferences } from '../../model/walk.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { AccessDiff } from './access-change.ts';
import type { PlaceOf, ResourceChange } from './causes.ts';
import { withDecidingCauses } from './deciding-causes.ts';
import { diffAccessSteps, NOWHERE } from './diff.ts';
import type { DirectoryFacts } from '../facts/facts.ts';
import type { HeldNow } from '../facts/held-now.ts';
import { onceEach } from './held-by.ts';
import { packagesBarringPaths, packagesMoving } from './asked-holdings.ts';
import { isOfOuterDoor } from '../facts/outer-door.ts';
import type { AccessResource, Surroundings } from '../facts/model.ts';
import { createAccessModel } from '../facts/model.ts';
import { rolesKeptBy } from './kept-otherwise.ts';
import { holdersTakingPart } from './holders-taking-part.ts';
import { highestManagerLevel, isDoorChanging } from './managers-at-door.ts';
import { takingPartInPaths } from './taking-part.ts';
import type { Revision } from './touched.ts';
import { withUndeclaredCauses } from './undeclared-causes.ts';
import { addressesTakingPart } from './touched.ts';
import { guestsAskedForReports, peopleAskedForManagers } from './without-manager.ts';

export interface AccessComparison extends Surroundings {
  readonly before: readonly AccessResource[];
  readonly after: readonly AccessResource[];
  readonly directory?: DirectoryFacts;
  readonly placeOf?: PlaceOf;
  /**
   * Addresses tell which objects are the same, as those of a state do. Without it an object under another key and with the
   * same name is taken for the same.
   */
  readonly identified?: boolean;
  /** Packages and policies whose holders lose what they hold by them, whether they are made anew or not. */
  readonly ended?: ReadonlySet<ResourceAddress>;
  /** Who holds what the change concerns; absent where the tenant was not asked. */
  readonly held?: HeldNow;
}

export const NO_ACCESS_CHANGE: AccessDiff = { gained: [], lost: [], changed: [] };

const NONE: ReadonlySet<ResourceAddress> = new Set();

/** Who gains, loses or gets other terms for what. A key that is renamed while its object keeps its name does not count. */
export function compareAccess(comparison: AccessComparison): AccessDiff {
  return atOnce(compareAccessSteps(comparison));
}

/** The same in steps, for large ones. */
export function* compareAccessSteps(comparison: AccessComparison): Steps<AccessDiff> {
  return (yield* compareRevisionSteps(comparison)).diff;
}

/** What differs, and the two sides for those who want to ask more of them. */
export interface ComparedRevision {
  readonly diff: AccessDiff;
  readonly revision: Revision;
}

/** The same with both sides. */
export function compareRevision(comparison: AccessComparison): ComparedRevision {
  return atOnce(compareRevisionSteps(comparison));
}

/** On what and whom it depends who gains or loses access. */
export interface TakingPart {
  /** Of both sides: those whose principals are to be known. */
  readonly resources: readonly AccessResource[];
  /** Ids of people who hold what the changes move or end: their properties are to be known. */
  readonly people: readonly string[];
  /** Ids of people whose managers decide about what they request. */
  readonly managed: readonly string[];
  /** Ids of guests, and of others who sign in elsewhere, of whom it is to be known whose managers they are. */
  readonly managing: readonly string[];
  /** Up to which level these managers count. */
  readonly levels: number;
  /** The outer door comes to be another: which members of the directory sign in with another tenant is to be known. */
  readonly atDoor: boolean;
}

const NOBODY_TAKES_PART: TakingPart = {
  ...{ resources: [], people: [], managed: [], managing: [] },
  ...{ levels: 1, atDoor: false },
};

/**
 * None where nothing differs; all resources where a change can open a way through a granted group. What is found of the
 * directory can show that more do.
 */
export function takingPart(comparison: AccessComparison): TakingPart {
  const asked = askedOf(comparison);
  if (asked === undefined) return NOBODY_TAKES_PART;
  const { revision, all } = asked;
  const moved = holdersTakingPart(revision);
  const managing = guestsAskedForReports(revision);
  const told = {
    ...{ people: moved.people, managed: peopleAskedForManagers(revision) },
    managing: managing ?? [],
    levels: Math.max(1, highestManagerLevel(revision)),
    atDoor: isDoorChanging(revision),
  };
  // A group that is granted may be within any other, and the tenant alone tells: only then is a step through both found.
  // Any guest who is named may be a manager.
  if (managing !== undefined || takingPartInPaths(revision).length > 0) return { ...told, resources: all };
  const taking = new Set([...addressesTakingPart(revision), ...moved.addresses]);
  return { ...told, resources: all.filter(({ address }) => taking.has(address)) };
}

/** Packages whose holders are to be known: those that give them other groups than before. */
export function packagesMovingHolders(comparison: AccessComparison): ReadonlySet<ResourceAddress> {
  const asked = askedOf(comparison);
  return asked === undefined ? NONE : packagesMoving(asked.revision);
}

/** Packages by which holders keep a role that another package takes from them, by the address of that role. */
export function rolesKept(
  comparison: AccessComparison,
): ReadonlyMap<ResourceAddress, readonly ResourceAddress[]> {
  const asked = askedOf(comparison);
  return asked === undefined ? new Map() : rolesKeptBy(asked.revision);
}

/** Packages whose holders decide whether single people can go a way that opens. */
export function packagesBarringPeople(comparison: AccessComparison): ReadonlySet<ResourceAddress> {
  const asked = askedOf(comparison);
  return asked === undefined ? NONE : packagesBarringPaths(asked.revision);
}

/** What differs, before all is known that the answers depend on; undefined where nothing does. */
function askedOf(
  comparison: AccessComparison,
): { readonly revision: Revision; readonly all: readonly AccessResource[] } | undefined {
  const { directory, ended = NONE, held } = comparison;
  const past = pastOf(comparison);
  const { changes, after } = differing(past, presentOf(comparison));
  if (changes.length === 0 && ended.size === 0) return undefined;
  const modelOf = (resources: readonly AccessResource[]) =>
    createAccessModel({ resources, ...(directory !== undefined && { directory }) });
  const revision = {
    before: modelOf(past),
    after: modelOf(after),
    ...{ changes, ended },
    ...(held !== undefined && { held }),
  };
  return { revision, all: [...past, ...after] };
}

/** The resources before, under the addresses that they have after. */
function pastOf({ identified, before, after }: AccessComparison): readonly AccessResource[] {
  return identified === true ? before : followRenames(withDoorsApart(before, after), after);
}

/** The resources after. What a revision no longer says of cross-tenant access is let go, and stays in the tenant. */
function presentOf({ identified, before, after }: AccessComparison): readonly AccessResource[] {
  if (identified === true) return after;
  const said = new Set(after.filter(isOfOuterDoor).map(tenantOfDoor));
  const left = withDoorsApart(before, after).filter(
    (resource) => isOfOuterDoor(resource) && !said.has(tenantOfDoor(resource)),
  );
  return left.length === 0 ? after : [...after, ...left];
}

/** A configuration whose key is that of another tenant after is called by the tenant that it is of. */
function withDoorsApart(
  before: readonly AccessResource[],
  after: readonly AccessResource[],
): readonly AccessResource[] {
  const tenants = new Map(
    after.filter(isOfOuterDoor).map((resource) => [resource.address, tenantOfDoor(resource)]),
  );
  if (tenants.size === 0) return before;
  return before.map((resource) => {
    const other = tenants.get(resource.address);
    const tenant = tenantOfDoor(resource);
    if (!isOfOuterDoor(resource) || other === undefined || other === tenant) return resource;
    return { ...resource, address: tenant ?? resource.address };
  });
}

function tenantOfDoor({ attributes }: AccessResource): string | undefined {
  return asString(attributes['tenantId'])?.toLowerCase();
}

function* compareRevisionSteps(comparison: AccessComparison): Steps<ComparedRevision> {
  const { directory, invitationDomains, privileged, now, home, placeOf, ended = NONE, held } = comparison;
  const past = pastOf(comparison);
  yield;
  const { changes, after: present } = differing(past, presentOf(comparison));
  yield;
  const holders = holdersKeeping(past, present, comparison);
  const known = {
    ...(directory !== undefined && { directory: { ...directory, holders } }),
    ...{ invitationDomains, privileged, now, home },
  };
  const modelOf = (resources: readonly AccessResource[]) => createAccessModel({ resources, ...known });
  const before = modelOf(past);
  if (changes.length === 0 && ended.size === 0)
    return { diff: NO_ACCESS_CHANGE, revision: { before, after: before, changes } };
  yield;
  const after = modelOf(present);
  yield;
  const revision = { before, after, changes, ended, ...(held !== undefined && { held }) };
  const diff = yield* diffAccessSteps({ ...revision, ...(placeOf !== undefined && { placeOf }) });
  const tried = { past, present, revision, modelOf, placeOf: placeOf ?? NOWHERE };
  const decided = yield* withDecidingCauses(diff, tried);
  return { diff: withUndeclaredCauses(decided, { past, present, directory, placeOf }), revision };
}

/** Who holds each package and keeps it, as far as that was read one by one; what comes is held by nobody. */
function holdersKeeping(
  past: readonly AccessResource[],
  present: readonly AccessResource[],
  { held, ended = NONE }: AccessComparison,
): NonNullable<DirectoryFacts['holders']> {
  const ending = new Set(
    past
      .filter(({ address }) => ended.has(address))
      .flatMap(({ address, attributes }) => [address, asString(attributes['accessPackage'])]),
  );
  const there = new Set(past.map(({ address }) => address));
  const come = present.map(({ address }) => address).filter((address) => !there.has(address));
  const read = [...(held?.of ?? [])].flatMap(([address, holders]) => {
    const all = ending.has(address) ? undefined : onceEach(holders);
    return all === undefined ? [] : [[address, new Set(all.map(({ id }) => id))] as const];
  });
  return new Map([...come.map((address) => [address, NONE] as const), ...read]);
}

/** What differs, and the resources after, which share the attributes of those before where these are equal. */
function differing(
  before: readonly AccessResource[],
  after: readonly AccessResource[],
): { readonly changes: readonly ResourceChange[]; readonly after: readonly AccessResource[] } {
  const past = new Map(before.map((resource) => [resource.address, resource]));
  const changes: ResourceChange[] = [];
  const shared = after.map((resource): AccessResource => {
    const { address, kind, attributes } = resource;
    const was = past.get(address);
    past.delete(address);
    if (was?.attributes === attributes) return resource;
    if (was !== undefined && equalValues(was.attributes, attributes))
      return { address, kind, attributes: was.attributes };
    changes.push({ address, kind, before: was?.attributes, after: attributes });
    return resource;
  });
  const gone = [...past.values()].map(({ address, kind, attributes }): ResourceChange => ({
    address,
    kind,
    before: attributes,
    after: undefined,
  }));
  return { changes: [...gone, ...changes], after: shared };
}

/** Kinds whose objects are told apart by name, organizations also by who is of them, when their key is another. */
const NAMED = ['connectedOrganization', 'catalog', 'accessPackage'];

/** The resources before under the addresses that they have after. */
function followRenames(
  before: readonly AccessResource[],
  after: readonly AccessResource[],
): readonly AccessResource[] {
  const present = new Set(after.map(({ address }) => address));
  const past = new Set(before.map(({ address }) => address));
  const gone = byIdentity(before.filter(({ address }) => !present.has(address)));
  const come = byIdentity(after.filter(({ address }) => !past.has(address)));
  const renamed = new Map<ResourceAddress, ResourceAddress>();
  for (const [name, [old, ...more]] of gone) {
    const [next, ...others] = come.get(name) ?? [];
    if (old === undefined || next === undefined || more.length + others.length > 0) continue;
    renamed.set(old.address, next.address);
  }
  if (renamed.size === 0) return before;
  const follow = (address: ResourceAddress) => renamed.get(address) ?? address;
  return before.map(({ address, kind, attributes }) => ({
    address: follow(address),
    kind,
    attributes: mapReferences(KINDS.get(kind)?.attributes ?? {}, attributes, (_to, value) => follow(value)),
  }));
}

function byIdentity(resources: readonly AccessResource[]): Map<string, AccessResource[]> {
  const named = resources.filter(({ kind }) => NAMED.includes(kind));
  return groupBy(named, ({ kind, attributes }) =>
    // Two organizations may have one name; who is of them tells them apart.
    canonicalJson([kind, attributes['displayName'] ?? null, attributes['identitySources'] ?? null]),
  );
}
