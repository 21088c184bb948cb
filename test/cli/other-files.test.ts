/** Files, addresses and places that are named in the stead of others: told what they are, and what to write. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

const ROOT = `version: 1
tenant: { embedded: tenant, seed: seed.yaml }
include: ['teams/*.yaml']
existing:
  catalogs: { shared: { displayName: Something shared } }
`;
const TEAM = `catalogs:
  main:
    displayName: Main
    resources: { team: { group: Team } }
packages:
  pack:
    catalog: main
    displayName: Pack
    resourceRoles: [{ resource: team, role: Member }]
policies:
  all: { accessPackage: pack, displayName: All of us, allowedTargetScope: allMemberUsers }
  direct: { accessPackage: pack, displayName: Direct, allowedTargetScope: notSpecified }
`;
const ID = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';

let folder: string;
const run = (...args: string[]) => entente(args, { cwd: folder });
const write = (name: string, text: string) => {
  writeFileSync(path.join(folder, name), text);
};

beforeAll(async () => {
  folder = temporaryFolder();
  mkdirSync(path.join(folder, 'teams'));
  write(
    'seed.yaml',
    'tenant: { displayName: Contoso, domains: [contoso.com] }\ngroups: [{ displayName: Team }]\n',
  );
  write('teams/tango.yaml', TEAM);
  write('missing.yaml', ROOT);
  write('governance.yaml', ROOT.replace(/existing:\n.*\n/, ''));
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
  expect(await run('plan', '-o', 'x.json')).toMatchObject({ code: 0 });
  write('empty.yaml', ROOT.replace(/existing:\n.*\n/, 'state: { file: other.state.json }\n'));
});

describe('what stands in the place of something else', () => {
  it.each([
    [
      ['validate', '-f', 'x.json'],
      'x.json is a saved plan, not a configuration',
      'Write entente show x.json, or entente apply x.json',
    ],
    [
      ['show', 'governance.state.json'],
      'governance.state.json is a state, not a plan',
      'entente state list and entente state show tell what it holds',
    ],
    [['tenant', 'advance', '90d'], '"90d" is not a duration of ISO 8601', 'Write P90D'],
    [
      ['validate', '-f', 'governance.state.json'],
      'governance.state.json is a state, not a configuration',
      'Name the configuration with --file',
    ],
    [
      ['validate', '-f', 'seed.yaml'],
      'seed.yaml is a directory seed, not a configuration',
      'Name the configuration with --file',
    ],
    [
      ['validate', '-f', 'teams/tango.yaml'],
      'teams/tango.yaml is included by governance.yaml',
      'Write --file governance.yaml',
    ],
    [
      ['validate', '-f', 'teams'],
      'Cannot read teams: it is a folder',
      'Did you mean --file governance.yaml?',
    ],
    [
      ['state', 'push', 'x.json'],
      'x.json is a saved plan, not a state',
      'Push what entente state pull printed',
    ],
    [
      ['state', 'migrate', '--from', 'old/x.state.json'],
      '"old/x.state.json" names no place',
      'Write file:old/x.state.json',
    ],
    [['state', 'rm', 'All of us'], 'The state holds no "All of us"', 'Did you mean "policy.all"?'],
    [
      ['import', ID, 'accessPackage.pack'],
      `"${ID}" is not a resource address`,
      `The address stands first: entente import accessPackage.pack ${ID}`,
    ],
    [
      ['plan', '--target', 'policy.*'],
      'Nothing has the address "policy.*"',
      'Write --target policy.all --target policy.direct',
    ],
    [
      ['plan', '--target', 'policy.all,pack'],
      'Nothing has the address',
      'Write --target policy.all --target accessPackage.pack',
    ],
    [
      ['access', 'check', '--to', 'members', '--no-public'],
      '--to says to whom',
      'entente access check --not-granted PACKAGE --to members',
    ],
    [
      ['access', 'check', '--not-granted', 'pack', '--to', 'external users'],
      'is called "external users"',
      'Did you mean "anyExternalUser"?',
    ],
    [
      ['access', 'check', '--no-new-access', '--against', 'main'],
      'git knows no revision',
      'Name a file, state or live instead',
    ],
    [
      ['plan', '-f', 'missing.yaml'],
      'The tenant has no catalog with the name "Something shared"',
      'Name one that the caller sees: General, Main',
    ],
    [
      ['plan', '-f', 'empty.yaml'],
      'catalog.main exists in the tenant already',
      'The state tracks nothing: name the right one under state:',
    ],
  ])('%j', async (args, summary, hint) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(summary);
    expect(stderr).toContain(hint);
    expect(stderr.match(/error [A-Z_]+:/g)).toHaveLength(1);
  });
});
