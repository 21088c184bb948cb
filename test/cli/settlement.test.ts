/** What a run that was cut off made, where the journal does not tell: asked on a terminal, named without one. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StateDocument } from '../../src/state/document.ts';
import { openTenant } from '../../src/tenant/open.ts';
import { CLI, cleanEnvironment, entente, temporaryFolder } from '../support/cli.ts';

const hasScript = spawnSync('script', ['--version']).status === 0;
if (!hasScript) console.warn('Skipped: without script(1) there is no terminal to ask on.');

let folder = '';
let id = '';
const run = (...args: string[]) => entente(args, { cwd: folder });

/** A catalog that was made, and changed by somebody, while nobody heard of it. */
beforeEach(async () => {
  folder = temporaryFolder();
  writeFileSync(
    path.join(folder, 'governance.yaml'),
    'version: 1\ntenant: { embedded: tenant }\ncatalogs: { partners: { displayName: Partners } }\n',
  );
  await run('apply', '--auto-approve');
  const file = path.join(folder, 'governance.state.json');
  const state = JSON.parse(readFileSync(file, 'utf8')) as StateDocument;
  id = state.resources[0]?.id ?? '';
  const pending = {
    operation: 'cut-off',
    address: 'catalog.partners',
    action: 'create',
    startedAt: new Date().toISOString(),
    digest: '0'.repeat(64),
  };
  writeFileSync(file, JSON.stringify({ ...state, resources: [], pending: [pending] }));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('an object that may be ours', () => {
  it('is named without a terminal, and taken when somebody says so', async () => {
    const { code, stderr } = await run('plan');
    expect(code).toBe(1);
    expect(stderr).toMatch(/error PLAN_UNSETTLED: A run that began to create catalog\.partners at 20/);
    expect(stderr).toContain(`"Partners", id ${id}, created 20`);
    expect(stderr).toContain('--settle catalog.partners=ID');
    const none = await run('plan', '--settle', 'catalog.partners=none');
    expect(none.stderr).toContain('error PLAN_EXISTS');
    const malformed = await run('plan', '--settle', 'catalog.partners');
    expect(malformed.stderr).toContain('error PLAN_SETTLE');
    const applied = await run('apply', '--auto-approve', '--settle', `catalog.partners=${id}`);
    expect(applied).toMatchObject({ code: 0 });
    const again = await run('plan', '--detailed-exitcode');
    expect(again).toMatchObject({ code: 0 });
  });

  it.each([
    ['a question', ''],
    [
      'findings that are enforced',
      'checks: { enforce: true, rules: { package-without-policy: { severity: error } } }',
    ],
  ])('hides no twin of another object behind %s', async (_, checks) => {
    const file = path.join(folder, 'governance.yaml');
    const yaml = readFileSync(file, 'utf8').replace('} }\n', '}, second: { displayName: Second } }\n');
    writeFileSync(file, yaml);
    const answer = ['--settle', `catalog.partners=${id}`];
    expect(await run('apply', '--auto-approve', ...answer)).toMatchObject({ code: 0 });
    const state = path.join(folder, 'governance.state.json');
    const { resources, ...rest } = JSON.parse(readFileSync(state, 'utf8')) as StateDocument;
    // A gateway may have repeated the request, whose first answer came.
    const tenant = await openTenant({
      dataDir: path.join(folder, 'tenant'),
      behaviour: { duplicateCatalogNames: true },
    });
    const made = await tenant.fetch(
      new Request('http://tenant.invalid/v1.0/identityGovernance/entitlementManagement/catalogs', {
        method: 'POST',
        body: JSON.stringify({ displayName: 'Second' }),
      }),
    );
    const twin = ((await made.json()) as { id: string }).id;
    await tenant.close();
    if (checks === '') {
      const pending = {
        operation: 'x',
        address: 'catalog.partners',
        action: 'create',
        digest: '0'.repeat(64),
      };
      writeFileSync(
        state,
        JSON.stringify({
          ...rest,
          resources: resources.filter(({ address }) => address !== 'catalog.partners'),
          pending: [{ ...pending, startedAt: new Date().toISOString() }],
        }),
      );
    } else writeFileSync(file, `${yaml}packages: { p: { catalog: second, displayName: P } }\n${checks}\n`);
    const { code, stderr } = await run('plan');
    expect([code, stderr]).toEqual([1, expect.stringContaining('Nothing was planned.')]);
    expect(stderr).toContain('warning POSSIBLE_TWIN: Two objects of the kind catalog are called "Second": ');
    expect(stderr).toContain(`${twin} is not`);
  });

  it('is not settled by what is said of another address, or once more', async () => {
    const misspelt = await run('plan', '--settle', `catalog.partner=${id}`);
    expect(misspelt.code).toBe(1);
    expect(misspelt.stderr).toMatch(
      /error PLAN_SETTLE: Nothing has the address "catalog\.partner"\n.*Did you mean "catalog\.partners"\?/,
    );
    expect(await run('apply', '--auto-approve', '--settle', `catalog.partners=${id}`)).toMatchObject({
      code: 0,
    });
    for (const answer of [id, 'none']) {
      const again = await run('plan', '--settle', `catalog.partners=${answer}`);
      expect(again.code).toBe(1);
      expect(again.stderr).toContain('error PLAN_SETTLE: Nothing of catalog.partners is open');
      expect(again.stderr).toContain(`Leave out --settle catalog.partners=${answer}`);
    }
  });

  it.skipIf(!hasScript)('is asked for on a terminal', async () => {
    const child = spawn('script', ['-qec', `"${process.execPath}" "${CLI}" plan`, '/dev/null'], {
      cwd: folder,
      env: cleanEnvironment(),
    });
    let output = '';
    let answered = false;
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (answered || !output.includes('Number: ')) return;
      answered = true;
      child.stdin.write('1\n');
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(output).toContain('Which of these did it make?');
    expect(output).toContain('not as it was sent');
    expect(output).toContain('1 to take over');
    expect(code).toBe(0);
  });
});
