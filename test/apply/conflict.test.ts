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

beforeEach(async () => {
  folder = temporaryFolder();
  refusals = 0;
  tenant = await openTenant({ seed: SMALL_DIRECTORY, behaviour: { duplicateCatalogNames: true } });
  engine = createEngine(tenant, path.join(folder, 'state.json'), { fetch: answer });
});
afterEach(async () => {
  await tenant.close();
  rmSync(folder, { recursive: true });
});

async function countOf(at: string): Promise<number> {
  const response = await tenant.fetch(new Request(`http://tenant.invalid/v1.0${EM}/${at}`));
  return ((await response.json()) as { value: unknown[] }).value.length;
}

describe('a creation that is carried out and refused as a duplicate', () => {
  it.each([
    ['a catalog', /\/catalogs$/, "catalogs?$filter=displayName eq 'Partners'"],
    ['an organization', /\/connectedOrganizations$/, 'connectedOrganizations'],
    ['a package', /\/accessPackages$/, 'accessPackages'],
    ['a policy', /\/assignmentPolicies$/, 'assignmentPolicies'],
    ['a role of a package', /\/resourceRoleScopes$/, undefined],
  ])('is settled by the next plan, and made once: %s', async (_what, url, list) => {
    refused = url;
    await engine.apply(desiredOf(DOCUMENT));
    expect(refusals).toBe(1);
    const { summary } = await engine.apply(desiredOf(DOCUMENT));
    expect(summary.failed).toBe(0);
    const { plan } = await engine.plan(desiredOf(DOCUMENT));
    expect(plan.changes.filter(({ action }) => action !== 'noop')).toEqual([]);
    if (list !== undefined) expect(await countOf(list)).toBe(1);
  });
});
