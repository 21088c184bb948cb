/** What a service may refuse and a tenant holds all the same stops no change of anything else. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkDocument } from '../../src/config/checks/check.ts';
import { recordDeclarations } from '../../src/kinds/recorder.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createEngine, desiredOf } from '../support/engine.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { importAll, importExactly, withNewNames } from '../support/imported.ts';
import { call } from '../support/portal-made.ts';

const EM = '/v1.0/identityGovernance/entitlementManagement';
const T = (type: string) => ({ '@odata.type': `#microsoft.graph.${type}` });
type Policy = NonNullable<Governance['policies']>[string];

let folder: string;
let tenant: Tenant;
let catalog: unknown;
let accessPackage: { readonly id: unknown };

beforeEach(async () => {
  folder = temporaryFolder();
  tenant = await openTenant({ seed: SMALL_DIRECTORY, now: () => new Date('2026-01-01T00:00:00Z') });
  const shown = { displayName: 'C', isExternallyVisible: true };
  ({ id: catalog } = await call(tenant, 'POST', `${EM}/catalogs`, shown));
  const made = { displayName: 'P', description: 'd', catalog: { id: catalog } };
  accessPackage = { id: (await call(tenant, 'POST', `${EM}/accessPackages`, made))['id'] };
});
afterEach(() => rmSync(folder, { recursive: true }));

const make = (policy: Readonly<Record<string, unknown>>) =>
  call(tenant, 'POST', `${EM}/assignmentPolicies`, { displayName: 'Q', accessPackage, ...policy });

/** A document with what is told about it. */
function checked(document: Governance) {
  const desired = desiredOf(document);
  const { declarations } = desired;
  const { refusals } = checkDocument(declarations, document, recordDeclarations(declarations, document));
  return { ...desired, refusals };
}

const approval = (primaryApprovers: readonly unknown[]) => ({
  requestApprovalSettings: {
    isApprovalRequiredForAdd: true,
    stages: [{ durationBeforeAutomaticDenial: 'P14D', primaryApprovers }],
  },
});
const RULE = { ...T('attributeRuleMembers'), membershipRule: '(user.department -eq "A")' };

/** What it is about, how it is held, and what of it is changed then. */
const HELD: readonly (readonly [
  code: string,
  policy: Readonly<Record<string, unknown>>,
  change: (policy: Policy) => void,
])[] = [
  [
    'KIND_APPROVAL_STAGES',
    { requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [] } },
    (policy) => Object.assign(policy.requestApprovalSettings ?? {}, { isApprovalRequiredForUpdate: true }),
  ],
  [
    'KIND_SPONSORS_MISPLACED',
    { allowedTargetScope: 'allMemberUsers', ...approval([T('internalSponsors')]) },
    (policy) => {
      policy.allowedTargetScope = 'allDirectoryUsers';
    },
  ],
  [
    'KIND_AUTOMATIC',
    { allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [RULE] },
    (policy) => policy.specificAllowedTargets?.push({ attributeRule: '(user.department -eq "B")' }),
  ],
  [
    'KIND_AUTOMATIC',
    {
      allowedTargetScope: 'allMemberUsers',
      automaticRequestSettings: { requestAccessForAllowedTargets: true },
    },
    (policy) => {
      policy.automaticRequestSettings = { removeAccessWhenTargetLeavesAllowedTargets: true };
    },
  ],
];

describe('a policy of which much may be refused', () => {
  it.each(HELD)(
    '(%s) is renamed all the same, and is an error once that is changed',
    async (code, policy, change) => {
      await make(policy);
      const { engine, imported, configuration } = await importExactly(tenant, folder);
      const { plan, diagnostics } = await engine.plan(
        checked(withNewNames(configuration.document, imported).document),
      );
      expect(diagnostics).toEqual([]);
      expect(plan.changes.filter(({ action }) => action === 'update').length).toBeGreaterThan(0);

      const document = structuredClone(configuration.document);
      for (const each of Object.values(document.policies ?? {})) change(each);
      const changed = await engine.plan(checked(document));
      expect(changed.diagnostics).toMatchObject([{ code, severity: 'error' }]);
    },
  );

  it('is an error where the catalog is closed to those whom it is for', async () => {
    await make({ allowedTargetScope: 'allExternalUsers' });
    const { engine, configuration } = await importExactly(tenant, folder);
    const document = structuredClone(configuration.document);
    for (const each of Object.values(document.policies ?? {})) each.displayName = 'Another';
    for (const each of Object.values(document.catalogs ?? {})) each.isExternallyVisible = false;
    const { diagnostics } = await engine.plan(checked(document));
    expect(diagnostics).toMatchObject([{ code: 'KIND_CATALOG_NOT_VISIBLE', severity: 'error' }]);
  });
});

/** A tenant that answers with other values than it can be given. */
function answering(from: RegExp, into: string): Tenant {
  return {
    ...tenant,
    async fetch(request) {
      const response = await tenant.fetch(request);
      const text = (await response.text()).replaceAll(from, into);
      return new Response(text === '' ? null : text, response);
    },
  };
}

const QUESTION = {
  ...T('accessPackageTextInputQuestion'),
  text: 'a',
  localizations: [{ languageCode: 'zz', text: 'b' }],
};

describe('what no tenant here takes and another may hold', () => {
  it.each([
    ['a text in no language', { questions: [QUESTION] }, /"languageCode":"zz"/g, '"languageCode":""'],
  ])('%s is imported, and nothing is planned', async (_what, policy, from, into) => {
    await make(policy);
    await importExactly(answering(from, into), folder);
  });

  it('names of any length are, and a role that no list has', async () => {
    const long = 'x'.repeat(300);
    await make({ displayName: long, description: 'y'.repeat(11_000) });
    await call(tenant, 'PATCH', `${EM}/catalogs/${String(catalog)}`, { displayName: long });
    const { configuration } = await importExactly(tenant, folder);
    const warned = configuration.refusals.map(({ code, severity }) => [code, severity]);
    expect(warned).toEqual(Array.from({ length: 3 }, () => ['KIND_TEXT_LENGTH', 'warning']));
  });

  it('an organization without a name is named by its id where policies refer to it', async () => {
    const source = { ...T('domainIdentitySource'), domainName: 'd.example' };
    const organization = { displayName: 'Gone quiet', identitySources: [source] };
    const { id } = await call(tenant, 'POST', `${EM}/connectedOrganizations`, organization);
    await make({
      allowedTargetScope: 'specificConnectedOrganizationUsers',
      specificAllowedTargets: [{ ...T('connectedOrganizationMembers'), connectedOrganizationId: id }],
    });
    const nameless = answering(/"Gone quiet"/g, '""');
    const engine = createEngine(nameless, path.join(folder, 'state.json'));
    const imported = await importAll(nameless, engine);
    expect(imported.leftOut).toMatchObject([{ kind: { name: 'connectedOrganization' } }]);
    expect(Object.values(imported.sections['existing'] ?? {})).toEqual([
      { [`connected-organization-${String(id).slice(0, 8)}`]: { id } },
    ]);
  });
});
