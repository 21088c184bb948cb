/** Kinds by their part in access, for rooms that must not name one. */
import type { AccessPart, Kind } from './kind.ts';
import { KINDS } from './registry.ts';

/** Throws when no kind has the part, which is a fault of the kinds. */
export function kindWithPart(part: AccessPart): Kind {
  const found = [...KINDS.values()].find(({ access }) => access?.part === part);
  if (found === undefined) throw new Error(`No kind has the part ${part} in access`);
  return found;
}

/** The part in access of the kind with this name; undefined when it has none. */
export function partOf(kind: string): AccessPart | undefined {
  return KINDS.get(kind)?.access?.part;
}
