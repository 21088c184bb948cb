/** What `apply FILE` and `apply --expect-digest` execute, and what they refuse, with the words for it. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatPlan, parsePlan } from '../../src/apply/plan-file.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import type { Ran } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

let folder: string;
let served: Serving;
beforeEach(async () => {
  folder = temporaryFolder('examples/contoso');
  edit('governance.yaml', (text) => text.replaceAll('../../', ''));
  served = await serveTenantHere(folder, ['--seed', 'directory.yaml']);
});
afterEach(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]) => entente(args, { cwd: folder, env: served.env });
const file = (name: string) => path.join(folder, name);
const TANGO = 'teams/tango/governance.yaml';

function edit(name: string, change: (text: string) => string): void {
  const before = readFileSync(file(name), 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(file(name), after);
}

function refused({ code, stderr, stdout }: Ran, ...words: string[]): void {
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  for (const word of words) expect(stderr).toContain(word);
  expect(stderr).not.toMatch(/^\s+at |This is a bug/m);
}

const writes = async () => (await served.request('GET', '/auditLogs/directoryAudits?$top=999'))['value'];
const id = async (collection: string, name: string) => {
  const filter = encodeURIComponent(`displayName eq '${name}'`);
  const answer = await served.request(
    'GET',
    `/identityGovernance/entitlementManagement/${collection}?$filter=${filter}`,
  );
  return (answer['value'] as { id: string }[])[0]?.id ?? '';
};
const patch = async (collection: string, name: string, body: unknown) =>
  served.request(
    'PATCH',
    `/identityGovernance/entitlementManagement/${collection}/${await id(collection, name)}`,
    body,
  );

describe('apply FILE', () => {
  it('names the file, the environment, the state and the objects that moved since', async () => {
    await run('apply', '--auto-approve');
    edit(TANGO, (text) => text.replace('duration: P90D', 'duration: P60D'));
    expect((await run('plan', '-o', 'tango.json')).code).toBe(0);

    edit(TANGO, (text) => text.replace('duration: P60D', 'duration: P30D'));
    refused(await run('apply', 'tango.json'), `${TANGO} was changed since the plan was made`);
    edit(TANGO, (text) => text.replace('duration: P30D', 'duration: P60D'));
    cpSync(file('teams/partners'), file('teams/zoo'), { recursive: true });
    writeFileSync(file('teams/zoo/governance.yaml'), 'catalogs: {}\n');
    refused(await run('apply', 'tango.json'), 'The configuration has a new file teams/zoo/governance.yaml');
    rmSync(file('teams/zoo'), { recursive: true });

    await patch('catalogs', 'Partner projects', { description: 'By the portal' });
    await patch('accessPackages', 'Tango audit', { isHidden: true });
    const before = await writes();
    refused(
      await run('apply', 'tango.json'),
      'catalog.partner-projects is not in the plan; a new one updates it',
      'because of description',
      'accessPackage.tango-audit is not in the plan',
    );
    expect(await writes()).toEqual(before);

    await run('apply', '--auto-approve');
    refused(
      await run('apply', 'tango.json'),
      'The state has moved from serial 1 to 2 since the plan was made',
    );
  }, 60_000);

  it('refuses a plan of another tenant, another state, and another environment', async () => {
    edit('governance.yaml', (text) =>
      text.replace('environments:', 'environments:\n  test: { variables: { reviewDays: 20 } }'),
    );
    await run('plan', '-o', 'tango.json');
    refused(
      await run('apply', 'tango.json', '--env', 'test'),
      'The plan was made without --env, but this is with --env test',
    );
    const plan = parsePlan(readFileSync(file('tango.json'), 'utf8'), 'tango.json');
    save({ ...plan, tenant: { ...plan.tenant, id: 'another', displayName: 'Elsewhere' } });
    refused(
      await run('apply', 'forged.json'),
      'The plan is for the tenant Elsewhere (another), but this is Contoso',
    );
    await run('apply', '--auto-approve');
    refused(
      await run('apply', 'tango.json'),
      'The plan was made on no state, but the state is the state of lineage',
    );
  }, 60_000);

  it('executes nothing of a forged plan whose seals are in order', async () => {
    await run('plan', '-o', 'tango.json');
    const plan = parsePlan(readFileSync(file('tango.json'), 'utf8'), 'tango.json');
    const forged = plan.changes.map((change) =>
      change.address === 'policy.tango-partners'
        ? { ...change, after: { ...change.after, allowedTargetScope: 'allExternalUsers' } }
        : change,
    );
    save({ ...plan, changes: forged });
    refused(
      await run('apply', 'forged.json'),
      'policy.tango-partners would become something else',
      'allowedTargetScope',
    );
    save({ ...plan, changes: plan.changes.slice(0, 3) });
    refused(await run('apply', 'forged.json'), 'more objects are not as the plan says');
    expect(await writes()).toEqual([]);
    expect((await run('apply', 'tango.json')).code).toBe(0);
    expect((await run('plan', '--detailed-exitcode')).code).toBe(0);
  }, 60_000);

  function save(plan: Plan): void {
    writeFileSync(file('forged.json'), formatPlan(plan));
  }
});

describe('apply --expect-digest', () => {
  it('executes the plan that was reviewed, and no other', async () => {
    const digestOf = (text: string) => /^Digest: ([0-9a-f]{64})$/m.exec(text)?.[1] ?? '';
    const reviewed = digestOf((await run('plan')).stdout);
    const { digest } = JSON.parse((await run('plan', '--json')).stdout) as Plan;
    expect(reviewed).toBe(digest);
    const malformed = await run('apply', '--expect-digest', reviewed.slice(0, 12));
    refused(malformed, 'It must be the 64 hexadecimal digits that entente plan prints');
    edit(TANGO, (text) => text.replace('duration: P90D', 'duration: P60D'));
    const other = await run('apply', '--expect-digest', reviewed);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain(`but the one that was reviewed has ${reviewed}`);
    expect(digestOf(other.stdout)).not.toBe(reviewed);
    await run('plan', '-o', 'tango.json');
    refused(
      await run('apply', 'tango.json', '--expect-digest', reviewed),
      'The plan tango.json has the digest',
    );
    expect(await writes()).toEqual([]);
    edit(TANGO, (text) => text.replace('duration: P60D', 'duration: P90D'));
    expect((await run('apply', '--expect-digest', reviewed.toUpperCase())).code).toBe(0);
    const done = await run('apply', '--expect-digest', reviewed);
    expect(done.code).toBe(0);
    expect(done.stdout).toContain('No changes.');
  }, 60_000);
});
