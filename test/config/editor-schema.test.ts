/** The schema that editors hold files against: what the product accepts is not red, with variables as without. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { entente, temporaryFolder } from '../support/cli.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SCHEMA = JSON.parse(readFileSync(path.join(ROOT, 'schema/governance.schema.json'), 'utf8')) as {
  required?: unknown;
};
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
const { required: _required, ...included } = SCHEMA;
const isRight = ajv.compile(included);

/** Faults of a text as an editor with this schema shows them. */
function red(text: string): readonly string[] {
  isRight(parse(text));
  return (isRight.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

/** A value with a placeholder for every text, number and switch in it. */
function filledIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filledIn);
  if (typeof value !== 'object' || value === null) return '${var.value}';
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, filledIn(member)]));
}

describe('the schema for editors', () => {
  const files = [
    path.join(ROOT, 'governance.yaml'),
    ...globSync('examples/**/governance.yaml', { cwd: ROOT, absolute: true }),
  ];

  it('takes every example, and every example with variables in all places', () => {
    expect(files.length).toBeGreaterThanOrEqual(6);
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      expect(red(text), file).toEqual([]);
      // What says which variables there are, or how a template is filled in, is not filled in itself.
      const {
        variables: _variables,
        policyTemplates: _templates,
        ...rest
      } = parse(text) as Record<string, unknown>;
      expect(red(JSON.stringify(filledIn(rest))), file).toEqual([]);
    }
  });

  const VARIABLES = `version: 1
tenant: { embedded: .entente/tenant }
variables:
  id: 3f2504e0-4f89-11d3-9a0c-0305e82c3301
  key: partners
  shown: true
  scope: allMemberUsers
  days: 90
  stage: 7
  interval: 3
  until: '2027-06-30'
catalogs:
  partners:
    displayName: Partners
    isExternallyVisible: \${var.shown}
    resources: { team: { id: '\${var.id}' } }
packages:
  tango: { catalog: '\${var.key}', displayName: Tango, resourceRoles: [{ resource: team, role: Member }] }
policies:
  staff:
    accessPackage: tango
    displayName: Staff
    allowedTargetScope: \${var.scope}
    expiration: { type: afterDuration, duration: 'P\${var.days}D' }
    reviewSettings:
      isEnabled: \${var.shown}
      schedule:
        expiration: { type: afterDuration, duration: 'P\${var.stage}D' }
        recurrence: { pattern: { type: absoluteMonthly, interval: '\${var.interval}' } }
checks:
  suppressions:
    - { rule: no-review, address: policy.staff, reason: Agreed, expires: '\${var.until}' }
`;

  it('takes variables in the place of keys, ids, enums, numbers, switches, dates and durations, as validate does', async () => {
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'governance.yaml'), VARIABLES);
    const { code, stderr } = await entente(['validate'], { cwd });
    expect({ code, errors: stderr.match(/: error .*/g) ?? [] }).toEqual({ code: 0, errors: [] });
    expect(red(VARIABLES)).toEqual([]);
  });

  it.each([
    ["'P${var.days}D'", '90 days'],
    ['${var.scope}', 'everyone'],
    ["interval: '${var.interval}'", 'interval: often'],
    ['isExternallyVisible: ${var.shown}', 'isExternallyVisible: perhaps'],
    ["id: '${var.id}'", 'id: 3f2504e0'],
    ['  staff:', '  ${var.key}:'],
  ])('refuses %s replaced by %s', (right, wrong) => {
    expect(VARIABLES).toContain(right);
    expect(red(VARIABLES.replace(right, () => wrong))).not.toEqual([]);
  });
});
