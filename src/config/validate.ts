/** Schema validation in words: ajv's errors become sentences with a place and what to do. */
import type { AttributePath } from '../model/path.ts';
import { formatPath } from '../model/path.ts';
import { isList, isObject } from '../model/value.ts';
import type { JsonValue } from '../model/value.ts';
import type { Diagnostic, DiagnosticCode, SourceRange } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import type { Aspect } from './source-node.ts';

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
  return told.map((error): Diagnostic => {
    const path = pathOf(error.instancePath, data);
    const explained = explain(error, path, named(path));
    const at = explained.path ?? path;
    const range = rangeOf(at, explained.aspect ?? 'entry');
    const { code, summary, hint } = explained;
    return { code, severity: 'error', summary, hint, path: at, ...(range !== undefined && { range }) };
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
      hint: 'Use letters, digits, _ and -, beginning with a letter or digit',
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
  const form = `of the form ${String(params['pattern'] ?? params['limit'])}`;
  return {
    code: 'SCHEMA_VALUE',
    summary: `${where} must be ${expected ?? form}`,
    hint: typeof error.data === 'string' ? `"${error.data}" is not` : 'Change the value',
  };
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
  required: ({ params, where }) => {
    const name = String(params['missingProperty']);
    return {
      code: 'SCHEMA_REQUIRED',
      summary: `${where} has no ${name}`,
      hint: `Add ${name}`,
      aspect: 'key',
    };
  },
  enum: ({ error, where, params }) =>
    wrongValue(error.data, where, params['allowedValues'] as readonly unknown[]),
  const: ({ error, where, params }) => wrongValue(error.data, where, [params['allowedValue']]),
  type: ({ error, where, params, expected }) => ({
    code: 'SCHEMA_TYPE',
    summary: `${where} is ${sortOf(error.data)}, but must be ${expected ?? typeName(params['type'])}`,
    hint: typeHint(error.data, params['type']),
  }),
  pattern: malformed,
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
  const near = didYouMean(name, known);
  const summary = path.length === 0 ? `There is no section "${name}"` : `${where} has no property "${name}"`;
  const hint = near === undefined ? `It may have ${known.join(', ')}` : `Did you mean "${near}"?`;
  return { code: 'SCHEMA_UNKNOWN', summary, hint, path: [...path, name], aspect: 'key' };
}

function wrongValue(data: unknown, where: string, allowed: readonly unknown[]): Explanation {
  const texts = allowed.map(String);
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

function typeHint(data: unknown, wanted: unknown): string {
  if (data === null) return 'Give it a value, or remove the line';
  if (wanted === 'string' && typeof data !== 'object') return `Put it in quotes: "${String(data)}"`;
  if (wanted === 'boolean') return 'Write true or false, without quotes';
  if (wanted === 'array' && typeof data !== 'object') return `Write it as a list: [${String(data)}]`;
  return 'Change the value';
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
