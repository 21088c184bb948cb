/** What lives in what, as the kinds declare it. */
import type { Attributes } from '../model/value.ts';
import { asString } from '../model/value.ts';
import type { Kind } from './kind.ts';
import { KINDS } from './registry.ts';

/** The kind of the objects that a kind's objects live in; undefined for what lives in the tenant itself. */
export function parentKind({ attributes, identity: { parent } }: Kind): Kind | undefined {
  const member = parent === undefined ? undefined : attributes[parent];
  return member?.type === 'reference' ? KINDS.get(member.to) : undefined;
}

/** The address or id of the object that one with these attributes lives in. */
export function parentIn({ identity: { parent } }: Kind, attributes: Attributes): string | undefined {
  return parent === undefined ? undefined : asString(attributes[parent]);
}

/** Kinds that others live in. */
export const CONTAINER_KINDS: ReadonlySet<Kind> = new Set(
  [...KINDS.values()].flatMap((kind) => parentKind(kind) ?? []),
);
