/** An import from the tenant to written files and a state, and the engine that plans with them. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { Configuration } from '../../src/config/configuration.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { splitProject } from '../../src/config/write-project.ts';
import { createDirectory } from '../../src/graph/directory.ts';
import { importTenant } from '../../src/import/import-tenant.ts';
import type { Imported } from '../../src/import/import-tenant.ts';
import { NO_WANTS } from '../../src/kinds/recorder.ts';
import { readLive } from '../../src/refresh/read.ts';
import type { Governance } from '../../src/schema/governance.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Engine } from './engine.ts';
import { createEngine, desiredOf } from './engine.ts';
import { SMALL_DIRECTORY } from './governance-arbitrary.ts';

/** What a document says besides its sections. */
const BASE = { version: 1, tenant: { embedded: 'unused' } };

export async function importAll(tenant: Tenant, { graph }: Engine): Promise<Imported> {
  const delay = () => Promise.resolve();
  return importTenant({
    live: await readLive({ graph, prior: undefined, wants: NO_WANTS, everything: true, delay }),
    beside: [],
    directory: createDirectory(graph),
    base: BASE,
    known: { keys: new Map(), sponsors: {}, sponsorsGiven: false, declared: [], outside: [] },
    tenant: { id: tenant.id, displayName: tenant.displayName, kind: 'embedded' },
  });
}

/** Writes the files of an import into a folder and returns them. */
export function writeFiles({ sections }: Imported, at: string): ReadonlyMap<string, string> {
  const texts = splitProject('governance.yaml', { base: BASE, sections, remarks: [], header: '' });
  mkdirSync(path.join(at, 'catalogs'), { recursive: true });
  for (const [name, text] of texts) writeFileSync(path.join(at, name), text);
  return texts;
}

/** A tenant of the small directory that holds what a document declares. */
export async function tenantHolding(document: Governance, folder: string): Promise<Tenant> {
  const tenant = await openTenant({ seed: SMALL_DIRECTORY, now: () => new Date('2026-01-01T00:00:00Z') });
  const { events } = await createEngine(tenant, path.join(folder, 'maker.json')).apply(desiredOf(document));
  expect(events.filter(({ type }) => type === 'apply_errored')).toEqual([]);
  return tenant;
}

interface Exact {
  readonly engine: Engine;
  readonly imported: Imported;
  /** Of all files. */
  readonly text: string;
  readonly configuration: Configuration;
}

/** Imports a tenant into a folder: nothing is left out, the files load, and the plan of them is empty. */
export async function importExactly(tenant: Tenant, folder: string): Promise<Exact> {
  const engine = createEngine(tenant, path.join(folder, 'state.json'));
  const imported = await importAll(tenant, engine);
  expect(imported.leftOut.map(({ reason }) => reason)).toEqual([]);
  expect(imported.notExpressed).toEqual([]);
  const text = [...writeFiles(imported, folder).values()].join('\n');
  const loaded = await loadConfiguration({ file: 'governance.yaml', cwd: folder, env: {} });
  expect(loaded.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { configuration } = loaded;
  if (configuration === undefined) throw new Error('It does not load');
  await recordImport(engine, imported, tenant.id);
  const { plan, diagnostics } = await engine.plan(configuration);
  expect(diagnostics).toEqual([]);
  expect(plan.changes.filter(({ action, stale }) => action !== 'noop' || stale)).toEqual([]);
  expect([plan.drift, plan.unmanaged]).toEqual([[], []]);
  return { engine, imported, text, configuration };
}

/** Records what an import found as the state. */
export async function recordImport({ state }: Engine, imported: Imported, tenantId: string): Promise<void> {
  const info = { id: randomUUID(), operation: 'import', who: '', host: '', pid: process.pid, createdAt: '' };
  const lock = await state.lock(info, 0);
  const session = await lock.open({ lineage: randomUUID(), tenantId });
  await session.record({ put: imported.state });
  await session.setLookups(imported.lookups);
  await session.close();
  await lock.release();
}

interface Renamed {
  readonly document: Governance;
  /** New names by the ids of what got them. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * A document in which what has a name has another, but for what is built in: the name that `called` says, undefined for
 * one that stays.
 */
export function withNewNames(
  document: Governance,
  { resources }: Imported,
  called: (address: string) => string | undefined = (address) => `${address} anew`,
): Renamed {
  const names = new Map<string, string>();
  const renamed = structuredClone(document);
  for (const { address, path: steps, kind, object } of resources) {
    const spec = specAt(renamed, steps);
    if (spec === undefined || kind.identity.builtIn?.(object.attributes) === true) continue;
    const displayName = called(address);
    if (displayName === undefined) continue;
    names.set(object.id.toLowerCase(), displayName);
    spec.displayName = displayName;
  }
  return { document: renamed, names };
}

/** What stands at a path, if it has a name. */
function specAt(
  document: Governance,
  steps: readonly (string | number)[],
): { displayName: string } | undefined {
  let at: unknown = document;
  for (const step of steps) at = (at as Readonly<Record<string, unknown>> | undefined)?.[step];
  const isNamed = typeof at === 'object' && at !== null && 'displayName' in at;
  return isNamed ? (at as { displayName: string }) : undefined;
}

/**
 * Answers of a tenant without when something was changed and what the service fills in by itself, each point in time in
 * one spelling, with new names by id, and lists that are ordered by name ordered by id.
 */
export function answersWith(answers: unknown, names: ReadonlyMap<string, string> = new Map()): unknown {
  return JSON.parse(JSON.stringify(answers), (member, value: unknown) => {
    if (/odified(?:DateTime|By)$/.test(member)) return null;
    if (/DateTime$/.test(member) && typeof value === 'string') return Date.parse(value);
    if (typeof value !== 'object' || value === null) return value;
    if (isArray(value)) return BY_NAME.has(member) ? [...value].sort(byId) : value;
    const { id, description: _filledIn, ...members } = value as Record<string, unknown>;
    // The names of those whom a subject set stands for.
    if ('@odata.type' in members && id === undefined && 'description' in value) return members;
    const name = names.get(String(id).toLowerCase());
    return name !== undefined && 'displayName' in members ? { ...value, displayName: name } : value;
  });
}

const isArray = (value: unknown): value is unknown[] => Array.isArray(value);

const BY_NAME = new Set(['value', 'customWorkflowExtensions', 'resources', 'roles', 'scopes']);

function byId(left: unknown, right: unknown): number {
  const [one, other] = [left, right].map((each) => String((each as { readonly id?: unknown }).id));
  return (one ?? '') < (other ?? '') ? -1 : 1;
}
