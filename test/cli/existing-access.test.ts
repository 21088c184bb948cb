/** Who can get in through what a configuration refers to and does not own: as the tenant holds it, and unknown where it was not read. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entente, temporaryFolder } from '../support/cli.ts';

const SEED = `tenant: { displayName: Contoso, domains: [contoso.com] }
users:
  - { userPrincipalName: alice@contoso.com, displayName: Alice }
groups: [{ displayName: Team }]
`;
const OTHERS = `version: 1
tenant: { embedded: tenant, seed: directory.yaml }
state: { file: others.state.json }
connectedOrganizations:
  fabrikam:
    displayName: Fabrikam
    identitySources: [{ domain: fabrikam.example }]
    internalSponsors: [{ user: alice@contoso.com }]
  woodgrove:
    displayName: Woodgrove
    identitySources: [{ domain: woodgrove.example }]
    internalSponsors: [{ user: alice@contoso.com }]
catalogs:
  shared: { displayName: Shared, isExternallyVisible: false }
  open: { displayName: Open, resources: { team: { group: Team } } }
  payroll: { displayName: Payroll }
packages: { payroll: { catalog: payroll, displayName: Payroll } }
`;
const ours = (tenant: string, visible: boolean, policies: string) => `version: 1
tenant: ${tenant}
existing:
  connectedOrganizations: { fabrikam: { displayName: Fabrikam } }
  catalogs: { shared: { displayName: Shared } }
${visible ? 'catalogs: { own: { displayName: Own } }\n' : ''}packages:
  pack: { catalog: ${visible ? 'own' : 'shared'}, displayName: Pack }
${policies}`;
const POLICY = `policies:
  partners:
    accessPackage: pack
    displayName: Partners
    allowedTargetScope: specificConnectedOrganizationUsers
    specificAllowedTargets: [{ connectedOrganization: fabrikam }]
    requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [{ primaryApprovers: [internalSponsors] }] }
`;
const EMBEDDED = '{ embedded: tenant, seed: directory.yaml }';
const GRAPH = '{ id: contoso.onmicrosoft.com }';

const folder = temporaryFolder();
const run = (...args: string[]) => entente(args, { cwd: folder });
const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);

beforeAll(async () => {
  write('directory.yaml', SEED);
  write('others.yaml', OTHERS);
  expect(await run('apply', '--auto-approve', '-f', 'others.yaml')).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a package that others own', () => {
  it('is called by its name where it excludes another, and was not read', async () => {
    const incompatible = `existing:
  packages: { payroll: { displayName: Payroll } }
  `;
    const text = ours(GRAPH, true, POLICY)
      .replace('existing:\n  ', incompatible)
      .replace('displayName: Pack }', 'displayName: Pack, incompatibleAccessPackages: [payroll] }');
    write('governance.yaml', text);
    const { stdout } = await run('access');
    expect(stdout).toContain('not for holders of Payroll');
  });
});

describe('an organization that others own', () => {
  it('lets its people in, with its sponsors, where the tenant is asked', async () => {
    write('governance.yaml', ours(EMBEDDED, true, POLICY));
    const { stdout } = await run('access', 'who', 'pack');
    expect(stdout).toContain('+ Fabrikam (fabrikam.example)');
    expect(stdout).toContain('approval: alice@contoso.com');
    const explained = await run('access', 'explain', 'eve@fabrikam.example', 'pack');
    expect(explained.stdout).toContain('Can eve@fabrikam.example request Pack? Yes.');
  });

  it('lets its people in by the name of the configuration, and its sponsors are unknown, where it is not read', async () => {
    write('governance.yaml', ours(GRAPH, true, POLICY));
    const { stdout } = await run('access', 'who', 'pack');
    expect(stdout).toContain('+ connectedOrganization.fabrikam');
    expect(stdout).toContain(
      'approval: internal sponsors of connectedOrganization.fabrikam, which was not read',
    );
    const explained = await run('access', 'explain', 'eve@fabrikam.example', 'pack');
    expect(explained.stdout).toContain('Can eve@fabrikam.example request Pack? Unknown.');
  });

  it.each([
    ['asked', EMBEDDED, 'Fabrikam (fabrikam.example)'],
    ['not asked', GRAPH, 'connectedOrganization.fabrikam'],
  ])('is new access where a policy for it is added, the tenant %s', async (_how, tenant, who) => {
    write('before.yaml', ours(tenant, true, ''));
    write('governance.yaml', ours(tenant, true, POLICY));
    const checked = await run('access', 'check', '--no-new-access', '--against', 'before.yaml');
    expect(checked.code).toBe(2);
    expect(checked.stdout).toContain(`✗ ${who} can now get Pack`);
    const diff = await run('access', 'diff', 'before.yaml', 'governance.yaml');
    expect(diff.stdout).toContain(`+ ${who} can now get Pack`);
    expect(await run('access', 'check', '--no-public')).toMatchObject({ code: 0 });
  });
});

describe('a catalog that others own', () => {
  it('shows external users nothing, where the tenant is asked and it is hidden from them', async () => {
    write('governance.yaml', ours(EMBEDDED, false, POLICY));
    const { stdout } = await run('access', 'explain', 'eve@fabrikam.example', 'pack');
    expect(stdout).toContain('Can eve@fabrikam.example request Pack? No.');
  });

  it('leaves that unknown where it is not read', async () => {
    write('governance.yaml', ours(GRAPH, false, POLICY));
    const { stdout } = await run('access', 'who', 'pack');
    expect(stdout).toContain('? connectedOrganization.fabrikam');
  });
});

describe('what was last applied', () => {
  it('means by an id what the configuration names: the same again is no new access, another organization is', async () => {
    const text = `${ours(EMBEDDED, false, POLICY)
      .replace(
        'shared: { displayName: Shared }',
        'shared: { displayName: Open, resources: { team: { group: Team } } }',
      )
      .replace('existing:', 'existing:\n  packages: { payroll: { displayName: Payroll } }')
      .replace(
        'displayName: Pack }',
        'displayName: Pack, resourceRoles: [{ resource: team, role: Member }], incompatibleAccessPackages: [payroll] }',
      )}state: { file: applied.state.json }\n`;
    write('governance.yaml', text);
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    const check = ['access', 'check', '--no-new-access', '--against', 'state'];
    const same = await run(...check);
    expect([same.stdout, same.code]).toEqual([expect.stringContaining('Pass'), 0]);
    write('governance.yaml', text.replace('displayName: Fabrikam }', 'displayName: Woodgrove }'));
    const other = await run(...check);
    expect([other.stdout, other.code]).toEqual([
      expect.stringContaining('✗ Woodgrove (woodgrove.example) can'),
      2,
    ]);
    expect(other.stdout).not.toContain('everyone who holds');
    // Read by its name, it is told by that, and not by where the configuration refers to it.
    write('governance.yaml', text);
    expect((await run('access', 'who', 'pack')).stdout).toContain('gives Member of Team');
  });
});

describe('what others own changes after an apply', () => {
  const changed = OTHERS.replace('domain: fabrikam.example', 'domain: elsewhere.example');
  const state = path.join(folder, 'ours.state.json');
  const drift = async () => {
    const { code, stdout } = await run('drift');
    return { code, stdout };
  };

  it('is drift, with who can get in, until an apply that says so records it', async () => {
    write('governance.yaml', `${ours(EMBEDDED, true, POLICY)}state: { file: ours.state.json }\n`);
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    expect(await drift()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('No drift. The tenant is as it was last applied.') as string,
    });
    write('others.yaml', changed);
    expect(await run('apply', '--auto-approve', '--allow-access-loss', '-f', 'others.yaml')).toMatchObject({
      code: 0,
    });
    const told = await drift();
    expect(told.code).toBe(2);
    expect(told.stdout).toContain('+ Fabrikam (elsewhere.example) can now get Pack');
    expect(told.stdout).toContain('- Fabrikam (fabrikam.example) can no longer get Pack');
    const said = 'which others own, is not as it was at the last apply: identitySources changed';
    expect(told.stdout).toContain(said);
    expect((await run('access', 'check', '--no-new-access', '--against', 'state')).stdout).toContain(
      '✗ Fabrikam (elsewhere.example) can now get Pack',
    );
    const applied = await run('apply', '--auto-approve');
    expect([applied.code, applied.stdout]).toEqual([0, expect.stringContaining(said)]);
    expect((await drift()).code).toBe(0);
  });

  it('is drift where it changes nothing for anyone, too, with what to do in every form', async () => {
    write('others.yaml', changed.replace('displayName: Fabrikam\n', '$&    state: proposed\n'));
    expect(await run('apply', '--auto-approve', '--allow-access-loss', '-f', 'others.yaml')).toMatchObject({
      code: 0,
    });
    const told = await drift();
    expect(told.code).toBe(2);
    expect(told.stdout).toContain('Drift: 1 object that others own and the configuration refers to changed.');
    expect(told.stdout).not.toContain('can no longer');
    const markdown = await run('drift', '--markdown');
    expect(markdown.stdout).toContain('To undo it, ask those who own it.');
    expect(markdown.stdout).not.toContain('Objects that nothing manages make the difference');
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    expect((await drift()).code).toBe(0);
  });

  it('is unknown to drift where a state recorded nothing of it', async () => {
    const { referred, ...older } = JSON.parse(readFileSync(state, 'utf8')) as Record<string, unknown>;
    expect(referred).toHaveLength(2);
    writeFileSync(state, JSON.stringify(older));
    const { code, stdout } = await drift();
    expect(code).toBe(0);
    expect(stdout).toContain('"Fabrikam", which others own, was not compared');
    expect(stdout).toContain('2 objects that others own could not be compared, so that is unknown.');
    expect(stdout).not.toContain('The tenant is as it was last applied');
  });
});
