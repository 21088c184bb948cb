import { links } from '../model/walk.ts';
import type { Attributes } from '../model/value.ts';
import { KINDS } from '../kinds/registry.ts';
import type { PlanDraft } from './plan.ts';

/** Ids of directory objects that the plan shows and has no name for, so that the caller can look them up. */
export function unnamedPrincipals(plan: PlanDraft): string[] {
  const unnamed = new Set<string>();
  const collect = (kind: string, attributes: Attributes | null): void => {
    for (const { shape, value } of links(KINDS.get(kind)?.attributes ?? {}, attributes ?? {})) {
      if (shape.type === 'principal' && plan.names[value] === undefined) unnamed.add(value);
    }
  };
  for (const { kind, before, after } of [...plan.changes, ...plan.drift]) {
    collect(kind, before);
    collect(kind, after);
  }
  return [...unnamed].sort();
}
