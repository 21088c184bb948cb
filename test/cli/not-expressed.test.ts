/** What an import cannot express is named, counted and left as it is, also by later applies of something else. */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanEnvironment, CLI, ended, entente, temporaryFolder } from '../support/cli.ts';
import { createRewritingProxy } from '../support/rewriting-proxy.ts';
import type { RewritingProxy } from '../support/rewriting-proxy.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

const EM = '/identityGovernance/entitlementManagement';
const SEED = `
tenant: { displayName: Contoso, domains: [contoso.com] }
users:
  - { userPrincipalName: alice@contoso.com, displayName: Alice }
groups:
  - { displayName: Readers, members: [] }
organizations:
  - { displayName: Fabrikam, domains: [fabrikam.com] }
`;
const YAML = `version: 1
tenant: { id: contoso.com }
connectedOrganizations:
  fabrikam: { displayName: Fabrikam, identitySources: [{ domain: fabrikam.com }] }
  woodgrove: { displayName: Woodgrove, identitySources: [{ domain: woodgrove.example }] }
catalogs:
  databases:
    displayName: Databases
    resources:
      readers: { group: Readers }
packages:
  orders: { catalog: databases, displayName: Orders }
  invoices: { catalog: databases, displayName: Invoices }
policies:
  woodgrove:
    accessPackage: invoices
    displayName: Of Woodgrove
    allowedTargetScope: specificConnectedOrganizationUsers
    specificAllowedTargets: [{ connectedOrganization: woodgrove }]
  people:
    accessPackage: orders
    displayName: People
    allowedTargetScope: allMemberUsers
    expiration: { type: noExpiration }
    requestApprovalSettings:
      isApprovalRequiredForAdd: true
      stages:
        - durationBeforeAutomaticDenial: P14D
          primaryApprovers: [{ user: alice@contoso.com }]
    questions:
      - { type: text, text: Why? }
  ${['Odd scope', 'Odd target', 'Odd question']
    .map((name, index) => `odd${index}: { accessPackage: orders, displayName: ${name} }`)
    .join('\n  ')}
`;

type Json = Record<string, unknown>;

/** What a later version of the service may hold. */
function later(entity: Json, of: string): Json {
  const name = entity['displayName'];
  if (of.startsWith(`${EM}/catalogs?`) || of === `${EM}/catalogs`)
    return name === 'Databases' ? { ...entity, futureOfCatalog: { deep: [1] } } : entity;
  if (of.endsWith('/customWorkflowExtensions')) return { ...entity, futureOfExtension: 'x' };
  if (of.startsWith(`${EM}/accessPackages?`))
    return name === 'Invoices' ? entity : { ...entity, futureOfPackage: 'x' };
  if (of.startsWith(`${EM}/connectedOrganizations`) && name === 'Fabrikam')
    return {
      ...entity,
      identitySources: (entity['identitySources'] as Json[]).map((source) => ({
        ...source,
        futureOfSource: 1,
      })),
    };
  if (of.startsWith(`${EM}/connectedOrganizations`) && name === 'Woodgrove')
    // No word of a configuration is empty.
    return { ...entity, state: '' };
  if (of.startsWith(`${EM}/settings`)) return { ...entity, futureOfSettings: true };
  if (!of.startsWith(`${EM}/assignmentPolicies`)) return entity;
  if (name === 'Of Woodgrove') return entity;
  if (name === 'Odd scope') return { ...entity, allowedTargetScope: 'allFutureAgents' };
  if (name === 'Odd target') {
    const targets = [{ '@odata.type': '#microsoft.graph.futureMembers', futureId: '1' }];
    return { ...entity, allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: targets };
  }
  if (name === 'Odd question') {
    // No question of a configuration has another text than words.
    const question = {
      '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion',
      id: '1',
      text: { future: 'x' },
    };
    return { ...entity, questions: [question] };
  }
  const approval = entity['requestApprovalSettings'] as Json;
  return {
    ...entity,
    futureOfPolicy: 'top',
    requestorSettings: { ...(entity['requestorSettings'] as Json), futureOfRequestor: { a: 1 } },
    requestApprovalSettings: {
      ...approval,
      stages: (approval['stages'] as Json[]).map((stage) => ({
        '@odata.type': '#microsoft.graph.accessPackageDynamicApprovalStage',
        ...stage,
        futureOfStage: 7,
        primaryApprovers: (stage['primaryApprovers'] as Json[]).map((each) => ({
          ...each,
          futureOfApprover: 1,
        })),
      })),
    },
    questions: (entity['questions'] as Json[]).map((question) => ({ ...question, futureOfQuestion: [2] })),
  };
}

/** Everything later is taken off again, for this tenant knows nothing of it. */
function today(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(today);
  if (typeof value !== 'object' || value === null) return value;
  const isToday = ([name, member]: [string, unknown]) =>
    !name.startsWith('future') && !(name === '@odata.type' && String(member).includes('Dynamic'));
  return Object.fromEntries(
    Object.entries(value)
      .filter(isToday)
      .map(([name, member]) => [name, today(member)]),
  );
}

let folder: string;
let served: Serving;
let front: RewritingProxy;
let env: Readonly<Record<string, string>>;
const run = (...args: string[]) => entente(args, { cwd: folder, env });
const file = (name: string) => readFileSync(path.join(folder, name), 'utf8');

beforeAll(async () => {
  folder = temporaryFolder();
  writeFileSync(path.join(folder, 'seed.yaml'), SEED);
  writeFileSync(path.join(folder, 'governance.yaml'), YAML);
  served = await serveTenantHere(folder, ['--seed', 'seed.yaml']);
  expect(await entente(['apply', '--auto-approve'], { cwd: folder, env: served.env })).toMatchObject({
    code: 0,
  });
  const catalogs = (await served.request('GET', `${EM}/catalogs`))['value'] as {
    id: string;
    displayName: string;
  }[];
  const catalog = catalogs.find(({ displayName }) => displayName === 'Databases')?.id ?? '';
  await served.request('POST', `${EM}/catalogs/${catalog}/customWorkflowExtensions`, {
    '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension',
    displayName: 'Notify',
    endpointConfiguration: {
      '@odata.type': '#microsoft.graph.logicAppTriggerEndpointConfiguration',
      subscriptionId: '38ab2ccc-3747-4567-b36b-9478f5602f0d',
      resourceGroupName: 'desk',
      logicAppWorkflowName: 'notify',
    },
    authenticationConfiguration: { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' },
  });
  front = await createRewritingProxy(served.url, later, (body) => today(body) as Json);
  env = { ...served.env, ENTENTE_GRAPH_URL: front.url };
  rmSync(path.join(folder, 'governance.yaml'));
});
afterAll(async () => {
  await front.close();
  await served.stop();
  rmSync(folder, { recursive: true });
});

const PROPERTIES = [
  ['catalog', 'futureOfCatalog'],
  ['customExtension', 'futureOfExtension'],
  ['accessPackage', 'futureOfPackage'],
  ['connectedOrganization', 'identitySources[0].futureOfSource'],
  ['settings', 'futureOfSettings'],
  ['policy', 'futureOfPolicy'],
  ['policy', 'requestorSettings.futureOfRequestor'],
  ['policy', 'requestApprovalSettings.stages[0]["@odata.type"]'],
  ['policy', 'requestApprovalSettings.stages[0].futureOfStage'],
  ['policy', 'requestApprovalSettings.stages[0].primaryApprovers[0].futureOfApprover'],
  ['policy', 'questions[0].futureOfQuestion'],
];

describe('an import', () => {
  it('names, counts and places what it cannot express, in text, JSON and comments', async () => {
    const { code, stdout, stderr } = await run(
      'import',
      '--out',
      'taken',
      '--tenant',
      'contoso.com',
      '--json',
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const said = JSON.parse(stdout) as { notExpressed: (Json & { source: Json | null })[] };
    const properties = said.notExpressed.filter(({ imported }) => imported === true);
    expect(properties.map(({ kind, property }) => [kind, property]).sort()).toEqual([...PROPERTIES].sort());
    const left = said.notExpressed.filter(({ imported }) => imported === false);
    expect(left.map(({ kind, name, property }) => [kind, name, property]).sort()).toEqual([
      ['connectedOrganization', 'Woodgrove', 'state.unlisted'],
      ['policy', 'Odd question', 'questions[0].text'],
    ]);
    const policies = file('taken/catalogs/databases.yaml');
    expect(policies).toContain('{ unlisted: allFutureAgents }');
    expect(policies).toContain("unlisted: { '@odata.type': futureMembers, futureId: '1' }");
    for (const each of left.filter(({ kind }) => kind === 'policy'))
      expect(each).toMatchObject({ catalog: 'Databases', source: { file: 'taken/catalogs/databases.yaml' } });
    for (const each of left.filter(({ kind }) => kind === 'policy')) expect(each['package']).toBe('Orders');
    for (const { source, property } of properties) {
      const { file: name, line } = source as { file: string; line: number };
      const before = file(name)
        .split('\n')
        .slice(Math.max(0, line - 16), line + 1)
        .join('\n');
      expect(before).toContain(`Not expressed, and left as it is in the tenant: ${String(property)}`);
      expect(stderr).toContain(String(property));
    }
    expect(file('taken/governance.yaml')).toMatch(/^#.*\n#\n# Not expressed: 2 objects left out, 11/);
    expect(file('taken/governance.yaml')).toContain(
      'of package "Orders" in catalog "Databases": questions[0].text: ',
    );
    expect(stderr).toMatch(
      /^taken\/catalogs\/databases\.yaml:\d+:\d+: warning IMPORT_LEFT_OUT: policy "Odd question" \(id .*\) of package "Orders" in catalog "Databases" is not imported/m,
    );
    expect(stderr).toContain('Not expressed: 2 objects left out, 11 properties of imported objects');
    // What refers to the organization is kept, and names it as what is not owned.
    expect(file('taken/governance.yaml')).toContain(
      'existing:\n  connectedOrganizations:\n    woodgrove: { displayName: Woodgrove }\n',
    );
    expect(file('taken/catalogs/databases.yaml')).toContain('- { connectedOrganization: woodgrove }');
    expect(await run('plan', '-f', 'taken/governance.yaml')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('No changes.') as string,
    });
  });

  it('leaves a gap that is unknown, and never nobody', async () => {
    const configuration = ['-f', 'taken/governance.yaml'];
    const { stdout } = await run('access', 'who', 'orders', ...configuration);
    expect(stdout).toMatch(/^\+ all members /m);
    expect(stdout).toMatch(
      /^\? others\n +not known: whom the policy Odd question \(id .*\) admits: it is in the tenant and not declared\. To ask the tenant: --live\n/m,
    );
    expect(stdout).toContain('policy Odd scope admits: its scope allFutureAgents is unknown');
    const bob = await run('access', 'explain', 'bob@fabrikam.com', 'orders', ...configuration);
    expect(bob.stdout).toContain('request Orders? Unknown.');
    const live = await run('access', 'who', 'orders', '--live', ...configuration);
    const unlisted = ['its scope allFutureAgents is', 'its targets of the type futureMembers are'];
    for (const what of unlisted) expect(live.stdout).toContain(`admits: ${what} unknown to this version`);
    expect(live.stdout).not.toContain('Odd question');
    const json = JSON.parse(
      (await run('access', 'who', 'orders', '--json', ...configuration)).stdout,
    ) as Json;
    expect(json['unknown']).toHaveLength(3);
    const people = await run('access', 'for', 'bob@fabrikam.com', ...configuration);
    expect(people.stdout).toMatch(/^\? Orders/m);
  });

  it('of a package without any other policy is no reason to say that nobody can get it', async () => {
    const file = path.join(folder, 'taken/catalogs/databases.yaml');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, before.slice(0, before.indexOf('policies:')));
    const configuration = ['-f', 'taken/governance.yaml'];
    const { stdout } = await run('access', 'who', 'orders', ...configuration);
    const checked = await run('check', ...configuration);
    writeFileSync(file, before);
    expect(stdout).toMatch(/^\? who can request it$/m);
    expect(stdout).not.toContain('Nobody');
    expect(checked.stdout).not.toContain('package-without-policy: "Orders"');
    expect(checked.stdout).toContain('Unknown for accessPackage.orders: whom the policy Odd question');
  });

  it('of one object says the same', async () => {
    const all = (await served.request('GET', `${EM}/assignmentPolicies`))['value'] as {
      id: string;
      displayName: string;
    }[];
    const id = all.find(({ displayName }) => displayName === 'People')?.id ?? '';
    writeFileSync(
      path.join(folder, 'one.yaml'),
      'version: 1\ntenant: { id: contoso.com }\nstate: { file: one.json }\n',
    );
    const catalog = (await served.request('GET', `${EM}/accessPackages?$expand=catalog`))['value'] as {
      id: string;
      displayName: string;
    }[];
    const owner = catalog.find(({ displayName }) => displayName === 'Orders')?.id ?? '';
    const declared =
      'packages:\n  orders: { catalog: databases, displayName: Orders }\ncatalogs: { databases: { displayName: Databases } }\n';
    writeFileSync(
      path.join(folder, 'two.yaml'),
      `version: 1\ntenant: { id: contoso.com }\nstate: { file: one.json }\n${declared}`,
    );
    const taken = await run('import', 'accessPackage.orders', owner, '-f', 'two.yaml');
    expect(taken.stderr).toContain(
      'accessPackage.orders has futureOfPackage, which the configuration cannot express',
    );
    expect(taken.code).toBe(0);
    const { stdout, stderr } = await run('import', 'policy.people', id, '-f', 'one.yaml');
    expect(stdout).toMatch(
      /policies:\n(?: +#.*\n)* +# Not expressed.*: futureOfPolicy: "top"\n(?: +#.*\n)* +people:/,
    );
    expect(stderr).toContain('policy.people has futureOfPolicy, which the configuration cannot express');
  });

  it('loses nothing of it when something else is applied', async () => {
    const name = path.join(folder, 'taken/catalogs/databases.yaml');
    writeFileSync(name, readFileSync(name, 'utf8').replace('displayName: People', 'displayName: Everybody'));
    expect(await run('apply', '--auto-approve', '-f', 'taken/governance.yaml')).toMatchObject({ code: 0 });
    const [put, ...others] = front.writes.filter(({ method }) => method === 'PUT');
    expect(others).toEqual([]);
    expect(put?.body?.['displayName']).toBe('Everybody');
    const { requestApprovalSettings: approval, ...sent } = put?.body ?? {};
    expect(sent).toMatchObject({ futureOfPolicy: 'top', requestorSettings: { futureOfRequestor: { a: 1 } } });
    const [stage] = (approval as { stages: Json[] }).stages;
    expect(Object.keys(stage ?? {})[0]).toBe('@odata.type');
    expect(stage).toMatchObject({
      '@odata.type': '#microsoft.graph.accessPackageDynamicApprovalStage',
      futureOfStage: 7,
      primaryApprovers: [{ futureOfApprover: 1 }],
    });
    expect(sent['questions']).toMatchObject([{ futureOfQuestion: [2] }]);
  });

  it('is listed by drift --accept, which writes the rest of what drifted and leaves it out', async () => {
    const catalogs = (await served.request('GET', `${EM}/catalogs`))['value'] as {
      id: string;
      displayName: string;
    }[];
    const id = catalogs.find(({ displayName }) => displayName === 'Databases')?.id ?? '';
    await served.request('PATCH', `${EM}/catalogs/${id}`, { description: 'Of the portal' });
    const name = 'taken/catalogs/databases.yaml';
    const before = file(name);
    const { code, stdout, stderr } = await run('drift', '--accept', '-f', 'taken/governance.yaml');
    expect(`${code} ${stdout}`).toMatch(/^0 /);
    const listed = stderr.split('\n').filter((line) => line.includes('IMPORT_NOT_EXPRESSED'));
    for (const [kind = '', property = ''] of PROPERTIES) {
      const named = listed.filter(
        (line) =>
          line.includes(`${kind}${kind === 'settings' ? '' : '.'}`) &&
          line.includes(` has ${property}, which the configuration cannot express; it stays as it is`),
      );
      expect(named, `${kind} ${property}`).not.toEqual([]);
    }
    // Of the file nothing changes but what drifted and can be said.
    const added = file(name)
      .split('\n')
      .filter((line) => !before.split('\n').includes(line));
    expect(added.map((line) => line.trim())).toEqual(['description: Of the portal']);
    // The policies of a managed package that cannot be expressed let people in all the same.
    const left = await run('drift', '-f', 'taken/governance.yaml');
    expect(left.code).toBe(2);
    expect(left.stdout).toContain('Drift: who can get in changed outside of Entente.');
    expect(left.stdout).toContain('Objects that nothing manages make the difference');
  });
});

const CASE = path.resolve(import.meta.dirname, '../../../shared/cases/03-approver-left');

describe('the public case of an approver who left', () => {
  it.skipIf(!existsSync(CASE))(
    'is played (skipped where shared/cases is not beside the project)',
    async () => {
      const own = temporaryFolder();
      try {
        cpSync(CASE, own, { recursive: true });
        const child = spawn(process.execPath, ['requests.mjs'], {
          cwd: own,
          env: cleanEnvironment({ ENTENTE: CLI }),
        });
        const { stdout } = await ended(child);
        const exits = [...stdout.matchAll(/^\$ entente (\S+) .*\[exit (\d)\]$/gm)].map(([, name, exit]) => [
          name,
          exit,
        ]);
        expect(exits).toEqual([
          ['import', '0'],
          ['drift', '2'],
          ['plan', '0'],
          ['import', '0'],
          ['access', '0'],
        ]);
        expect(stdout).toContain('changed in the portal');
        expect(stdout).toMatch(/approver of stage 1 of policy\./);
        expect(stdout).not.toContain('is not imported');
        expect(stdout).not.toContain('Check the spelling');
        const after = readFileSync(path.join(own, 'after/catalogs/databases.yaml'), 'utf8');
        expect(after).toContain('displayName: Invoices');
        expect(after).toMatch(/# user.*no longer knows it\n +- \{ id: 0{8}-0000-4000-8000-000000000a02 \}/);
      } finally {
        rmSync(own, { recursive: true });
      }
    },
  );
});
