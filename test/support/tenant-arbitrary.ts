/**
 * Tenants with awkward contents: every kind, under names that YAML, substitution, keys and look-ups could stumble over.
 * They are applied by Entente, with ids instead of names, and then given what only the portal allows.
 */
import fc from 'fast-check';
import type { Directory } from '../../src/schema/directory.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { FULL_POLICY } from './full-policy.ts';
import { governance, SMALL_DIRECTORY } from './governance-arbitrary.ts';
import type { Word } from './later-graph.ts';
import { LATER_WORDS } from './later-graph.ts';
import type { Leaver } from './portal-made.ts';
import { LEAVERS } from './portal-made.ts';

export interface AwkwardTenant {
  readonly directory: Directory;
  readonly document: Governance;
  /** How many organizations and policies get a namesake in the portal. */
  readonly twins: number;
  /** What it says in words that no list has. */
  readonly words: readonly Word[];
  /** What other tools did to its policies; nothing where it is empty. */
  readonly odd: readonly number[];
  /** Whether its objects have members that nobody here knows. */
  readonly isLater: boolean;
  /** Who is deleted from the directory, with all that names them left behind. */
  readonly leavers: readonly Leaver[];
  /** What gets another name: everything, or some. */
  readonly renamed: 'all' | number;
  /** What the new names end in. */
  readonly anew: readonly string[];
}

const NASTY = [
  'no',
  'null',
  'true',
  '~',
  '1e3',
  '0x1F',
  '007',
  '2026-01-01',
  '12:30:45',
  '.inf',
  '',
  ' ',
  ' leading',
  'trailing ',
  '\ttab',
  'two\nlines',
  'two\n\nparagraphs\n',
  '\nfirst line empty',
  'ends in blank lines\n\n',
  'indented\n  more\n less',
  'carriage\r\nreturn',
  '- item',
  '? key',
  'key: value',
  'value # no comment',
  '# comment',
  '&anchor *alias !tag',
  '*alias',
  '@at `tick` %percent',
  '{ flow: [a, b] }',
  '[',
  '}',
  '"double"',
  "'single'",
  `it's "both"`,
  'back\\slash',
  '${var.reviewDays}',
  '${env.HOME} and ${',
  '$${escaped} $$${twice}',
  'a / b % c',
  '😀 party 🎉',
  '👩‍👩‍👧',
  'שלום עולם',
  'مرحبا‮ reversed',
  'Zürich & Łódź',
  '日本語',
  '\u0000nul',
  '\u001b[31mred',
  '\u0085next line',
  '\u2028separator',
  '\ufeffmark',
  'lone \ud800 surrogate',
  '---',
  '...',
  '<<',
  '__proto__',
  'constructor',
  '|',
  '>-',
  'x'.repeat(200),
  `${'long and '.repeat(27)}  `,
  'no-break\u00a0',
  'Ａ ｆｕｌｌ width',
];

const odd = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
);
const names = fc.uniqueArray(
  odd.filter((name) => name !== ''),
  { minLength: 24, maxLength: 24, selector: (name) => name.toLowerCase() },
);
const texts = fc.array(odd, { minLength: 12, maxLength: 12 });

const IDS: Readonly<Record<string, string>> = {
  'Project Tango': '11111111-1111-4111-8111-111111111111',
  'Partner Desk': '22222222-2222-4222-8222-222222222222',
  Audit: '33333333-3333-4333-8333-333333333333',
  'Tango Tracker': '44444444-4444-4444-8444-444444444444',
};

/** Sometimes two of a name, so that only ids tell them apart. */
function directoryOf(called: readonly string[], repeated: boolean): Directory {
  const [first = '', second = '', third = '', fourth = '', ...roles] = called;
  const group = (name: string, displayName: string) => ({ id: IDS[name] ?? '', displayName });
  return {
    ...SMALL_DIRECTORY,
    groups: [
      group('Project Tango', first),
      group('Partner Desk', second),
      group('Audit', repeated ? first.toUpperCase() : third),
    ],
    servicePrincipals: [
      {
        id: IDS['Tango Tracker'] ?? '',
        displayName: fourth,
        appRoles: ['contribute', 'read'].map((value, index) => ({ displayName: roles[index] ?? '', value })),
      },
      ...(repeated ? [{ displayName: fourth }] : []),
    ],
  };
}

/** Names of directory objects become their ids, and texts what `text` makes of them. */
function awkward(document: Governance, called: readonly string[], written: readonly string[]): Governance {
  const roles = new Map([
    ['Contributor', called[4]],
    ['Reader', called[5]],
  ]);
  let named = 6;
  let told = 0;
  const walk = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => walk(item, name));
    if (typeof value !== 'object' || value === null) {
      if (name === 'displayName') return called[(named += 1)] ?? `Name ${named}`;
      if (name === 'description') return written[(told += 1) % written.length];
      if (name === 'role') return roles.get(String(value)) ?? value;
      if (name === 'text' || name === 'actualValue') return written[(told += 1) % written.length] || 'text';
      return value;
    }
    const { attributes, ...origin } = value as Record<string, unknown>;
    if (attributes !== undefined)
      return { ...(walk(origin, name) as object), attributes: walk(attributes, 'attributes') };
    const [only, ...others] = Object.entries(value);
    if (others.length === 0 && (only?.[0] === 'group' || only?.[0] === 'application')) {
      const id = IDS[String(only[1])];
      return id === undefined ? value : { id };
    }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, walk(member, key)]));
  };
  return walk(document, '') as Governance;
}

/** One policy in which nothing has its default, when there is an organization and a visible catalog for it. */
function withFullPolicy(document: Governance): Governance {
  const { connectedOrganizations = {}, policies = {}, packages = {}, catalogs = {} } = document;
  const [partner] = Object.keys(connectedOrganizations);
  const [key, policy] = Object.entries(policies)[0] ?? [];
  const visible =
    catalogs[packages[policy?.accessPackage ?? '']?.catalog ?? '']?.isExternallyVisible === true;
  if (partner === undefined || key === undefined || policy === undefined || !visible) return document;
  const targets = { specificAllowedTargets: [{ connectedOrganization: partner }] };
  return { ...document, policies: { ...policies, [key]: { ...policy, ...FULL_POLICY, ...targets } } };
}

export const awkwardTenant: fc.Arbitrary<AwkwardTenant> = fc
  .record({
    governed: governance,
    called: names,
    written: texts,
    repeated: fc.boolean(),
    twins: fc.integer({ min: 0, max: 2 }),
    words: fc.oneof(fc.constant([]), fc.subarray([...LATER_WORDS], { maxLength: 6 })),
    odd: fc.array(fc.nat(9_999), { maxLength: 40 }),
    isLater: fc.boolean(),
    leavers: fc.oneof(fc.constant([]), fc.subarray([...LEAVERS], { maxLength: 3 })),
    renamed: fc.oneof(fc.constant('all' as const), fc.nat(6)),
    anew: texts,
  })
  .map(({ governed, called, written, repeated, ...others }) => ({
    ...others,
    directory: directoryOf(called, repeated),
    document: awkward(withFullPolicy(governed), called, written),
  }));
