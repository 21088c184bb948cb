import { formatAddress } from '../model/address.ts';
import type { ResourceAddress } from '../model/address.ts';
import { canonicalAttributes } from '../model/canonical.ts';
import { groupBy } from '../model/group-by.ts';
import { isPrincipalLookup, parseLookup } from '../model/principal.ts';
import type { LookupKey, Principal } from '../model/principal.ts';
import { breathe, mapInTurns } from '../model/turns.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { DirectoryEntry, DirectoryPort, LookupResult } from '../graph/port.ts';
import type { Governance } from '../schema/governance.ts';
import { collisions } from '../kinds/collisions.ts';
import type { Finding, NamedReference, ReferenceResolver } from '../kinds/kind.ts';
import type { KindDeclaration, Wants } from '../kinds/recorder.ts';
import type { PrincipalType } from '../kinds/principals.ts';
import { lookupOf, originLookup, principalTypeOf } from '../kinds/recorder.ts';
import type { Departed } from '../kinds/departed.ts';
import { KINDS } from '../kinds/registry.ts';
import { departed } from './departed.ts';
import {
  ambiguous,
  another,
  departedTenants,
  disabled,
  renamed,
  unanswered,
  whereWritten,
} from './name-findings.ts';
import type { Answer } from './name-findings.ts';
import type { DesiredResource } from './snapshot.ts';

export interface DesiredInput {
  readonly document: Governance;
  readonly declarations: readonly KindDeclaration[];
  readonly wants: Wants;
  /** Undefined: answer from `known` alone (`--no-refresh`). */
  readonly directory: DirectoryPort | undefined;
  /** Look-ups recorded in the state: what it knows by id needs no name. */
  readonly known?: Readonly<Record<string, string>>;
  /** The value for a name that is not found, which is then not an error but listed as `unanswered`. */
  readonly standIn?: (key: LookupKey) => string;
  /** The sort of each directory object that the tenant's resources name, by id; one that is gone is still that. */
  readonly held?: ReadonlyMap<string, PrincipalType>;
  /** Partner tenants that the tenant's resources name, by id; undefined where nothing tells. */
  readonly heldTenants?: ReadonlySet<string>;
}

/** What the service refuses of a declared resource when it is made, as its look-ups show. */
type NotOffered = Finding & Required<Pick<Finding, 'refused'>> & { readonly address: ResourceAddress };

export interface DesiredResult {
  readonly desired: readonly DesiredResource[];
  /** Look-up key → id, to be recorded; '' for a domain that no tenant has verified. */
  readonly lookups: Readonly<Record<string, string>>;
  /** Id → what a person calls it. */
  readonly names: Readonly<Record<string, string>>;
  /** What the directory said of each look-up that it answered. */
  readonly entries: ReadonlyMap<LookupKey, DirectoryEntry>;
  /** Declared directory objects that do not exist any more, though state or tenant know them by id. */
  readonly departed: readonly Departed[];
  /** Names that stand for themselves. */
  readonly unanswered: readonly LookupKey[];
  /** What the directory does not offer, though the tenant may hold it so still. */
  readonly refusals: readonly NotOffered[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Declared resources in canonical form, every name looked up in one go. A name that finds nothing, or more than
 * one, is a diagnostic at each of its places; `desired` is meaningful only when no diagnostic is an error.
 */
export async function resolveDesired(input: DesiredInput): Promise<DesiredResult> {
  const { document, declarations, wants, directory, known = {} } = input;
  const { lookups } = wants;
  const keys = [...new Set(lookups.map(({ key }) => key))];
  const answers = new Map<LookupKey, Answer>();
  const diagnostics: Diagnostic[] = [];
  const places = groupBy(lookups, ({ key }) => key);
  const found = directory === undefined ? undefined : await directory.resolve(keys);
  for (const key of keys) {
    const answer = found === undefined ? recorded(key, known) : answerOf(key, found.get(key), input);
    if (answer !== undefined) answers.set(key, answer);
  }
  const open = keys.filter((key) => !answers.has(key));
  const gone = await nameless(input, found, open);
  for (const [key, answer] of gone.answers) answers.set(key, answer);
  const unanswerable = open.filter((key) => !gone.answers.has(key));
  if (input.standIn !== undefined)
    for (const key of unanswerable) {
      const answer = recorded(key, { [key]: input.standIn(key) });
      if (answer !== undefined) answers.set(key, answer);
    }
  const missing = unanswerable.filter((key) => found?.get(key)?.status === 'missing');
  const deletions = input.standIn === undefined ? await directory?.deletionsByName(missing) : undefined;
  for (const key of input.standIn === undefined ? unanswerable : [])
    for (const place of whereWritten(places.get(key) ?? [], document))
      diagnostics.push(unanswered(place, found?.get(key), deletions?.get(key)));
  const resolver = resolverOf(answers, document);
  const normalized = await mapInTurns(declarations, (declaration): DesiredResource[] => {
    const kind = KINDS.get(declaration.kind);
    if (kind === undefined) return [];
    const { address, path } = declaration;
    const attributes =
      wants.settled.get(declaration) ??
      canonicalAttributes(kind.attributes, kind.yaml.normalize(declaration, resolver, document));
    return [{ address, kind: kind.name, attributes, path }];
  });
  const desired = normalized.flat();
  const { refusals, faults } = verify(input, answers);
  await breathe();
  return {
    desired,
    lookups: Object.fromEntries([...answers].map(([key, answer]) => [key, recordOf(key, answer)])),
    names: Object.fromEntries(
      [...answers.values()].flatMap(({ id, entry }) => (entry ? [[id, entry.label]] : [])),
    ),
    entries: new Map(
      [...answers].flatMap(([key, { entry }]) => (entry === undefined ? [] : [[key, entry] as const])),
    ),
    departed: gone.departed,
    unanswered: input.standIn === undefined ? [] : unanswerable,
    refusals,
    diagnostics: [
      ...diagnostics,
      ...renamed(lookups, gone.renamed),
      ...ambiguous(lookups, gone.answers, found),
      ...another(lookups, answers, known),
      ...departedTenants(lookups, answers, found),
      ...faults,
      ...disabled(lookups, answers),
      // Only now it shows that two domains are the same Entra tenant, or two names the same group.
      ...(diagnostics.length > 0 ? [] : errorsOnly(collisions(desired))),
    ],
  };
}

/** What two may share is a name, and the check of the configuration has told that without any look-up. */
function errorsOnly<T extends Diagnostic>(found: readonly T[]): readonly T[] {
  return found.filter(({ severity }) => severity === 'error');
}

function answerOf(
  key: LookupKey,
  result: LookupResult | undefined,
  { known = {}, heldTenants }: DesiredInput,
): Answer | undefined {
  if (result?.status === 'found') return { id: canonicalId(key, result.entry.id), entry: result.entry };
  if (result?.status !== 'missing' || !key.startsWith('domain:')) return undefined;
  // A tenant that is gone stays what the organization has; it has not become another source.
  const before = known[key]?.toLowerCase() ?? '';
  if (before !== '' && heldTenants?.has(before) !== false) return { id: before, entry: undefined };
  // A domain that no Entra tenant has verified is a finding too: its people sign in with a passcode.
  return { id: '', entry: undefined };
}

function canonicalId(key: LookupKey, id: string): string {
  return key.startsWith('site:') ? id : id.toLowerCase();
}

/** An answer as states record it. For `id:` look-ups the type is what was asked for, so it is recorded with the id. */
export function recordOf(key: LookupKey, { id, entry, type = entry?.type }: Answer): string {
  return key.startsWith('id:') && type !== undefined ? `${type}:${id}` : id;
}

function recorded(key: LookupKey, known: Readonly<Record<string, string>>): Answer | undefined {
  const value = known[key];
  if (value === undefined || !key.startsWith('id:'))
    return value === undefined ? undefined : { id: value, entry: undefined };
  const [type = 'other', id = ''] = value.split(':');
  // Nothing more is known of it, so there is no entry that a rule could judge.
  return { id, entry: undefined, type: type as DirectoryEntry['type'] };
}

interface Nameless {
  readonly answers: ReadonlyMap<LookupKey, Answer>;
  readonly departed: readonly Departed[];
  /** Names that the directory does not know, of objects that it knows by another. */
  readonly renamed: ReadonlyMap<LookupKey, DirectoryEntry>;
}

/** Principals that no name finds, or more than one, by the id that the state recorded or the tenant's resources hold. */
async function nameless(
  { directory, known = {}, held }: DesiredInput,
  found: ReadonlyMap<LookupKey, LookupResult> | undefined,
  keys: readonly LookupKey[],
): Promise<Nameless> {
  if (directory === undefined) return { answers: new Map(), departed: [], renamed: new Map() };
  const candidates = keys.flatMap((key): { key: LookupKey; answer: Answer }[] => {
    const { type, text } = parseLookup(key);
    if (!isPrincipalLookup(key) || found?.get(key)?.status === 'found') return [];
    const id = text.toLowerCase();
    const live = type === 'id' ? held?.get(id) : undefined;
    const answer = live === undefined ? recorded(key, known) : { id, entry: undefined, type: live };
    return answer === undefined ? [] : [{ key, answer }];
  });
  const entries = await directory.describe(candidates.map(({ answer }) => answer.id));
  const deletions = await directory.deletions(
    candidates.flatMap(({ answer: { id } }) => (entries.has(id) ? [] : [id])),
  );
  const renames = candidates.flatMap(({ key, answer }) => {
    const entry = entries.get(answer.id);
    return entry === undefined || found?.get(key)?.status !== 'missing' ? [] : [[key, entry] as const];
  });
  const gone = candidates.filter(({ answer }) => !entries.has(answer.id));
  return {
    answers: new Map(
      candidates.map(({ key, answer }) => [key, { ...answer, entry: entries.get(answer.id) }]),
    ),
    departed: gone.map(({ key, answer: { id, type } }) =>
      departed(id, sortOfPrincipal(key, type), deletions.get(id), known),
    ),
    renamed: new Map(renames),
  };
}

function sortOfPrincipal(key: LookupKey, type: DirectoryEntry['type'] | undefined): PrincipalType {
  const named = principalTypeOf(key) ?? type;
  return named === 'group' || named === 'servicePrincipal' ? named : 'user';
}

function resolverOf(answers: ReadonlyMap<LookupKey, Answer>, document: Governance): ReferenceResolver {
  const answer = (named: Principal | string) => {
    const key = lookupOf(named, document);
    return key === undefined ? undefined : { key, ...answers.get(key) };
  };
  return {
    reference: (kind, keys) => formatAddress(kind, ...keys),
    // A name that nothing answers stands for itself, so that two of them are never taken for one.
    principal: (named) => {
      const found = answer(named);
      return found?.id ?? found?.key ?? '';
    },
    principalType: (named) => {
      const known = answer(named);
      const type = principalTypeOf(known?.key) ?? known?.entry?.type ?? known?.type;
      return type === 'group' || type === 'servicePrincipal' ? type : 'user';
    },
    tenantOfDomain: (domain) => {
      const found = answers.get(`domain:${domain}`);
      if (found === undefined || found.id === '') return undefined;
      return { tenantId: found.id, displayName: found.entry?.label ?? domain };
    },
    site: (url) => answers.get(`site:${url}`)?.id ?? url,
    directoryRole: (name) => answers.get(`directoryRole:${name}`)?.id ?? name,
  };
}

interface Verified {
  readonly faults: readonly Diagnostic[];
  readonly refusals: readonly NotOffered[];
}

function verify({ document, declarations }: DesiredInput, answers: ReadonlyMap<LookupKey, Answer>): Verified {
  const found = (named: NamedReference) => {
    const isOrigin = typeof named === 'object' && ('site' in named || 'directoryRole' in named);
    const key: LookupKey | undefined = isOrigin ? originLookup(named) : lookupOf(named, document);
    return key === undefined ? undefined : answers.get(key)?.entry;
  };
  const isUnverified = (domain: string) => answers.get(`domain:${domain.toLowerCase()}`)?.id === '';
  const findings = declarations.flatMap((declaration) => {
    const told = KINDS.get(declaration.kind)?.yaml.verify?.(declaration, found, document, isUnverified);
    return [...(told ?? [])].map((finding) => ({ ...finding, address: declaration.address }));
  });
  return {
    faults: findings.flatMap(({ refused, ...fault }) => (refused === undefined ? [fault] : [])),
    refusals: findings.flatMap(({ refused, ...fault }) =>
      refused === undefined ? [] : [{ ...fault, refused }],
    ),
  };
}
