/** What is to be said of names: found by nothing, by several, by another object, or of an account that is disabled. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Deletion, DirectoryEntry, LookupResult } from '../graph/port.ts';
import { deletionText } from '../kinds/departed.ts';
import type { RecordedLookup } from '../kinds/recorder.ts';
import type { LookupKey } from '../model/principal.ts';
import { groupBy } from '../model/group-by.ts';
import { formatPath } from '../model/path.ts';
import { isPrincipalLookup, parseLookup, principalLookup } from '../model/principal.ts';
import { isObject, valueAt } from '../model/value.ts';
import type { JsonValue } from '../model/value.ts';
import type { Governance } from '../schema/governance.ts';

/** What one look-up came to. */
export interface Answer {
  readonly id: string;
  readonly entry: DirectoryEntry | undefined;
  /** Where no entry tells it. */
  readonly type?: DirectoryEntry['type'];
}

export function renamed(
  lookups: readonly RecordedLookup[],
  entries: ReadonlyMap<LookupKey, DirectoryEntry>,
): Diagnostic[] {
  return lookups.flatMap(({ key, path, address }): Diagnostic[] => {
    const entry = entries.get(key);
    if (entry === undefined) return [];
    const { type, text } = parseLookup(key);
    return [
      {
        code: 'LOOKUP_RENAMED',
        severity: 'warning',
        summary: `There is no ${NOUNS[type]} "${text}" in the directory any more; it is the ${sortOf(entry)} ${entry.label} (id ${entry.id}) now`,
        hint: 'Write its present name',
        path,
        address,
      },
    ];
  });
}

/** Names of several objects, of which the state recorded the one that is meant. */
export function ambiguous(
  lookups: readonly RecordedLookup[],
  answers: ReadonlyMap<LookupKey, Answer>,
  found: ReadonlyMap<LookupKey, LookupResult> | undefined,
): Diagnostic[] {
  return lookups.flatMap(({ key, path, address }): Diagnostic[] => {
    const [result, answer] = [found?.get(key), answers.get(key)];
    if (result?.status !== 'ambiguous' || answer === undefined) return [];
    const { type, text } = parseLookup(key);
    const { candidates } = result;
    return [
      {
        code: 'LOOKUP_AMBIGUOUS',
        severity: 'warning',
        summary: `${candidates.length} ${NOUNS[type]}s are called "${text}"; the one that the state recorded is meant (id ${answer.id})`,
        detail: listed(candidates),
        hint: `Name it by { id: ${answer.id} }, or rename the others`,
        path,
        address,
      },
    ];
  });
}

/** Names that lead to another object than at the last apply: one may have taken the name of the other. */
export function another(
  lookups: readonly RecordedLookup[],
  answers: ReadonlyMap<LookupKey, Answer>,
  known: Readonly<Record<string, string>>,
): Diagnostic[] {
  return lookups.flatMap(({ key, path, address }): Diagnostic[] => {
    const { type, text } = parseLookup(key);
    const [before, now] = [known[key]?.toLowerCase(), answers.get(key)];
    if (type === 'id' || now?.entry === undefined || !(isPrincipalLookup(key) || type === 'domain'))
      return [];
    // '': a domain that no tenant had verified has none to be kept.
    if (before === undefined || before === '' || before === now.id) return [];
    return [
      {
        code: 'LOOKUP_ANOTHER',
        severity: 'warning',
        summary:
          type === 'domain'
            ? `The domain "${text}" belongs to another Entra tenant than the state recorded: id ${now.id} instead of ${before}`
            : `The ${NOUNS[type]} "${text}" is another object than the state recorded: id ${now.id} instead of ${before}`,
        hint: `To keep the former one, name it by { ${type === 'domain' ? 'tenantId' : 'id'}: ${before} }`,
        path,
        address,
      },
    ];
  });
}

/** Domains whose tenant the state knows and nothing finds any more. */
export function departedTenants(
  lookups: readonly RecordedLookup[],
  answers: ReadonlyMap<LookupKey, Answer>,
  found: ReadonlyMap<LookupKey, LookupResult> | undefined,
): Diagnostic[] {
  return lookups.flatMap(({ key, path, address }): Diagnostic[] => {
    const { type, text } = parseLookup(key);
    const id = answers.get(key)?.id ?? '';
    if (type !== 'domain' || id === '' || found?.get(key)?.status !== 'missing') return [];
    return [
      {
        code: 'LOOKUP_DEPARTED',
        severity: 'warning',
        summary: `The Entra tenant of the domain "${text}" (id ${id}) is no longer there: identity source of ${address}`,
        hint: 'The organization keeps it, and nobody signs in with it. Name another identity source, or remove the organization',
        path,
        address,
      },
    ];
  });
}

function listed(candidates: readonly DirectoryEntry[]): string {
  return candidates
    .map((candidate) => `${candidate.label} (${sortOf(candidate)}, id ${candidate.id})`)
    .join('\n');
}

const NOUNS: Readonly<Record<ReturnType<typeof parseLookup>['type'], string>> = {
  user: 'user',
  guest: 'guest',
  group: 'group',
  servicePrincipal: 'application',
  id: 'object with the id',
  site: 'SharePoint site',
  directoryRole: 'directory role',
  domain: 'domain',
  tenant: 'tenant',
};

export function unanswered(
  { key, path, address }: RecordedLookup,
  result: LookupResult | undefined,
  deletion: Deletion | undefined,
): Diagnostic {
  const { type, text } = parseLookup(key);
  const common = { severity: 'error', address, path } as const;
  if (result === undefined) {
    return {
      ...common,
      code: 'LOOKUP_UNKNOWN',
      summary: `The ${NOUNS[type]} "${text}" was not looked up before`,
      hint: 'Run without --no-refresh',
    };
  }
  const candidates = result.status === 'found' ? [] : result.candidates;
  const detail = candidates.length === 0 ? {} : { detail: listed(candidates) };
  if (result.status === 'ambiguous') {
    return {
      ...common,
      ...detail,
      code: 'LOOKUP_AMBIGUOUS',
      summary: `${candidates.length} ${NOUNS[type]}s are called "${text}"`,
      hint: 'Rename one of them, or name the right one by { id: ... }',
    };
  }
  if (deletion !== undefined) {
    return {
      ...common,
      code: 'LOOKUP_NOT_FOUND',
      summary: `There is no ${NOUNS[type]} "${text}" in the directory any more`,
      hint: `It was ${deletionText(deletion) ?? 'deleted'}. ${deletion.restorableUntil === undefined ? 'Name another' : 'Restore it, or name another'}`,
    };
  }
  return {
    ...common,
    ...detail,
    code: 'LOOKUP_NOT_FOUND',
    summary: `There is no ${NOUNS[type]} "${text}" in the directory`,
    hint: candidates.length > 0 ? meantHint(type, candidates) : missingHint(type),
  };
}

function meantHint(
  type: ReturnType<typeof parseLookup>['type'],
  [first, ...others]: readonly DirectoryEntry[],
): string {
  if (first === undefined || others.length > 0) return 'Did you mean one of these?';
  const sort = sortOf(first);
  const isOther = sort !== type && ['user', 'guest'].includes(sort) && ['user', 'guest'].includes(type);
  return isOther ? `Write { ${sort}: ${first.label} }` : `Did you mean "${first.label}"?`;
}

/** Places of one name where it is written: what several uses take from an entry of `sponsors` is told there, once. */
export function whereWritten(
  lookups: readonly RecordedLookup[],
  document: Governance,
): readonly RecordedLookup[] {
  const written = lookups.map((lookup): RecordedLookup => {
    const name = valueAt(document as unknown as JsonValue, lookup.path);
    const sponsor = typeof name === 'string' ? document.sponsors?.[name] : undefined;
    const { type } = parseLookup(lookup.key);
    if (isObject(name) && Object.hasOwn(name, type)) return { ...lookup, path: [...lookup.path, type] };
    if (sponsor === undefined || principalLookup(sponsor) !== lookup.key) return lookup;
    return { ...lookup, path: ['sponsors', String(name), ...Object.keys(sponsor)] };
  });
  return [...groupBy(written, ({ path }) => formatPath(path))].flatMap(([, [first]]) => first ?? []);
}

function sortOf({ type, properties }: DirectoryEntry): string {
  if (type === 'directoryRole') return NOUNS.directoryRole;
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
export function disabled(
  lookups: readonly RecordedLookup[],
  answers: ReadonlyMap<LookupKey, Answer>,
): Diagnostic[] {
  return lookups.flatMap(({ key, path, address }) => {
    const entry = answers.get(key)?.entry;
    if (entry?.properties['accountEnabled'] !== false) return [];
    return [
      {
        code: 'LOOKUP_DISABLED',
        severity: 'warning' as const,
        summary: `The account ${entry.label} is disabled`,
        hint: 'Name another account, or enable this one',
        path,
        address,
      },
    ];
  });
}
