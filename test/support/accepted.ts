/** Drift of a tenant, taken over into the files of a configuration: what `drift --accept` does, in process. */
import path from 'node:path';
import { expect } from 'vitest';
import type { Configuration } from '../../src/config/configuration.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { replaceFiles } from '../../src/engine/replace-files.ts';
import { createDirectory } from '../../src/graph/directory.ts';
import { acceptDrift, misplaced, unnamedIn } from '../../src/import/accept-drift.ts';
import type { Accepted as Result } from '../../src/import/accept-drift.ts';
import { findNames } from '../../src/import/directory-names.ts';
import { heldPrincipals, heldTenants } from '../../src/refresh/departed.ts';
import { resolveDesired } from '../../src/refresh/desired.ts';
import { readLive } from '../../src/refresh/read.ts';
import type { Engine } from './engine.ts';

interface Accepted {
  readonly result: Result;
  /** With the new texts; undefined where they do not load. */
  readonly now: Configuration | undefined;
  /** Writes the files and the state. */
  keep(): Promise<void>;
}

/** Undefined without drift. */
export async function acceptAll(engine: Engine, at: string): Promise<Accepted | undefined> {
  const load = (texts?: ReadonlyMap<string, string>) =>
    loadConfiguration({ file: 'governance.yaml', cwd: at, env: {}, ...(texts && { texts }) });
  const { configuration, tree } = await load();
  if (configuration === undefined || tree === undefined) throw new Error('It does not load');
  const { plan } = await engine.plan(configuration, { mode: 'refresh-only' });
  const prior = await engine.state.read();
  if (plan.drift.length === 0 || prior === undefined) return undefined;
  const directory = createDirectory(engine.graph);
  const resolve = async ({ document, declarations, wants }: Configuration) => {
    const live = await readLive({ graph: engine.graph, prior, wants, delay: () => Promise.resolve() });
    const held = { held: heldPrincipals(live), heldTenants: heldTenants(live) };
    return resolveDesired({
      document,
      declarations,
      wants,
      directory,
      ...(prior.lookups && { known: prior.lookups }),
      ...held,
    });
  };
  const { desired, lookups } = await resolve(configuration);
  const names = await findNames(directory, unnamedIn(plan.drift));
  const result = acceptDrift({ tree, configuration, desired, lookups, prior, drift: plan.drift, names });
  const absolute = [...result.texts].map(([name, text]) => [path.join(at, name), text] as const);
  const now = (await load(new Map(absolute))).configuration;
  return {
    result,
    now,
    async keep() {
      if (now === undefined) throw new Error('What is accepted does not load');
      await replaceFiles(absolute.map(([file, text]) => ({ path: file, text })));
      expect(misplaced(result.expected, (await resolve(now)).desired)).toEqual([]);
      const info = { id: 'x', operation: 'drift', who: '', host: '', pid: process.pid, createdAt: '' };
      const lock = await engine.state.lock(info, 0);
      const session = await lock.open({ lineage: prior.lineage, tenantId: prior.tenant.id });
      await session.record(result.effect);
      await session.close();
      await lock.release();
    },
  };
}
