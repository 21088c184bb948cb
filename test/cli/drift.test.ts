import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DriftReport } from '../../src/plan/drift-report.ts';
import { entente, temporaryFolder } from '../support/cli.ts';
import { addGroup, openPackage } from '../support/portal-package.ts';
import { serveTenantHere } from '../support/served-tenant.ts';
import type { Portal } from '../support/workbench.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const EM = '/identityGovernance/entitlementManagement';
const TANGO = path.join('teams', 'tango', 'governance.yaml');
const template = temporaryFolder();
let root: string;
let folder: string;
const run = (...args: string[]) => entente(args, { cwd: folder });
const text = (name: string) => readFileSync(path.join(folder, name), 'utf8');

beforeAll(async () => {
  const cwd = path.join(template, 'examples', 'contoso');
  cpSync(path.join(ROOT, 'examples/contoso'), cwd, { recursive: true });
  expect(await entente(['apply', '--auto-approve'], { cwd })).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(template, { recursive: true }));
beforeEach(() => {
  root = temporaryFolder();
  cpSync(template, root, { recursive: true });
  folder = path.join(root, 'examples', 'contoso');
});
afterEach(() => rmSync(root, { recursive: true }));

type Item = Record<string, unknown> & { id: string; displayName: string };

/** Does something in the tenant as alice does it in the portal. */
async function inThePortal(
  work: (
    list: (at: string) => Promise<Item[]>,
    write: (method: string, at: string, body?: unknown) => Promise<unknown>,
  ) => Promise<void>,
  as: Readonly<Record<string, string>> = { 'x-entente-user': 'alice@contoso.com' },
): Promise<void> {
  const served = await serveTenantHere(folder, ['--data', path.join(root, '.entente', 'contoso')]);
  const send = async (method: string, at: string, body?: unknown) => {
    const response = await fetch(served.url + EM + at, {
      method,
      headers: {
        authorization: `Bearer ${served.token}`,
        'content-type': 'application/json',
        ...as,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${at}: ${answer}`);
    return answer === '' ? {} : (JSON.parse(answer) as unknown);
  };
  await work(async (at) => ((await send('GET', at)) as { value: Item[] }).value, send);
  await served.stop();
}

const editPackage = (members: object) =>
  inThePortal(async (list, write) => {
    const found = (await list('/accessPackages')).find(({ displayName }) => displayName === 'Project Tango');
    await write('PATCH', `/accessPackages/${found?.id ?? ''}`, members);
  });

const editPolicy = (change: (policy: Record<string, unknown>) => object) =>
  inThePortal(async (list, write) => {
    const policies = await list('/assignmentPolicies?$expand=accessPackage,questions');
    const found = policies.find(({ displayName }) => displayName === 'Partner engineers');
    const { createdDateTime: _c, modifiedDateTime: _m, ...policy } = found as Item;
    await write('PUT', `/assignmentPolicies/${policy.id}`, { ...policy, ...change(policy) });
  });

describe('drift', () => {
  it('made with the token of the tenant itself is not called one of Entente', async () => {
    await inThePortal(async (list, write) => {
      const found = (await list('/accessPackages')).find(
        ({ displayName }) => displayName === 'Project Tango',
      );
      await write('PATCH', `/accessPackages/${found?.id ?? ''}`, { description: 'By token' });
    }, {});
    const who = 'with the credentials of the application Entente at';
    const { stdout } = await run('drift');
    expect(stdout).toMatch(
      new RegExp(`accessPackage\\.project-tango was changed ${who} \\S+Z \\(who used them is not known\\)`),
    );
    expect(stdout).not.toContain('by Entente');
    const report = JSON.parse((await run('drift', '--json')).stdout) as DriftReport;
    expect(report.drift[0]?.by).toMatchObject({ who: 'Entente', application: true });
    for (const form of [['--markdown'], ['--html', '-']]) {
      const page = (await run('drift', ...form)).stdout;
      expect(page).toContain('with the credentials of the application Entente');
      expect(page).toContain('who used them is not known');
      expect(page).not.toMatch(/(?<!Made )by Entente/);
    }
  });

  it('says what was changed, by whom and when, what nothing manages, and how much is managed', async () => {
    await editPackage({ description: 'Edited in the portal' });
    await inThePortal(async (_list, write) => {
      const catalog = (await write('POST', '/catalogs', { displayName: 'Shadow' })) as Item;
      await write('POST', '/accessPackages', { displayName: 'Aside', catalog: { id: catalog.id } });
    });
    const { code, stdout } = await run('drift');
    expect(code).toBe(2);
    expect(stdout).toMatch(
      /# accessPackage\.project-tango was changed by alice@contoso\.com at \S+Z {2}teams\/tango\/governance\.yaml:\d+/,
    );
    expect(stdout).toContain('description = "All that a partner engineer needs" -> "Edited in the portal"');
    expect(stdout).toContain('? catalog "General"');
    expect(stdout).toContain('? catalogRole "owner Entente" in catalog.partner-projects');
    expect(stdout).toContain('? accessPackage "Aside" in Shadow');
    expect(stdout).toContain('Managed: 16 of 21 objects, 76 %.');
    expect(stdout).toContain('Drift: 1 resource changed, 0 deleted outside of Entente.');

    const json = await run('drift', '--json');
    const report = JSON.parse(json.stdout) as DriftReport;
    const schema = JSON.parse(readFileSync(path.join(ROOT, 'schema/drift.schema.json'), 'utf8')) as object;
    const validate = new Ajv({ strict: false }).compile(schema);
    validate(report);
    expect(validate.errors ?? []).toEqual([]);
    expect(report.drift[0]?.by).toMatchObject({ who: 'alice@contoso.com' });
    expect(report.auditLog).toBe('read');

    const html = await run('drift', '--html', '-');
    expect(html.code).toBe(2);
    expect(html.stdout).toMatch(
      /by alice@contoso\.com\s<time datetime="\S+Z">[^<]+ UTC<\/time>[^]*teams\/tango\/governance\.yaml:\d+/,
    );
    expect(html.stdout).toContain('16 of 21 objects, 76 %');
    expect(html.stdout).toContain('entente drift --accept');
    expect(html.stdout).toMatch(/<th scope="row">\s*General\s*<\/th>/);
  });

  it('says first who can get in: a policy that was made beside those of a managed package', async () => {
    await inThePortal(async (list, write) => {
      const policies = await list('/assignmentPolicies?$expand=accessPackage');
      const { accessPackage } = policies.find(
        ({ displayName }) => displayName === 'Partner engineers',
      ) as Item & { accessPackage: { id: string } };
      await write('POST', '/assignmentPolicies', {
        displayName: 'Everyone',
        description: 'Made in the portal',
        accessPackage: { id: accessPackage.id },
        allowedTargetScope: 'allExternalUsers',
        expiration: { type: 'noExpiration' },
        requestorSettings: { enableTargetsToSelfAddAccess: true },
        requestApprovalSettings: { isApprovalRequiredForAdd: false, stages: [] },
      });
    });
    const { code, stdout } = await run('drift');
    expect(code).toBe(2);
    expect(stdout).toMatch(/^!!! OPEN TO THE WHOLE INTERNET, WITHOUT APPROVAL !!!\n!!! Project Tango/);
    expect(stdout).toContain('+ anyone on the internet can now get Project Tango  CRITICAL');
    expect(stdout).toContain('Drift: anyone on the internet gets Project Tango without approval.');
    const markdown = (await run('drift', '--markdown')).stdout;
    expect(markdown.split('\n')[0]).toBe(
      '## Entente: anyone on the internet gets Project Tango without approval',
    );
    expect((await run('drift', '--html', '-')).stdout).toContain(
      'Anyone on the internet gets Project Tango without approval',
    );
    const report = JSON.parse((await run('drift', '--json')).stdout) as DriftReport;
    expect(report.drift).toEqual([]);
    expect(report.access.gained).toContainEqual(
      expect.objectContaining({
        capability: 'request',
        severity: 'critical',
        requestor: expect.objectContaining({
          type: 'anyExternalUser',
          label: 'anyone on the internet',
        }) as object,
      }),
    );
  });

  it('says first what a package that nothing manages opens of what is managed', async () => {
    await inThePortal(async (list, write) => {
      const portal: Portal = async (...request) => (await write(...request)) as Record<string, unknown>;
      const [managed] = (await list('/catalogs')).filter(({ displayName }) => displayName !== 'General');
      const groups = new Map(
        (await list('/../../groups')).map(({ displayName, id }) => [displayName, id] as const),
      );
      const group = (name: string) => groups.get(name) ?? '';
      const unrelated = { displayName: 'Unrelated', mailNickname: 'unrelated' };
      const { id } = await portal('POST', '/../../groups', {
        ...{ mailEnabled: false, securityEnabled: true },
        ...unrelated,
      });
      groups.set('Unrelated', String(id));
      const { id: own } = await portal('POST', '/catalogs', {
        displayName: 'Elsewhere',
        description: '',
        state: 'published',
        isExternallyVisible: true,
      });
      for (const name of ['Project Tango', 'Internal Audit', 'Unrelated'])
        await addGroup(portal, String(own), group(name));
      await openPackage(portal, managed?.id ?? '', { displayName: 'A', group: group('Project Tango') });
      // The same group in a catalog that nothing manages; one that a managed policy lists; one that nothing names.
      await openPackage(portal, String(own), { displayName: 'B', group: group('Project Tango') });
      await openPackage(portal, String(own), { displayName: 'C', group: group('Internal Audit') });
      await openPackage(portal, String(own), { displayName: 'D', group: group('Unrelated') });
    });
    const { code, stdout } = await run('drift');
    expect(code).toBe(2);
    expect(stdout).toMatch(/^!!! OPEN TO THE WHOLE INTERNET, WITHOUT APPROVAL !!!\n!!! A /);
    for (const name of ['A', 'B', 'C'])
      expect(stdout).toContain(`+ anyone on the internet can now get ${name}  CRITICAL`);
    expect(stdout).toContain('path: C → group Internal Audit → can request Tango audit');
    expect(stdout).not.toContain('can now get D');
    const report = JSON.parse((await run('drift', '--json')).stdout) as DriftReport;
    expect(report.drift).toEqual([]);
  });

  it('knows who is in a group, so that its exclusion opens nothing to those who are not', async () => {
    writeFileSync(
      path.join(folder, TANGO),
      text(TANGO)
        .replace(
          '\n  tango-audit:\n',
          '\n    incompatibleGroups: [{ group: Internal Audit }]\n  tango-audit:\n',
        )
        .replace(
          '\npolicies:\n',
          '\npolicies:\n  tango-own:\n    accessPackage: project-tango\n    displayName: Own\n' +
            '    allowedTargetScope: specificDirectoryUsers\n' +
            '    specificAllowedTargets: [{ user: alice@contoso.com }, { user: dave@contoso.com }]\n',
        ),
    );
    expect(await run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    await inThePortal(async (list, write) => {
      const [tango] = (await list('/accessPackages')).filter(
        ({ displayName }) => displayName === 'Project Tango',
      );
      const at = `/accessPackages/${tango?.id ?? ''}/incompatibleGroups`;
      const [group] = await list(at);
      await write('DELETE', `${at}/${group?.id ?? ''}/$ref`);
    });
    const { code, stdout } = await run('drift', '--json');
    expect(code).toBe(2);
    // Alice could before.
    expect((JSON.parse(stdout) as DriftReport).access.gained.map(({ summary }) => summary)).toEqual([
      'dave@contoso.com can now get Project Tango',
    ]);
  });

  it('says whom a partner that was added in the portal lets in, and who was given a role on a catalog', async () => {
    await editPolicy(() => ({
      allowedTargetScope: 'allConfiguredConnectedOrganizationUsers',
      specificAllowedTargets: [],
    }));
    expect(await run('drift', '--accept')).toMatchObject({ code: 0 });
    expect(await run('drift')).toMatchObject({ code: 0 });
    await inThePortal(async (list, write) => {
      await write('POST', '/connectedOrganizations', {
        displayName: 'Tailspin',
        state: 'configured',
        identitySources: [
          {
            '@odata.type': '#microsoft.graph.domainIdentitySource',
            domainName: 'tailspin.example',
            displayName: 'tailspin.example',
          },
        ],
      });
      const [catalog] = (await list('/catalogs')).filter(({ displayName }) => displayName !== 'General');
      const [user] = (await list('/../../users')).filter(({ displayName }) => displayName === 'Bob');
      await write('POST', '/../../roleManagement/entitlementManagement/roleAssignments', {
        principalId: user?.id,
        roleDefinitionId: '44272f93-9762-48e8-af59-1b5351b1d6b3',
        appScopeId: `/AccessPackageCatalog/${catalog?.id ?? ''}`,
      });
    });
    const { code, stdout } = await run('drift');
    expect(code).toBe(2);
    expect(stdout).toContain('+ Tailspin (tailspin.example) can now get Project Tango  medium');
    expect(stdout).toContain('+ bob@fabrikam.com can now administer the catalog Partner projects  high');
    expect(stdout).toMatch(/# connected organization "Tailspin" [-0-9a-f]{36}\n/);
    // Who created the catalog owns it by the service.
    expect(stdout).not.toMatch(/Entente can now administer/);
    expect(JSON.parse((await run('drift', '--json')).stdout)).toMatchObject({ drift: [] });
  });

  it('names the people of an approver who was exchanged, and nobody where only words were edited', async () => {
    await editPolicy((policy) => ({ ...policy, description: 'Other words' }));
    const worded = JSON.parse((await run('drift', '--json')).stdout) as DriftReport;
    expect(worded.drift).toHaveLength(1);
    expect(worded.access).toEqual({ gained: [], lost: [], changed: [] });
    await editPolicy((policy) => {
      const settings = policy['requestApprovalSettings'] as { stages: object[] };
      return { requestApprovalSettings: { ...settings, stages: settings.stages.slice(1) } };
    });
    const { stdout } = await run('drift');
    expect(stdout).toContain(
      "external sponsors of the requestor's organization can no longer approve requests for Project Tango",
    );
    expect(stdout).toMatch(/~ .*Fabrikam.* can get Project Tango on other terms {2}(medium|high)/);
  });
});

describe('drift --accept', () => {
  it('writes the live value at its line in the included file, and nothing else', async () => {
    await editPackage({ description: 'Edited: ${in} the portal' });
    const before = text(TANGO);
    const { code, stdout } = await run('drift', '--accept');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('~ accessPackage.project-tango: description') as string,
    });
    expect(text(TANGO)).toBe(
      before.replace('All that a partner engineer needs', () => "'Edited: $${in} the portal'"),
    );
    expect((await run('plan', '--detailed-exitcode')).code).toBe(0);
    expect((await run('drift')).code).toBe(0);
  });

  it('refuses a value that comes from a variable, names its place, and writes nothing', async () => {
    await editPackage({ description: 'Edited' });
    await editPolicy(({ reviewSettings }) => {
      const review = structuredClone(reviewSettings) as { schedule: { expiration: object } };
      review.schedule.expiration = { type: 'afterDuration', duration: 'P9D' };
      return { reviewSettings: review };
    });
    const before = text(TANGO);
    const refused = await run('drift', '--accept');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /teams\/tango\/governance\.yaml:61:\d+: error ACCEPT_REFUSED: .*var\.reviewDays/,
    );
    expect(refused.stderr).toContain('Nothing was written.');
    expect(text(TANGO)).toBe(before);
    // What can be placed is accepted by its address; the rest is still drift.
    const wrong = await run('drift', '--accept', 'accessPackage.project-tanga');
    expect(wrong).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'error ACCEPT_ADDRESS: Nothing at "accessPackage.project-tanga" has drifted\n  → Did you mean "accessPackage.project-tango"?',
      ) as string,
    });
    expect((await run('drift', '--accept', 'accessPackage.project-tango')).code).toBe(2);
    expect(text(TANGO)).toBe(before.replace('All that a partner engineer needs', 'Edited'));
  });

  it('refuses what an anchor or an environment says', async () => {
    await editPackage({ description: 'Edited' });
    const anchored = text(TANGO).replace('description: All that', 'description: &what All that');
    writeFileSync(path.join(folder, TANGO), anchored);
    const refused = await run('drift', '--accept');
    expect({ code: refused.code, stderr: refused.stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('an anchor or alias makes it stand for several places') as string,
    });
    const rootFile = text('governance.yaml');
    writeFileSync(path.join(folder, TANGO), anchored.replace('&what ', ''));
    writeFileSync(
      path.join(folder, 'governance.yaml'),
      rootFile.replace(
        'environments:\n',
        'environments:\n  local: { packages: { project-tango: { description: All that a partner engineer needs } } }\n',
      ),
    );
    const overlaid = await run('--env', 'local', 'drift', '--accept');
    expect(overlaid.stderr).toContain('it comes from an environment');
    expect(overlaid.code).toBe(1);
  });

  it('takes away what was deleted, and says so', async () => {
    await inThePortal(async (list, write) => {
      const policies = await list('/assignmentPolicies');
      const found = policies.find(({ displayName }) => displayName === 'Internal auditors');
      await write('DELETE', `/assignmentPolicies/${found?.id ?? ''}`);
    });
    const { code, stdout } = await run('drift', '--accept');
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('- policy.tango-auditors: removed') as string,
    });
    expect(text(TANGO)).not.toContain('tango-auditors:');
    expect((await run('plan', '--detailed-exitcode')).code).toBe(0);
  });

  it('names what has not drifted', async () => {
    await editPackage({ isHidden: true });
    const { code, stderr } = await run('drift', '--accept', 'accessPackage.project-tang');
    expect(code).toBe(1);
    expect(stderr).toContain('Did you mean "accessPackage.project-tango"?');
  });
});
