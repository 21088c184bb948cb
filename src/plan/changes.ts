/** Decisions as the changes of a plan: in an order in which they can be done, with what must be done first. */
import type { ResourceAddress } from '../model/address.ts';
import { compareAddresses } from '../model/address.ts';
import { mapInTurns } from '../model/turns.ts';
import { completeAttributes } from './compare.ts';
import type { Decision } from './decide.ts';
import type { PlanInput } from './input.ts';
import type { Operation } from './operations.ts';
import { placed } from './source.ts';
import type { Action, Change, PlanSummary } from './plan.ts';

export type ChangeInput = Pick<PlanInput, 'places' | 'directory'>;

export async function changesOf(
  decisions: readonly Decision[],
  operations: readonly Operation[],
  input: ChangeInput,
): Promise<Change[]> {
  const { position, dependsOn } = orderOf(operations);
  const last = operations.length;
  const ordered = decisions
    .map((decision) => ({ decision, at: position.get(decision.address) ?? last }))
    .sort((a, b) => a.at - b.at);
  return mapInTurns(ordered, ({ decision }) =>
    changeOf(decision, [...(dependsOn.get(decision.address) ?? [])].sort(compareAddresses), input),
  );
}

interface Order {
  /** Of the first operation of an address. */
  readonly position: ReadonlyMap<ResourceAddress, number>;
  readonly dependsOn: ReadonlyMap<ResourceAddress, ReadonlySet<ResourceAddress>>;
}

function orderOf(operations: readonly Operation[]): Order {
  const position = new Map<ResourceAddress, number>();
  const dependsOn = new Map<ResourceAddress, Set<ResourceAddress>>();
  const addressOf = new Map(operations.map(({ id, address }) => [id, address]));
  for (const [index, { address, step, needs }] of operations.entries()) {
    position.set(address, Math.min(position.get(address) ?? index, index));
    // Links may refer to each other in a circle; what must be done first is told by the other steps.
    if (step === 'link' || step === 'unlink') continue;
    const needed = dependsOn.get(address) ?? new Set();
    for (const id of needs) {
      const other = addressOf.get(id);
      if (other !== undefined && other !== address && !id.startsWith('unlink ')) needed.add(other);
    }
    dependsOn.set(address, needed);
  }
  return { position, dependsOn };
}

function changeOf(
  decision: Decision,
  dependsOn: readonly ResourceAddress[],
  { places, directory }: ChangeInput,
): Change {
  const { address, kind, action, reason, id, live, after, changedPaths, replacePaths, desired, stale } =
    decision;
  const quiet = action === 'noop';
  const movedFrom = places.moved.get(address);
  const shown = after ?? live ?? {};
  const facts = quiet ? [] : (kind.words.facts?.(shown, directory.lookups) ?? []);
  return {
    address,
    kind: kind.name,
    action,
    reason,
    ...(movedFrom !== undefined && { movedFrom }),
    displayName: kind.words.displayName(shown),
    ...(facts.length > 0 && { facts }),
    ...(id !== undefined && { id }),
    // Values that the service fills in are not shown as changes.
    before: quiet || live === undefined ? null : completeAttributes(kind.attributes, live, undefined),
    after: quiet && !stale ? null : (after ?? null),
    changedPaths,
    ...(quiet && stale && { stale }),
    ...(replacePaths.length > 0 && { replacePaths }),
    ...placed(desired?.path, places.rangeOf),
    dependsOn,
  };
}

export function summarize(changes: readonly Change[]): PlanSummary {
  const count = (action: Action) => changes.filter((change) => change.action === action).length;
  const twins = count('removeTwin');
  return {
    create: count('create'),
    update: count('update'),
    replace: count('replace'),
    delete: count('delete'),
    adopt: count('adopt'),
    forget: count('forget'),
    ...(twins > 0 && { removeTwin: twins }),
    move: changes.filter(({ movedFrom }) => movedFrom !== undefined).length,
    noop: count('noop'),
  };
}
