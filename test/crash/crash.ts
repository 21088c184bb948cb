/**
 * One apply by the real command line against a served tenant, killed at a boundary, run again to its end, and compared
 * with an undisturbed one.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import type { StateDocument } from '../../src/state/document.ts';
import type { Behaviour } from '../../src/tenant/behaviour.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { serveTenant } from '../../src/tenant/wire/serve.ts';
import { CLI, cleanEnvironment, ended, entente, folderOnDisk } from '../support/cli.ts';
import type { Ran } from '../support/cli.ts';
import { dumpTenant } from '../support/dump.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import type { Scenario } from './scenarios.ts';

const EM = '/identityGovernance/entitlementManagement';
const HOOK = path.join(import.meta.dirname, 'state-hook.mjs');
export const STATE = 'governance.state.json';

/** Where a run is stopped. */
export type Boundary =
  /** After the service has executed the first `done` requests of an exchange, and before it answers. */
  | { readonly type: 'request'; readonly exchange: number; readonly done: number }
  /** At a step of writing the state, which is after an answer and before, amid or after its record. */
  | { readonly type: 'state'; readonly step: number; readonly what: string }
  /** SIGINT while an exchange is under way; after a second one its answer never comes. */
  | { readonly type: 'interrupt'; readonly exchange: number; readonly times: 1 | 2 };

/** A scenario ready to be run from its beginning, as often as one likes. */
export interface Prepared {
  readonly scenario: Scenario;
  readonly boundaries: readonly Boundary[];
  /** What the tenant holds after an undisturbed run. */
  readonly expected: unknown;
  /** Objects of the tenant that an undisturbed run does not track, such as what the service makes by itself. */
  readonly untracked: number;
  readonly addresses: readonly string[];
  readonly folder: string;
}

export interface Outcome {
  /** False when the run ended before it came to the boundary. */
  readonly reached: boolean;
  readonly orphans: number;
  readonly duplicates: number;
  readonly unreadable: boolean;
  /** What is not as after an undisturbed run, in words; empty when all is well. */
  readonly faults: readonly string[];
}

/** An HTTP request that a client made of the tenant: the items of a batch, or itself alone. */
export interface Item {
  /** Within its batch. */
  readonly id?: string;
  readonly method: string;
  readonly url: string;
}

type Intercept = (
  exchange: number,
  items: readonly Item[],
  request: Request,
) => Promise<Response | undefined>;

/** The tenant of a folder behind HTTP, with somebody who may hold back what passes. */
export async function serve(
  folder: string,
  behaviour: Partial<Behaviour>,
  intercept: Intercept = () => Promise.resolve(undefined),
) {
  const seed = SMALL_DIRECTORY;
  const tenant = await openTenant({ dataDir: path.join(folder, 'tenant'), seed, behaviour });
  let exchanges = 0;
  const watched: Tenant = {
    ...tenant,
    async fetch(request) {
      exchanges += 1;
      const items = await itemsOf(request);
      return (await intercept(exchanges, items, request)) ?? tenant.fetch(request);
    },
  };
  const served = await serveTenant(watched, { port: 0, token: randomUUID() });
  return {
    tenant,
    env: { ENTENTE_GRAPH_URL: served.url, ENTENTE_GRAPH_TOKEN: served.token },
    async close() {
      await served.close();
      await tenant.close();
    },
  };
}

export async function itemsOf(request: Request): Promise<readonly Item[]> {
  const { pathname } = new URL(request.url);
  if (!pathname.endsWith('/$batch')) return [{ method: request.method, url: pathname }];
  const { requests } = (await request.clone().json()) as { requests: readonly Item[] };
  return requests;
}

export function isWrite({ method, url }: Item): boolean {
  return method !== 'GET' && !url.endsWith('/getByIds');
}

/** Executes the first requests of a batch only. */
async function executeSome(tenant: Tenant, request: Request, done: number): Promise<void> {
  if (done === 0) return;
  if (!request.url.endsWith('/$batch')) {
    await tenant.fetch(request);
    return;
  }
  const { requests } = (await request.clone().json()) as { requests: readonly unknown[] };
  const { url, method, headers } = request;
  await tenant.fetch(
    new Request(url, { method, headers, body: JSON.stringify({ requests: requests.slice(0, done) }) }),
  );
}

function start(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, env: cleanEnvironment(env) });
  child.stdin.end();
  return child;
}

function hookEnvironment(folder: string, more: Readonly<Record<string, string>>): Record<string, string> {
  return { NODE_OPTIONS: `--import ${HOOK}`, CRASH_STATE: path.join(folder, STATE), ...more };
}

/** Brings a tenant and a state to where the scenario begins, runs it undisturbed, and notes every boundary. */
export async function prepare(scenario: Scenario): Promise<Prepared> {
  const { behaviour = {} } = scenario;
  const folder = folderOnDisk();
  const write = (document: unknown) =>
    writeFileSync(
      path.join(folder, 'governance.yaml'),
      stringify(document, { aliasDuplicateObjects: false }),
    );
  const served = await serve(folder, {});
  if (scenario.before !== undefined) {
    write(scenario.before);
    succeed(await entente(['apply', '--auto-approve'], { cwd: folder, env: served.env }));
  }
  write(scenario.after);
  await served.close();
  const calm = folderOnDisk();
  cpSync(folder, calm, { recursive: true });
  const exchanges: (readonly Item[])[] = [];
  const watched = await serve(calm, behaviour, (exchange, items) => {
    exchanges[exchange - 1] = items;
    return Promise.resolve(undefined);
  });
  const log = path.join(calm, 'steps');
  const env = { ...watched.env, ...hookEnvironment(calm, { CRASH_LOG: log }) };
  succeed(await ended(start(calm, scenario.args, env)));
  const steps = readFileSync(log, 'utf8').trim().split('\n');
  await settled(watched.tenant);
  const expected = await dumpTenant((request) => watched.tenant.fetch(request));
  const untracked = (await objectsOf(watched.tenant)).filter((object) => !tracked(stateOf(calm), object));
  await watched.close();
  const addresses = stateOf(calm).resources.map(({ address }) => address);
  rmSync(calm, { recursive: true });
  const boundaries = [...requestBoundaries(exchanges), ...stateBoundaries(steps)];
  return { scenario, boundaries, expected, untracked: untracked.length, addresses, folder };
}

function succeed({ code, stderr }: Ran): void {
  if (code !== 0) throw new Error(`An undisturbed run ended with ${code}: ${stderr}`);
}

function requestBoundaries(exchanges: readonly (readonly Item[])[]): Boundary[] {
  const firstWrite = exchanges.findIndex((items) => items.some(isWrite));
  return exchanges.flatMap((items, index): Boundary[] => {
    const exchange = index + 1;
    const executed = items.flatMap((item, at) => (isWrite(item) ? [at + 1] : []));
    const interrupts: Boundary[] =
      index < firstWrite
        ? []
        : [
            { type: 'interrupt', exchange, times: 1 },
            { type: 'interrupt', exchange, times: 2 },
          ];
    return [
      ...[0, ...executed].map((done): Boundary => ({ type: 'request', exchange, done })),
      ...interrupts,
    ];
  });
}

function stateBoundaries(steps: readonly string[]): Boundary[] {
  return steps.map((what, index): Boundary => ({ type: 'state', step: index + 1, what }));
}

/** An interruption that comes when the last exchange is under way may find everything done, which is no failure. */
export function foundAllDone({ code, stderr }: Ran): boolean {
  return code === 0 && stderr.includes('The interruption came when everything was done');
}

/** Runs a scenario to a boundary, then again to its end. */
export async function crash(prepared: Prepared, boundary: Boundary): Promise<Outcome> {
  const folder = folderOnDisk();
  cpSync(prepared.folder, folder, { recursive: true });
  let reached = false;
  let child: ChildProcessWithoutNullStreams | undefined;
  const served = await serve(folder, prepared.scenario.behaviour ?? {}, async (exchange, _items, request) => {
    if (reached || boundary.type === 'state' || exchange !== boundary.exchange || child === undefined)
      return undefined;
    reached = true;
    if (boundary.type === 'request') {
      await executeSome(served.tenant, request, boundary.done);
      child.kill('SIGKILL');
    } else {
      await interrupt(child, boundary.times);
      if (boundary.times === 1) return undefined;
      await served.tenant.fetch(request);
    }
    throw new Error('Nobody waits for an answer any more');
  });
  try {
    const at = boundary.type === 'state' ? { CRASH_AT: String(boundary.step) } : {};
    const env = { ...served.env, ...(boundary.type === 'state' && hookEnvironment(folder, at)) };
    child = start(folder, prepared.scenario.args, env);
    const ran = await ended(child);
    const { code, signal } = ran;
    if (boundary.type === 'state') reached = signal === 'SIGKILL';
    const odd =
      boundary.type === 'interrupt' && reached && code !== 130 && !foundAllDone(ran)
        ? [`Interrupted, it exited with ${code}`]
        : [];
    child = undefined;
    const again = await nextRun(folder, prepared.scenario.args, served);
    const outcome = await judge(prepared, folder, served.tenant, again);
    return { ...outcome, reached, faults: [...odd, ...outcome.faults] };
  } finally {
    await served.close();
    rmSync(folder, { recursive: true });
  }
}

/**
 * The run after one that was cut off. What it does not see yet it may not create again by itself: whoever meets that
 * looks once more when the lists have caught up, and agrees to what is still not there.
 */
async function nextRun(
  folder: string,
  args: readonly string[],
  { env, tenant }: Awaited<ReturnType<typeof serve>>,
): Promise<Ran> {
  // Nothing kills these, so none needs a process of its own.
  const run = (...more: string[]) => entente([...args, ...more], { cwd: folder, env });
  const isGuarded = ({ stderr }: Ran) => stderr.includes('error GUARD_CREATE_AGAIN');
  const first = await run();
  if (!isGuarded(first)) return first;
  await settled(tenant);
  const second = await run();
  return isGuarded(second) ? run('--create-again') : second;
}

/** Sends SIGINT; the second one when the first was heard. Resolves when the last was heard or the process is gone. */
async function interrupt(child: ChildProcessWithoutNullStreams, times: 1 | 2): Promise<void> {
  const gone = new Promise((resolve) => child.once('close', resolve));
  const heard = new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => chunk.toString().includes('Interrupted') && resolve());
  });
  child.kill('SIGINT');
  await Promise.race([heard, gone]);
  if (times === 1) return;
  child.kill('SIGINT');
  await gone;
}

async function judge(
  { expected, addresses, untracked }: Prepared,
  folder: string,
  tenant: Tenant,
  { code, stderr }: Ran,
): Promise<Omit<Outcome, 'reached'>> {
  const faults = code === 0 ? [] : [`The next run ended with ${code}: ${stderr}`];
  const unreadable = /error STATE_/.test(stderr);
  const state = stateOf(folder);
  if (state.pending.length > 0) faults.push(`${state.pending.length} operations are left open`);
  await settled(tenant);
  const dump = await dumpTenant((request) => tenant.fetch(request));
  if (JSON.stringify(dump) !== JSON.stringify(expected))
    faults.push(`The tenant differs: ${differences(expected, dump).join('; ')}`);
  const tracking = state.resources.map(({ address }) => address);
  if (tracking.join() !== addresses.join()) faults.push(`The state holds ${tracking.join()}`);
  const objects = await objectsOf(tenant);
  const strays = objects.filter((object) => !tracked(state, object));
  const keys = objects.map(({ key }) => key);
  return {
    orphans: Math.max(0, strays.length - untracked),
    duplicates: keys.length - new Set(keys).size,
    unreadable,
    faults,
  };
}

export function stateOf(folder: string): Pick<StateDocument, 'resources' | 'pending'> {
  const file = path.join(folder, STATE);
  if (!existsSync(file)) return { resources: [], pending: [] };
  return JSON.parse(readFileSync(file, 'utf8')) as StateDocument;
}

export interface Found {
  readonly id: string;
  /** What may be there only once. */
  readonly key: string;
}

export function tracked({ resources }: Pick<StateDocument, 'resources'>, { id }: Found): boolean {
  return resources.some((resource) => resource.id === id);
}

/** Lists that lag are read until they do not any more. */
export async function settled(tenant: Tenant): Promise<void> {
  for (let reads = 0; reads < 4; reads += 1) await objectsOf(tenant);
}

/** Every object of every kind, read past the product. */
export async function objectsOf(tenant: Tenant): Promise<Found[]> {
  const list = async (at: string): Promise<Record<string, unknown>[]> => {
    const response = await tenant.fetch(new Request(`http://tenant.invalid/v1.0${at}`));
    // What a list that lags still shows has nothing of its own any more.
    return ((await response.json()) as { value?: Record<string, unknown>[] }).value ?? [];
  };
  const found: Found[] = [];
  const add = (kind: string, parent: unknown, { id, displayName }: Record<string, unknown>) =>
    found.push({ id: String(id), key: `${kind} ${String(parent)} ${String(displayName)}` });
  for (const organization of await list(`${EM}/connectedOrganizations`))
    add('organization', '', organization);
  for (const policy of await list(`${EM}/assignmentPolicies?$expand=accessPackage`))
    add('policy', parentOf(policy['accessPackage']), policy);
  for (const entity of await list(
    `${EM}/accessPackages?$expand=catalog,resourceRoleScopes($expand=role,scope)`,
  )) {
    add('package', parentOf(entity['catalog']), entity);
    for (const scope of entity['resourceRoleScopes'] as Record<string, unknown>[])
      found.push({ id: String(scope['id']), key: `role of ${String(entity['id'])} ${String(scope['id'])}` });
  }
  for (const catalog of await list(`${EM}/catalogs`)) {
    add('catalog', '', catalog);
    for (const resource of await list(`${EM}/catalogs/${String(catalog['id'])}/resources`))
      add('resource', catalog['id'], resource);
    const filter = `appScopeId eq '/AccessPackageCatalog/${String(catalog['id'])}'`;
    for (const { id, principalId, roleDefinitionId } of await list(
      `/roleManagement/entitlementManagement/roleAssignments?$filter=${encodeURIComponent(filter)}`,
    ))
      found.push({
        id: String(id),
        key: `holder ${String(catalog['id'])} ${String(roleDefinitionId)} ${String(principalId)}`,
      });
  }
  return found;
}

/** The id of what an object belongs to; a list that lags may show one whose owner is gone. */
function parentOf(owner: unknown): string {
  return (owner as { id?: string } | undefined)?.id ?? '';
}

/** Where two values differ, by path. */
function differences(expected: unknown, found: unknown, at = ''): string[] {
  if (JSON.stringify(expected) === JSON.stringify(found)) return [];
  if (typeof expected !== 'object' || typeof found !== 'object' || expected === null || found === null)
    return [`${at} is ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`];
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...names].flatMap((name) =>
    differences(
      (expected as Record<string, unknown>)[name],
      (found as Record<string, unknown>)[name],
      `${at}/${name}`,
    ),
  );
}

/** A boundary in words. */
export function describeBoundary(boundary: Boundary): string {
  switch (boundary.type) {
    case 'request':
      return `exchange ${boundary.exchange}, ${boundary.done} executed`;
    case 'state':
      return `step ${boundary.step} of the state: ${boundary.what}`;
    case 'interrupt':
      return `exchange ${boundary.exchange}, SIGINT ${boundary.times === 1 ? 'once' : 'twice'}`;
  }
}
