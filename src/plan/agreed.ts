/** What an approval of a plan covers, and what of it has changed when the plan is made again. Pure. */
import type { ResourceAddress } from '../model/address.ts';
import { compareAddresses } from '../model/address.ts';
import type { JsonObject } from '../model/value.ts';
import { equalValues } from '../model/value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { KINDS } from '../kinds/registry.ts';
import { diffAttributes } from './compare.ts';
import { isIdle } from './saved.ts';
import type { Action, Change, Drift, Plan } from './plan.ts';
import { compareNames } from '../model/natural-order.ts';

/** As much of a plan as is agreed to, with what differences in it are told by. */
export type AgreedPlan = Pick<Plan, 'mode' | 'targets' | 'changes' | 'drift'> & {
  readonly tenant: Pick<Plan['tenant'], 'id'>;
};

/** That part of a plan; changes that do nothing are left out. */
export function agreedPart(plan: AgreedPlan): AgreedPlan {
  const { tenant, mode, targets, drift } = plan;
  return {
    tenant: { id: tenant.id },
    mode,
    targets,
    changes: realChanges(plan),
    drift: mode === 'refresh-only' ? drift : [],
  };
}

/**
 * The tenant, the mode, the targets, every change, and the drift that a refresh-only plan records. Neither time nor
 * names nor where things are declared: two plans that would do the same to the same tenant agree in this.
 */
export function agreedContent({ tenant, mode, targets, changes, drift }: AgreedPlan): JsonObject {
  return {
    tenant: tenant.id,
    mode,
    targets: [...targets].sort(),
    changes: changes
      .filter((change) => !isIdle(change))
      .map(agreedChange)
      .sort(byAddress),
    ...(mode === 'refresh-only' && { drift: drift.map(agreedDrift).sort(byAddress) }),
  };
}

function agreedChange(change: Change) {
  const { address, movedFrom, action, id, before, after, changedPaths, losesAccess } = change;
  return { address, movedFrom, action, id, before, after, changedPaths, losesAccess };
}

function agreedDrift({ address, id, after }: Drift) {
  return { address, id, after };
}

function byAddress(a: { readonly address: string }, b: { readonly address: string }): number {
  return compareAddresses(a.address, b.address);
}

/** Differences that are told one by one; more of them are counted. */
const MOST_TOLD = 10;

/**
 * What is not as `agreed` says when the plan is made again: one diagnostic for each object, so that the reader
 * knows where to look. Empty when the two agree.
 */
export function movedSince(agreed: AgreedPlan, now: AgreedPlan): Diagnostic[] {
  if (equalValues(agreedContent(agreed), agreedContent(now))) return [];
  const told =
    agreed.mode === 'refresh-only'
      ? pairs(agreed.drift, now.drift).flatMap(([address, then, present]) =>
          equalValues(then && agreedDrift(then), present && agreedDrift(present))
            ? []
            : [stale(address, `The drift of ${address} is no longer what the plan says`)],
        )
      : pairs(realChanges(agreed), realChanges(now)).flatMap(([address, then, present]) =>
          moved(address, then, present),
        );
  const rest = told.length - MOST_TOLD;
  if (rest <= 0) return told;
  const summary = `${rest} more ${rest === 1 ? 'object is' : 'objects are'} not as the plan says`;
  return [...told.slice(0, MOST_TOLD), stale(undefined, summary)];
}

function realChanges({ changes }: AgreedPlan): Change[] {
  return changes.filter((change) => !isIdle(change));
}

/** Items of two lists by address, in the order of addresses. */
function pairs<T extends { readonly address: ResourceAddress }>(
  first: readonly T[],
  second: readonly T[],
): [ResourceAddress, T | undefined, T | undefined][] {
  const [a, b] = [first, second].map((list) => new Map(list.map((item) => [item.address, item])));
  const addresses = [...new Set([...first, ...second].map(({ address }) => address))].sort(compareNames);
  return addresses.map((address) => [address, a?.get(address), b?.get(address)]);
}

const INTENDED: Readonly<Record<Action, string>> = {
  create: 'creates it',
  update: 'updates it',
  replace: 'replaces it',
  delete: 'deletes it',
  adopt: 'takes it over',
  forget: 'forgets it',
  removeTwin: 'removes it',
  noop: 'moves it to this address',
};

function moved(address: ResourceAddress, then: Change | undefined, now: Change | undefined): Diagnostic[] {
  if (then === undefined) {
    return now === undefined
      ? []
      : [stale(address, `${address} is not in the plan; a new one ${INTENDED[now.action]}`, reasonOf(now))];
  }
  if (now === undefined) {
    return [stale(address, `The plan ${INTENDED[then.action]}: ${address}; but nothing is left to be done`)];
  }
  if (equalValues(agreedChange(then), agreedChange(now))) return [];
  if (then.action !== now.action) {
    const summary = `The plan ${INTENDED[then.action]}: ${address}; a new one ${INTENDED[now.action]}`;
    return [stale(address, summary, reasonOf(now))];
  }
  return [stale(address, `${address} ${whatMoved(then, now)}`)];
}

function reasonOf({ changedPaths }: Change): string | undefined {
  return changedPaths.length === 0 ? undefined : `because of ${changedPaths.join(', ')}`;
}

/** Of two changes with one action: which side of them moved, and in what. */
function whatMoved(then: Change, now: Change): string {
  const members = KINDS.get(now.kind)?.attributes ?? {};
  const paths = (a: Change['before'], b: Change['before']) =>
    diffAttributes(members, a ?? {}, b ?? {}).changedPaths;
  if (then.id !== now.id) return 'is another object than the one in the plan';
  const live = paths(then.before, now.before);
  if (live.length > 0) return `was changed in the tenant since: ${live.join(', ')}`;
  const desired = paths(then.after, now.after);
  if (desired.length > 0)
    return `would become something else, because names resolve to others: ${desired.join(', ')}`;
  if (!equalValues(then.losesAccess, now.losesAccess)) return 'would take access from other people';
  return 'is not as the plan says';
}

function stale(address: ResourceAddress | undefined, summary: string, detail?: string): Diagnostic {
  return {
    code: 'PLAN_STALE',
    severity: 'error',
    summary,
    ...(detail !== undefined && { detail }),
    hint: 'Make a new plan and review it',
    ...(address !== undefined && { address }),
  };
}
