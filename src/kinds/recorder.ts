/** What declarations refer to, found by running `normalize` with a resolver that notes every question. */
import { formatAddress } from '../model/address.ts';
import type { ResourceAddress } from '../model/address.ts';
import { canonicalAttributes } from '../model/canonical.ts';
import type { AttributePath } from '../model/path.ts';
import { principalLookup } from '../model/principal.ts';
import type { LookupKey, Principal } from '../model/principal.ts';
import type { Attributes } from '../model/value.ts';
import type { Governance } from '../schema/governance.ts';
import type { Declaration, OtherOrigin, ReferenceResolver } from './kind.ts';
import { KINDS } from './registry.ts';

/** A declaration with the name of its kind. */
export type KindDeclaration = Declaration & { readonly kind: string };

export interface RecordedLookup {
  readonly key: LookupKey;
  readonly path: AttributePath;
  readonly address: ResourceAddress;
}

export interface RecordedReference {
  readonly to: ResourceAddress;
  readonly kind: string;
  readonly keys: readonly string[];
  readonly path: AttributePath;
  readonly address: ResourceAddress;
}

export interface RecordedSponsor {
  readonly name: string;
  readonly path: AttributePath;
  readonly address: ResourceAddress;
}

export interface Recording {
  readonly lookups: readonly RecordedLookup[];
  readonly references: readonly RecordedReference[];
  /** Entries of `sponsors` by where they are named. */
  readonly sponsors: readonly RecordedSponsor[];
  readonly unknownSponsors: readonly RecordedSponsor[];
  /** Canonical attributes with placeholders for what was not looked up: good for comparing declarations. */
  readonly attributes: ReadonlyMap<ResourceAddress, Attributes>;
  readonly settled: Settled;
}

/** Canonical attributes of declarations that look nothing up, so that no answer of the tenant can change them. */
type Settled = ReadonlyMap<KindDeclaration, Attributes>;

/** What declarations want of the tenant: enough to begin reading it. */
export interface Wants {
  readonly lookups: readonly RecordedLookup[];
  /** Display names by kind; a kind that is declared at all has an entry. */
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those that want nothing. */
  readonly settled: Settled;
}

/** What no declarations want. */
export const NO_WANTS: Wants = { lookups: [], names: new Map(), settled: new Map() };

/** The part of a recording that outlives the check of the configuration. */
export function wantsOf(declarations: readonly KindDeclaration[], recording: Recording): Wants {
  const { lookups, attributes, settled } = recording;
  const names = new Map<string, Set<string>>();
  for (const { kind, address } of declarations) {
    const name = KINDS.get(kind)?.words.displayName(attributes.get(address) ?? {}) ?? '';
    names.set(kind, (names.get(kind) ?? new Set()).add(name.toLowerCase()));
  }
  return { lookups, names, settled };
}

/** Every resource that a document declares. */
export function declarationsOf(document: Governance): KindDeclaration[] {
  return [...KINDS.keys()].flatMap((kind) => declarationsOfKind(kind, document));
}

/** Those of one kind. */
export function declarationsOfKind(kind: string, document: Governance): KindDeclaration[] {
  const declarations = [...(KINDS.get(kind)?.yaml.declarations(document) ?? [])];
  return declarations.map((declaration) => ({ ...declaration, kind }));
}

/** Runs every declaration through its kind and notes what it looks up. Pure. */
export function recordDeclarations(
  declarations: readonly KindDeclaration[],
  document: Governance,
): Recording {
  const lookups: RecordedLookup[] = [];
  const references: RecordedReference[] = [];
  const sponsors: RecordedSponsor[] = [];
  const unknownSponsors: RecordedSponsor[] = [];
  const attributes = new Map<ResourceAddress, Attributes>();
  const settled = new Map<KindDeclaration, Attributes>();
  const unsettled = new Set<KindDeclaration>();
  for (const declaration of declarations) {
    const { address } = declaration;
    const lookUp = (key: LookupKey, path: AttributePath): string => {
      unsettled.add(declaration);
      lookups.push({ key, path, address });
      return key;
    };
    const principal = (named: Principal | string, path: AttributePath): string => {
      const key = lookupOf(named, document);
      const name = String(named);
      if (key !== undefined) {
        if (typeof named === 'string') sponsors.push({ name, path, address });
        return lookUp(key, path);
      }
      unsettled.add(declaration);
      unknownSponsors.push({ name, path, address });
      return name;
    };
    const resolver: ReferenceResolver = {
      reference: (kind, keys, path) => {
        const to = formatAddress(kind, ...keys);
        references.push({ to, kind, keys, path, address });
        return to;
      },
      principal,
      principalType: (named) => {
        unsettled.add(declaration);
        return principalTypeOf(lookupOf(named, document)) ?? 'user';
      },
      tenantOfDomain: (domain, path) => void lookUp(`domain:${domain}`, path),
      site: (url, path) => lookUp(`site:${url}`, path),
      directoryRole: (name, path) => lookUp(`directoryRole:${name}`, path),
    };
    const kind = KINDS.get(declaration.kind);
    if (kind === undefined) continue;
    const normalized = kind.yaml.normalize(declaration, resolver, document);
    const canonical = canonicalAttributes(kind.attributes, normalized);
    attributes.set(address, canonical);
    if (!unsettled.has(declaration)) settled.set(declaration, canonical);
  }
  return { lookups, references, sponsors, unknownSponsors, attributes, settled };
}

/** The look-up of a site or directory role. */
export function originLookup(origin: OtherOrigin): LookupKey {
  return 'site' in origin ? `site:${origin.site}` : `directoryRole:${origin.directoryRole}`;
}

/** The look-up of a principal or of an entry of `sponsors`; undefined for a name without an entry. */
export function lookupOf(principal: Principal | string, document: Governance): LookupKey | undefined {
  const named = typeof principal === 'string' ? document.sponsors?.[principal] : principal;
  return named === undefined ? undefined : principalLookup(named);
}

/** What a look-up's form says about the object; undefined for `id`, which only the directory can tell. */
export function principalTypeOf(
  key: LookupKey | undefined,
): 'user' | 'group' | 'servicePrincipal' | undefined {
  switch (key?.slice(0, key.indexOf(':'))) {
    case 'user':
    case 'guest':
      return 'user';
    case 'group':
      return 'group';
    case 'servicePrincipal':
      return 'servicePrincipal';
    default:
      return undefined;
  }
}
