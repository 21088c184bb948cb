/** A journal with entries that cannot be read: said once, however often a run reads its state. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Host } from '../../src/engine/host.ts';
import { createBackend } from '../../src/engine/state/backend.ts';
import { encodeEntry } from '../../src/state/journal.ts';
import { temporaryFolder } from '../support/cli.ts';

let folder: string;
beforeEach(() => (folder = temporaryFolder()));
afterEach(() => rmSync(folder, { recursive: true }));

it('is warned of once by each run', async () => {
  const lines = [
    encodeEntry({ type: 'open', lineage: 'l', serial: 0, tenantId: 't' }, 0),
    encodeEntry({ type: 'lookups', lookups: { lost: 'gone' } }, 1).replace('lost', 'lust'),
    encodeEntry({ type: 'lookups', lookups: {} }, 2),
  ];
  writeFileSync(path.join(folder, 'state.json.journal.a'), lines.join(''));
  const found: Diagnostic[] = [];
  const host = {
    cwd: folder,
    delay: () => Promise.resolve(),
    diagnostics(more: readonly Diagnostic[]) {
      found.push(...more);
      return Promise.resolve();
    },
  } as unknown as Host;
  const open = () => createBackend({ file: 'state.json' }, { folder, tenant: { embedded: 'unused' }, host });
  const backend = open();
  await backend.read();
  await backend.read();
  expect(found.map(({ code }) => code)).toEqual(['STATE_JOURNAL_DAMAGED']);
  await open().read();
  expect(found).toHaveLength(2);
});
