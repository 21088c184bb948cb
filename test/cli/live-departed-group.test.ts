/** A group that approves is deleted, and another of its name is made: what the tenant holds waits for nobody in its place. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

const LEGAL = '00000000-0000-4000-8000-000000000b01';
const SEED = `
tenant: { displayName: Contoso, domains: [contoso.com] }
users:
  - { userPrincipalName: alice@contoso.com, displayName: Alice }
  - { userPrincipalName: rike@contoso.com, displayName: Rike }
groups:
  - { id: ${LEGAL}, displayName: Legal, members: [rike@contoso.com] }
`;
const YAML = `version: 1
tenant: { id: contoso.com }
catalogs:
  databases: { displayName: Databases }
packages:
  orders: { catalog: databases, displayName: Orders }
policies:
  people:
    accessPackage: orders
    displayName: People
    allowedTargetScope: allMemberUsers
    requestApprovalSettings:
      isApprovalRequiredForAdd: true
      stages: [{ primaryApprovers: [{ group: Legal }] }]
`;

let folder: string;
let served: Serving;
const run = (...args: string[]) => entente(args, { cwd: folder, env: served.env });

beforeAll(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'seed.yaml'), SEED);
  writeFileSync(path.join(folder, 'governance.yaml'), YAML);
  served = await serveTenantHere(folder, ['--seed', 'seed.yaml']);
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
  await served.request('DELETE', `/groups/${LEGAL}`);
  const made = { displayName: 'Legal', mailEnabled: false, mailNickname: 'legal2', securityEnabled: true };
  await served.request('POST', '/groups', made);
});
afterAll(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

it('access of the live tenant says that nobody can approve, and who is gone', async () => {
  const { stdout, stderr } = await run('access', 'explain', 'alice@contoso.com', 'orders', '--live');
  const text = `${stdout}\n${stderr}`;
  expect(text).toContain('Stage 1: nobody can approve, so the request is denied');
  expect(text).toContain('Stage 1: not counted: Legal (no longer in the directory)');
  expect(text).toContain(`The group Legal (id ${LEGAL}) is no longer in the directory`);
  expect(text).not.toContain(`Stage 1: ${LEGAL}`);
});
