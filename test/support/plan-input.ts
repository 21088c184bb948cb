/** What a plan is made from, as values: for tests of what is planned, without a tenant behind it. */
import type { RemoteObject } from '../../src/kinds/kind.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import { canonicalAttributes } from '../../src/model/canonical.ts';
import type { Attributes, JsonObject } from '../../src/model/value.ts';
import type { PlanInput, PlanOptions } from '../../src/plan/input.ts';
import type { Change } from '../../src/plan/plan.ts';
import type { DesiredResource, LiveSnapshot } from '../../src/refresh/snapshot.ts';
import type { ResourceState, StateDocument } from '../../src/state/document.ts';
import { emptyState } from '../../src/state/journal.ts';

/** Attributes in canonical form, defaults filled in. */
export function canonical(kind: string, attributes: JsonObject): Attributes {
  return canonicalAttributes(KINDS.get(kind)?.attributes ?? {}, attributes);
}

function kindOf(address: string): string {
  return address.split('.')[0] ?? '';
}

/** A change of a plan that nothing else is known of. */
export function plannedChange(address: string, action: Change['action'], more: Partial<Change> = {}): Change {
  return {
    address,
    kind: kindOf(address),
    action,
    reason: 'declared',
    displayName: address,
    before: null,
    after: null,
    changedPaths: [],
    dependsOn: [],
    ...more,
  };
}

/** What a plan is made with where nobody says otherwise. */
export const PLAIN_OPTIONS: PlanOptions = {
  mode: 'normal',
  refreshed: true,
  targets: [],
  adopt: false,
  answers: new Map(),
  removeTwins: false,
};

/** A resource that the configuration declares, at a path of its address. */
export function declared(address: string, attributes: JsonObject): DesiredResource {
  const kind = kindOf(address);
  return { address, kind, attributes: canonical(kind, attributes), path: [address] };
}

export function tracked(address: string, id: string, attributes: JsonObject): ResourceState {
  const kind = kindOf(address);
  return { address, kind, id, attributes: canonical(kind, attributes), dependsOn: [] };
}

export function live(
  objects: Readonly<
    Record<string, readonly (Omit<RemoteObject, 'attributes'> & { attributes: JsonObject })[]>
  >,
  unread: readonly string[] = [],
): LiveSnapshot {
  const read = Object.entries(objects).map(([kind, list]): [string, RemoteObject[]] => [
    kind,
    list.map((object) => ({ ...object, attributes: canonical(kind, object.attributes) })),
  ]);
  return { objects: new Map(read), unread: new Set(unread) };
}

/** A state with these resources. */
export function stateOf(
  resources: readonly ResourceState[],
  more: Partial<StateDocument> = {},
): StateDocument {
  return { ...emptyState('lineage', 'tenant'), resources, ...more };
}

const CREATED_AT = '2026-01-01T00:00:00Z';

/** Nothing declared, tracked or live, but for what is given. */
export function planInput({
  options,
  ...given
}: Partial<Omit<PlanInput, 'options'>> & { readonly options?: Partial<PlanOptions> } = {}): PlanInput {
  return {
    desired: [],
    prior: undefined,
    live: live({}),
    guards: { lifecycle: new Map(), removed: [] },
    options: { ...PLAIN_OPTIONS, ...options },
    origin: {
      tool: { name: 'entente', version: 'test' },
      createdAt: CREATED_AT,
      tenant: { id: 'tenant', displayName: 'Contoso', kind: 'embedded' },
      configuration: { digest: 'd', files: [], environment: null },
      state: { lineage: null, serial: 0 },
    },
    directory: { names: {}, lookups: {}, departures: undefined },
    places: { rangeOf: () => undefined, moved: new Map() },
    surroundings: {},
    ...given,
  };
}
