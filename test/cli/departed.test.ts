/** Somebody leaves; what names them goes on, and every command says where they are named. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

const EM = '/identityGovernance/entitlementManagement';
const ALICE = '00000000-0000-4000-8000-000000000a01';
const CAROL = '00000000-0000-4000-8000-000000000a02';
const READERS = '00000000-0000-4000-8000-000000000b01';
const DEVELOPERS = '00000000-0000-4000-8000-000000000b03';
const SEED = `
tenant: { displayName: Contoso, domains: [contoso.com] }
users:
  - { id: ${ALICE}, userPrincipalName: alice@contoso.com, displayName: Alice }
  - { id: ${CAROL}, userPrincipalName: carol@contoso.com, displayName: Carol }
groups:
  - { id: ${READERS}, displayName: Readers, members: [] }
  - { id: ${DEVELOPERS}, displayName: Developers, members: [carol@contoso.com] }
organizations:
  - { displayName: Fabrikam, domains: [fabrikam.com] }
`;
const approval = (approver: string) => `
      isApprovalRequiredForAdd: true
      stages:
        - durationBeforeAutomaticDenial: P14D
          primaryApprovers:
            - ${approver}
            - { user: alice@contoso.com }`;
const YAML = `version: 1
tenant: { id: contoso.com }
connectedOrganizations:
  fabrikam:
    displayName: Fabrikam
    identitySources: [{ domain: fabrikam.com }]
    internalSponsors:
      - { user: carol@contoso.com }
catalogs:
  databases:
    displayName: Databases
    description: Data
    resources:
      readers: { group: Readers }
    roles:
      reader:
        - { user: carol@contoso.com }
packages:
  orders:
    catalog: databases
    displayName: Orders
    incompatibleGroups:
      - { group: Developers }
policies:
  people:
    accessPackage: orders
    displayName: People
    allowedTargetScope: allMemberUsers
    expiration: { type: noExpiration }
    requestApprovalSettings:${approval('{ user: carol@contoso.com }')}
`;

let folder: string;
let served: Serving;
const run = (...args: string[]) => entente(args, { cwd: folder, env: served.env });
const write = (text: string) => writeFileSync(path.join(folder, 'governance.yaml'), text);
const both = async (...args: string[]) => {
  const { code, stdout, stderr } = await run(...args);
  return { code, text: `${stdout}\n${stderr}` };
};
const leave = async () => {
  await served.request('DELETE', `/users/${CAROL}`);
  await served.request('DELETE', `/groups/${DEVELOPERS}`);
};

beforeEach(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'seed.yaml'), SEED);
  write(YAML);
  served = await serveTenantHere(folder, ['--seed', 'seed.yaml']);
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
});
afterEach(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

describe('somebody who left', () => {
  it('stops no plan; each use is a warning with place and object, when and until when', async () => {
    await leave();
    const { code, text } = await both('plan');
    expect(code).toBe(0);
    expect(text).toContain('No changes.');
    const uses = [
      /carol@contoso\.com \(id 0{8}-.*a02\) is no longer in the directory: approver of stage 1 of policy\.people .*governance\.yaml:35:15/,
      /internal sponsor of connectedOrganization\.fabrikam .*governance\.yaml:8:9/,
      /holder of catalogRole\.databases\/reader\/user:carol@contoso\.com .*governance\.yaml:17:11/,
      /The group Developers .*incompatible group of accessPackage\.orders .*governance\.yaml:23:9/,
      /It was deleted on \d{4}-\d\d-\d\d; can be restored until \d{4}-\d\d-\d\d\. Restore it/,
    ];
    for (const use of uses) expect(text).toMatch(use);
  });

  it('lets everything else be changed, also in what names them', async () => {
    await leave();
    write(
      YAML.replace('description: Data', 'description: Better').replace(
        'displayName: People',
        'displayName: Everybody',
      ),
    );
    const applied = await both('apply', '--auto-approve');
    expect(applied).toMatchObject({ code: 0 });
    expect((await both('plan')).text).toContain('No changes.');
    expect((await both('drift')).code).toBe(0);
  });

  it('is marked in what a plan says of access, as text, Markdown, page and JSON', async () => {
    await leave();
    write(YAML.replace('allMemberUsers', 'allDirectoryUsers'));
    const mark = /Developers \(no longer in the directory\)/;
    const { code, stdout } = await run('plan', '--out', 'made.plan');
    expect(code).toBe(0);
    const outputs = [
      stdout,
      (await run('show', 'made.plan', '--markdown')).stdout.replaceAll('\\', ''),
      (await run('show', 'made.plan', '--html', '-')).stdout,
      JSON.stringify((JSON.parse((await run('plan', '--json')).stdout) as { access: unknown }).access),
    ];
    for (const output of outputs) expect(output).toMatch(mark);
    // Who left approves nothing any more: the others are named.
    expect(stdout).toMatch(/approval: alice@contoso\.com$/m);
  });

  it('is an error only for what newly names them, and not for another target', async () => {
    write(
      YAML.replace(/ +- \{ user: carol@contoso\.com \}\n +- \{ user: alice/, '            - { user: alice'),
    );
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    await leave();
    write(YAML.replace('description: Data', 'description: Better'));
    const refused = await both('plan');
    expect(refused.code).toBe(1);
    expect(refused.text).toMatch(/carol@contoso\.com .*cannot become approver of stage 1/);
    expect(refused.text).toContain('governance.yaml:35:15');
    expect(refused.text).not.toContain('Check the spelling');
    expect(await both('apply', '--auto-approve', '--target', 'catalog.databases')).toMatchObject({ code: 0 });
    expect((await both('drift')).code).toBe(0);
  });

  it('is told from a misspelling, of which another target hears nothing', async () => {
    await served.request('DELETE', `/users/${CAROL}`);
    const misspelt = YAML.replace('{ user: alice@', '{ user: alicia@').replace(
      'description: Data',
      'description: Better',
    );
    write(misspelt);
    const refused = await both('plan');
    expect(refused.code).toBe(1);
    expect(refused.text).toMatch(/There is no user "alicia@contoso\.com"/);
    expect(refused.text).toContain('alice@contoso.com');
    expect(await both('plan', '--target', 'catalog.databases')).toMatchObject({ code: 0 });
    // A state that knows nothing of her: the directory tells.
    rmSync(path.join(folder, 'entente.state.json'), { force: true });
    for (const name of readdirSync(folder))
      if (name.includes('state')) rmSync(path.join(folder, name), { recursive: true });
    write(YAML);
    const unknown = await both('plan');
    expect(unknown.code).toBe(1);
    expect(unknown.text).toMatch(/There is no user "carol@contoso\.com" in the directory any more/);
    expect(unknown.text).toMatch(/It was deleted on .*can be restored until/);
  });

  it('is a finding of drift, beside the drift that there is', async () => {
    const [catalog] = (
      (await served.request('GET', `${EM}/catalogs`))['value'] as { id: string; displayName: string }[]
    ).filter(({ displayName }) => displayName === 'Databases');
    await leave();
    await served.request('PATCH', `${EM}/catalogs/${catalog?.id ?? ''}`, {
      description: 'changed in the portal',
    });
    const { code, text } = await both('drift');
    expect(code).toBe(2);
    expect(text).toContain('changed in the portal');
    expect(text).toMatch(/approver of stage 1 of policy\.people .*governance\.yaml:35:15/);
    const json = JSON.parse((await run('drift', '--json')).stdout) as { findings: { rule: string }[] };
    expect(json.findings.map(({ rule }) => rule)).toContain('departed-principal');
    expect((await both('drift', '--markdown')).text).toContain('approver of stage 1');
    const accepted = await both('drift', '--accept');
    expect(accepted.code).toBe(0);
    expect(accepted.text).toMatch(
      /^governance\.yaml:35:15: warning LOOKUP_DEPARTED: The user carol@contoso\.com .*approver of stage 1 of policy\.people$/m,
    );
    expect(accepted.text).not.toContain('POSSIBLE_TWIN');
    expect(readFileSync(path.join(folder, 'governance.yaml'), 'utf8')).toContain('changed in the portal');
    expect((await both('plan')).text).toContain('No changes.');
  });

  it('can be named by id while the tenant still does, also without a record', async () => {
    await leave();
    write(
      YAML.replaceAll('{ user: carol@contoso.com }', `{ id: ${CAROL} }`)
        .replace(`reader:\n        - { id: ${CAROL} }`, 'reader:\n        - { user: carol@contoso.com }')
        .replace('{ group: Developers }', `{ id: ${DEVELOPERS} }`),
    );
    const { code, text } = await both('plan');
    expect(text).toMatch(/approver of stage 1 of policy\.people/);
    expect(text).not.toMatch(/~ |[1-9] to update/);
    expect(code).toBe(0);
  });

  it('is told from a misspelling by the governance rules', async () => {
    write(YAML.replace('- { user: alice@contoso.com }', '- { user: alcie@contoso.com }'));
    await leave();
    const { text } = await both('check', '--refresh');
    expect(text).toMatch(/No longer in the directory: .*carol@contoso\.com, deleted on \d{4}-\d\d-\d\d/);
    expect(text).toContain('→ Name others in their place, or restore them');
    expect(text).toMatch(/Not in the directory: alcie@contoso\.com\n {2}→ Correct the names/);
    const { departed } = JSON.parse((await run('check', '--refresh', '--json')).stdout) as {
      departed: readonly object[];
    };
    const when = expect.stringMatching(/^deleted on \d{4}-\d\d-\d\d; can be restored until/) as string;
    expect(departed).toContainEqual({ principal: 'carol@contoso.com', deletion: when });
    expect(JSON.stringify(departed)).not.toContain('alcie');
  });

  it('is answered for by the access commands', async () => {
    await leave();
    for (const args of [
      ['who', 'orders'],
      ['explain', 'alice@contoso.com', 'orders'],
      ['for', 'alice@contoso.com'],
    ])
      expect((await both('access', ...args, '--refresh')).text).not.toContain('Error');
  });
});

describe('import', () => {
  it('names those who left by id with a comment, and the next plan is empty', async () => {
    await leave();
    const { code, text } = await both('import', '--out', 'after', '--tenant', 'contoso.com');
    expect(code).toBe(0);
    expect(text).not.toContain('is not imported');
    expect(text).toMatch(
      /warning IMPORT_DEPARTED: .* is no longer in the directory and is written as its id: policies\.people\.requestApprovalSettings/,
    );
    const files = ['governance.yaml', 'catalogs/databases.yaml'].map((name) =>
      readFileSync(path.join(folder, 'after', name), 'utf8'),
    );
    const whole = files.join('\n');
    expect(whole).toMatch(
      new RegExp(`# user .*the directory no longer knows it \\(deleted on .*\\)\\n +- \\{ id: ${CAROL} \\}`),
    );
    expect(whole).toMatch(new RegExp(`# group .*\\n +- \\{ id: ${DEVELOPERS} \\}`));
    const plan = await both('plan', '-f', 'after/governance.yaml');
    expect(plan.text).toContain('No changes.');
    expect(plan.text).toContain('approver of stage 1');
  });

  it('of one object says the same', async () => {
    const [policy] = (await served.request('GET', `${EM}/assignmentPolicies`))['value'] as { id: string }[];
    await leave();
    write(YAML.slice(0, YAML.indexOf('policies:')));
    const { stdout } = await run('state', 'rm', 'policy.people').then(() =>
      run('import', 'policy.people', policy?.id ?? ''),
    );
    expect(stdout).toMatch(new RegExp(`# user .*no longer knows it.*\\n +- \\{ id: ${CAROL} \\}`));
  });
});
