/** What no configuration can say is named and left alone, with what refers to it; the rest is imported. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGraphClient } from '../../src/graph/client.ts';
import { createDirectory } from '../../src/graph/directory.ts';
import type { Imported } from '../../src/import/import-tenant.ts';
import { importTenant } from '../../src/import/import-tenant.ts';
import { NO_WANTS } from '../../src/kinds/recorder.ts';
import { importRemarks } from '../../src/engine/import/remarks.ts';
import { readLive } from '../../src/refresh/read.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { createEngine, desiredOf } from '../support/engine.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { governed } from '../support/workbench.ts';
import { temporaryFolder } from '../support/cli.ts';
import path from 'node:path';
import { rmSync } from 'node:fs';

const EM = '/v1.0/identityGovernance/entitlementManagement';
const DOCUMENT = governed({
  catalogs: {
    partners: {
      displayName: 'Partners',
      resources: {
        team: {
          group: 'Project Tango',
          attributes: [{ name: 'jobTitle', question: { type: 'text', text: 'What do you do?' } }],
        },
        site: { site: 'https://contoso.sharepoint.com/sites/tango' },
      },
    },
  },
  packages: {
    tango: {
      catalog: 'partners',
      displayName: 'Tango',
      resourceRoles: [
        { resource: 'team', role: 'Member' },
        { resource: 'site', role: 'Tango Members' },
      ],
    },
  },
  policies: {
    people: {
      accessPackage: 'tango',
      displayName: 'People',
      allowedTargetScope: 'specificDirectoryUsers',
      specificAllowedTargets: [{ user: 'alice@contoso.com' }],
    },
  },
});

let folder: string;
let tenant: Tenant;

beforeEach(async () => {
  folder = temporaryFolder();
  tenant = await openTenant({ seed: SMALL_DIRECTORY });
  const { summary } = await createEngine(tenant, path.join(folder, 'state.json')).apply(desiredOf(DOCUMENT));
  expect(summary.failed).toBe(0);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Imports the tenant as if every answer said `replacement` where it says `text`. */
async function importWith(
  text = '',
  replacement = '',
  more: readonly (readonly [string | RegExp, string])[] = [],
): Promise<Imported> {
  const delay = () => Promise.resolve();
  const graph = createGraphClient({
    baseUrl: 'http://tenant.invalid/v1.0',
    async fetch(request) {
      const response = await tenant.fetch(request);
      const body = await response.text();
      const said = text === '' ? body : body.replaceAll(text, replacement);
      return new Response(
        more.reduce((answer, [from, to]) => answer.replaceAll(from, to), said),
        response,
      );
    },
    userAgent: 'test',
    clock: () => Date.now(),
    delay,
    random: Math.random,
    randomId: () => '0',
  });
  return importTenant({
    live: await readLive({ graph, prior: undefined, wants: NO_WANTS, everything: true, delay }),
    beside: [],
    directory: createDirectory(graph),
    base: { version: 1, tenant: { embedded: 'unused' } },
    known: { keys: new Map(), sponsors: {}, sponsorsGiven: false, declared: [], outside: [] },
    tenant: { id: tenant.id, displayName: tenant.displayName, kind: 'embedded' },
  });
}

/** Imports after the package was granted a role of an application that has removed it. */
async function importWithRemovedRole(): Promise<Imported> {
  const { catalogs, packages } = structuredClone(DOCUMENT);
  Object.assign(catalogs?.['partners']?.resources ?? {}, { tracker: { application: 'Tango Tracker' } });
  packages?.['tango']?.resourceRoles?.push({ resource: 'tracker', role: 'Reader' });
  const document = { ...DOCUMENT, catalogs, packages } as typeof DOCUMENT;
  await createEngine(tenant, path.join(folder, 'state.json')).apply(desiredOf(document));
  const applications = 'http://portal.invalid/v1.0/servicePrincipals';
  const found = await tenant.fetch(new Request(`${applications}?$filter=displayName eq 'Tango Tracker'`));
  const { value } = (await found.json()) as { value: { id: string }[] };
  const change = { method: 'PATCH', body: JSON.stringify({ appRoles: [] }) };
  expect((await tenant.fetch(new Request(`${applications}/${value[0]?.id}`, change))).ok).toBe(true);
  return importWith();
}

function said({ leftOut, resources }: Imported) {
  return {
    leftOut: leftOut.map(({ kind, reason }) => `${kind.name}: ${reason}`),
    addresses: resources
      .map(({ address }) => address)
      .filter((address) => !address.startsWith('catalogRole')),
  };
}

const GENERAL = 'catalog.general';
/** What every tenant has. */
const OF_TENANT = [GENERAL, 'endUserSettings', 'settings'];
const ALL = [
  'accessPackage.tango',
  'catalog.partners',
  'catalogResource.partners/project-tango',
  'catalogResource.partners/tango',
  'packageResourceRole.tango/project-tango/Member',
  'packageResourceRole.tango/tango/Tango Members',
  'policy.people',
];

describe('an import leaves out', () => {
  it('nothing by itself', async () => {
    const { leftOut, addresses } = said(await importWith());
    expect(leftOut).toEqual([]);
    expect([...addresses].sort()).toEqual([...ALL, ...OF_TENANT].sort());
  });

  it('no role that the application has removed since a package was made', async () => {
    const { leftOut, addresses } = said(await importWithRemovedRole());
    expect(leftOut).toEqual([]);
    expect(addresses).toContain('packageResourceRole.tango/tango-tracker/Reader');
  });

  it.each([
    ['store', 'accessPackageUserDirectoryAttributeStore', 'destination'],
    ['source', 'accessPackageResourceAttributeQuestion', 'source'],
  ])(
    'no resource for an attribute with another %s: its attributes stay as they are',
    async (_what, type, at) => {
      const { leftOut, notExpressed, sections } = await importWith(type, 'ofALaterGraph');
      expect(leftOut).toEqual([]);
      const [catalog] = Object.values(sections['catalogs'] as Record<string, { resources?: object }>).filter(
        ({ resources }) => resources !== undefined,
      );
      expect(catalog?.resources).toMatchObject({ 'project-tango': { group: 'Project Tango' } });
      expect(JSON.stringify(catalog)).not.toContain('attributes');
      expect(JSON.stringify(notExpressed)).toContain(at);
    },
  );

  it('no policy for somebody whom the directory does not know any more: that is named by id', async () => {
    const users = (await (await tenant.fetch(new Request('http://x.invalid/v1.0/users'))).json()) as {
      value: { id: string; displayName: string }[];
    };
    const alice = users.value.find(({ displayName }) => displayName === 'Alice')?.id ?? '';
    const gone = '99999999-9999-4999-8999-999999999999';
    const { leftOut, departed, sections } = await importWith(alice, gone);
    expect(leftOut).toEqual([]);
    expect(departed).toMatchObject([{ principal: { id: gone, type: 'user' }, address: 'policy.people' }]);
    expect(sections['policies']).toMatchObject({ people: { specificAllowedTargets: [{ id: gone }] } });
  });

  it('no policy for an organization that was deleted: that is named by id', async () => {
    const gone = '99999999-9999-4999-8999-999999999999';
    const dead = {
      '@odata.type': '#microsoft.graph.connectedOrganizationMembers',
      connectedOrganizationId: gone,
    };
    const imported = await importWith(
      '"specificAllowedTargets":[',
      `"specificAllowedTargets":[${JSON.stringify(dead)},`,
      [
        [
          '"allowedTargetScope":"specificDirectoryUsers"',
          '"allowedTargetScope":"specificConnectedOrganizationUsers"',
        ],
        [/,\{"@odata.type":"#microsoft.graph.singleUser"[^}]*\}\]/g, ']'],
      ],
    );
    expect(imported.leftOut).toEqual([]);
    expect(imported.gone).toMatchObject([
      { id: gone, address: 'policy.people', path: ['policies', 'people', 'specificAllowedTargets', 0] },
    ]);
    expect(imported.sections['policies']).toMatchObject({
      people: { specificAllowedTargets: [{ connectedOrganization: { id: gone } }] },
    });
    expect(importRemarks(imported).map(({ text }) => text)).toContain(
      'connected organization: the tenant no longer has it',
    );
  });

  const stage = {
    durationBeforeAutomaticDenial: 'P3D',
    durationBeforeEscalation: 'P1D',
    isEscalationEnabled: false,
    isApproverJustificationRequired: true,
    primaryApprovers: [],
    fallbackPrimaryApprovers: [],
    escalationApprovers: [],
    fallbackEscalationApprovers: [],
  };
  const manager = { '@odata.type': '#microsoft.graph.requestorManager', managerLevel: 1 };
  it.each([
    ['a stage without approvers that is not used', false, [stage]],
    ['a stage without approvers that is used', true, [stage]],
    ['escalation after one day of three', true, [escalating({ escalationApprovers: [manager] })]],
    ['escalation within the hour', true, [escalating({ durationBeforeEscalation: 'PT1H' })]],
    ['escalation to nobody', true, [escalating({})]],
  ])('no policy for what only the portal refuses: %s', async (_what, required, stages) => {
    await putPolicy({
      requestApprovalSettings: {
        isApprovalRequiredForAdd: required,
        isApprovalRequiredForUpdate: false,
        isRequestorJustificationRequired: false,
        stages,
      },
    });
    const { leftOut, sections } = await importWith();
    expect(leftOut).toEqual([]);
    expect(sections['policies']).toMatchObject({
      people: { requestApprovalSettings: { stages: [expect.anything()] } },
    });
  });

  function escalating(more: object) {
    return { ...stage, isEscalationEnabled: true, primaryApprovers: [manager], ...more };
  }

  /** The policy as somebody edits it outside of Entente. */
  async function putPolicy(edited: object): Promise<void> {
    const policies = (await (
      await tenant.fetch(new Request(`http://x.invalid${EM}/assignmentPolicies`))
    ).json()) as { value: Record<string, unknown>[] };
    const [policy] = policies.value;
    const { createdDateTime, modifiedDateTime, ...members } = policy ?? {};
    expect([createdDateTime, modifiedDateTime]).not.toContain(undefined);
    const request = new Request(`http://x.invalid${EM}/assignmentPolicies/${String(members['id'])}`, {
      method: 'PUT',
      body: JSON.stringify({ ...members, ...edited }),
    });
    expect((await tenant.fetch(request)).status).toBe(200);
  }
});
