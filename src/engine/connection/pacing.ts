/**
 * What is remembered between runs of how fast a service may be asked: without it a run begins small and learns again.
 */
import type { PaceMemory } from '../../graph/pace.ts';
import { UNKNOWN_PACE } from '../../graph/pace.ts';
import type { JsonObject } from '../../model/value.ts';
import { cacheFile } from '../cache-file.ts';

/** A service that was slow two weeks ago need not be today. */
const FORGOTTEN_MS = 14 * 24 * 3600 * 1000;

export interface Pacing {
  readonly memory: PaceMemory;
  /** Never rejects. */
  save(memory: PaceMemory): Promise<void>;
}

/** Of the service `name` (a tenant or an address), kept below the folder of a configuration. */
export async function openPacing(folder: string, name: string, now: () => number): Promise<Pacing> {
  const file = cacheFile(folder, 'pacing');
  let last = Promise.resolve();
  return {
    memory: memoryOf(await file.entry(name), now()),
    save(memory) {
      last = last.then(() => file.put(name, { ...memory, at: now() }));
      return last;
    },
  };
}

function memoryOf(entry: JsonObject, now: number): PaceMemory {
  const window = positive(entry['window']);
  const at = positive(entry['at']);
  if (window === undefined || at === undefined || Math.abs(now - at) > FORGOTTEN_MS) return UNKNOWN_PACE;
  const rate = positive(entry['rate']);
  const notBefore = positive(entry['notBefore']);
  return {
    window: Math.max(1, window),
    ...(rate !== undefined && { rate }),
    // No service asks for longer than its penalty; a clock that was wrong must not stop every run.
    ...(notBefore !== undefined && notBefore < now + FORGOTTEN_MS && { notBefore }),
  };
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
}
