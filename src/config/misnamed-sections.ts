/** Sections that fill in others, under another name: told once, and read all the same, so that no use of theirs is told besides. */
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { sectionNamed } from '../kinds/property-places.ts';
import { SECTIONS } from '../schema/sections.ts';
import { letters, noSuchMember } from './advice/unknown-property.ts';
import type { MapNode } from './yaml/source-node.ts';
import { rangeOfKey } from './yaml/source-node.ts';

/** A document with those of `names` that it calls otherwise under their own names, and the faults that are left of that. */
export function withNamedSections(
  root: MapNode,
  names: readonly string[],
): { readonly root: MapNode; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const members = [...root.members].map(([key, member]) => {
    const name = SECTIONS.includes(key) ? undefined : (sectionNamed(key) ?? didYouMean(key, SECTIONS));
    if (name === undefined || !names.includes(name) || root.members.has(name)) return [key, member] as const;
    const range = rangeOfKey(member);
    diagnostics.push({
      code: 'SCHEMA_UNKNOWN',
      severity: 'error',
      summary: noSuchMember(key, undefined),
      hint: `Did you mean "${name}"?`,
      path: [key],
      range,
      ...(letters(key) === letters(name) && { fix: { range, was: key, text: name } }),
    });
    return [name, member] as const;
  });
  return { root: diagnostics.length === 0 ? root : { ...root, members: new Map(members) }, diagnostics };
}
