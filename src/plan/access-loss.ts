/** People who would lose access by a plan's deletions: which changes to ask about, and what the plan says of them. */
import { links } from '../model/walk.ts';
import type { AssignmentHolder, Kind } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';
import type { Change, PlanDraft, PlanFinding } from './plan.ts';

/** What `Plan.findings` calls it when access is lost; an error until that is allowed. */
export const ACCESS_LOSS = 'access-loss';
/** When people keep what they hold, although what let them in goes. */
const ACCESS_KEPT = 'access-kept';
/** People who are named; the others are counted. */
const NAMED = 10;

/**
 * Deletions and replacements through which people may lose access, those that take it away themselves first. A policy
 * whose package goes too says nothing of its own. Only that reference counts: two packages that name each other as
 * incompatible must not silence each other.
 */
export function mayLoseAccess({ changes }: PlanDraft): readonly Change[] {
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
  ];
}

function isGoing({ action }: Change): boolean {
  return action === 'delete' || action === 'replace';
}

/** The plan with what was found out, in the order of `mayLoseAccess`; nobody is told of twice. */
export function withAccessLoss(
  plan: PlanDraft,
  found: readonly { readonly change: Change; readonly holders: readonly AssignmentHolder[] }[],
  allowed: boolean,
): PlanDraft {
  const told = new Set<string>();
  const losses = new Map<string, NonNullable<Change['losesAccess']>>();
  const findings: PlanFinding[] = [];
  for (const { change, holders } of found) {
    const own = holders.filter(({ assignment }) => !told.has(assignment));
    const kind = KINDS.get(change.kind);
    if (own.length === 0 || kind === undefined) continue;
    for (const { assignment } of own) told.add(assignment);
    if (kind.access?.drain !== undefined) {
      const names = [...new Set(own.map(({ person }) => person))].sort();
      losses.set(change.address, { count: names.length, names: names.slice(0, NAMED) });
    }
    findings.push(findingOf(change, kind, own, allowed));
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

function findingOf(
  { address, source }: Change,
  kind: Kind,
  holders: readonly AssignmentHolder[],
  allowed: boolean,
): PlanFinding {
  const common = { address, ...(source !== undefined && { source }) };
  const labels = new Set(
    holders.map((holder) =>
      kind.access?.drain === undefined ? `${holder.person} to ${holder.package}` : holder.person,
    ),
  );
  const people = named([...labels].sort());
  if (kind.access?.holdersKeepAccess === true) {
    const message = `People of it keep the access that they hold: ${people}`;
    return { ...common, rule: ACCESS_KEPT, severity: 'warning', message };
  }
  const hint =
    kind.access?.drain === undefined
      ? 'This plan does not remove these assignments, and the service refuses the deletion until they are removed'
      : 'If that is meant, allow it with --allow-access-loss';
  const message = `${labels.size === 1 ? '1 person' : `${labels.size} people`} would lose access: ${people}`;
  return { ...common, rule: ACCESS_LOSS, severity: allowed ? 'warning' : 'error', message, hint };
}

function named(people: readonly string[]): string {
  const rest = people.length - NAMED;
  const shown = people.slice(0, NAMED).join(', ');
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
