import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { odataString, query } from '../model/odata.ts';
import { asString, objectsOf } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import {
  directoryEntry,
  GROUP_PROPERTIES,
  SERVICE_PRINCIPAL_PROPERTIES,
  USER_PROPERTIES,
} from './directory-entry.ts';
import { GraphError } from './port.ts';
import type { DirectoryEntry, GraphPort, LookupResult } from './port.ts';

/** Graph refuses a filter with more values in one `in (...)`. */
const NAMES_PER_FILTER = 15;
/** Near misses read for one missing name, and shown of them. */
const HINTS_READ = 50;
const HINTS_SHOWN = 3;
/** Characters of a name that must be right for a near miss to be found: one where nothing that begins with three is near. */
const BEGINNINGS = [3, 1];
/** Characters of a name that another one may begin with. */
const SHORTEST = 3;
/** By any of these a person may know an object. */
const NAME_PROPERTIES = ['userPrincipalName', 'mail', 'displayName'];

/** How a type of principal is found by the name that people give it. */
interface Naming {
  readonly collection: string;
  readonly type: DirectoryEntry['type'];
  /** The property that holds the name. Graph compares it without regard to case. */
  readonly property: string;
  readonly select: readonly string[];
  /** False for an object of that name which is of the wrong sort: it becomes a candidate. */
  readonly fits: (object: JsonObject) => boolean;
}

const anyObject = (): boolean => true;

const NAMINGS = {
  user: {
    collection: '/users',
    type: 'user',
    property: 'userPrincipalName',
    select: USER_PROPERTIES,
    fits: anyObject,
  },
  guest: {
    collection: '/users',
    type: 'user',
    property: 'mail',
    select: USER_PROPERTIES,
    fits: (user) => user['userType'] === 'Guest',
  },
  group: {
    collection: '/groups',
    type: 'group',
    property: 'displayName',
    select: GROUP_PROPERTIES,
    fits: anyObject,
  },
  servicePrincipal: {
    collection: '/servicePrincipals',
    type: 'servicePrincipal',
    property: 'displayName',
    select: SERVICE_PRINCIPAL_PROPERTIES,
    fits: anyObject,
  },
} as const satisfies Record<string, Naming>;

/** Finds principals of one type by name; the result has an entry for each text. */
export async function findByName(
  graph: GraphPort,
  type: keyof typeof NAMINGS,
  texts: readonly string[],
): Promise<ReadonlyMap<string, LookupResult>> {
  const naming: Naming = NAMINGS[type];
  const objects = await objectsByName(graph, naming, texts);
  return new Map(
    await Promise.all(
      texts.map(
        async (text) =>
          [text, await judge(graph, naming, text, objects.get(text.toLowerCase()) ?? [])] as const,
      ),
    ),
  );
}

/** Every object with one of the names, by its name in lower case. */
async function objectsByName(
  graph: GraphPort,
  { collection, property, select }: Naming,
  texts: readonly string[],
): Promise<ReadonlyMap<string, readonly JsonObject[]>> {
  const names = [...new Map(texts.map((text) => [text.toLowerCase(), text])).values()];
  const lists: Promise<readonly JsonObject[]>[] = [];
  for (let from = 0; from < names.length; from += NAMES_PER_FILTER) {
    const values = names.slice(from, from + NAMES_PER_FILTER).map(odataString);
    lists.push(graph.list(query(collection, { filter: `${property} in (${values.join(',')})`, select })));
  }
  const byName = new Map<string, JsonObject[]>();
  for (const object of (await Promise.all(lists)).flat()) {
    const name = asString(object[property])?.toLowerCase() ?? '';
    byName.set(name, [...(byName.get(name) ?? []), object]);
  }
  return byName;
}

async function judge(
  graph: GraphPort,
  naming: Naming,
  text: string,
  objects: readonly JsonObject[],
): Promise<LookupResult> {
  const fitting = objects.filter(naming.fits).map((object) => directoryEntry(object, naming.type));
  const [entry, another] = fitting;
  if (another !== undefined) return { status: 'ambiguous', candidates: fitting };
  if (entry !== undefined) return { status: 'found', entry };
  const unfitting = objects.map((object) => directoryEntry(object, naming.type));
  return {
    status: 'missing',
    candidates: unfitting.length > 0 ? unfitting : await nearMisses(graph, naming, text),
  };
}

/** Objects whose name begins like the missing one and is similar to it. */
async function nearMisses(
  graph: GraphPort,
  naming: Naming,
  text: string,
): Promise<readonly DirectoryEntry[]> {
  for (const letters of BEGINNINGS) {
    const near = await beginningAlike(graph, naming, { text, letters });
    if (near.length > 0) return near;
  }
  return [];
}

async function beginningAlike(
  graph: GraphPort,
  { collection, property, select, type }: Naming,
  { text, letters }: { readonly text: string; readonly letters: number },
): Promise<readonly DirectoryEntry[]> {
  const beginsAlike = `startswith(${property},${odataString(text.slice(0, letters))})`;
  // A guest named like a member: its UPN is not the address that people know.
  const filter =
    property === 'userPrincipalName' ? `${beginsAlike} or mail eq ${odataString(text)}` : beginsAlike;
  let objects: readonly JsonObject[];
  try {
    objects = objectsOf((await graph.get(query(collection, { filter, select, top: HINTS_READ })))['value']);
  } catch (error) {
    // Only a hint: the missing name is reported with or without it.
    if (error instanceof GraphError) return [];
    throw error;
  }
  return nearest(text, objects).map((object) => directoryEntry(object, type));
}

/** The most similar objects first: one name begins the other, then by edit distance. */
function nearest(text: string, objects: readonly JsonObject[]): readonly JsonObject[] {
  const near = new Set<JsonObject>();
  const byName = new Map<string, JsonObject>();
  for (const object of objects) {
    for (const property of NAME_PROPERTIES) {
      const name = asString(object[property]) ?? '';
      if (beginsAs(text, name) || beginsAs(name, text)) near.add(object);
      else byName.set(name, object);
    }
  }
  while (near.size < HINTS_SHOWN) {
    const name = didYouMean(text, byName.keys());
    const object = name === undefined ? undefined : byName.get(name);
    if (name === undefined || object === undefined) break;
    byName.delete(name);
    near.add(object);
  }
  return [...near].slice(0, HINTS_SHOWN);
}

function beginsAs(text: string, beginning: string): boolean {
  return beginning.length >= SHORTEST && text.toLowerCase().startsWith(beginning.toLowerCase());
}
