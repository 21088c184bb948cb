import { isGuid } from '../model/guid.ts';
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
  // What counts for who can get in is told by name, and a role is called by whom it is of.
  for (const { displayName, bearsOnAccess } of plan.unmanaged)
    for (const word of bearsOnAccess === true ? displayName.toLowerCase().split(' ') : [])
      if (isGuid(word) && plan.names[word] === undefined) unnamed.add(word);
  return [...unnamed].sort();
}
