/** `entente access paths` through the built command line, in each of its forms, and the plan that opens a path. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

const HOSTILE = 'Read"]ers <b>';
let folder: string;

const DIRECTORY = `tenant: { displayName: Contoso, domains: [contoso.com] }
users: [{ userPrincipalName: alice@contoso.com, displayName: Alice }]
groups: [{ displayName: '${HOSTILE}', members: [] }, { displayName: Outer, members: ['${HOSTILE}'] }]
`;
const ROLE = '{ resource: readers, role: Member }';
const document = (role: string, target: string) => `version: 1
tenant: { embedded: .entente/tenant, seed: directory.yaml }
state: { file: .entente/state.json }
connectedOrganizations:
  fabrikam: { displayName: Fabrikam, identitySources: [{ domain: fabrikam.com }] }
catalogs:
  main:
    displayName: Main
    isExternallyVisible: true
    resources: { readers: { group: '${HOSTILE}' } }
packages:
  library:
    catalog: main
    displayName: Library
    resourceRoles: [${role}]
  audit: { catalog: main, displayName: Audit }
policies:
  partners:
    accessPackage: library
    displayName: Partners
    allowedTargetScope: specificConnectedOrganizationUsers
    specificAllowedTargets: [{ connectedOrganization: fabrikam }]
  readers:
    accessPackage: audit
    displayName: Readers
    allowedTargetScope: specificDirectoryUsers
    specificAllowedTargets: [{ group: '${target}' }]
`;

async function output(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await entente(args, { cwd: folder });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

let planned: { access: { gained: { path?: unknown; causes: { source?: { line: number } }[] }[] } };

beforeAll(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'directory.yaml'), DIRECTORY);
  writeFileSync(path.join(folder, 'governance.yaml'), document('', HOSTILE));
  await output('apply', '--auto-approve');
  writeFileSync(path.join(folder, 'governance.yaml'), document(ROLE, HOSTILE));
  planned = JSON.parse(await output('plan', '--json')) as typeof planned;
  writeFileSync(path.join(folder, 'governance.yaml'), document(ROLE, 'Outer'));
  await output('apply', '--auto-approve');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

it('the plan that opens the path shows it, with the line that did it', () => {
  const [entry] = planned.access.gained.filter(({ path: through }) => through !== undefined);
  expect(entry).toMatchObject({
    capability: 'request',
    package: { address: 'accessPackage.audit' },
    path: { certain: true },
    causes: [
      {
        address: 'packageResourceRole.library/readers/Member',
        source: { file: 'governance.yaml', line: 15 },
      },
    ],
  });
});

it.each([[[]], [['--live']]])('as text %s, through groups within groups', async (options) => {
  expect(await output('access', 'paths', ...options)).toContain(
    `+ Fabrikam (fabrikam.com) → Library → group ${HOSTILE} → group Outer → can request Audit  high`,
  );
});

it('from a person and to a package, and a resource by its address', async () => {
  const text = await output('access', 'paths', '--from', 'pal@fabrikam.com', '--to', 'audit');
  expect(text).toContain(`+ pal@fabrikam.com → Library → group ${HOSTILE} → group Outer → can request Audit`);
  expect(await output('access', 'paths', '--to', 'catalogResource.main/readers')).toContain(
    `+ Fabrikam (fabrikam.com) → Library → member of group ${HOSTILE}`,
  );
  expect(await output('access', 'paths', '--from', 'members')).toContain('No one comes to further access');
});

it('as JSON, with ids and places', async () => {
  const { paths } = JSON.parse(await output('access', 'paths', '--json')) as { paths: unknown[] };
  expect(paths).toMatchObject([
    {
      from: { type: 'connectedOrganization', id: 'connectedOrganization.fabrikam' },
      end: { capability: 'request', address: 'accessPackage.audit' },
      certain: true,
      steps: [
        { by: 'policy.partners', source: { file: 'governance.yaml', line: 18 } },
        {},
        { kind: 'nested', source: null },
        {},
      ],
    },
  ]);
});

it('as Mermaid, with labels that stay labels', async () => {
  const text = await output('access', 'paths', '--mermaid');
  expect(text).toMatch(/^flowchart LR\n/);
  expect(text).not.toContain('Read"]ers');
  expect(text).toContain('  n0 --> n1');
});

it('as a page with a picture that is told in words, with names escaped', async () => {
  await output('access', 'paths', '--html', 'paths.html');
  const page = readFileSync(path.join(folder, 'paths.html'), 'utf8');
  expect(page).toContain('<svg');
  expect(page).toContain('<desc id="picture-about">');
  expect(page).toContain('Read&quot;]ers &lt;b&gt;');
  expect(page).not.toContain('<b>"');
  expect(page).not.toContain(HOSTILE);
});

it.each([
  ['--from', 'nope', 'ACCESS_PERSON'],
  ['--to', 'nope', 'ACCESS_PACKAGE'],
])('%s %s is refused as %s', async (option, value, code) => {
  const { code: exit, stderr } = await entente(['access', 'paths', option, value], { cwd: folder });
  expect({ exit, stderr }).toMatchObject({ exit: 1, stderr: expect.stringContaining(code) as string });
});
