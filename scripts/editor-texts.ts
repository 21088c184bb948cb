/**
 * What editors show of a schema: words where a value does not match a regular expression, and examples that they can
 * write down. The YAML language server names an example that is a map `[object Object]`. Pure.
 */
type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Schema = { [name: string]: Json };

/** Keywords with values, whose members are no schemas. */
const VALUES: readonly string[] = ['examples', 'x-examples', 'default', 'enum', 'const', 'x-words'];
/** Keywords with schemas by names that are no keywords. */
const NAMED: readonly string[] = ['properties', 'patternProperties', 'definitions'];

/** A schema with words for every pattern, and with examples that editors can offer. */
export function withEditorTexts(schema: Schema): Schema {
  const members = Object.entries(schema).map(([name, value]): [string, Json] => {
    if (VALUES.includes(name) || !isComposed(value)) return [name, value];
    if (NAMED.includes(name)) return [name, eachOf(value as Schema)];
    return [name, inside(value)];
  });
  return withOffers(withRoom(withMeanings(withWords(Object.fromEntries(members)))));
}

function inside(value: Json): Json {
  if (Array.isArray(value)) return value.map(inside);
  return isComposed(value) ? withEditorTexts(value as Schema) : value;
}

function eachOf(schemas: Schema): Schema {
  return Object.fromEntries(Object.entries(schemas).map(([name, each]) => [name, inside(each)]));
}

function isComposed(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null;
}

/** Fails where a pattern has no words, so that none reaches an editor. */
function withWords(schema: Schema): Schema {
  const { pattern, patternErrorMessage: words, 'x-expected': expected } = schema;
  if (typeof pattern !== 'string' || words !== undefined) return schema;
  if (typeof expected !== 'string') throw new Error(`x-expected is missing beside the pattern ${pattern}`);
  return { ...schema, patternErrorMessage: `Write ${expected}` };
}

/** Fails where values and their meanings are not in step, so that no value is shown with the meaning of another. */
function withMeanings(schema: Schema): Schema {
  const { enum: values, markdownEnumDescriptions: meanings } = schema;
  if (Array.isArray(values) && Array.isArray(meanings) && values.length !== meanings.length)
    throw new Error(`${values.length} values have ${meanings.length} meanings: ${values.join(', ')}`);
  return schema;
}

/** The YAML language server offers no member of a map that may hold one, unless the limit stands apart. */
function withRoom({ maxProperties: most, ...schema }: Schema): Schema {
  if (most === undefined || schema['properties'] === undefined)
    return { ...schema, ...(most !== undefined && { maxProperties: most }) };
  return { ...schema, allOf: [...((schema['allOf'] ?? []) as Json[]), { maxProperties: most }] };
}

/**
 * Maps, and lists of them, go from `examples` to `x-examples`. Where a text may stand in the place of a map, editors offer
 * both, and the words of `x-words` with their meanings.
 */
function withOffers({ examples, 'x-words': words, ...schema }: Schema): Schema {
  const all = Array.isArray(examples) ? examples : [];
  const meanings = Object.entries((words ?? {}) as { [word: string]: string });
  const isPlain = (example: Json) =>
    isComposed(example)
      ? Array.isArray(example) && !example.some(isComposed)
      : !meanings.some(([word]) => word === example);
  const rest = all.filter((example) => !isPlain(example));
  const maps = isTextOrMap(schema)
    ? rest.filter((example) => isComposed(example) && !Array.isArray(example))
    : [];
  const offers = [
    ...meanings.map(([label, description]) => ({ label, bodyText: label, description })),
    ...maps.map((example) => ({ label: inFlow(example), bodyText: inFlow(example) })),
  ];
  return {
    ...schema,
    ...(words !== undefined && { 'x-words': words }),
    ...(all.length > rest.length && { examples: all.filter(isPlain) }),
    ...(rest.length > 0 && { 'x-examples': rest }),
    ...(offers.length > 0 && { defaultSnippets: offers }),
  };
}

/** Limits stand in the first choice where the placeholder of a variable is the second. */
function isTextOrMap({ type, anyOf }: Schema): boolean {
  const [first] = Array.isArray(anyOf) ? anyOf : [];
  const types = type ?? (first as Schema | undefined)?.['type'];
  return Array.isArray(types) && types.includes('string') && types.includes('object');
}

/** A map as it stands in one line of YAML. */
function inFlow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(inFlow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return inLine(value);
  const members = Object.entries(value).map(([name, member]) => `${inLine(name)}: ${inFlow(member)}`);
  return `{ ${members.join(', ')} }`;
}

function inLine(value: Json): string {
  return typeof value === 'string' && !/^[A-Za-z][\w@.-]*(?: [\w@.-]+)*$/.test(value)
    ? JSON.stringify(value)
    : String(value);
}
