/** What a configuration refers to without owning it (`existing`): found in the tenant, never created, changed or deleted. */
import { formatAddress } from '../model/address.ts';
import type { ResourceAddress } from '../model/address.ts';
import type { AttributePath } from '../model/path.ts';
import type { Governance } from '../schema/governance.ts';
import { SECTION_KINDS } from '../schema/sections.ts';
import { parentKind } from './parents.ts';
import type { KindDeclaration } from './recorder.ts';
import { declarationsOf } from './recorder.ts';
import { KINDS } from './registry.ts';

/** The kind of what a run can be limited to. */
export const CATALOG_KIND = 'catalog';

/** The address of the catalog with a key. */
export function catalogAddress(key: string): ResourceAddress {
  return formatAddress(CATALOG_KIND, key);
}

/** How an object of the tenant is named: by its id, or by a name that it alone has. */
interface Sought {
  readonly id?: string;
  readonly displayName?: string;
}

/** An object that is referred to and not owned. */
export interface Referred {
  /** As if it were declared in the section of its kind. */
  readonly address: ResourceAddress;
  readonly kind: string;
  /** Where the configuration names it. */
  readonly path: AttributePath;
  readonly sought: Sought;
}

/** Sections that `existing` can have, by the kind of their entries. */
export const EXISTING_SECTIONS: ReadonlyMap<string, string> = new Map(
  (
    ['catalogs', 'connectedOrganizations', 'packages'] satisfies (keyof NonNullable<Governance['existing']>)[]
  ).map((section) => [SECTION_KINDS[section] ?? '', section]),
);

/** Entries of `existing` that are found by name or id. */
export function existingOf({ existing = {} }: Governance): readonly Referred[] {
  return Object.entries(existing).flatMap(([section, entries]) =>
    Object.entries(entries as Readonly<Record<string, Sought>>).map(([key, { id, displayName }]) => ({
      address: formatAddress(SECTION_KINDS[section] ?? '', key),
      kind: SECTION_KINDS[section] ?? '',
      path: ['existing', section, key],
      sought: {
        ...(id !== undefined && { id: id.toLowerCase() }),
        ...(displayName !== undefined && { displayName }),
      },
    })),
  );
}

/** What lies in entries of `existing` and is found by what it is a copy of, such as resources of a catalog. */
export function existingParts(document: Governance): readonly KindDeclaration[] {
  const { existing = {} } = document;
  const catalogs = (existing.catalogs ?? {}) as NonNullable<Governance['catalogs']>;
  const alone: Governance = { version: document.version, tenant: document.tenant, catalogs };
  return declarationsOf(alone)
    .filter(({ kind }) => isPart(kind))
    .map((declaration) => ({ ...declaration, path: ['existing', ...declaration.path] }));
}

function isPart(name: string): boolean {
  const kind = KINDS.get(name);
  return kind !== undefined && parentKind(kind) !== undefined;
}
