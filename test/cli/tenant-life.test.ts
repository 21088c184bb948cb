/** The verbs of the embedded tenant, as people type them; docs/embedded-tenant.md runs the whole story. */
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import type { Ran } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
let folder = '';
let served: Serving;
const run = (...args: string[]): Promise<Ran> => entente(args, { cwd: folder, env: served.env });
const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout) as unknown;

beforeAll(async () => {
  folder = temporaryFolder();
  cpSync(path.join(ROOT, 'governance.yaml'), path.join(folder, 'governance.yaml'));
  cpSync(path.join(ROOT, 'examples'), path.join(folder, 'examples'), { recursive: true });
  served = await serveTenantHere(folder, ['--seed', 'examples/contoso/directory.yaml']);
  expect((await run('apply', '--auto-approve')).code).toBe(0);
});
afterAll(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

describe('on a served tenant', () => {
  it('a request waits for the partner’s sponsor, and its refusals say what to do', async () => {
    const first = await run('tenant', 'request', 'project-tango', '--as', 'dana@fabrikam.com');
    expect([first.code, first.stdout]).toEqual([1, '']);
    expect(first.stderr).toContain(
      'error TENANT_REFUSED: The policy Partner engineers requires a justification\n  → Say why with --justification TEXT',
    );
    const asked = await run(
      ...['tenant', 'request', 'Project Tango', '--as', 'dana@fabrikam.com', '--policy', 'tango-partners'],
      ...[
        '--justification',
        'Tracker',
        '--answer',
        'Which contract do you work under?=C-17',
        '--accept-privacy',
      ],
    );
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    expect(asked.stdout).toMatch(
      /^[0-9a-f]{8} {2}.* pendingApproval .*dana@fabrikam\.com: Project Tango\n +Stage 1 waits for Bob; denied on /,
    );
    const other = await run('tenant', 'approve', 'dana@fabrikam.com', '--as', 'dave@contoso.com');
    expect(other).toMatchObject({ code: 1, stdout: '' });
    expect(other.stderr).toContain(
      'Dave cannot decide about this request: they are not an approver of Stage 1',
    );
  });

  it('a request is approved by its id, and shown as JSON', async () => {
    const requests = (await json('tenant', 'requests', '--open')) as { id: string }[];
    const id = requests[0]?.id ?? '';
    const said = ['--as', 'bob@fabrikam.com', '--justification', 'Ours'];
    expect(await json('tenant', 'approve', id.slice(0, 8), ...said)).toMatchObject({
      id,
      state: 'pendingApproval',
      stages: [
        { status: 'Completed', reviewResult: 'Approved' },
        { status: 'InProgress', approvers: [{ displayName: 'Alice' }, { displayName: 'Carol' }] },
      ],
    });
  });

  it('what a half delivered package waits for is said', async () => {
    await json(
      'tenant',
      'approve',
      'dana@fabrikam.com',
      '--as',
      'alice@contoso.com',
      '--justification',
      'Ours',
    );
    const { stdout } = await run('tenant', 'assignments');
    expect(stdout).toMatch(
      /^[0-9a-f]{8} {2}partiallyDelivered {2}dana@fabrikam\.com: Project Tango .*\n +SharePoint roles follow when the guest first signs in: entente tenant sign-in WHO\n$/,
    );
  });

  it('nothing is guessed: an unknown package, request, policy, question or person is named', async () => {
    const bob = ['--as', 'bob@fabrikam.com'];
    const said = await Promise.all([
      run('tenant', 'request', 'nothing', ...bob),
      run('tenant', 'approve', 'nobody@x.example', ...bob),
      run('tenant', 'assign', 'project-tango', 'x@y.example', '--policy', 'nothing'),
      run('tenant', 'request', 'project-tango', ...bob, '--answer', '7=x'),
      run('tenant', 'request', 'project-tango', ...bob, '--answer', '1'),
      run('tenant', 'sign-in', 'nobody@x.example'),
      run('tenant', 'advance', 'P1M'),
    ]);
    expect(said.map(({ code }) => code)).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(said[3].stderr).toContain('with its number or text: 1 Which contract do you work under?');
    expect(said.map(({ stderr }) => stderr.split('\n')[0])).toEqual([
      'error TENANT_UNKNOWN: The tenant has no package "nothing"; known: project-tango, tango-audit',
      'error TENANT_UNKNOWN: The tenant has no open request of "nobody@x.example"',
      'error TENANT_UNKNOWN: The tenant has no policy "nothing" of the package; known: Partner engineers',
      'error TENANT_ANSWER: "7=x" answers no question of the policy',
      'error TENANT_ANSWER: "1" answers no question of the policy',
      'error TENANT_REFUSED: nobody@x.example is not in the directory: there is no account to sign in to yet',
      "error TENANT_REFUSED: The model is invalid. 'P1M' is not a duration such as P30D, P1Y or PT4H; months have no fixed length",
    ]);
  });
});

it('a question is answered by its number, which begins at 1, by its text or its id', async () => {
  const cwd = temporaryFolder();
  const write = (name: string, text: string) => writeFileSync(path.join(cwd, name), text);
  const at = (...args: string[]) => entente(args, { cwd });
  const people = ['alice', 'bob'];
  const users = people.map(
    (name) => `  - { userPrincipalName: ${name}@contoso.com, displayName: ${name} }\n`,
  );
  write('seed.yaml', `tenant: { displayName: Contoso, domains: [contoso.com] }\nusers:\n${users.join('')}`);
  write(
    'governance.yaml',
    `version: 1
tenant: { embedded: tenant, seed: seed.yaml }
catalogs: { c: { displayName: C } }
packages: { p: { catalog: c, displayName: P } }
policies:
  one:
    accessPackage: p
    displayName: One
    allowedTargetScope: allMemberUsers
    questions: [{ type: text, text: Why? }, { type: text, text: How long?, isRequired: true }]
`,
  );
  expect(await at('apply', '--auto-approve')).toMatchObject({ code: 0 });
  const request = (who: string, ...answers: readonly string[]) =>
    at(
      ...['tenant', 'request', 'p', '--as', `${who}@contoso.com`],
      ...answers.flatMap((each) => ['--answer', each]),
    );
  for (const answer of ['0=week', '3=week', 'When?=week', 'week']) {
    const { code, stderr } = await request('alice', answer);
    expect([code, stderr]).toEqual([
      1,
      `error TENANT_ANSWER: "${answer}" answers no question of the policy\n  → Write QUESTION=VALUE with its number or text: 1 Why?; 2 How long?\n`,
    ]);
  }
  const first = await request('alice', '1=work');
  expect([first.code, first.stderr]).toEqual([1, expect.stringContaining('How long?')]);
  expect(await request('alice', '2=a week, or 1=2')).toMatchObject({ code: 0, stderr: '' });
  expect(await request('bob', 'Why?=work', 'How long?=week')).toMatchObject({ code: 0, stderr: '' });
  rmSync(cwd, { recursive: true });
});
