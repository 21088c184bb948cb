/** Addresses that are not there: what the command line takes for the one that was meant. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

const YAML = `version: 1
tenant: { embedded: tenant, seed: seed.yaml }
state: { file: near.state.json }
catalogs:
  partners: { displayName: Partners, description: For partners }
packages:
  project-tango: { catalog: partners, displayName: Tango, description: The project }
`;

let folder: string;
const run = (...args: string[]) => entente(args, { cwd: folder });
const write = (text: string) => writeFileSync(path.join(folder, 'governance.yaml'), text);

beforeAll(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'seed.yaml'), 'tenant: { displayName: Contoso, domains: [contoso.com] }\n');
  write(YAML);
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
});

describe.each([
  ['the name of its section', 'packages.project-tango'],
  ['its section as a folder', 'packages/project-tango'],
  ['a misspelled section and key', 'pakages.project-tanga'],
  ['the kind as the field calls it', 'AccessPackage.project-tango'],
  ['a misspelled key', 'accessPackage.projct-tango'],
  ['the key alone', 'project-tango'],
])('an address with %s', (_what, address) => {
  it.each([
    ['plan', '--target', address],
    ['state', 'show', address],
    ['state', 'rm', address],
    ['state', 'mv', address, 'accessPackage.other'],
  ])('%s %s suggests the right one', async (...args) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(1);
    expect(stderr).toContain('Did you mean "accessPackage.project-tango"?');
  });
});

it('lists the addresses of the kind for what is near to none of them', async () => {
  const { stderr } = await run('plan', '--target', 'policies.unrelated');
  expect(stderr).toContain('Known: catalog.partners, accessPackage.project-tango');
});

it('a renamed key is told with the lines that keep the object, and they do', async () => {
  const renamed = YAML.replaceAll('project-tango', 'tango');
  write(renamed);
  const { stdout } = await run('plan');
  const lines = /keep the object with:\n( +)moved:\n((?:\1 .*\n)+)/.exec(stdout);
  expect(lines).not.toBeNull();
  const advice =
    lines?.[0]
      .split('\n')
      .slice(1)
      .map((line) => line.slice(lines[1]?.length)) ?? [];
  write(renamed + advice.join('\n'));
  const after = await run('plan');
  expect(after.stdout).toContain('Plan: 0 to add, 0 to change, 0 to destroy, 1 to move.');
});
