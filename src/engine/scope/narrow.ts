/** What of a configuration and its state a run that is limited to some catalogs is about. Pure. */
import { catalogKeys } from '../../config/checks/check-existing.ts';
import type { Configuration } from '../../config/configuration.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { failure } from '../../diagnostics/failure.ts';
import type { Referred } from '../../kinds/existing.ts';
import { catalogAddress, existingOf, existingParts } from '../../kinds/existing.ts';
import { parentIn, parentKind } from '../../kinds/parents.ts';
import type { KindDeclaration, Wants } from '../../kinds/recorder.ts';
import { recordDeclarations, wantsOf } from '../../kinds/recorder.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { Governance } from '../../schema/governance.ts';
import type { ResourceAddress } from '../../model/address.ts';
import { groupBy } from '../../model/group-by.ts';
import { isGuid } from '../../model/guid.ts';
import type { Attributes } from '../../model/value.ts';
import { asString } from '../../model/value.ts';
import { links } from '../../model/walk.ts';
import type { ResourceState, StateDocument } from '../../state/document.ts';

/** Addresses of the catalogs that a run is limited to. */
export type CatalogScope = ReadonlySet<ResourceAddress>;

/** Keys of the catalogs that a configuration is about. */
export function scopeKeys(document: Governance): readonly string[] {
  return document.scope?.catalogs ?? catalogKeys(document);
}

/** How many resources the state tracks in each catalog, by address, that itself included. */
export function countedByRoot(tracked: readonly ResourceState[]): ReadonlyMap<string, number> {
  const attributes = new Map(tracked.map((each) => [each.address, each.attributes]));
  const roots = groupBy(tracked, ({ address }) => rootOf(address, attributes));
  return new Map([...roots].map(([root, inside]) => [root, inside.length]));
}

/**
 * The scope of a run: the catalogs that `--catalog` names, within those of the configuration. Undefined: everything.
 * Throws CONFIG_SCOPE.
 */
export function scopeOf(
  { document }: Configuration,
  chosen: readonly string[] = [],
): CatalogScope | undefined {
  const declared = document.scope?.catalogs;
  if (chosen.length === 0 && declared === undefined) return undefined;
  const known = scopeKeys(document);
  for (const key of chosen) {
    if (known.includes(key)) continue;
    const near = didYouMean(key, known);
    throw failure(
      'CONFIG_SCOPE',
      `--catalog names "${key}", which ${declared === undefined ? 'is not declared' : 'is not in the scope of the configuration'}`,
      near === undefined ? `Name one of ${known.join(', ')}` : `Did you mean "${near}"?`,
    );
  }
  const keys = chosen.length > 0 ? chosen : known;
  return new Set(keys.map(catalogAddress));
}

export interface Narrowed {
  readonly declarations: readonly KindDeclaration[];
  readonly wants: Wants;
  /** The state without what lies outside. */
  readonly prior: StateDocument | undefined;
  /** What is referred to and not owned, or lies outside. */
  readonly referred: readonly Referred[];
  /** Ids of what the state tracks outside, by address. */
  readonly tracked: ReadonlyMap<ResourceAddress, string>;
  /** Addresses that something inside names, by configuration or state. */
  readonly named: ReadonlySet<ResourceAddress>;
  /** How many resources are declared or tracked outside. */
  readonly outside: number;
}

/** The catalogs of a scope as they are looked for: by the id in the state, or by their name. */
export function scopeCatalogs(
  { document, declarations }: Configuration,
  prior: StateDocument | undefined,
  scope: CatalogScope,
): readonly Referred[] {
  const existing = new Map(existingOf(document).map((each) => [each.address, each]));
  const ids = new Map(prior?.resources.map(({ address, id }) => [address, id]));
  const declared = new Map(declarations.map((each) => [each.address, each]));
  return [...scope].flatMap((address): Referred[] => {
    const found = existing.get(address);
    if (found !== undefined) return [found];
    const declaration = declared.get(address);
    const id = ids.get(address);
    const { displayName } = (declaration?.spec ?? {}) as { readonly displayName?: string };
    if (declaration === undefined) return [];
    const sought = id === undefined ? { displayName: displayName ?? '' } : { id };
    return [{ address, kind: declaration.kind, path: declaration.path, sought }];
  });
}

/** `ids`: of the scope's catalogs, by address, as far as they exist. Throws SCOPE_OUTSIDE. */
export function narrowed(
  configuration: Configuration,
  prior: StateDocument | undefined,
  scope: CatalogScope,
  ids: ReadonlyMap<ResourceAddress, string>,
): Narrowed {
  const { document } = configuration;
  const parts = existingParts(document);
  const recording = recordDeclarations([...configuration.declarations, ...parts], document);
  const resources = prior?.resources ?? [];
  const trackedIn = new Map(resources.map((each) => [each.address, each.attributes]));
  const roots = new Set([...scope, ...[...ids.values()].map((id) => id.toLowerCase())]);
  const isInside = (known: ReadonlyMap<ResourceAddress, Attributes>) => (address: ResourceAddress) =>
    roots.has(rootOf(address, known));
  const declaredInside = isInside(recording.attributes);
  const trackedInside = isInside(trackedIn);
  refuseMoves(configuration, resources, declaredInside, trackedInside);
  const declarations = configuration.declarations.filter(({ address }) => declaredInside(address));
  const inside = new Set(declarations.map(({ address }) => address));
  const outer = resources.filter(({ address }) => !trackedInside(address));
  const outerAddresses = new Set([
    ...outer.map(({ address }) => address),
    ...configuration.declarations.flatMap(({ address }) => (inside.has(address) ? [] : [address])),
  ]);
  const existing = existingOf(document);
  const tracked = new Map(outer.map(({ address, id }) => [address, id]));
  const own = new Set([...inside, ...parts.map(({ address }) => address)]);
  const lookups = recording.lookups.filter(({ address }) => own.has(address));
  return {
    declarations,
    wants: wantsOf(declarations, { ...recording, lookups }),
    prior: prior && {
      ...prior,
      resources: resources.filter(({ address }) => trackedInside(address)),
      // What lies outside stays open for a run that is about it.
      pending: prior.pending.filter(({ address }) => isOurs(address)),
      ...(prior.uncertain && { uncertain: prior.uncertain.filter(({ address }) => isOurs(address)) }),
    },
    referred: [...existing, ...referredOutside()],
    tracked,
    named: new Set([...namedByConfiguration(), ...namedByState()]),
    outside: outerAddresses.size,
  };

  function namedByConfiguration(): readonly ResourceAddress[] {
    return recording.references.flatMap(({ address, to }) => (inside.has(address) ? [to] : []));
  }

  function namedByState(): readonly ResourceAddress[] {
    return resources
      .filter(({ address }) => trackedInside(address))
      .flatMap(({ kind, attributes }) => [...links(KINDS.get(kind)?.attributes ?? {}, attributes)])
      .map(({ value }) => value);
  }

  function isOurs(address: ResourceAddress): boolean {
    if (inside.has(address) || (trackedIn.has(address) && trackedInside(address))) return true;
    return outerAddresses.size === 0;
  }

  /** What lies outside, is not in the state, and is named by what lies inside. */
  function referredOutside(): readonly Referred[] {
    const found = new Map<ResourceAddress, Referred>();
    const known = new Set(existing.map(({ address }) => address));
    for (const { address, to, kind, path } of recording.references) {
      if (!inside.has(address) || inside.has(to) || known.has(to) || tracked.has(to)) continue;
      const displayName = asString(recording.attributes.get(to)?.['displayName']);
      if (displayName !== undefined) found.set(to, { address: to, kind, path, sought: { displayName } });
    }
    return [...found.values()];
  }
}

/** The outermost thing that something lives in: an address, or an id where nothing is declared or tracked for it. */
function rootOf(address: ResourceAddress, known: ReadonlyMap<ResourceAddress, Attributes>): string {
  let at = address;
  for (;;) {
    const attributes = known.get(at);
    const kind = KINDS.get(at.slice(0, at.indexOf('.')));
    const parent = attributes && kind && parentKind(kind) && parentIn(kind, attributes);
    if (parent === undefined) return isGuid(at) ? at.toLowerCase() : at;
    at = parent;
  }
}

/** A resource that moves into the scope or out of it would be deleted, or made anew, in a catalog that is not in it. */
function refuseMoves(
  configuration: Configuration,
  tracked: readonly ResourceState[],
  declaredInside: (address: ResourceAddress) => boolean,
  trackedInside: (address: ResourceAddress) => boolean,
): void {
  const places = new Map(configuration.declarations.map(({ address, path }) => [address, path]));
  const moved = tracked.flatMap(({ address }): Diagnostic[] => {
    const path = places.get(address);
    if (path === undefined || declaredInside(address) === trackedInside(address)) return [];
    const range = configuration.rangeOf(path);
    return [
      {
        code: 'SCOPE_OUTSIDE',
        severity: 'error',
        summary: declaredInside(address)
          ? `${address} is in a catalog outside of the scope, by the state`
          : `${address} would leave the scope for another catalog`,
        hint: 'Run without the scope, or with both catalogs in it',
        address,
        path,
        ...(range !== undefined && { range }),
      },
    ];
  });
  if (moved.length > 0) throw new DiagnosticError(moved);
}
