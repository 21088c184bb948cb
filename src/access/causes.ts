/** Which change of which resource made a difference to access. */
import type { ResourceAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import { formatPath } from '../model/path.ts';
import type { Attributes, JsonValue } from '../model/value.ts';
import { equalValues, isList, isObject } from '../model/value.ts';
import type { AccessCause } from './access-change.ts';

/** What of access differs. */
export type Facet =
  /** Who is admitted at all, or through which policies. */
  | 'reach'
  /** Who an organization is. */
  | 'people'
  | 'approval'
  | 'justification'
  | 'questions'
  | 'duration'
  | 'schedule'
  | 'extension'
  | 'review'
  /** What becomes of access that a rule gave when the rule no longer matches. */
  | 'leaving'
  | 'grants'
  | 'conditions'
  | 'hidden';

/** A resource that is not the same before and after; a missing side did not exist. */
export interface ResourceChange {
  readonly address: ResourceAddress;
  readonly kind: string;
  readonly before: Attributes | undefined;
  readonly after: Attributes | undefined;
}

/** Where the configuration says something about a resource. */
export type PlaceOf = (address: ResourceAddress, path: AttributePath) => AccessCause['source'];

/** Facets by kind and beginning of the path; what is not listed has no say in access. */
const FACETS: Readonly<Record<string, Readonly<Record<string, Facet>>>> = {
  policy: {
    accessPackage: 'reach',
    allowedTargetScope: 'reach',
    specificAllowedTargets: 'reach',
    'automaticRequestSettings.requestAccessForAllowedTargets': 'reach',
    'automaticRequestSettings.removeAccessWhenTargetLeavesAllowedTargets': 'leaving',
    'automaticRequestSettings.gracePeriodBeforeAccessRemoval': 'leaving',
    'requestorSettings.enableTargetsToSelfAddAccess': 'reach',
    'requestorSettings.enableTargetsToSelfUpdateAccess': 'extension',
    'requestorSettings.allowCustomAssignmentSchedule': 'schedule',
    'requestApprovalSettings.isApprovalRequiredForAdd': 'approval',
    'requestApprovalSettings.stages': 'approval',
    'requestApprovalSettings.isApprovalRequiredForUpdate': 'extension',
    'requestApprovalSettings.isRequestorJustificationRequired': 'justification',
    expiration: 'duration',
    reviewSettings: 'review',
    questions: 'questions',
  },
  accessPackage: {
    catalog: 'reach',
    isHidden: 'hidden',
    incompatibleAccessPackages: 'conditions',
    incompatibleGroups: 'conditions',
  },
  catalog: { state: 'reach', isExternallyVisible: 'reach' },
  catalogResource: { originId: 'grants', originSystem: 'grants' },
  connectedOrganization: {
    state: 'reach',
    identitySources: 'people',
    internalSponsors: 'approval',
    externalSponsors: 'approval',
  },
  packageResourceRole: { accessPackage: 'grants', resource: 'grants', role: 'grants' },
};

/** An object that comes or goes as a whole. */
const WHOLE: Readonly<Record<string, Facet>> = {
  policy: 'reach',
  accessPackage: 'reach',
  catalog: 'reach',
  connectedOrganization: 'reach',
  packageResourceRole: 'grants',
  catalogResource: 'grants',
};

interface Candidate {
  readonly facet: Facet;
  readonly path: AttributePath;
}

/**
 * What in `changes` made the difference in `facets`. When nothing fits (an answer differs for a reason that the table
 * does not know), everything that could have a say is named rather than nothing.
 */
export function causesOf(
  changes: readonly ResourceChange[],
  facets: ReadonlySet<Facet>,
  placeOf: PlaceOf,
): readonly AccessCause[] {
  const all = changes.flatMap((change) => candidates(change).map((candidate) => ({ change, candidate })));
  const fitting = withoutContainers(all.filter(({ candidate }) => facets.has(candidate.facet)));
  return (fitting.length > 0 ? fitting : all).map(({ change: { address }, candidate: { path } }) => {
    const source = placeOf(address, path);
    return {
      address,
      ...(path.length > 0 && { path: formatPath(path) }),
      ...(source !== undefined && { source }),
    };
  });
}

/** A policy that comes or goes says it all; what comes or goes around it (a new package, its catalog) adds nothing. */
function withoutContainers<T extends { change: ResourceChange; candidate: Candidate }>(fitting: T[]): T[] {
  const isWhole = ({ candidate }: T) => candidate.path.length === 0;
  if (!fitting.some((each) => each.change.kind === 'policy' && isWhole(each))) return fitting;
  return fitting.filter((each) => each.change.kind === 'policy' || !isWhole(each));
}

const found = new WeakMap<ResourceChange, readonly Candidate[]>();

/** Where a change differs; looked for once, however many answers it touches. */
function candidates(change: ResourceChange): readonly Candidate[] {
  const known = found.get(change);
  if (known !== undefined) return known;
  const looked = lookForCandidates(change);
  found.set(change, looked);
  return looked;
}

function lookForCandidates({ kind, before, after }: ResourceChange): readonly Candidate[] {
  const facets = FACETS[kind];
  if (facets === undefined) return [];
  if (before === undefined || after === undefined) {
    const facet = WHOLE[kind];
    return facet === undefined ? [] : [{ facet, path: [] }];
  }
  return Object.entries(facets).flatMap(([beginning, facet]) => {
    const start = beginning.split('.');
    return differences(at(before, start), at(after, start), start).map((path) => ({ facet, path }));
  });
}

function at(attributes: Attributes, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = attributes;
  for (const step of path) value = isObject(value) ? value[step] : undefined;
  return value;
}

/** Paths that differ; a collection of subjects differs as a whole, stages one by one. */
function differences(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: AttributePath,
): AttributePath[] {
  if (equalValues(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => differences(before[name], after[name], [...path, name]));
  }
  if (isList(before) && isList(after) && before.length === after.length && isSequence(after)) {
    return after.flatMap((item, index) => differences(before[index], item, [...path, index]));
  }
  return [path];
}

function isSequence(items: readonly JsonValue[]): boolean {
  return items.every((item) => isObject(item) && item['@odata.type'] === undefined);
}
