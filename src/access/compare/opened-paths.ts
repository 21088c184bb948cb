/** Ends that the same people come to after a change and came to in no way before it. */
import { onceFor } from '../../model/once.ts';
import type { EndTest } from '../paths/find-paths.ts';
import { isFarther, pathsFrom } from '../paths/find-paths.ts';
import type { AccessPath } from '../paths/path.ts';
import type { PathGraph, PathNode } from '../paths/path-graph.ts';
import type { Arrivals } from '../paths/walk.ts';
import { byChangingPolicies, wayTo } from '../paths/walk.ts';
import type { BothWalks } from './both-walks.ts';
import { WITHIN } from './duties-of-actor.ts';

/**
 * What they can come to now; not what they could before, unless it was possible and is certain now. `rekeyed`: what goes by
 * another address now.
 */
export function openedFor(
  { past, before, was, present, start, arrivals, touches }: BothWalks,
  rekeyed: ReadonlyMap<string, string>,
): readonly AccessPath[] {
  const pastKey = (node: number) => endKeyBefore(past, node, rekeyed);
  const reached = endsOf(past, was, rekeyed);
  const [fresh, again] = [new Set<number>(), new Set<number>()];
  for (const node of arrivals.keys()) {
    if (!isFarther(present, node, arrivals)) continue;
    const way = wayTo(arrivals, node);
    if (!way.some(({ step }) => step === 'member' || step === 'owner')) continue;
    if (!reached.has(endKeyOf(present.nodeAt(node)))) fresh.add(node);
    else if (touches(way)) again.add(node);
  }
  const among =
    (nodes: ReadonlySet<number>): EndTest =>
    (_graph, node) =>
      nodes.has(node);
  const covered = coveredBefore({ past, before, was, present }, fresh, rekeyed);
  for (const node of covered) fresh.delete(node);
  const found = pathsFrom(present, start, among(fresh), arrivals);
  if (again.size === 0) return found;
  const later = pathsFrom(present, start, among(again), arrivals).filter(({ certain }) => certain);
  const ends = new Set(later.map((path) => endKey(path)));
  const isOpen = (node: number) => isFarther(past, node, was);
  const open = new Set([...was.keys()].filter(isOpen).map(pastKey));
  const isAsked: EndTest = (_graph, node) => ends.has(pastKey(node)) && isOpen(node);
  const certain = new Set(
    pathsFrom(past, before, isAsked, was)
      .filter((path) => path.certain)
      .map((path) => endKey(path, rekeyed)),
  );
  return [...found, ...later.filter((path) => open.has(endKey(path)) && !certain.has(endKey(path)))];
}

/** Roles on a catalog among new ends that come with another role on it, to which they certainly came before. */
function coveredBefore(
  { past, before, was, present }: Pick<BothWalks, 'past' | 'before' | 'was' | 'present'>,
  fresh: ReadonlySet<number>,
  rekeyed: ReadonlyMap<string, string>,
): readonly number[] {
  const roles = [...fresh].filter((node) => present.nodeAt(node).kind === 'catalog');
  if (roles.length === 0) return [];
  const isRole: EndTest = (_graph, node) =>
    past.nodeAt(node).kind === 'catalog' && (WITHIN[past.nodeAt(node).role] ?? []).length > 0;
  const came = pathsFrom(past, before, isRole, was).filter(({ certain }) => certain);
  const within = new Set(
    came.flatMap(({ steps }) => {
      const { id = '', role = '' } = steps.at(-1) ?? {};
      const kind = 'catalog' as const;
      return (WITHIN[role] ?? []).map((each) => endKeyOf({ kind, id: rekeyed.get(id) ?? id, role: each }));
    }),
  );
  return roles.filter((node) => within.has(endKeyOf(present.nodeAt(node))));
}

/** Whatever a walk before the change reached, by `endKey`; what an administrator would have had to open first was not open. */
export function endsOf(past: PathGraph, was: Arrivals, rekeyed: ReadonlyMap<string, string>): Set<string> {
  const closed = byChangingPolicies(was);
  const reached = [...was.keys()].filter((node) => !closed.has(node));
  return new Set(reached.map((node) => endKeyBefore(past, node, rekeyed)));
}

export function endKeyBefore(past: PathGraph, node: number, rekeyed: ReadonlyMap<string, string>): string {
  const at = past.nodeAt(node);
  const id = rekeyed.get(at.id);
  return endKeyOf(id === undefined ? at : { ...at, id });
}

/** Equal for one end, however it is come to and on whichever side; `rekeyed`: of an end before. */
export function endKey({ steps }: AccessPath, rekeyed?: ReadonlyMap<string, string>): string {
  const last = steps.at(-1);
  const id = last?.id ?? '';
  return [
    last?.kind === 'request' ? 'package' : last?.kind === 'administer' ? 'catalog' : last?.kind,
    rekeyed?.get(id) ?? id,
    last?.role ?? '',
  ].join('\n');
}

const endKeyOf = onceFor(({ kind, id, role }: PathNode) => [kind, id, role].join('\n'));
