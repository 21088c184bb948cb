/** A directory object that is gone although something names it, in words. */
import type { Deletion } from '../graph/port.ts';
import type { PrincipalType } from './principals.ts';

/** A directory object that does not exist any more. */
export interface Departed {
  readonly id: string;
  readonly type: PrincipalType;
  /** The last name that state or directory know. */
  readonly label?: string;
  readonly deletion?: Deletion;
}

const NOUNS = { user: 'user', group: 'group', servicePrincipal: 'application' } as const;

/** `The user carol@contoso.com (id ...)`. */
export function calledDeparted({ id, type, label }: Departed): string {
  return label === undefined
    ? `The ${NOUNS[type]} with the id ${id}`
    : `The ${NOUNS[type]} ${label} (id ${id})`;
}

/** When it was deleted and until when it can be restored, as far as that is known. */
export function deletionText(deletion: Deletion | undefined): string | undefined {
  if (deletion === undefined) return undefined;
  const on = `deleted on ${deletion.deletedAt.slice(0, 10)}`;
  return deletion.restorableUntil === undefined
    ? on
    : `${on}; can be restored until ${deletion.restorableUntil.slice(0, 10)}`;
}

/** When each was deleted, in words, by id; empty where nothing tells. */
export function departureTexts(departed: Iterable<Departed>): Map<string, string> {
  return new Map([...departed].map(({ id, deletion }) => [id, deletionText(deletion) ?? '']));
}

/** What a comment beside an id says of it. */
export function departedRemark({ type, label, deletion }: Departed): string {
  const name = label === undefined ? '' : ` ${label}`;
  const when = deletionText(deletion);
  return `${NOUNS[type]}${name}: the directory no longer knows it${when === undefined ? '' : ` (${when})`}`;
}
