/** From an open project to a plan: look-ups, one snapshot, the comparison. */
import { knownFacts, NO_FACTS, packagesBarringPeople, rolesKept } from '../../access/index.ts';
import type { DirectoryFacts, HeldNow } from '../../access/index.ts';
import type { Configuration } from '../../config/configuration.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { DiagnosticError, hasErrors } from '../../diagnostics/diagnostic.ts';
import { withPlaces } from '../../diagnostics/with-places.ts';
import { existingOf } from '../../kinds/existing.ts';
import { kindWithPart } from '../../kinds/access-parts.ts';
import { departureTexts } from '../../kinds/departed.ts';
import { createDirectory } from '../../graph/directory.ts';
import type { AccessBasis } from '../../plan/access.ts';
import { editedIn } from '../../plan/access.ts';
import { accessComparison, completePlan, hasWork } from '../../plan/complete-plan.ts';
import { createPlan } from '../../plan/create-plan.ts';
import type { PlanResult } from '../../plan/create-plan.ts';
import { liveNames } from '../../plan/live-names.ts';
import type { PlanInput } from '../../plan/input.ts';
import { referredFindings } from '../../plan/referred.ts';
import type { Plan, PlanMode, PlanOrigin } from '../../plan/plan.ts';
import { unnamedPrincipals } from '../../plan/unnamed.ts';
import { parseAddress } from '../../model/address.ts';
import { printable } from '../../model/printable.ts';
import type { ResourceState, StateDocument } from '../../state/document.ts';
import type { LiveSnapshot } from '../../refresh/snapshot.ts';
import { renamedPrior } from './renamed-prior.ts';
import { readTakingPart } from '../access/facts.ts';
import { surroundingsOf } from '../access/surroundings.ts';
import { leftOutOf, stillLeftOut } from '../access/left-out.ts';
import type { HeldPlan } from './access-loss.ts';
import { liveIds, readHolders, withHoldersOf } from './access-loss.ts';
import { planFindings } from './findings.ts';
import type { Connection } from '../connection/connect.ts';
import { readable } from '../connection/connect.ts';
import { lockoutFindings } from './lockout.ts';
import { obstacleFindings } from './obstacles.ts';
import { departedKeys, isUnresolved, lastNames, readBoth } from './read-both.ts';
import type { Project } from '../project.ts';
import type { Host } from '../host.ts';
import { givenAnswers } from './given-answers.ts';
import { twinDiagnostics } from './finding-diagnostic.ts';
import { withoutUsedTwins } from './twins.ts';
import { toolVersion } from '../version.ts';

export interface PlanFlags {
  /** Keys of the catalogs that the run is limited to; none: the scope of the configuration. */
  readonly catalogs?: readonly string[];
  readonly target: readonly string[];
  readonly refresh: boolean;
  readonly destroy?: boolean;
  readonly refreshOnly?: boolean;
  readonly adopt?: boolean;
  /** Read what nothing declares or tracks too. */
  readonly everything?: boolean;
  /** People may lose access; otherwise that is an error of the plan. */
  readonly allowAccessLoss?: boolean;
  /** It is going to be done: who would lose access is asked of the tenant even when nothing else is read. */
  readonly applying?: boolean;
  /** `ADDRESS=ID` or `ADDRESS=none`: what a run that was cut off made. */
  readonly settle?: readonly string[];
  /** Twins of what is tracked are removed. */
  readonly removeTwins?: boolean;
}

/** Makes the plan; rejects with what stands against it. */
export async function makePlan(
  project: Project,
  connection: Connection,
  prior: StateDocument | undefined,
  flags: PlanFlags,
  host: Host,
): Promise<Plan> {
  return (await makePlanOfLive(project, connection, prior, flags, host)).plan;
}

export interface MadePlan {
  readonly plan: Plan;
  /** What the tenant held. */
  readonly live: LiveSnapshot;
  /** What its access section is made of. */
  readonly accessBasis: AccessBasis;
  readonly facts: DirectoryFacts;
  readonly held: HeldNow;
  /** What the state tracks, of what was to be read. */
  readonly tracked: readonly ResourceState[];
}

/** The same with what it is made of. */
export async function makePlanOfLive(
  project: Project,
  connection: Connection,
  prior: StateDocument | undefined,
  flags: PlanFlags,
  host: Host,
): Promise<MadePlan> {
  const { configuration, sources } = project;
  const { graph, tenant } = connection;
  const directory = createDirectory(graph);
  if (flags.refresh) host.progress(`Reading the tenant ${printable(tenant.displayName)}...`);
  const mode = modeOf(flags);
  const read = await readable(() =>
    readBoth({ configuration, graph, directory, prior, flags, mode, delay: host.delay }),
  );
  const { resolved, live, departures } = read;
  const settled = resolved.diagnostics.filter((found) => !isUnresolved(found));
  const placed = (hasErrors(settled) ? resolved.diagnostics : settled).map((found) =>
    withPlaces(found, (at) => configuration.rangeOf(at)),
  );
  if (hasErrors(placed)) throw refused(placed, sources);
  await host.diagnostics(placed, sources);
  const input = await planInput({
    project,
    connection,
    prior,
    flags,
    host,
    read,
  });
  const { draft, accessBasis, diagnostics } = await planWithAnswers(input, host);
  const used = await withoutUsedTwins(draft, graph);
  if (hasErrors(diagnostics)) throw refused([...diagnostics, ...twinDiagnostics(used)], sources);
  await host.diagnostics(diagnostics, sources);
  const {
    plan: done,
    holders,
    people,
  }: HeldPlan = flags.refresh || flags.applying === true
    ? await readHolders(used, graph, prior, {
        directory,
        allowed: flags.allowAccessLoss === true,
        placeOf: editedIn(accessBasis),
        rolesKept: () => rolesKept(accessComparison(accessBasis, used.changes, NO_FACTS)),
        nameOf: liveNames(
          accessBasis,
          knownFacts({
            lookups: { ...prior?.lookups, ...used.lookups },
            names: used.names,
            entries: resolved.entries.values(),
          }),
        ),
      })
    : { plan: used, holders: new Map(), people: new Map() };
  const heldByChanged: HeldNow = {
    of: people,
    everyPackage: live.limited !== true && !live.unread.has(kindWithPart('requested').name),
  };
  const prevented =
    flags.refresh || flags.applying === true
      ? await readable(async () => [
          ...(await lockoutFindings(done, accessBasis, { graph, directory, home: tenant.id })),
          ...(await obstacleFindings(done, graph)),
        ])
      : [];
  const leftOut = leftOutOf(prior && { ...prior, leftOut: stillLeftOut(prior, live) });
  const { findings, enforced } = await planFindings(project, done, resolved.entries, {
    leftOut,
    departed: departedKeys(departures, resolved.lookups),
    ...{ surroundings: input.surroundings, graph, directory },
  });
  if (hasErrors(enforced)) throw refused([...enforced, ...twinDiagnostics(done)], sources);
  const unnamed = flags.refresh ? unnamedPrincipals(done) : [];
  const described =
    unnamed.length === 0 ? [] : [...(await readable(() => directory.describe(unnamed))).values()];
  const names = Object.fromEntries(described.map(({ id, label }) => [id.toLowerCase(), label]));
  const known: DirectoryFacts = {
    ...knownFacts({
      lookups: done.lookups,
      names: { ...done.names, ...names },
      entries: [...resolved.entries.values(), ...described],
    }),
    departed: departureTexts(departures.people.values()),
  };
  // Who is in a group decides who gains by a change; a plan without changes costs no request.
  const comparisonOf = (told: DirectoryFacts) =>
    accessComparison(accessBasis, done.changes, told, heldByChanged);
  const isAsked = flags.refresh && hasWork(done.changes);
  const facts = isAsked
    ? await readable(() => readTakingPart({ graph, directory }, comparisonOf(known)))
    : known;
  // Whom a package keeps out that another way leads through is known once it is known who is in its groups.
  const held = isAsked
    ? await withHoldersOf(
        heldByChanged,
        packagesBarringPeople(comparisonOf(facts)),
        liveIds(done, prior),
        graph,
      )
    : heldByChanged;
  const others = referredFindings({
    ...{ live, prior, mode, rangeOf: (path) => configuration.rangeOf(path) },
    entries: existingOf(configuration.document).flatMap(({ address, kind, path }) => {
      const id = read.view.ids.get(address);
      return id === undefined ? [] : [{ address, kind, path, id }];
    }),
  });
  const told = [...prevented, ...findings, ...others];
  const plan = await completePlan(done, {
    accessBasis,
    findings: told,
    names,
    directory: facts,
    ...{ holders, held },
  });
  return { plan, live, accessBasis, facts, held, tracked: read.view.prior?.resources ?? [] };
}

interface PlanInputs {
  readonly project: Project;
  readonly connection: Connection;
  readonly prior: StateDocument | undefined;
  readonly flags: PlanFlags;
  readonly host: Host;
  readonly read: Awaited<ReturnType<typeof readBoth>>;
}

/** Throws PLAN_MOVED. */
async function planInput({ project, connection, prior, flags, host, read }: PlanInputs): Promise<PlanInput> {
  const { configuration } = project;
  const { resolved, live, departures, view } = read;
  const mode = modeOf(flags);
  const renamed = renamedPrior(view.prior, configuration, mode, resolved.desired);
  return {
    desired: resolved.desired,
    prior: renamed.document,
    live,
    guards: configuration,
    options: {
      mode,
      refreshed: flags.refresh,
      targets: flags.target,
      adopt: flags.adopt === true,
      answers: givenAnswers(flags.settle ?? []),
      removeTwins: flags.removeTwins === true,
    },
    origin: {
      tool: { name: 'entente', version: toolVersion() },
      createdAt: new Date(host.now()).toISOString(),
      tenant: connection.tenant,
      configuration: configurationOrigin(configuration),
      state: stateOrigin(prior),
      ...(view.scope !== undefined && { scope: view.scope }),
    },
    directory: {
      names: { ...lastNames(departures), ...resolved.names },
      // What lies outside of a scope keeps its own.
      lookups: {
        ...(mode === 'destroy' || view.scope !== undefined ? prior?.lookups : {}),
        ...(mode === 'destroy' ? {} : resolved.lookups),
      },
      departures,
      refusals: resolved.refusals,
    },
    places: {
      rangeOf: (path) => configuration.rangeOf(path),
      edits: {
        declared: configuration.declarations,
        editOf: (path, question) => configuration.editOf(path, question),
        sponsors: configuration.document.sponsors ?? {},
      },
      moved: renamed.moved,
    },
    surroundings: { ...(await surroundingsOf(project, host)), home: connection.tenant.id },
  };
}

/** Plans, and once more with the answers to what has to be asked before. */
async function planWithAnswers(input: PlanInput, { ask }: Host): Promise<PlanResult> {
  const first = await createPlan(input);
  if (first.questions.length === 0) return first;
  const answers = await ask?.settle(first.questions);
  if (answers === undefined || answers.size === 0) return first;
  const { options } = input;
  return createPlan({
    ...input,
    options: { ...options, answers: new Map([...options.answers, ...answers]) },
  });
}

/** What a plan says of the configuration that it was made from. */
export function configurationOrigin({
  digest,
  files,
  environment,
}: Configuration): PlanOrigin['configuration'] {
  return { digest, files, environment: environment ?? null };
}

/** What a plan says of the state that it was made on. */
export function stateOrigin(prior: StateDocument | undefined): PlanOrigin['state'] {
  return { lineage: prior?.lineage ?? null, serial: prior?.serial ?? 0 };
}

/** The flags that a saved plan is made with again. */
export function flagsOf({ mode, targets, refreshed, changes, scope }: Plan): PlanFlags {
  return {
    ...(scope !== undefined && {
      catalogs: scope.catalogs.map((address) => parseAddress(address)?.keys[0] ?? ''),
    }),
    target: targets,
    refresh: refreshed,
    destroy: mode === 'destroy',
    refreshOnly: mode === 'refresh-only',
    adopt: changes.some(({ action, reason }) => action === 'adopt' || reason === 'adopted'),
  };
}

function modeOf({ destroy, refreshOnly }: PlanFlags): PlanMode {
  if (destroy === true) return 'destroy';
  return refreshOnly === true ? 'refresh-only' : 'normal';
}

function refused(found: readonly Diagnostic[], sources: Project['sources']): DiagnosticError {
  return new DiagnosticError(found, { sources, conclusion: 'Nothing was planned.' });
}
