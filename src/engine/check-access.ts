/** Effective access of a document, for the governance rules: from what look-ups found, without asking again. */
import type { AccessModel, DirectoryFacts, Surroundings } from '../access/index.ts';
import { createAccessModel, knownFacts } from '../access/index.ts';
import type { DirectoryEntry, DirectoryPort, GraphReader } from '../graph/port.ts';
import { GraphError } from '../graph/port.ts';
import { declarationsOf, recordDeclarations, wantsOf } from '../kinds/recorder.ts';
import type { LookupKey } from '../model/principal.ts';
import { recordOf, resolveDesired } from '../refresh/desired.ts';
import type { DesiredResource } from '../refresh/snapshot.ts';
import type { Governance } from '../schema/governance.ts';
import { readFacts } from './access/facts.ts';
import { standIn } from './access/stand-in.ts';

/** A document with its names resolved as far as `entries` go; the others stand for themselves. */
export interface Understood {
  readonly resources: readonly DesiredResource[];
  readonly directory: DirectoryFacts;
}

/** Resolves every name of the document. */
export async function understandAccess(
  document: Governance,
  entries: ReadonlyMap<LookupKey, DirectoryEntry>,
  departed: ReadonlySet<LookupKey>,
): Promise<Understood> {
  const declarations = declarationsOf(document);
  const wants = wantsOf(declarations, recordDeclarations(declarations, document));
  const known = Object.fromEntries(
    [...entries].map(([key, entry]) => [key, recordOf(key, { ...entry, entry })]),
  );
  const asked = { document, declarations, wants, directory: undefined, known, standIn };
  const { desired, lookups } = await resolveDesired(asked);
  const directory = knownFacts({ lookups, entries: entries.values() });
  const gone = new Map([...departed].map((key) => [idIn(lookups[key] ?? standIn(key)), '']));
  return { resources: desired, directory: { ...directory, departed: gone } };
}

/** The same with the members of groups, and the tenant's own domains; without them where the tenant refuses to tell. */
export async function readAccess(
  document: Governance,
  graph: GraphReader,
  directory: DirectoryPort,
  { entries, departed }: Found,
): Promise<Understood> {
  const understood = await understandAccess(document, entries, departed);
  const { resources } = understood;
  const sources = { graph, directory, addressOf: (id: string) => id };
  try {
    return { resources, directory: await readFacts(sources, understood.directory, resources) };
  } catch (error) {
    if (error instanceof GraphError && error.status === 403) return understood;
    throw error;
  }
}

/** What look-ups found. */
interface Found {
  readonly entries: ReadonlyMap<LookupKey, DirectoryEntry>;
  readonly departed: ReadonlySet<LookupKey>;
}

/** The relation of the document's people and packages. */
export function accessModelOf({ resources, directory }: Understood, surroundings: Surroundings): AccessModel {
  return createAccessModel({ resources, directory, ...surroundings });
}

function idIn(record: string): string {
  return record.slice(record.indexOf(':') + 1);
}
