/**
 * Everything that the client can send, held against Microsoft's type metadata: each property exists, its type and enum
 * value fit, nothing read-only is sent. Fails when a property of any kind was never sent.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT } from '../../scripts/graph-account.ts';
import { createWriter, SharedReads } from '../../src/apply/writer.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import type { Shape } from '../../src/model/shape.ts';
import type { ResourceState } from '../../src/state/document.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { openTenant } from '../../src/tenant/open.ts';
import { temporaryFolder } from '../support/cli.ts';
import { bareType, parseCsdl } from '../support/csdl.ts';
import type { Csdl } from '../support/csdl.ts';
import { createEngine, desiredOf } from '../support/engine.ts';
import type { Engine } from '../support/engine.ts';
import { crossTenantAccess } from '../support/cross-tenant-access-arbitrary.ts';
import { EVERYTHING } from '../support/everything.ts';
import { governance, SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { governed } from '../support/workbench.ts';

const CSDL_FILE = path.resolve(import.meta.dirname, '../../../shared/graph/entitlement.csdl.xml');
const known = existsSync(CSDL_FILE);
if (!known)
  console.warn(
    `Skipped: ${CSDL_FILE} is not there, so what is sent is not compared with Microsoft's metadata.`,
  );

const EM = '/identityGovernance/entitlementManagement';
/** Collections by the type of what is posted to them. */
const TYPES: readonly [RegExp, string][] = [
  [/^\/settings$/, 'entitlementManagementSettings'],
  [/^\/controlConfigurations\/endUserSettings$/, 'endUserSettings'],
  [/^\/catalogs(\/[^/]+)?$/, 'accessPackageCatalog'],
  [/^\/catalogs\/[^/]+\/customWorkflowExtensions(\/[^/]+)?$/, 'customCalloutExtension'],
  [/^\/resourceRequests$/, 'accessPackageResourceRequest'],
  [/^\/accessPackages(\/[^/]+)?$/, 'accessPackage'],
  [/^\/accessPackages\/[^/]+\/resourceRoleScopes$/, 'accessPackageResourceRoleScope'],
  [/^\/connectedOrganizations(\/[^/]+)?$/, 'connectedOrganization'],
  [/^\/assignmentPolicies(\/[^/]+)?$/, 'accessPackageAssignmentPolicy'],
  [/^\/assignmentRequests$/, 'accessPackageAssignmentRequest'],
];
/** The same outside of entitlement management. */
const OTHER_TYPES: readonly [RegExp, string][] = [
  [/roleAssignments/, 'unifiedRoleAssignment'],
  [/crossTenantAccessPolicy\/partners/, 'crossTenantAccessPolicyConfigurationPartner'],
  [/crossTenantAccessPolicy\/default$/, 'crossTenantAccessPolicyConfigurationDefault'],
];
const READ_ONLY = new Set([
  'createdDateTime',
  'modifiedDateTime',
  'createdBy',
  'modifiedBy',
  'catalogType',
  'url',
]);

interface Sent {
  readonly type: string;
  readonly body: unknown;
}

/** What is read, by the type of the answer or of its items. */
const READ_TYPES: readonly [RegExp, string][] = [
  ...TYPES,
  [/^\/catalogs\/[^/]+\/resources$/, 'accessPackageResource'],
  [/^\/accessPackages\/[^/]+\/incompatibleAccessPackages$/, 'accessPackage'],
  [/^\/assignments$/, 'accessPackageAssignment'],
];

const sent: Sent[] = [];
const answered: Sent[] = [];

function recordAnswer(url: string, body: unknown): void {
  const [below = ''] = url.startsWith(EM) ? url.slice(EM.length).split('?') : [];
  const type = READ_TYPES.find(([pattern]) => pattern.test(below))?.[1];
  if (type === undefined || typeof body !== 'object' || body === null || 'error' in body) return;
  const items = 'value' in body ? (body.value as unknown[]) : [body];
  for (const item of items) answered.push({ type, body: item });
}

function record(method: string, url: string, body: unknown): void {
  // `getByIds` is a read that needs a body.
  if (method === 'GET' || method === 'DELETE' || /\/(\$ref|getByIds)$/.test(url)) return;
  const below = url.startsWith(EM) ? url.slice(EM.length) : undefined;
  const type =
    below === undefined
      ? (OTHER_TYPES.find(([pattern]) => pattern.test(url))?.[1] ?? false)
      : TYPES.find(([pattern]) => pattern.test(below))?.[1];
  if (typeof type !== 'string') throw new Error(`Something was sent to ${url}, whose type is not known`);
  sent.push({ type, body });
}

interface Recorded {
  readonly tenant: Tenant;
  readonly engine: Engine;
}

/** A tenant of which every body that it is sent or answers is recorded. */
async function recordedTenant(): Promise<Recorded> {
  const tenant = await openTenant({ seed: SMALL_DIRECTORY });
  const fetch = async (request: Request): Promise<Response> => {
    const text = await request.clone().text();
    const url = new URL(request.url);
    const at = url.pathname.slice('/v1.0'.length);
    if (text !== '' && at !== '/$batch') record(request.method, at, JSON.parse(text));
    if (at === '/$batch') {
      const { requests } = JSON.parse(text) as {
        requests: { id: string; method: string; url: string; body?: unknown }[];
      };
      for (const item of requests) record(item.method, item.url, item.body);
      const response = await tenant.fetch(request);
      const { responses = [] } = (await response.clone().json()) as {
        responses?: { id: string; body?: unknown }[];
      };
      const asked = new Map(requests.map((item) => [item.id, item.url]));
      for (const { id, body } of responses) recordAnswer(asked.get(id) ?? '', body);
      return response;
    }
    const response = await tenant.fetch(request);
    recordAnswer(
      at,
      await response
        .clone()
        .json()
        .catch(() => undefined),
    );
    return response;
  };
  return { tenant, engine: createEngine(tenant, path.join(temporaryFolder(), 'state.json'), { fetch }) };
}

/** Applies documents one after the other to a tenant of their own. */
async function applyAll(...documents: readonly Governance[]): Promise<Recorded> {
  const recorded = await recordedTenant();
  const { engine } = recorded;
  for (const document of documents) {
    const { events } = await engine.apply(desiredOf(document));
    expect(events.filter(({ type }) => type === 'apply_errored')).toEqual([]);
  }
  return recorded;
}

/** Takes the access of somebody away, as before a package is deleted. */
async function drain({ tenant, engine }: Recorded): Promise<void> {
  const id = (address: string, resources: readonly ResourceState[]) =>
    resources.find((resource) => resource.address === address)?.id ?? '';
  const { resources = [] } = (await engine.state.read()) ?? {};
  const accessPackageId = id('accessPackage.tango', resources);
  const assignment = {
    target: { email: 'alice@contoso.com' },
    accessPackageId,
    assignmentPolicyId: id('policy.direct', resources),
  };
  const body = JSON.stringify({ requestType: 'adminAdd', assignment });
  const url = `http://portal.invalid/v1.0${EM}/assignmentRequests`;
  expect((await tenant.fetch(new Request(url, { method: 'POST', body }))).status).toBe(201);
  const options = {
    graph: engine.graph,
    shared: new SharedReads(),
    time: { clock: () => new Date(), delay: () => Promise.resolve() },
    inDoubt: false,
    notBefore: 0,
    mayBe: () => Promise.resolve(true),
  };
  const writer = createWriter(options, {
    madeId: undefined,
    wrote: false,
    uncertain: false,
    answered: undefined,
  });
  const kind = KINDS.get('accessPackage');
  expect(await kind?.access?.holders?.(engine.graph, accessPackageId, {})).toHaveLength(1);
  await kind?.access?.drain?.(writer, accessPackageId, {});
  expect(await kind?.access?.holders?.(engine.graph, accessPackageId, {})).toEqual([]);
}

describe.skipIf(!known)('what is sent', () => {
  let csdl: Csdl;
  beforeAll(async () => {
    csdl = parseCsdl(readFileSync(CSDL_FILE, 'utf8'));
    const changed = {
      ...EVERYTHING,
      catalogs: { partners: { ...EVERYTHING.catalogs?.['partners'], displayName: 'Alle' } },
    };
    await drain(await applyAll(EVERYTHING, changed));
    await applyAll(
      ...fc
        .sample(crossTenantAccess, { numRuns: 10, seed: 1 })
        .map((doors) => governed({ crossTenantAccess: doors })),
    );
    // A sample that has every member.
    const documents = fc.sample(governance, { numRuns: 30, seed: 1 });
    for (let index = 0; index < documents.length; index += 3)
      await applyAll(...documents.slice(index, index + 3));
  }, 60_000);

  /** What is wrong with a value by its type. */
  function* faults(value: unknown, type: string, at: string, readOnly = READ_ONLY): Generator<string> {
    if (value === null || value === undefined) return;
    if (type.startsWith('Collection(')) {
      if (!Array.isArray(value)) yield `${at} is not a list`;
      else
        for (const item of value)
          yield* faults(item, type.replace(/^Collection\((.*)\)$/, '$1'), at, readOnly);
      return;
    }
    const members = csdl.enumOf(bareType(type));
    if (members !== undefined) {
      if (!members.includes(String(value)) || value === 'unknownFutureValue')
        yield `${at} is ${String(value)}, not of ${type}`;
      return;
    }
    const primitive: Readonly<Record<string, string>> = {
      'Edm.String': 'string',
      'Edm.Boolean': 'boolean',
      'Edm.Int32': 'number',
      'Edm.Duration': 'string',
      'Edm.DateTimeOffset': 'string',
      'Edm.Date': 'string',
    };
    if (type.startsWith('Edm.')) {
      if (typeof value !== (primitive[type] ?? 'unknown')) yield `${at} is a ${typeof value}, not ${type}`;
      return;
    }
    if (typeof value !== 'object') {
      yield `${at} is no object`;
      return;
    }
    const declared = String((value as Record<string, unknown>)['@odata.type'] ?? type);
    const properties = new Map([
      ...csdl.propertiesOf(bareType(type)),
      ...csdl.propertiesOf(bareType(declared.replace(/^#/, ''))),
    ]);
    for (const [name, member] of Object.entries(value)) {
      if (name.startsWith('@odata.') || name === 'id') continue;
      const found = properties.get(name);
      if (readOnly.has(name)) yield `${at}.${name} is read-only`;
      else if (found === undefined) yield `${at}.${name} is unknown to ${type}`;
      else yield* faults(member, found, `${at}.${name}`, readOnly);
    }
  }

  it('fits', () => {
    expect(sent.length).toBeGreaterThan(200);
    expect([...new Set(sent.flatMap(({ type, body }) => [...faults(body, type, type)]))]).toEqual([]);
  });

  it('says of each role and scope all that the documentation’s example says of it', () => {
    const roles = sent.filter(({ type }) => type === 'accessPackageResourceRoleScope');
    expect(roles.length).toBeGreaterThan(0);
    const text = expect.stringMatching(/./) as string;
    for (const { body } of roles)
      expect(body).toMatchObject({
        role: {
          displayName: text,
          originSystem: text,
          originId: text,
          resource: { id: text, originId: text, originSystem: text },
        },
        scope: { originId: text, originSystem: text },
      });
  });

  it('is answered with what fits as well', () => {
    expect(answered.length).toBeGreaterThan(200);
    const found = answered.flatMap(({ type, body }) => [...faults(body, type, type, new Set())]);
    expect([...new Set(found)]).toEqual([]);
  });

  it('has every member of which the account says that a configuration declares it', () => {
    const seen = new Set<string>();
    const declaring = (name: string, member: string): string | undefined => {
      const type = csdl.types.get(name);
      if (type === undefined || type.properties.has(member)) return type?.name;
      return type.base === undefined ? undefined : declaring(type.base, member);
    };
    const collect = (value: unknown, of: string): void => {
      if (Array.isArray(value)) for (const item of value) collect(item, of);
      else if (typeof value === 'object' && value !== null) {
        const type = bareType(
          String((value as Record<string, unknown>)['@odata.type'] ?? of).replace(/^#/, ''),
        );
        for (const [name, member] of Object.entries(value)) {
          const owner = name === '@odata.type' ? type : declaring(type, name);
          seen.add(`${owner ?? type}/${name}`);
          collect(member, csdl.types.get(owner ?? type)?.properties.get(name) ?? '');
        }
      }
    };
    for (const { type, body } of sent) collect(body, bareType(type));
    const declared = Object.entries(ACCOUNT).flatMap(([type, members]) =>
      Object.entries(members).flatMap(([member, verdict]) =>
        'yaml' in verdict && csdl.types.get(type)?.navigations.has(member) !== true
          ? [`${type}/${member}`]
          : [],
      ),
    );
    expect(declared.length).toBeGreaterThan(100);
    expect(declared.filter((at) => !seen.has(at) && !SENT_AS_DOMAIN.includes(at))).toEqual([]);
  });

  it('covers every property of every kind', () => {
    const names = new Set<string>();
    const collect = (value: unknown): void => {
      if (Array.isArray(value)) value.forEach(collect);
      else if (typeof value === 'object' && value !== null)
        for (const [name, member] of Object.entries(value)) {
          names.add(name);
          collect(member);
        }
    };
    for (const { body } of sent) collect(body);
    const wanted = new Set<string>();
    const gather = (shape: Shape): void => {
      if (shape.type === 'list' || shape.type === 'set') gather(shape.of);
      if (shape.type !== 'object') return;
      for (const [name, member] of Object.entries(shape.members)) {
        if (member.mutability !== 'computed' && !NOT_BODIES.has(name)) wanted.add(name);
        gather(member);
      }
    };
    for (const kind of KINDS.values()) gather({ type: 'object', members: kind.attributes });
    expect([...wanted].filter((name) => !names.has(name)).sort()).toEqual([]);
  });
});

/** A domain of the tenant is sent, which the service turns into the tenant (CONTRACT 2.3); it goes back with other sources. */
const SENT_AS_DOMAIN = ['azureActiveDirectoryTenant/@odata.type', 'azureActiveDirectoryTenant/tenantId'];

/** Attributes that go into a path or link, or are what another property stands for (`role` is a role's name). */
const NOT_BODIES = new Set([
  // Its members are sent in its place (test/import/unlisted.test.ts).
  'unlisted',
  'internalSponsors',
  'externalSponsors',
  'incompatibleAccessPackages',
  'incompatibleGroups',
  'principal',
]);
