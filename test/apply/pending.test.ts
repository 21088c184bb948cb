/** What a record of an interrupted operation says was under way: the next run asks about a creation, and about nothing else. */
import { expect, it } from 'vitest';
import { pendingOperation } from '../../src/apply/pending.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import { attributesDigest } from '../../src/plan/attributes-digest.ts';
import type { Step } from '../../src/plan/operations.ts';

const ACTIONS: Readonly<Record<Step, string>> = {
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

const [kind] = KINDS.values();

it.each(Object.entries(ACTIONS) as [Step, string][])('%s is recorded as %s', (step, action) => {
  if (kind === undefined) throw new Error('There is no kind');
  const [before, after] = [{ displayName: 'Before' }, { displayName: 'After' }];
  const operation = { address: 'catalog.c', step, before, after } as unknown as Parameters<
    typeof pendingOperation
  >[1];
  const now = new Date('2026-01-01T00:00:00Z');
  const known = { operation: 'o', address: 'catalog.c', action, startedAt: '2026-01-01T00:00:00.000Z' };
  expect(pendingOperation(kind, operation, 'o', now)).toEqual({
    ...known,
    digest: attributesDigest(kind, after),
  });
  expect(pendingOperation(kind, { ...operation, after: undefined }, 'o', now)).toEqual({
    ...known,
    digest: attributesDigest(kind, before),
  });
});
