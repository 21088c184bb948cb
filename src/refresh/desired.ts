import { formatAddress } from '../model/address.ts';
import { canonicalAttributes } from '../model/canonical.ts';
import { groupBy } from '../model/group-by.ts';
import { parseLookup } from '../model/principal.ts';
import type { LookupKey, Principal } from '../model/principal.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { DirectoryEntry, DirectoryPort, LookupResult } from '../graph/port.ts';
import type { Governance } from '../kinds/generated.ts';
import { collisions } from '../kinds/collisions.ts';
import type { Kind, Named, Resolver } from '../kinds/kind.ts';
import type { KindDeclaration, RecordedLookup, Wants } from '../kinds/recorder.ts';
import { lookupOf, principalTypeOf } from '../kinds/recorder.ts';
import type { DesiredResource } from './snapshot.ts';

export interface DesiredInput {
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly document: Governance;
  readonly declarations: readonly KindDeclaration[];
  readonly wants: Wants;
  /** Undefined: answer from `known` alone (`--no-refresh`). */
  readonly directory: DirectoryPort | undefined;
  /** Look-ups recorded in the state. */
  readonly known?: Readonly<Record<string, string>>;
}

export interface DesiredResult {
  readonly desired: readonly DesiredResource[];
  /** Look-up key → id, to be recorded; '' for a domain that no tenant has verified. */
  readonly lookups: Readonly<Record<string, string>>;
  /** Id → what a person calls it. */
  readonly names: Readonly<Record<string, string>>;
  /** What the directory said of each look-up that it answered. */
  readonly entries: ReadonlyMap<LookupKey, DirectoryEntry>;
  readonly diagnostics: readonly Diagnostic[];
}

/** What one look-up came to. */
interface Answer {
  readonly id: string;
  readonly entry: DirectoryEntry | undefined;
}

/**
 * Declared resources in canonical form, every name looked up in one go. A name that finds nothing, or more than
 * one, is a diagnostic at each of its places; `desired` is meaningful only when no diagnostic is an error.
 */
export async function resolveDesired(input: DesiredInput): Promise<DesiredResult> {
  const { kinds, document, declarations, wants, directory, known = {} } = input;
  const { lookups } = wants;
  const keys = [...new Set(lookups.map(({ key }) => key))];
  const answers = new Map<LookupKey, Answer>();
  const diagnostics: Diagnostic[] = [];
  const places = groupBy(lookups, ({ key }) => key);
  const found = directory === undefined ? undefined : await directory.resolve(keys);
  for (const key of keys) {
    const answer = found === undefined ? recorded(key, known) : answerOf(key, found.get(key));
    if (answer !== undefined) answers.set(key, answer);
    else
      diagnostics.push(
        ...(places.get(key) ?? []).map((place) => unanswered(place, found?.get(key), found !== undefined)),
      );
  }
  const resolver = resolverOf(answers, document);
  const desired = declarations.flatMap((declaration): DesiredResource[] => {
    const kind = kinds.get(declaration.kind);
    if (kind === undefined) return [];
    const { address, path } = declaration;
    const attributes = canonicalAttributes(kind.attributes, kind.normalize(declaration, resolver, document));
    return [{ address, kind: kind.name, attributes, path }];
  });
  return {
    desired,
    lookups: Object.fromEntries([...answers].map(([key, { id, entry }]) => [key, recordOf(key, id, entry)])),
    names: Object.fromEntries(
      [...answers.values()].flatMap(({ id, entry }) => (entry ? [[id, entry.label]] : [])),
    ),
    entries: new Map(
      [...answers].flatMap(([key, { entry }]) => (entry === undefined ? [] : [[key, entry] as const])),
    ),
    diagnostics: [
      ...diagnostics,
      ...verify(input, answers),
      ...disabled(lookups, answers),
      // Only now it shows that two domains are the same Entra tenant, or two names the same group.
      ...(diagnostics.length > 0 ? [] : collisions(kinds, desired)),
    ],
  };
}

function answerOf(key: LookupKey, result: LookupResult | undefined): Answer | undefined {
  if (result?.status === 'found') return { id: canonicalId(key, result.entry.id), entry: result.entry };
  // A domain that no Entra tenant has verified is a finding too: its people sign in with a passcode.
  return result?.status === 'missing' && key.startsWith('domain:') ? { id: '', entry: undefined } : undefined;
}

function canonicalId(key: LookupKey, id: string): string {
  return key.startsWith('site:') ? id : id.toLowerCase();
}

/** For `id:` look-ups the type is what was asked for, so it is recorded with the id. */
function recordOf(key: LookupKey, id: string, entry: DirectoryEntry | undefined): string {
  return key.startsWith('id:') && entry !== undefined ? `${entry.type}:${id}` : id;
}

function recorded(key: LookupKey, known: Readonly<Record<string, string>>): Answer | undefined {
  const value = known[key];
  if (value === undefined || !key.startsWith('id:'))
    return value === undefined ? undefined : { id: value, entry: undefined };
  const [type = 'other', id = ''] = value.split(':');
  return { id, entry: { id, label: id, type: type as DirectoryEntry['type'], properties: {} } };
}

function resolverOf(answers: ReadonlyMap<LookupKey, Answer>, document: Governance): Resolver {
  const answer = (named: Principal | string) => {
    const key = lookupOf(named, document);
    return key === undefined ? undefined : { key, ...answers.get(key) };
  };
  return {
    reference: (kind, keys) => formatAddress(kind, ...keys),
    principal: (named) => answer(named)?.id ?? '',
    principalType: (named) => {
      const known = answer(named);
      const type = principalTypeOf(known?.key) ?? known?.entry?.type;
      return type === 'group' || type === 'servicePrincipal' ? type : 'user';
    },
    tenantOfDomain: (domain) => {
      const found = answers.get(`domain:${domain}`);
      if (found === undefined || found.id === '') return undefined;
      return { tenantId: found.id, displayName: found.entry?.label ?? domain };
    },
    site: (url) => answers.get(`site:${url}`)?.id ?? url,
  };
}

const NOUNS: Readonly<Record<ReturnType<typeof parseLookup>['type'], string>> = {
  user: 'user',
  guest: 'guest',
  group: 'group',
  servicePrincipal: 'application',
  id: 'object with the id',
  site: 'SharePoint site',
  domain: 'domain',
  tenant: 'tenant',
};

function unanswered(
  { key, path, address }: RecordedLookup,
  result: LookupResult | undefined,
  asked: boolean,
): Diagnostic {
  const { type, text } = parseLookup(key);
  const common = { severity: 'error', address, path } as const;
  if (!asked) {
    return {
      ...common,
      code: 'LOOKUP_UNKNOWN',
      summary: `The ${NOUNS[type]} "${text}" was not looked up before`,
      hint: 'Run without --no-refresh',
    };
  }
  const candidates = result?.status === 'found' ? [] : (result?.candidates ?? []);
  const listed = candidates
    .map((candidate) => `${candidate.label} (${sortOf(candidate)}, id ${candidate.id})`)
    .join('\n');
  const detail = listed === '' ? {} : { detail: listed };
  if (result?.status === 'ambiguous') {
    return {
      ...common,
      ...detail,
      code: 'LOOKUP_AMBIGUOUS',
      summary: `${candidates.length} ${NOUNS[type]}s are called "${text}"`,
      hint: 'Rename one of them, or name the right one by { id: ... }',
    };
  }
  return {
    ...common,
    ...detail,
    code: 'LOOKUP_NOT_FOUND',
    summary: `There is no ${NOUNS[type]} "${text}" in the directory`,
    hint: candidates.length > 0 ? 'Did you mean one of these?' : missingHint(type),
  };
}

function sortOf({ type, properties }: DirectoryEntry): string {
  return properties['userType'] === 'Guest' ? 'guest' : type;
}

function missingHint(type: ReturnType<typeof parseLookup>['type']): string {
  switch (type) {
    case 'id':
      return 'Check the id';
    case 'guest':
      return 'An external sponsor must be in the directory as a guest before; invite the person first';
    case 'site':
      return 'Check the address, and that the caller may read the site';
    default:
      return 'Check the spelling, or create it first';
  }
}

/** Accounts that exist and cannot sign in: nobody can approve, review or vouch with one. */
function disabled(lookups: readonly RecordedLookup[], answers: ReadonlyMap<LookupKey, Answer>): Diagnostic[] {
  return lookups.flatMap(({ key, path, address }) => {
    const entry = answers.get(key)?.entry;
    if (entry?.properties['accountEnabled'] !== false) return [];
    return [
      {
        code: 'LOOKUP_DISABLED',
        severity: 'warning' as const,
        summary: `The account ${entry.label} is disabled`,
        hint: 'Name somebody else, or enable the account',
        path,
        address,
      },
    ];
  });
}

function verify(
  { kinds, document, declarations }: DesiredInput,
  answers: ReadonlyMap<LookupKey, Answer>,
): Diagnostic[] {
  const found = (named: Named) => {
    const key: LookupKey | undefined =
      typeof named === 'object' && 'site' in named ? `site:${named.site}` : lookupOf(named, document);
    return key === undefined ? undefined : answers.get(key)?.entry;
  };
  return declarations.flatMap((declaration) =>
    [...(kinds.get(declaration.kind)?.verify?.(declaration, found, document) ?? [])].map(
      (finding): Diagnostic => ({
        ...finding,
        path: finding.path,
        address: declaration.address,
      }),
    ),
  );
}
