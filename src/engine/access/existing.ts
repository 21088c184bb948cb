/** What a configuration refers to and does not own, as the tenant holds it: it decides on who gets in like what is declared. */
import type { AccessResource } from '../../access/index.ts';
import type { Configuration } from '../../config/configuration.ts';
import type { GraphReader } from '../../graph/port.ts';
import { CATALOG_KIND, existingOf } from '../../kinds/existing.ts';
import { kindWithPart } from '../../kinds/access-parts.ts';
import { NO_WANTS } from '../../kinds/recorder.ts';
import type { ResourceAddress } from '../../model/address.ts';
import { AddressBook } from '../../model/address-book.ts';
import { asString } from '../../model/value.ts';
import { readLive } from '../../refresh/read.ts';
import { seek } from '../../refresh/seek.ts';
import { readable } from '../connection/connect.ts';
import type { Host } from '../host.ts';

/**
 * Organizations and catalogs under `existing`, by their addresses there. Others are not asked for: a package that is
 * referred to is not one that the configuration answers for.
 */
export async function existingResources(
  { document }: Pick<Configuration, 'document'>,
  graph: GraphReader,
  { delay }: Pick<Host, 'delay'>,
): Promise<readonly AccessResource[]> {
  const organization = kindWithPart('organization').name;
  const wanted = existingOf(document).filter(({ kind }) => [organization, CATALOG_KIND].includes(kind));
  if (wanted.length === 0) return [];
  return readable(async () => {
    const { entities } = await seek(graph, wanted);
    const found = wanted.flatMap(({ address, kind }) => {
      const entity = entities.get(address);
      const id = asString(entity?.['id']);
      return entity === undefined || id === undefined ? [] : [{ address, kind, id, entity }];
    });
    const catalogs = found.filter(({ kind }) => kind === CATALOG_KIND).map(({ entity }) => entity);
    const organizations = found.filter(({ kind }) => kind === organization).map(({ id }) => id);
    const resources = found.map(({ entity: _, ...each }) => ({ ...each, attributes: {}, dependsOn: [] }));
    const prior = {
      formatVersion: 1,
      lineage: '',
      serial: 0,
      tenant: { id: '' },
      resources,
      pending: [],
    } as const;
    const { objects } = await readLive({
      ...{ graph, prior, wants: NO_WANTS, delay },
      limits: { catalogs, organizations },
    });
    const book = new AddressBook(found);
    return [...objects].flatMap(([kind, read]) =>
      read
        .filter(({ id }) => book.has(kind, id))
        .map(({ id, attributes }) => ({ address: book.nameOf(kind, id), kind, attributes })),
    );
  });
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
