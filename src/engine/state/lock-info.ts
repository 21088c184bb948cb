import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import type { LockInfo } from '../../state/backend.ts';
import type { Host } from '../host.ts';

/** Who this process is, for a lock that it takes for `operation`. */
export function lockInfo(operation: string, { env, now, randomId }: Host): LockInfo {
  const { GITHUB_ACTOR, GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = env;
  const start = processStart(process.pid);
  return {
    id: randomId(),
    operation,
    who: GITHUB_ACTOR ?? userName(),
    host: hostname(),
    pid: process.pid,
    createdAt: new Date(now()).toISOString(),
    ...(start !== undefined && { processStart: start }),
    ...(GITHUB_RUN_ID !== undefined && {
      runUrl: `${GITHUB_SERVER_URL ?? 'https://github.com'}/${GITHUB_REPOSITORY ?? ''}/actions/runs/${GITHUB_RUN_ID}`,
    }),
  };
}

/** Containers may run under a number that no account has. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? ''}`.trim();
  }
}

/** `BOOT.NAMESPACE/START` of a process on Linux; undefined elsewhere, and when there is no such process. */
export function processStart(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const namespace = readlinkSync('/proc/self/ns/pid');
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name, which may hold spaces and parentheses.
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return start === undefined ? undefined : `${boot}.${namespace}/${start}`;
  } catch {
    return undefined;
  }
}
