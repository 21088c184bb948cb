/**
 * What runs remember for the next beside a configuration, in `.entente/NAME.json`: entries by name, with no secret in them. A
 * cache: a broken one, or none, counts as empty.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isObject } from '../model/value.ts';
import type { JsonObject, JsonValue } from '../model/value.ts';

const FORMAT = 1;
/** Entries, the last written of them. */
const MOST = 20;

export interface CacheFile {
  /** Empty when there is none. */
  entry(name: string): Promise<JsonObject>;
  /** Never rejects: what cannot be remembered is learned again. */
  put(name: string, entry: JsonObject): Promise<void>;
}

/** `folder`: of the configuration. */
export function cacheFile(folder: string, name: string): CacheFile {
  const file = path.join(folder, '.entente', `${name}.json`);
  return {
    async entry(of) {
      const entry = (await readEntries(file))[of];
      return isObject(entry) ? entry : {};
    },
    put: (of, entry) => write(file, of, entry).catch(() => undefined),
  };
}

async function readEntries(file: string): Promise<JsonObject> {
  try {
    const document = JSON.parse(await readFile(file, 'utf8')) as JsonValue;
    if (!isObject(document) || document['format'] !== FORMAT) return {};
    return isObject(document['entries']) ? document['entries'] : {};
  } catch {
    return {};
  }
}

/** Whole or not at all: two runs at a time may lose each other's entry, and never leave half of a file. */
async function write(file: string, name: string, entry: JsonObject): Promise<void> {
  const { [name]: _old, ...others } = await readEntries(file);
  const kept = Object.entries(others).slice(-(MOST - 1));
  const document = { format: FORMAT, entries: Object.fromEntries([...kept, [name, entry]]) };
  const temporary = `${file}.${randomUUID()}.new`;
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(temporary, `${JSON.stringify(document, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
