/** Creations that are carried out and nevertheless refused as duplicates, as by a gateway that sends a request twice. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Governance } from '../../src/schema/governance.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createEngine, desiredOf } from '../support/engine.ts';
import type { Engine } from '../support/engine.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { governed } from '../support/workbench.ts';

const EM = '/identityGovernance/entitlementManagement';
const DOCUMENT: Governance = governed({
  connectedOrganizations: {
    fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
  },
  catalogs: {
    partners: { displayName: 'Partners', resources: { tracker: { application: 'Tango Tracker' } } },
  },
  packages: {
    tango: {
      catalog: 'partners',
      displayName: 'Tango',
      resourceRoles: [{ resource: 'tracker', role: 'Reader' }],
    },
  },
  policies: {
    members: { accessPackage: 'tango', displayName: 'Members', allowedTargetScope: 'allMemberUsers' },
  },
});

interface Item {
  readonly id: string;
  readonly method: string;
  readonly url: string;
}

let folder = '';
let tenant: Tenant;
let engine: Engine;
let refused: RegExp;
let refusals = 0;

/** Carries a request out, and says of the first POST to `refused` that it was a duplicate. */
async function answer(request: Request): Promise<Response> {
  const { method, url } = request;
  const text = method === 'POST' ? await request.clone().text() : '';
  const response = await tenant.fetch(request);
  const isChosen = (item: { method: string; url: string }) =>
    refusals === 0 && item.method === 'POST' && refused.test(item.url);
  const body = { error: { code: 'DuplicateKey', message: 'There is already a duplicated entity.' } };
  if (isChosen({ method, url })) {
    refusals += 1;
    return Response.json(body, { status: 409 });
  }
  if (!url.endsWith('/$batch')) return response;
  const { requests } = JSON.parse(text) as { requests: Item[] };
  const chosen = requests.find(isChosen);
  if (chosen === undefined) return response;
  refusals += 1;
  const { responses } = (await response.json()) as { responses: { id: string }[] };
  return Response.json({
    responses: responses.map((each) => (each.id === chosen.id ? { id: each.id, status: 409, body } : each)),
  });
}

/** `listsLagForReads`: so many lists do not show what is new. */
async function open(listsLagForReads: number): Promise<void> {
  const behaviour = { duplicateCatalogNames: true, listsLagForReads };
  tenant = await openTenant({ seed: SMALL_DIRECTORY, behaviour });
  engine = createEngine(tenant, path.join(folder, 'state.json'), { fetch: answer });
}

beforeEach(() => {
  folder = temporaryFolder();
  refusals = 0;
});
afterEach(async () => {
  await tenant.close();
  rmSync(folder, { recursive: true });
});

async function countOf(at: string): Promise<number> {
  const response = await tenant.fetch(new Request(`http://tenant.invalid/v1.0${EM}/${at}`));
  return ((await response.json()) as { value: unknown[] }).value.length;
}

const KINDS = [
  { what: 'a catalog', url: /\/catalogs$/, list: "catalogs?$filter=displayName eq 'Partners'" },
  { what: 'an organization', url: /\/connectedOrganizations$/, list: 'connectedOrganizations' },
  { what: 'a resource', url: /\/resourceRequests$/ },
  { what: 'a package', url: /\/accessPackages$/, list: 'accessPackages' },
  { what: 'a policy', url: /\/assignmentPolicies$/, list: 'assignmentPolicies' },
  { what: 'a role of a package', url: /\/resourceRoleScopes$/ },
];

describe.each([0, 3, 8])(
  'a creation that is carried out and refused as a duplicate, lists lag %i reads',
  (lag) => {
    it.each(KINDS)('is settled by the next plans, and made once: $what', async ({ url, list }) => {
      await open(lag);
      refused = url;
      const first = await engine.apply(desiredOf(DOCUMENT));
      expect(refusals).toBe(1);
      if (first.summary.failed > 0) expect((await engine.apply(desiredOf(DOCUMENT))).summary.failed).toBe(0);
      for (let reads = 0; list !== undefined && reads < lag; reads += 1) await countOf(list);
      const { plan } = await engine.plan(desiredOf(DOCUMENT));
      expect(plan.changes.filter(({ action }) => !['noop', 'removeTwin'].includes(action))).toEqual([]);
      expect(plan.findings.filter(({ rule }) => rule !== 'TWIN')).toEqual([]);
      // What no list showed for so long is sent again here, where no guard asks: then there is a twin, and it is named.
      const twins = plan.findings.filter(({ rule }) => rule === 'TWIN').length;
      if (list !== undefined) expect(await countOf(list)).toBe(1 + twins);
    });
  },
);
