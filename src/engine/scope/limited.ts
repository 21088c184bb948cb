/** The catalogs of a scope in the tenant, and what the rest of a run is to know of the objects that it only refers to. */
import type { Configuration } from '../../config/configuration.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { failure } from '../../diagnostics/failure.ts';
import { GraphError } from '../../graph/port.ts';
import type { GraphReader } from '../../graph/port.ts';
import type { Referred } from '../../kinds/existing.ts';
import { CATALOG_KIND, catalogAddress, existingOf, existingParts } from '../../kinds/existing.ts';
import type { ReadLimits } from '../../kinds/kind.ts';
import type { KindDeclaration, Wants } from '../../kinds/recorder.ts';
import { kindWithPart } from '../../kinds/access-parts.ts';
import { KINDS } from '../../kinds/registry.ts';
import { CATALOG_CREATOR, ROLE_ASSIGNMENTS } from '../../kinds/catalog-roles.ts';
import { SETTINGS_PATH } from '../../kinds/settings.ts';
import { AddressBook } from '../../model/address-book.ts';
import type { ResourceAddress } from '../../model/address.ts';
import { odataString, query } from '../../model/odata.ts';
import { asString } from '../../model/value.ts';
import type { JsonObject } from '../../model/value.ts';
import type { Found } from '../../refresh/seek.ts';
import { notFound, seek } from '../../refresh/seek.ts';
import { withIds } from '../../refresh/with-ids.ts';
import type { DesiredResource, LiveSnapshot } from '../../refresh/snapshot.ts';
import type { StateDocument } from '../../state/document.ts';
import type { CatalogScope } from './narrow.ts';
import { narrowed, scopeCatalogs } from './narrow.ts';
import { compareNames } from '../../model/natural-order.ts';

/** What a run works on, and what it refers to. */
export interface View {
  readonly declarations: readonly KindDeclaration[];
  readonly wants: Wants;
  readonly prior: StateDocument | undefined;
  readonly limits: ReadLimits | undefined;
  /** Ids of what is referred to, by address. */
  readonly ids: ReadonlyMap<ResourceAddress, string>;
  /** Entries of `existing` that are found by what they are a copy of. */
  readonly parts: readonly KindDeclaration[];
  readonly scope: { readonly catalogs: readonly ResourceAddress[]; readonly outside: number } | undefined;
}

/**
 * Rejects with SCOPE_REFUSED for a catalog that the caller has no role on, EXISTING_MISSING for what is referred to and
 * not there.
 */
export async function viewOf(
  graph: GraphReader,
  configuration: Configuration,
  prior: StateDocument | undefined,
  scope: CatalogScope | undefined,
): Promise<View> {
  const { document, declarations, wants } = configuration;
  const parts = existingParts(document);
  if (scope === undefined) {
    const ids = await foundIds(graph, configuration, existingOf(document));
    return { declarations, wants, prior: withAddresses(prior), limits: undefined, ids, parts, scope };
  }
  const sought = scopeCatalogs(configuration, prior, scope);
  const found = await seekCatalogs(graph, configuration, sought, prior);
  const catalogIds = new Map([...found.entities].map(([address, entity]) => [address, idOf(entity)]));
  const within = narrowed(configuration, prior, scope, catalogIds);
  const owned = new Set(declarations.map(({ address }) => address));
  const others = within.referred.filter(({ address }) => !catalogIds.has(address));
  const ids = new Map([
    ...within.tracked,
    ...[...catalogIds].filter(([address]) => !owned.has(address)),
    ...(await foundIds(graph, configuration, others)),
  ]);
  const organization = kindWithPart('organization').name;
  const named = [...ids].filter(
    ([address]) => address.startsWith(`${organization}.`) && within.named.has(address),
  );
  return {
    declarations: within.declarations,
    wants: within.wants,
    prior: stateWithIds(within.prior, ids),
    limits: { catalogs: [...found.entities.values()], organizations: named.map(([, id]) => id) },
    ids,
    parts: parts.filter(({ path }) => scope.has(catalogAddress(String(path[2])))),
    scope: { catalogs: [...scope].sort(compareNames), outside: within.outside },
  };
}

/** The catalogs of a scope. Rejects with SCOPE_REFUSED for those that the caller has no role on. */
export async function seekCatalogs(
  graph: GraphReader,
  configuration: Configuration,
  sought: readonly Referred[],
  prior: StateDocument | undefined,
): Promise<Found> {
  const found = await seek(graph, sought);
  await requireSeen(graph, configuration, sought, found, prior);
  return found;
}

/** A limited run records ids of what lies outside of it; of what is tracked they are its address. */
function withAddresses(prior: StateDocument | undefined): StateDocument | undefined {
  if (prior === undefined) return undefined;
  const book = new AddressBook(prior.resources);
  const resources = prior.resources.map((resource) => {
    const attributes = book.withAddresses(KINDS.get(resource.kind)?.attributes ?? {}, resource.attributes);
    return attributes === resource.attributes ? resource : { ...resource, attributes };
  });
  return { ...prior, resources };
}

/** The same without asking the tenant: what is referred to is not known then. Throws EXISTING_MISSING. */
export function unreadView(
  configuration: Configuration,
  prior: StateDocument | undefined,
  scope: CatalogScope | undefined,
): View {
  const { document, declarations, wants } = configuration;
  if (document.existing !== undefined)
    throw failure(
      'EXISTING_MISSING',
      'What `existing` names is looked up in the tenant, which is not to be read',
      'Run without --no-refresh',
    );
  const unread = { limits: undefined, parts: [] };
  if (scope === undefined)
    return { ...unread, declarations, wants, prior: withAddresses(prior), ids: new Map(), scope };
  const within = narrowed(configuration, prior, scope, new Map());
  return {
    ...unread,
    declarations: within.declarations,
    wants: within.wants,
    prior: stateWithIds(within.prior, within.tracked),
    ids: within.tracked,
    scope: { catalogs: [...scope].sort(compareNames), outside: within.outside },
  };
}

function stateWithIds(
  state: StateDocument | undefined,
  ids: ReadonlyMap<ResourceAddress, string>,
): StateDocument | undefined {
  return state && { ...state, resources: state.resources.map((resource) => withIds(resource, ids)) };
}

async function foundIds(
  graph: GraphReader,
  configuration: Configuration,
  wanted: readonly Referred[],
): Promise<ReadonlyMap<ResourceAddress, string>> {
  if (wanted.length === 0) return new Map();
  const found = await seek(graph, wanted);
  const faults = await notFound(graph, wanted, found);
  if (faults.length > 0) throw new DiagnosticError(faults.map((each) => placed(configuration, each)));
  return new Map([...found.entities].map(([address, entity]) => [address, idOf(entity)]));
}

function placed(configuration: Configuration, fault: Diagnostic): Diagnostic {
  const range = fault.path === undefined ? undefined : configuration.rangeOf(fault.path);
  return range === undefined ? fault : { ...fault, range };
}

/**
 * A catalog that the scope names has to be there or to be made. Who has roles on catalogs alone does not see the others,
 * so one that is not found is refused unless the caller could make it.
 */
async function requireSeen(
  graph: GraphReader,
  configuration: Configuration,
  sought: readonly Referred[],
  found: Found,
  prior: StateDocument | undefined,
): Promise<void> {
  const existing = new Set(existingOf(configuration.document).map(({ address }) => address));
  const missing = sought.filter(({ address }) => !found.entities.has(address));
  const wrong = missing.filter(({ address }) => existing.has(address) || found.ambiguous.has(address));
  const faults = await notFound(graph, wrong, found);
  const tracked = new Set(prior?.resources.map(({ address }) => address));
  const others = missing.filter((each) => !wrong.includes(each));
  const unseen = others.filter(({ address }) => found.refused.has(address));
  const absent = others.filter((each) => !unseen.includes(each) && !tracked.has(each.address));
  const hidden = absent.length > 0 && !(await mayCreate(graph)) ? absent : [];
  const refused = [...unseen, ...hidden].map((referred): Diagnostic => {
    const { address, path, sought: at } = referred;
    const declared = configuration.declarations.find((each) => each.address === address);
    const { displayName } = (declared?.spec ?? {}) as { readonly displayName?: string };
    const name = displayName ?? at.displayName ?? at.id ?? '';
    return {
      code: 'SCOPE_REFUSED',
      severity: 'error',
      summary: `The caller is not authorized for the catalog "${name}" (${address}): no role on it was found`,
      hint: 'Its owner can give the role Catalog owner (Access package manager for packages and policies, Catalog reader to read); to create it takes the role Catalog creator',
      address,
      path,
    };
  });
  const all = [...faults, ...refused].map((each) => placed(configuration, each));
  if (all.length > 0) throw new DiagnosticError(all, { conclusion: 'Nothing was planned.' });
}

/** Whether the caller sees every catalog, or may create one. */
async function mayCreate(graph: GraphReader): Promise<boolean> {
  try {
    await graph.get(SETTINGS_PATH);
    return true;
  } catch (error) {
    if (!(error instanceof GraphError) || error.status !== 403) throw error;
  }
  try {
    const filter = `roleDefinitionId eq ${odataString(CATALOG_CREATOR)}`;
    return (await graph.list(query(ROLE_ASSIGNMENTS, { filter }))).length > 0;
  } catch (error) {
    if (error instanceof GraphError && error.status === 403) return false;
    throw error;
  }
}

function idOf(entity: JsonObject): string {
  return (asString(entity['id']) ?? '').toLowerCase();
}

/** What a read is to know of the objects that are referred to: ids by kind. */
export function referredIds({ ids, parts, scope }: View): ReadonlyMap<string, ReadonlySet<string>> {
  // They are found among all of their kind.
  const found = new Map<string, Set<string>>(parts.map(({ kind }) => [kind, new Set()]));
  for (const [address, id] of ids) {
    const kind = address.slice(0, address.indexOf('.'));
    // Of what lies outside only organizations are read.
    if (scope !== undefined && kind !== CATALOG_KIND && kind !== kindWithPart('organization').name) continue;
    found.set(kind, (found.get(kind) ?? new Set()).add(id));
  }
  return found;
}

/** Parts of existing objects, found among the live ones by what they are a copy of; errors where one is not there. */
export function partIds(
  desired: readonly DesiredResource[],
  live: LiveSnapshot,
  ids: ReadonlyMap<ResourceAddress, string>,
): { readonly ids: ReadonlyMap<ResourceAddress, string>; readonly diagnostics: readonly Diagnostic[] } {
  const found = new Map<ResourceAddress, string>();
  const diagnostics: Diagnostic[] = [];
  for (const resource of desired) {
    const kind = KINDS.get(resource.kind);
    if (kind === undefined) continue;
    const keys = new Set(kind.identity.naturalKeys(withIds(resource, ids).attributes));
    const objects = (live.objects.get(kind.name) ?? []).filter(({ attributes }) =>
      kind.identity.naturalKeys(attributes).some((key) => keys.has(key)),
    );
    const [object] = objects;
    if (object !== undefined) found.set(resource.address, object.id.toLowerCase());
    else
      diagnostics.push({
        code: 'EXISTING_MISSING',
        severity: 'error',
        summary: `${resource.address} is not in its catalog`,
        hint: 'Ask the owner of the catalog to add it',
        address: resource.address,
        path: resource.path,
      });
  }
  return { ids: found, diagnostics };
}
