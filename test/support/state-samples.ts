/** What the tests of every state backend write and expect. */
import { expect } from 'vitest';
import type { LockInfo } from '../../src/state/backend.ts';
import type { ResourceState } from '../../src/state/document.ts';

/** Of a state that is begun. */
export const initial = { lineage: 'lineage', tenantId: 'tenant' };

/** A lock of this process unless `more` says otherwise. */
export function lockInfo(more: Pick<LockInfo, 'id' | 'who' | 'host'> & Partial<LockInfo>): LockInfo {
  return { operation: 'apply', pid: process.pid, createdAt: '2026-01-01T00:00:00Z', ...more };
}

export function resource(address: string): ResourceState {
  return { address, kind: 'catalog', id: 'i', attributes: {}, dependsOn: [] };
}

/** A refusal with this code that also says what to do. */
export function refusal(code: string): { diagnostics: unknown[] } {
  return { diagnostics: [expect.objectContaining({ code, hint: expect.any(String) as string })] };
}
