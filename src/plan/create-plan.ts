import type { ResourceAddress } from '../model/address.ts';
import { compareAddresses, formatAddress, parseAddress } from '../model/address.ts';
import { groupBy } from '../model/group-by.ts';
import type { AttributePath } from '../model/path.ts';
import { asString } from '../model/value.ts';
import type { Attributes } from '../model/value.ts';
import { compareAccess, NO_ACCESS_CHANGE } from '../access/index.ts';
import type { AccessDiff, DirectoryFacts, InvitationDomains } from '../access/index.ts';
import type { Diagnostic, SourceRange } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import type { Kind } from '../kinds/kind.ts';
import type { DesiredResource, LiveSnapshot } from '../refresh/snapshot.ts';
import type { StateDocument } from '../state/document.ts';
import type { Lifecycle } from '../config/configuration.ts';
import { accessSides } from './access.ts';
import type { AccessSides } from './access.ts';
import { bind } from './bind.ts';
import type { Binding } from './bind.ts';
import { complete } from './compare.ts';
import { decide, driftOf, spreadReplacement } from './decide.ts';
import type { Circumstances, Decision } from './decide.ts';
import type { Departures } from './departures.ts';
import { findDepartures } from './departures.ts';
import { kindOrder } from './kind-order.ts';
import { operationsOf } from './operations.ts';
import type { Operation } from './operations.ts';
import { PLAN_FORMAT_VERSION } from './plan.ts';
import type { Answers, DigestOf, Question } from './settle.ts';
import { findTwins } from './twins.ts';
import type { Twins } from './twins.ts';
import { mayExistTwice, openUncertain, uncertainSince } from './uncertain.ts';
import type {
  Action,
  Change,
  Drift,
  Plan,
  PlanFinding,
  PlanMode,
  PlanOrigin,
  PlanSummary,
  Unmanaged,
} from './plan.ts';

export interface PlanInput {
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly desired: readonly DesiredResource[];
  readonly prior: StateDocument | undefined;
  readonly live: LiveSnapshot;
  readonly mode: PlanMode;
  /** False when the tenant was not read. */
  readonly refreshed: boolean;
  /** Empty: everything. */
  readonly targets: readonly ResourceAddress[];
  /** Take over untracked live objects at the natural keys of declared ones. */
  readonly adopt: boolean;
  readonly digestOf: DigestOf;
  /** What somebody said about creations of earlier runs whose outcome is not clear. */
  readonly answers: Answers;
  /** Twins are to be removed; otherwise they are errors. */
  readonly removeTwins?: boolean | undefined;
  readonly lifecycle: ReadonlyMap<ResourceAddress, Lifecycle>;
  /** Former address by present one, of what `prior` holds under its present one already (`state/rename.ts`). */
  readonly moved: ReadonlyMap<ResourceAddress, ResourceAddress>;
  /** No longer tracked and not deleted, with what lives inside. */
  readonly removed: readonly ResourceAddress[];
  readonly rangeOf: (path: AttributePath) => SourceRange | undefined;
  readonly origin: PlanOrigin;
  /** Whom the directory does not know any more; without it nobody is looked for. */
  readonly departures?: Departures;
  readonly names: Readonly<Record<string, string>>;
  readonly lookups: Readonly<Record<string, string>>;
  /** The tenant's list of partner domains, as the configuration states it. */
  readonly invitationDomains?: InvitationDomains | undefined;
}

export interface PlanResult {
  /** Complete but for `access`, which wants the names that the plan shows. */
  readonly plan: Plan;
  /** Who gains, loses or gets other terms for what, when this plan, or what is left of it without some twins, is done. */
  readonly accessDiff: (directory: DirectoryFacts, plan: Pick<Plan, 'changes'>) => AccessDiff;
  /** Errors among them: the plan must not be applied. */
  readonly diagnostics: readonly Diagnostic[];
  /** To be answered before anything can be planned; each is among the diagnostics as well. */
  readonly questions: readonly Question[];
}

/**
 * Compares desired, last applied and live and says what to do, in order and with the reason. Pure and
 * deterministic: the same input in another order gives the same plan.
 */
export function createPlan(input: PlanInput): PlanResult {
  const order = kindOrder(input.kinds);
  const desired = input.mode === 'destroy' ? [] : input.desired;
  const { prior, live, adopt, digestOf, answers } = input;
  const binding = bind({ kinds: order, desired, prior, live, adopt, digestOf, answers });
  const circumstances = circumstancesOf(input, order, desired, binding);
  const decisions =
    input.mode === 'refresh-only'
      ? []
      : spreadReplacement(circumstances.flatMap((each) => decide(each) ?? []).sort(preference(order)));
  const operations = operationsOf(decisions.map(intentOf));
  const targeted = closure(input.targets, decisions, operations);
  const chosen =
    targeted.addresses === undefined
      ? decisions
      : decisions.filter((each) => targeted.addresses?.has(each.address));
  const { changes: twinChanges, findings: twinFindings } = twinsOf(input, order, binding);
  const changes = [...toChanges(chosen, operations, input), ...twinChanges];
  const drift = driftOfAll(input, circumstances);
  const departed = departedOf(input, order, circumstances, chosen, binding);
  const now = Date.parse(input.origin.createdAt);
  const since = uncertainSince(prior, now);
  const plan: Plan = {
    formatVersion: PLAN_FORMAT_VERSION,
    ...input.origin,
    mode: input.mode,
    refreshed: input.refreshed,
    targets: [...input.targets],
    changes,
    drift,
    unmanaged: unmanagedOf(input, order, binding),
    access: NO_ACCESS_CHANGE,
    findings: [
      ...findingsOf(chosen, input.rangeOf),
      ...departed.findings,
      ...mayExistTwice(changes, since),
      ...twinFindings,
    ],
    summary: summarize(changes),
    names: input.names,
    lookups: input.lookups,
  };
  const guarded = chosen.flatMap((decision) => preventDestroy(decision, input.lifecycle));
  const placed = [...binding.diagnostics, ...guarded, ...departed.diagnostics].map((found) =>
    withRange(found, input.rangeOf),
  );
  const accessDiff: PlanResult['accessDiff'] = (directory, done) =>
    hasWork(done.changes)
      ? accessDiffOf(accessSides(order, circumstances, binding, chosen, done.changes), input, directory)
      : NO_ACCESS_CHANGE;
  const diagnostics = [...placed, ...targeted.diagnostics];
  return { plan, accessDiff, diagnostics, questions: binding.questions };
}

function departedOf(
  { departures, rangeOf, mode }: PlanInput,
  order: readonly Kind[],
  circumstances: readonly Circumstances[],
  chosen: readonly Decision[],
  { unbound }: Binding,
): ReturnType<typeof findDepartures> {
  if (departures === undefined) return { findings: [], diagnostics: [] };
  const others = mode === 'refresh-only' ? order : [];
  const unmanaged = others.flatMap((kind) =>
    (unbound.get(kind.name) ?? []).map((object) => ({ kind, object })),
  );
  return findDepartures({ departures, circumstances, chosen, unmanaged, rangeOf });
}

/** A plan that is limited, or only records, names twins and removes none. */
function twinsOf(input: PlanInput, kinds: readonly Kind[], binding: Binding): Twins {
  const { live, prior, digestOf, mode, targets, origin, removeTwins = false } = input;
  if (!input.refreshed) return { changes: [], findings: [] };
  const open = openUncertain(prior, Date.parse(origin.createdAt));
  const twins = findTwins({ kinds, live, binding, open, digestOf, remove: removeTwins });
  return mode === 'refresh-only' || targets.length > 0 ? { ...twins, changes: [] } : twins;
}

function hasWork(changes: readonly Change[]): boolean {
  return changes.some(({ action }) => action !== 'noop' && action !== 'forget');
}

function accessDiffOf(
  sides: AccessSides,
  { desired, rangeOf, invitationDomains }: PlanInput,
  directory: DirectoryFacts,
): AccessDiff {
  const paths = new Map(desired.map(({ address, path }) => [address, path]));
  return compareAccess({
    ...sides,
    directory,
    invitationDomains,
    placeOf: (address, path) => {
      const start = paths.get(address);
      const range = start === undefined ? undefined : rangeOf([...start, ...path]);
      return range === undefined ? undefined : placeOf(range);
    },
  });
}

function circumstancesOf(
  input: PlanInput,
  order: readonly Kind[],
  desired: readonly DesiredResource[],
  { bound, made }: Binding,
): Circumstances[] {
  const kinds = new Map(order.map((kind) => [kind.name, kind]));
  const tracked = [...(input.prior?.resources ?? []), ...made];
  const prior = new Map(tracked.map((resource) => [resource.address, resource]));
  const declared = new Map(desired.map((resource) => [resource.address, resource]));
  const addresses = [...new Set([...declared.keys(), ...prior.keys()])].sort(compareAddresses);
  const removed = new Set(input.removed);
  return addresses.flatMap((address) => {
    const resource = declared.get(address);
    const known = prior.get(address);
    const kind = kinds.get(resource?.kind ?? known?.kind ?? '');
    if (kind === undefined) return [];
    return [
      {
        kind,
        desired: resource,
        prior: known,
        live: bound.get(address),
        ignoreChanges: input.lifecycle.get(address)?.ignoreChanges ?? [],
        destroy: input.mode === 'destroy',
        removed: isRemoved(address, kind, removed),
      },
    ];
  });
}

/** True when an address, or the one that it lives in, is let go. */
function isRemoved(
  address: ResourceAddress,
  { identity }: Kind,
  removed: ReadonlySet<ResourceAddress>,
): boolean {
  if (removed.size === 0) return false;
  const [home] = identity.addressKeys ?? [];
  const key = parseAddress(address)?.keys[0];
  return (
    removed.has(address) ||
    (home !== undefined && key !== undefined && removed.has(formatAddress(home.kind, key)))
  );
}

/** Writes in the order of references, deletes against it, each by address: the order people read plans in. */
function preference(order: readonly Kind[]): (a: Decision, b: Decision) => number {
  const rank = new Map(order.map((kind, index) => [kind.name, index]));
  const rankOf = ({ kind, action }: Decision) => {
    const position = rank.get(kind.name) ?? 0;
    return action === 'delete' || action === 'forget' ? 2 * order.length - position : position;
  };
  return (a, b) => rankOf(a) - rankOf(b) || compareAddresses(a.address, b.address);
}

function intentOf({ address, kind, action, live, after, stale }: Decision) {
  return { address, kind, action, live, after, stale };
}

/** The targets with everything that must be done before them; undefined when no target limits the plan. */
function closure(
  targets: readonly ResourceAddress[],
  decisions: readonly Decision[],
  operations: readonly Operation[],
): { readonly addresses?: ReadonlySet<ResourceAddress>; readonly diagnostics: readonly Diagnostic[] } {
  if (targets.length === 0) return { diagnostics: [] };
  const known = new Set(decisions.map(({ address }) => address));
  const diagnostics = targets
    .filter((target) => !known.has(target))
    .map((target): Diagnostic => {
      const near = didYouMean(target, known);
      const hint =
        near === undefined ? 'List the addresses with: entente state list' : `Did you mean "${near}"?`;
      return { code: 'PLAN_TARGET', severity: 'error', summary: `Nothing has the address "${target}"`, hint };
    });
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const byAddress = groupBy(operations, ({ address }) => address);
  const addresses = new Set<ResourceAddress>();
  const open = [...targets];
  for (let address = open.pop(); address !== undefined; address = open.pop()) {
    if (addresses.has(address)) continue;
    addresses.add(address);
    for (const operation of byAddress.get(address) ?? []) {
      open.push(...operation.needs.flatMap((id) => byId.get(id)?.address ?? []));
    }
  }
  return { addresses, diagnostics };
}

function toChanges(
  decisions: readonly Decision[],
  operations: readonly Operation[],
  input: PlanInput,
): Change[] {
  const position = new Map<ResourceAddress, number>();
  const dependsOn = new Map<ResourceAddress, Set<ResourceAddress>>();
  const addressOf = new Map(operations.map(({ id, address }) => [id, address]));
  for (const [index, { address, step, needs }] of operations.entries()) {
    position.set(address, Math.min(position.get(address) ?? index, index));
    // Links may refer to each other in a circle; what must be done first is told by the other steps.
    if (step === 'link' || step === 'unlink') continue;
    const needed = dependsOn.get(address) ?? new Set();
    for (const id of needs) {
      const other = addressOf.get(id);
      if (other !== undefined && other !== address && !id.startsWith('unlink ')) needed.add(other);
    }
    dependsOn.set(address, needed);
  }
  const last = operations.length;
  const ordered = decisions
    .map((decision) => ({ decision, at: position.get(decision.address) ?? last }))
    .sort((a, b) => a.at - b.at);
  return ordered.map(({ decision }) =>
    toChange(decision, [...(dependsOn.get(decision.address) ?? [])].sort(compareAddresses), input),
  );
}

function toChange(
  decision: Decision,
  dependsOn: readonly ResourceAddress[],
  { rangeOf, lookups, moved }: PlanInput,
): Change {
  const { address, kind, action, reason, id, live, after, changedPaths, replacePaths, desired, stale } =
    decision;
  const range = desired === undefined ? undefined : rangeOf(desired.path);
  const quiet = action === 'noop';
  const movedFrom = moved.get(address);
  const shown = after ?? live ?? {};
  const facts = factsOf(decision, shown, lookups);
  return {
    address,
    kind: kind.name,
    action,
    reason,
    ...(movedFrom !== undefined && { movedFrom }),
    displayName: kind.words.displayName(shown),
    ...(facts.length > 0 && { facts }),
    ...(id !== undefined && { id }),
    // What the service fills in is no news, and nobody asked for it to change.
    before: quiet || live === undefined ? null : complete(kind.attributes, live, undefined),
    after: quiet && !stale ? null : (after ?? null),
    changedPaths,
    ...(quiet && stale && { stale }),
    ...(replacePaths.length > 0 && { replacePaths }),
    ...(range !== undefined && { source: placeOf(range) }),
    dependsOn,
  };
}

function factsOf(
  { kind, action }: Decision,
  attributes: Attributes,
  lookups: PlanInput['lookups'],
): readonly string[] {
  return action === 'noop' ? [] : (kind.words.facts?.(attributes, lookups) ?? []);
}

function placeOf({ file, start }: SourceRange): NonNullable<Change['source']> {
  return { file, line: start.line, column: start.column };
}

function driftOfAll({ live, refreshed }: PlanInput, circumstances: readonly Circumstances[]): Drift[] {
  if (!refreshed) return [];
  return circumstances.flatMap((each) => (live.unread.has(each.kind.name) ? [] : (driftOf(each) ?? [])));
}

function unmanagedOf({ live }: PlanInput, order: readonly Kind[], binding: Binding): Unmanaged[] {
  const ownerOf = owners(live, order, binding);
  return order
    .filter((kind) => kind.identity.by !== 'singleton' && !live.unread.has(kind.name))
    .flatMap((kind) =>
      (binding.unbound.get(kind.name) ?? [])
        .map(({ id, attributes }): Unmanaged => {
          const within = ownerOf(kind, attributes);
          const displayName = kind.words.displayName(attributes);
          return { kind: kind.name, id, displayName, ...(within !== undefined && { within }) };
        })
        .sort((a, b) =>
          a.displayName < b.displayName ? -1 : a.displayName > b.displayName ? 1 : a.id < b.id ? -1 : 1,
        ),
    );
}

/** What objects live in, innermost first: a role that somebody granted is nothing without the package's name. */
const OWNERS = ['accessPackage', 'catalog'];

/** Tells the address of the package or catalog that an object belongs to, or its name where it is not managed. */
function owners(
  live: PlanInput['live'],
  order: readonly Kind[],
  { bound }: Binding,
): (kind: Kind, attributes: Attributes) => string | undefined {
  const labels = new Map<string, string>();
  for (const kind of order.filter(({ name }) => OWNERS.includes(name)))
    for (const { id, attributes } of live.objects.get(kind.name) ?? [])
      labels.set(id.toLowerCase(), kind.words.displayName(attributes));
  for (const [address, { id }] of bound)
    if (OWNERS.some((name) => address.startsWith(`${name}.`))) labels.set(id.toLowerCase(), address);
  return (kind, attributes) => {
    const owner = OWNERS.find((name) => attributes[name] !== undefined && name in kind.attributes);
    return owner === undefined ? undefined : labels.get((asString(attributes[owner]) ?? '').toLowerCase());
  };
}

function findingsOf(decisions: readonly Decision[], rangeOf: PlanInput['rangeOf']): PlanFinding[] {
  return [...decisions.flatMap((decision) => consequence(decision, rangeOf)), ...renames(decisions)];
}

function consequence(
  { address, kind, action, live, desired }: Decision,
  rangeOf: PlanInput['rangeOf'],
): PlanFinding[] {
  if (action !== 'delete' && action !== 'replace') return [];
  const message = kind.words.consequence?.(action, live ?? {});
  if (message === undefined) return [];
  const range = desired === undefined ? undefined : rangeOf(desired.path);
  const rule = `${action}-takes-access`;
  return [
    { rule, severity: 'warning', address, message, ...(range !== undefined && { source: placeOf(range) }) },
  ];
}

/** A key that was renamed in the configuration reads like a deletion and a creation; say what it really is. */
function renames(decisions: readonly Decision[]): PlanFinding[] {
  const leaving = new Map<string, ResourceAddress>();
  for (const { action, kind, live, address } of decisions) {
    if (action !== 'delete') continue;
    for (const key of kind.identity.naturalKeys(live ?? {})) leaving.set(`${kind.name} ${key}`, address);
  }
  return decisions.flatMap(({ action, kind, after, address }): PlanFinding[] => {
    if (action !== 'create') return [];
    const keys = kind.identity.naturalKeys(after ?? {});
    const old = keys.map((key) => leaving.get(`${kind.name} ${key}`)).find((found) => found !== undefined);
    if (old === undefined) return [];
    const message = `It has the name of ${old}, which is deleted first; if only the key was renamed, add { from: ${old}, to: ${address} } to moved`;
    return [{ rule: 'renamed-key', severity: 'warning', address, message }];
  });
}

function preventDestroy(
  { address, action, desired }: Decision,
  lifecycle: PlanInput['lifecycle'],
): Diagnostic[] {
  if (lifecycle.get(address)?.preventDestroy !== true || (action !== 'delete' && action !== 'replace'))
    return [];
  return [
    {
      code: 'PLAN_PREVENT_DESTROY',
      severity: 'error',
      summary: `${address} would be ${action === 'delete' ? 'deleted' : 'replaced'}, but its lifecycle says preventDestroy`,
      hint: `${desired === undefined ? `Declare it again, let it go without deleting it (removed: [${address}]),` : 'Undo the change,'} or remove preventDestroy from lifecycle["${address}"] first`,
      address,
      path: desired?.path ?? ['lifecycle', address],
    },
  ];
}

function withRange(diagnostic: Diagnostic, rangeOf: PlanInput['rangeOf']): Diagnostic {
  const range = diagnostic.path === undefined ? undefined : rangeOf(diagnostic.path);
  return range === undefined ? diagnostic : { ...diagnostic, range };
}

function summarize(changes: readonly Change[]): PlanSummary {
  const count = (action: Action) => changes.filter((change) => change.action === action).length;
  const twins = count('removeTwin');
  return {
    create: count('create'),
    update: count('update'),
    replace: count('replace'),
    delete: count('delete'),
    adopt: count('adopt'),
    forget: count('forget'),
    ...(twins > 0 && { removeTwin: twins }),
    move: changes.filter(({ movedFrom }) => movedFrom !== undefined).length,
    noop: count('noop'),
  };
}
