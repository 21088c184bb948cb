/**
 * What is live at attributes whose changes are ignored. It is out of the plan and not out of the answer: where it is not
 * what was last applied, or not what is declared, the plan says so, and who gets in by it.
 */
import { IGNORED_LIVE_RULE } from '../model/rule-ids.ts';
import type { AccessChange, AccessDiff, AccessResource, DirectoryFacts } from '../access/index.ts';
import { compareAccessSteps, NO_ACCESS_CHANGE } from '../access/index.ts';
import { compareSeverity } from '../access/compare/severity.ts';
import { bearingOnAccess } from '../kinds/bearing.ts';
import type { ResourceAddress } from '../model/address.ts';
import { formatPath } from '../model/path.ts';
import type { AttributePath } from '../model/path.ts';
import type { Steps } from '../model/turns.ts';
import type { Attributes } from '../model/value.ts';
import type { AccessBasis } from './access.ts';
import { liveResources, placeIn } from './access.ts';
import { completeAttributes, diffAttributes } from './compare.ts';
import type { ResourceSides } from './decide.ts';
import { withValuesOf } from './ignore.ts';
import type { PlanFinding } from './plan.ts';
import { placed } from './source.ts';

export interface IgnoredLive {
  readonly findings: readonly PlanFinding[];
  /** What was opened or closed there since it was last applied (or, where nothing was, against what is declared). */
  readonly access: AccessDiff;
}

/** One resource that is live with something else at ignored paths that decide about access. */
interface Differing {
  readonly address: ResourceAddress;
  /** As it would be with what was last applied there, or declared. */
  readonly expected: Attributes;
  readonly finding: PlanFinding;
}

export function* ignoredLive(basis: AccessBasis, directory: DirectoryFacts): Steps<IgnoredLive> {
  const differing = basis.circumstances.flatMap((sides) => differingIn(sides, basis));
  if (differing.length === 0) return { findings: [], access: NO_ACCESS_CHANGE };
  const expected = new Map(differing.map((each) => [each.address, each.expected]));
  const after = liveResources(basis);
  const before = after.map((resource): AccessResource => ({
    ...resource,
    attributes: expected.get(resource.address) ?? resource.attributes,
  }));
  const { gained, lost, changed } = yield* compareAccessSteps({
    before,
    after,
    identified: true,
    directory,
    ...basis.surroundings,
    placeOf: placeIn(basis),
  });
  return {
    findings: differing.map(({ finding }) => finding),
    access: { gained: gained.map(told), lost: lost.map(told), changed: changed.map(told) },
  };
}

/** What a plan brings, and what is so already. */
export function withIgnoredAccess(plan: AccessDiff, ignored: AccessDiff): AccessDiff {
  const both = (name: keyof AccessDiff): readonly AccessChange[] =>
    ignored[name].length === 0
      ? plan[name]
      : [...plan[name], ...ignored[name]].sort((a, b) => compareSeverity(a.severity, b.severity));
  return { gained: both('gained'), lost: both('lost'), changed: both('changed') };
}

function told(entry: AccessChange): AccessChange {
  return {
    ...entry,
    details: [...entry.details, 'It is so in the tenant already: changes there are ignored'],
  };
}

function differingIn(
  { kind, desired, prior, live, ignoreChanges }: ResourceSides,
  { rangeOf }: AccessBasis,
): Differing[] {
  const paths = bearingOnAccess(kind.attributes, ignoreChanges);
  const address = desired?.address ?? prior?.address;
  if (live === undefined || address === undefined || paths.length === 0) return [];
  const against = (other: Attributes | undefined) => {
    if (other === undefined) return undefined;
    const complete = completeAttributes(kind.attributes, other, live.attributes);
    const expected = withValuesOf(live.attributes, complete, paths);
    return diffAttributes(kind.attributes, live.attributes, expected).changedPaths.length > 0
      ? expected
      : undefined;
  };
  const applied = against(prior?.attributes);
  const declared = against(desired?.attributes);
  if (applied === undefined && declared === undefined) return [];
  // What was applied is what was known and agreed to; only what never was is held against the declaration.
  const expected = applied ?? (prior === undefined ? declared : undefined) ?? live.attributes;
  return [
    {
      address,
      expected,
      finding: {
        rule: IGNORED_LIVE_RULE,
        severity: 'warning',
        address,
        message: messageOn(paths, applied !== undefined, declared !== undefined),
        ...placed(desired?.path, rangeOf),
        hint: 'No plan corrects it: take it out of ignoreChanges, or declare what is live',
      },
    },
  ];
}

function messageOn(paths: readonly AttributePath[], applied: boolean, declared: boolean): string {
  const which = paths.map((path) => formatPath(path)).join(', ');
  const from = [...(applied ? ['what was last applied'] : []), ...(declared ? ['what is declared'] : [])];
  return `Changes of ${which} are ignored, and what is live there differs from ${from.join(' and from ')}`;
}
