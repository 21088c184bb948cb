/** What a plan compares: the declared resources with their names looked up, and the tenant; with who is gone from it. */
import { AddressBook } from '../../model/address-book.ts';
import type { Configuration } from '../../config/configuration.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { DirectoryPort, GraphReader } from '../../graph/port.ts';
import type { LookupKey } from '../../model/principal.ts';
import { principalLookup } from '../../model/principal.ts';
import { NO_WANTS } from '../../kinds/recorder.ts';
import type { Wants } from '../../kinds/recorder.ts';
import type { Departures } from '../../plan/input.ts';
import type { PlanMode } from '../../plan/plan.ts';
import { findDeparted, heldPrincipals, heldTenants } from '../../refresh/departed.ts';
import type { Departed } from '../../kinds/departed.ts';
import { resolveDesired } from '../../refresh/desired.ts';
import type { DesiredResult } from '../../refresh/desired.ts';
import { readLive, unreadSnapshot } from '../../refresh/read.ts';
import type { DesiredResource, LiveSnapshot } from '../../refresh/snapshot.ts';
import type { Host } from '../host.ts';
import { withIds } from '../../refresh/with-ids.ts';
import { partIds, referredIds, unreadView, viewOf } from '../scope/limited.ts';
import type { View } from '../scope/limited.ts';
import { scopeOf } from '../scope/narrow.ts';
import type { StateDocument } from '../../state/document.ts';

interface BothInput {
  readonly configuration: Configuration;
  readonly graph: GraphReader;
  readonly directory: DirectoryPort;
  readonly prior: StateDocument | undefined;
  readonly flags: {
    readonly refresh: boolean;
    readonly everything?: boolean;
    /** Keys of the catalogs that the run is limited to; none: the scope of the configuration. */
    readonly catalogs?: readonly string[];
  };
  readonly mode: PlanMode;
  readonly delay: Host['delay'];
}

interface Both {
  readonly resolved: DesiredResult;
  readonly live: LiveSnapshot;
  readonly departures: Departures;
  /** What was read of configuration, state and tenant. */
  readonly view: View;
}

export async function readBoth(input: BothInput): Promise<Both> {
  const { configuration, graph, directory, flags, mode, delay } = input;
  const { document } = configuration;
  const scope = scopeOf(configuration, flags.catalogs);
  const view = flags.refresh
    ? await viewOf(graph, configuration, input.prior, scope)
    : unreadView(configuration, input.prior, scope);
  const { prior, limits } = view;
  const declarations = mode === 'destroy' ? [] : [...view.declarations, ...view.parts];
  const wants = mode === 'destroy' ? NO_WANTS : view.wants;
  // Look-ups of all, also of those that lie outside of what is read.
  const known = input.prior?.lookups ?? {};
  const asked = { document, declarations, wants, known };
  if (!flags.refresh) {
    const resolved = owned(view, await resolveDesired({ ...asked, directory: undefined }), unreadSnapshot());
    return { resolved, live: unreadSnapshot(), departures: departuresOf(wants, resolved, []), view };
  }
  // The look-ups travel while the lists do; the directory remembers their answers.
  const [live] = await Promise.all([
    readLive({
      ...{ graph, prior, wants, limits, referred: referredIds(view), delay },
      everything: flags.everything === true,
    }),
    directory.resolve(wants.lookups.map(({ key }) => key)),
  ]);
  const held = heldPrincipals(live);
  const resolved = owned(
    view,
    await resolveDesired({ ...asked, directory, held, heldTenants: heldTenants(live) }),
    live,
  );
  if (mode === 'destroy') return { resolved, live, departures: departuresOf(wants, resolved, []), view };
  const tracked = new AddressBook(prior?.resources);
  const managed = heldPrincipals(live, (kind, { id }) => flags.everything === true || tracked.has(kind, id));
  const answered = [...resolved.entries.values()].map(({ id }) => id.toLowerCase());
  const settled = new Set([...answered, ...resolved.departed.map(({ id }) => id)]);
  const others = await findDeparted(directory, managed, settled, known);
  return { resolved, live, departures: departuresOf(wants, resolved, others), view };
}

/** What is declared and owned, with the ids of what it refers to and does not own. */
function owned(view: View, resolved: DesiredResult, live: LiveSnapshot): DesiredResult {
  if (view.ids.size === 0) return resolved;
  const parts = new Set(view.parts.map(({ address }) => address));
  const isPart = ({ address }: DesiredResource) => parts.has(address);
  const found = partIds(resolved.desired.filter(isPart), live, view.ids);
  const ids = new Map([...view.ids, ...found.ids]);
  return {
    ...resolved,
    desired: resolved.desired.filter((each) => !isPart(each)).map((each) => withIds(each, ids)),
    diagnostics: [...resolved.diagnostics, ...found.diagnostics],
  };
}

function departuresOf(
  wants: Wants,
  { departed, lookups, diagnostics }: DesiredResult,
  others: readonly Departed[],
): Departures {
  const people = new Map([...departed, ...others].map((each) => [each.id, each]));
  const idOf = (key: string) => idIn(lookups[key]);
  return {
    people,
    declared: wants.lookups
      .map(({ key, address, path }) => ({ address, path, id: idOf(key) }))
      .filter(({ id }) => people.has(id)),
    unresolved: diagnostics.filter(isUnresolved),
  };
}

function idIn(found: string | undefined): string {
  return (found ?? '').split(':').at(-1)?.toLowerCase() ?? '';
}

/** The names and ids under which those who are gone may stand in a configuration. */
export function departedKeys(
  { people }: Departures,
  lookups: DesiredResult['lookups'],
): ReadonlySet<LookupKey> {
  const named = Object.entries(lookups).flatMap(([key, found]) =>
    people.has(idIn(found)) ? [key as LookupKey] : [],
  );
  return new Set([...named, ...[...people.keys()].map((id) => principalLookup({ id }))]);
}

/** A name that nothing answers is an error for what uses it, and for nothing else. */
export function isUnresolved({ code, severity }: Diagnostic): boolean {
  return severity === 'error' && code.startsWith('LOOKUP_');
}

/** What people called those who are gone. */
export function lastNames({ people }: Departures): Record<string, string> {
  return Object.fromEntries(
    [...people].flatMap(([id, { label }]) => (label === undefined ? [] : [[id, label] as const])),
  );
}
