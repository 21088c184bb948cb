/**
 * A drift that is spread over runs: each reads as many catalogs as a budget of requests allows, those first that were read
 * longest ago. What was read when is remembered beside the configuration.
 */
import type { Configuration } from '../../config/configuration.ts';
import { failure } from '../../diagnostics/failure.ts';
import { catalogAddress } from '../../kinds/existing.ts';
import { isObject } from '../../model/value.ts';
import type { JsonValue } from '../../model/value.ts';
import type { Spread } from '../../plan/drift-report.ts';
import type { StateDocument } from '../../state/document.ts';
import type { CacheFile } from '../cache-file.ts';
import { countedByRoot, scopeKeys } from '../scope/narrow.ts';

/** What is remembered of a catalog. */
interface Known {
  /** UTC, ISO 8601. */
  readonly readAt: string;
  /** Requests that it took. */
  readonly requests: number;
}

/** Requests for a catalog beside those for what is in it: itself, its lists, its roles. */
const EACH = 8;

interface SpreadInput {
  readonly configuration: Configuration;
  readonly prior: StateDocument | undefined;
  /** Requests of one run. */
  readonly budget: number;
  /** Keys that `--catalog` names; none: all of the configuration. */
  readonly chosen: readonly string[];
  readonly cache: CacheFile;
  readonly tenantId: string;
}

interface Turn {
  /** Keys of the catalogs whose turn it is. */
  readonly catalogs: readonly string[];
  /** To be called once they were read: remembers it, and tells how far all of them are. */
  done(requests: number, at: string): Promise<Spread>;
}

/** The part of a drift whose turn it is. Rejects with CONFIG_SCOPE where there are no catalogs. */
export async function turnOf(input: SpreadInput): Promise<Turn> {
  const { configuration, prior, budget, chosen, cache, tenantId } = input;
  const keys = chosen.length > 0 ? chosen : scopeKeys(configuration.document);
  if (keys.length === 0) {
    throw failure(
      'CONFIG_SCOPE',
      '--budget spreads a drift over catalogs, and the configuration has none',
      'Run entente drift without --budget',
    );
  }
  const entry = await cache.entry(tenantId);
  const known = new Map(keys.flatMap((key) => knownOf(key, entry[key])));
  const costOf = costs(prior, known);
  const longestAgo = [...keys].sort((a, b) => readMs(known.get(a)) - readMs(known.get(b)));
  const catalogs = affordable(longestAgo, costOf, budget);
  return {
    catalogs,
    async done(requests, at) {
      const total = catalogs.reduce((sum, key) => sum + costOf(key), 0);
      const now = catalogs.map((key): readonly [string, JsonValue] => [
        key,
        { readAt: at, requests: Math.ceil((requests * costOf(key)) / total) },
      ]);
      await cache.put(tenantId, { ...entry, ...Object.fromEntries(now) });
      const waiting = longestAgo.filter((key) => !catalogs.includes(key));
      return {
        budget,
        requests,
        read: catalogs.map(catalogAddress),
        waiting: waiting.map((key) => ({
          address: catalogAddress(key),
          readAt: known.get(key)?.readAt ?? null,
        })),
      };
    },
  };
}

function knownOf(key: string, value: JsonValue | undefined): readonly (readonly [string, Known])[] {
  if (!isObject(value)) return [];
  const { readAt, requests } = value;
  if (typeof readAt !== 'string' || Number.isNaN(Date.parse(readAt)) || typeof requests !== 'number')
    return [];
  return [[key, { readAt, requests }]];
}

/** Milliseconds since the epoch; what was never read comes first. */
function readMs(known: Known | undefined): number {
  return known === undefined ? 0 : Date.parse(known.readAt);
}

/** What a catalog took the last time; else by how much of it the state tracks. */
function costs(prior: StateDocument | undefined, known: ReadonlyMap<string, Known>): (key: string) => number {
  const roots = countedByRoot(prior?.resources ?? []);
  return (key) => known.get(key)?.requests ?? EACH + (roots.get(catalogAddress(key)) ?? 0);
}

/** The first of them that a budget pays for; one, where it pays for none. */
function affordable(
  keys: readonly string[],
  costOf: (key: string) => number,
  budget: number,
): readonly string[] {
  let left = budget;
  const end = keys.findIndex((key, index) => {
    left -= costOf(key);
    return left < 0 && index > 0;
  });
  return end === -1 ? keys : keys.slice(0, end);
}
