/**
 * What is remembered between runs of how fast a service may be asked: `.entente/pacing.json` beside the configuration. It
 * is a cache and holds no secret: without it, or with a broken one, a run begins small and learns again.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PaceMemory } from '../../graph/pace.ts';
import { UNKNOWN_PACE } from '../../graph/pace.ts';
import { isObject } from '../../model/value.ts';
import type { JsonObject } from '../../model/value.ts';

const FORMAT = 1;
/** Services, the last used of them. */
const MOST = 20;
/** A service that was slow two weeks ago need not be today. */
const FORGOTTEN_MS = 14 * 24 * 3600 * 1000;

export interface Pacing {
  readonly memory: PaceMemory;
  /** Never rejects. */
  save(memory: PaceMemory): Promise<void>;
}

/** Of the service `name` (a tenant or an address), kept below the folder of a configuration. */
export async function openPacing(folder: string, name: string, now: () => number): Promise<Pacing> {
  const file = path.join(folder, '.entente', 'pacing.json');
  const entry = (await readEntries(file))[name];
  let last = Promise.resolve();
  return {
    memory: isObject(entry) ? memoryOf(entry, now()) : UNKNOWN_PACE,
    save(memory) {
      last = last.then(() => write(file, name, { ...memory, at: now() }).catch(() => undefined));
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

async function readEntries(file: string): Promise<JsonObject> {
  try {
    const document = JSON.parse(await readFile(file, 'utf8')) as unknown;
    if (!isDocument(document)) return {};
    return document.services;
  } catch {
    return {};
  }
}

function isDocument(value: unknown): value is { readonly format: number; readonly services: JsonObject } {
  return isRecord(value) && value['format'] === FORMAT && isRecord(value['services']);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whole or not at all: two runs at a time may lose each other's entry, and never leave half of a file. */
async function write(file: string, name: string, entry: JsonObject): Promise<void> {
  const { [name]: _old, ...others } = await readEntries(file);
  const kept = Object.entries(others).slice(-(MOST - 1));
  const document = { format: FORMAT, services: Object.fromEntries([...kept, [name, entry]]) };
  const temporary = `${file}.${randomUUID()}.new`;
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(temporary, `${JSON.stringify(document, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
