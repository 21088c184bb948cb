/** What to write in the place of a value of the wrong type. Pure. */
import { isList, isObject } from '../model/value.ts';
import type { JsonValue } from '../model/value.ts';
import { memberNaming } from '../kinds/property-places.ts';
import { adviceFor, patternOf } from './pattern-advice.ts';
import { listOf, mapOf } from './shape-advice.ts';
import { spelledBoolean } from './value-spelling.ts';

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
  { schema, document, written }: Surroundings,
): Advice {
  if (data === null) return { hint: 'Give it a value, or remove the line' };
  const text = typeof data === 'object' ? undefined : String(data);
  if (text === undefined) return { hint: onlyWord(schema) ?? shapeHint(data, wanted, schema) };
  const shown = written === undefined ? text : `'${written}'`;
  const replaced = (hint: string, by: string): Advice => ({ hint, fix: { was: text, text: by } });
  const pattern = patternOf(schema);
  if (wanted === 'string' && pattern?.test(text) === false)
    return { hint: adviceFor(text, pattern) ?? `Put it in quotes: "${text}"` };
  if (wanted === 'string') return replaced(`Put it in quotes: "${text}"`, `"${text}"`);
  if (wanted === 'boolean') return booleanAdvice(text, spelledBoolean(data));
  if (wanted === 'array') return { hint: `Write it as a list: [${shown}]`, ofShape: true };
  const isNumber = wanted === 'integer' || wanted === 'number';
  if (isNumber && /^\d+$/.test(text)) return replaced(`Write ${text} without quotes`, text);
  if (isNumber)
    return { hint: `Write a ${wanted === 'integer' ? 'whole ' : ''}number, such as ${exampleOf(schema)}` };
  const map = mapHint(text, schema, document);
  return map === undefined ? { hint: 'Change the value' } : { hint: map(shown), ofShape: true };
}

/** For what is not a boolean, and may be spelled as one. */
function booleanAdvice(text: string, meant: boolean | undefined): Advice {
  if (meant === undefined) return { hint: 'Write true or false, without quotes' };
  const word = String(meant);
  const hint = `Write ${word}${text === word ? ', without quotes' : ''}`;
  return { hint, fix: { was: text, text: word } };
}

/** For a map or list in the place of something else. */
function shapeHint(data: unknown, wanted: unknown, schema: Readonly<Record<string, unknown>>): string {
  if (Array.isArray(data)) {
    const [only] = data as readonly unknown[];
    if (wanted === 'object') return mapOf(data);
    if (data.length === 1 && typeof only === 'string') return `Write it without brackets: ${only}`;
    return 'Give one value, without brackets';
  }
  return wanted === 'array' && isObject(data) ? listOf(data, schema) : 'Change the value';
}

/** How a text is written as the map that it stands for, by the properties that the map may have. */
function mapHint(
  text: string,
  schema: Readonly<Record<string, unknown>>,
  document: JsonValue,
): ((shown: string) => string) | undefined {
  const known = isObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  const declared = memberNaming(text, known, document);
  if (declared !== undefined) return (shown) => `Write { ${declared}: ${shown} }`;
  const order = text.includes('@') ? ['user'] : ['group', 'domain', 'resource', 'id'];
  const name = order.find((each) => known.includes(each));
  const role = name === 'resource' && known.includes('role') ? ', role: Member' : '';
  return name === undefined ? undefined : (shown) => `Write { ${name}: ${shown}${role} }`;
}

/** The map that a text stands for where the schema takes a map too: what it names is declared, or one of the listed words. */
export function mapNaming(
  text: string,
  { properties }: Readonly<Record<string, unknown>>,
  document: JsonValue,
): string | undefined {
  if (!isObject(properties)) return undefined;
  const known = Object.keys(properties);
  const member =
    memberNaming(text, known, document) ?? known.find((name) => isListed(text, properties[name]));
  return member === undefined ? undefined : `Write { ${member}: ${text} }`;
}

/** Of a schema that lists one word: that. */
function onlyWord(schema: Readonly<Record<string, unknown>>): string | undefined {
  const words = schema['enum'] as JsonValue | undefined;
  const only = isList(words) && words.length === 1 ? words[0] : schema['const'];
  return only === undefined ? undefined : `Write ${String(only)}`;
}

function isListed(text: string, schema: JsonValue | undefined): boolean {
  const words = isObject(schema) ? schema['enum'] : undefined;
  return isList(words) && words.includes(text);
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
