/** Configurations with templates: what they come to, where faults are told, and where accepted drift is written. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import { makeTemplated } from '../support/templated.ts';
import { size } from '../support/whole.ts';

const EM = '/identityGovernance/entitlementManagement';
const DIRECTORY = `tenant: { displayName: Contoso, domains: [contoso.com] }
users:
  - { userPrincipalName: alice@contoso.com, displayName: Alice }
groups:
  - { displayName: Readers, members: [] }
  - { displayName: Developers, members: [alice@contoso.com] }
  - { displayName: Operations, members: [alice@contoso.com] }
`;
const CONFIGURATION = `version: 1
tenant: { embedded: .tenant, seed: directory.yaml }
state: { file: state.json }
policyTemplates:
  reviewed:
    parameters:
      days: { type: integer, default: 30 }
    policy:
      displayName: Initial Policy
      description: As agreed # with the owners
      allowedTargetScope: specificDirectoryUsers
      specificAllowedTargets:
        - { group: Developers }
      expiration: { type: afterDuration, duration: 'P\${param.days}D' }
      requestApprovalSettings:
        isApprovalRequiredForAdd: true
        # Two days are enough.
        stages:
          - primaryApprovers: [{ group: Operations }]
catalogs:
  db: { displayName: DB, isExternallyVisible: false, resources: { g: { group: Readers } } }
packages:
  orders:
    catalog: db
    displayName: Orders
    resourceRoles: [{ resource: g, role: Member }]
    policies:
      staff:
        template: reviewed # the usual one
        displayName: Orders for staff # what people see
  invoices:
    catalog: db
    displayName: Invoices
    resourceRoles: [{ resource: g, role: Member }]
    policies:
      staff: { template: reviewed, displayName: Invoices for staff, parameters: { days: 60 } }
`;

let folder: string;
const run = (...args: string[]) => entente(args, { cwd: folder });
const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
const read = (name = 'governance.yaml') => readFileSync(path.join(folder, name), 'utf8');

beforeEach(() => {
  folder = temporaryFolder();
  write('directory.yaml', DIRECTORY);
  write('governance.yaml', CONFIGURATION);
});
afterEach(() => rmSync(folder, { recursive: true }));

type Item = Record<string, unknown> & { id: string; displayName: string };

/** Changes policies in the portal, by display name. */
async function inThePortal(changes: Readonly<Record<string, (policy: Item) => object>>): Promise<void> {
  const served = await serveTenantHere(folder, ['--data', path.join(folder, '.tenant')]);
  const send = async (method: string, at: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(served.url + EM + at, {
      method,
      headers: { authorization: `Bearer ${served.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${at}: ${answer}`);
    return answer === '' ? {} : JSON.parse(answer);
  };
  const all = (await send('GET', '/assignmentPolicies?$expand=accessPackage,questions')) as { value: Item[] };
  for (const [name, change] of Object.entries(changes)) {
    const found = all.value.find(({ displayName }) => displayName === name);
    const { createdDateTime: _c, modifiedDateTime: _m, ...policy } = found as Item;
    await send('PUT', `/assignmentPolicies/${policy.id}`, { ...policy, ...change(policy) });
  }
  await served.stop();
}

const describedAs = (description: string) => () => ({ description });

describe('drift --accept', () => {
  beforeEach(async () => {
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
  });

  async function accepted(...changed: readonly (readonly [string, string])[]): Promise<void> {
    expect(await run('drift', '--accept')).toMatchObject({ code: 0 });
    expect(read()).toBe(changed.reduce((text, [from, to]) => text.replace(from, to), CONFIGURATION));
    expect(await run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
  }

  it('changes what the use says itself there, its remark kept', async () => {
    await inThePortal({ 'Orders for staff': () => ({ displayName: 'Orders' }) });
    await accepted(['Orders for staff # what', 'Orders # what']);
  });

  it('changes the template when every use drifted alike', async () => {
    await inThePortal({
      'Orders for staff': describedAs('By all'),
      'Invoices for staff': describedAs('By all'),
    });
    await accepted(['As agreed # with', 'By all # with']);
  });

  it('lays over the use what only one of several changed', async () => {
    await inThePortal({ 'Orders for staff': describedAs('Only here') });
    await accepted([
      '        displayName: Orders for staff # what people see\n',
      '        displayName: Orders for staff # what people see\n        description: Only here\n',
    ]);
  });

  it('lays over each use what they changed differently', async () => {
    await inThePortal({
      'Orders for staff': describedAs('One'),
      'Invoices for staff': describedAs('Two'),
    });
    await accepted(
      ['staff # what people see\n', 'staff # what people see\n        description: One\n'],
      ['parameters: { days: 60 } }', 'parameters: { days: 60 }, description: Two }'],
    );
  });

  it('says no more of a map that the template has than what changed', async () => {
    await inThePortal({
      'Orders for staff': ({ requestApprovalSettings }) => ({
        requestApprovalSettings: {
          ...(requestApprovalSettings as object),
          isRequestorJustificationRequired: true,
        },
      }),
    });
    await accepted([
      'staff # what people see\n',
      'staff # what people see\n        requestApprovalSettings: { isRequestorJustificationRequired: true }\n',
    ]);
  });

  it('lays a default over the template that says something else', async () => {
    await inThePortal({
      'Invoices for staff': ({ requestApprovalSettings }) => ({
        requestApprovalSettings: {
          ...(requestApprovalSettings as object),
          isApprovalRequiredForAdd: false,
          stages: [],
        },
      }),
    });
    await accepted([
      'parameters: { days: 60 } }',
      'parameters: { days: 60 }, requestApprovalSettings: { isApprovalRequiredForAdd: false, stages: [] } }',
    ]);
  });

  it('never touches what a parameter makes for other uses', async () => {
    const lasts =
      (duration: string) =>
      ({ expiration }: Item) => ({
        expiration: { ...(expiration as object), duration },
      });
    await inThePortal({ 'Orders for staff': lasts('P7D'), 'Invoices for staff': lasts('P7D') });
    await accepted(
      ['staff # what people see\n', 'staff # what people see\n        expiration: { duration: P7D }\n'],
      ['parameters: { days: 60 } }', 'parameters: { days: 60 }, expiration: { duration: P7D } }'],
    );
  });
});

const PACKAGES = size(60, 179);
describe(`a configuration like a public one, of ${PACKAGES} packages, ${PACKAGES + 3} policies and 9 templates`, () => {
  it('takes less than half the lines and is planned with the digest of the one written out', async () => {
    const { templated, expanded, directory } = makeTemplated({ packages: PACKAGES, policies: PACKAGES + 3 });
    write('directory.yaml', directory);
    write('templated.yaml', templated);
    write('expanded.yaml', expanded);
    const lines = (text: string) => text.split('\n').length;
    expect(lines(templated)).toBeLessThan(lines(expanded) / 2);
    const digests = [];
    for (const name of ['templated', 'expanded']) {
      const planned = await run('plan', '--file', `${name}.yaml`, '--out', `${name}.entente-plan.json`);
      expect(planned).toMatchObject({ code: 0 });
      digests.push((JSON.parse(read(`${name}.entente-plan.json`)) as { digest: string }).digest);
    }
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(digests[1]).toBe(digests[0]);
  });
});

describe('import', () => {
  it('proposes templates for policies that say the same, and writes them when asked to', async () => {
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    await inThePortal({
      'Invoices for staff': ({ expiration }) => ({
        expiration: { ...(expiration as object), duration: 'P30D' },
      }),
    });
    const proposed = await run('import', '--out', 'plain');
    expect(proposed.stdout).toContain('2 policies are alike; --templates writes them as 1 template.');
    expect(read('plain/governance.yaml')).not.toContain('policyTemplates');
    const written = await run('import', '--out', 'short', '--templates');
    expect(written.stdout).toContain('2 policies are written as 1 template.');
    expect(read('short/governance.yaml')).toContain('policyTemplates');
    expect(await run('plan', '--detailed-exitcode', '--file', 'short/governance.yaml')).toMatchObject({
      code: 0,
    });
  });
});

describe('layers', () => {
  it('are defaults of the file, of the catalog, the template, and what the policy says; null removes', async () => {
    write(
      'governance.yaml',
      `version: 1
tenant: { embedded: .tenant, seed: directory.yaml }
x-scope: &scope allMemberUsers
variables: { days: 7 }
policyTemplates:
  plain: { parameters: { name: { type: string }, days: { type: integer } }, policy: { displayName: '\${param.name}', expiration: { type: afterDuration, duration: 'P\${param.days}D' } } }
  other: { policy: { displayName: Other, allowedTargetScope: allDirectoryUsers } }
defaults:
  policies: { description: Of the file, allowedTargetScope: *scope, parameters: { days: '\${var.days}' }, template: plain }
  catalogs: { db: { policies: { description: Of the catalog, parameters: { name: Given } } } }
catalogs: { db: { displayName: DB } }
packages:
  p:
    catalog: db
    displayName: P
    policies:
      first: { parameters: { name: First } }
      second: { description: Own, expiration: null }
policies:
  third: { accessPackage: p, template: other }
`,
    );
    const planned = await run('plan', '--json');
    const { changes } = JSON.parse(planned.stdout) as {
      changes: { address: string; after: Record<string, unknown> }[];
    };
    const said = Object.fromEntries(
      changes
        .filter(({ address }) => address.startsWith('policy.'))
        .map(({ address, after }) => [
          address,
          [after['displayName'], after['description'], after['allowedTargetScope'], after['expiration']],
        ]),
    );
    const forAWeek = expect.objectContaining({ type: 'afterDuration', duration: 'P7D' }) as unknown;
    const forever = expect.objectContaining({ type: 'noExpiration' }) as unknown;
    expect(said).toEqual({
      'policy.p-first': ['First', 'Of the catalog', 'allMemberUsers', forAWeek],
      'policy.p-second': ['Given', 'Own', 'allMemberUsers', forever],
      'policy.third': ['Other', 'Of the catalog', 'allDirectoryUsers', forever],
    });
  });
});
