/** Schemas of files that hold sections of a configuration: included files and access tests. Pure. */
type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Schema = { [name: string]: Json };

/** The schema of a file that a configuration includes: the sections of the schema beside it, of which none is required. */
export function includedFile({
  $schema: dialect = '',
  properties,
  patternProperties = {},
  ...rest
}: Schema): Schema {
  const names = Object.keys(properties as Schema);
  return {
    $schema: dialect,
    type: 'object',
    title: 'Included',
    description: 'A file that a configuration includes.',
    additionalProperties: rest['additionalProperties'] ?? false,
    properties: Object.fromEntries(
      names.map((name) => [name, { $ref: `governance.schema.json#/properties/${name}` }]),
    ),
    patternProperties,
  };
}

/** The schema of *.access.yaml: the section `tests` on its own, with the definitions that it needs. */
export function testFile({ properties, definitions }: Schema): Schema {
  const tests = (properties as Schema)['tests'] as Schema;
  const all = definitions as { [name: string]: Schema };
  const needed: Schema = {};
  const take = (value: Json): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/definitions\/([^"]+)"/g)) {
      const definition = all[name];
      if (definition === undefined || name in needed) continue;
      needed[name] = definition;
      take(definition);
    }
  };
  take(tests);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'AccessTests',
    description: 'A file of access tests, *.access.yaml: what people can and cannot request.',
    type: 'object',
    additionalProperties: false,
    required: ['tests'],
    properties: { tests },
    definitions: needed,
  };
}
