/** What stands beside a member that is empty: as much of it belongs below as follows directly and fits there. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const POLICY = `catalogs: { c: { displayName: C } }
packages: { p: { catalog: c, displayName: P } }
policies:
  q:
    accessPackage: p
    displayName: Q
    allowedTargetScope: allMemberUsers
    requestApprovalSettings:
    isApprovalRequiredForAdd: true
`;
const CATALOG = `catalogs:
  c:
    displayName: C
    resources:
    r: { group: G }
    s: { group: H }
`;
const BELOW = 'but belongs below it';

it.each<[string, string, readonly string[]]>([
  [
    'all that fits',
    `${POLICY}    stages: []\n`,
    ['13 isApprovalRequiredForAdd and stages stand beside requestApprovalSettings, but belong below it'],
  ],
  [
    'as far as the first that fits nowhere',
    `${POLICY}    colour: red\n    stages: []\n`,
    [
      `13 isApprovalRequiredForAdd stands beside requestApprovalSettings, ${BELOW}`,
      '14 policies.q has no property "colour"',
      '15 policies.q has no property "stages"',
    ],
  ],
  [
    'as far as the first that has its place here',
    `${POLICY}    expiration: { type: noExpiration }\n    stages: []\n`,
    [
      `13 isApprovalRequiredForAdd stands beside requestApprovalSettings, ${BELOW}`,
      '15 policies.q has no property "stages"',
    ],
  ],
  ['all entries', CATALOG, ['9 r and s stand beside resources, but belong below it']],
  [
    'the entries as far as the first that is none',
    `${CATALOG}    colour: red\n    t: { group: I }\n`,
    [
      '9 r and s stand beside resources, but belong below it',
      '11 catalogs.c has no property "colour"',
      '12 catalogs.c has no property "t"',
    ],
  ],
  [
    'sections, as far as the next one',
    'catalogs:\nc: { displayName: C }\npackages: { p: { catalog: c, displayName: P } }\nd: { displayName: D }\n',
    [`6 c stands beside catalogs, ${BELOW}`, '8 There is no section "d"'],
  ],
])('%s', async (_what, text, expected) => {
  const file = path.join(folder, 'governance.yaml');
  writeFileSync(file, `version: 1\ntenant: { embedded: x }\n# one\n# two\n${text}`);
  const { diagnostics } = await loadConfiguration({ file: 'governance.yaml', cwd: folder, env: {} });
  const said = diagnostics.map(({ range, summary }) => `${range?.start.line ?? 0} ${summary}`);
  expect(said).toEqual(expected);
});
