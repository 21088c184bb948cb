/** Roles of the directory are handed out only with a consent of their own, whatever else was agreed to. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(
    path.join(folder, 'governance.yaml'),
    configuration('[{ resource: admins, role: Eligible Member }]'),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => entente(args, { cwd: folder });
const configuration = (roles: string) => `version: 1
tenant: { embedded: tenant }
state: { file: state.json }
catalogs:
  privileged:
    displayName: Privileged
    isExternallyVisible: false
    resources: { admins: { directoryRole: Groups Administrator } }
packages:
  p: { catalog: privileged, displayName: P, resourceRoles: ${roles} }
`;

describe('an apply that hands out a role of the directory', () => {
  it('stops although the plan was approved, and goes on when that is allowed', async () => {
    const plan = await run('plan');
    expect(plan.stdout).toContain('hands out a role of the directory');
    const refused = await run('apply', '--auto-approve');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('error GUARD_PRIVILEGED');
    expect(refused.stderr).toContain('--allow-privileged');
    expect((await run('state', 'list')).stdout).not.toContain('privileged');
    expect(await run('apply', '--auto-approve', '--allow-privileged')).toMatchObject({ code: 0 });
    // What is as it was asks for nothing, and taking it away neither.
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    writeFileSync(path.join(folder, 'governance.yaml'), configuration('[]'));
    expect(await run('apply', '--auto-approve', '--allow-access-loss')).toMatchObject({ code: 0 });
  });

  it('is imported by the name that it has', async () => {
    expect(await run('apply', '--auto-approve', '--allow-privileged')).toMatchObject({ code: 0 });
    const imported = await run('import', '--out', 'out');
    expect({ code: imported.code, errors: imported.stderr }).toMatchObject({ code: 0 });
    const file = readFileSync(path.join(folder, 'out/catalogs/privileged.yaml'), 'utf8');
    expect(file).toContain('directoryRole: Groups Administrator');
    expect(file).toContain('role: Eligible Member');
  });

  it('is taken over only when that is allowed', async () => {
    expect(await run('apply', '--auto-approve', '--allow-privileged')).toMatchObject({ code: 0 });
    rmSync(path.join(folder, 'state.json'));
    const adopted = await run('apply', '--adopt', '--auto-approve');
    expect(adopted.stderr).toContain('error GUARD_PRIVILEGED');
    expect(await run('apply', '--adopt', '--auto-approve', '--allow-privileged')).toMatchObject({ code: 0 });
  });
});
