/** The section of which a file has the entries alone. Pure. */
import type { Takes } from '../yaml/yaml-indents.ts';
import type { SourceNode } from '../yaml/source-node.ts';

/** The only one of `sections` whose entries take all members of all maps at the top of a document. */
export function sectionMeant(
  root: SourceNode | undefined,
  sections: readonly string[],
  takes: Takes,
): string | undefined {
  const entries = root?.type === 'map' ? [...root.members.values()] : [];
  const members = entries.flatMap(({ value }) => (value.type === 'map' ? [[...value.members.keys()]] : []));
  if (members.length === 0 || members.length < entries.length) return undefined;
  const fitting = sections.filter((section) =>
    members.every((names) => names.length > 0 && names.every((name) => takes([section, 'key'], name))),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}
