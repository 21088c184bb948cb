/** Who holds what decides who can go a way that opens: asked of the tenant by plans, and by drift for what was edited in the portal. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AccessDiff } from '../../src/access/index.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import { createRewritingProxy } from '../support/rewriting-proxy.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Serving } from '../support/served-tenant.ts';

const EM = '/identityGovernance/entitlementManagement';
const ROLE = { resource: 'team', role: 'Member' };

let folder: string;
let served: Serving;
beforeEach(async () => {
  folder = temporaryFolder();
  const staff = ['ann', 'ben', 'eve'].map(
    (name) => `  - { mail: ${name}@contoso.com, displayName: ${name} }\n`,
  );
  const directory = readFileSync('examples/contoso/directory.yaml', 'utf8');
  writeFileSync(
    path.join(folder, 'directory.yaml'),
    directory.replace(/^users:\n/m, `users:\n${staff.join('')}`),
  );
  served = await serveTenantHere(folder, ['--seed', 'directory.yaml']);
});
afterEach(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

const run = (args: readonly string[], url = served.url) =>
  entente(args, { cwd: folder, env: { ...served.env, ENTENTE_GRAPH_URL: url } });
const list = async (at: string) =>
  (await served.request('GET', at))['value'] as (Record<string, unknown> & { displayName?: string })[];
const idOf = async (collection: string, name: string) =>
  String((await list(`${EM}/${collection}`)).find(({ displayName }) => displayName === name)?.['id']);

/** Dave and alice can request Library, and who is in the team can request Audit, unless they hold Other. */
async function declare(grants: boolean): Promise<void> {
  const open = { displayName: 'By hand', allowedTargetScope: 'notSpecified' };
  const document = {
    version: 1,
    tenant: { embedded: 'unused' },
    state: { file: 'state.json' },
    catalogs: { c: { displayName: 'C', resources: { team: { group: 'Project Tango' } } } },
    packages: {
      library: { catalog: 'c', displayName: 'Library', resourceRoles: grants ? [ROLE] : [] },
      audit: { catalog: 'c', displayName: 'Audit', incompatibleAccessPackages: ['other'] },
      other: { catalog: 'c', displayName: 'Other' },
    },
    policies: {
      people: {
        accessPackage: 'library',
        displayName: 'People',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ user: 'dave@contoso.com' }, { user: 'carol@contoso.com' }],
      },
      hand: { ...open, accessPackage: 'library', displayName: 'Library by hand' },
      other: { ...open, accessPackage: 'other', displayName: 'Other by hand' },
      team: {
        accessPackage: 'audit',
        displayName: 'Team',
        allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ group: 'Project Tango' }],
      },
    },
  };
  writeFileSync(path.join(folder, 'governance.yaml'), JSON.stringify(document, undefined, 1));
}

async function apply(): Promise<void> {
  const { code, stderr } = await run(['apply', '--auto-approve']);
  expect({ code, stderr }).toMatchObject({ code: 0 });
}

async function assign(mail: string, name: string): Promise<void> {
  const assignment = {
    target: { email: mail },
    accessPackageId: await idOf('accessPackages', name),
    assignmentPolicyId: await idOf('assignmentPolicies', `${name} by hand`),
  };
  await served.request('POST', `${EM}/assignmentRequests`, { requestType: 'adminAdd', assignment });
}

/** The role that the package does not grant, as the portal adds it. */
async function grantInPortal(): Promise<void> {
  const catalog = await idOf('catalogs', 'C');
  const [resource] = await list(`${EM}/catalogs/${catalog}/resources?$expand=roles,scopes`);
  const { id, originId, originSystem, roles, scopes } = resource as Record<string, unknown> & {
    roles: Record<string, unknown>[];
    scopes: Record<string, unknown>[];
  };
  const role = roles.find(({ displayName }) => displayName === 'Member');
  await served.request(
    'POST',
    `${EM}/accessPackages/${await idOf('accessPackages', 'Library')}/resourceRoleScopes`,
    { role: { ...role, resource: { id, originId, originSystem } }, scope: scopes[0] },
  );
}

async function told(command: 'plan' | 'drift', url?: string): Promise<readonly string[]> {
  const { stdout } = await run([command, '--json'], url);
  const { access } = JSON.parse(stdout) as { readonly access: AccessDiff };
  return access.gained
    .filter(({ package: { displayName } }) => displayName === 'Audit')
    .map(({ summary, details }) =>
      [summary, ...details.filter((line) => /^(possible, not proved|among them|\d+ pe)/.test(line))].join(
        '; ',
      ),
    )
    .sort();
}

const DAVE = 'dave@contoso.com can now possibly come to request Audit';
const HOLDERS = 'who holds Library (holders get Member of Project Tango) can now';
const KNOWN = [
  'carol@contoso.com can now come to request Audit',
  `${DAVE}; possible, not proved: they hold Other, which is incompatible`,
  `${HOLDERS} get Audit; 1 person holds Library: ann (ann@contoso.com); among them: 1 person, ann (ann@contoso.com)`,
];

it.each(['plan', 'drift'] as const)(
  '%s tells of single people and of holders what is known of them',
  async (command) => {
    await declare(false);
    await apply();
    await assign('dave@contoso.com', 'Other');
    await assign('ann@contoso.com', 'Library');
    if (command === 'plan') await declare(true);
    else await grantInPortal();
    expect(await told(command)).toEqual(KNOWN);

    const front = await createRewritingProxy(
      served.url,
      (entity) => entity,
      (body) => body,
      (at) => at.startsWith(`${EM}/assignments?`),
    );
    const unknown =
      'possible, not proved: whether they hold Other is unknown, and who does cannot request it';
    try {
      expect(await told(command, front.url)).toEqual([
        `carol@contoso.com can now possibly come to request Audit; ${unknown}`,
        `${DAVE}; ${unknown}`,
        expect.stringMatching(/^who holds Library .* can now possibly get Audit; among them: all members/),
      ]);
    } finally {
      await front.close();
    }
  },
);

it.each(['plan', 'drift'] as const)('%s tells of no holders where nobody holds it', async (command) => {
  await declare(false);
  await apply();
  if (command === 'plan') await declare(true);
  else await grantInPortal();
  expect(await told(command)).toEqual([
    'carol@contoso.com can now come to request Audit',
    'dave@contoso.com can now come to request Audit',
  ]);
});
