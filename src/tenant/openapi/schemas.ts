/** JSON Schemas (draft 2020-12, as OpenAPI 3.1 has them) of bodies and answers, from the tables of types and kinds. */
import type { EntityKind, Navigation } from '../read/kind.ts';
import type { KindName } from '../read/kind-name.ts';
import { KINDS } from '../read/kinds.ts';
import type { Scope } from '../types/check-body.ts';
import { isNullable, isRequired, isWritable } from '../types/check-body.ts';
import { ENUMS } from '../types/enums.ts';
import type { Member, Primitive } from '../types/language.ts';
import { isPrimitive } from '../types/primitives.ts';
import { concreteTypes, membersOf, structureOf } from '../types/table.ts';

export interface Schema {
  readonly [name: string]: Schema | readonly (Schema | string | null)[] | string | number | boolean;
}

const PRIMITIVES: Readonly<Record<Primitive, Schema>> = {
  String: { type: 'string' },
  Boolean: { type: 'boolean' },
  Int32: { type: 'integer', format: 'int32' },
  Guid: { type: 'string', format: 'uuid' },
  Duration: { type: 'string', format: 'duration' },
  DateTimeOffset: { type: 'string', format: 'date-time' },
  Date: { type: 'string', format: 'date' },
  TimeOfDay: { type: 'string' },
};

/** Collects the schemas that others refer to, by name. */
export class Schemas {
  readonly #made = new Map<string, Schema>();

  get all(): Readonly<Record<string, Schema>> {
    return Object.fromEntries([...this.#made].sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  /** Of a value of a type of the table in a body. */
  body(type: string, scope: Scope): Schema {
    const concrete = concreteTypes(type);
    if (concrete.length === 1 && concrete[0] === type) return this.#concrete(type, type, scope);
    return { anyOf: concrete.map((each) => this.#concrete(each, type, scope)) };
  }

  /** Of an entity that is answered. */
  entity(name: KindName): Schema {
    return this.#named(name, () => {
      const kind = KINDS[name];
      if (kind.subtypes !== undefined) return { anyOf: kind.subtypes.map((each) => this.entity(each)) };
      const table = membersOf(kind.type);
      const properties = [...kind.properties, ...(kind.further ?? [])].map((property) => [
        property,
        this.#shown(table.get(property)),
      ]);
      const links = Object.entries(kind.navigations).map(
        ([link, { many, kind: target }]: [string, Navigation]) => [
          link,
          many ? { type: 'array', items: this.entity(target) } : orNull(this.entity(target)),
        ],
      );
      return { type: 'object', properties: Object.fromEntries([...properties, ...links]) as Schema };
    });
  }

  page(name: KindName): Schema {
    return {
      type: 'object',
      required: ['value'],
      properties: {
        '@odata.nextLink': { type: 'string', format: 'uri' },
        '@odata.count': { type: 'integer' },
        value: { type: 'array', items: this.entity(name) },
      },
    };
  }

  #named(name: string, make: () => Schema): Schema {
    if (!this.#made.has(name)) {
      // Before it is made, because types lead back to themselves.
      this.#made.set(name, {});
      this.#made.set(name, make());
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  #concrete(type: string, declared: string, scope: Scope): Schema {
    const named = type === declared ? `${type}.${scope}` : `${declared}.${type}.${scope}`;
    return this.#named(named, () => {
      const members = [...membersOf(type)].filter(([, member]) => isWritable(member, scope));
      const isTold = type !== declared || structureOf(type)?.abstract === true;
      const required = members
        .filter(
          ([, member]) =>
            isRequired(member, scope) && member.bind === undefined && member.unless === undefined,
        )
        .map(([name]) => name);
      return {
        type: 'object',
        required: [...(isTold ? ['@odata.type'] : []), ...(scope === 'named' ? ['id'] : required)],
        properties: {
          ...(isTold && { '@odata.type': { type: 'string', pattern: `^#?(microsoft\\.)?graph\\.${type}$` } }),
          ...Object.fromEntries(members.map(([name, member]) => [name, this.#taken(member)])),
        },
        // Annotations, and references by address.
        patternProperties: { '@': true },
        additionalProperties: false,
      };
    });
  }

  /** A member of a body. */
  #taken(member: Member): Schema {
    const { type, many, minItems, maxItems } = member;
    const scope = member.readOnly === true ? 'update' : member.navigation === 'reference' ? 'named' : 'whole';
    const one = spelledOr(primitiveOf(member), member) ?? this.body(type, scope);
    const own = many
      ? {
          type: 'array',
          items: one,
          ...(minItems !== undefined && { minItems }),
          ...(maxItems !== undefined && { maxItems }),
        }
      : one;
    const schema = isNullable(member) ? orNull(own) : own;
    return member.readOnly === true ? { readOnly: true, ...schema } : schema;
  }

  /** A member of an answer; what is not in the table can be anything. */
  #shown(member: Member | undefined): Schema {
    if (member === undefined) return {};
    const one = primitiveOf(member) ?? this.#value(member.type);
    return member.many ? { type: 'array', items: one } : orNull(one);
  }

  /** A complex value of an answer, with the members of all types that it can have. */
  #value(type: string): Schema {
    return this.#named(`${type}.answer`, () => {
      const all = [type, ...concreteTypes(type)].flatMap((each) => [...membersOf(each)]);
      const properties = Object.fromEntries(all.map(([name, member]) => [name, this.#shown(member)]));
      return { type: 'object', properties: { '@odata.type': { type: 'string' }, ...properties } };
    });
  }
}

/** The schema of a primitive or an enum; undefined for an object. */
function primitiveOf({ type, values, maxLength, min }: Member): Schema | undefined {
  const named = values ?? (Object.hasOwn(ENUMS, type) ? ENUMS[type] : undefined);
  if (named !== undefined) return { type: 'string', enum: named };
  if (!isPrimitive(type)) return undefined;
  return {
    ...PRIMITIVES[type],
    ...(maxLength !== undefined && { maxLength }),
    ...(min !== undefined && { minimum: min }),
  };
}

/** Bodies may spell some values as text. */
function spelledOr(schema: Schema | undefined, { spelled }: Member): Schema | undefined {
  return schema !== undefined && spelled === true ? { anyOf: [schema, { type: 'string' }] } : schema;
}

function orNull(schema: Schema): Schema {
  const { type } = schema;
  if (typeof type === 'string' && schema['enum'] === undefined) return { ...schema, type: [type, 'null'] };
  return { anyOf: [schema, { type: 'null' }] };
}

/** Names that `$select` takes. */
export function selectable({ properties, further = [] }: EntityKind): readonly string[] {
  return [...properties, ...further];
}
