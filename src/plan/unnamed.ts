import { links } from '../model/walk.ts';
import type { Attributes } from '../model/value.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Plan } from './plan.ts';

/** Ids of directory objects that the plan shows and has no name for, so that the caller can look them up. */
export function unnamedPrincipals(plan: Plan, kinds: ReadonlyMap<string, Kind>): string[] {
  const unnamed = new Set<string>();
  const collect = (kind: string, attributes: Attributes | null): void => {
    for (const { shape, value } of links(kinds.get(kind)?.attributes ?? {}, attributes ?? {})) {
      if (shape.type === 'principal' && plan.names[value] === undefined) unnamed.add(value);
    }
  };
  for (const { kind, before, after } of [...plan.changes, ...plan.drift]) {
    collect(kind, before);
    collect(kind, after);
  }
  return [...unnamed].sort();
}
