/** Changes that are the same of many things are told once, with the names of all; what takes access away never is. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

const COUNT = 40;
const numbers = Array.from({ length: COUNT }, (_, index) => index + 1);
const yaml = (duration: (n: number) => string, approval = '') => `version: 1
tenant: { embedded: tenant, seed: seed.yaml }
state: { file: alike.state.json }
catalogs:
  all: { displayName: All, description: All of them }
packages:
${numbers.map((n) => `  p-${n}: { catalog: all, displayName: Package ${n}, description: One of many }`).join('\n')}
policies:
${numbers.map((n) => `  p-${n}: { accessPackage: p-${n}, displayName: People, allowedTargetScope: allMemberUsers, expiration: { type: afterDuration, duration: ${duration(n)} }${approval} }`).join('\n')}
`;

let folder: string;
const run = (...args: string[]) => entente(args, { cwd: folder });
const write = (text: string) => writeFileSync(path.join(folder, 'governance.yaml'), text);
const lines = (text: string) => text.split('\n').length;

beforeAll(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'seed.yaml'), 'tenant: { displayName: Contoso, domains: [contoso.com] }\n');
  write(yaml(() => 'P30D'));
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
});

it('the same change of forty policies is told once, with every address and package; -v tells each', async () => {
  write(yaml((n) => (n === 7 ? 'P45D' : 'P90D')));
  const { stdout } = await run('plan');
  expect(stdout).toContain(
    '  # 39 resources will be updated in place, all in the same way\n  ~ policy.p-1, policy.p-2,',
  );
  expect(stdout).toContain(
    '~ all members can get each of these 39 on other terms  low\n      Package 1, Package 2,',
  );
  for (const n of numbers) {
    expect(stdout).toMatch(new RegExp(`policy\\.p-${n}\\b`));
    expect(stdout).toMatch(new RegExp(`Package ${n}\\b`));
  }
  // What is other than the rest stands by itself.
  expect(stdout).toContain('# policy.p-7 will be updated in place');
  expect(stdout).toContain('duration: 30 days -> 45 days');
  // One line for each finding of a rule, its advice once.
  expect(stdout.match(/Require approval, or name the groups/g)).toHaveLength(1);
  expect(lines(stdout)).toBeLessThan(110);

  const each = (await run('plan', '-v')).stdout;
  expect(each.match(/# policy\.p-\d+ will be updated in place/g)).toHaveLength(COUNT);
  expect(each.match(/can get Package \d+ on other terms/g)).toHaveLength(COUNT);
  const digest = (text: string) => /Digest: (\w+)/.exec(text)?.[1];
  expect(digest(each)).toBe(digest(stdout));
  // Programs get each change.
  const { changes } = JSON.parse((await run('plan', '--json')).stdout) as { changes: { action: string }[] };
  expect(changes.filter(({ action }) => action === 'update')).toHaveLength(COUNT);
});

it('what is deleted, and what opens to the whole internet, stands by itself', async () => {
  write(yaml(() => 'P30D').replaceAll('allMemberUsers', 'allExternalUsers'));
  const open = (await run('plan')).stdout;
  expect(open.match(/can now get Package \d+ {2}CRITICAL/g)).toHaveLength(COUNT);
  write(yaml(() => 'P30D').replace(/policies:[^]*/, ''));
  const gone = (await run('plan')).stdout;
  expect(gone.match(/# policy\.p-\d+ will be deleted/g)).toHaveLength(COUNT);
});

it('what one property of one resource does to all of them has its place, as what it does to one', async () => {
  write(yaml(() => 'P30D').replace('description: All of them', 'state: unpublished'));
  const { stdout } = await run('plan');
  expect(stdout).toMatch(
    /- all members can no longer get each of these 40 {2}low\n(?: {6}.*\n)+? {6}# catalog\.all state {2}governance\.yaml:5\n/,
  );
  expect(stdout).not.toContain('# state of');
});
