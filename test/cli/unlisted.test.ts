/** What the configuration says in words that are not listed is unknown to access: nobody gets in for certain, nobody is kept out. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

const SEED = `
tenant: { displayName: Contoso, domains: [contoso.com] }
users:
  - { userPrincipalName: alice@contoso.com, displayName: Alice }
organizations:
  - { displayName: Fabrikam, domains: [fabrikam.com] }
`;
const LISTED = `version: 1
tenant: { embedded: tenant, seed: seed.yaml }
connectedOrganizations:
  fabrikam: { displayName: Fabrikam, identitySources: [{ domain: fabrikam.com }] }
catalogs:
  databases: { displayName: Databases }
packages:
  orders: { catalog: databases, displayName: Orders }
policies:
  people:
    accessPackage: orders
    displayName: People
    allowedTargetScope: allMemberUsers
    expiration: { type: noExpiration }
`;
const SCOPE = LISTED.replace('allMemberUsers', '{ unlisted: allFutureAgents }');
const TARGET = LISTED.replace(
  'allMemberUsers',
  "specificDirectoryUsers\n    specificAllowedTargets: [{ unlisted: { '@odata.type': futureMembers, of: x } }]",
);
const SOURCE = LISTED.replace(
  'domain: fabrikam.com',
  "unlisted: { '@odata.type': walletSource, of: x }",
).replace(
  'allMemberUsers',
  'specificConnectedOrganizationUsers\n    specificAllowedTargets: [{ connectedOrganization: fabrikam }]',
);
const STATE = LISTED.replace('identitySources', 'state: { unlisted: paused }, identitySources').replace(
  'allMemberUsers',
  'allConfiguredConnectedOrganizationUsers',
);

let folder: string;
const run = async (text: string, ...args: string[]) => {
  writeFileSync(path.join(folder, 'governance.yaml'), text);
  return entente(args, { cwd: folder });
};

beforeAll(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'seed.yaml'), SEED);
  expect(await run(LISTED, 'apply', '--auto-approve')).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['a scope', SCOPE, 'alice@contoso.com'],
  ['a scope, to people from outside', SCOPE, 'bob@fabrikam.com'],
  ['a target', TARGET, 'alice@contoso.com'],
  ['a target, to people from outside', TARGET, 'bob@fabrikam.com'],
  ['an identity source', SOURCE, 'bob@fabrikam.com'],
  ['a state of an organization', STATE, 'bob@fabrikam.com'],
])('%s: who requests is unknown', async (_what, text, person) => {
  const { stdout } = await run(text, 'access', 'explain', person, 'orders');
  expect(stdout).toContain('request Orders? Unknown.');
  expect(stdout).not.toMatch(/request Orders\? (?:Yes|No)\b/);
});

it.each([
  ['a scope', SCOPE],
  ['a target', TARGET],
])('%s: nobody gets in for certain, and it is not said that nobody does', async (_what, text) => {
  const { stdout } = await run(text, 'access', 'who', 'orders');
  expect(stdout).toMatch(/^\? /m);
  expect(stdout).not.toMatch(/^\+ |Nobody/m);
});

it.each([
  ['a scope', SCOPE],
  ['a target', TARGET],
])('%s: a plan does not say that people lose it for certain', async (_what, text) => {
  const { stdout } = await run(text, 'plan');
  expect(stdout).toContain('all members can possibly no longer get Orders');
  expect(stdout).toContain('request: yes -> not known');
});

it('an identity source: what is unknown of those who are named, and why, is said in words', async () => {
  const { stdout } = await run(SOURCE, 'access', 'who', 'orders');
  const why =
    'who belongs to Fabrikam: this version does not know how people sign in by an identity source of the type walletSource';
  expect(stdout).toContain('+ Fabrikam (an identity source of the type walletSource)');
  expect(stdout).toContain(`not known: ${why}`);
  const explained = await run(SOURCE, 'access', 'explain', 'bob@fabrikam.com', 'orders');
  expect(explained.stdout).toContain(`Unknown: ${why}`);
  expect((await run(LISTED, 'access', 'who', 'orders')).stdout).not.toContain('not known');
});
