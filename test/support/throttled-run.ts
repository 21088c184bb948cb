/**
 * Plan, apply and drift of a whole configuration on a tenant that throttles as users report, in faked time: nothing is
 * waited for in earnest, and the tenant counts what came before its time.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { makeEnterprise } from '../../examples/enterprise/enterprise.ts';
import { apply, drift, plan } from '../../src/index.ts';
import { openTenant, REPORTED_THROTTLE } from '../../src/tenant/index.ts';

export interface ThrottledRun {
  /** Changes of the first plan, of the plan after the apply, and whether anything drifted. */
  readonly planned: number;
  readonly left: number;
  readonly drifted: boolean;
  /** Failed changes of the apply. */
  readonly failed: number;
  /** Times at which the service refused, over all runs. */
  readonly penalties: number;
  /** Requests that came before their time. */
  readonly early: number;
  /** Requests that were let through. */
  readonly admitted: number;
  /** Seconds that went by on the faked clock. */
  readonly seconds: number;
  /** What was told of waits. */
  readonly told: readonly string[];
}

/** Time that goes by only while everything waits for it. */
class FakedTime {
  now = Date.parse('2026-01-01T00:00:00Z');
  private readonly due: { readonly at: number; readonly go: () => void }[] = [];
  private underWay = 0;
  private pumping = false;

  readonly delay = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const go = () => {
        signal?.removeEventListener('abort', go);
        resolve();
      };
      signal?.addEventListener('abort', go, { once: true });
      this.due.push({ at: this.now + ms, go });
      this.due.sort((left, right) => left.at - right.at);
      this.pump();
    });

  /** No time goes by while this is under way. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.underWay += 1;
    try {
      return await work();
    } finally {
      this.underWay -= 1;
      this.pump();
    }
  }

  private pump(): void {
    if (this.pumping) return;
    this.pumping = true;
    setImmediate(() => {
      this.pumping = false;
      if (this.underWay > 0) return;
      // The disk takes time of the real clock, in which none of this one may go by.
      if (process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))) {
        this.pump();
        return;
      }
      const next = this.due.shift();
      if (next === undefined) return;
      this.now = Math.max(this.now, next.at);
      next.go();
      this.pump();
    });
  }
}

export async function throttledRun(packages: number, seed: number): Promise<ThrottledRun> {
  const folder = mkdtempSync(path.join(tmpdir(), 'throttled-'));
  const time = new FakedTime();
  const began = time.now;
  const { governance, directory } = makeEnterprise({ packages, seed });
  const file = path.join(folder, 'governance.yaml');
  writeFileSync(file, stringify(governance, { aliasDuplicateObjects: false }));
  const tenant = await openTenant({
    seed: directory,
    throttle: { ...REPORTED_THROTTLE, seed },
    now: () => new Date(time.now),
  });
  writeFileSync(path.join(folder, 'directory.yaml'), stringify(directory, { aliasDuplicateObjects: false }));
  const refusals = new Set<number>();
  const told: string[] = [];
  const options = {
    file,
    host: {
      env: { ENTENTE_GRAPH_URL: 'http://tenant.invalid/v1.0' },
      cwd: folder,
      now: () => time.now,
      delay: time.delay,
      progress: (line: string) => told.push(line),
      fetch: (request: Request) =>
        time.during(async () => {
          const before = tenant.throttled()?.refused;
          const response = await tenant.fetch(request);
          if (tenant.throttled()?.refused !== before) refusals.add(time.now);
          return response;
        }),
    },
  };
  try {
    const first = await plan(options);
    const applied = await apply({ ...options, autoApprove: true });
    const second = await plan(options);
    const { drifted } = await drift(options);
    const { admitted = 0, early = 0 } = tenant.throttled() ?? {};
    return {
      planned: changesOf(first),
      left: changesOf(second),
      drifted,
      failed: applied.summary?.failed ?? -1,
      penalties: refusals.size,
      early,
      admitted,
      seconds: (time.now - began) / 1000,
      told: told.filter((line) => line.startsWith('The service asks')),
    };
  } finally {
    await tenant.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function changesOf({ plan: { changes } }: Awaited<ReturnType<typeof plan>>): number {
  return changes.filter(({ action }) => action !== 'noop').length;
}
