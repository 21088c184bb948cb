/** `entente access` and `entente access matrix`: all packages at once. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Governance } from '../../src/schema/governance.ts';
import { entente, temporaryFolder } from '../support/cli.ts';

let folder: string;
const run = (args: readonly string[], env: Record<string, string> = {}) =>
  entente(args, { cwd: folder, env });

async function output(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await run(args, env);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

/** Saves a configuration of a tenant that is never asked. */
function save(file: string, sections: Partial<Governance>): string {
  const document = {
    version: 1,
    tenant: { id: 'contoso.onmicrosoft.com' },
    state: { file: 'none.json' },
    ...sections,
  };
  writeFileSync(path.join(folder, file), JSON.stringify(document));
  return file;
}

const days = (duration: string) => ({ type: 'afterDuration' as const, duration });

/** One package for each sort of answer that the list and the table tell apart. */
const SORTS: Partial<Governance> = {
  tenant: {
    id: 'contoso.onmicrosoft.com',
  },
  connectedOrganizations: {
    fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
    idle: { displayName: 'Idle', state: 'proposed', identitySources: [{ domain: 'idle.example' }] },
  },
  catalogs: {
    open: { displayName: 'Open', isExternallyVisible: true },
    closed: { displayName: 'Closed', state: 'unpublished' },
    empty: { displayName: 'Empty' },
  },
  packages: {
    all: { catalog: 'open', displayName: 'For partners' },
    rule: { catalog: 'open', displayName: 'By rule', isHidden: true },
    none: { catalog: 'open', displayName: 'For no one' },
    shut: { catalog: 'closed', displayName: 'Shut' },
    stuck: { catalog: 'open', displayName: 'Stuck' },
  },
  policies: {
    all: {
      accessPackage: 'all',
      displayName: 'Partners',
      allowedTargetScope: 'allConfiguredConnectedOrganizationUsers',
      expiration: days('P90D'),
    },
    rule: {
      accessPackage: 'rule',
      displayName: 'Sales',
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [{ attributeRule: '(user.department -eq "Sales")' }],
      automaticRequestSettings: { requestAccessForAllowedTargets: true },
    },
    shut: {
      accessPackage: 'shut',
      displayName: 'Closed',
      allowedTargetScope: 'specificConnectedOrganizationUsers',
      specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
    },
    stuck: {
      accessPackage: 'stuck',
      displayName: 'Sponsored',
      allowedTargetScope: 'specificConnectedOrganizationUsers',
      specificAllowedTargets: [{ connectedOrganization: 'fabrikam' }],
      requestApprovalSettings: {
        isApprovalRequiredForAdd: true,
        stages: [{ primaryApprovers: ['internalSponsors'] }],
      },
      expiration: days('PT4H'),
    },
  },
};

beforeAll(async () => {
  folder = temporaryFolder();
  execFileSync('cp', ['-r', path.resolve('governance.yaml'), path.resolve('examples'), folder]);
  await output(['apply', '--auto-approve', '--quiet']);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('access', () => {
  it('lists packages by catalog, with requestors, policy, stages and duration', async () => {
    const text = await output(['access']);
    expect(text).toBe(`Partner projects  published, visible to external users

  Project Tango  governance.yaml:58
    + Fabrikam (fabrikam.com), Woodgrove (woodgrove.example)
        Partner engineers: 2 approval stages, 90 days, not for holders of Tango audit

  Tango audit  governance.yaml:67
    + members of Internal Audit
        Internal auditors: 1 approval stage, 30 days, not for holders of Project Tango
`);
    expect(readFileSync('docs/access.md', 'utf8')).toContain(`\`\`\`text\n${text}\`\`\``);
    expect(await output(['access', 'list'])).toBe(text);
  });

  it('tells each sort of answer apart, without a network', async () => {
    const text = await output(['-f', save('sorts.yaml', SORTS), 'access']);
    expect(text.replaceAll(/ {2}sorts\.yaml:\d+/g, ''))
      .toBe(`Closed  not published: nothing in it can be requested, visible to external users

  Shut
    No one can request it.
    - Fabrikam (fabrikam.com): Its catalog Closed is not published

Empty  published, visible to external users

  no packages

Open  published, visible to external users

  By rule (hidden: only its link leads to it)
    + users matching (user.department -eq "Sales")
        Sales: assigned without a request, never ends

  For no one
    No one can request it.

  For partners
    + every configured organization
        Partners: without approval, 90 days

  Stuck
    + Fabrikam (fabrikam.com)
        Sponsored: nobody can approve, so requests are denied, 4 hours

Not looked up, taken as named: fabrikam.com, idle.example. To look them up: --refresh
Cross-tenant access and who may invite were not read, and are taken to let everyone in. To read them: --refresh
`);
  });

  it('takes for denied only what nobody can approve on escalation either', async () => {
    const stages = [
      {
        primaryApprovers: ['internalSponsors' as const],
        isEscalationEnabled: true,
        durationBeforeEscalation: 'P2D',
        escalationApprovers: [{ user: 'alice@contoso.com' }],
      },
    ];
    const stuck = SORTS.policies?.['stuck'];
    const later = { ...stuck, requestApprovalSettings: { isApprovalRequiredForAdd: true, stages } };
    const file = save('later.yaml', {
      ...SORTS,
      policies: { ...SORTS.policies, stuck: later },
    } as typeof SORTS);
    expect(await output(['-f', file, 'access'])).toContain('        Sponsored: 1 approval stage, 4 hours\n');
    expect(await output(['-f', file, 'access', 'who', 'stuck'])).toContain(
      'approval: nobody at first, after 2 days also alice@contoso.com',
    );
  });

  it('answers from the tenant with --live, and as JSON with links and places', async () => {
    interface Listed {
      source: string;
      catalogs: { displayName: string; packages: { link: string; source: object; access: object[] }[] }[];
    }
    const live = JSON.parse(await output(['access', '--live', '--json'])) as Listed;
    // The built-in catalog is in no configuration.
    expect([live.source, live.catalogs.map(({ displayName }) => displayName)]).toEqual([
      'tenant',
      ['General', 'Partner projects'],
    ]);
    const declared = JSON.parse(await output(['access', '--json'])) as Listed;
    const [tango] = declared.catalogs[0]?.packages ?? [];
    expect(tango?.link).toContain('/access-packages/');
    expect(tango?.source).toEqual({ file: 'governance.yaml', line: 58, column: 3 });
    expect(tango?.access).toMatchObject([
      { verdict: 'yes', stages: 2, lasts: '90 days', requestors: [{ type: 'connectedOrganization' }, {}] },
    ]);
    expect(live.catalogs[1]?.packages[0]?.access).toEqual(tango?.access);
  });

  it('refuses what is no command of it, with the nearest', async () => {
    const { code, stderr } = await run(['access', 'matrx']);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining("unknown command 'matrx'\n(Did you mean matrix?)"),
    ]);
    expect((await run(['access', 'diff', '--live'])).stderr).toContain("unknown option '--live'");
  });
});

describe('access matrix', () => {
  it('has a row for each requestor and a column for each package', async () => {
    const [legend, table] = (await output(['access', 'matrix'])).split('\n\n');
    expect(legend).toContain('2/90d: two approval stages, for 90 days');
    expect(table).toBe(`                               Project Tango  Tango audit
Fabrikam (fabrikam.com)        +2/90d*        .
Woodgrove (woodgrove.example)  +2/90d*        .
members of Internal Audit      .              +1/30d*
`);
  });

  it('says what an organization can request as one of a class, what is refused, and who can request nothing', async () => {
    const text = await output(['-f', save('sorts.yaml', SORTS), 'access', 'matrix']);
    const [, names, table, nothing] = text.split('\n\n');
    expect(names).toBe('[1] By rule\n[2] For no one\n[3] For partners\n[4] Shut\n[5] Stuck');
    expect(table?.replaceAll(/ +/g, ' ')).toBe(` [1] [2] [3] [4] [5]
Fabrikam (fabrikam.com) . . +0/90d - +denied/4h
users matching (user.department -... a/ever . . . .
every configured organization . . +0/90d . .`);
    expect(nothing).toBe('1 connected organization can request nothing: Idle (idle.example)');
  });

  it('works with 200 requestors and 200 packages, in lines of the width that there is', async () => {
    const indexes = [...Array(200).keys()];
    const made = <T>(one: (index: number) => [string, T]) => Object.fromEntries(indexes.map(one));
    const file = save('large.yaml', {
      connectedOrganizations: made((index) => [
        `o${index}`,
        { displayName: `Partner ${index}`, identitySources: [{ domain: `p${index}.example` }] },
      ]),
      catalogs: { main: { displayName: 'Main', isExternallyVisible: true } },
      packages: made((index) => [`p${index}`, { catalog: 'main', displayName: `Package ${index} <b>` }]),
      policies: made((index) => [
        `q${index}`,
        {
          accessPackage: `p${index}`,
          displayName: `Policy ${index}`,
          allowedTargetScope: 'specificConnectedOrganizationUsers',
          specificAllowedTargets: [{ connectedOrganization: `o${index}` }],
        },
      ]),
    });
    const text = await output(['-f', file, 'access', 'matrix'], { COLUMNS: '60' });
    const [, , ...blocks] = text.split('\n\n').slice(0, -1);
    const lines = blocks.flatMap((block) => block.split('\n'));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines.filter((line) => line.startsWith('Partner 7 '))).toHaveLength(blocks.length);
    expect(text.match(/\+0\/ever/g)).toHaveLength(200);

    const page = await output(['-f', file, 'access', 'matrix', '--html', '-']);
    expect(page.match(/<th scope="row">/g)).toHaveLength(200);
    expect(page.match(/<th scope="col">/g)).toHaveLength(201);
    expect(page.match(/<td>/g)).toHaveLength(40_000);
    expect(page).not.toContain('Package 1 <b>');
    const { requestors, packages, cells } = JSON.parse(
      await output(['-f', file, 'access', 'matrix', '--json']),
    ) as Record<string, unknown[]>;
    expect([requestors, packages, cells].map((list) => list?.length)).toEqual([200, 200, 200]);
  });
});
