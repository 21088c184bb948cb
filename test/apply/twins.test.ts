/** Twins between the plan that removes them and the DELETE, and beside what the same plan deletes or replaces. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import { createWriter, SharedReads } from '../../src/apply/writer.ts';
import { uncertainCreation } from '../../src/apply/uncertain.ts';
import type { ApplyEvent } from '../../src/apply/events.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { readOne } from '../../src/kinds/read-one.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { StateSession } from '../../src/state/backend.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createEngine, desiredOf } from '../support/engine.ts';
import type { Engine } from '../support/engine.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { governed } from '../support/workbench.ts';

const EM = '/v1.0/identityGovernance/entitlementManagement';
const START = Date.parse('2026-01-01T00:00:00Z');
const DOCUMENT = governed({
  connectedOrganizations: {
    fabrikam: { displayName: 'Fabrikam', identitySources: [{ domain: 'fabrikam.com' }] },
  },
  catalogs: { partners: { displayName: 'Partners' }, spare: { displayName: 'Spare' } },
  packages: { tango: { catalog: 'partners', displayName: 'Tango' } },
  policies: {
    members: { accessPackage: 'tango', displayName: 'Members', allowedTargetScope: 'allMemberUsers' },
  },
});

let folder = '';
let tenant: Tenant;
let engine: Engine;
/** What the service answers, when a test wants it otherwise. */
let answer: (request: Request) => Promise<Response>;
let time = START;

beforeEach(async () => {
  folder = temporaryFolder();
  time = START;
  tenant = await openTenant({
    seed: SMALL_DIRECTORY,
    now: () => new Date((time += 1_000)),
    behaviour: { duplicateCatalogNames: true },
  });
  answer = (request) => tenant.fetch(request);
  engine = createEngine(tenant, path.join(folder, 'state.json'), { fetch: (request) => answer(request) });
  const { summary } = await engine.apply(desiredOf(DOCUMENT));
  expect(summary.failed).toBe(0);
});
afterEach(async () => {
  await tenant.close();
  rmSync(folder, { recursive: true });
});

async function portal(method: string, at: string, body?: unknown): Promise<Record<string, unknown>> {
  const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const url = `http://portal.invalid${at.startsWith('/v1.0') ? at : `${EM}${at}`}`;
  const response = await tenant.fetch(new Request(url, init));
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${at} answered ${response.status}: ${text}`);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

async function withSession<T>(work: (session: StateSession) => Promise<T>): Promise<T> {
  const who = { operation: 'test', who: 'test', host: 'here', pid: process.pid, createdAt: '' };
  const lock = await engine.state.lock({ id: randomUUID(), ...who }, 0);
  try {
    const session = await lock.open({ lineage: randomUUID(), tenantId: tenant.id });
    const result = await work(session);
    await session.close();
    return result;
  } finally {
    await lock.release();
  }
}

const idOf = async (address: string) =>
  (await engine.state.read())?.resources.find((known) => known.address === address)?.id ?? '';

const PATHS: Readonly<Record<string, string>> = {
  policy: 'assignmentPolicies',
  catalog: 'catalogs',
  connectedOrganization: 'connectedOrganizations',
};

/** Has the service carry out the creation of a tracked object once more; the state knows that its answer was lost. */
async function makeTwin(address: string): Promise<string> {
  const [name = ''] = address.split('.');
  const kind = KINDS.get(name);
  if (kind === undefined) throw new Error(`There is no kind ${name}`);
  const id = await idOf(address);
  const { attributes } = await readOne(kind, engine.graph, id);
  const trace = { madeId: undefined, wrote: false, uncertain: false, answered: undefined };
  const writer = createWriter(
    {
      graph: engine.graph,
      shared: new SharedReads(),
      time: { clock: () => new Date(START), delay: () => Promise.resolve() },
      inDoubt: false,
      notBefore: START,
      mayBe: () => Promise.resolve(true),
    },
    trace,
  );
  const made = await kind.graph.create(writer, attributes);
  const startedAt = new Date(START).toISOString();
  const pending = { operation: randomUUID(), address, action: 'create', startedAt, digest: '' } as const;
  const serviceDate = new Date(START).toISOString();
  await withSession((session) =>
    session.record({ uncertain: { put: [uncertainCreation(kind, pending, attributes, serviceDate)] } }),
  );
  return made;
}

/** Plans, lets something happen, and executes the plan. */
async function applied(document: Governance, meanwhile: () => Promise<unknown> = () => Promise.resolve()) {
  const { plan, diagnostics } = await engine.plan(desiredOf(document));
  expect(diagnostics).toEqual([]);
  await meanwhile();
  const events: ApplyEvent[] = [];
  const summary = await withSession((session) =>
    applyPlan({
      plan,
      graph: engine.graph,
      session,
      clock: () => new Date(START),
      delay: () => new Promise((resolve) => setImmediate(resolve)),
      randomId: randomUUID,
      emit: (event) => events.push(event),
    }),
  );
  const said = events.flatMap((event) => (event.type === 'apply_errored' ? event.diagnostic : []));
  return { plan, summary, said };
}

const removals = ({ changes }: Plan) =>
  changes.flatMap(({ action, address, id }) => (action === 'removeTwin' ? [[address, id]] : []));

async function exists(kind: string, id: string): Promise<boolean> {
  return portal('GET', `/${PATHS[kind]}/${id}`).then(
    () => true,
    () => false,
  );
}

interface Case {
  readonly address: string;
  readonly what: string;
  readonly meanwhile: (twin: string) => Promise<unknown>;
  readonly why: string;
}

async function change(collection: string, id: string, members: Record<string, unknown>): Promise<unknown> {
  if (collection !== 'assignmentPolicies') return portal('PATCH', `/${collection}/${id}`, members);
  const {
    modifiedDateTime: _modified,
    createdDateTime: _created,
    ...live
  } = await portal('GET', `/${collection}/${id}?$expand=accessPackage,questions`);
  return portal('PUT', `/${collection}/${id}`, { ...live, ...members });
}

async function userId(name: string): Promise<string> {
  const { value } = await portal('GET', '/v1.0/users');
  const found = (value as { id: string; userPrincipalName: string }[]).find((user) =>
    user.userPrincipalName.startsWith(name),
  );
  return found?.id ?? '';
}

const CASES: readonly Case[] = [
  {
    address: 'policy.members',
    what: 'its description was changed',
    meanwhile: (id) => change('assignmentPolicies', id, { description: 'Kept on purpose' }),
    why: 'it was changed since the plan was made: description',
  },
  {
    address: 'policy.members',
    what: 'its name was changed',
    meanwhile: (id) => change('assignmentPolicies', id, { displayName: 'Another' }),
    why: 'it was changed since the plan was made: displayName',
  },
  {
    address: 'policy.members',
    what: 'an assignment was given through it',
    meanwhile: async (id) =>
      portal('POST', '/assignmentRequests', {
        requestType: 'adminAdd',
        assignment: {
          targetId: await userId('alice'),
          assignmentPolicyId: id,
          accessPackageId: await idOf('accessPackage.tango'),
        },
      }),
    why: 'an assignment was given through it',
  },
  {
    address: 'policy.members',
    what: 'the service calls another time that of its creation',
    meanwhile: (id) => {
      answer = async (request) => {
        const response = await tenant.fetch(request);
        const text = await response.text();
        const { status, headers } = response;
        const other = text.replaceAll(/("createdDateTime":")[^"]+("[^}]*?)/g, (whole) =>
          text.includes(id) ? whole.replace(/\d{4}-\d\d-\d\d/, '2027-01-01') : whole,
        );
        return new Response(status === 204 ? null : other, { status, headers });
      };
      return Promise.resolve();
    },
    why: 'it was created 2027-01-01T',
  },
  {
    address: 'catalog.partners',
    what: 'it was unpublished',
    meanwhile: (id) => change('catalogs', id, { state: 'unpublished' }),
    why: 'it was changed since the plan was made: state',
  },
  {
    address: 'catalog.partners',
    what: 'a package came into it',
    meanwhile: (id) => portal('POST', '/accessPackages', { displayName: 'New', catalog: { id } }),
    why: 'a package is in it',
  },
  {
    address: 'catalog.partners',
    what: 'a custom extension came into it',
    meanwhile: (id) =>
      portal('POST', `/catalogs/${id}/customWorkflowExtensions`, {
        '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension',
        displayName: 'Tell',
        endpointConfiguration: {
          '@odata.type': '#microsoft.graph.logicAppTriggerEndpointConfiguration',
          subscriptionId: randomUUID(),
          resourceGroupName: 'r',
          logicAppWorkflowName: 'w',
        },
        authenticationConfiguration: { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' },
      }),
    why: 'a custom extension is in it',
  },
  {
    address: 'catalog.partners',
    what: 'a role in it was given',
    meanwhile: async (id) =>
      portal('POST', '/v1.0/roleManagement/entitlementManagement/roleAssignments', {
        principalId: await userId('alice'),
        roleDefinitionId: '44272f93-9762-48e8-af59-1b5351b1d6b3',
        appScopeId: `/AccessPackageCatalog/${id}`,
      }),
    why: 'a role in it was given',
  },
  {
    address: 'connectedOrganization.fabrikam',
    what: 'it is only proposed now',
    meanwhile: (id) => change('connectedOrganizations', id, { state: 'proposed' }),
    why: 'it was changed since the plan was made: state',
  },
  {
    address: 'connectedOrganization.fabrikam',
    what: 'it got a sponsor',
    meanwhile: async (id) =>
      portal('POST', `/connectedOrganizations/${id}/internalSponsors/$ref`, {
        '@odata.id': `https://graph.microsoft.com/v1.0/users/${await userId('alice')}`,
      }),
    why: 'internalSponsors',
  },
  {
    address: 'connectedOrganization.fabrikam',
    what: 'a policy names it',
    meanwhile: async (connectedOrganizationId) =>
      portal('POST', '/assignmentPolicies', {
        displayName: 'For it',
        allowedTargetScope: 'specificConnectedOrganizationUsers',
        specificAllowedTargets: [
          { '@odata.type': '#microsoft.graph.connectedOrganizationMembers', connectedOrganizationId },
        ],
        accessPackage: { id: await idOf('accessPackage.tango') },
      }),
    why: 'a policy names it',
  },
];

describe('a twin that is to be removed', () => {
  it.each(Object.entries(PATHS))('goes when nothing happened to it: %s', async (kind) => {
    const address = CASES.find((each) => each.address.startsWith(`${kind}.`))?.address ?? '';
    const twin = await makeTwin(address);
    const { plan, summary } = await applied(DOCUMENT);
    expect(removals(plan)).toEqual([[`${address}#twin`, twin]]);
    expect(summary.failed).toBe(0);
    expect(await exists(kind, twin)).toBe(false);
    expect(await exists(kind, await idOf(address))).toBe(true);
  });

  it('goes although whoever created it owns it, also when roles are read', async () => {
    const partners = { displayName: 'Partners', roles: { reader: [{ user: 'alice@contoso.com' }] } };
    const document = { ...DOCUMENT, catalogs: { ...DOCUMENT.catalogs, partners } };
    await engine.apply(desiredOf(document));
    const twin = await makeTwin('catalog.partners');
    const { plan, said } = await applied(document);
    expect(removals(plan)).toEqual([['catalog.partners#twin', twin]]);
    expect(said).toEqual([]);
    expect(await exists('catalog', twin)).toBe(false);
  });

  it('of which the service is rid already is no failure', async () => {
    const twin = await makeTwin('policy.members');
    const { summary } = await applied(DOCUMENT, () => portal('DELETE', `/assignmentPolicies/${twin}`));
    expect(summary.failed).toBe(0);
  });

  it.each(CASES)('$address stays when, since the plan, $what', async ({ address, meanwhile, why }) => {
    const twin = await makeTwin(address);
    const { plan, summary, said } = await applied(DOCUMENT, () => meanwhile(twin));
    expect(removals(plan)).toHaveLength(1);
    expect(summary.failed).toBe(1);
    expect(said).toMatchObject([{ code: 'APPLY_TWIN_KEPT', address: `${address}#twin` }]);
    expect(said[0]?.summary).toContain(why);
    answer = (request) => tenant.fetch(request);
    expect(await exists(address.split('.')[0] ?? '', twin)).toBe(true);
  });

  it('counts in the access that the plan takes away', async () => {
    await makeTwin('policy.members');
    const { policies: _policies, ...rest } = DOCUMENT;
    const { plan } = await engine.plan(desiredOf(rest));
    expect(removals(plan)).toHaveLength(1);
    expect(plan.access.lost.length).toBeGreaterThan(0);
    const { plan: kept } = await engine.plan(desiredOf(rest), { targets: ['policy.members'] });
    // Its removal is not in a plan that is limited, so people can still ask through it.
    expect(removals(kept)).toEqual([]);
    expect(kept.access.lost).toEqual([]);
  });

  it('goes before the package that it is in', async () => {
    const twin = await makeTwin('policy.members');
    const { policies: _policies, packages: _packages, ...rest } = DOCUMENT;
    const { summary, said } = await applied(rest);
    expect(said).toEqual([]);
    expect(summary.failed + summary.skipped).toBe(0);
    expect(await exists('policy', twin)).toBe(false);
    expect(
      (await engine.plan(desiredOf(rest))).plan.changes.filter(({ action }) => action !== 'noop'),
    ).toEqual([]);
  });

  it('goes before the catalog that its package is in', async () => {
    await makeTwin('policy.members');
    const { policies: _policies, packages: _packages, ...rest } = DOCUMENT;
    const { summary } = await applied({ ...rest, catalogs: { spare: { displayName: 'Spare' } } });
    expect(summary.failed + summary.skipped).toBe(0);
  });

  it('goes before the package that it is in is replaced', async () => {
    const twin = await makeTwin('policy.members');
    const moved = { ...DOCUMENT, packages: { tango: { catalog: 'spare', displayName: 'Tango' } } };
    const { plan, summary } = await applied(moved);
    expect(removals(plan)).toHaveLength(1);
    expect(plan.changes.map(({ address, action }) => `${action} ${address}`)).toContain(
      'replace accessPackage.tango',
    );
    expect(summary.failed + summary.skipped).toBe(0);
    expect(await exists('policy', twin)).toBe(false);
  });

  it('that is kept keeps the package that it is in', async () => {
    const twin = await makeTwin('policy.members');
    const { policies: _policies, packages: _packages, ...rest } = DOCUMENT;
    const { said, summary } = await applied(rest, () =>
      change('assignmentPolicies', twin, { description: 'Kept' }),
    );
    expect(said).toMatchObject([{ code: 'APPLY_TWIN_KEPT' }]);
    expect(summary.skipped).toBe(1);
    expect(await exists('policy', twin)).toBe(true);
  });
});
