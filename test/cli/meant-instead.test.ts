/** Command lines as people of other tools type them: told what to write instead, and nothing is done. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

const YAML = `version: 1
tenant: { embedded: tenant, seed: seed.yaml }
catalogs:
  main:
    displayName: Main
    resources: { team: { group: Team } }
packages:
  pack:
    catalog: main
    displayName: Pack
    resourceRoles: [{ resource: team, role: Member }]
policies:
  all: { accessPackage: pack, displayName: All, allowedTargetScope: allMemberUsers }
`;

let folder: string;
const run = (...args: string[]) => entente(args, { cwd: folder });

beforeAll(() => {
  folder = temporaryFolder();
  writeFileSync(
    path.join(folder, 'seed.yaml'),
    'tenant: { displayName: Contoso, domains: [contoso.com] }\ngroups: [{ displayName: Team }]\n',
  );
  writeFileSync(path.join(folder, 'governance.yaml'), YAML);
});

describe('before anything is applied', () => {
  it.each([
    [['force-unlock', '1'], 'Write entente state unlock ID'],
    [['refresh'], 'Write entente drift, and entente drift --accept to keep what it shows'],
    [['workspace', 'select', 'prod'], 'Write --env NAME'],
    [['access', 'check', '--not-granted', 'team'], 'Did you mean "catalogResource.main/team"?'],
    [['access', 'check', '--not-granted', 'pack', '--to', 'everyone'], 'Did you mean "anyone"?'],
    [['access', 'check', '--not-granted', 'pack', '--to', 'guests'], 'Did you mean "anyExternalUser"?'],
  ])('%j', async (args, hint) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(hint);
  });

  it('takes a resource of a catalog as guarantees write it', async () => {
    const { code, stdout } = await run('access', 'check', '--not-granted', 'main/team', '--to', 'members');
    expect(code).toBe(2);
    expect(stdout).toContain('Pack');
  });

  it('drift says that nothing is managed yet, and not that all is as it was applied', async () => {
    const { code, stdout } = await run('drift');
    expect(code).toBe(0);
    expect(stdout).toContain('No drift. Nothing is managed yet: entente apply records what it makes');
    expect(stdout).not.toContain('last applied');
  });
});

describe('what is managed', () => {
  beforeAll(async () => {
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
  });

  it('gets no key that no configuration can have', async () => {
    const { code, stderr } = await run('state', 'mv', 'accessPackage.pack', 'accessPackage.p ck');
    expect(code).toBe(1);
    expect(stderr).toContain('"p ck" cannot be a key in the configuration');
    expect(await run('state', 'mv', 'accessPackage.pack', 'accessPackage.other')).toMatchObject({ code: 0 });
  });
});
