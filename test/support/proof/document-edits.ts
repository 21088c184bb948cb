/**
 * One random edit of a document, led by the schema of configurations: an attribute that the schema gains tomorrow is
 * edited tomorrow. The kind is chosen first, then the attribute, so that each is met as often as the others.
 */
import { readFileSync } from 'node:fs';
import { checkValue } from '../../../src/config/understand.ts';
import type { JsonObject, JsonValue } from '../../../src/model/value.ts';
import { canonicalJson, isList, isObject } from '../../../src/model/value.ts';
import type { Governance } from '../../../src/schema/governance.ts';
import type { Choice } from './random.ts';

interface Schema extends JsonObject {
  readonly [member: string]: JsonValue;
}

const SCHEMA = JSON.parse(
  readFileSync(new URL('../../../schema/governance.schema.json', import.meta.url), 'utf8'),
  // Without the placeholders that may stand for a value.
  (_name, member: JsonValue) => {
    if (!isObject(member) || !isList(member['anyOf'])) return member;
    const { anyOf, ...rest } = member;
    return { ...(anyOf[0] as JsonObject), ...rest };
  },
) as Schema;

type Path = readonly (string | number)[];

/** A value that the schema allows somewhere, present or not. */
interface Site {
  readonly path: Path;
  /** The path without keys and indexes: `policies.*.expiration.type`. */
  readonly attribute: string;
  readonly schema: Schema;
  readonly value: JsonValue | undefined;
  /** False for entries of lists and maps, which come and go as a whole. */
  readonly member: boolean;
}

export interface Edit {
  readonly document: Governance;
  /** Such as `policies.*.expiration.type`. */
  readonly attribute: string;
  /** What was done there, for people. */
  readonly what: string;
}

/** Sections that say who can get in. */
const SECTIONS = ['packages', 'catalogs', 'connectedOrganizations', 'policies', 'settings'] as const;
export const SECTIONS_AND_DOORS = [...SECTIONS, 'crossTenantAccess'] as const;
type Sections = typeof SECTIONS | typeof SECTIONS_AND_DOORS;

/** What is expanded before there is a document: the proofs edit what comes out of it. */
const EXPANDED = new Set(['packages.*.policies', 'policies.*.template', 'policies.*.parameters']);

/** Values of principals and subjects, beyond those in the document. */
const PRINCIPALS: readonly JsonValue[] = [
  ...['m0', 'm1', 'm2', 'm3', 'm9'].map((name) => ({ user: `${name}@contoso.com` })),
  ...['g0@fabrikam.com', 'g2@woodgrove.example', 'g5@litware.com'].map((guest) => ({ guest })),
  ...['Alpha', 'Beta', 'Gamma', 'Sales', 'Guests', 'Twin One', 'Twin Two'].map((group) => ({ group })),
];
const SUBJECTS: readonly JsonValue[] = [
  ...PRINCIPALS,
  ...['internalSponsors', 'externalSponsors', 'requestorManager'],
  ...['o0', 'o1', 'o2', 'o3'].map((connectedOrganization) => ({ connectedOrganization })),
  { requestorManager: { managerLevel: 2 } },
];
const SOURCES: readonly JsonValue[] = [
  { domain: 'fabrikam.com' },
  { domain: 'contoso.example' },
  { domain: 'nowhere.example' },
  { domain: 'litware.com' },
  { tenantId: '33333333-3333-4333-8333-333333333333' },
  { social: 'facebook' },
  { domain: 'tailspin.example', issuerUri: 'https://idp.tailspin.example' },
];
const TEXTS = ['Renamed', 'Org 9', 'Package 1', 'Policy 9', 'Alpha'];
const DURATIONS = ['P1D', 'P14D', 'P30D', 'P90D', 'P365D', 'PT12H'];
const INSTANTS = ['2020-01-01T00:00:00Z', '2026-05-01T00:00:00Z', '2027-06-30T00:00:00Z'];

/** A document that differs in one place and is valid; undefined when none was found. */
export function editDocument(
  document: Governance,
  choice: Choice,
  among: Sections = SECTIONS,
): Edit | undefined {
  const sites = sitesOf(document as unknown as JsonObject, among);
  const pools = poolsOf(sites);
  // Worlds hold what the configuration refuses and the tenant does not; an edit adds nothing of that.
  const known = errorsOf(document);
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const edit = tryEdit(document, { sites, pools, among }, choice);
    if (edit !== undefined && [...errorsOf(edit.document)].every((error) => known.has(error))) return edit;
  }
  return undefined;
}

function errorsOf(document: Governance): ReadonlySet<string> {
  const found = checkValue(document as unknown as JsonValue);
  const errors = found.filter(({ severity }) => severity === 'error');
  return new Set(errors.map(({ code, path }) => `${code} ${(path ?? []).join('.')}`));
}

interface Editable {
  readonly sites: readonly Site[];
  readonly pools: ReadonlyMap<string, readonly JsonValue[]>;
  readonly among: Sections;
}

function tryEdit(document: Governance, { sites, pools, among }: Editable, choice: Choice): Edit | undefined {
  const section = choice.from(among);
  const within = sites.filter(({ path }) => path[0] === section);
  const attribute = choice.of([...new Set(within.map((site) => site.attribute))]);
  const site = choice.of(within.filter((each) => each.attribute === attribute));
  if (site === undefined || attribute === undefined) return undefined;
  const after = editValue(site, pools, choice);
  if (canonicalJson(after ?? null) === canonicalJson(site.value ?? null)) return undefined;
  const edited = setAt(document as unknown as JsonValue, site.path, after);
  const what = `${site.path.join('.')}: ${shown(site.value)} -> ${shown(after)}`;
  return { document: edited as unknown as Governance, attribute, what };
}

const shown = (value: JsonValue | undefined) => (value === undefined ? 'absent' : canonicalJson(value));

/** Every place that the schema knows in the sections of a document. */
function sitesOf(document: JsonObject, among: Sections): Site[] {
  const sites: Site[] = [];
  const visit = (
    path: Path,
    attribute: string,
    given: JsonValue | undefined,
    of: JsonValue,
    member: boolean,
  ) => {
    const schema = resolved(of);
    const value = given;
    if (path.length > 1) sites.push({ path, attribute, schema, value, member });
    if (path.length === 1 && schema['properties'] === undefined)
      sites.push({ path, attribute, schema, value: value ?? {}, member: false });
    if (isList(value)) {
      const items = schema['items'];
      if (isObject(items))
        for (const [index, item] of value.entries())
          visit([...path, index], `${attribute}.*`, item, items, false);
      return;
    }
    const properties = schema['properties'];
    if (isObject(properties) && isObject(value))
      for (const [name, each] of Object.entries(properties))
        if (!EXPANDED.has(`${attribute}.${name}`))
          visit([...path, name], `${attribute}.${name}`, value[name], each ?? {}, true);
    const additional = schema['additionalProperties'];
    if (isObject(additional) && isObject(value))
      for (const [key, each] of Object.entries(value))
        visit([...path, key], `${attribute}.*`, each, additional, false);
  };
  const sections = SCHEMA['properties'];
  for (const section of among)
    if (isObject(sections)) visit([section], section, document[section], sections[section] ?? {}, true);
  return sites;
}

function resolved(schema: JsonValue): Schema {
  if (!isObject(schema)) return {};
  const ref = schema['$ref'];
  if (typeof ref !== 'string') return schema as Schema;
  const definitions = SCHEMA['definitions'];
  const found = isObject(definitions) ? definitions[ref.slice('#/definitions/'.length)] : undefined;
  return { ...resolved(found ?? {}), ...schema } as Schema;
}

/** Values that occur at the same attribute, or that the schema or this proof gives for it. */
function poolsOf(sites: readonly Site[]): ReadonlyMap<string, readonly JsonValue[]> {
  const pools = new Map<string, JsonValue[]>();
  const add = (attribute: string, values: readonly JsonValue[]) =>
    pools.set(attribute, [...(pools.get(attribute) ?? []), ...values]);
  for (const { attribute, value, schema } of sites) {
    if (!pools.has(attribute)) add(attribute, given(schema, attribute));
    const items = schema['items'];
    if (isObject(items) && !pools.has(`${attribute}.*`))
      add(`${attribute}.*`, given(resolved(items), `${attribute}.*`));
    if (value !== undefined) add(attribute, [value]);
  }
  return pools;
}

function given(schema: Schema, attribute: string): readonly JsonValue[] {
  const text = canonicalJson(schema);
  const { enum: values, examples, title } = schema;
  const own = [...(isList(values) ? values : []), ...(isList(examples) ? examples : [])];
  if (schema['type'] === 'boolean') return [true, false];
  if (attribute.endsWith('identitySources.*')) return SOURCES;
  if (attribute.includes('incompatibleGroups'))
    return PRINCIPALS.filter((each) => isObject(each) && 'group' in each);
  const named = /\.(user|guest|group)$/.exec(attribute)?.[1];
  if (named !== undefined) return PRINCIPALS.flatMap((each) => (isObject(each) ? (each[named] ?? []) : []));
  if (text.includes('"attributeRule"') && isList(schema['type'])) return SUBJECTS;
  if (text.includes('"servicePrincipal"') && isList(schema['type'])) return PRINCIPALS;
  if (text.includes('ISO 8601 duration')) return DURATIONS;
  if (text.includes('a date and time')) return INSTANTS;
  if (typeof title === 'string' && /name|description|text/i.test(title)) return [...own, ...TEXTS];
  return own;
}

function editValue(
  { schema, value, attribute, member }: Site,
  pools: ReadonlyMap<string, readonly JsonValue[]>,
  choice: Choice,
): JsonValue | undefined {
  const pool = pools.get(attribute) ?? [];
  if (member && value !== undefined && choice.oneIn(6)) return undefined;
  if (isList(value) && choice.below(4) > 0) return editList(value, pools.get(`${attribute}.*`) ?? [], choice);
  if (schema['type'] === 'integer') return typeof value === 'number' ? value + choice.from([1, -1, 2]) : 1;
  const entries = pools.get(`${attribute}.*`) ?? [];
  if (isObject(value) && schema['properties'] === undefined && entries.length > 0)
    return editEntries(value, entries, choice);
  return choice.of(pool);
}

function editList(value: readonly JsonValue[], pool: readonly JsonValue[], choice: Choice): JsonValue {
  const index = choice.below(value.length);
  const other = choice.of(pool);
  switch (choice.below(4)) {
    case 0:
      return value.filter((_, at) => at !== index);
    case 1:
      return other === undefined ? value : value.map((each, at) => (at === index ? other : each));
    case 2:
      return value.length > 1 ? choice.shuffled(value) : other === undefined ? value : [other];
    default:
      return other === undefined ? value : [...value, other];
  }
}

/** An entry of a section or map comes, goes, or takes another key. */
function editEntries(value: JsonObject, entries: readonly JsonValue[], choice: Choice): JsonValue {
  const key = choice.of(Object.keys(value));
  const other = choice.of(entries);
  if (key === undefined || choice.oneIn(3)) return { ...value, [`new${choice.below(9)}`]: other ?? {} };
  const { [key]: taken, ...rest } = value;
  if (choice.oneIn(3)) return { ...rest, [`${key}x`]: taken ?? null };
  return choice.oneIn(2) ? rest : { ...value, [key]: other ?? null };
}

function setAt(value: JsonValue, [step, ...rest]: Path, to: JsonValue | undefined): JsonValue | undefined {
  if (step === undefined) return to;
  if (isList(value) && typeof step === 'number') {
    const items = value.map((each, index) => (index === step ? setAt(each, rest, to) : each));
    return items.filter((item) => item !== undefined);
  }
  if (!isObject(value)) return value;
  const { [step]: old, ...others } = value;
  const made = setAt(old ?? {}, rest, to);
  return made === undefined ? others : { ...value, [step]: made };
}
