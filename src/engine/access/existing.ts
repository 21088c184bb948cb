/** What a configuration refers to and does not own, as the tenant holds it: it decides on who gets in like what is declared. */
import type { AccessResource } from '../../access/index.ts';
import type { Configuration } from '../../config/configuration.ts';
import type { GraphReader } from '../../graph/port.ts';
import { CATALOG_KIND, existingOf } from '../../kinds/existing.ts';
import { kindWithPart } from '../../kinds/access-parts.ts';
import { NO_WANTS } from '../../kinds/recorder.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { ResourceAddress } from '../../model/address.ts';
import { AddressBook, objectKey } from '../../model/address-book.ts';
import { asString } from '../../model/value.ts';
import { asRecorded } from '../../plan/referred.ts';
import { readLive } from '../../refresh/read.ts';
import { seek } from '../../refresh/seek.ts';
import type { DesiredResource } from '../../refresh/snapshot.ts';
import type { StateDocument } from '../../state/document.ts';
import { readable } from '../connection/connect.ts';
import type { Host } from '../host.ts';
import { partIds } from '../scope/limited.ts';

/** What others own: which object of the tenant stands at which address, and what of it was read. */
export interface Existing {
  readonly entries: readonly {
    readonly address: ResourceAddress;
    readonly kind: string;
    readonly id: string;
  }[];
  readonly resources: readonly AccessResource[];
}

export const NOTHING_EXISTING: Existing = { entries: [], resources: [] };

/**
 * What is under `existing`, by its addresses there. Organizations and catalogs are read, and of the catalogs' resources
 * those that it names (`parts`); a package that is referred to is not one that the configuration answers for.
 */
export async function readExisting(
  { document }: Pick<Configuration, 'document'>,
  parts: readonly DesiredResource[],
  graph: GraphReader,
  { delay }: Pick<Host, 'delay'>,
): Promise<Existing> {
  const organization = kindWithPart('organization').name;
  const wanted = existingOf(document);
  if (wanted.length === 0) return NOTHING_EXISTING;
  return readable(async () => {
    const { entities } = await seek(graph, wanted);
    const found = wanted.flatMap(({ address, kind }) => {
      const entity = entities.get(address);
      const id = asString(entity?.['id']);
      return entity === undefined || id === undefined ? [] : [{ address, kind, id, entity }];
    });
    const catalogs = found.filter(({ kind }) => kind === CATALOG_KIND).map(({ entity }) => entity);
    const organizations = found.filter(({ kind }) => kind === organization).map(({ id }) => id);
    const entries = found.map(({ entity: _, ...each }) => each);
    const resources = entries
      .filter(({ kind }) => kind === CATALOG_KIND || kind === organization)
      .map((each) => ({ ...each, attributes: {}, dependsOn: [] }));
    if (resources.length === 0) return { entries, resources };
    const prior = {
      formatVersion: 1,
      lineage: '',
      serial: 0,
      tenant: { id: '' },
      resources,
      pending: [],
    } as const;
    const live = await readLive({
      ...{ graph, prior, delay },
      wants: { ...NO_WANTS, names: new Map(parts.map(({ kind }) => [kind, new Set<string>()])) },
      limits: { catalogs, organizations },
    });
    const within = partIds(parts, live, new Map(entries.map(({ address, id }) => [address, id]))).ids;
    const all = [
      ...entries,
      ...parts.flatMap(({ address, kind }) => {
        const id = within.get(address);
        return id === undefined ? [] : [{ address, kind, id }];
      }),
    ];
    const book = new AddressBook(all);
    const isFound = (kind: string, { id }: { readonly id: string }) => book.has(kind, id);
    return {
      entries: all,
      resources: [...live.objects].flatMap(([kind, objects]) =>
        objects
          .filter((object) => isFound(kind, object))
          .map(({ id, attributes }) => ({ address: book.nameOf(kind, id), kind, attributes }))
          .map((resource) => addressed(resource, book)),
      ),
    };
  });
}

/**
 * What was last applied, by the addresses of what others own: as the state recorded it, and as the tenant holds it now
 * where it recorded nothing.
 */
export function withExisting(
  state: StateDocument | undefined,
  { entries, resources }: Existing,
): readonly AccessResource[] {
  const { resources: applied = [], referred = [] } = state ?? {};
  const ids = new Map(entries.map(({ address, id }) => [address, id]));
  const recorded = new Map(referred.map(({ kind, id, attributes }) => [objectKey(kind, id), attributes]));
  const book = new AddressBook(entries);
  const own = new Set(applied.map(({ address }) => address));
  return [
    ...applied.map((resource) => addressed(resource, book)),
    ...resources
      .filter(({ address }) => !own.has(address))
      .map((resource) =>
        asRecorded(resource, recorded.get(objectKey(resource.kind, ids.get(resource.address) ?? ''))),
      ),
  ];
}

function addressed(resource: AccessResource, book: AddressBook): AccessResource {
  const attributes = book.withAddresses(KINDS.get(resource.kind)?.attributes ?? {}, resource.attributes);
  return attributes === resource.attributes ? resource : { ...resource, attributes };
}

/** What packages under `existing` are called, by their addresses there; one that is named by its id has no name here. */
export function referredPackages(document: Configuration['document']): ReadonlyMap<ResourceAddress, string> {
  const packages = kindWithPart('requested').name;
  return new Map(
    existingOf(document).flatMap(({ address, kind, sought: { displayName } }) =>
      kind === packages && displayName !== undefined ? [[address, displayName] as const] : [],
    ),
  );
}
