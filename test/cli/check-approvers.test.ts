/** The approvers of a policy are who they are in the directory, whatever sort of entry names them. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder, entente } from '../support/cli.ts';

const DIRECTORY = `
tenant: { displayName: Contoso, domains: [contoso.com] }
users:
  - { userPrincipalName: alice@contoso.com, displayName: Alice }
  - { userPrincipalName: carol@contoso.com, displayName: Carol }
groups:
  - { displayName: Readers }
  - { displayName: Operations, id: 00000000-0000-4000-8000-000000000b02 }
  - { displayName: Developers, id: 00000000-0000-4000-8000-000000000b03, members: [carol@contoso.com] }
`;
const CONFIGURATION = `
version: 1
tenant: { embedded: .tenant, seed: directory.yaml }
state: { file: state.json }
catalogs:
  library: { displayName: Library, isExternallyVisible: false, resources: { readers: { group: Readers } } }
packages:
  books: { catalog: library, displayName: Books, description: Read, resourceRoles: [{ resource: readers, role: Member }] }
policies:
  members:
    accessPackage: books
    displayName: Members
    allowedTargetScope: allMemberUsers
    expiration: { type: afterDuration, duration: P30D }
    requestApprovalSettings:
      isApprovalRequiredForAdd: true
      stages: [{ primaryApprovers: [APPROVER] }]
`;

let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'directory.yaml'), DIRECTORY);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Rules of the findings about the policy, with one approver, after an apply. */
async function found(approver: string, ...options: string[]): Promise<readonly string[]> {
  writeFileSync(path.join(folder, 'governance.yaml'), CONFIGURATION.replace('APPROVER', approver));
  const applied = await entente(['apply', '--auto-approve'], { cwd: folder });
  expect(applied).toMatchObject({ code: 0 });
  const { stdout } = await entente(['check', '--json', ...options], { cwd: folder });
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; address: string }[] };
  return findings.filter(({ address }) => address === 'policy.members').map(({ rule }) => rule);
}

describe('an approving group', () => {
  it.each([
    ['{ group: Operations }', ['approval-dead-end']],
    ['{ id: 00000000-0000-4000-8000-000000000b02 }', ['approval-dead-end']],
    ['{ group: Developers }', ['single-approver', 'sole-approver-may-request']],
    ['{ id: 00000000-0000-4000-8000-000000000b03 }', ['single-approver', 'sole-approver-may-request']],
  ])('%s is judged by its members', async (approver, rules) => {
    expect(await found(approver)).toEqual(rules);
    expect(await found(approver, '--refresh')).toEqual(rules);
  });
});
