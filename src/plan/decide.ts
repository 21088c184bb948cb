/** The three-way decision for one address: desired, last applied, live. */
import type { ResourceAddress } from '../model/address.ts';
import { canonicalAttributes } from '../model/canonical.ts';
import type { AttributePath } from '../model/path.ts';
import type { Attributes } from '../model/value.ts';
import { links } from '../model/walk.ts';
import type { Kind } from '../kinds/kind.ts';
import { isOfTenant } from '../kinds/kind.ts';
import type { DesiredResource } from '../refresh/snapshot.ts';
import type { ResourceState } from '../state/document.ts';
import type { BoundObject } from './bind.ts';
import { comparable, completeAttributes, diffAttributes, equalWhereCounting } from './compare.ts';
import type { Differences } from './compare.ts';
import { withValuesOf } from './ignore.ts';
import type { Action, ChangedPath, Drift, Reason } from './plan.ts';
import { emptied, movedDays, overlaid, watchedOf } from './watched.ts';

/** A change before its place in the order is known. */
export interface Decision {
  readonly address: ResourceAddress;
  readonly kind: Kind;
  readonly action: Action;
  readonly reason: Reason;
  readonly id: string | undefined;
  /** Live attributes, references as addresses; undefined when there is no live object. */
  readonly live: Attributes | undefined;
  /** Complete desired attributes; undefined when it is not declared. */
  readonly after: Attributes | undefined;
  readonly changedPaths: readonly ChangedPath[];
  readonly replacePaths: readonly ChangedPath[];
  readonly desired: DesiredResource | undefined;
  /** True when the state records something else than `after` although no request is needed. */
  readonly stale: boolean;
}

export interface ResourceSides {
  readonly kind: Kind;
  readonly desired: DesiredResource | undefined;
  readonly prior: ResourceState | undefined;
  /** What the address stood for until its declaration meant another object. */
  readonly former?: ResourceState;
  readonly live: BoundObject | undefined;
  readonly ignoreChanges: readonly AttributePath[];
  /** Declared to be let go. */
  readonly removed: boolean;
  readonly destroy: boolean;
}

/** What is to be done about one address that is declared, tracked, or both. */
export function decide(circumstances: ResourceSides): Decision | undefined {
  const { desired, prior } = circumstances;
  if (desired !== undefined)
    return circumstances.kind.identity.isReset?.(desired.attributes) === true
      ? decideReset(circumstances, desired)
      : decideDeclared(circumstances, desired);
  return prior === undefined ? undefined : decideUndeclared(circumstances, prior);
}

function decideUndeclared({ kind, live, destroy, removed }: ResourceSides, prior: ResourceState): Decision {
  const nothing = { changedPaths: [], replacePaths: [], after: undefined, desired: undefined, stale: false };
  const common = {
    address: prior.address,
    kind,
    id: live?.id ?? prior.id,
    live: live?.attributes,
    ...nothing,
  };
  if (live === undefined)
    return { ...common, live: prior.attributes, action: 'forget', reason: 'already-gone' };
  if (removed) return { ...common, action: 'forget', reason: 'removed' };
  if (kind.identity.by === 'declared') return { ...common, action: 'forget', reason: 'let-go' };
  if (kind.identity.by === 'singleton' || kind.identity.builtIn?.(live.attributes) === true)
    return { ...common, action: 'forget', reason: 'unmanageable' };
  return { ...common, action: 'delete', reason: destroy ? 'destroy' : 'removed-from-configuration' };
}

/** Declared not to be there; a record of it goes with it. */
function decideReset({ kind, live, prior }: ResourceSides, desired: DesiredResource): Decision | undefined {
  const { address } = desired;
  const nothing = { changedPaths: [], replacePaths: [], after: undefined, stale: false };
  const common = { address, kind, id: live?.id ?? prior?.id, desired, ...nothing };
  if (live !== undefined) return { ...common, live: live.attributes, action: 'delete', reason: 'reset' };
  if (prior === undefined) return undefined;
  return { ...common, live: prior.attributes, action: 'forget', reason: 'already-gone' };
}

function decideDeclared(circumstances: ResourceSides, desired: DesiredResource): Decision {
  const { kind, prior, live, ignoreChanges } = circumstances;
  const declared = withValuesOf(desired.attributes, live?.attributes, ignoreChanges);
  const after = completeAttributes(kind.attributes, declared, live?.attributes ?? prior?.attributes);
  const common = { address: desired.address, kind, id: live?.id, live: live?.attributes, after, desired };
  if (live === undefined) {
    const reason = prior === undefined ? 'declared' : 'deleted-outside';
    return { ...common, action: 'create', reason, changedPaths: [], replacePaths: [], stale: false };
  }
  const differences = differencesWhereCounting(kind, live.attributes, declared, declared);
  const { changedPaths, replacePaths } = differences;
  const sides = { ...circumstances, declared };
  if (changedPaths.length === 0) {
    const action = live.adopted ? 'adopt' : 'noop';
    const reason = live.adopted ? 'adopted' : 'unchanged';
    return { ...common, action, reason, ...differences, stale: isStale(sides, live.id) };
  }
  const action = replacePaths.length > 0 ? 'replace' : 'update';
  return { ...common, action, reason: changeReason(sides), ...differences, stale: false };
}

const NO_DIFFERENCES: Differences = { changedPaths: [], replacePaths: [] };

/** What differs of all that counts where `declared` is. */
function differencesWhereCounting(
  { attributes: members }: Kind,
  before: Attributes,
  after: Attributes,
  declared: Attributes,
): Differences {
  if (equalWhereCounting(members, before, after, declared)) return NO_DIFFERENCES;
  return diffAttributes(members, comparable(members, before, declared), comparable(members, after, declared));
}

interface DeclaredSides extends ResourceSides {
  readonly declared: Attributes;
}

/** What nobody declares may differ from the record: it is read from the tenant whenever it is needed. */
function isStale(sides: DeclaredSides, id: string): boolean {
  const { prior } = sides;
  return prior === undefined || prior.id !== id || differs(sides, prior);
}

/** True when what was last applied is not what is declared now. */
function differs({ kind, declared }: DeclaredSides, prior: ResourceState): boolean {
  const isSame = (lastApplied: Attributes) =>
    equalWhereCounting(kind.attributes, lastApplied, declared, declared);
  // What is as it is declared is in canonical form already.
  return !isSame(prior.attributes) && !isSame(canonicalAttributes(kind.attributes, prior.attributes));
}

function changeReason(sides: DeclaredSides): Reason {
  const { kind, prior, live } = sides;
  if (prior === undefined) return live?.adopted === true && !isOfTenant(kind) ? 'adopted' : 'declared';
  return differs(sides, prior) ? 'configuration-changed' : 'drift-corrected';
}

/** What the tenant changed since the last apply; undefined when nothing that counts. */
export function driftOf({ kind, desired, prior, live, ignoreChanges }: ResourceSides): Drift | undefined {
  if (prior === undefined) return undefined;
  const watched = watchedOf(kind, prior.attributes);
  const moved = live === undefined ? {} : movedDays(kind, prior.attributes, live.attributes);
  const counting = overlaid({ ...desired?.attributes, ...watched }, moved);
  const beside = emptied(kind);
  // What is as it was applied is in canonical form already; ignored attributes are then to be taken from neither.
  if (live !== undefined && ignoreChanges.length === 0) {
    const [before, now] = [
      { ...prior.attributes, ...watched },
      { ...beside, ...live.attributes },
    ];
    if (equalWhereCounting(kind.attributes, before, now, counting)) return undefined;
  }
  const lastApplied = canonicalAttributes(kind.attributes, prior.attributes);
  const common = {
    address: prior.address,
    kind: kind.name,
    displayName: kind.words.displayName(lastApplied),
    id: prior.id,
    before: lastApplied,
  };
  if (live === undefined) return { ...common, after: null, changedPaths: [] };
  // Ignored attributes never count as drift.
  const after = withValuesOf(live.attributes, lastApplied, ignoreChanges);
  const [before, now] = [
    { ...lastApplied, ...watched },
    { ...beside, ...after },
  ];
  const { changedPaths } = differencesWhereCounting(kind, before, now, counting);
  if (changedPaths.length === 0) return undefined;
  const undone = differencesWhereCounting(kind, before, now, { ...desired?.attributes }).changedPaths;
  const undeclared = desired === undefined ? [] : changedPaths.filter((path) => !undone.includes(path));
  return {
    ...common,
    id: live.id,
    after,
    changedPaths,
    ...(undeclared.length > 0 && { undeclared }),
  };
}

/**
 * Replacement spreads: a resource that refers to a replaced object by a member that cannot change is replaced too;
 * one that refers to it by another member is updated, because the id changes although the address does not.
 */
export function spreadReplacement(decisions: readonly Decision[]): readonly Decision[] {
  const open = decisions.filter(({ action }) => action === 'replace').map(({ address }) => address);
  if (open.length === 0) return decisions;
  const result = new Map(decisions.map((decision) => [decision.address, decision]));
  const referrers = new Map<ResourceAddress, Decision[]>();
  for (const decision of decisions) {
    for (const { value } of links(decision.kind.attributes, decision.after ?? {})) {
      if (!result.has(value)) continue;
      const known = referrers.get(value);
      if (known === undefined) referrers.set(value, [decision]);
      else known.push(decision);
    }
  }
  for (let address = open.pop(); address !== undefined; address = open.pop()) {
    for (const { address: referrer } of referrers.get(address) ?? []) {
      const decision = result.get(referrer);
      const spread = decision === undefined ? undefined : spreadTo(decision, address);
      if (spread === undefined) continue;
      result.set(referrer, spread);
      if (spread.action === 'replace') open.push(referrer);
    }
  }
  return [...result.values()];
}

function spreadTo(decision: Decision, replaced: ResourceAddress): Decision | undefined {
  const { kind, action, after } = decision;
  if (after === undefined || !['noop', 'update', 'adopt'].includes(action)) return undefined;
  const members = Object.entries(kind.attributes);
  const referring = members.filter(([name, member]) =>
    [...links({ [name]: member }, after)].some(({ value }) => value === replaced),
  );
  const fixed = referring.filter(([, { mutability }]) => mutability === 'replace').map(([name]) => name);
  const movable = referring.filter(([, { mutability }]) => mutability !== 'replace').map(([name]) => name);
  const changedPaths = [...new Set([...decision.changedPaths, ...movable])];
  if (fixed.length > 0) {
    return {
      ...decision,
      action: 'replace',
      reason: 'reference-replaced',
      changedPaths,
      replacePaths: fixed,
    };
  }
  if (movable.length === 0 || action === 'update') return undefined;
  return { ...decision, action: 'update', reason: 'reference-replaced', changedPaths };
}
