/** Opens what an access command answers from: the configuration or the live tenant, and as much of the directory as asked. */
import { AddressBook } from '../../model/address-book.ts';
import type { AccessModel, AccessResource, DirectoryFacts } from '../../access/index.ts';
import { concerning, createAccessModel, isOpenOutside, knownFacts } from '../../access/index.ts';
import type { Configuration } from '../../config/configuration.ts';
import type { SourceRange } from '../../diagnostics/diagnostic.ts';
import { createDirectory } from '../../graph/directory.ts';
import type { DirectoryPort } from '../../graph/port.ts';
import type { Departed } from '../../kinds/departed.ts';
import { calledDeparted, deletionText, departureTexts } from '../../kinds/departed.ts';
import { existingParts } from '../../kinds/existing.ts';
import type { PrincipalType } from '../../kinds/principals.ts';
import { typesOfPrincipals } from '../../kinds/principals.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { AttributePath } from '../../model/path.ts';
import type { LookupKey } from '../../model/principal.ts';
import { parseLookup } from '../../model/principal.ts';
import { findDeparted, heldPrincipals } from '../../refresh/departed.ts';
import { resolveDesired } from '../../refresh/desired.ts';
import { readLive } from '../../refresh/read.ts';
import type { StateDocument } from '../../state/document.ts';
import { requireTenant } from '../../state/session.ts';
import type { Connection } from '../connection/connect.ts';
import { connect, graphEndpoint, readable } from '../connection/connect.ts';
import type { Project } from '../project.ts';
import { openProject, openState } from '../project.ts';
import { standIn } from './stand-in.ts';
import { notesOnOpenDoor, notesOnUnread, readOuterDoor } from './outer-door.ts';
import { surroundingsOf } from './surroundings.ts';
import type { Host } from '../host.ts';
import type { ProjectOptions } from '../project.ts';
import { readFacts } from './facts.ts';
import type { Existing } from './existing.ts';
import { NOTHING_EXISTING, readExisting, referredPackages } from './existing.ts';
import { withIgnored } from './ignored.ts';
import { withLetGo } from './let-go.ts';
import { leftOutOf } from './left-out.ts';
import type { Place } from './places.ts';
import { placesIn } from './places.ts';
import { firstOf } from '../../model/counted.ts';

export interface AccessOptions extends ProjectOptions {
  /** Answer from what the tenant holds instead of what is declared. */
  readonly live?: boolean;
  /** Look people up in a real tenant; the embedded one is always asked. */
  readonly refresh?: boolean;
}

export interface AccessView {
  readonly model: AccessModel;
  readonly source: 'configuration' | 'tenant';
  /** Where the configuration says something about a resource. */
  readonly placeOf: (address: string, path: AttributePath) => Place | undefined;
  /** Graph id of a package, as far as the state or the tenant tells. */
  readonly packageId: (address: string) => string | undefined;
  /** For links: cloud and a domain of the tenant; the domain is undefined when nothing tells it. */
  readonly cloud: string;
  readonly domain: string | undefined;
  /** True when the tenant was asked about people. */
  readonly asked: boolean;
  /** What the answers rest on, where that is less than a reader may think. */
  readonly notes: readonly string[];
  /** What of the notes concerns a package: they name each departed principal only where its access depends on it. */
  readonly notesOn: (address: string) => readonly string[];
}

/** Opens a view; `requestor` names a person who is looked up too. */
export async function openAccess(
  options: AccessOptions,
  host: Host,
  requestor?: string,
): Promise<AccessView> {
  return viewOf(await openProject(options, host), options, host, requestor);
}

interface ViewUse {
  /** What keeps people of other tenants out today does not count: it proves nothing for tomorrow. */
  readonly supposesOpenDoor?: boolean;
}

/** The same of a project that is open already. */
export async function viewOf(
  project: Project,
  options: Pick<AccessOptions, 'live' | 'refresh'> & ViewUse,
  host: Host,
  requestor?: string,
): Promise<AccessView> {
  const { configuration } = project;
  const backend = openState(configuration, host);
  const prior = await backend.read();
  const online = await isOnline(project, options, host);
  const connection = online ? await connect(project, host) : undefined;
  try {
    if (connection !== undefined && prior !== undefined)
      requireTenant(prior, connection.tenant.id, backend.location);
    const resolved = await resolveNames(configuration, prior, { connection, delay: host.delay });
    const live = options.live === true && connection !== undefined;
    const graph = connection?.graph;
    const declared = () =>
      withIgnored(withLetGo(resolved.resources, configuration.removed, prior), {
        ...{ configuration, prior, graph },
        delay: host.delay,
      });
    const directory = connection === undefined ? undefined : createDirectory(connection.graph);
    const found = live
      ? { ...(await liveResources(connection, configuration, prior, host)), notes: [] }
      : { ...(await declared()), ids: idsOf(prior), held: new Map() };
    const gone = await goneFrom(directory, resolved.facts, found, prior);
    const isAskedAbout = requestor !== undefined || isOpenOutside(found.resources);
    const wantsDoor = options.supposesOpenDoor !== true && isAskedAbout;
    const [facts, outerDoor] =
      connection === undefined
        ? [resolved.facts, undefined]
        : await Promise.all([
            peopleOf(connection, directory, gone.facts, found, requestor),
            wantsDoor
              ? readable(() => readOuterDoor(connection.graph, connection.tenant.id))
              : Promise.resolve(undefined),
          ]);
    const model = createAccessModel({
      resources: found.resources,
      directory: facts,
      outerDoor,
      ...(await surroundingsOf(project, host)),
      leftOut: live ? new Map() : leftOutOf(prior),
      referred: referredPackages(configuration.document),
    });
    const departures = [...resolved.departures, ...gone.departures];
    const supposed = wantsDoor ? notesOnOpenDoor(found.resources) : [];
    const door = outerDoor === undefined ? supposed.map(toRefresh) : notesOnUnread(outerDoor);
    const notes = [...resolved.notes, ...found.notes, ...door];
    return {
      model,
      source: live ? 'tenant' : 'configuration',
      placeOf: placesIn(configuration),
      packageId: (address) => found.ids.get(address),
      cloud: configuration.document.tenant.cloud ?? 'global',
      domain: domainOfTenant(configuration, facts),
      asked: connection !== undefined,
      notes: [...notes, ...departures.map(({ note }) => note)],
      notesOn: (address) => {
        const concerned = concerning(address, found.resources, model);
        const ofIt = departures.filter(({ users }) => users.some((user) => concerned.has(user)));
        return [...notes, ...ofIt.map(({ note }) => note)];
      },
    };
  } finally {
    await connection?.close();
  }
}

const toRefresh = (note: string): string => `${note}. To read them: --refresh`;

async function isOnline(
  project: Project,
  { live, refresh }: Pick<AccessOptions, 'live' | 'refresh'>,
  host: Host,
): Promise<boolean> {
  return live === true || refresh === true || (await graphEndpoint(project, host)) === undefined;
}

/** A domain by which My Access finds the tenant. */
function domainOfTenant({ document }: Configuration, { ownDomains }: DirectoryFacts): string | undefined {
  const { id } = document.tenant;
  return id?.includes('.') === true ? id : ([...(ownDomains ?? [])][0] ?? id);
}

export interface Resolved {
  readonly resources: readonly AccessResource[];
  /** What others own; its resources are among the others. */
  readonly existing: Existing;
  readonly facts: DirectoryFacts;
  readonly notes: readonly string[];
  readonly departures: readonly DepartureNote[];
  /** Look-up key → id. */
  readonly lookups: Readonly<Record<string, string>>;
}

interface DepartureNote {
  readonly note: string;
  /** Addresses of the resources that name the principal. */
  readonly users: readonly string[];
}

export interface Asked {
  /** Undefined where the tenant is not asked. */
  readonly connection: Connection | undefined;
  readonly delay: Host['delay'];
}

/**
 * The declared resources, and what they refer to of others, with every name as well resolved as it can be: by the tenant, else by the id that the state
 * recorded, else the name stands for itself, which is enough to tell who can request, and a note says so.
 */
export async function resolveNames(
  configuration: Configuration,
  prior: StateDocument | undefined,
  { connection, delay }: Asked,
): Promise<Resolved> {
  const { document, declarations, wants } = configuration;
  const directory = connection === undefined ? undefined : createDirectory(connection.graph);
  const known = prior?.lookups ?? {};
  const others = existingParts(document);
  const resolved = await readable(() =>
    resolveDesired({
      ...{ document, wants, directory, known, standIn },
      declarations: [...declarations, ...others],
    }),
  );
  const owned = new Set(declarations.map(({ address }) => address));
  const parts = resolved.desired.filter(({ address }) => !owned.has(address));
  const { unanswered, lookups, entries, departed, diagnostics } = resolved;
  const existing =
    connection === undefined
      ? NOTHING_EXISTING
      : await readExisting(configuration, parts, connection.graph, { delay });
  const usesOf = ({ id }: Departed) =>
    wants.lookups.filter(({ key }) => lookups[key]?.split(':').at(-1)?.toLowerCase() === id);
  const placesOf = (principal: Departed) =>
    usesOf(principal).flatMap(({ path }) => configuration.rangeOf(path) ?? []);
  // Of a domain that nobody looked up it is unknown whether an Entra tenant has verified it.
  const certain = Object.entries(lookups).filter(
    ([key]) => !(key.startsWith('domain:') && unanswered.includes(key as LookupKey)),
  );
  return {
    lookups,
    resources: [...resolved.desired.filter(({ address }) => owned.has(address)), ...existing.resources],
    existing,
    facts: {
      ...knownFacts({ lookups: Object.fromEntries(certain), entries: [...entries.values()] }),
      departed: departureTexts(departed),
    },
    notes: [
      ...notesOn(
        unanswered.map((key) => parseLookup(key).text),
        directory !== undefined,
      ),
      ...new Set(diagnostics.filter(({ code }) => NAMES.includes(code)).map(({ summary }) => summary)),
    ],
    departures: departed.map((each) => ({
      note: departedNote(each, placesOf(each)),
      users: usesOf(each).map(({ address }) => address),
    })),
  };
}

/** Who left, since when, and every place that names them. */
function departedNote(principal: Departed, places: readonly SourceRange[]): string {
  const when = deletionText(principal.deletion);
  const named = places.map(({ file, start }) => `${file}:${start.line}:${start.column}`).join(', ');
  return [
    `${calledDeparted(principal)} is no longer in the directory`,
    ...(when === undefined ? [] : [` (${when})`]),
    ...(named === '' ? [] : [`, and named at ${named}`]),
  ].join('');
}

/** What is said of names that the state, and not the directory, tells. */
const NAMES: readonly string[] = ['LOOKUP_RENAMED', 'LOOKUP_AMBIGUOUS', 'LOOKUP_ANOTHER', 'LOOKUP_DEPARTED'];

function notesOn(missing: readonly string[], asked: boolean): string[] {
  if (missing.length === 0) return [];
  const names = firstOf(missing, 5);
  return asked
    ? [`Not in the directory: ${names}`]
    : [`Not looked up, taken as named: ${names}. To look them up: --refresh`];
}

function idsOf(prior: StateDocument | undefined): ReadonlyMap<string, string> {
  return new Map(prior?.resources.map(({ address, id }) => [address, id]));
}

interface FoundResources {
  readonly resources: readonly AccessResource[];
  readonly ids: ReadonlyMap<string, string>;
  /** The sort of every directory object that live resources name, by id; of what is declared the look-ups tell. */
  readonly held: ReadonlyMap<string, PrincipalType>;
}

/** Everything that the tenant holds, under the addresses of the state; what no state tracks goes by its id. */
async function liveResources(
  { graph }: Connection,
  { wants }: Configuration,
  prior: StateDocument | undefined,
  { delay }: Host,
): Promise<FoundResources> {
  const snapshot = await readLive({ graph, prior, wants, everything: true, delay });
  const book = new AddressBook(prior?.resources);
  const ids = new Map<string, string>();
  const resources = [...snapshot.objects].flatMap(([kind, objects]) =>
    objects.map(({ id, attributes }): AccessResource => {
      const address = book.nameOf(kind, id);
      ids.set(address, id);
      const members = KINDS.get(kind)?.attributes ?? {};
      return { address, kind, attributes: book.withAddresses(members, attributes) };
    }),
  );
  return { resources, ids, held: heldPrincipals(snapshot) };
}

/** Whom live resources name and the directory does not know any more: no one approves in the place of a deleted group. */
async function goneFrom(
  directory: DirectoryPort | undefined,
  facts: DirectoryFacts,
  { resources, held }: FoundResources,
  prior: StateDocument | undefined,
): Promise<{ readonly facts: DirectoryFacts; readonly departures: readonly DepartureNote[] }> {
  if (directory === undefined || held.size === 0) return { facts, departures: [] };
  const known = new Set(facts.departed?.keys());
  const gone = await readable(() => findDeparted(directory, held, known, prior?.lookups ?? {}));
  const named = gone.flatMap(({ id, label }) => (label === undefined ? [] : [[id, label] as const]));
  return {
    facts: {
      ...facts,
      names: { ...facts.names, ...Object.fromEntries(named) },
      departed: new Map([...(facts.departed ?? []), ...departureTexts(gone)]),
    },
    departures: gone.map((each) => ({
      note: departedNote(each, []),
      users: resources
        .filter(({ kind: name, attributes }) => {
          const kind = KINDS.get(name);
          return kind !== undefined && typesOfPrincipals([{ kind, attributes }]).has(each.id);
        })
        .map(({ address }) => address),
    })),
  };
}

async function peopleOf(
  { graph }: Connection,
  directory: DirectoryPort | undefined,
  facts: DirectoryFacts,
  { resources, ids }: FoundResources,
  requestor: string | undefined,
): Promise<DirectoryFacts> {
  const byId = new Map([...ids].map(([address, id]) => [id.toLowerCase(), address]));
  const sources = {
    graph,
    directory: directory ?? createDirectory(graph),
    addressOf: (id: string) => byId.get(id.toLowerCase()) ?? id,
  };
  return readable(() => readFacts(sources, facts, resources, requestor));
}
