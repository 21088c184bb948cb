/** Two organizations of one display name are legal: they are made, told apart and changed from the first plan on. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

it('two organizations of one name are made in one plan, and told apart in who can get in', async () => {
  const folder = temporaryFolder();
  const run = (...args: string[]) => entente(args, { cwd: folder });
  const write = (target: string) =>
    writeFileSync(
      path.join(folder, 'governance.yaml'),
      `version: 1
tenant: { embedded: tenant }
connectedOrganizations:
  paris: { displayName: Fabrikam, identitySources: [{ domain: fabrikam.fr }] }
  rome: { displayName: Fabrikam, identitySources: [{ domain: fabrikam.it }] }
catalogs: { main: { displayName: Main } }
packages: { pack: { catalog: main, displayName: Pack } }
policies:
  partners:
    accessPackage: pack
    displayName: Partners
    allowedTargetScope: specificConnectedOrganizationUsers
    specificAllowedTargets: [{ connectedOrganization: ${target} }]
`,
    );
  write('paris');
  expect(await run('validate')).toMatchObject({ code: 0, stderr: '' });
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
  expect(await run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
  write('rome');
  const { stdout } = await run('plan');
  expect(stdout).toContain('+ Fabrikam (fabrikam.it) can now get Pack');
  expect(stdout).toContain('- Fabrikam (fabrikam.fr) can no longer get Pack');
  rmSync(folder, { recursive: true });
});

it('two policies of one name are told once, not again when the tenant was read', async () => {
  const folder = temporaryFolder();
  writeFileSync(
    path.join(folder, 'governance.yaml'),
    `version: 1
tenant: { embedded: tenant }
catalogs: { main: { displayName: Main } }
packages: { pack: { catalog: main, displayName: Pack } }
policies:
  one: { accessPackage: pack, displayName: Partners }
  two: { accessPackage: pack, displayName: Partners, description: Others }
`,
  );
  const { stdout, stderr } = await entente(['plan'], { cwd: folder });
  expect(stderr.match(/REFERENCE_COLLISION/g)).toEqual(['REFERENCE_COLLISION']);
  expect(stdout).toContain('Plan: 4 to add');
  rmSync(folder, { recursive: true });
});
