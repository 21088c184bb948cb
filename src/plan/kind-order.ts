import type { Members, Shape } from '../model/shape.ts';
import type { Kind } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';

/**
 * Every kind, in an order in which what is referred to comes first. Deferred members do not count: they are written
 * after everything exists.
 */
export const KINDS_IN_ORDER: readonly Kind[] = inReferenceOrder();

/** Throws when kinds refer to each other in a circle, which is a fault of their tables. */
function inReferenceOrder(): readonly Kind[] {
  const ordered: Kind[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (kind: Kind): void => {
    if (state.get(kind.name) === 'done') return;
    if (state.get(kind.name) === 'open')
      throw new Error(`Kinds refer to each other in a circle at ${kind.name}`);
    state.set(kind.name, 'open');
    for (const to of [...referencedKinds(kind.attributes)].sort()) {
      const target = KINDS.get(to);
      if (target !== undefined) visit(target);
    }
    state.set(kind.name, 'done');
    ordered.push(kind);
  };
  for (const name of [...KINDS.keys()].sort()) {
    const kind = KINDS.get(name);
    if (kind !== undefined) visit(kind);
  }
  return ordered;
}

function referencedKinds(members: Members): Set<string> {
  const found = new Set<string>();
  const collect = (shape: Shape): void => {
    if (shape.type === 'reference') found.add(shape.to);
    else if (shape.type === 'list' || shape.type === 'set') collect(shape.of);
    else if (shape.type === 'object') Object.values(shape.members).forEach(collect);
  };
  for (const member of Object.values(members)) if (member.deferred !== true) collect(member);
  return found;
}

/** Members written in a step of their own. */
export function deferredMembers(kind: Kind): readonly string[] {
  return Object.entries(kind.attributes)
    .filter(([, member]) => member.deferred === true)
    .map(([name]) => name);
}

/** Members that are sent back as they are unless they are declared. */
export function keptMembers(kind: Kind): readonly string[] {
  return Object.entries(kind.attributes)
    .filter(([, member]) => member.mutability === 'kept')
    .map(([name]) => name);
}

/** The members of a kind that are not deferred. */
export function immediateMembers(kind: Kind): Members {
  return Object.fromEntries(Object.entries(kind.attributes).filter(([, member]) => member.deferred !== true));
}
