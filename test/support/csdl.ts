/** Microsoft's own type metadata, read as far as the contract tests need it. */
export interface CsdlType {
  readonly name: string;
  readonly base: string | undefined;
  readonly isAbstract: boolean;
  /** Type by property name, navigation properties included: `Edm.String`, `graph.subjectSet`, `Collection(…)`. */
  readonly properties: ReadonlyMap<string, string>;
  readonly navigations: ReadonlySet<string>;
}

export interface Csdl {
  /** Entity types and complex types with their own members, by name. */
  readonly types: ReadonlyMap<string, CsdlType>;
  /** Members of an enum; undefined when there is no such enum. */
  enumOf(type: string): readonly string[] | undefined;
  /** Properties of a type with those that it inherits and those of everything derived from it. */
  propertiesOf(type: string): ReadonlyMap<string, string>;
}

/** `Collection(graph.subjectSet)` and `graph.subjectSet` → `subjectSet`. */
export function bareType(type: string): string {
  return type.replace(/^Collection\((.*)\)$/, '$1').replace(/^(?:graph|microsoft\.graph)\./, '');
}

export function parseCsdl(xml: string): Csdl {
  const types = new Map<string, CsdlType>();
  const blocks = /<(EntityType|ComplexType) Name="(\w+)"([^>]*?)(?:\/>|>([^]*?)<\/\1>)/g;
  for (const [, , name = '', attributes = '', body = ''] of xml.matchAll(blocks)) {
    const base = /BaseType="([^"]+)"/.exec(attributes)?.[1];
    const found = [...body.matchAll(/<(Navigation)?Property Name="(\w+)" Type="([^"]+)"/g)];
    types.set(name, {
      name,
      base: base === undefined ? undefined : bareType(base),
      isAbstract: attributes.includes('Abstract="true"'),
      properties: new Map(found.map(([, , property = '', type = '']) => [property, type])),
      navigations: new Set(found.flatMap(([, navigation, property = '']) => (navigation ? [property] : []))),
    });
  }
  const enums = new Map(
    [...xml.matchAll(/<EnumType Name="(\w+)"[^>]*>([^]*?)<\/EnumType>/g)].map(([, name = '', body = '']) => [
      name,
      [...body.matchAll(/<Member Name="(\w+)"/g)].map(([, member = '']) => member),
    ]),
  );
  const inherited = (name: string): [string, string][] => {
    const type = types.get(name);
    return type === undefined
      ? []
      : [...(type.base === undefined ? [] : inherited(type.base)), ...type.properties];
  };
  const derived = (name: string): [string, string][] =>
    [...types.values()]
      .filter(({ base }) => base === name)
      .flatMap((type) => [...type.properties, ...derived(type.name)]);
  return {
    types,
    enumOf: (type) => enums.get(type),
    propertiesOf: (type) => new Map([...inherited(type), ...derived(type)]),
  };
}
