/** What the schema tells editors about defaults is what the kinds do. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { KINDS } from '../../src/kinds/registry.ts';
import type { Members, Shape } from '../../src/model/shape.ts';

interface Schema {
  readonly $ref?: string;
  readonly default?: unknown;
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
}

const root = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../schema/governance.schema.json'), 'utf8'),
) as Schema & { readonly definitions: Readonly<Record<string, Schema>> };

function resolved(schema: Schema | undefined): Schema {
  const name = schema?.$ref?.replace('#/definitions/', '');
  return name === undefined ? (schema ?? {}) : { ...resolved(root.definitions[name]), ...schema };
}

/** Defaults that the schema and the kind put differently, and how many were compared. */
function compare(schema: Schema, members: Members, at: string): { differences: string[]; compared: number } {
  const differences: string[] = [];
  let compared = 0;
  for (const [name, member] of Object.entries(members) as [string, Shape & { default?: unknown }][]) {
    const property = resolved(schema.properties?.[name]);
    // What must be declared needs no default.
    if (schema.properties?.[name] === undefined || schema.required?.includes(name) === true) continue;
    if (member.type === 'object') {
      const inner = compare(property, member.members, `${at}.${name}`);
      differences.push(...inner.differences);
      compared += inner.compared;
    } else if (member.type === 'list' && member.of.type === 'object') {
      const inner = compare(resolved(property.items), member.of.members, `${at}.${name}[]`);
      differences.push(...inner.differences);
      compared += inner.compared;
    } else if (property.default !== undefined && member.default !== undefined) {
      compared += 1;
      if (JSON.stringify(property.default) !== JSON.stringify(member.default))
        differences.push(
          `${at}.${name}: ${JSON.stringify(property.default)} in the schema, ${JSON.stringify(member.default)} in the kind`,
        );
    } else if (property.default === undefined && member.default !== undefined) {
      differences.push(`${at}.${name}: the schema does not say that it is ${JSON.stringify(member.default)}`);
    }
  }
  return { differences, compared };
}

describe('defaults', () => {
  it.each([
    ['catalog', 'catalogs'],
    ['accessPackage', 'packages'],
    ['connectedOrganization', 'connectedOrganizations'],
    ['policy', 'policies'],
  ])('of %s are the same in schema and kind', (kind, section) => {
    const sectionSchema = resolved(root.properties?.[section]);
    const { additionalProperties } = sectionSchema;
    const entry = resolved(typeof additionalProperties === 'object' ? additionalProperties : undefined);
    const { differences, compared } = compare(entry, KINDS.get(kind)?.attributes ?? {}, kind);
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(1);
  });

  it('and descriptions are there for every property, for editors to show', () => {
    const bare: string[] = [];
    const visit = (schema: Schema, at: string): void => {
      for (const [name, property] of Object.entries(schema.properties ?? {})) {
        const { title, description } = resolved(property);
        if (title === undefined || description === undefined) bare.push(`${at}.${name}`);
        visit(property, `${at}.${name}`);
      }
      if (schema.items !== undefined) visit(schema.items, `${at}[]`);
    };
    visit(root, 'root');
    for (const [name, definition] of Object.entries(root.definitions)) visit(definition, name);
    expect(bare).toEqual([]);
  });
});
