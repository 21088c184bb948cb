/** Entente's whole engine in process, over HTTP requests to an embedded tenant: what most tests drive. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { knownFacts } from '../../src/access/index.ts';
import { expect } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import type { ApplyEvent, ApplySummary } from '../../src/apply/events.ts';
import type { Configuration } from '../../src/config/configuration.ts';
import { lifecycleOf } from '../../src/config/lifecycle.ts';
import { movesOf } from '../../src/config/moves.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { DiagnosticError, hasErrors } from '../../src/diagnostics/diagnostic.ts';
import { readTakingPart } from '../../src/engine/access/facts.ts';
import { createGraphClient } from '../../src/graph/client.ts';
import type { GraphClient, GraphClientOptions } from '../../src/graph/client.ts';
import { createDirectory } from '../../src/graph/directory.ts';
import type { Governance } from '../../src/schema/governance.ts';
import { declarationsOf, recordDeclarations, wantsOf } from '../../src/kinds/recorder.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import { accessComparison, completePlan } from '../../src/plan/complete-plan.ts';
import { createPlan } from '../../src/plan/create-plan.ts';
import type { AccessBasis } from '../../src/plan/access.ts';
import type { PlanOptions as AllOptions } from '../../src/plan/input.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Question } from '../../src/plan/settle.ts';
import { heldPrincipals, heldTenants } from '../../src/refresh/departed.ts';
import { resolveDesired } from '../../src/refresh/desired.ts';
import { readLive } from '../../src/refresh/read.ts';
import { emptyState } from '../../src/state/journal.ts';
import { namesAfter, renamedDocument } from '../../src/state/rename.ts';
import { createLocalBackend } from '../../src/state/local.ts';
import type { StateBackend } from '../../src/state/backend.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { PLAIN_OPTIONS } from './plan-input.ts';

/** What of a configuration the engine needs; a document alone is enough for tests without files. */
export type Desired = Pick<
  Configuration,
  'document' | 'declarations' | 'wants' | 'lifecycle' | 'moved' | 'removed' | 'rangeOf' | 'digest'
> &
  Partial<Pick<Configuration, 'refusals'>>;

export interface Planned {
  readonly plan: Plan;
  readonly accessBasis: AccessBasis;
  readonly diagnostics: readonly Diagnostic[];
  readonly questions: readonly Question[];
}

export type PlanOptions = Partial<Pick<AllOptions, 'mode' | 'targets' | 'adopt' | 'answers'>>;

export interface Engine {
  readonly graph: GraphClient;
  readonly state: StateBackend;
  plan(desired: Desired, options?: PlanOptions): Promise<Planned>;
  /** Plans and applies; rejects when the plan has errors. */
  apply(desired: Desired, options?: PlanOptions & { signal?: AbortSignal }): Promise<Applied>;
}

export interface Applied {
  readonly plan: Plan;
  readonly summary: ApplySummary;
  readonly events: readonly ApplyEvent[];
}

const noDelay = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * An engine over `tenant`, keeping its state in `stateFile`. `connection` leads to it by another way, such as through
 * a proxy.
 */
export function createEngine(
  tenant: Tenant,
  stateFile: string,
  connection: Partial<GraphClientOptions> = {},
): Engine {
  const graph = createGraphClient({
    baseUrl: 'http://tenant.invalid/v1.0',
    ...(connection.baseUrl === undefined && { fetch: (request) => tenant.fetch(request) }),
    ...connection,
    userAgent: 'entente-test',
    clock: () => Date.now(),
    delay: noDelay,
    random: Math.random,
    randomId: randomUUID,
  });
  const directory = createDirectory(graph);
  const state = createLocalBackend({ file: stateFile, display: path.basename(stateFile), delay: noDelay });
  const planOn = async (
    desired: Desired,
    prior: Awaited<ReturnType<StateBackend['read']>>,
    options: PlanOptions,
  ): Promise<Planned> => {
    const { document, declarations, wants, lifecycle, removed, rangeOf, digest } = desired;
    const guards = { lifecycle, removed, refusals: desired.refusals ?? [] };
    const moves = namesAfter(prior ?? emptyState('', tenant.id), desired.moved, KINDS);
    expect(moves.conflicts).toEqual([]);
    const [live] = await Promise.all([
      readLive({ graph, prior, wants, delay: noDelay }),
      directory.resolve(wants.lookups.map(({ key }) => key)),
    ]);
    const resolved = await resolveDesired({
      ...{ document, declarations, wants, directory },
      ...(prior && { known: prior.lookups }),
      held: heldPrincipals(live),
      heldTenants: heldTenants(live),
    });
    if (hasErrors(resolved.diagnostics)) throw new DiagnosticError(resolved.diagnostics);
    const { lookups, names, entries, refusals } = resolved;
    const { draft, accessBasis, ...said } = await createPlan({
      desired: resolved.desired,
      prior: prior && renamedDocument(prior, moves.names, KINDS),
      live,
      guards,
      options: { ...PLAIN_OPTIONS, ...options },
      origin: {
        tool: { name: 'entente', version: 'test' },
        createdAt: '2026-01-01T00:00:00Z',
        tenant: { id: tenant.id, displayName: tenant.displayName, kind: 'embedded' },
        configuration: { digest, files: [], environment: null },
        state: { lineage: prior?.lineage ?? null, serial: prior?.serial ?? 0 },
      },
      directory: { names, lookups, refusals, departures: undefined },
      places: { rangeOf, moved: new Map([...moves.names].map(([from, to]) => [to, from])) },
      surroundings: { invitationDomains: document.tenant.invitationDomains },
    });
    const known = knownFacts({ lookups, names, entries: entries.values() });
    const facts = await readTakingPart(
      { graph, directory },
      accessComparison(accessBasis, draft.changes, known),
    );
    const plan = await completePlan(draft, { accessBasis, findings: [], names: {}, directory: facts });
    return { ...said, plan, accessBasis };
  };
  return {
    graph,
    state,
    plan: async (desired, options = {}) => planOn(desired, await state.read(), options),
    async apply(desired, { signal, ...options } = {}) {
      const info = {
        id: randomUUID(),
        operation: 'apply',
        who: 'test',
        host: 'here',
        pid: process.pid,
        createdAt: '',
      };
      const lock = await state.lock(info, 0);
      try {
        const session = await lock.open({ lineage: randomUUID(), tenantId: tenant.id });
        const { plan, diagnostics } = await planOn(desired, session.document, options);
        if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics);
        const events: ApplyEvent[] = [];
        const summary = await applyPlan({
          plan,
          graph,
          session,
          // Never later than the tenant's, whatever that is in a test.
          clock: () => new Date('2026-01-01T00:00:00Z'),
          delay: noDelay,
          randomId: randomUUID,
          emit: (event) => events.push(event),
          ...(signal !== undefined && { signal }),
        });
        await session.close();
        return { plan, summary, events };
      } finally {
        await lock.release();
      }
    },
  };
}

/** A document as the engine takes it, without files behind it. */
export function desiredOf(document: Governance): Desired {
  const declarations = declarationsOf(document);
  const wants = wantsOf(declarations, recordDeclarations(declarations, document));
  return {
    document,
    declarations,
    wants,
    lifecycle: lifecycleOf(document),
    moved: movesOf(document),
    removed: document.removed ?? [],
    rangeOf: () => undefined,
    digest: 'test',
  };
}
