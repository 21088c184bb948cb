/** What a guarantee, and an exception of one, may not say: where that is told, and how. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const HEAD = `version: 1
tenant: { embedded: x }
catalogs: { c: { displayName: C, resources: { r: { group: G } } } }
packages: { p: { catalog: c, displayName: P, resourceRoles: [{ resource: r, role: Member }] } }
`;
const GOOD = 'gets: { package: p }';
const MORE = { line: 'Remove unless, or write a second guarantee', term: 'unless: { stages: 1 }' };

/** `SEVERITY TEXT AT THE PLACE: summary → hint` of each fault. */
async function said(text: string): Promise<readonly string[]> {
  writeFileSync(path.join(folder, 'governance.yaml'), HEAD + text);
  const { diagnostics } = await loadConfiguration({ file: 'governance.yaml', cwd: folder, env: {} });
  return diagnostics.map(({ severity, summary, hint, range }) => {
    const place = (HEAD + text).slice(range?.start.offset, range?.end.offset);
    return `${severity} ${place}: ${summary} → ${hint ?? ''}`;
  });
}

it.each<[guarantee: string, said: readonly string[]]>([
  [GOOD, []],
  ['approvesOwn: true', []],
  [`${GOOD}, ${MORE.term}`, []],
  ['gets: { resource: c/r, role: Member }', []],
  ['gets: { resource: c/r, role: Owner }', []],
  [
    '',
    [
      'error { name: n, nobody: anyone }: The guarantee has neither gets nor approvesOwn → Add gets: { package: KEY }',
    ],
  ],
  [
    `${GOOD}, approvesOwn: true`,
    [
      'error true: The guarantee has gets and approvesOwn → Remove one of the two, or write approvesOwn as a second guarantee',
    ],
  ],
  [`approvesOwn: true, ${MORE.term}`, [`error unless: unless does not go with approvesOwn → ${MORE.line}`]],
  [
    `gets: { allOf: [{ package: p }, { resource: c/r }] }, ${MORE.term}`,
    [`error unless: unless does not go with allOf → ${MORE.line}`],
  ],
  [
    'gets: { package: p, resource: c/r }',
    ['error gets: package and resource are said at once → Say one of package, resource and allOf'],
  ],
  [
    'gets: { package: p, role: Member }',
    ['error Member: role goes with resource only → Remove role, or name the resource'],
  ],
  [
    'gets: { resource: c/r, role: Members }',
    [
      'warning Members: No package grants the role "Members" of c/r, so that this always holds → Did you mean "Member"?',
    ],
  ],
  [
    'gets: { allOf: [{ package: zz }, { resource: c/r, role: Membr }] }',
    [
      'error zz: There is no package "zz" → Declared: p',
      'warning Membr: No package grants the role "Membr" of c/r, so that this always holds → Did you mean "Member"?',
    ],
  ],
])('a guarantee that says %j', async (guarantee, expected) => {
  const members = ['name: n', 'nobody: anyone', ...(guarantee === '' ? [] : [guarantee])];
  expect(await said(`guarantees:\n  - { ${members.join(', ')} }\n`)).toEqual(expected);
});

it('of an organization that nobody declared, or under a name that another has', async () => {
  expect(await said(`guarantees:\n  - { name: n, nobody: { organization: zz }, ${GOOD} }\n`)).toEqual([
    'error zz: There is no connected organization "zz" → Declared: none',
  ]);
  const twice = `  - { name: n, nobody: anyone, ${GOOD} }\n`;
  expect(await said(`guarantees:\n${twice}${twice}`)).toEqual([
    'error n: Two guarantees are called "n" → Give each a name of its own: reports and exceptions go by it',
  ]);
});

const EXCEPTION = 'reason: Agreed, expires: 2099-01-01, address: policy.q';
it.each<[exception: string, said: readonly string[]]>([
  [`check: guarantee, guarantee: first`, []],
  [`check: no-public`, []],
  [
    `check: guarantee`,
    [
      `error { check: guarantee, ${EXCEPTION} }: The exception does not say to which guarantee → Add guarantee: first`,
    ],
  ],
  [
    `check: no-public, guarantee: first`,
    ['error first: guarantee does not go with check: no-public → Remove guarantee'],
  ],
  [
    `check: guarantee, guarantee: frist`,
    ['error frist: There is no guarantee "frist" → Did you mean "first"?'],
  ],
  [
    `check: guarantee, guarantee: another`,
    ['error another: There is no guarantee "another" → Name it as under guarantees'],
  ],
])('an exception that says %j', async (exception, expected) => {
  const guarantees = `guarantees:\n  - { name: first, nobody: anyone, ${GOOD} }\n`;
  const text = `${guarantees}checks:\n  exceptions:\n    - { ${exception}, ${EXCEPTION} }\n`;
  expect(await said(text)).toEqual(expected);
});
