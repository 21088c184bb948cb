import type { Kind } from '../kinds/kind.ts';
import type { Operation, Step } from '../plan/operations.ts';
import type { PendingOperation } from '../state/document.ts';
import { attributesDigest } from '../plan/attributes-digest.ts';

/** The record of an operation that is about to begin. */
export function pendingOperation(
  kind: Kind,
  { address, step, before, after }: Operation,
  operation: string,
  now: Date,
): PendingOperation {
  return {
    operation,
    address,
    action: ACTIONS[step],
    startedAt: now.toISOString(),
    digest: attributesDigest(kind, after ?? before ?? {}),
  };
}

const ACTIONS: Readonly<Record<Step, PendingOperation['action']>> = {
  create: 'create',
  update: 'update',
  link: 'update',
  unlink: 'update',
  record: 'update',
  drain: 'update',
  delete: 'delete',
  removeTwin: 'delete',
  forget: 'delete',
};
