/** From an open project to a drift report: everything that the tenant holds, and its audit log. */
import type { AccessDiff, DirectoryFacts, HeldNow } from '../../access/index.ts';
import { packagesBarringPeople, packagesMovingHolders } from '../../access/index.ts';
import { createDirectory } from '../../graph/directory.ts';
import { GraphError } from '../../graph/port.ts';
import type { ResourceAddress } from '../../model/address.ts';
import { query } from '../../model/odata.ts';
import type { JsonObject } from '../../model/value.ts';
import { inTurns } from '../../model/turns.ts';
import { liveResources } from '../../plan/access.ts';
import { driftAccess, driftComparison, NOT_YET_ASKED } from '../../plan/drift-access.ts';
import { withHoldersOfRoles } from '../../plan/holders.ts';
import { driftReport } from '../../plan/drift-report.ts';
import type { DriftReport } from '../../plan/drift-report.ts';
import type { Plan } from '../../plan/plan.ts';
import type { StateDocument } from '../../state/document.ts';
import { readTakingPart } from '../access/facts.ts';
import { placesIn } from '../access/places.ts';
import type { Connection } from '../connection/connect.ts';
import { readable } from '../connection/connect.ts';
import { brokenGuarantees } from './guarantees.ts';
import { countedByPackage, holdersOfPackages, withHoldersOf } from '../plan/access-loss.ts';
import { makePlanOfLive } from '../plan/make-plan.ts';
import type { Project } from '../project.ts';
import type { Host } from '../host.ts';
import type { LiveSnapshot } from '../../refresh/snapshot.ts';
import { guidsIn } from '../../model/guid.ts';

/** Needs AuditLog.Read.All; without it nobody is named. */
const AUDITS = query('/auditLogs/directoryAudits', { filter: "category eq 'EntitlementManagement'" });

export interface DriftPlan {
  readonly report: DriftReport;
  /** The refresh-only plan behind it. */
  readonly plan: Plan;
  readonly live: LiveSnapshot;
}

/** Compares everything that the tenant holds with state and configuration. */
export async function findDrift(
  project: Project,
  connection: Connection,
  prior: StateDocument | undefined,
  host: Host,
  catalogs: readonly string[] = [],
): Promise<DriftPlan> {
  const flags = { target: [], catalogs, refresh: true, refreshOnly: true, everything: true };
  const made = await makePlanOfLive(project, connection, prior, flags, host);
  const plan = await withHolders(made.plan, connection);
  const audits = plan.drift.length + plan.unmanaged.length > 0 ? await auditsOf(connection) : [];
  const placeOf = placesIn(project.configuration);
  // The plan changes nothing, so it asked for no one; where nothing drifted this asks for no one either.
  const sources = { graph: connection.graph, directory: createDirectory(connection.graph) };
  const ids = new Map(made.tracked.map(({ address, id }) => [address, id]));
  const comparisonOf = (told: DirectoryFacts, held: HeldNow) => driftComparison(made.accessBasis, told, held);
  const moving = packagesMovingHolders(comparisonOf(made.facts, NOT_YET_ASKED));
  const heldByMoved = await withHoldersOf(NOT_YET_ASKED, moving, ids, connection.graph);
  const facts = await readable(() => readTakingPart(sources, comparisonOf(made.facts, heldByMoved)));
  const barring = packagesBarringPeople(comparisonOf(facts, heldByMoved));
  const held = await withHoldersOf(heldByMoved, barring, ids, connection.graph);
  const report = driftReport({
    plan,
    access: await withHoldersNow(await inTurns(driftAccess(made.accessBasis, facts, held)), ids, connection),
    tracked: made.tracked,
    sourceOf: (address) => placeOf(address, []),
    broken: await brokenGuarantees(
      project,
      connection,
      { resources: liveResources(made.accessBasis), facts },
      host,
    ),
    audits,
  });
  return { report, plan, live: made.live };
}

/** Who holds what grants other roles than before: they have these, or lost them, already. */
async function withHoldersNow(
  access: AccessDiff,
  ids: ReadonlyMap<ResourceAddress, string>,
  { graph }: Connection,
): Promise<AccessDiff> {
  const granting = access.changed.filter(({ capability }) => capability === 'hold');
  const packages = [...new Set(granting.map(({ package: { address } }) => address))].flatMap((address) => {
    const id = ids.get(address);
    return id === undefined ? [] : [{ address, id }];
  });
  if (packages.length === 0) return access;
  const held = await readable(() => holdersOfPackages(packages, graph));
  return withHoldersOfRoles(access, countedByPackage(held), []);
}

/** Some unmanaged objects have no name but that of a directory object, which nobody has looked up yet. */
async function withHolders(plan: Plan, { graph }: Connection): Promise<Plan> {
  const ids = plan.unmanaged.flatMap(({ displayName }) => guidsIn(displayName).map((id) => id.toLowerCase()));
  const unknown = ids.filter((id) => plan.names[id] === undefined);
  if (unknown.length === 0) return plan;
  const described = await readable(() => createDirectory(graph).describe(unknown));
  const found = [...described].map(([id, { label }]): [string, string] => [id.toLowerCase(), label]);
  return { ...plan, names: { ...plan.names, ...Object.fromEntries(found) } };
}

async function auditsOf({ graph }: Connection): Promise<readonly JsonObject[] | undefined> {
  try {
    return await graph.list(AUDITS);
  } catch (error) {
    // Who did it is good to know, and no reason to keep quiet about what was done.
    if (error instanceof GraphError) return undefined;
    throw error;
  }
}
