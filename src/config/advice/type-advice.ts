/** What to write in the place of a value of the wrong type. Pure. */
import { examplesOf, resolved } from '../../model/schema-node.ts';
import { isGuid } from '../../model/guid.ts';
import { isList, isObject } from '../../model/value.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { keyOfNamed, memberNaming } from '../../kinds/property-places.ts';
import { withinWords } from '../../diagnostics/did-you-mean.ts';
import { nearWord } from './enum-advice.ts';
import { adviceFor, patternOf } from './pattern-advice.ts';
import { mapFor, mapSaying } from './map-advice.ts';
import type { SchemaSite } from './map-advice.ts';
import { likeKey } from './key-advice.ts';
import { keyedEntry, membersOf } from './schema-view.ts';
import { inline, listOf, mapOf } from './shape-advice.ts';
import type { MapShape } from './shape-advice.ts';
import { daysOf, numberInWords, patternMeant, spelledBoolean, spelledEnum } from './value-spelling.ts';

/** What a value is, in words. */
export function sortOf(data: unknown): string {
  if (data === null) return 'empty';
  if (Array.isArray(data)) return 'a list';
  if (typeof data === 'string') return 'a text';
  return typeof data === 'object' ? 'a map' : `a ${typeof data}`;
}

/** What to do, and what `validate --fix` writes. */
interface Advice {
  readonly hint: string;
  /** Brackets or braces are missing around the value. */
  readonly ofShape?: true;
  readonly fix?: { readonly was: string; readonly text: string };
}

/** Where a value stands: its schema, and the whole document. */
interface Surroundings {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly document: JsonValue;
  /** The text of the file, where the value comes from a variable. */
  readonly written: string | undefined;
  /** The comment in the place of a value that is empty. */
  readonly comment: string | undefined;
  /** What the published schema has there. */
  readonly site: SchemaSite | undefined;
  /** The same of what holds it. */
  readonly holder: SchemaSite | undefined;
  /** The name of the member. */
  readonly name: string;
}

/** The first entry of a list whose dash has no space behind it, so that it reads as a key or a text. */
export function undashed(data: unknown): string | undefined {
  const first = typeof data === 'string' ? data : isObject(data) ? Object.keys(data)[0] : undefined;
  return first !== undefined && /^-[^\s-]/.test(first) && !/\s-/.test(first) ? first : undefined;
}

/** What to write in the place of a value of another type. */
export function typeAdvice(
  data: unknown,
  wanted: unknown,
  { schema, document, written, comment, site, holder, name }: Surroundings,
): Advice {
  if (data === null) return { hint: emptyHint(comment) };
  const text = typeof data === 'object' ? undefined : String(data);
  if (text === undefined) {
    const key = keyOfMap(data, name, document) ?? onlyWord(schema) ?? beside(data, name, holder);
    return { hint: key ?? shapeHint(data, wanted, { schema, document, site, holder }) };
  }
  const ended = withoutSeparator(text, wanted);
  if (ended !== undefined) return ended;
  const shown = written === undefined ? text : `'${written}'`;
  // What a variable says is not copied to where it is used.
  const own = written === undefined ? site : undefined;
  const all = own && wordForAll(text, holder);
  if (all !== undefined) return { hint: `Remove the list: absent means ${all}` };
  if (wanted === 'string') return textAdvice(text, schema, site);
  if (wanted === 'boolean') return booleanAdvice(text, spelledBoolean(data));
  if (takesList(wanted)) return listAdvice(text, shown, own);
  if (wanted === 'integer' || wanted === 'number') return numberAdvice(text, wanted, { schema, name });
  const map = mapOfText(text, schema, document);
  if (map !== undefined) return { hint: `Write ${map(shown)}`, ofShape: true };
  const said = own && mapMeant(text, name, own);
  return said === undefined ? { hint: 'Change the value' } : { hint: said, ofShape: true };
}

/** For a text in the place of a map: the map that says it. */
function mapMeant(text: string, name: string, site: SchemaSite): string | undefined {
  const pattern = name === 'recurrence' ? patternMeant(text) : undefined;
  return pattern === undefined ? mapFor(text, site) : `Write { pattern: ${pattern} }`;
}

/** For nothing, or a comment that was perhaps meant as the value. */
function emptyHint(comment: string | undefined): string {
  return comment === undefined
    ? 'Give it a value, or remove the line'
    : `A comment begins at #; if it is the value, put it in quotes: "${comment.replaceAll('"', "'")}"`;
}

/** For a number or switch with what follows it in JSON and other languages: a comma, a semicolon, or a comment. */
function withoutSeparator(text: string, wanted: unknown): Advice | undefined {
  const [, value, sign, remark] = /^(\d+|true|false)\s*(?:([,;])|\/\/\s*(.*))$/.exec(text) ?? [];
  if (value === undefined || !['boolean', 'integer', 'number'].includes(String(wanted))) return undefined;
  if (remark !== undefined)
    return { hint: `A comment begins with #, not with //: write ${value} # ${remark}` };
  return {
    hint: `Write ${value}, without the ${sign === ',' ? 'comma' : 'semicolon'}`,
    fix: { was: text, text: value },
  };
}

/** For a map that says by a name what is wanted by its key. */
function keyOfMap(data: unknown, name: string, document: JsonValue): string | undefined {
  const [said, ...others] = isObject(data) ? Object.values(data) : [];
  const key = typeof said === 'string' && others.length === 0 ? keyOfNamed(name, said, document) : undefined;
  return key === undefined ? undefined : `Write ${key}, the key of "${String(said)}"`;
}

/** For a number or switch in the place of a text. */
function textAdvice(text: string, schema: Surroundings['schema'], site: SchemaSite | undefined): Advice {
  const pattern = patternOf(schema);
  const [example] = site === undefined ? [] : examplesOf(site.node);
  // A path or an address is never a switch.
  if ((text === 'true' || text === 'false') && typeof example === 'string' && /[./@]/.test(example))
    return { hint: `Write it like ${example}` };
  const quoted = `Put it in quotes: "${text}"`;
  if (pattern?.test(text) === false) return { hint: adviceFor(text, pattern) ?? quoted };
  const listed = schema['enum'] as JsonValue | undefined;
  const words = isList(listed) ? listed.map(String) : [];
  if (words.length > 0 && !words.includes(text)) return { hint: `Use one of ${words.join(', ')}` };
  return { hint: quoted, fix: { was: text, text: `"${text}"` } };
}

/** For anything but a number in its place. */
function numberAdvice(
  text: string,
  wanted: 'integer' | 'number',
  { schema, name }: Pick<Surroundings, 'schema' | 'name'>,
): Advice {
  if (/^\d+$/.test(text)) return { hint: `Write ${text} without quotes`, fix: { was: text, text } };
  const counted = numberInWords(text);
  if (counted !== undefined) return { hint: `Write ${counted}` };
  const days = daysOf(text, name);
  if (days !== undefined) return { hint: `Write ${days}: the number of days alone` };
  return { hint: `Write a ${wanted === 'integer' ? 'whole ' : ''}number, such as ${exampleOf(schema)}` };
}

/** For one value in the place of a list: the entry that it stands for. */
function listAdvice(text: string, shown: string, site: SchemaSite | undefined): Advice {
  const items = site?.node.items;
  if (site === undefined || items === undefined)
    return { hint: `Write it as a list: [${shown}]`, ofShape: true };
  const entry = resolved(site.root, items);
  const all = wordForAll(text, site);
  if (all !== undefined) return { hint: `Remove it: absent means ${all}` };
  const word = spelledEnum(text, (entry.enum ?? []).map(String))?.value;
  if (word !== undefined) return { hint: `Write it as a list: [${word}]`, ofShape: true };
  if (entry.type !== 'object') return { hint: `Write it as a list: [${shown}]`, ofShape: true };
  const map = mapSaying(text, { root: site.root, node: entry });
  if (map !== undefined) return { hint: `Write it as a list: [${inline(map)}]`, ofShape: true };
  const examples = examplesOf(site.node) as readonly JsonValue[];
  const example = examples.find((each) => isList(each));
  return {
    hint: example === undefined ? 'Write a list of maps' : `Write a list of maps, such as ${inline(example)}`,
    ofShape: true,
  };
}

/** What is meant where a list is not written, if a text says that all are meant. */
function wordForAll(text: string, list: SchemaSite | undefined): string | undefined {
  const [, all] = /Absent: (all[^.]*)\./.exec(list?.node.description ?? '') ?? [];
  return /^(?:all|any|every|\*)/i.test(text) ? all : undefined;
}

/** Whether a schema takes a list, alone or among other types. */
function takesList(wanted: unknown): boolean {
  return wanted === 'array' || (Array.isArray(wanted) && wanted.includes('array'));
}

/** For what is not a boolean, and may be spelled as one. */
function booleanAdvice(text: string, meant: boolean | undefined): Advice {
  if (meant === undefined) return { hint: 'Write true or false, without quotes' };
  const word = String(meant);
  const hint = `Write ${word}${text === word ? ', without quotes' : ''}`;
  return { hint, fix: { was: text, text: word } };
}

/** For a map in the place of one value, whose members are those of what holds it. */
function beside(data: unknown, name: string, holder: SchemaSite | undefined): string | undefined {
  if (!isObject(data) || holder === undefined) return undefined;
  const others = membersOf(holder.root, holder.node);
  const names = Object.keys(data);
  if (names.length === 0 || names.some((each) => each === name || !others.has(each))) return undefined;
  return `Write beside ${name}, not inside of it: ${inline(data).slice(2, -2)}`;
}

/** For a map or list in the place of something else. */
function shapeHint(
  data: unknown,
  wanted: unknown,
  { schema, document, site, holder }: Pick<Surroundings, 'schema' | 'document' | 'site' | 'holder'>,
): string {
  if (Array.isArray(data)) {
    const [only] = data as readonly unknown[];
    if (wanted === 'object')
      return (
        listsByMember(data as readonly JsonValue[], site) ??
        keyedByText(data, site) ??
        keysInList(data as readonly JsonValue[], site, document) ??
        mapOf(data, site && mapShape(site))
      );
    if (data.length === 1 && typeof only === 'string') return `Write it without brackets: ${only}`;
    return 'Give one value, without brackets';
  }
  if (!isObject(data)) return 'Change the value';
  if (wanted === 'array') return listOf(data, schema);
  // An entry of a list that may be a map by key as well.
  if (holder?.node.items !== undefined && typeof holder.node.additionalProperties === 'object')
    return `Write the entries without dashes: ${inline(data).slice(2, -2)}`;
  const said = valueAlone(data);
  return said === undefined ? 'Write one value, not a map' : `Write the value alone: ${inline(said)}`;
}

/** For keys in the place of a map, the only list of which has maps that name them. */
function keysInList(
  data: readonly JsonValue[],
  site: SchemaSite | undefined,
  document: JsonValue,
): string | undefined {
  const members = site === undefined ? [] : [...membersOf(site.root, site.node)];
  const [list, ...others] = members.filter(([, { type }]) => type === 'array');
  if (site === undefined || list?.[1].items === undefined || others.length > 0) return undefined;
  const known = Object.keys(resolved(site.root, list[1].items).properties ?? {});
  const maps = data.flatMap((each) => {
    const member = typeof each === 'string' ? memberNaming(each, known, document) : undefined;
    return member === undefined ? [] : [{ [member]: each }];
  });
  const [only, ...more] = maps;
  if (only === undefined || maps.length < data.length) return undefined;
  return `Write ${inline(more.length === 0 ? only : { [list[0]]: maps })}`;
}

/** For entries that each name a member and what stands in it, `{ role: owner, principal: desk }`: the map of lists. */
function listsByMember(data: readonly JsonValue[], site: SchemaSite | undefined): string | undefined {
  const { lists } = site === undefined ? { lists: [] } : mapShape(site);
  const found = new Map<string, JsonValue[]>();
  for (const each of data) {
    const said = isObject(each) ? Object.values(each) : [];
    const named = said.map((value) => (typeof value === 'string' ? withinWords(value, lists) : undefined));
    const at = named.findIndex((name) => name !== undefined);
    const member = named[at];
    const [entry, ...others] = said.filter((_, index) => index !== at);
    if (member === undefined || entry === undefined || others.length > 0) return undefined;
    found.set(member, [...(found.get(member) ?? []), ...(isList(entry) ? entry : [entry])]);
  }
  return found.size === 0 ? undefined : `Write ${inline(Object.fromEntries(found))}`;
}

/** For a list of names in the place of a map of entries: the first of them as an entry, under a key that it makes. */
function keyedByText(data: readonly unknown[], site: SchemaSite | undefined): string | undefined {
  const entry = site === undefined ? undefined : keyedEntry(site.root, site.node);
  const [first] = data;
  if (site === undefined || entry === undefined || typeof first !== 'string') return undefined;
  const said = mapOfText(first, entry as Surroundings['schema'], {})?.(first);
  const key = likeKey(first.replace(/@.*$/, ''));
  return said === undefined || key === ''
    ? undefined
    : `Write each entry as KEY: { ... }, without a dash, such as ${key}: ${said}`;
}

/** The value that a map says: what its members call so, or else the only one that is neither a map nor a list. */
function valueAlone(data: JsonObject): JsonValue | undefined {
  const single = Object.entries(data).filter(([, each]) => each !== null && typeof each !== 'object');
  const [said] = single.filter(([name]) => ['default', 'value'].includes(name));
  return (said ?? (single.length === 1 ? single[0] : undefined))?.[1];
}

/** The members of a map that are lists, and all of them. */
function mapShape({ root, node }: SchemaSite): MapShape {
  const members = [...membersOf(root, node)];
  const lists = members.filter(([, member]) => member.type === 'array').map(([name]) => name);
  return { known: members.map(([name]) => name), lists };
}

/** How a text is written as the map that it stands for, by the properties that the map may have. */
function mapOfText(
  text: string,
  schema: Readonly<Record<string, unknown>>,
  document: JsonValue,
): ((shown: string) => string) | undefined {
  const known = isObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  const declared = memberNaming(text, known, document);
  if (declared !== undefined) return (shown) => `{ ${declared}: ${shown} }`;
  const order = text.includes('@') ? ['user'] : isGuid(text) ? ['id'] : ['group', 'domain', 'resource'];
  const required = isList(schema['required']) ? schema['required'] : [];
  const named = required.length === 0 ? [...order, 'displayName'] : order;
  const name = named.find((each) => known.includes(each));
  const role = name === 'resource' && known.includes('role') ? ', role: Member' : '';
  return name === undefined ? undefined : (shown) => `{ ${name}: ${shown}${role} }`;
}

/** The map that a text stands for where the schema takes a map too: what it names is declared, or one of the listed words. */
export function mapNaming(
  text: string,
  { properties }: Readonly<Record<string, unknown>>,
  document: JsonValue,
): string | undefined {
  if (!isObject(properties)) return undefined;
  const known = Object.keys(properties);
  const declared = memberNaming(text, known, document);
  if (declared !== undefined) return `Write { ${declared}: ${text} }`;
  for (const name of known) {
    const words = wordsOf(properties[name]);
    const word = spelledEnum(text, words)?.value ?? nearWord(text, words);
    if (word !== undefined) return `Write { ${name}: ${word} }`;
  }
  return undefined;
}

/** Of a schema that lists one word: that. */
function onlyWord(schema: Readonly<Record<string, unknown>>): string | undefined {
  const words = schema['enum'] as JsonValue | undefined;
  const only = isList(words) && words.length === 1 ? words[0] : schema['const'];
  return only === undefined ? undefined : `Write ${String(only)}`;
}

function wordsOf(schema: JsonValue | undefined): readonly string[] {
  const words = isObject(schema) ? schema['enum'] : undefined;
  return isList(words) ? words.map(String) : [];
}

/** The JSON types of a schema in words. */
export function typeName(type: unknown): string {
  const names: Record<string, string> = {
    object: 'a map',
    array: 'a list',
    string: 'a text',
    integer: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
  };
  return (Array.isArray(type) ? type : String(type).split(','))
    .map((one) => names[String(one)] ?? String(one))
    .join(' or ');
}

/** What follows the entry that `undashed` found, where it reads as a key. */
export function undashedRest(data: unknown, entry: string): string {
  const value = isObject(data) ? data[entry] : undefined;
  return value === undefined || value === null || typeof value === 'object' ? '' : `: ${String(value)}`;
}

function exampleOf(schema: Readonly<Record<string, unknown>>): string {
  const examples = schema['examples'] as JsonValue | undefined;
  const [example] = isList(examples) ? examples : [];
  return typeof example === 'number' ? String(example) : '3';
}
