/** What to say of a property that the schema does not know. Pure. */
import type { AttributePath } from '../../model/path.ts';
import { resolved } from '../../model/schema-node.ts';
import { isList, isObject, valueAt } from '../../model/value.ts';
import type { JsonValue } from '../../model/value.ts';
import { didYouMean, sharingWords } from '../../diagnostics/did-you-mean.ts';
import { EXAMPLE_PATTERN, placeOf, sectionNamed, subjectNamed } from '../../kinds/property-places.ts';
import type { PropertyPlace } from '../../kinds/property-places.ts';
import { SUBJECT_WORDS } from '../../kinds/subject-set.ts';
import { TEMPLATE_LAYOUT } from '../../kinds/template-layout.ts';
import type { Explanation } from './explanation.ts';
import type { SchemaSite } from './map-advice.ts';
import { choicesOf, isMeantFor, isOfType, membersOf, takesText } from './schema-view.ts';
import { inline } from './shape-advice.ts';
import { patternOf } from './pattern-advice.ts';
import { asWordOfPolicy, atEntry, idOfEntry, inSchedule, severities } from './placed-advice.ts';
import { countedIn, patternMeant, spelledEnum } from './value-spelling.ts';

/** By what people call them: members that every object has, a person, and who is meant in access tests and guarantees. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  name: ['displayName'],
  title: ['displayName'],
  label: ['displayName'],
  upn: ['userPrincipalName'],
  login: ['userPrincipalName'],
  email: ['mail'],
  address: ['mail'],
  emailaddress: ['mail'],
  enabled: ['accountEnabled', 'isEnabled', 'state'],
  url: ['webUrl'],
  roles: ['appRoles'],
  who: ['requestor', 'nobody'],
  user: ['requestor', 'nobody'],
  subject: ['requestor', 'nobody'],
  no: ['nobody'],
  none: ['nobody'],
  noone: ['nobody'],
  never: ['nobody'],
  allow: ['can'],
  allowed: ['can'],
  allows: ['can'],
  may: ['can'],
  deny: ['cannot'],
  denied: ['cannot'],
  denies: ['cannot'],
  disallow: ['cannot'],
  disallowed: ['cannot'],
  except: ['unless'],
  exceptions: ['unless'],
  get: ['gets'],
  access: ['gets'],
  app: ['application'],
  enterpriseapp: ['application'],
  serviceprincipal: ['application'],
  securitygroup: ['group'],
  team: ['group'],
  extends: ['template'],
  from: ['template'],
  uses: ['template'],
  with: ['parameters'],
  params: ['parameters'],
  args: ['parameters'],
  arguments: ['parameters'],
  inputs: ['parameters'],
  values: ['parameters'],
  options: ['choices'],
  answers: ['choices'],
  // Terraform's backend for Azure.
  key: ['blob'],
};

/** Members that are listed where none is meant. */
const MOST_LISTED = 12;

/** Where the map with the property stands. */
interface Surroundings {
  readonly path: AttributePath;
  readonly schema: Readonly<Record<string, unknown>>;
  /** The whole of what is validated. */
  readonly document: JsonValue;
  /** What the published schema has there. */
  readonly site: SchemaSite | undefined;
}

/** `There is no section "x"`, or of a place within the document: `where has no property "x"`. */
export function noSuchMember(name: string, where: string | undefined): string {
  return where === undefined ? `There is no section "${name}"` : `${where} has no property "${name}"`;
}

export function unknownProperty(
  name: string,
  where: string,
  { path, schema, document, site }: Surroundings,
): Explanation {
  const known = Object.keys(isObject(schema['properties']) ? schema['properties'] : {});
  const free = known.filter((each) => memberOf(valueAt(document, path), each) === undefined);
  const [, key = '', value = ''] = /^([A-Za-z]\w*):(.+)$/.exec(name) ?? [];
  if (known.includes(key))
    return {
      code: 'SCHEMA_UNKNOWN',
      summary: `A space is missing after "${key}:"`,
      hint: `Write ${key}: ${value}`,
      path: [...path, name],
      aspect: 'key',
      fix: { was: name, text: `${key}: ${value}` },
    };
  const said = memberOf(valueAt(document, path), name);
  const called = memberNear(name, path, document, { known, site });
  // What is there already is not what another name means, where that has entries of another member.
  const near = (called !== undefined && !free.includes(called) && withEntries(said, site, free)) || called;
  const isSame = near !== undefined && letters(near) === letters(name);
  const fitting = asMember(near, name, said, site);
  const hint =
    givenElsewhere(name, path, document) ??
    asSubject(name, said, site) ??
    withPattern(placedAdvice(name, said, { path, schema, document, site }), said) ??
    fitting ??
    (near === undefined ? (asChoice(said, site, free) ?? withoutName(free)) : `Did you mean "${near}"?`);
  const respelled = isSame && near !== name && fitting === undefined;
  return {
    code: 'SCHEMA_UNKNOWN',
    summary: noSuchMember(name, path.length === 0 ? undefined : where),
    hint,
    path: [...path, name],
    aspect: 'key',
    ...(respelled && { fix: { was: name, text: near } }),
  };
}

/** Where it belongs, or how it is called, as it holds at this place. */
function placedAdvice(
  name: string,
  said: JsonValue | undefined,
  { path, schema, site }: Surroundings,
): string | undefined {
  const place = placeIn(name, path, schema);
  const advice =
    idOfEntry(name, path) ?? severities(name, path, said) ?? asWordOfPolicy(place, said, site) ?? place?.text;
  return advice === undefined ? undefined : atEntry(advice, path);
}

/** The section or member that is most likely meant. */
function memberNear(
  name: string,
  path: AttributePath,
  document: JsonValue,
  around: { readonly known: readonly string[]; readonly site: SchemaSite | undefined },
): string | undefined {
  const section = path.length === 0 ? sectionNamed(name) : undefined;
  return section ?? calledOtherwise(name, path, around.known) ?? likelyMember(name, path, document, around);
}

/** A known member for a name that is misspelt, used elsewhere, or has the holder's name before it: `tenantId` of `tenant`. */
function calledOtherwise(name: string, path: AttributePath, known: readonly string[]): string | undefined {
  return (
    spelledOtherwise(name, path, known) ??
    didYouMean(name, known) ??
    known.find((each) => otherNames(name).includes(each))
  );
}

function otherNames(name: string): readonly string[] {
  const called = letters(name);
  return Object.hasOwn(OTHER_NAMES, called) ? (OTHER_NAMES[called] ?? []) : [];
}

/** The same, or else the member that is made of most of its words. */
export function memberMeant(name: string, path: AttributePath, known: readonly string[]): string | undefined {
  return calledOtherwise(name, path, known) ?? sharingWords(name, known);
}

function spelledOtherwise(name: string, path: AttributePath, known: readonly string[]): string | undefined {
  const [whole, holder] = [letters(name), letters(String(path.at(-1) ?? ''))];
  return known.find((each) => whole === letters(each) || whole === holder + letters(each));
}

/** What to do about a name that means nothing, with the members that are not there yet. */
function withoutName(free: readonly string[]): string {
  const shown = free.slice(0, MOST_LISTED);
  const more = free.length > shown.length ? ', …' : '';
  if (shown.length === 0) return 'Remove it';
  return `Remove it, or write ${shown.length > 1 ? 'one of ' : ''}${shown.join(', ')}${more}`;
}

/** A known member with what an unknown one says, where that has to be written otherwise. */
function asMember(
  name: string | undefined,
  unknown: string,
  said: JsonValue | undefined,
  site: SchemaSite | undefined,
): string | undefined {
  return asWord(name, said, site) ?? asDuration(name, unknown, said, site) ?? bracketed(name, said, site);
}

/** The word alone, where a map says it that stands for who approves or reviews: `{ internalSponsors: true }`. */
function asSubject(
  name: string,
  said: JsonValue | undefined,
  site: SchemaSite | undefined,
): string | undefined {
  if (site === undefined || !isOfType(site.node, '') || !isOfType(site.node, {})) return undefined;
  const word = [name, ...(typeof said === 'string' ? [said] : [])].find((each) =>
    SUBJECT_WORDS.includes(subjectNamed(each) ?? each),
  );
  return word === undefined ? undefined : `Write ${subjectNamed(word) ?? word} alone, without braces`;
}

/** A member that is a duration with the number that an unknown one says, whose name has the unit. */
function asDuration(
  name: string | undefined,
  unknown: string,
  said: JsonValue | undefined,
  site: SchemaSite | undefined,
): string | undefined {
  const node = site && membersOf(site.root, site.node).get(name ?? '');
  const form = node && patternOf(node as Readonly<Record<string, unknown>>);
  const meant = countedIn(unknown, said);
  return meant !== undefined && form?.test(meant) === true ? `Write ${name}: ${meant}` : undefined;
}

/** A member with the word of its own for what an unknown one says. */
function asWord(
  name: string | undefined,
  said: JsonValue | undefined,
  site: SchemaSite | undefined,
): string | undefined {
  const words = site && membersOf(site.root, site.node).get(name ?? '')?.enum;
  const meant = typeof said === 'string' ? spelledEnum(said, words?.map(String) ?? [])?.value : undefined;
  return meant === undefined || meant === said ? undefined : `Write ${name}: ${meant}`;
}

/** A member with what an unknown one says, where it takes that only with brackets, or without them. */
function bracketed(
  name: string | undefined,
  said: JsonValue | undefined,
  site: SchemaSite | undefined,
): string | undefined {
  const node = site && membersOf(site.root, site.node).get(name ?? '');
  if (name === undefined || node === undefined || said === undefined || said === null || isOfType(node, said))
    return undefined;
  if (node.items !== undefined && isOfType(resolved(site?.root ?? {}, node.items), said))
    return `Write ${name}: [${inline(said)}]`;
  const [only, ...others] = isList(said) ? said : [];
  if (only === undefined || !isOfType(node, only)) return undefined;
  return others.length === 0
    ? `Write ${name}: ${inline(only)}`
    : `Did you mean "${name}"? It takes one value, without brackets`;
}

/** The only list that is not there yet whose entries may have all that those of another one have. */
function withEntries(
  said: JsonValue | undefined,
  site: SchemaSite | undefined,
  free: readonly string[],
): string | undefined {
  if (site === undefined || !isList(said)) return undefined;
  const names = new Set(said.flatMap((each) => (isObject(each) ? Object.keys(each) : [])));
  const taking = [...membersOf(site.root, site.node)].filter(([member, { items }]) => {
    const entry = items && resolved(site.root, items).properties;
    return free.includes(member) && entry !== undefined && [...names].every((name) => name in entry);
  });
  return names.size > 0 && taking.length === 1 ? taking[0]?.[0] : undefined;
}

/** The members, of those of which a map has exactly one, that may name what an unknown one says. */
function asChoice(
  said: JsonValue | undefined,
  site: SchemaSite | undefined,
  free: readonly string[],
): string | undefined {
  const choices = site === undefined ? [] : choicesOf(site.node);
  if (site === undefined || typeof said !== 'string' || !choices.every((each) => free.includes(each)))
    return undefined;
  const members = choices.map((name) => [name, membersOf(site.root, site.node).get(name) ?? {}] as const);
  const formed = members.filter(([, node]) => isMeantFor(node, said) && !takesText(node));
  const named = formed.length > 0 ? formed : members.filter(([, node]) => takesText(node));
  const [first, ...others] = named.map(([name]) => name);
  if (first === undefined) return undefined;
  const instead = others.length === 0 ? '' : `, or ${others.join(' or ')} in the place of ${first}`;
  return `Write ${first}: ${inline(said)}${instead}`;
}

/**
 * The member that shares most words with an unknown one, unless what that says has the form of others alone; or else the only
 * one with that form, or that lists it, of those that are not there.
 */
function likelyMember(
  name: string,
  path: AttributePath,
  document: JsonValue,
  { known, site }: { readonly known: readonly string[]; readonly site: SchemaSite | undefined },
): string | undefined {
  const map = valueAt(document, path);
  const value = memberOf(map, name);
  const members = site === undefined || typeof value !== 'string' ? [] : [...membersOf(site.root, site.node)];
  const taking = members.filter(
    ([member, node]) => memberOf(map, member) === undefined && isMeantFor(node, value),
  );
  const formed = taking.filter(([, node]) => !takesText(node));
  const near = sharingWords(name, known);
  if (near !== undefined && (formed.length === 0 || formed.some(([member]) => member === near))) return near;
  return taking.length === 1 ? taking[0]?.[0] : undefined;
}

/** Whether the name alone tells what was meant: it is misspelt, or called or placed otherwise. */
export function isKnownOtherwise(name: string, { path, node, document }: KnownBy): boolean {
  const known = Object.keys(node.properties ?? {});
  if (calledOtherwise(name, path, known) !== undefined || /^[A-Za-z]\w*:./.test(name)) return true;
  if (path.length === 0) return sectionNamed(name) !== undefined;
  return givenElsewhere(name, path, document) !== undefined || placeOf(name) !== undefined;
}

interface KnownBy {
  readonly path: AttributePath;
  readonly node: { readonly properties?: Readonly<Record<string, unknown>> };
  readonly document: JsonValue;
}

/** Where an unknown property belongs, unless it is only spelled otherwise than one that is known, or is a section. */
export function placeIn(
  name: string,
  path: AttributePath,
  { properties }: Readonly<Record<string, unknown>>,
): PropertyPlace | undefined {
  const known = isObject(properties) ? Object.keys(properties) : [];
  const isSpelling = [name, `${name}s`].some((each) => spelledOtherwise(each, path, known) !== undefined);
  if (path.length === 0 || isSpelling) return undefined;
  if (path[0] === 'existing' && path.length <= 3) return placeOfExisting(name, path);
  const place = placeOf(name);
  const inReview = inSchedule(place, path);
  if (inReview !== undefined) return inReview;
  const holder = `${String(path.at(-1))}.`;
  return place?.writtenAs?.startsWith(holder) === true
    ? { ...place, text: `Write it as ${place.writtenAs.slice(holder.length)}` }
    : place;
}

/** What exists already is named, and what it holds is said where it is owned. */
function placeOfExisting(name: string, path: AttributePath): PropertyPlace | undefined {
  if (path.length === 3)
    return (
      placeOf(name) && { text: 'Remove it, and name what exists by its displayName or id in the tenant' }
    );
  return path.length === 1 && (name === 'sponsors' || sectionNamed(name) === 'sponsors')
    ? { text: 'Remove it: write { group: NAME } or { user: ADDRESS } where they are used, or in sponsors' }
    : undefined;
}

/** An advice that shows how often reviews take place shows what the value says, where that is known. */
function withPattern(advice: string | undefined, value: JsonValue | undefined): string | undefined {
  const meant = typeof value === 'string' ? patternMeant(value) : undefined;
  return meant === undefined ? advice : advice?.replace(EXAMPLE_PATTERN, meant);
}

/** Where a member of a map of another name belongs, when it is renamed as well. */
export function renamedWithin(value: JsonValue | undefined): string | undefined {
  if (!isObject(value)) return undefined;
  for (const name of Object.keys(value)) {
    const writtenAs = placeOf(name)?.writtenAs;
    if (writtenAs !== undefined) return `Write ${name} as ${writtenAs}`;
  }
  return undefined;
}

/** Without case and the underscores of Terraform's names. */
export function letters(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** What to write for what is given to a template, or expected by an access test, in another place. */
function givenElsewhere(name: string, path: AttributePath, document: JsonValue): string | undefined {
  const entry = path.reduce<JsonValue | undefined>(memberOf, document);
  const value = memberOf(entry, name);
  // What an environment says beside its sections is laid over the document.
  if (path.length === 0 && memberOf(memberOf(document, 'variables'), name) !== undefined && !isObject(value))
    return `Write variables: { ${name}: ${inline(value)} }`;
  if (path[0] === 'tests' && path.length === 2 && name === 'reason' && typeof value === 'string')
    return refusalHint(memberOf(entry, 'cannot'), value);
  if (path[0] !== TEMPLATE_LAYOUT.section || path.length !== 2 || isObject(value) || isList(value))
    return undefined;
  const taken = memberOf(entry, 'template');
  const templates = memberOf(document, 'policyTemplates');
  const takesIt = (template: string) =>
    memberOf(memberOf(memberOf(templates, template), 'parameters'), name) !== undefined;
  const candidates = typeof taken === 'string' ? [taken] : isObject(templates) ? Object.keys(templates) : [];
  return candidates.some(takesIt) ? `Write parameters: { ${name}: ${JSON.stringify(value)} }` : undefined;
}

/** The reason of a refusal stands with the package. */
function refusalHint(cannot: JsonValue | undefined, reason: string): string {
  const named = isList(cannot) ? cannot : isObject(cannot) ? Object.keys(cannot) : [];
  const packages = named.length === 0 ? ['PACKAGE'] : named.map(String);
  return `Write it with the package: cannot: { ${packages.map((key) => `${key}: ${reason}`).join(', ')} }`;
}

function memberOf(value: JsonValue | undefined, step: string | number): JsonValue | undefined {
  if (isList(value)) return value[Number(step)];
  return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}
