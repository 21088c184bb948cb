/** Any tenant, imported: files that read back, and a plan that is empty. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import type { Imported } from '../../src/import/import-tenant.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createEngine, desiredOf } from '../support/engine.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { BASE, importAll, recordImport, writeFiles } from '../support/imported.ts';
import { awkwardTenant } from '../support/tenant-arbitrary.ts';

/** `npm run test:import` tries a thousand. */
const CASES = Number(process.env['IMPORT_CASES'] ?? 4);
const EM = '/v1.0/identityGovernance/entitlementManagement';
const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

async function call(tenant: Tenant, method: string, at: string, body?: unknown) {
  const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await tenant.fetch(new Request(`http://portal.invalid${at}`, init));
  const answer = (await response.json()) as Record<string, unknown> & { value: Record<string, unknown>[] };
  if (!response.ok) throw new Error(`${method} ${at}: ${JSON.stringify(answer)}`);
  return answer;
}

/** What only the portal allows: organizations of one name, policies of one name in one package. */
async function addTwins(tenant: Tenant, count: number): Promise<void> {
  const { value: organizations } = await call(tenant, 'GET', `${EM}/connectedOrganizations`);
  for (const [index, { displayName }] of organizations.slice(0, count).entries()) {
    const source = {
      '@odata.type': '#microsoft.graph.domainIdentitySource',
      domainName: `twin${index}.example`,
    };
    await call(tenant, 'POST', `${EM}/connectedOrganizations`, { displayName, identitySources: [source] });
  }
  const { value: policies } = await call(tenant, 'GET', `${EM}/assignmentPolicies?$expand=accessPackage`);
  for (const { displayName, accessPackage } of policies.slice(0, count))
    await call(tenant, 'POST', `${EM}/assignmentPolicies`, { displayName, accessPackage });
}

/** What no configuration can say: stages whose approvers are chosen, and what requestors are asked for a resource. */
async function addUnsaid(tenant: Tenant): Promise<void> {
  const { value: policies } = await call(
    tenant,
    'GET',
    `${EM}/assignmentPolicies?$expand=accessPackage,questions`,
  );
  for (const policy of policies) {
    const approval = policy['requestApprovalSettings'] as { stages: Record<string, unknown>[] };
    const [first, ...others] = approval.stages;
    if (first === undefined) continue;
    const dynamic = { '@odata.type': '#microsoft.graph.accessPackageDynamicApprovalStage', ...first };
    await call(tenant, 'PUT', `${EM}/assignmentPolicies/${String(policy['id'])}`, {
      ...policy,
      requestApprovalSettings: { ...approval, stages: [dynamic, ...others] },
    });
  }
  const attribute = {
    name: 'jobTitle',
    destination: { '@odata.type': '#microsoft.graph.accessPackageUserDirectoryAttributeStore' },
    source: {
      '@odata.type': '#microsoft.graph.accessPackageResourceAttributeQuestion',
      question: { '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', text: 'What do you do?' },
    },
  };
  const { value: catalogs } = await call(tenant, 'GET', `${EM}/catalogs`);
  for (const { id } of catalogs) {
    const { value: resources } = await call(tenant, 'GET', `${EM}/catalogs/${String(id)}/resources`);
    // The others keep what the configuration required.
    for (const resource of resources.slice(0, 1))
      await call(tenant, 'POST', `${EM}/resourceRequests`, {
        requestType: 'adminUpdate',
        resource: { id: resource['id'], attributes: [attribute] },
        catalog: { id },
      });
  }
}

/** What may not change, as the tenant answers it, without when it was changed. */
async function wire(tenant: Tenant): Promise<unknown> {
  const { value: catalogs } = await call(tenant, 'GET', `${EM}/catalogs`);
  const lists = [
    `${EM}/assignmentPolicies?$expand=accessPackage,questions,customExtensionStageSettings`,
    `${EM}/accessPackages?$expand=resourceRoleScopes`,
    `${EM}/connectedOrganizations`,
    `${EM}/controlConfigurations`,
    ...catalogs.map(({ id }) => `${EM}/catalogs/${String(id)}/resources`),
    `/v1.0/roleManagement/entitlementManagement/roleAssignments?$filter=appScopeId eq '/'`,
  ];
  const answers = await Promise.all(lists.map((at) => call(tenant, 'GET', at)));
  return JSON.parse(JSON.stringify(answers), (name, value: unknown) => {
    if (/odifiedDateTime$/.test(name)) return null;
    // A point in time has several spellings.
    return /DateTime$/.test(name) && typeof value === 'string' ? Date.parse(value) : value;
  });
}

const DESCRIBED = 'Described anew';

/** The same with that description of one policy. */
function described(answers: unknown, id: string): unknown {
  return JSON.parse(JSON.stringify(answers), (_name, value: Record<string, unknown> | null) =>
    value?.['id'] === id && 'allowedTargetScope' in value ? { ...value, description: DESCRIBED } : value,
  );
}

let count = 0;

/** The written files, in a folder of their own. */
function write(imported: Imported): { readonly at: string; readonly texts: ReadonlyMap<string, string> } {
  const at = path.join(folder, String((count += 1)));
  return { at, texts: writeFiles(imported, at) };
}

describe('a tenant, imported', () => {
  it(
    'whatever its objects are called, plans nothing and loses nothing',
    async () => {
      await fc.assert(
        fc.asyncProperty(awkwardTenant, async ({ directory, document, twins }) => {
          const tenant = await openTenant({ seed: directory, now: () => new Date('2026-01-01T00:00:00Z') });
          const maker = createEngine(tenant, path.join(folder, `maker-${(count += 1)}.json`));
          const { events } = await maker.apply(desiredOf(document));
          expect(events.filter(({ type }) => type === 'apply_errored')).toEqual([]);
          await addTwins(tenant, twins);
          await addUnsaid(tenant);
          const audit = () => call(tenant, 'GET', '/v1.0/auditLogs/directoryAudits?$top=999');
          const writes = await audit();

          const imported = await importAll(tenant, maker);
          expect(imported.leftOut.map(({ reason }) => reason)).toEqual([]);
          const { at, texts } = write(imported);
          const { configuration, diagnostics } = await loadConfiguration({
            file: 'governance.yaml',
            cwd: at,
            env: {},
          });
          expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
          if (configuration === undefined) throw new Error('It does not load');
          const engine = createEngine(tenant, path.join(at, 'state.json'));
          await recordImport(engine, imported, tenant.id);
          const { plan, diagnostics: planned } = await engine.plan(configuration);
          expect(planned.filter(({ severity }) => severity === 'error')).toEqual([]);
          expect(plan.changes.filter(({ action, stale }) => action !== 'noop' || stale)).toEqual([]);
          expect([plan.drift, plan.unmanaged]).toEqual([[], []]);
          expect(imported.resources.length).toBe(plan.changes.length);

          // Again: the same files to the byte, and nothing in the tenant was written for all that.
          expect(write(await importAll(tenant, engine)).texts).toEqual(texts);
          expect(await audit()).toEqual(writes);

          // A policy that is described anew changes in that alone.
          const [address] = imported.resources.flatMap((each) => (each.kind.name === 'policy' ? [each] : []));
          const policies = imported.sections['policies'] as
            Record<string, Record<string, unknown>> | undefined;
          const key = address?.address.slice('policy.'.length) ?? '';
          if (address === undefined || policies?.[key] === undefined) return;
          const asked = await wire(tenant);
          const anew = { ...policies, [key]: { ...policies[key], description: DESCRIBED } };
          const changed = { ...BASE, ...imported.sections, policies: anew } as unknown as Governance;
          const applied = await engine.apply(desiredOf(changed));
          expect(applied.events.filter(({ type }) => type === 'apply_errored')).toEqual([]);
          expect(await wire(tenant)).toEqual(described(asked, address.object.id));
        }),
        { numRuns: CASES, ...(process.env['IMPORT_CASES'] === undefined && { seed: 1 }) },
      );
    },
    CASES * 2_000 + 10_000,
  );
});
