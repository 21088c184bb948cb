import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { LockInfo } from '../state/backend.ts';

/** Who this process is, for a lock that it takes for `operation`. */
export function lockInfo(operation: string): LockInfo {
  return {
    id: randomUUID(),
    operation,
    who: userInfo().username,
    host: hostname(),
    pid: process.pid,
    createdAt: new Date().toISOString(),
  };
}
