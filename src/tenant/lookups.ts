/** Objects that are looked up in several places, by id or by name. */
import type { Entity } from './json.ts';
import { textsOf } from './json.ts';
import { notFound } from './service-error.ts';
import type { Store } from './store.ts';

/** The access package `id`; throws 404. */
export function packageOf(store: Store, id: string): Entity {
  const found = store.get('accessPackages', id.toLowerCase());
  if (found === undefined) throw notFound('ResourceNotFound', `The access package '${id}'`);
  return found;
}

/** The catalog `id`; throws 404 CatalogNotFound. */
export function catalogOf(store: Store, id: string): Entity {
  const found = store.get('catalogs', id.toLowerCase());
  if (found === undefined) throw notFound('CatalogNotFound', `The catalog '${id}'`);
  return found;
}

/** The Entra tenant in which a domain is verified. */
export function tenantOfDomain(store: Store, domain: string): Entity | undefined {
  return store.all('organizations').find(({ domains }) => textsOf(domains).includes(domain.toLowerCase()));
}
