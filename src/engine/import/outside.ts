/** What catalogs that are imported refer to outside of them: found in the tenant, and named in the configuration. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import type { Configuration } from '../../config/configuration.ts';
import type { GraphReader } from '../../graph/port.ts';
import { refersOutside } from '../../import/outside.ts';
import { freeKey, keyOfObject } from '../../import/keys.ts';
import type { ObjectId, Outside } from '../../import/known-names.ts';
import { KINDS_IN_ORDER } from '../../plan/kind-order.ts';
import { CATALOG_KIND, EXISTING_SECTIONS, existingOf } from '../../kinds/existing.ts';
import type { Referred } from '../../kinds/existing.ts';
import { objectKey } from '../../model/address-book.ts';
import type { ResourceAddress } from '../../model/address.ts';
import { formatAddress, parseAddress } from '../../model/address.ts';
import type { AttributePath } from '../../model/path.ts';
import { asString } from '../../model/value.ts';
import type { JsonObject } from '../../model/value.ts';
import { seek } from '../../refresh/seek.ts';
import type { LiveSnapshot } from '../../refresh/snapshot.ts';
import type { StateDocument } from '../../state/document.ts';

/** What the import is added to; nothing of it for a configuration of its own. */
export interface AddedTo {
  readonly configuration: Configuration;
  readonly prior: StateDocument | undefined;
}

export interface Surroundings {
  /** What was read refers to this. */
  readonly outside: readonly Outside[];
  /** Entries of `existing` that name what was read: it is managed from now on, by the same key. */
  readonly replaced: readonly Referred[];
  /** Their keys by `objectKey`. */
  readonly keys: ReadonlyMap<string, string>;
}

/** Rejects with IMPORT_DECLARED where something that was read is managed already, or is an existing catalog. */
export async function surroundingsOf(
  graph: GraphReader,
  live: LiveSnapshot,
  addedTo: AddedTo | undefined,
): Promise<Surroundings> {
  const objects = KINDS_IN_ORDER.flatMap((kind) =>
    (live.objects.get(kind.name) ?? []).map((object) => ({ kind, object })),
  );
  const named = await namedIn(graph, addedTo);
  const read = objects.flatMap(({ kind, object }) => {
    const key = objectKey(kind.name, object.id);
    const known = named.get(key);
    return known === undefined ? [] : [{ key, known }];
  });
  requireNew(read.map(({ known }) => known));
  const wanted = refersOutside(objects);
  const known = wanted.flatMap((each): Outside[] => {
    const address = named.get(objectKey(each.kind, each.id))?.address;
    return address === undefined ? [] : [{ ...each, address }];
  });
  const others = wanted.filter(
    ({ kind, id }) => !named.has(objectKey(kind, id)) && EXISTING_SECTIONS.has(kind),
  );
  const taken = new Set<ResourceAddress>([
    ...[...named.values()].map(({ address }) => address),
    ...(addedTo?.configuration.declarations.map(({ address }) => address) ?? []),
  ]);
  return {
    outside: [...known, ...(await entriesFor(graph, others, taken))],
    replaced: read.flatMap(({ known: { replaces } }) => replaces ?? []),
    keys: new Map(read.map(({ key, known: { address } }) => [key, parseAddress(address)?.keys.at(-1) ?? ''])),
  };
}

interface Named {
  readonly address: ResourceAddress;
  /** Why it cannot be imported. */
  readonly fault?: Diagnostic;
  /** The entry of `existing` that it takes the place of. */
  readonly replaces?: Referred;
}

/** What a configuration manages or refers to, by `objectKey`. */
async function namedIn(
  graph: GraphReader,
  addedTo: AddedTo | undefined,
): Promise<ReadonlyMap<string, Named>> {
  if (addedTo === undefined) return new Map();
  const { configuration, prior } = addedTo;
  const declared = new Map(configuration.declarations.map(({ address, path }) => [address, path]));
  const refused = (path: AttributePath, summary: string, hint: string): Diagnostic => {
    const range = configuration.rangeOf(path);
    return {
      code: 'IMPORT_DECLARED',
      severity: 'error',
      summary,
      hint,
      ...(range !== undefined && { range }),
    };
  };
  const tracked = (prior?.resources ?? []).flatMap(({ address, kind, id }): [string, Named][] => {
    const path = declared.get(address);
    if (path === undefined) return [];
    const hint = 'Leave it out: what is in it is managed here already. entente plan says what differs';
    return [[objectKey(kind, id), { address, fault: refused(path, `${address} is managed already`, hint) }]];
  });
  const existing = existingOf(configuration.document);
  const { entities } = await seek(graph, existing);
  const referred = existing.flatMap((each): [string, Named][] => {
    const { address, kind, path } = each;
    const id = asString(entities.get(address)?.['id']);
    if (id === undefined) return [];
    // Resources below it have keys of their own, which packages name.
    if (kind !== CATALOG_KIND) return [[objectKey(kind, id), { address, replaces: each }]];
    const hint = 'Remove the entry, and the packages that stand in it, before the import';
    const fault = refused(path, `${address} is named under existing, as what others own`, hint);
    return [[objectKey(kind, id), { address, fault }]];
  });
  return new Map([...referred, ...tracked]);
}

/** What lies in a catalog that is refused needs no word of its own. */
function requireNew(read: readonly Named[]): void {
  const refused = read.flatMap(({ address, fault }) => (fault === undefined ? [] : [{ address, fault }]));
  const catalogs = refused.filter(({ address }) => parseAddress(address)?.kind === CATALOG_KIND);
  const faults = (catalogs.length > 0 ? catalogs : refused).map(({ fault }) => fault);
  if (faults.length > 0) throw new DiagnosticError(faults);
}

/** Entries of `existing`: by name where one object alone has it, else by id. What is not shown gets none. */
async function entriesFor(
  graph: GraphReader,
  wanted: readonly ObjectId[],
  taken: Set<ResourceAddress>,
): Promise<readonly Outside[]> {
  const byId = wanted.map(({ kind, id }): Referred => ({
    address: objectKey(kind, id),
    kind,
    path: [],
    sought: { id },
  }));
  const shown = await seek(graph, byId);
  const byName = byId.map((each): Referred => ({
    ...each,
    sought: { displayName: nameOf(shown.entities.get(each.address)) },
  }));
  const alone = await seek(
    graph,
    byName.filter(({ address }) => shown.entities.has(address)),
  );
  return wanted.flatMap(({ kind, id }): Outside[] => {
    const entity = shown.entities.get(objectKey(kind, id));
    if (entity === undefined) return [];
    const displayName = nameOf(entity);
    const key = freeKey(keyOfObject(kind, id, displayName), (each) => taken.has(formatAddress(kind, each)));
    taken.add(formatAddress(kind, key));
    const spec: JsonObject = alone.entities.has(objectKey(kind, id)) ? { displayName } : { id };
    const path = ['existing', EXISTING_SECTIONS.get(kind) ?? '', key];
    return [{ kind, id, address: formatAddress(kind, key), entry: { path, spec } }];
  });
}

function nameOf(entity: JsonObject | undefined): string {
  return asString(entity?.['displayName']) ?? '';
}
