/** Rules about pairs of packages give one finding for a package; a plan tells it when one of the pairs is new. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

const SEED = `tenant: { displayName: Contoso, domains: [contoso.com] }
groups: [{ displayName: Books }, { displayName: Desk }]
`;
const written = (second: string) => `version: 1
tenant: { embedded: .entente/tenant, seed: directory.yaml }
catalogs:
  c: { displayName: C, resources: { books: { group: Books }, desk: { group: Desk } } }
packages:
  buy: { catalog: c, displayName: Buy, resourceRoles: [{ resource: books, role: Member }], incompatibleAccessPackages: [pay] }
  pay: { catalog: c, displayName: Pay, incompatibleAccessPackages: [buy] }
  sign: { catalog: c, displayName: Sign, incompatibleAccessPackages: [${second}] }
  read:
    catalog: c
    displayName: Read
    resourceRoles:
      - { resource: books, role: Member }
      - { resource: desk, role: Member }
policies:
${['pay', 'sign']
  .map(
    (key) =>
      `  ${key}: { accessPackage: ${key}, displayName: All, allowedTargetScope: specificDirectoryUsers, specificAllowedTargets: [{ group: Desk }, { group: Books }] }`,
  )
  .join('\n')}
`;

let folder: string;
const run = (...args: string[]) => entente(args, { cwd: folder });
const write = (second: string) => writeFileSync(path.join(folder, 'governance.yaml'), written(second));
beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'directory.yaml'), SEED);
});
afterEach(() => rmSync(folder, { recursive: true }));

it('names every other package in one finding, which a plan tells again when another joins them', async () => {
  write('');
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
  write('buy');
  const { findings } = JSON.parse((await run('check', '--json')).stdout) as {
    findings: { rule: string; address: string; message: string }[];
  };
  const of = (rule: string) =>
    findings.filter((each) => each.rule === rule).map(({ address, message }) => [address, message]);
  const at = 'packageResourceRole.read/books/Member';
  expect(of('separation-walked-around')).toEqual([
    [
      at,
      '"Read" grants Member of "books", as "Buy" does, and can be held beside "Pay" and "Sign", which are incompatible with that',
    ],
  ]);
  expect(of('grants-target-group')).toEqual([
    [
      'packageResourceRole.buy/books/Member',
      'Holders of "Buy" become Member of Books, which can request "Pay" and "Sign"',
    ],
    [
      at,
      'Holders of "Read" become Member of Books, which can request "Pay" and "Sign"; and Member of Desk, which can request "Pay" and "Sign"',
    ],
  ]);
  const plan = JSON.parse((await run('plan', '--json')).stdout) as { findings: { rule: string }[] };
  const rules = plan.findings.map(({ rule }) => rule);
  expect(rules).toContain('separation-walked-around');
  expect(rules).not.toContain('grants-target-group');
});
