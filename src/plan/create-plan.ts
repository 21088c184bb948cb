/**
 * A plan in stages: `decideAll` says what is to be done about each address, `createPlan` makes a draft of it, and once
 * the tenant told what only it knows, `completePlan` makes a plan of the draft.
 */
import { breathe, mapInTurns } from '../model/turns.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { AccessBasis } from './access.ts';
import { changesOf, summarize } from './changes.ts';
import { driftOf } from './decide.ts';
import type { ResourceSides, Decision } from './decide.ts';
import { decideAll } from './decisions.ts';
import type { Decisions } from './decisions.ts';
import { findDepartures } from './departures.ts';
import {
  findingsOf,
  lettingGo,
  notOffered,
  preventDestroy,
  madeTwice,
  refusedOnSending,
  standingBeside,
} from './findings.ts';
import type { PlanInput } from './input.ts';
import { KINDS_IN_ORDER } from './kind-order.ts';
import { operationsOf } from './operations.ts';
import { PLAN_FORMAT_VERSION } from './plan.ts';
import type { Drift, PlanDraft } from './plan.ts';
import { needlessAnswers } from './settle.ts';
import type { Question } from './settle.ts';
import { privilegedFindings } from './privileged.ts';
import { targetedBy } from './targets.ts';
import { findTwins } from './twins.ts';
import type { Twins } from './twins.ts';
import { mayExistTwice, openUncertain, uncertainSince } from './uncertain.ts';
import { unmanagedOf } from './unmanaged.ts';

export interface PlanResult {
  readonly draft: PlanDraft;
  /** What `completePlan` tells from who gains, loses or gets other terms for what. */
  readonly accessBasis: AccessBasis;
  /** Errors among them: the plan must not be applied. */
  readonly diagnostics: readonly Diagnostic[];
  /** To be answered before anything can be planned; each is among the diagnostics as well. */
  readonly questions: readonly Question[];
}

/**
 * Compares desired, last applied and live and says what to do, in order and with the reason. Pure and
 * deterministic: the same input in another order gives the same plan.
 */
export async function createPlan(input: PlanInput): Promise<PlanResult> {
  const { options, guards, origin, directory, places } = input;
  const { rangeOf } = places;
  const decided = await decideAll(input);
  const { binding, circumstances, decisions } = decided;
  const operations = await operationsOf(decisions);
  const { chosen, diagnostics } = targetedBy(options.targets, decisions, operations);
  await breathe();
  const twins = twinsOf(input, decided);
  const changes = [...(await changesOf(chosen, operations, input)), ...twins.changes];
  const departed = await departedOf(input, decided, chosen);
  const offer = notOffered(chosen, directory.refusals ?? [], rangeOf);
  const draft: PlanDraft = {
    formatVersion: PLAN_FORMAT_VERSION,
    ...origin,
    mode: options.mode,
    refreshed: options.refreshed,
    targets: [...options.targets],
    changes,
    drift: await driftOfAll(input, circumstances),
    unmanaged: unmanagedOf(input.live, binding, circumstances),
    findings: [
      ...findingsOf(chosen, decisions, rangeOf),
      ...lettingGo(chosen, circumstances, rangeOf),
      ...standingBeside(decisions, binding, rangeOf),
      ...privilegedFindings(chosen, decisions, rangeOf),
      ...departed.findings,
      ...offer.findings,
      ...mayExistTwice(changes, uncertainSince(input.prior, Date.parse(origin.createdAt))),
      ...twins.findings,
    ],
    summary: summarize(changes),
    names: directory.names,
    lookups: directory.lookups,
  };
  const guarded = [
    ...chosen.flatMap((decision) => preventDestroy(decision, guards.lifecycle)),
    ...refusedOnSending(chosen, guards.refusals),
    ...madeTwice(binding.desired, decisions),
  ];
  const placed = [...binding.diagnostics, ...guarded, ...departed.diagnostics, ...offer.diagnostics].map(
    (found) => {
      const range = found.path === undefined ? undefined : rangeOf(found.path);
      return range === undefined ? found : { ...found, range };
    },
  );
  const { desired, prior, surroundings } = input;
  const open = openUncertain(prior, Date.parse(origin.createdAt));
  const referred = input.live.referred ?? new Set();
  const known = [...desired, ...(prior?.resources ?? [])].map(({ address }) => address);
  const needless = needlessAnswers(options.answers, prior, open, known);
  return {
    draft,
    accessBasis: {
      circumstances,
      unbound: binding.unbound,
      chosen,
      desired,
      rangeOf,
      ...(places.edits !== undefined && { edits: places.edits }),
      lookups: directory.lookups,
      pastLookups: prior?.lookups ?? {},
      referred,
      prior,
      surroundings,
    },
    diagnostics: [...needless, ...placed, ...diagnostics],
    questions: binding.questions,
  };
}

async function departedOf(
  { directory: { departures }, places: { rangeOf }, options }: PlanInput,
  { circumstances, binding }: Decisions,
  chosen: readonly Decision[],
): ReturnType<typeof findDepartures> {
  if (departures === undefined) return { findings: [], diagnostics: [] };
  const others = options.mode === 'refresh-only' ? KINDS_IN_ORDER : [];
  const unmanaged = others.flatMap((kind) =>
    (binding.unbound.get(kind.name) ?? []).map((object) => ({ kind, object })),
  );
  return findDepartures({ departures, circumstances, chosen, unmanaged, rangeOf });
}

/** A plan that is limited, or only records, names twins and removes none. */
function twinsOf({ live, prior, options, origin }: PlanInput, { binding }: Decisions): Twins {
  const { refreshed, mode, targets, removeTwins } = options;
  if (!refreshed) return { changes: [], findings: [] };
  const open = openUncertain(prior, Date.parse(origin.createdAt));
  const twins = findTwins({ live, binding, open, remove: removeTwins });
  return mode === 'refresh-only' || targets.length > 0 ? { ...twins, changes: [] } : twins;
}

async function driftOfAll(
  { live, options }: PlanInput,
  circumstances: readonly ResourceSides[],
): Promise<Drift[]> {
  if (!options.refreshed) return [];
  const read = circumstances.filter(({ kind }) => !live.unread.has(kind.name));
  return (await mapInTurns(read, driftOf)).filter((each) => each !== undefined);
}
