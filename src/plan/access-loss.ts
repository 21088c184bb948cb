/** People who would lose access by a plan's deletions and changed rules: which changes to ask about, and what the plan says of them. */
import type { ResourceAddress } from '../model/address.ts';
import { firstOf } from '../model/counted.ts';
import { compareNames } from '../model/natural-order.ts';
import { links } from '../model/walk.ts';
import type { AssignmentHolder, Kind } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';
import type { Holders } from '../access/compare/access-change.ts';
import type { PlaceOf } from '../access/index.ts';
import { parentIn } from '../kinds/parents.ts';
import { isGoing } from './going.ts';
import { countHolders, namedOf } from '../access/compare/held-by.ts';
import type { HoldersRead } from './holders.ts';
import type { NameOf } from './live-names.ts';
import type { Change, PlanDraft, PlanFinding } from './plan.ts';
import type { TakenByRule } from './rule-loss.ts';
import { changesRule, ruleText } from './rule-loss.ts';

/** What `Plan.findings` calls it when access is lost; an error until that is allowed. */
export const ACCESS_LOSS = 'access-loss';
/** When people keep what they hold, although what let them in goes. */
const ACCESS_KEPT = 'access-kept';
const ALLOW = 'If that is meant, allow it with --allow-access-loss';

/** Holders of what one change deletes or replaces, or those whom its changed rule leaves. */
export interface Losing {
  readonly change: Change;
  readonly holders: HoldersRead;
  /** It is the rule that takes it. */
  readonly byRule?: TakenByRule;
  /** Other packages that grant the role that goes. */
  readonly kept?: KeptByOthers;
}

/** By what some of the holders keep a role. */
interface KeptByOthers {
  readonly packages: readonly ResourceAddress[];
  /** Who holds these; undefined where that was not read. */
  readonly holders: HoldersRead;
}

/** How a loss is told. */
export interface LossOptions {
  /** It is meant, and only a warning. */
  readonly allowed: boolean;
  /** Where the configuration says something: a role that it no longer lists has no place of its own. */
  readonly placeOf: PlaceOf;
  readonly nameOf: NameOf;
}

/**
 * Deletions, replacements and changed rules through which people may lose access, those that take it away themselves first. A policy
 * or role whose package goes too says nothing of its own. Only that reference counts: two packages that name each other
 * as incompatible must not silence each other.
 */
export function mayLoseAccess({ changes }: Pick<PlanDraft, 'changes'>): readonly Change[] {
  const going = changes.filter(isGoing);
  const drained = new Set(
    going.filter(({ kind }) => KINDS.get(kind)?.access?.drain !== undefined).map(({ address }) => address),
  );
  const asked = going.filter(({ kind: name, before }) => {
    const kind = KINDS.get(name);
    if (kind?.access?.holders === undefined) return false;
    return ![...links(kind.attributes, before ?? {})].some(
      ({ path, value }) => path.length === 1 && drained.has(value),
    );
  });
  return [
    ...asked.filter(({ address }) => drained.has(address)),
    ...asked.filter(({ address }) => !drained.has(address)),
    ...changes.filter(changesRule),
  ];
}

/** The plan with what was found out, in the order of `mayLoseAccess`; no assignment that ends is told of twice. */
export function withAccessLoss(plan: PlanDraft, found: readonly Losing[], options: LossOptions): PlanDraft {
  const told = new Set<string>();
  const losses = new Map<string, NonNullable<Change['losesAccess']>>();
  const findings: PlanFinding[] = [];
  for (const losing of found) {
    const { change, holders } = losing;
    const kind = KINDS.get(change.kind);
    if (kind === undefined) continue;
    if (holders === undefined) {
      findings.push(unknownLoss(change, kind, options));
      continue;
    }
    const own = withoutKeeping(holders, losing.kept).filter(({ assignment }) => !told.has(assignment));
    if (own.length === 0) continue;
    // A role that goes ends no assignment: each role says who loses it.
    if (kind.access?.takesRole !== true) for (const { assignment } of own) told.add(assignment);
    if (takesAccess(kind)) {
      const { count, names } = countHolders(own);
      losses.set(change.address, { count: count ?? 0, names });
    }
    findings.push(findingOf({ ...losing, holders: own }, kind, options));
  }
  return {
    ...plan,
    changes: plan.changes.map((change) => {
      const losesAccess = losses.get(change.address);
      return losesAccess === undefined ? change : { ...change, losesAccess };
    }),
    findings: [...plan.findings, ...findings],
  };
}

/** Those who hold nothing else that grants what they lose, as far as that is known. */
function withoutKeeping(
  holders: readonly AssignmentHolder[],
  kept: KeptByOthers | undefined,
): readonly AssignmentHolder[] {
  const keeping = new Set(kept?.holders?.flatMap(({ personId }) => personId ?? []));
  return holders.filter(({ personId }) => personId === undefined || !keeping.has(personId));
}

/** Whether carrying out the deletion takes the access, instead of being refused while people have it. */
function takesAccess({ access }: Kind): boolean {
  return access?.drain !== undefined || access?.takesRole === true;
}

function findingOf(
  { change, holders, byRule, kept }: Losing & { readonly holders: readonly AssignmentHolder[] },
  kind: Kind,
  options: LossOptions,
): PlanFinding {
  const common = commonOf(change, kind, options);
  const people = takesAccess(kind) ? countHolders(holders) : countLabels(holders);
  if (kind.access?.holdersKeepAccess === true) {
    const message = `People of it keep the access that they hold: ${namedOf(people)}`;
    return { ...common, rule: ACCESS_KEPT, severity: 'warning', message };
  }
  const hint = takesAccess(kind)
    ? ALLOW
    : 'This plan does not remove these assignments, and the service refuses the deletion until they are removed';
  const who = people.count === 1 ? '1 person' : `${people.count} people`;
  const why = byRule === undefined ? '' : ruleText(byRule);
  const isUnread = kept !== undefined && kept.holders === undefined;
  const would = byRule?.unsure === true || isUnread ? 'may' : 'would';
  const unless = isUnread ? ` (who also holds ${packagesText(kept, options)} keeps it)` : '';
  const message = `${who} ${would} lose access${roleText(change, kind, options)}${why}${unless}: ${namedOf(people)}`;
  return { ...common, rule: ACCESS_LOSS, severity: options.allowed ? 'warning' : 'error', message, hint };
}

/** Packages that are named. */
const MOST = 3;

function packagesText({ packages }: KeptByOthers, { nameOf }: LossOptions): string {
  return firstOf(packages.map(nameOf).sort(compareNames), MOST);
}

/** The tenant refuses to say who it is: it may be anyone, so that wants the same consent. */
function unknownLoss(change: Change, kind: Kind, options: LossOptions): PlanFinding {
  const common = commonOf(change, kind, options);
  const why = 'the tenant refuses to list the assignments';
  if (kind.access?.holdersKeepAccess === true) {
    const message = `Who of it keeps access is unknown: ${why}`;
    return { ...common, rule: ACCESS_KEPT, severity: 'warning', message };
  }
  const message = `Who would lose access${roleText(change, kind, options)} is unknown: ${why}`;
  return {
    ...common,
    rule: ACCESS_LOSS,
    severity: options.allowed ? 'warning' : 'error',
    message,
    hint: ALLOW,
  };
}

function commonOf({ address, source, before }: Change, kind: Kind, { placeOf }: LossOptions) {
  const owner = kind.access?.takesRole === true ? parentIn(kind, before ?? {}) : undefined;
  const place =
    source ?? (owner === undefined ? undefined : (placeOf(owner, ['resourceRoles']) ?? placeOf(owner, [])));
  return { address, ...(place !== undefined && { source: place }) };
}

/** ` to Member of Project Tango`, of a role. */
function roleText({ address, before }: Change, { access }: Kind, { nameOf }: LossOptions): string {
  if (access?.takesRole !== true) return '';
  const [link] = access.links?.(address, before ?? {}) ?? [];
  return link === undefined ? '' : ` to ${link.label ?? 'a role'} of ${nameOf(link.to)}`;
}

/** Of what holds several packages: who holds which. */
function countLabels(holders: readonly AssignmentHolder[]): Holders {
  return countHolders(
    holders.map(({ personId, ...holder }) => ({
      ...holder,
      person: `${holder.person} to ${holder.package}`,
      ...(personId !== undefined && { personId: `${personId} ${holder.package}` }),
    })),
  );
}
