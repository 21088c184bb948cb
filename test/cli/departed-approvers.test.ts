/** The approver, the reviewer and the sponsors of a package leave: what a plan says of access, and its findings, agree. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

const ALICE = '00000000-0000-4000-8000-000000000a01';
const CAROL = '00000000-0000-4000-8000-000000000a02';
const BOB = '00000000-0000-4000-8000-000000000a03';
const ERIN = '00000000-0000-4000-8000-000000000a04';
const SEED = `
tenant: { displayName: Contoso, domains: [contoso.com] }
users:
  - { id: ${ALICE}, userPrincipalName: alice@contoso.com, displayName: Alice }
  - { id: ${CAROL}, userPrincipalName: carol@contoso.com, displayName: Carol }
  - { id: ${ERIN}, userPrincipalName: erin@contoso.com, displayName: Erin }
  - { id: ${BOB}, mail: bob@fabrikam.com, displayName: Bob, userType: Guest, externalUserState: Accepted }
organizations:
  - { displayName: Fabrikam, domains: [fabrikam.com] }
`;
const YAML = `version: 1
tenant: { id: contoso.com }
connectedOrganizations:
  fabrikam:
    displayName: Fabrikam
    identitySources: [{ domain: fabrikam.com }]
    internalSponsors: [{ user: carol@contoso.com }]
    externalSponsors: [{ guest: bob@fabrikam.com }]
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
      stages:
        - primaryApprovers: [{ user: carol@contoso.com }]
        - primaryApprovers: [{ user: erin@contoso.com }, { user: alice@contoso.com }]
    reviewSettings:
      schedule: { recurrence: { pattern: { type: absoluteMonthly, interval: 3 } } }
      primaryReviewers: [{ user: carol@contoso.com }]
  partners:
    accessPackage: orders
    displayName: Partners
    allowedTargetScope: specificConnectedOrganizationUsers
    specificAllowedTargets: [{ connectedOrganization: fabrikam }]
    requestApprovalSettings:
      isApprovalRequiredForAdd: true
      stages:
        - primaryApprovers: [internalSponsors, externalSponsors]
`;
const LATER = YAML.replace('allMemberUsers', 'allDirectoryUsers').replace(
  '[internalSponsors, externalSponsors]',
  '[internalSponsors, externalSponsors]\n          durationBeforeAutomaticDenial: P10D',
);

let folder: string;
let served: Serving;
const run = (...args: string[]) => entente(args, { cwd: folder, env: served.env });
const write = (text: string) => writeFileSync(path.join(folder, 'governance.yaml'), text);

beforeAll(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'seed.yaml'), SEED);
  write(YAML);
  served = await serveTenantHere(folder, ['--seed', 'seed.yaml']);
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
  for (const id of [CAROL, BOB, ERIN]) await served.request('DELETE', `/users/${id}`);
  write(LATER);
});
afterAll(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

it('the access section says who approves now, and marks the reviewer who left', async () => {
  const { code, stdout } = await run('plan', '--out', 'made.plan');
  expect(code).toBe(0);
  const outputs = [
    stdout,
    (await run('show', 'made.plan', '--markdown')).stdout.replaceAll(/[\\`]/g, ''),
    (await run('show', 'made.plan', '--html', '-')).stdout,
    JSON.stringify((JSON.parse((await run('plan', '--json')).stdout) as { access: unknown }).access),
  ];
  for (const output of outputs) {
    expect(output).toMatch(/nobody can approve, so the request is denied; then alice@contoso\.com/);
    expect(output).toMatch(/carol@contoso\.com \(no longer in the directory\)/);
    // Neither those who left nor the sponsors of a partner who has none any more approve anything.
    expect(output).not.toMatch(/approval[^\n]*(?:carol|erin|bob)@(?!contoso\.com \(no longer)/);
  }
  expect(stdout).toMatch(/Fabrikam[^\n]*\n\s+approval: nobody can approve, so the request is denied/);
});

it('the findings of a plan and of a check see the lists without them', async () => {
  for (const args of [['plan'], ['check', '--refresh']]) {
    const { stdout, stderr } = await run(...args);
    const text = `${stdout}\n${stderr}`;
    expect(text).toContain('Nobody can approve stage 1 of "People"');
    expect(text).toContain('Nobody can approve stage 1 of "Partners" for people of "Fabrikam"');
    expect(text).toContain('Only alice@contoso.com can approve stage 2 of "People"');
    expect(text).not.toMatch(/Only (?:carol|erin)@|carol@contoso\.com can request/);
  }
  const line = YAML.split('\n').findIndex((each) => each.includes('erin@contoso.com')) + 1;
  expect((await run('plan')).stdout).toContain(`(single-approver)  governance.yaml:${line}:58`);
});

it('those whom no rule asks for are still named by a check', async () => {
  const { stdout } = await run('check', '--refresh');
  for (const name of ['carol@contoso.com', 'erin@contoso.com', 'bob@fabrikam.com'])
    expect(stdout).toMatch(new RegExp(`No longer in the directory: .*${name}, deleted on`));
});
