/** The same edits before the embedded tenant itself: a plan says who gets in, the tenant is asked before and after it. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { AccessDiff, DirectoryFacts, Person } from '../../../src/access/index.ts';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import type { JsonObject, JsonValue } from '../../../src/model/value.ts';
import { canonicalJson, isObject, objectsOf } from '../../../src/model/value.ts';
import type { Governance } from '../../../src/schema/governance.ts';
import type { Tenant } from '../../../src/tenant/open.ts';
import { openTenant } from '../../../src/tenant/open.ts';
import type { Asking } from '../agreement.ts';
import { approversOf, call, EM, factsOf, hold, openStage, requestorsOf } from '../agreement.ts';
import { temporaryFolder } from '../cli.ts';
import type { Engine } from '../engine.ts';
import { createEngine, desiredOf } from '../engine.ts';
import type { World } from '../world-arbitrary.ts';
import type { View } from './panel.ts';
import { NOTHING } from './panel.ts';
import type { Side } from './side.ts';
import { sideOf } from './side.ts';

export const NOW = new Date('2026-01-01T00:00:00Z');

interface TenantSide {
  readonly side: Side;
  /** By the id of a person, or their mail, and the address of a package. */
  readonly views: ReadonlyMap<string, View>;
}

export interface Asked {
  readonly before: TenantSide;
  readonly after: TenantSide;
  readonly diff: AccessDiff;
}

export const viewKey = ({ id, mail, label }: Person, address: string): string =>
  `${id ?? mail ?? label} ${address}`;

/** A world in a tenant of its own: what `edited` makes of it, and what a plan says of that. Undefined where it is refused. */
export async function askTenant(world: World, edited: Governance): Promise<Asked | undefined> {
  const folder = temporaryFolder();
  const tenant = await openTenant({ seed: world.directory, now: () => NOW });
  const engine = createEngine(tenant, path.join(folder, 'state.json'));
  try {
    if (!(await applied(engine, world.document))) return undefined;
    await hold(world, tenant, await idsOf(engine));
    const before = await asked(world, world.document, tenant, engine);
    const { plan } = await engine.plan(desiredOf(edited));
    if (!(await applied(engine, edited))) return undefined;
    return { before, after: await asked(world, edited, tenant, engine), diff: plan.access };
  } catch (error) {
    // What the configuration refuses once it has looked people up is no edit.
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  } finally {
    await tenant.close();
    rmSync(folder, { recursive: true });
  }
}

export async function applied(engine: Engine, document: Governance): Promise<boolean> {
  const { summary } = await engine.apply(desiredOf(document));
  return summary.failed + summary.skipped === 0;
}

export async function idsOf(engine: Engine): Promise<Map<string, string>> {
  const state = (await engine.state.read())?.resources ?? [];
  return new Map(state.map(({ address, id }) => [address, id]));
}

async function asked(
  world: World,
  document: Governance,
  tenant: Tenant,
  engine: Engine,
): Promise<TenantSide> {
  const ids = await idsOf(engine);
  const { side, facts } = await sideIn(world, document, tenant, engine);
  const views = new Map<string, View>();
  for (const asking of requestorsOf(world, facts))
    for (const address of side.model.packages.keys())
      views.set(viewKey(asking.person, address), await seen(tenant, asking, ids.get(address) ?? ''));
  return { side, views };
}

/** What the tenant holds and who is in it. */
export async function sideIn(
  world: World,
  document: Governance,
  tenant: Tenant,
  engine: Engine,
): Promise<{ readonly side: Side; readonly facts: DirectoryFacts }> {
  const facts = await factsOf(world, tenant, await idsOf(engine));
  const resources = ((await engine.state.read())?.resources ?? []).map(({ address, kind, attributes }) => ({
    ...{ address, kind, attributes },
  }));
  const side = sideOf({
    resources,
    facts,
    lists: document.tenant.invitationDomains,
    newcomers: world.newcomers,
  });
  return { side, facts };
}

/** What the tenant offers, and what becomes of a request through each policy that it offers. */
async function seen(tenant: Tenant, { headers }: Asking, packageId: string): Promise<View> {
  const at = `${EM}/accessPackages/${packageId}/getApplicablePolicyRequirements`;
  const { code, body } = await call(tenant, 'POST', at, {}, headers);
  const offered = code === '' ? objectsOf(body['value']) : [];
  if (offered.length === 0) return { ...NOTHING, whole: code };
  const ways = await Promise.all(
    offered.map((requirement) => wayOf(tenant, headers, packageId, requirement)),
  );
  const answer = canonicalJson(ways.map(canonicalJson).sort());
  return { ...NOTHING, certain: 2, facets: { several: answer }, whole: answer };
}

async function wayOf(
  tenant: Tenant,
  headers: Asking['headers'],
  accessPackageId: string,
  requirement: JsonObject,
): Promise<JsonObject> {
  const { policyId = '' } = requirement;
  const fork = tenant.fork();
  const { body: policy } = await call(
    fork,
    'GET',
    `${EM}/assignmentPolicies/${String(policyId)}?$expand=questions`,
  );
  const answers = objectsOf(policy['questions']).map((question) => ({
    '@odata.type': '#microsoft.graph.accessPackageAnswerString',
    value: 'A1',
    answeredQuestion: { id: question['id'] ?? null },
  }));
  const assignment = { accessPackageId, assignmentPolicyId: policyId };
  const request = { requestType: 'userAdd', assignment, justification: 'Because', answers };
  const made = await call(fork, 'POST', `${EM}/assignmentRequests`, request, headers);
  const id = String(made.body['id']);
  const stage = await openStage(fork, made.body);
  const { body: got } = await call(fork, 'GET', `${EM}/assignmentRequests/${id}?$expand=assignment`);
  const held = isObject(got['assignment']) ? got['assignment']['schedule'] : undefined;
  return {
    asked: withoutNames(requirement),
    state: made.code === '' ? String(made.body['state']) : made.code,
    decide: approversOf(stage),
    until: isObject(held) ? (held['expiration'] ?? null) : null,
  };
}

const NAMES = new Set([
  ...['id', 'policyId', 'policyDisplayName', 'policyDescription', 'displayName', '@odata.context'],
  // How a form looks.
  ...['isSingleLineQuestion', 'localizations', 'sequence'],
]);

/** Ids of objects that are made again, and what people call them, are no terms. */
export function withoutNames(value: JsonValue | undefined): JsonValue {
  if (Array.isArray(value)) return value.map((each) => withoutNames(each as JsonValue));
  if (!isObject(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !NAMES.has(name))
      .map(([name, each]) => [name, withoutNames(each)]),
  );
}
