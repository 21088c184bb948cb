/** Schema validation in words: ajv's errors become sentences with a place and what to do. */
import type { AttributePath } from '../model/path.ts';
import { counted } from '../model/counted.ts';
import { groupBy } from '../model/group-by.ts';
import { formatPath } from '../model/path.ts';
import type { SchemaNode } from '../model/schema-node.ts';
import { isList, isObject } from '../model/value.ts';
import type { JsonValue } from '../model/value.ts';
import type { Diagnostic, SourceRange } from '../diagnostics/diagnostic.ts';
import { keyOfNamed, placeOf, sectionNamed } from '../kinds/property-places.ts';
import { orLeftOut, titlesOf, wrongValue } from './advice/enum-advice.ts';
import type { Explanation } from './advice/explanation.ts';
import { joinedFaults } from './advice/joined-faults.ts';
import type { PartFault } from './advice/faulty-map.ts';
import type { SchemaSite } from './advice/map-advice.ts';
import { keyAdvice } from './advice/key-advice.ts';
import { missingText } from './advice/missing-property.ts';
import type { Aspect } from './yaml/source-node.ts';
import { adviceFor, idWanted, inPattern, isDomain, patternOf } from './advice/pattern-advice.ts';
import { mapNaming, sortOf, typeAdvice, typeName, undashed, undashedRest } from './advice/type-advice.ts';
import { keyOfAddress, qualified } from './advice/qualified-name.ts';
import { schemaAt } from './advice/schema-view.ts';
import { SIZES } from './advice/size-advice.ts';
import { countedIn } from './advice/value-spelling.ts';
import { memberMeant, placeIn, renamedWithin, unknownProperty } from './advice/unknown-property.ts';

/** What is read of ajv's errors. The library's types name this; they must not need a package that is not installed. */
interface SchemaError {
  readonly keyword: string;
  readonly schemaPath: string;
  readonly instancePath: string;
  readonly params: object;
  readonly propertyName?: string;
  readonly parentSchema?: object;
  readonly data?: unknown;
}

/** A validator compiled by scripts/generate.ts. */
interface Validator {
  (data: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

export type RangeOf = (path: AttributePath, aspect?: Aspect) => SourceRange | undefined;

/** How messages tell what a document says. */
export interface Wording {
  /** What they call a path, where it differs. */
  readonly named?: ((path: AttributePath) => AttributePath) | undefined;
  /** The text of the file, where a value comes from a variable. */
  readonly writtenAt?: ((path: AttributePath) => string | undefined) | undefined;
  /** The comment in the place of a value that is empty. */
  readonly commentAt?: ((path: AttributePath) => string | undefined) | undefined;
}

/** A fault of a document. */
export interface SchemaFault extends Diagnostic {
  /** Brackets or braces are missing around the value, wherever it comes from. */
  readonly ofShape?: true;
}

/** What a document is checked by: the compiled validator, and the published schema that it comes from. */
export interface CheckedBy {
  readonly validate: Validator;
  readonly root: SchemaNode;
}

/** Every fault of `data` against a schema. */
export function validateDocument(
  { validate, root }: CheckedBy,
  data: JsonValue,
  rangeOf: RangeOf,
  { named = (path) => path, writtenAt = () => undefined, commentAt = () => undefined }: Wording = {},
): SchemaFault[] {
  if (validate(data)) return [];
  const errors = validate.errors ?? [];
  // The parts of a combined fault (a key's pattern inside propertyNames) are told once, by the part.
  const told = errors.filter(({ keyword }) => !['propertyNames', 'allOf', 'if'].includes(keyword));
  const parts = new Map(told.map((error) => [error, partOf(error, data)] as const));
  const joined = joinedFaults([...parts.values()], data, root);
  const placed = (explained: Explanation, path: AttributePath): SchemaFault => {
    const at = explained.path ?? path;
    const range = rangeOf(at, explained.aspect ?? 'entry');
    const { code, summary, hint, ofShape } = explained;
    return {
      code,
      severity: 'error',
      summary,
      hint,
      path: at,
      ...(ofShape === true && { ofShape }),
      ...(range !== undefined && { range }),
      ...(range !== undefined && explained.fix !== undefined && { fix: { range, ...explained.fix } }),
    };
  };
  const single = told
    .filter((error) => !followsFrom(error, told))
    .filter((error) => !joined.some(({ covers }) => covers(parts.get(error) ?? partOf(error, data))))
    .map((error): SchemaFault => {
      const path = pathOf(error.instancePath, data);
      const words = { named: named(path), written: writtenAt(path), comment: commentAt(path) };
      const explained = explain({ error, path, ...words }, data, root);
      const name = error.keyword === 'pattern' ? String(error.data) : undefined;
      const key = name === undefined ? undefined : keyOfNamed(String(path.at(-1)), name, data);
      const hint = key === undefined ? explained.hint : `Write ${key}, the key of "${name ?? ''}"`;
      return placed({ ...explained, hint }, path);
    });
  return [...toldOfFirst(single), ...joined.map((fault) => placed(fault, fault.path))];
}

/** Entries of one list that lack the same brackets or braces have been written alike: told of the first. */
function toldOfFirst(faults: readonly SchemaFault[]): SchemaFault[] {
  const shared = (each: SchemaFault) =>
    each.ofShape === true && each.fix === undefined && typeof each.path?.at(-1) === 'number'
      ? JSON.stringify([each.path.slice(0, -1), each.summary.replace(/\[\d+\](?= is )/, '')])
      : undefined;
  return [...groupBy(faults, (each) => shared(each) ?? each)].flatMap(([, [first, ...others]]) => {
    if (first === undefined) return [];
    const detail = `and so ${others.length === 1 ? 'is' : 'are'} ${counted(others.length, 'more entry', 'more entries')} of the list`;
    return [others.length === 0 ? first : { ...first, detail }];
  });
}

/** What other faults may have the same cause as. */
function partOf(error: SchemaError, data: JsonValue): PartFault {
  const { missingProperty } = error.params as Readonly<Record<string, unknown>>;
  const member = error.keyword === 'required' ? String(missingProperty) : nameOf(error.params);
  return { keyword: error.keyword, path: pathOf(error.instancePath, data), member };
}

/** A property that is missing because it is misspelt, and a map of the wrong size because of an unknown property. */
function followsFrom(error: SchemaError, errors: readonly SchemaError[]): boolean {
  // Each of the choices of `oneOf` is missed where none is made.
  if (error.schemaPath.includes('/oneOf/')) return true;
  // What is of another type is none of the listed words either.
  if (error.keyword === 'enum' || error.keyword === 'const')
    return errors.some(
      ({ keyword, instancePath }) => keyword === 'type' && instancePath === error.instancePath,
    );
  // What is not a map at all is told by its type.
  if (error.keyword === 'oneOf' && !isObject(error.data)) return true;
  const unknown = errors.filter(
    ({ keyword, instancePath }) => keyword === 'additionalProperties' && instancePath === error.instancePath,
  );
  if (['minProperties', 'maxProperties', 'oneOf'].includes(error.keyword)) return unknown.length > 0;
  // What says the sort in Graph's words goes when the name beside it is written as it is here.
  if (error.keyword === 'additionalProperties' && nameOf(error.params) === '@odata.type')
    return unknown.some(({ params }) => params !== error.params && placeOf(nameOf(params)) !== undefined);
  if (error.keyword !== 'required') return false;
  const missing = String((error.params as Readonly<Record<string, unknown>>)['missingProperty']);
  const path = error.instancePath.split('/').slice(1);
  return unknown.some(({ params }) => {
    const name = nameOf(params);
    const meant = memberMeant(name, path, [missing]) ?? sectionNamed(name);
    return meant === missing || (placeOf(name)?.text.includes(`${missing}:`) ?? false);
  });
}

function nameOf(params: object): string {
  return String((params as Readonly<Record<string, unknown>>)['additionalProperty']);
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

interface Told {
  readonly error: SchemaError;
  readonly path: AttributePath;
  readonly named: AttributePath;
  readonly written: string | undefined;
  readonly comment: string | undefined;
}

function explain(
  { error, path, named, written, comment }: Told,
  document: JsonValue,
  root: SchemaNode,
): Explanation {
  const where = path.length === 0 ? 'The document' : formatPath(named);
  const params = error.params as Readonly<Record<string, unknown>>;
  const schema = (error.parentSchema ?? {}) as Readonly<Record<string, unknown>>;
  const expected = typeof schema['x-expected'] === 'string' ? schema['x-expected'] : undefined;
  if (error.propertyName !== undefined) {
    return {
      code: 'SCHEMA_KEY',
      summary: `"${error.propertyName}" cannot be a key of ${where}`,
      hint: keyAdvice(error.propertyName, schema, siteAt(root, path)),
      path: [...path, error.propertyName],
      aspect: 'key',
    };
  }
  const make = EXPLANATIONS[error.keyword];
  if (make !== undefined) {
    const [site, holder] = [path, path.slice(0, -1)].map((each) => siteAt(root, each));
    return make({ error, path, where, params, schema, expected, document, written, comment, site, holder });
  }
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
  /** The text of the file, where the value comes from a variable. */
  readonly written: string | undefined;
  /** The comment in the place of a value that is empty. */
  readonly comment: string | undefined;
  /** The schema's own words for what belongs here. */
  readonly expected: string | undefined;
  /** The whole of what is validated. */
  readonly document: JsonValue;
  /** What the published schema has at the place. */
  readonly site: SchemaSite | undefined;
  /** The same of what holds it. */
  readonly holder: SchemaSite | undefined;
}

function siteAt(root: SchemaNode, path: AttributePath): SchemaSite | undefined {
  const node = schemaAt(root, path);
  return node && { root, node };
}

function malformed(context: ValidationContext): Explanation {
  const { error, where, params, schema, expected, document, site } = context;
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
  const id = idWanted(site?.node);
  // A domain is not a misspelt id; where it may stand instead, the advice is to write it there.
  const noDomain =
    id !== undefined && isDomain(data) && context.holder?.node.properties?.['domain'] === undefined;
  const advice =
    typeof data === 'string' && !noDomain
      ? (qualified(data, pattern, document) ?? mapNaming(data, schema, document) ?? adviceFor(data, pattern))
      : undefined;
  if (advice !== undefined)
    return { code: 'SCHEMA_VALUE', summary: `${where} cannot be "${String(data)}"`, hint: advice };
  return {
    code: 'SCHEMA_VALUE',
    summary: `${where} must be ${expected ?? form}`,
    hint:
      typeof data === 'string'
        ? (keyOfAddress(data, pattern) ?? unlike(data, schema, id))
        : 'Change the value',
  };
}

/** For a text of which it is not known what it means: how such a value looks. */
function unlike(data: string, schema: Readonly<Record<string, unknown>>, id: string | undefined): string {
  if (id !== undefined) return `"${data}" is not; write ${id}`;
  const literal = /^\^(\w+)\$$/.exec(String(schema['pattern']))?.[1];
  const [, example] = /such as (\{[^}]*\}|[^\s,]+)/.exec(String(schema['x-expected'])) ?? [];
  if (example === undefined) return `"${data}" is not`;
  return `"${data}" is not; write ${literal === undefined ? 'it' : `${literal}, or a map`} like ${example}`;
}

/** By ajv's keyword. */
const EXPLANATIONS: Readonly<Record<string, (circumstances: ValidationContext) => Explanation>> = {
  additionalProperties: ({ error, params, path, where, schema, document, site }) => {
    const name = nameOf(params);
    const explained = unknownProperty(name, where, { path, schema, document, site });
    const inner = isObject(error.data) ? renamedWithin(error.data[name]) : undefined;
    // What belongs elsewhere as a whole is moved first.
    const isMoved = placeIn(name, path, schema)?.moved === true;
    if (inner !== undefined && !isMoved) return { ...withoutFix(explained), hint: inner };
    const value = isObject(error.data) ? error.data[name] : undefined;
    const said = countedIn(name, value);
    return said === undefined ? explained : { ...explained, hint: explained.hint.replace(/P\d+D/, said) };
  },
  required: ({ params, path, where, schema, document, site }) => {
    const name = String(params['missingProperty']);
    return {
      code: 'SCHEMA_REQUIRED',
      summary: `${where} has no ${name}`,
      hint: `Add ${missingText(name, path, { schema, document, site })}`,
      aspect: 'key',
    };
  },
  enum: ({ error, path, where, params, site, holder }) => {
    const allowed = params['allowedValues'] as readonly unknown[];
    const told = wrongValue(error.data, where, allowed, site && titlesOf(site.node));
    const explained = orLeftOut(told, allowed, error.data, isOptional(holder, path));
    // Who is meant is for people to confirm, even where only the casing differs.
    return path.at(-1) === 'allowedTargetScope' ? withoutFix(explained) : explained;
  },
  const: ({ error, path, where, params, holder }) => {
    const allowed = [params['allowedValue']];
    const told = wrongValue(error.data, where, allowed);
    return orLeftOut(told, allowed, error.data, isOptional(holder, path));
  },
  type: (context) => {
    const { error, path, where, params, expected } = context;
    const entry = params['type'] === 'array' ? undashed(error.data) : undefined;
    if (entry !== undefined)
      return {
        code: 'SCHEMA_TYPE',
        summary: 'A space is missing after the dash of a list entry',
        hint: `Write: - ${entry.slice(1)}${undashedRest(error.data, entry)}`,
        ...(typeof error.data === 'string' ? {} : ({ path: [...path, entry], aspect: 'key' } as const)),
        fix: { was: entry, text: `- ${entry.slice(1)}` },
      };
    return {
      code: 'SCHEMA_TYPE',
      summary: `${where} is ${sortOf(error.data)}, but must be ${expected ?? typeName(params['type'])}`,
      ...typeAdvice(error.data, params['type'], { ...context, name: String(path.at(-1)) }),
      // Of a list, and of a map in the place of one value, it is the dashes, brackets and braces that are too many.
      ...(isCollectionFor(error.data, params['type']) && ({ aspect: 'value' } as const)),
    };
  },
  ...SIZES,
  pattern: malformed,
  format: malformed,
  uniqueItems: ({ where }) => ({
    code: 'SCHEMA_VALUE',
    summary: `${where} names the same entry twice`,
    hint: 'Remove one of the two',
  }),
};

function isOptional(holder: SchemaSite | undefined, path: AttributePath): boolean {
  return holder !== undefined && holder.node.required?.includes(String(path.at(-1))) !== true;
}

function isCollectionFor(data: unknown, wanted: unknown): boolean {
  return Array.isArray(data) || (isObject(data) && wanted !== 'array');
}

function withoutFix({ fix: _fix, ...explained }: Explanation): Explanation {
  return explained;
}
