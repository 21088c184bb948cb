import { spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLI, cleanEnvironment, ended, entente, ententeProcess, temporaryFolder } from '../support/cli.ts';
import { createCountingProxy } from '../support/counting-proxy.ts';
import { serveTenantHere } from '../support/served-tenant.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
let folder = '';

/** Contoso's configuration in a folder of its own. */
beforeEach(() => {
  folder = temporaryFolder();
  rmSync(folder, { recursive: true });
  folder = temporaryFolder('examples/contoso');
  const text = readFileSync(path.join(ROOT, 'governance.yaml'), 'utf8');
  writeFileSync(
    path.join(folder, 'governance.yaml'),
    text.replace('examples/contoso/directory.yaml', 'directory.yaml'),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => entente(args, { cwd: folder });

/** What the first apply of the configuration left: its state and its tenant. */
let kept: string | undefined;
afterAll(() => {
  if (kept !== undefined) rmSync(kept, { recursive: true });
});

/** Brings the folder to where everything is applied; what every apply would leave is copied. */
async function applied(): Promise<void> {
  const data = path.join(folder, '.entente');
  if (kept === undefined) {
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    kept = temporaryFolder();
    cpSync(data, kept, { recursive: true });
  } else cpSync(kept, data, { recursive: true });
}

function edit(change: (text: string) => string): void {
  const file = path.join(folder, 'governance.yaml');
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
}

describe('plan and apply', () => {
  it('go from nothing to everything to nothing left to do', async () => {
    const planned = await run('plan', '--detailed-exitcode');
    expect(planned.code).toBe(2);
    expect(planned.stdout).toContain('Plan: 16 to add, 0 to change, 0 to destroy, 1 to take over.');
    expect(planned.stderr).toBe('Reading the tenant Contoso...\n');
    const applied = await run('apply', '--auto-approve');
    expect(applied.code).toBe(0);
    expect(applied.stdout).toContain(
      'Apply complete! Resources: 16 added, 0 changed, 0 destroyed, 1 taken over.',
    );
    expect(applied.stderr).toMatch(/catalog\.partner-projects: Created after \d+s \[id=[0-9a-f-]{36}\]/);
    const again = await run('plan', '--detailed-exitcode');
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('No changes. The tenant matches the configuration.');
    const nothing = await run('apply', '--auto-approve');
    expect(nothing).toMatchObject({ code: 0 });
    expect(nothing.stdout).toContain('No changes.');
  });

  it('show what changes inside an object, and where it is declared', async () => {
    await applied();
    edit((text) =>
      text.replace('duration: P90D', 'duration: P30D').replace('Builds the tracker', 'Maintains the tracker'),
    );
    const { stdout } = await run('plan');
    expect(stdout).toContain('~ policy.tango-partners "Partner engineers"');
    expect(stdout).toMatch(/# policy\.tango-partners will be updated in place {2}governance\.yaml:\d+/);
    expect(stdout).toContain('~ duration = "P90D" -> "P30D"');
    expect(stdout).toContain(
      '~ description = "Builds the tracker of Project Tango" -> "Maintains the tracker of Project Tango"',
    );
    expect(stdout).toContain('Plan: 0 to add, 2 to change, 0 to destroy.');
  });

  it('refuse to ask where nobody can answer, and take only "yes" for an answer', async () => {
    const refused = await run('apply');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('APPLY_CONSENT');
    expect(existsSync(path.join(folder, '.entente/governance.state.json'))).toBe(false);
  });

  it('limit themselves to targets and what these need', async () => {
    const { code, stdout } = await run('apply', '--auto-approve', '--target', 'accessPackage.tango-audit');
    expect(code).toBe(0);
    expect(stdout).toContain('Limited to accessPackage.tango-audit and what they need.');
    const { stdout: listed } = await run('state', 'list');
    expect(listed).toContain('accessPackage.tango-audit\n');
    expect(listed).toContain('catalog.partner-projects\n');
    expect(listed).not.toContain('policy.');
    const unknown = await run('plan', '--target', 'accessPackage.tango-audti');
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('Did you mean "accessPackage.tango-audit"?');
  });

  it('guard what must not be destroyed, and destroy the rest', async () => {
    await applied();
    const refused = await run('destroy', '--auto-approve');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('connectedOrganization.fabrikam');
    edit((text) => text.replace('preventDestroy: true', 'preventDestroy: false'));
    const limited = await run('destroy', '--auto-approve', '--max-deletes', '3');
    expect(limited.code).toBe(1);
    expect(limited.stderr).toContain('GUARD_MAX_DELETES');
    const destroyed = await run('destroy', '--auto-approve');
    expect(destroyed.code).toBe(0);
    expect(destroyed.stdout).toContain('16 destroyed');
    expect((await run('state', 'list')).stdout).toBe('');
    expect((await run('plan', '--destroy')).stdout).toContain('Nothing is left to destroy.');
  });

  it('guard what is no longer declared, and name no other object for it', async () => {
    await applied();
    edit((text) =>
      text
        .replace(/ {2}fabrikam:\n[^]*?(?= {2}woodgrove:)/, '')
        .replace(/^.*connectedOrganization: fabrikam.*\n/m, '')
        .replace(/externalSponsors: \[bob\]/, 'externalSponsors: []'),
    );
    const { code, stderr } = await run('plan');
    expect([code, stderr]).toEqual([1, expect.stringContaining('PLAN_PREVENT_DESTROY')]);
    expect(stderr).toContain(
      'Declare it again, let it go without deleting it (removed: [connectedOrganization.fabrikam])',
    );
    expect(stderr).not.toContain('woodgrove');
  });

  it('stop before they delete more than a fifth of everything, until that is confirmed', async () => {
    await applied();
    edit((text) => text.replace(/packages:[^]*/, '').replace(/lifecycle:[^]*/, ''));
    const refused = await run('apply', '--auto-approve');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      'The plan deletes or replaces 9 resources, more than a fifth of the 17 that are managed',
    );
    expect(refused.stderr).toContain('--max-deletes 9');
    const meant = await run('apply', '--auto-approve', '--max-deletes', '9');
    expect(meant.code).toBe(0);
    expect(meant.stdout).toContain('9 destroyed');
  });

  it('work without reading the tenant, from what was last applied', async () => {
    await applied();
    edit((text) => text.replace('duration: P90D', 'duration: P30D'));
    const { code, stdout } = await run('plan', '--no-refresh');
    expect(code).toBe(0);
    expect(stdout).toContain('Plan: 0 to add, 1 to change, 0 to destroy.');
    expect(stdout).toContain('The tenant was not read; the plan rests on what was last applied.');
  });
});

describe('a saved plan', () => {
  it('is executed exactly, once', async () => {
    expect((await run('plan', '-o', 'tango.json')).code).toBe(0);
    const shown = await run('show', 'tango.json');
    expect(shown.stdout).toContain('Plan: 16 to add');
    expect((await run('show', 'tango.json', '--markdown')).stdout).toContain('catalog.partner-projects');
    expect((await run('show', 'tango.json', '--json')).stdout).toBe(
      readFileSync(path.join(folder, 'tango.json'), 'utf8'),
    );
    expect((await run('apply', 'tango.json')).code).toBe(0);
    const again = await run('apply', 'tango.json');
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('PLAN_');
    expect((await run('plan')).stdout).toContain('No changes.');
  });

  it('is refused when configuration or state have moved, and when it is none', async () => {
    await run('plan', '-o', 'tango.json');
    edit((text) => text.replace('duration: P90D', 'duration: P30D'));
    const moved = await run('apply', 'tango.json');
    expect(moved.code).toBe(1);
    expect(moved.stderr).toContain('governance.yaml was changed since the plan was made');
    for (const [text, code] of [
      ['{', 'PLAN_FILE_CORRUPT'],
      ['{}', 'PLAN_FILE_FOREIGN'],
      ['{"tool":{"name":"entente"},"formatVersion":99}', 'PLAN_FILE_NEWER'],
    ] as const) {
      writeFileSync(path.join(folder, 'broken.json'), text);
      const { code: exit, stderr } = await run('apply', 'broken.json');
      expect({ exit, found: stderr.includes(code) }).toEqual({ exit: 1, found: true });
    }
    expect((await run('show', 'missing.json')).stderr).toContain('missing.json');
    const unwritable = await run('plan', '-o', 'no/such/folder/plan.json');
    expect(unwritable.code).toBe(1);
    expect(unwritable.stderr).toContain('PLAN_FILE_WRITE');
  });

  it('and its JSON follow the schema, before and after an apply', async () => {
    const schema = JSON.parse(readFileSync(path.join(ROOT, 'schema/plan.schema.json'), 'utf8')) as object;
    const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
    const check = async (...args: string[]) => {
      const { stdout } = await run('plan', '--json', ...args);
      validate(JSON.parse(stdout));
      expect(validate.errors).toBeNull();
    };
    await check();
    await run('apply', '--auto-approve');
    await check();
    await check('--refresh-only');
    edit((text) => text.replace(/lifecycle:[^]*$/, '').replace('duration: P90D', 'duration: P30D'));
    await check('--destroy');
    await check('--target', 'policy.tango-partners');
  });
});

describe('output', () => {
  it('has colours only where they are wanted', async () => {
    const colour = /\u001b\[/;
    expect((await run('plan')).stdout).not.toMatch(colour);
    const forced = await entente(['plan'], { cwd: folder, env: { FORCE_COLOR: '1' } });
    expect(forced.stdout).toMatch(colour);
    const never = await entente(['plan'], { cwd: folder, env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
    expect(never.stdout).not.toMatch(colour);
    const flagged = await entente(['plan', '--no-color'], { cwd: folder, env: { FORCE_COLOR: '1' } });
    expect(flagged.stdout).not.toMatch(colour);
  });

  it('is quiet when asked to be', async () => {
    expect((await run('plan', '--quiet')).stderr).toBe('');
  });

  it('of apply --json is one event a line', async () => {
    const { stdout } = await run('apply', '--auto-approve', '--json');
    const types = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string })['type']);
    expect(types[0]).toBe('version');
    expect(types.filter((type) => type === 'planned_change')).toHaveLength(17);
    expect(types.filter((type) => type === 'apply_start')).toHaveLength(17);
    expect(types.filter((type) => type === 'apply_complete')).toHaveLength(17);
    expect(types).toContain('change_summary');
  });

  it('ends without a word when its reader has seen enough', async () => {
    const child = spawn('bash', ['-c', `node "${CLI}" plan | head -n 1; echo "\${PIPESTATUS[0]}"`], {
      cwd: folder,
      env: cleanEnvironment(),
    });
    const { stdout, stderr } = await ended(child);
    expect(stdout).toBe('Who can get in:\n0\n');
    expect(stderr).toBe('Reading the tenant Contoso...\n');
  });

  it('names the command that was meant', async () => {
    const { code, stderr } = await run('paln');
    expect(code).toBe(1);
    expect(stderr).toContain('Did you mean plan?');
    expect((await run('plan', '--detailed-exit-code')).stderr).toContain('Did you mean --detailed-exitcode?');
  });

  it('of version, schema, completion and help goes to standard output', async () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect((await ententeProcess(['version'], { cwd: folder })).stdout).toBe(`entente ${version}\n`);
    expect((await run('schema')).stdout).toBe(
      readFileSync(path.join(ROOT, 'schema/governance.schema.json'), 'utf8'),
    );
    for (const shell of ['bash', 'zsh', 'fish'])
      expect((await run('completion', shell)).stdout).toContain('entente');
    const help = await run('--help');
    expect(help.code).toBe(0);
    for (const command of ['validate', 'plan', 'apply', 'destroy', 'drift', 'show', 'state', 'tenant'])
      expect(help.stdout).toContain(command);
  });
});

describe('state', () => {
  it('shows one resource, and names the one that was meant', async () => {
    await applied();
    const { stdout } = await run('state', 'show', 'catalog.partner-projects');
    expect(stdout).toContain('Partner projects');
    const missing = await run('state', 'show', 'catalog.partner-project');
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('catalog.partner-projects');
  });

  it('moves an object to another key, with what lives inside it and refers to it', async () => {
    await applied();
    edit((text) =>
      text
        .replaceAll('partner-projects', 'tango')
        .replace('  project-tango:', '  engineers:')
        .replaceAll('project-tango', 'engineers'),
    );
    expect((await run('plan')).stdout).toContain('to destroy');
    expect((await run('state', 'mv', 'catalog.partner-projects', 'catalog.tango')).code).toBe(0);
    const moved = await run('state', 'mv', 'accessPackage.project-tango', 'accessPackage.engineers');
    expect(moved.stdout).toBe(
      'Moved accessPackage.project-tango to accessPackage.engineers; 6 entries changed.\n',
    );
    expect((await run('plan', '--detailed-exitcode')).code).toBe(0);
    for (const [from, to, message] of [
      ['catalog.nothing', 'catalog.x', 'The state holds no "catalog.nothing"'],
      ['catalog.tango', 'policy.x', '"policy.x" is not an address of a catalog'],
      [
        'accessPackage.engineers',
        'accessPackage.tango-audit',
        'The state holds "accessPackage.tango-audit" already',
      ],
    ] as const) {
      const refused = await run('state', 'mv', from, to);
      expect({ code: refused.code, said: refused.stderr.includes(message) }).toEqual({ code: 1, said: true });
    }
  });

  it('forgets what is taken out of it, and touches nothing in the tenant', async () => {
    await applied();
    const { code, stdout } = await run('state', 'rm', 'policy.tango-partners', 'policy.tango-auditors');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: '2 resources no longer tracked; the tenant was not touched.\n',
    });
    const planned = await run('plan');
    expect(planned.stderr).toContain('policy.tango-partners exists in the tenant already');
    expect((await run('plan', '--adopt')).stdout).toContain('2 to take over');
    expect((await run('state', 'rm', 'policy.tango-partner')).code).toBe(1);
  });

  it('of another tenant, corrupt or newer is refused and left alone', async () => {
    await applied();
    const file = path.join(folder, '.entente/governance.state.json');
    const good = readFileSync(file, 'utf8');
    for (const [text, code] of [
      [good.slice(0, 500), 'STATE_CORRUPT'],
      ['{"version":4,"terraform_version":"1.9.0","lineage":"x"}', 'STATE_FOREIGN'],
      [good.replace('"formatVersion": 1', '"formatVersion": 2'), 'STATE_NEWER'],
      [good.replace(/"tenant": \{\s*"id": "[^"]+"/, '"tenant": {"id": "another"'), 'STATE_TENANT'],
    ] as const) {
      writeFileSync(file, text);
      for (const command of [['plan'], ['apply', '--auto-approve'], ['drift']]) {
        const { code: exit, stderr, stdout } = await run(...command);
        expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' });
        expect(stderr).toContain(code);
        expect(stderr).not.toMatch(/^\s+at |This is a bug/m);
      }
      expect(readFileSync(file, 'utf8')).toBe(text);
    }
    writeFileSync(file, good);
    expect((await run('plan')).stdout).toContain('No changes.');
  });
});

describe('drift', () => {
  it('shows what the portal changed, what plan makes of it, and how to accept it', async () => {
    const served = await serveTenantHere(folder, ['--data', 'served', '--seed', 'directory.yaml']);
    const at = (...args: string[]) => entente(args, { cwd: folder, env: served.env });
    expect((await at('apply', '--auto-approve')).code).toBe(0);
    expect((await at('drift')).code).toBe(0);
    const em = '/identityGovernance/entitlementManagement';
    const { value } = (await served.request(
      'GET',
      `${em}/catalogs?$filter=displayName eq 'Partner projects'`,
    )) as {
      value: { id: string }[];
    };
    await served.request('PATCH', `${em}/catalogs/${value[0]?.id}`, { isExternallyVisible: false });
    const drifted = await at('drift');
    expect(drifted.code).toBe(2);
    expect(drifted.stdout).toContain('# catalog.partner-projects was changed');
    expect(drifted.stdout).toContain('~ isExternallyVisible = true -> false');
    expect(JSON.parse((await at('drift', '--json')).stdout)).toMatchObject({
      drift: [{ address: 'catalog.partner-projects' }],
    });
    expect((await at('drift', '--markdown')).stdout).toContain('catalog.partner-projects');
    const planned = await at('plan');
    expect(planned.stdout).toContain('the tenant was changed outside of Entente');
    expect(planned.stdout).toContain('~ isExternallyVisible = false -> true');
    const recorded = await at('apply', '--refresh-only', '--auto-approve');
    expect(recorded.code).toBe(0);
    expect((await at('drift')).code).toBe(0);
    expect((await at('plan')).stdout).toContain('Plan: 0 to add, 1 to change, 0 to destroy.');
    expect(await served.stop()).toBe(0);
  });
});

describe('the audit log', () => {
  it('proves that a plan only reads, and what an apply wrote', async () => {
    const served = await serveTenantHere(folder, ['--data', 'served', '--seed', 'directory.yaml']);
    const at = (...args: string[]) => entente(args, { cwd: folder, env: served.env });
    await at('plan');
    expect((await at('tenant', 'audit')).stdout).toBe('');
    await at('apply', '--auto-approve');
    const written = (await at('tenant', 'audit')).stdout.trim().split('\n');
    expect(
      written.filter((line) => /\/assignmentPolicies: (Partner engineers|Internal auditors)/.test(line)),
    ).toHaveLength(2);
    for (const command of [['plan'], ['drift'], ['plan', '--destroy', '--target', 'policy.tango-partners']])
      await at(...command);
    const { stdout } = await at('tenant', 'audit', '--json');
    expect(JSON.parse(stdout)).toHaveLength(written.length);
    await served.stop();
  });

  it('and what travels agrees: not even a write that is refused is sent', async () => {
    const served = await serveTenantHere(folder, ['--data', 'served', '--seed', 'directory.yaml']);
    await entente(['apply', '--auto-approve'], { cwd: folder, env: served.env });
    edit((text) => text.replace('duration: P90D', 'duration: P30D'));
    const proxy = await createCountingProxy(served.url);
    for (const command of [['plan'], ['drift'], ['plan', '--destroy'], ['plan', '--refresh-only']])
      await entente(command, { cwd: folder, env: { ...served.env, ENTENTE_GRAPH_URL: proxy.url } });
    const items = proxy.exchanges.flatMap((exchange) => exchange.items);
    expect(items.length).toBeGreaterThan(20);
    // A question whose answer depends on more ids than a path can hold.
    expect(items.filter((item) => !/^GET |\/directoryObjects\/getByIds/.test(item))).toEqual([]);
    await proxy.close();
    await served.stop();
  });
});
