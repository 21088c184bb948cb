/** Rules of automatic assignment and dynamic groups: every command decides them from the same facts. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

const DIRECTORY = `
tenant: { displayName: Contoso, domains: [contoso.com] }
users:
  - { userPrincipalName: dave@contoso.com, displayName: Dave, department: Sales, country: Switzerland }
  - { userPrincipalName: erin@contoso.com, displayName: Erin, jobTitle: Engineer, city: Bern }
  - { mail: bob@fabrikam.com, displayName: Bob, userType: Guest, externalUserState: Accepted }
groups:
  - { displayName: Bernese, groupTypes: [DynamicMembership], membershipRule: '(user.city -eq "Bern")' }
`;

const governance = (rule: string) => `
version: 1
tenant: { embedded: tenant, seed: directory.yaml }
catalogs: { main: { displayName: Main } }
packages:
  ruled: { catalog: main, displayName: Ruled }
  grouped: { catalog: main, displayName: Grouped }
policies:
  ruled:
    accessPackage: ruled
    displayName: By rule
    allowedTargetScope: specificDirectoryUsers
    specificAllowedTargets: [ { attributeRule: '${rule}' } ]
    automaticRequestSettings: {}
  grouped:
    accessPackage: grouped
    displayName: By group
    allowedTargetScope: specificDirectoryUsers
    specificAllowedTargets: [ { group: Bernese } ]
`;

const PEOPLE = ['dave@contoso.com', 'erin@contoso.com', 'bob@fabrikam.com'];
let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'directory.yaml'), DIRECTORY);
});
afterEach(() => rmSync(folder, { recursive: true }));
const run = (...args: string[]) => entente(args, { cwd: folder });
const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout) as Answers;

interface Answers {
  readonly answers: readonly {
    readonly package: { readonly address: string };
    readonly verdict: string;
    readonly automatic: readonly { readonly certain: boolean }[];
  }[];
}

/** Whether a package is given without a request: yes, no or unknown. */
function automatic({ answers }: Answers): string {
  const found =
    answers.find(({ package: { address } }) => address === 'accessPackage.ruled')?.automatic ?? [];
  return found.length === 0 ? 'no' : found.some(({ certain }) => certain) ? 'yes' : 'unknown';
}

describe.each([
  ['(user.department -eq "Sales")', ['yes', 'no', 'no']],
  ['(user.country -eq "Switzerland") -or (user.jobTitle -startsWith "Eng")', ['yes', 'yes', 'no']],
  ['(user.department -ne "Sales") -and (user.userType -eq "Guest")', ['no', 'no', 'yes']],
  ['(user.officeLocation -eq "Building 7")', ['no', 'no', 'no']],
])('%s', (rule, expected) => {
  it('is decided alike by access explain, access for and test', async () => {
    writeFileSync(path.join(folder, 'governance.yaml'), governance(rule));
    const answers: string[][] = [];
    for (const who of PEOPLE) {
      const found: string[] = [];
      for (const args of [
        ['explain', who, 'ruled'],
        ['for', who],
      ])
        found.push(automatic(await json('access', ...args)));
      answers.push(found);
    }
    expect(answers).toEqual(expected.map((each) => [each, each]));
    const tests = PEOPLE.map((who, index) =>
      expected[index] === 'yes'
        ? `  - { name: ${who}, requestor: ${who}, can: { ruled: { automatic: true } } }`
        : `  - { name: ${who}, requestor: ${who}, cannot: [ruled] }`,
    );
    writeFileSync(path.join(folder, 'rules.access.yaml'), ['tests:', ...tests].join('\n'));
    expect(await run('test')).toMatchObject({ code: 0 });
  });
});

it('members of a dynamic group are the same for access explain and test', async () => {
  writeFileSync(path.join(folder, 'governance.yaml'), governance('(user.department -eq "Sales")'));
  const verdicts: unknown[] = [];
  for (const who of PEOPLE)
    verdicts.push((await json('access', 'explain', who, 'grouped')).answers[0]?.verdict);
  expect(verdicts).toEqual(['no', 'yes', 'no']);
});
