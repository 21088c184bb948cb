/** Which change of which resource made a difference to access. */
import type { ResourceAddress } from '../../model/address.ts';
import { groupBy } from '../../model/group-by.ts';
import { onceFor } from '../../model/once.ts';
import type { AttributePath } from '../../model/path.ts';
import { formatPath } from '../../model/path.ts';
import type { Shape } from '../../model/shape.ts';
import type { Attributes, JsonValue } from '../../model/value.ts';
import { equalValues, isList, isObject } from '../../model/value.ts';
import type { Facet } from '../../kinds/bearing.ts';
import { facetsAt } from '../../kinds/bearing.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { AccessCause } from './access-change.ts';

/** A resource that is not the same before and after; a missing side did not exist. */
export interface ResourceChange {
  readonly address: ResourceAddress;
  readonly kind: string;
  readonly before: Attributes | undefined;
  readonly after: Attributes | undefined;
}

/** Where the configuration says something about a resource. */
export type PlaceOf = (address: ResourceAddress, path: AttributePath) => AccessCause['source'];

/** Changes of objects of a kind, in their order; of a large plan they are asked for once for each package. */
export const changesOfKind = onceFor((changes: readonly ResourceChange[]) => {
  const byKind = groupBy(changes, ({ kind }) => kind);
  return (kind: string): readonly ResourceChange[] => byKind.get(kind) ?? [];
});

/** Changes by their addresses, in their order. */
export const changesAt = onceFor((changes: readonly ResourceChange[]) => {
  const places = new Map(changes.map(({ address }, index) => [address, index]));
  return (addresses: Iterable<ResourceAddress>): readonly ResourceChange[] => {
    const found = [...new Set(addresses)].flatMap((address) => places.get(address) ?? []);
    return found.sort((a, b) => a - b).flatMap((index) => changes[index] ?? []);
  };
});

/** An object that comes or goes as a whole. */
const WHOLE: Readonly<Record<string, Facet>> = {
  policy: 'reach',
  accessPackage: 'reach',
  catalog: 'reach',
  connectedOrganization: 'reach',
  packageResourceRole: 'grants',
  catalogResource: 'grants',
};

/** What makes a difference of its own where a policy comes or goes. */
const BESIDE_POLICIES: ReadonlySet<string> = new Set(['policy', 'packageResourceRole']);

const INBOUND = 'b2bCollaborationInbound';

/** A place where an object differs, with what that bears on. */
export interface Candidate {
  readonly facets: ReadonlySet<Facet>;
  /** Empty where the object came or went. */
  readonly path: AttributePath;
}

/**
 * What in `changes` made the difference in `facets`. When nothing fits (an answer differs for a reason that no attribute
 * claims), everything that could have a say is named rather than nothing.
 */
export function causesOf(
  changes: readonly ResourceChange[],
  facets: ReadonlySet<Facet>,
  placeOf: PlaceOf,
): readonly AccessCause[] {
  const all = changes.flatMap((change) => differencesIn(change).map((candidate) => ({ change, candidate })));
  const fitting = withoutContainers(
    all.filter(({ candidate }) => [...candidate.facets].some((facet) => facets.has(facet))),
  );
  return (fitting.length > 0 ? fitting : all).map(({ change: { address }, candidate: { path } }) =>
    causeAt(address, path, placeOf),
  );
}

/** An attribute of a resource as a cause; an empty path stands for the whole resource. */
export function causeAt(address: ResourceAddress, path: AttributePath, placeOf: PlaceOf): AccessCause {
  const source = placeOf(address, path);
  return {
    address,
    ...(path.length > 0 && { path: formatPath(path) }),
    ...(source !== undefined && { source }),
  };
}

/**
 * A policy that comes or goes says who gets in and how; what comes or goes around it (a new package, its catalog) adds
 * nothing. What roles the package grants is not for a policy to say.
 */
function withoutContainers<T extends { change: ResourceChange; candidate: Candidate }>(fitting: T[]): T[] {
  const isWhole = ({ candidate }: T) => candidate.path.length === 0;
  if (!fitting.some((each) => each.change.kind === 'policy' && isWhole(each))) return fitting;
  return fitting.filter((each) => BESIDE_POLICIES.has(each.change.kind) || !isWhole(each));
}

/** Where a change differs in what bears on access; looked for once, however many answers it touches. */
export const differencesIn = onceFor(({ kind, before, after }: ResourceChange): readonly Candidate[] => {
  const table = KINDS.get(kind)?.attributes;
  if (table === undefined) return [];
  // What a configuration of the outer door says counts as it comes and goes, for it may say nothing of who comes in.
  if (kind === 'crossTenantAccess')
    return differences(before?.[INBOUND], after?.[INBOUND], [INBOUND], table[INBOUND]).map((path) => ({
      facets: new Set<Facet>(['reach', 'conditions']),
      path,
    }));
  if (before === undefined || after === undefined) {
    const facet = WHOLE[kind];
    return facet === undefined ? [] : [{ facets: new Set([facet]), path: [] }];
  }
  return withoutImplied(differences(before, after, [], { type: 'object', members: table }))
    .map((path) => ({ facets: facetsAt(table, path), path }))
    .filter(({ facets }) => facets.size > 0);
});

/** Members that come and go with another, whether or not they are written: the other made the difference. */
const IMPLIED: Readonly<Record<string, string>> = {
  durationBeforeEscalation: 'isEscalationEnabled',
  duration: 'type',
  endDateTime: 'type',
  durationUntilExternalUserDeletedAfterBlocked: 'externalUserLifecycleAction',
  specificAllowedTargets: 'allowedTargetScope',
};

/** Members beside the one at a path that come and go with it. */
export function impliedBy(path: AttributePath): readonly AttributePath[] {
  const decider = path.at(-1);
  const implied = Object.keys(IMPLIED).filter((member) => IMPLIED[member] === decider);
  return implied.map((member) => [...path.slice(0, -1), member]);
}

function withoutImplied(paths: readonly AttributePath[]): readonly AttributePath[] {
  const all = new Set(paths.map(formatPath));
  return paths.filter((path) => {
    const decider = IMPLIED[String(path.at(-1))];
    return decider === undefined || !all.has(formatPath([...path.slice(0, -1), decider]));
  });
}

/** Paths that differ; a set differs as a whole, what has an order, such as stages and questions, one by one. */
function differences(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: AttributePath,
  shape: Shape | undefined,
): AttributePath[] {
  if (equalValues(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const members = shape?.type === 'object' ? shape.members : {};
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => differences(before[name], after[name], [...path, name], members[name]));
  }
  if (shape?.type === 'list' && isList(before) && isList(after) && before.length === after.length)
    return after.flatMap((item, index) => differences(before[index], item, [...path, index], shape.of));
  return [path];
}
