/** Schema validation in words: ajv's errors become sentences with a place and what to do. */
import type { AttributePath } from '../model/path.ts';
import { formatPath } from '../model/path.ts';
import { isList, isObject } from '../model/value.ts';
import type { JsonValue } from '../model/value.ts';
import type { Diagnostic, DiagnosticCode, SourceRange } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { keyOfNamed, placeOf, sectionNamed } from '../kinds/property-places.ts';
import type { Aspect } from './source-node.ts';
import { FORMATS } from './date-formats.ts';
import { dateAdvice, durationAdvice, spelledBoolean, spelledDate } from './value-spelling.ts';
import { spelledDateTime, spelledDuration, spelledEnum } from './value-spelling.ts';
import type { Spelling } from './value-spelling.ts';

/** What is read of ajv's errors. The library's types name this; they must not need a package that is not installed. */
interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: object;
  readonly propertyName?: string;
  readonly parentSchema?: object;
  readonly data?: unknown;
}

/** A validator compiled by scripts/generate.ts. */
export interface Validator {
  (data: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

export type RangeOf = (path: AttributePath, aspect?: Aspect) => SourceRange | undefined;

interface Explanation {
  readonly code: DiagnosticCode;
  readonly summary: string;
  readonly hint: string;
  /** Where, when it is not the value itself. */
  readonly path?: AttributePath;
  readonly aspect?: Aspect;
  /** What `validate --fix` writes in its place. */
  readonly fix?: { readonly was: string; readonly text: string };
}

/** Every fault of `data` against the schema of `validate`; `named` is what messages call a path, where it differs. */
export function validateDocument(
  validate: Validator,
  data: JsonValue,
  rangeOf: RangeOf,
  named: (path: AttributePath) => AttributePath = (path) => path,
): Diagnostic[] {
  if (validate(data)) return [];
  const errors = validate.errors ?? [];
  // The parts of a combined fault (a key's pattern inside propertyNames) are told once, by the part.
  const told = errors.filter(({ keyword }) => !['propertyNames', 'allOf', 'if'].includes(keyword));
  return told
    .filter((error) => !followsFrom(error, told))
    .map((error): Diagnostic => {
      const path = pathOf(error.instancePath, data);
      const explained = explain(error, path, named(path));
      const at = explained.path ?? path;
      const range = rangeOf(at, explained.aspect ?? 'entry');
      const { code, summary } = explained;
      const name = error.keyword === 'pattern' ? String(error.data) : undefined;
      const key = name === undefined ? undefined : keyOfNamed(String(path.at(-1)), name, data);
      const hint = key === undefined ? explained.hint : `Write ${key}, the key of "${name ?? ''}"`;
      return {
        code,
        severity: 'error',
        summary,
        hint,
        path: at,
        ...(range !== undefined && { range }),
        ...(range !== undefined && explained.fix !== undefined && { fix: { range, ...explained.fix } }),
      };
    });
}

/** A property that is missing because it is misspelt, and a map of the wrong size because of an unknown property. */
function followsFrom(error: SchemaError, errors: readonly SchemaError[]): boolean {
  const unknown = errors.filter(
    ({ keyword, instancePath }) => keyword === 'additionalProperties' && instancePath === error.instancePath,
  );
  if (error.keyword === 'minProperties' || error.keyword === 'maxProperties') return unknown.length > 0;
  if (error.keyword !== 'required') return false;
  const missing = String((error.params as Readonly<Record<string, unknown>>)['missingProperty']);
  return unknown.some(({ params }) => {
    const name = String((params as Readonly<Record<string, unknown>>)['additionalProperty']);
    const meant = didYouMean(name, [missing]) ?? sectionNamed(name);
    return meant === missing || (placeOf(name)?.includes(`${missing}:`) ?? false);
  });
}

/** A JSON pointer as a path, with numbers where the document has lists. */
function pathOf(pointer: string, data: JsonValue): AttributePath {
  let value: JsonValue | undefined = data;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = isList(value) ? Number(name) : name;
      value = isList(value) ? value[Number(name)] : isObject(value) ? value[name] : undefined;
      return step;
    });
}

function explain(error: SchemaError, path: AttributePath, named: AttributePath): Explanation {
  const where = path.length === 0 ? 'The document' : formatPath(named);
  const params = error.params as Readonly<Record<string, unknown>>;
  const schema = (error.parentSchema ?? {}) as Readonly<Record<string, unknown>>;
  const expected = typeof schema['x-expected'] === 'string' ? schema['x-expected'] : undefined;
  if (error.propertyName !== undefined) {
    return {
      code: 'SCHEMA_KEY',
      summary: `"${error.propertyName}" cannot be a key of ${where}`,
      hint: `Use letters, digits, _ and -, beginning with a letter or digit${likeKey(error.propertyName)}`,
      path: [...path, error.propertyName],
      aspect: 'key',
    };
  }
  const make = EXPLANATIONS[error.keyword];
  if (make !== undefined) return make({ error, path, where, params, schema, expected });
  return {
    code: 'SCHEMA_VALUE',
    summary: `${where} is not valid (${error.keyword})`,
    hint: 'See the schema: entente schema',
  };
}

/** What an explanation is made of. */
interface ValidationContext {
  readonly error: SchemaError;
  readonly path: AttributePath;
  /** The place in words. */
  readonly where: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly schema: Readonly<Record<string, unknown>>;
  /** The schema's own words for what belongs here. */
  readonly expected: string | undefined;
}

function malformed({ error, where, params, expected }: ValidationContext): Explanation {
  const form = `of the form ${String(params['pattern'] ?? params['format'] ?? params['limit'])}`;
  const { data } = error;
  const pattern = patternOf(params);
  const meant = typeof data === 'string' ? inPattern(data, pattern) : undefined;
  if (typeof data === 'string' && meant !== undefined)
    return {
      code: 'SCHEMA_VALUE',
      summary: `${where} cannot be "${data}"`,
      hint: `Write ${meant.value}`,
      ...(meant.safe && { fix: { was: data, text: meant.value } }),
    };
  const advice = typeof data === 'string' ? adviceFor(data, pattern) : undefined;
  if (advice !== undefined)
    return { code: 'SCHEMA_VALUE', summary: `${where} cannot be "${String(data)}"`, hint: advice };
  return {
    code: 'SCHEMA_VALUE',
    summary: `${where} must be ${expected ?? form}`,
    hint: typeof error.data === 'string' ? `"${error.data}" is not` : sizeHint(error),
  };
}

function sizeHint({ keyword, data }: SchemaError): string {
  return keyword === 'maxProperties' && isObject(data)
    ? `Keep one of ${Object.keys(data).join(', ')}`
    : 'Change the value';
}

/** What a text has to match. */
function patternOf({ pattern, format }: Readonly<Record<string, unknown>>): RegExp | undefined {
  if (typeof pattern === 'string') return new RegExp(pattern, 'u');
  return typeof format === 'string' ? FORMATS[format] : undefined;
}

/** A text as the pattern wants it, where it is a duration or date of another spelling. */
function inPattern(data: string, pattern: RegExp | undefined): Spelling | undefined {
  if (pattern === undefined) return undefined;
  return [spelledDuration(data), spelledDateTime(data), spelledDate(data)].find(
    (each) => each !== undefined && pattern.test(each.value),
  );
}

function adviceFor(data: string, pattern: RegExp | undefined): string | undefined {
  if (pattern === undefined || pattern.test('abc')) return undefined;
  if (pattern.test('P90D')) return durationAdvice(data);
  const isDate = pattern.test('2027-06-30T00:00:00Z') || pattern.test('2027-06-30');
  return isDate ? dateAdvice(data) : undefined;
}

/** A key like the name that was written, if one can be made of it. */
function likeKey(name: string): string {
  const key = name
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^[-_]+|-+$/g, '');
  return key === '' ? '' : `: ${key}`;
}

function empty({ where }: ValidationContext): Explanation {
  return { code: 'SCHEMA_VALUE', summary: `${where} must not be empty`, hint: 'Give it a value' };
}

function tooLarge({ error, where, params }: ValidationContext): Explanation {
  const limit = `${String(params['limit'])}${unitOf(error.keyword)}`;
  return { code: 'SCHEMA_VALUE', summary: `${where} must be at most ${limit}`, hint: 'Make it smaller' };
}

/** By ajv's keyword. */
const EXPLANATIONS: Readonly<Record<string, (circumstances: ValidationContext) => Explanation>> = {
  additionalProperties: ({ params, path, where, schema }) =>
    unknownProperty(String(params['additionalProperty']), path, where, schema),
  required: ({ params, path, where, schema }) => {
    const name = String(params['missingProperty']);
    return {
      code: 'SCHEMA_REQUIRED',
      summary: `${where} has no ${name}`,
      hint: `Add ${missingText(name, path, schema)}`,
      aspect: 'key',
    };
  },
  enum: ({ error, path, where, params }) => {
    const explained = wrongValue(error.data, where, params['allowedValues'] as readonly unknown[]);
    // Who is meant is for people to confirm, even where only the casing differs.
    return path.at(-1) === 'allowedTargetScope' ? withoutFix(explained) : explained;
  },
  const: ({ error, where, params }) => wrongValue(error.data, where, [params['allowedValue']]),
  type: ({ error, where, params, expected, schema }) => ({
    code: 'SCHEMA_TYPE',
    summary: `${where} is ${sortOf(error.data)}, but must be ${expected ?? typeName(params['type'])}`,
    ...typeAdvice(error.data, params['type'], schema),
  }),
  pattern: malformed,
  format: malformed,
  minProperties: malformed,
  maxProperties: malformed,
  minLength: empty,
  minItems: empty,
  maxItems: tooLarge,
  maxLength: tooLarge,
  maximum: tooLarge,
  minimum: ({ where, params }) => ({
    code: 'SCHEMA_VALUE',
    summary: `${where} must be at least ${String(params['limit'])}`,
    hint: 'Make it larger',
  }),
  uniqueItems: ({ where }) => ({
    code: 'SCHEMA_VALUE',
    summary: `${where} names the same entry twice`,
    hint: 'Remove one of the two',
  }),
};

function unknownProperty(
  name: string,
  path: AttributePath,
  where: string,
  schema: Readonly<Record<string, unknown>>,
): Explanation {
  const known = Object.keys(isObject(schema['properties']) ? schema['properties'] : {});
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
  const section = path.length === 0 ? sectionNamed(name) : undefined;
  const near = section ?? didYouMean(name, known);
  const place = near?.toLowerCase() === name.toLowerCase() ? undefined : placeOf(name);
  const summary = path.length === 0 ? `There is no section "${name}"` : `${where} has no property "${name}"`;
  const hint =
    (path.length === 0 ? undefined : place) ??
    (near === undefined ? `It may have ${known.join(', ')}` : `Did you mean "${near}"?`);
  const respelled = near !== undefined && near !== name && near.toLowerCase() === name.toLowerCase();
  return {
    code: 'SCHEMA_UNKNOWN',
    summary,
    hint,
    path: [...path, name],
    aspect: 'key',
    ...(respelled && { fix: { was: name, text: near } }),
  };
}

/** A property that is missing, with the value where only one can be meant. */
function missingText(name: string, path: AttributePath, schema: Readonly<Record<string, unknown>>): string {
  if (path.length === 0 && name === 'tenant')
    return 'tenant: { embedded: FOLDER } for the embedded tenant, or tenant: { id: DOMAIN } for a real one';
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const member = properties[name];
  return isObject(member) && member['const'] !== undefined ? `${name}: ${String(member['const'])}` : name;
}

function withoutFix({ fix: _fix, ...explained }: Explanation): Explanation {
  return explained;
}

function wrongValue(data: unknown, where: string, allowed: readonly unknown[]): Explanation {
  const texts = allowed.map(String);
  const meant = typeof data === 'string' ? spelledEnum(data, texts) : undefined;
  if (typeof data === 'string' && meant !== undefined && allowed.includes(meant.value))
    return {
      code: 'SCHEMA_ENUM',
      summary: `${where} cannot be ${JSON.stringify(data)}`,
      hint: `Write ${meant.value}`,
      ...(meant.safe && { fix: { was: data, text: meant.value } }),
    };
  const near = typeof data === 'string' ? didYouMean(data, texts) : undefined;
  return {
    code: 'SCHEMA_ENUM',
    summary: `${where} cannot be ${JSON.stringify(data)}`,
    hint:
      typeof data === 'string' && allowed.some((each) => typeof each !== 'string' && String(each) === data)
        ? `Write ${data} without quotes`
        : near === undefined
          ? `Use ${texts.length > 1 ? 'one of ' : ''}${texts.join(', ')}`
          : `Did you mean "${near}"?`,
  };
}

function sortOf(data: unknown): string {
  if (data === null) return 'empty';
  if (Array.isArray(data)) return 'a list';
  if (typeof data === 'string') return 'a text';
  return typeof data === 'object' ? 'a map' : `a ${typeof data}`;
}

type Advice = Pick<Explanation, 'hint' | 'fix'>;

function typeAdvice(data: unknown, wanted: unknown, schema: Readonly<Record<string, unknown>>): Advice {
  if (data === null) return { hint: 'Give it a value, or remove the line' };
  const text = typeof data === 'object' ? undefined : String(data);
  if (text === undefined) return { hint: shapeHint(data, wanted) };
  const replaced = (hint: string, by: string): Advice => ({ hint, fix: { was: text, text: by } });
  const pattern = patternOf(schema);
  if (wanted === 'string' && pattern?.test(text) === false)
    return { hint: adviceFor(text, pattern) ?? `Put it in quotes: "${text}"` };
  if (wanted === 'string') return replaced(`Put it in quotes: "${text}"`, `"${text}"`);
  const meant = wanted === 'boolean' ? spelledBoolean(data) : undefined;
  if (meant !== undefined) return replaced(`Write ${String(meant)}, without quotes`, String(meant));
  if (wanted === 'boolean') return { hint: 'Write true or false, without quotes' };
  if (wanted === 'array') return { hint: `Write it as a list: [${text}]` };
  const isNumber = wanted === 'integer' || wanted === 'number';
  if (isNumber && /^\d+$/.test(text)) return replaced(`Write ${text} without quotes`, text);
  return { hint: mapHint(text, schema) ?? 'Change the value' };
}

/** For a map or list in the place of something else. */
function shapeHint(data: unknown, wanted: unknown): string {
  if (Array.isArray(data)) {
    const [only] = data as readonly unknown[];
    if (wanted === 'object') return 'Write each entry as KEY: { ... }, without a dash';
    if (data.length === 1 && typeof only === 'string') return `Write it without brackets: ${only}`;
    return 'Give one value, without brackets';
  }
  return wanted === 'array' ? 'Begin each entry with a dash, or put brackets around it' : 'Change the value';
}

/** A text as the map that it stands for, by the properties that the map may have. */
function mapHint(text: string, schema: Readonly<Record<string, unknown>>): string | undefined {
  const known = isObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  const order = text.includes('@') ? ['user'] : ['group', 'domain', 'resource', 'id'];
  const name = order.find((each) => known.includes(each));
  const role = name === 'resource' && known.includes('role') ? ', role: Member' : '';
  return name === undefined ? undefined : `Write { ${name}: ${text}${role} }`;
}

function typeName(type: unknown): string {
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

function unitOf(keyword: string): string {
  return keyword === 'maxItems' ? ' entries' : keyword === 'maxLength' ? ' characters long' : '';
}
