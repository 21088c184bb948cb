/** The first stage of a plan: which live object is which address, and what is to be done about each. */
import type { ResourceAddress } from '../model/address.ts';
import { formatAddress, parseAddress } from '../model/address.ts';
import { breathe, mapInTurns } from '../model/turns.ts';
import type { Kind } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';
import { bind, isAnother } from './bind.ts';
import type { Binding } from './bind.ts';
import { decide, spreadReplacement } from './decide.ts';
import type { ResourceSides, Decision } from './decide.ts';
import type { DecisionInput } from './input.ts';
import { KINDS_IN_ORDER } from './kind-order.ts';
import { withoutLeftBehind } from './left-behind.ts';
import { compareNames } from '../model/natural-order.ts';

export interface Decisions {
  readonly binding: Binding;
  /** Of everything that is declared or tracked, by address. */
  readonly circumstances: readonly ResourceSides[];
  /** In the order in which people read plans; none when a plan only records. */
  readonly decisions: readonly Decision[];
}

/** Compares desired, last applied and live. Deterministic: the same input in another order decides the same. */
export async function decideAll(input: DecisionInput): Promise<Decisions> {
  const { mode } = input.options;
  const given = mode === 'destroy' ? { ...input, desired: [] } : input;
  const binding = await bind(given);
  await breathe();
  const circumstances = circumstancesOf(given, binding);
  if (mode === 'refresh-only') return { binding, circumstances, decisions: [] };
  const decided = (await mapInTurns(circumstances, decide)).filter((each) => each !== undefined);
  const spread = spreadReplacement(decided.sort(inReadingOrder));
  const { prior, live } = given;
  const wasRead = (kind: string) => live.objects.has(kind);
  const surrounding = { circumstances, unbound: binding.unbound, prior, wasRead };
  return { binding, circumstances, decisions: withoutLeftBehind(spread, surrounding) };
}

function circumstancesOf(
  { prior, guards, options }: DecisionInput,
  { desired, bound, made }: Binding,
): ResourceSides[] {
  const tracked = new Map(
    [...(prior?.resources ?? []), ...made].map((resource) => [resource.address, resource]),
  );
  const declared = new Map(desired.map((resource) => [resource.address, resource]));
  const addresses = [...new Set([...declared.keys(), ...tracked.keys()])].sort(compareNames);
  const removed = new Set(guards.removed);
  return addresses.flatMap((address) => {
    const resource = declared.get(address);
    const recorded = tracked.get(address);
    const kind = KINDS.get(resource?.kind ?? recorded?.kind ?? '');
    if (kind === undefined) return [];
    const former = recorded && isAnother(kind, recorded, resource) ? recorded : undefined;
    return [
      {
        kind,
        desired: resource,
        prior: former === undefined ? recorded : undefined,
        ...(former !== undefined && { former }),
        live: bound.get(address),
        ignoreChanges: guards.lifecycle.get(address)?.ignoreChanges ?? [],
        destroy: options.mode === 'destroy',
        removed: isRemoved(address, kind, removed),
      },
    ];
  });
}

/** True when an address, or the one that it lives in, is let go. */
function isRemoved(
  address: ResourceAddress,
  { identity }: Kind,
  removed: ReadonlySet<ResourceAddress>,
): boolean {
  if (removed.size === 0) return false;
  const [home] = identity.addressKeys ?? [];
  const key = parseAddress(address)?.keys[0];
  return (
    removed.has(address) ||
    (home !== undefined && key !== undefined && removed.has(formatAddress(home.kind, key)))
  );
}

const RANK = new Map(KINDS_IN_ORDER.map(({ name }, index) => [name, index]));

/** Writes in the order of references, deletes against it, each by address: the order people read plans in. */
function inReadingOrder(a: Decision, b: Decision): number {
  return rankOf(a) - rankOf(b) || compareNames(a.address, b.address);
}

function rankOf({ kind, action }: Decision): number {
  const rank = RANK.get(kind.name) ?? 0;
  return action === 'delete' || action === 'forget' ? 2 * RANK.size - rank : rank;
}
