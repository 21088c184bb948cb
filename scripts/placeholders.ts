/** The schema that editors use: `${var.NAME}` may stand in the place of any value that is not a map or list. Pure. */

import { UNLISTED } from './unlisted.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Schema = { [name: string]: Json };

/** Keywords that say what a value is; the others say what it means. */
const LIMITS: readonly string[] = [
  ...['type', 'enum', 'markdownEnumDescriptions', 'const', 'pattern', 'format'],
  ...['minimum', 'maximum', 'minLength', 'maxLength'],
];
const SCALARS: readonly Json[] = ['string', 'integer', 'number', 'boolean'];

/** Keywords whose schemas are for keys, or decide about others: nothing is filled in there. */
const AS_THEY_ARE: readonly string[] = ['propertyNames', 'if', 'not'];

/** Lets placeholders stand for values; the words of the schema take the place of its regular expressions in errors. */
export function withPlaceholders(schema: Schema): Schema {
  const definitions = schema['definitions'] as { [name: string]: Schema };
  const key = definitions['key'] ?? {};
  // `examples` and `default` hold values, whose members are no schemas.
  const isValue = (name: string) => ['examples', 'default', 'enum', 'const', 'required'].includes(name);
  const take = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(take);
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([name, member]): [string, Json] => {
      if (name === 'propertyNames') return [name, isKeyReference(member) ? key : member];
      if (name === 'properties' || name === 'definitions') return [name, eachOf(member as Schema)];
      return [name, isValue(name) || AS_THEY_ARE.includes(name) ? member : take(member)];
    });
    return isLimited(value) ? either(Object.fromEntries(members)) : Object.fromEntries(members);
  };
  const eachOf = (schemas: Schema): Schema =>
    Object.fromEntries(Object.entries(schemas).map(([name, each]) => [name, take(each)]));
  return take(schema) as Schema;
}

function isKeyReference(schema: Json | undefined): boolean {
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema)
    ? schema['$ref'] === '#/definitions/key'
    : false;
}

/** Whether a schema takes single values, and not any text. */
function isLimited(schema: Schema): boolean {
  const { type } = schema;
  const types = Array.isArray(type) ? type : type === undefined ? [] : [type];
  const isChosen = ['enum', 'const'].some((name) => name in schema);
  // What is a map or a text of some form is limited as a text.
  const isScalar = types.every((each) => SCALARS.includes(each)) || 'pattern' in schema;
  if (types.length === 0 ? !isChosen : !isScalar) return false;
  return isChosen || !types.includes('string') || 'pattern' in schema || 'format' in schema;
}

function either(schema: Schema): Schema {
  const entries = Object.entries(schema);
  const limits = Object.fromEntries(entries.filter(([name]) => LIMITS.includes(name)));
  const meaning = Object.fromEntries(entries.filter(([name]) => !LIMITS.includes(name)));
  // Values without meanings of their own are offered with what they are for.
  const { description } = schema;
  const shared = 'enum' in schema && !('markdownEnumDescriptions' in schema) && description !== undefined;
  const words = { patternErrorMessage: `Write ${expectedBy(schema)}` };
  return {
    ...meaning,
    anyOf: [
      { ...limits, ...(shared ? { description } : {}), ...('pattern' in limits ? words : {}) },
      { type: 'string', pattern: '\\$\\{[^}]+\\}', ...words },
      ...(schema['x-unlisted'] === true ? [UNLISTED] : []),
    ],
  };
}

/** What a limited value is, in words. */
function expectedBy({
  'x-expected': expected,
  type,
  enum: values,
  const: only,
  minimum,
  maximum,
}: Schema): string {
  if (typeof expected === 'string') return expected;
  if (only !== undefined) return String(only);
  if (Array.isArray(values)) return values.length === 1 ? String(values[0]) : `one of ${values.join(', ')}`;
  if (type === 'boolean') return 'true or false';
  if (type !== 'integer' && type !== 'number')
    throw new Error(`x-expected is missing for ${JSON.stringify(type)}`);
  const bounds = [
    ...(minimum === undefined ? [] : [`at least ${String(minimum)}`]),
    ...(maximum === undefined ? [] : [`at most ${String(maximum)}`]),
  ];
  return `a ${type === 'integer' ? 'whole ' : ''}number${bounds.length > 0 ? `, ${bounds.join(' and ')}` : ''}`;
}
