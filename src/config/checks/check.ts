/** What a schema cannot say: references, the kinds' own rules, names that would collide, guards of nothing. */
import type { ResourceAddress } from '../../model/address.ts';
import { formatAddress, parseAddress } from '../../model/address.ts';
import { groupBy } from '../../model/group-by.ts';
import { isGuid } from '../../model/guid.ts';
import { counted } from '../../model/counted.ts';
import { formatPath } from '../../model/path.ts';
import type { AttributePath } from '../../model/path.ts';
import { didYouMean, renamedKey } from '../../diagnostics/did-you-mean.ts';
import type { Governance } from '../../schema/governance.ts';
import { kindWithPart } from '../../kinds/access-parts.ts';
import { collisions } from '../../kinds/collisions.ts';
import { existingOf, existingParts } from '../../kinds/existing.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { KindDeclaration, RecordedReference, Recording, RecordedSponsor } from '../../kinds/recorder.ts';
import { subjectNamed } from '../../kinds/property-places.ts';
import { SUBJECT_WORDS } from '../../kinds/subject-set.ts';
import { instead, judging, meantBy } from './declared-reference.ts';
import type { Meant } from './declared-reference.ts';
import { checkAccessTests } from './check-access-tests.ts';
import { checkExisting, checkScope } from './check-existing.ts';
import { checkExceptionsOf, checkGuaranteesOf } from './check-guarantees.ts';
import { checkLifecycle } from '../lifecycle.ts';
import { checkTexts } from './check-texts.ts';
import { checkMoves } from '../moves.ts';
import { malformedAddress } from './address-form.ts';
import { besides, fault } from './placed.ts';
import type { Placed, Refusal } from './placed.ts';
import { nearAddress } from '../../kinds/near-address.ts';

export interface Checked {
  /** Every semantic fault. */
  readonly diagnostics: readonly Placed[];
  /** Those of them that become errors of a plan which sends the object that they are about. */
  readonly refusals: readonly Refusal[];
}

/** Checks a document that its schema accepts. */
export function checkDocument(
  declarations: readonly KindDeclaration[],
  document: Governance,
  recording: Recording,
): Checked {
  const refusals: Refusal[] = [];
  const findings = declarations.flatMap(({ kind, address, ...declaration }) =>
    [
      ...checkTexts({ address, ...declaration }),
      ...(KINDS.get(kind)?.yaml.check?.({ address, ...declaration }, document) ?? []),
    ].map(({ refused, about, ...finding }): Placed => {
      const told = { ...finding, address };
      if (refused !== undefined) refusals.push({ ...told, refused, ...(about !== undefined && { about }) });
      return told;
    }),
  );
  return { diagnostics: allFaults(findings, declarations, document, recording), refusals };
}

function allFaults(
  findings: readonly Placed[],
  declarations: readonly KindDeclaration[],
  document: Governance,
  recording: Recording,
): Placed[] {
  const judge = judging(declarations, document);
  // What only warns does not say that a name leads nowhere.
  const judged = new Set(
    findings.flatMap(({ severity, path }) => (severity === 'error' ? [formatPath(path)] : [])),
  );
  return countedUses([
    ...checkTenant(document),
    ...checkExisting(declarations, document),
    ...checkScope(declarations, document),
    ...findings,
    // A kind that has said something about a reference has said it better.
    ...[
      ...unknownReferences(recording, declarations, document),
      ...recording.unknownSponsors.map((sponsor) => unknownSponsor(sponsor, document)),
    ].filter(({ path }) => !judged.has(formatPath(path))),
    ...repeatedAddresses(declarations),
    ...collisions(
      declarations.map((declaration) => ({
        ...declaration,
        attributes: recording.attributes.get(declaration.address) ?? {},
      })),
    ).map(({ first: _, two: __, ...told }) => told),
    ...checkLifecycle(declarations, document),
    ...checkPrivileged(declarations, document),
    ...checkMoves(declarations, document),
    ...checkAccessTests(document.tests ?? [], judge, document),
    ...checkExceptionsOf(document.checks?.exceptions ?? [], document.guarantees ?? []),
    ...checkSuppressions(declarations, document),
    ...checkGuaranteesOf(document.guarantees ?? [], judge, document.packages),
    ...overLimits(declarations),
  ]);
}

/** A name that is not there is told once, at its first use, with the number of the others. */
function countedUses(faults: readonly Placed[]): Placed[] {
  const uses = (fault: Placed) => {
    if (fault.missing !== undefined) return fault.missing;
    return fault.code === 'REFERENCE_UNKNOWN' || fault.code === 'REFERENCE_SPONSOR'
      ? JSON.stringify([fault.code, fault.summary, fault.hint])
      : fault;
  };
  return [...groupBy(faults, uses)].flatMap(([, [first, ...others]]): Placed[] => {
    if (first === undefined) return [];
    const { missing: _missing, ...told } = first;
    return [others.length === 0 ? told : { ...told, detail: `and ${counted(others.length, 'more use')}` }];
  });
}

/** A finding names what it is about by its address, so that a suppression of anything else silences nothing. */
function checkSuppressions(declarations: readonly KindDeclaration[], { checks }: Governance): Placed[] {
  const declared = declarations.map(({ address }) => address);
  return (checks?.suppressions ?? []).flatMap(({ address }, index) => {
    const malformed = malformedAddress(address, ['checks', 'suppressions', index, 'address'], { declared });
    return malformed === undefined ? [] : [malformed];
  });
}

/** What is worth more than other things has to be there. */
function checkPrivileged(
  declarations: readonly KindDeclaration[],
  { privileged = [] }: Governance,
): Placed[] {
  const resources = declarations.flatMap(({ kind, address }) =>
    kindWithPart('resource').name === kind ? [address] : [],
  );
  return privileged.flatMap((address, index) => {
    if (resources.includes(address)) return [];
    const near = nearAddress(address, resources);
    const [first = `${kindWithPart('resource').name}.CATALOG/RESOURCE`] = resources;
    const hint =
      near === undefined
        ? `Name a declared resource of a catalog, such as ${first}`
        : `Did you mean "${near}"?`;
    const summary = `There is no catalog resource "${address}"`;
    return [fault('REFERENCE_UNKNOWN', ['privileged', index], summary, hint)];
  });
}

function checkTenant({ tenant }: Governance): Placed[] {
  const found: Placed[] = [];
  const { embedded, id, seed, cloud } = tenant;
  if (embedded !== undefined && id !== undefined) {
    const other = seed === undefined ? 'embedded' : 'embedded and seed';
    const summary = 'tenant has both embedded and id, which exclude each other';
    found.push(fault('CONFIG_TENANT', ['tenant', 'id'], summary, `Keep id, or ${other}`));
  } else if (embedded === undefined && id === undefined) {
    found.push(
      fault(
        'CONFIG_TENANT',
        ['tenant'],
        'tenant needs exactly one of embedded and id',
        'embedded: FOLDER for the embedded tenant, id: DOMAIN for a real one',
      ),
    );
  } else if (id !== undefined && seed !== undefined) {
    found.push(fault('CONFIG_TENANT', ['tenant', 'seed'], 'seed goes with embedded only', 'Remove seed'));
  } else if (embedded !== undefined && cloud !== undefined) {
    found.push(fault('CONFIG_TENANT', ['tenant', 'cloud'], 'cloud goes with id only', 'Remove cloud'));
  }
  return found;
}

function unknownReferences(
  { references }: Recording,
  owned: readonly KindDeclaration[],
  document: Governance,
): Placed[] {
  const declarations = [...owned, ...existingOf(document), ...existingParts(document)];
  const declared = new Set(declarations.map(({ address }) => address));
  const missing = references.filter(({ to }) => !declared.has(to));
  if (missing.length === 0) return [];
  const keysByParent = new Map<string, string[]>();
  for (const { kind, address } of declarations) {
    const keys = parseAddress(address)?.keys ?? [];
    const parent = parentOf(kind, keys);
    keysByParent.set(parent, [...(keysByParent.get(parent) ?? []), keys.at(-1) ?? '']);
  }
  // A resource role refers to its package and catalog through the same places; one complaint each is enough.
  const seen = new Set<string>();
  return missing.flatMap((reference) => {
    const id = `${formatPath(reference.path)} ${reference.to}`;
    if (seen.has(id) || followsFromAnother(reference, missing)) return [];
    seen.add(id);
    const known = keysByParent.get(parentOf(reference.kind, reference.keys)) ?? [];
    const { kind, keys } = reference;
    const unknown = { kind, keys: keys.join('/'), written: keys.at(-1) ?? '' };
    return [unknownReference(reference, known, meantBy(unknown, document, declarations))];
  });
}

function parentOf(kind: string, keys: readonly string[]): string {
  return [kind, ...keys.slice(0, -1)].join('/');
}

/** True when the reference's own parent is missing too, which is reported already. */
function followsFromAnother(reference: RecordedReference, missing: readonly RecordedReference[]): boolean {
  const parent = reference.keys.slice(0, -1).join('/');
  return (
    parent !== '' &&
    missing.some((other) => other.address === reference.address && other.keys.join('/') === parent)
  );
}

function unknownReference(
  { kind, keys, path, address }: RecordedReference,
  known: readonly string[],
  meant: Meant,
): Placed {
  const key = keys.at(-1) ?? '';
  const isOrganization = kind === kindWithPart('organization').name;
  // An id stands in a map of its own.
  if (isOrganization && isGuid(key) && path[0] === 'policies')
    return fault('REFERENCE_UNKNOWN', path, `"${key}" is an id, not a key`, `Write { id: ${key} }`, address);
  const noun = KINDS.get(kind)?.words.noun ?? kind;
  const within = keys.length > 1 ? ` in ${keys.slice(0, -1).join('/')}` : '';
  const summary = `There is no ${noun} "${key}"${within}${meant.remark}`;
  const told = fault('REFERENCE_UNKNOWN', path, summary, meant.hint ?? instead(key, known), address);
  return meant.hint === undefined ? { ...told, missing: formatAddress(kind, ...keys) } : told;
}

function unknownSponsor({ name, path, address }: RecordedSponsor, document: Governance): Placed {
  const hint = path.includes('incompatibleGroups')
    ? groupHint(name, document)
    : sponsorHint(name, document, path[0] === 'policies' ? SUBJECT_WORDS : []);
  const told = fault('REFERENCE_SPONSOR', path, `There is no entry "${name}" in sponsors`, hint, address);
  // Whether more may be written at one of the places makes no other cause of it.
  return hint.startsWith(ADD_SPONSOR) ? { ...told, missing: `sponsor.${name}` } : told;
}

const ADD_SPONSOR = 'Add it to sponsors, or write';

/** Where a group alone may stand, no person is meant. */
function groupHint(name: string, { sponsors = {} }: Governance): string {
  const near = didYouMean(name, Object.keys(sponsors));
  return near === undefined ? `Write { group: ${name} }, or add it to sponsors` : `Did you mean "${near}"?`;
}

function sponsorHint(name: string, { sponsors = {} }: Governance, words: readonly string[]): string {
  const [key] =
    Object.entries(sponsors).find(([, principal]) => Object.values(principal).includes(name)) ?? [];
  if (key !== undefined) return `Write ${key}, its key in sponsors`;
  const word = words.length === 0 ? undefined : subjectNamed(name);
  if (word !== undefined) return `Write ${word}`;
  const keys = Object.keys(sponsors);
  const near = didYouMean(name, [...keys, ...words]) ?? renamedKey(name, keys);
  if (near !== undefined) return `Did you mean "${near}"?`;
  if (name.includes('@')) return `Write { user: ${name} }, or { guest: ${name} } for a guest`;
  const others = words.length === 0 ? '' : `, or use one of ${words.join(', ')}`;
  return `${ADD_SPONSOR} { user: ... }, { guest: ... } or { group: ... }${others}`;
}

/** The same role twice in a package, the same principal twice in a catalog role. */
function repeatedAddresses(declarations: readonly KindDeclaration[]): Placed[] {
  const seen = new Map<ResourceAddress, AttributePath>();
  return declarations.flatMap(({ address, path }) => {
    const first = seen.get(address);
    if (first === undefined) seen.set(address, path);
    const twice = () =>
      fault('REFERENCE_DUPLICATE', path, `${address} is declared twice`, 'Remove one of the two', address);
    return first === undefined ? [] : [besides(twice(), 'first here', first)];
  });
}

/** More objects than a tenant takes by default. A warning, because support raises the limits. */
function overLimits(declarations: readonly KindDeclaration[]): Placed[] {
  return [...groupBy(declarations, ({ kind }) => kind)].flatMap(([name, declared]): Placed[] => {
    const limit = KINDS.get(name)?.graph.limit ?? Infinity;
    const first = declared[limit];
    if (first === undefined) return [];
    return [
      {
        code: 'KIND_LIMIT',
        severity: 'warning',
        summary: `${declared.length} objects of kind ${name} are declared, but a tenant takes ${limit} by default`,
        hint: 'Ask Microsoft support to raise the limit before you apply this',
        path: first.path,
      },
    ];
  });
}
