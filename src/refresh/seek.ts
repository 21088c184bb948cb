/** Objects that a configuration refers to and does not own, found by id or by a name that one object alone has. */
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { GraphError } from '../graph/port.ts';
import type { GraphReader } from '../graph/port.ts';
import type { Referred } from '../kinds/existing.ts';
import { KINDS } from '../kinds/registry.ts';
import type { ResourceAddress } from '../model/address.ts';
import { odataString, query } from '../model/odata.ts';
import { asString } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';

export interface Found {
  /** Entities by the address that stands for them; what is not there, or may not be seen, is missing. */
  readonly entities: ReadonlyMap<ResourceAddress, JsonObject>;
  /** Addresses whose object the service refuses to show by its id. */
  readonly refused: ReadonlySet<ResourceAddress>;
  /** Several objects of one name, by the address that names them. */
  readonly ambiguous: ReadonlyMap<ResourceAddress, readonly JsonObject[]>;
}

/** One request for each, all at the same time. Rejects with GraphError for everything but "not there" and "not for you". */
export async function seek(graph: GraphReader, wanted: readonly Referred[]): Promise<Found> {
  const entities = new Map<ResourceAddress, JsonObject>();
  const refused = new Set<ResourceAddress>();
  const ambiguous = new Map<ResourceAddress, readonly JsonObject[]>();
  await Promise.all(
    wanted.map(async ({ address, kind, sought: { id, displayName = '' } }) => {
      const collection = collectionOf(kind);
      try {
        const named = query(collection, { filter: `displayName eq ${odataString(displayName)}` });
        const found = id === undefined ? await graph.list(named) : [await graph.get(`${collection}/${id}`)];
        const [first] = found;
        if (found.length > 1) ambiguous.set(address, found);
        else if (first !== undefined) entities.set(address, first);
      } catch (error) {
        if (!(error instanceof GraphError) || ![403, 404].includes(error.status)) throw error;
        if (error.status === 403) refused.add(address);
      }
    }),
  );
  return { entities, refused, ambiguous };
}

/** The path of all objects of a kind, without what is asked of them. */
function collectionOf(kind: string): string {
  const [path = ''] = (KINDS.get(kind)?.graph.collection ?? '').split('?');
  if (path === '') throw new Error(`Objects of the kind ${kind} are in no list of their own`);
  return path;
}

/** What was not found, as errors where the configuration names it, with what could be meant. */
export async function notFound(
  graph: GraphReader,
  wanted: readonly Referred[],
  { entities, refused, ambiguous }: Found,
): Promise<Diagnostic[]> {
  const missing = wanted.filter(({ address }) => !entities.has(address));
  return Promise.all(
    missing.map(async (referred): Promise<Diagnostic> => {
      const { address, kind, path, sought } = referred;
      const noun = KINDS.get(kind)?.words.noun ?? kind;
      const name = sought.displayName === undefined ? `the id ${sought.id ?? ''}` : `"${sought.displayName}"`;
      const fault = { code: 'EXISTING_MISSING', severity: 'error', address, path } as const;
      if (refused.has(address))
        return {
          ...fault,
          summary: `The caller may not see the ${noun} with ${name}`,
          hint: 'Ask its owner for a role on its catalog, such as Catalog reader',
        };
      const several = ambiguous.get(address);
      if (several !== undefined)
        return {
          ...fault,
          summary: `${several.length} objects of the kind ${noun} have the name ${name}`,
          detail: several.map(labelOf).join('\n'),
          hint: 'Write the id of the one that is meant',
        };
      const candidates = await candidatesOf(graph, kind);
      const near = didYouMean(sought.displayName ?? '', candidates);
      return {
        ...fault,
        summary: `The tenant has no ${noun} with ${sought.displayName === undefined ? '' : 'the name '}${name}`,
        hint:
          near === undefined
            ? candidates.length === 0
              ? `The caller sees no ${noun}: remove the entry, or ask its owner for a role on it`
              : `Name one that the caller sees: ${candidates.slice(0, 8).join(', ')}${candidates.length > 8 ? ', …' : ''}`
            : `Did you mean "${near}"?`,
      };
    }),
  );
}

function labelOf(entity: JsonObject): string {
  return `"${asString(entity['displayName']) ?? ''}", id ${asString(entity['id']) ?? ''}`;
}

/** Names that the caller sees; none where it may see none. */
async function candidatesOf(graph: GraphReader, kind: string): Promise<readonly string[]> {
  try {
    const entities = await graph.list(collectionOf(kind));
    return entities.flatMap(({ displayName }) => asString(displayName) ?? []);
  } catch (error) {
    if (error instanceof GraphError) return [];
    throw error;
  }
}
