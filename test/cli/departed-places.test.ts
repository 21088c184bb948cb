/** Every place where a principal can stand, and one that left in each: every command goes on and says where. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

type Sort = 'user' | 'guest' | 'group' | 'application';
interface Place {
  /** The name that stands there, of nobody else. */
  readonly name: string;
  readonly sort: Sort;
  /** As messages call what it stands for. */
  readonly role: string;
  readonly of: string;
}

const place = (name: string, sort: Sort, role: string, of: string): Place => ({ name, sort, role, of });
const STAGE = 'of stage 1';
const PLACES: readonly Place[] = [
  place('target-user', 'user', 'target', 'policy.chosen'),
  place('target-guest', 'guest', 'target', 'policy.chosen'),
  place('target-group', 'group', 'target', 'policy.chosen'),
  place('target-app', 'application', 'target', 'policy.agents'),
  place('desk-user', 'user', 'requestor on behalf of others', 'policy.chosen'),
  place('desk-group', 'group', 'requestor on behalf of others', 'policy.chosen'),
  place('approver-user', 'user', `approver ${STAGE}`, 'policy.chosen'),
  place('approver-group', 'group', `approver ${STAGE}`, 'policy.chosen'),
  place('fallback-user', 'user', `fallback approver ${STAGE}`, 'policy.chosen'),
  place('fallback-group', 'group', `fallback approver ${STAGE}`, 'policy.chosen'),
  place('escalation-user', 'user', `escalation approver ${STAGE}`, 'policy.chosen'),
  place('escalation-group', 'group', `escalation approver ${STAGE}`, 'policy.chosen'),
  place('last-user', 'user', `fallback escalation approver ${STAGE}`, 'policy.chosen'),
  place('last-group', 'group', `fallback escalation approver ${STAGE}`, 'policy.chosen'),
  place('second-user', 'user', 'approver of stage 2', 'policy.chosen'),
  place('reviewer-user', 'user', 'reviewer', 'policy.chosen'),
  place('reviewer-group', 'group', 'reviewer', 'policy.chosen'),
  place('stand-in-user', 'user', 'fallback reviewer', 'policy.chosen'),
  place('stand-in-group', 'group', 'fallback reviewer', 'policy.chosen'),
  place('inside-user', 'user', 'internal sponsor', 'connectedOrganization.fabrikam'),
  place('inside-group', 'group', 'internal sponsor', 'connectedOrganization.fabrikam'),
  place('outside-guest', 'guest', 'external sponsor', 'connectedOrganization.fabrikam'),
  place('owner-user', 'user', 'holder', 'catalogRole.databases/owner/user:owner-user@contoso.com'),
  place('owner-group', 'group', 'holder', 'catalogRole.databases/owner/group:owner-group'),
  place('owner-app', 'application', 'holder', 'catalogRole.databases/owner/servicePrincipal:owner-app'),
  place('against-group', 'group', 'incompatible group', 'accessPackage.orders'),
  place('resource-group', 'group', 'origin', 'catalogResource.databases/team'),
  place('resource-app', 'application', 'origin', 'catalogResource.databases/tracker'),
];

const idOf = ({ name }: Place) =>
  `00000000-0000-4000-8000-${String(PLACES.findIndex((each) => each.name === name) + 1).padStart(12, '0')}`;
const nameIn = ({ name, sort }: Place) => (sort === 'user' || sort === 'guest' ? mailOf(name, sort) : name);
const mailOf = (name: string, sort: Sort) => `${name}@${sort === 'guest' ? 'fabrikam.com' : 'contoso.com'}`;
const sorted = (sort: Sort) => PLACES.filter((each) => each.sort === sort);

const SEED = `
tenant: { displayName: Contoso, domains: [contoso.com] }
users:
  - { userPrincipalName: alice@contoso.com, displayName: Alice }
${sorted('user')
  .map((each) => `  - { id: ${idOf(each)}, userPrincipalName: ${nameIn(each)}, displayName: ${each.name} }`)
  .join('\n')}
${sorted('guest')
  .map(
    (each) =>
      `  - { id: ${idOf(each)}, mail: ${nameIn(each)}, displayName: ${each.name}, userType: Guest, externalUserState: Accepted }`,
  )
  .join('\n')}
groups:
  - { displayName: Readers, members: [] }
${sorted('group')
  .map((each) => `  - { id: ${idOf(each)}, displayName: ${each.name}, members: [alice@contoso.com] }`)
  .join('\n')}
servicePrincipals:
${sorted('application')
  .map(
    (each) =>
      `  - { id: ${idOf(each)}, displayName: ${each.name}, appRoles: [{ id: 00000000-0000-4000-8000-0000000000d1, displayName: Contributor, value: write }] }`,
  )
  .join('\n')}
organizations:
  - { displayName: Fabrikam, domains: [fabrikam.com] }
`;
const user = (name: string) => `{ user: ${name}@contoso.com }`;
const guest = (name: string) => `{ guest: ${name}@fabrikam.com }`;
const group = (name: string) => `{ group: ${name} }`;
const application = (name: string) => `{ servicePrincipal: ${name} }`;
const list = (indent: number, ...entries: string[]) =>
  entries.map((entry) => `\n${' '.repeat(indent)}- ${entry}`).join('');
const YAML = `version: 1
tenant: { id: contoso.com }
connectedOrganizations:
  fabrikam:
    displayName: Fabrikam
    identitySources: [{ domain: fabrikam.com }]
    internalSponsors:${list(6, user('inside-user'), group('inside-group'))}
    externalSponsors:${list(6, guest('outside-guest'))}
catalogs:
  databases:
    displayName: Databases
    description: Data
    resources:
      team:
        group: resource-group
      tracker:
        application: resource-app
    roles:
      owner:${list(8, user('owner-user'), group('owner-group'), application('owner-app'))}
  other: { displayName: Other, description: Other }
packages:
  orders:
    catalog: databases
    displayName: Orders
    resourceRoles:
      - { resource: team, role: Member }
      - { resource: tracker, role: Contributor }
    incompatibleGroups:${list(6, group('against-group'))}
  robots: { catalog: databases, displayName: Robots }
policies:
  agents:
    accessPackage: robots
    displayName: Agents
    allowedTargetScope: specificDirectoryServicePrincipals
    specificAllowedTargets:${list(6, application('target-app'))}
    expiration: { type: noExpiration }
  chosen:
    accessPackage: orders
    displayName: Chosen
    allowedTargetScope: specificDirectoryUsers
    specificAllowedTargets:${list(6, user('target-user'), guest('target-guest'), group('target-group'), user('alice'))}
    expiration: { type: noExpiration }
    requestorSettings:
      enableTargetsToSelfAddAccess: true
      enableOnBehalfRequestorsToAddAccess: true
      onBehalfRequestors:${list(8, user('desk-user'), group('desk-group'))}
    requestApprovalSettings:
      isApprovalRequiredForAdd: true
      stages:
        - durationBeforeAutomaticDenial: P14D
          durationBeforeEscalation: P5D
          isEscalationEnabled: true
          primaryApprovers:${list(12, user('approver-user'), group('approver-group'))}
          fallbackPrimaryApprovers:${list(12, user('fallback-user'), group('fallback-group'))}
          escalationApprovers:${list(12, user('escalation-user'), group('escalation-group'))}
          fallbackEscalationApprovers:${list(12, user('last-user'), group('last-group'))}
        - durationBeforeAutomaticDenial: P14D
          primaryApprovers:${list(12, user('second-user'))}
    reviewSettings:
      isEnabled: true
      expirationBehavior: removeAccess
      primaryReviewers:${list(8, user('reviewer-user'), group('reviewer-group'))}
      fallbackReviewers:${list(8, user('stand-in-user'), group('stand-in-group'))}
      schedule:
        expiration: { type: afterDuration, duration: P14D }
        recurrence:
          pattern: { type: absoluteMonthly, interval: 3 }
          range: { type: noEnd }
`;

const RUNS = {
  plan: ['plan'],
  drift: ['drift'],
  accept: ['drift', '--accept'],
  who: ['access', 'who', 'orders', '--refresh'],
  robots: ['access', 'who', 'robots', '--refresh'],
  left: ['access', 'for', 'target-user@contoso.com', '--refresh'],
  import: ['import', '--out', 'after', '--tenant', 'contoso.com'],
} as const;

let folder: string;
let served: Serving;
const said = new Map<string, string>();
const run = async (...args: readonly string[]) => {
  const { code, stdout, stderr } = await entente(args, { cwd: folder, env: served.env });
  return { code, text: `${stdout}\n${stderr}` };
};
const COLLECTIONS = { user: 'users', guest: 'users', group: 'groups', application: 'servicePrincipals' };
const write = (text: string) => writeFileSync(path.join(folder, 'governance.yaml'), text);

beforeAll(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'seed.yaml'), SEED);
  write(YAML);
  served = await serveTenantHere(folder, ['--seed', 'seed.yaml']);
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
  for (const each of PLACES) await served.request('DELETE', `/${COLLECTIONS[each.sort]}/${idOf(each)}`);
  for (const [name, args] of Object.entries(RUNS)) {
    const { code, text } = await run(...args);
    expect({ args, code, text }).toMatchObject({ code: 0 });
    said.set(name, text);
  }
}, 120_000);
afterAll(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

/** What is asked about a departed principal of each place, which access to one package depends on and to another does not. */
const CONCERNED = [
  ['robots', /^policy\.agents/],
  ['left', /^connectedOrganization/],
  ['who', /./],
] as const;

/** `governance.yaml:LINE` of the only line that names it. */
function lineOf({ name, sort }: Place): string {
  const named = sort === 'user' || sort === 'guest' ? `${name}@` : ` ${name}`;
  return `governance.yaml:${YAML.split('\n').findIndex((line) => line.includes(named)) + 1}:`;
}

describe.each(PLACES)('$sort that left as $role of $of ($name)', (each) => {
  it.each(['plan', 'drift'])('is reported by %s, where it is declared', (command) => {
    const lines = (said.get(command) ?? '').split('\n').filter((line) => line.includes(idOf(each)));
    expect(lines.join('\n')).toContain(`is no longer in the directory: ${each.role} of ${each.of}`);
    expect(lines.join('\n')).toContain(lineOf(each));
  });

  it('is reported by drift --accept, by access, and by import', () => {
    expect(said.get('accept')).toContain(idOf(each));
    const run = CONCERNED.find(([, of]) => of.test(each.of))?.[0] ?? '';
    const noted = (said.get(run) ?? '').split('\n').find((line) => line.includes(idOf(each)));
    expect(noted).toContain('is no longer in the directory (deleted on ');
    expect(noted).toContain(lineOf(each));
    expect(said.get('import')).toContain(`${idOf(each)}) is no longer in the directory and is written as`);
  });
});

it('access to a package names those who left only where it depends on them', () => {
  const noted = (run: string) =>
    PLACES.filter((each) =>
      (said.get(run) ?? '').split('\n').some((line) => line.includes(`(id ${idOf(each)})`)),
    );
  const foreign = noted('who').filter(({ of }) => /^(policy\.agents|connectedOrganization)/.test(of));
  expect(foreign).toEqual([]);
  const { of: agents } = PLACES.find(({ name }) => name === 'target-app') as Place;
  expect(noted('robots').filter(({ of }) => of !== agents && !of.startsWith('catalogRole'))).toEqual([]);
});

it('nothing is drift or a change because of those who left', () => {
  expect(said.get('plan')).toContain('No changes.');
  expect(said.get('accept')).toContain('There is nothing to accept.');
  expect(said.get('import')).not.toContain('is not imported');
});

it('access takes those who left neither for present nor for nobody', () => {
  const who = said.get('who') ?? '';
  expect(who).not.toMatch(/^\+/m);
  expect(who).toMatch(/^\? members of target-group \(no longer in the directory\)/m);
  expect(who).toContain('not known: whether members of target-group');
  expect(said.get('robots')).toMatch(/^\? target-app \(no longer in the directory\)/m);
  expect(said.get('robots')).toContain('is restored: deleted on ');
  expect(said.get('left')).toContain('target-user@contoso.com: no longer in the directory (deleted on ');
  expect(said.get('left')).toMatch(/^\? Orders/m);
});

it('something else is changed beside all of them, as a target and without one', async () => {
  write(YAML.replace('description: Other', 'description: Changed'));
  expect(await run('apply', '--auto-approve', '--target', 'catalog.other')).toMatchObject({ code: 0 });
  write(YAML.replace('description: Other', 'description: Twice'));
  expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
  expect((await run('plan')).text).toContain('No changes.');
});

it('all is as before once they are restored', async () => {
  for (const each of PLACES) await served.request('POST', `/directory/deletedItems/${idOf(each)}/restore`);
  const { code, text } = await run('plan', '--detailed-exitcode');
  expect(code).toBe(0);
  expect(text).not.toContain('no longer in the directory');
  expect((await run('access', 'who', 'robots', '--refresh')).text).toMatch(/^\+ target-app/m);
});
