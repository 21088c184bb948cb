/** The Entra tenant of a connected organization is deleted: the organization keeps its id, and everything goes on. */
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

const EM = '/identityGovernance/entitlementManagement';
const FABRIKAM = '00000000-0000-4000-8000-00000000f001';
const LITWARE = '00000000-0000-4000-8000-00000000f002';
const SEED = `
tenant: { displayName: Contoso, domains: [contoso.com] }
users:
  - { userPrincipalName: alice@contoso.com, displayName: Alice }
organizations:
  - { tenantId: ${FABRIKAM}, displayName: Fabrikam, domains: [fabrikam.com] }
`;
const YAML = `version: 1
tenant: { id: contoso.com }
connectedOrganizations:
  fabrikam:
    displayName: Fabrikam
    description: Builds
    identitySources:
      - domain: fabrikam.com
catalogs:
  databases: { displayName: Databases, description: Data }
`;
const GONE = new RegExp(
  `The Entra tenant of the domain "fabrikam\\.com" \\(id ${FABRIKAM}\\) is no longer there: identity source of connectedOrganization\\.fabrikam`,
);

let folder: string;
let served: Serving;
const both = async (...args: string[]) => {
  const { code, stdout, stderr } = await entente(args, { cwd: folder, env: served.env });
  return { code, text: `${stdout}\n${stderr}` };
};
const write = (text: string) => writeFileSync(path.join(folder, 'governance.yaml'), text);
const sources = async () => {
  const { value } = await served.request('GET', `${EM}/connectedOrganizations`);
  return (value as { displayName: string; identitySources: Record<string, string>[] }[]).map(
    ({ displayName, identitySources: [source = {}] }) => [
      displayName,
      source['tenantId'] ?? source['domainName'],
    ],
  );
};
/** The tenant's data, changed as another seed would. */
async function world(...changes: readonly (readonly [id: string, organization: object | null])[]) {
  await served.stop();
  const rows = changes.map(([id, organization]) => ['organizations', id, organization]);
  appendFileSync(path.join(folder, 'data', 'log.ndjson'), `${JSON.stringify(rows)}\n`);
  served = await serveTenantHere(folder, ['--data', 'data', '--seed', 'after.yaml']);
}

beforeAll(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'before.yaml'), SEED);
  writeFileSync(path.join(folder, 'after.yaml'), SEED.replace(/organizations:[^]*/, ''));
  write(YAML);
  served = await serveTenantHere(folder, ['--data', 'data', '--seed', 'before.yaml']);
  expect(await both('apply', '--auto-approve')).toMatchObject({ code: 0 });
  expect(await sources()).toEqual([['Fabrikam', FABRIKAM]]);
  await world([FABRIKAM, null]);
});
afterAll(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

it('changes nothing, and is a warning with organization, domain, id and place', async () => {
  for (const args of [['plan', '--detailed-exitcode'], ['drift']]) {
    const { code, text } = await both(...args);
    expect({ args, code, text }).toEqual({
      args,
      code: 0,
      text: expect.stringMatching(GONE) as string,
    });
    expect(text).toContain('governance.yaml:8:');
  }
});

it('stops neither a change of something else nor one of the organization, which keeps its source', async () => {
  write(YAML.replace('description: Data', 'description: Better').replace('Builds', 'Built'));
  const applied = await both('apply', '--auto-approve');
  expect(applied.code).toBe(0);
  expect(applied.text).toContain('2 changed');
  expect(await sources()).toEqual([['Fabrikam', FABRIKAM]]);
  // What the state knows, it goes on knowing.
  const again = await both('plan', '--detailed-exitcode');
  expect(again.code).toBe(0);
  expect(again.text).toMatch(GONE);
});

it('is said by the access commands and the checks, and lets them answer', async () => {
  const explained = await both('access', 'for', 'alice@contoso.com', '--refresh');
  expect(explained.code).toBe(0);
  expect(explained.text).toMatch(GONE);
  expect((await both('check', '--refresh')).code).toBe(0);
});

it('leaves a domain source to an organization that is new', async () => {
  const more = `  woodgrove:
    displayName: Woodgrove
    identitySources:
      - domain: woodgrove.example
catalogs:`;
  write(YAML.replace('catalogs:', more));
  const applied = await both('apply', '--auto-approve');
  expect(applied.code).toBe(0);
  expect(await sources()).toEqual([
    ['Fabrikam', FABRIKAM],
    ['Woodgrove', 'woodgrove.example'],
  ]);
  expect(applied.text).not.toContain('domain "woodgrove.example"');
  // One that is made again has nothing to keep.
  const { value } = await served.request('GET', `${EM}/connectedOrganizations`);
  const [{ id } = { id: '' }] = value as { id: string }[];
  await served.request('DELETE', `${EM}/connectedOrganizations/${id}`);
  expect(await both('apply', '--auto-approve')).toMatchObject({ code: 0 });
  expect(new Map((await sources()) as [string, string][]).get('Fabrikam')).toBe('fabrikam.com');
});

it('is told from a domain that another tenant has taken over', async () => {
  await world([LITWARE, { id: LITWARE, displayName: 'Litware', domains: ['litware.com'] }]);
  const more = `  litware:
    displayName: Litware
    identitySources:
      - domain: litware.com
catalogs:`;
  write(YAML.replace('catalogs:', more));
  expect(await both('apply', '--auto-approve')).toMatchObject({ code: 0 });
  const taken = { id: FABRIKAM, displayName: 'Heir', domains: ['litware.com'] };
  await world([LITWARE, null], [FABRIKAM, taken]);
  const { text } = await both('plan');
  expect(text).toContain(
    `The domain "litware.com" belongs to another Entra tenant than the state recorded: id ${FABRIKAM} instead of ${LITWARE}`,
  );
  expect(text).toContain(`{ tenantId: ${LITWARE} }`);
});
