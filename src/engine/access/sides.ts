/** The two sides that access is compared of: two revisions of one file, two files, or a configuration and what there was. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { AccessComparison, AccessResource, DirectoryFacts, Surroundings } from '../../access/index.ts';
import type { PlaceOf } from '../../access/index.ts';
import type { Configuration } from '../../config/configuration.ts';
import type { Connection } from '../connection/connect.ts';
import { connect, graphEndpoint, readable } from '../connection/connect.ts';
import { createDirectory } from '../../graph/directory.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { failure } from '../../diagnostics/failure.ts';
import { readFaultOf, readRegular } from '../../files/read-regular.ts';
import type { StateDocument } from '../../state/document.ts';
import { parseState } from '../../state/format.ts';
import type { Project } from '../project.ts';
import { load, openProject, openState } from '../project.ts';
import { shownPath } from '../../files/shown-path.ts';
import type { Host } from '../host.ts';
import type { ProjectOptions } from '../project.ts';
import type { Existing } from './existing.ts';
import { withExisting } from './existing.ts';
import { withIgnored } from './ignored.ts';
import { withLetGo } from './let-go.ts';
import { checkOut, mergeBase } from './revision.ts';
import { editsBetween } from './places.ts';
import type { ResolvedSide } from './places.ts';
import { readTakingPart } from './facts.ts';
import { surroundingsOf } from './surroundings.ts';
import type { Asked, Resolved } from './view.ts';
import { resolveNames } from './view.ts';

export interface SideOptions extends ProjectOptions {
  /** Revision before. */
  readonly from?: string;
  /** Revision after; without it the files as they are. */
  readonly to?: string;
  readonly refresh?: boolean;
}

export interface Sides {
  readonly before: readonly AccessResource[];
  readonly after: readonly AccessResource[];
  readonly facts: DirectoryFacts;
  readonly notes: readonly string[];
  readonly placeOf: PlaceOf;
  readonly surroundings: Surroundings;
}

/** Loads both sides; names mean the same on both, because one tenant (or one state) is asked for all of them. */
export async function sidesOf(files: readonly string[], options: SideOptions, host: Host): Promise<Sides> {
  const [past, present] = await loadBoth(files, options, host);
  return sidesBetween({ project: past }, present, options, host);
}

/** What a configuration is compared with: another one, or what was last applied by a state. */
type Past = { readonly project: Project } | { readonly state: StateDocument | undefined };

/**
 * A configuration against `against`: `state` (what was last applied), a file (a configuration or a state), or a
 * git revision (the configuration at the merge base).
 */
export async function sidesAgainst(
  against: string,
  project: Project,
  options: SideOptions,
  host: Host,
): Promise<Sides & { readonly shown: string }> {
  const { past, shown } = await pastOf(against, project, options, host);
  return { ...(await sidesBetween(past, project, options, host)), shown };
}

/** A file that is there, and no folder. */
export async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function pastOf(
  against: string,
  { configuration }: Project,
  options: SideOptions,
  host: Host,
): Promise<{ readonly past: Past; readonly shown: string }> {
  if (against === 'state') {
    const state = await openState(configuration, host).read();
    return { past: { state }, shown: 'what was last applied' };
  }
  const file = path.resolve(host.cwd, against);
  if (await isFile(file))
    return /\.ya?ml$/i.test(file)
      ? { past: { project: await openProject({ ...options, file }, host) }, shown: against }
      : { past: { state: parseState(await textOf(file, against), against) }, shown: against };
  const base = await mergeBase(path.resolve(host.cwd, options.file), against);
  const past = { project: await openRevision(base, options, host) };
  return { past, shown: `${against} (merge base ${base.slice(0, 12)})` };
}

async function textOf(file: string, named: string): Promise<string> {
  try {
    return (await readRegular(file, MOST_BYTES)).toString('utf8');
  } catch (error) {
    throw failure('ACCESS_AGAINST', `Cannot read ${named}: ${readFaultOf(error)}`, 'Name another file');
  }
}

/** Of a state of more than 100,000 resources. */
const MOST_BYTES = 256 * 1024 * 1024;

async function sidesBetween(past: Past, present: Project, options: SideOptions, host: Host): Promise<Sides> {
  const { configuration } = present;
  const { prior, notes } = await stateOf(configuration, host);
  const online = options.refresh === true || (await graphEndpoint(present, host)) === undefined;
  const connection = online ? await connect(present, host) : undefined;
  try {
    const asked = { prior, connection, delay: host.delay };
    const after = await resolvedSide(configuration, asked);
    const before = await resolvedPast(past, asked, after.existing);
    const sides = { before: before.resources, after: after.resources };
    const facts = before.facts === undefined ? after.facts : merged(before.facts, after.facts);
    return {
      ...sides,
      facts: connection === undefined ? facts : await withMembers(connection, { ...sides, directory: facts }),
      notes: [...new Set([...notes, ...before.notes, ...after.notes])],
      placeOf: editsBetween(before, { ...after, configuration }),
      surroundings: {
        ...(await surroundingsOf(present, host)),
        ...(connection !== undefined && { home: connection.tenant.id }),
      },
    };
  } finally {
    await connection?.close();
  }
}

function withMembers({ graph }: Connection, comparison: AccessComparison): Promise<DirectoryFacts> {
  return readable(() => readTakingPart({ graph, directory: createDirectory(graph) }, comparison));
}

/** Names that nobody looks up mean what the state recorded; without credentials for it, they stand for themselves. */
async function stateOf(
  configuration: Configuration,
  host: Host,
): Promise<{ readonly prior: StateDocument | undefined; readonly notes: readonly string[] }> {
  const backend = openState(configuration, host);
  try {
    return { prior: await backend.read(), notes: [] };
  } catch (error) {
    const isRemote = Object.keys(configuration.document.state ?? {}).some((key) => key !== 'file');
    if (!(isRemote && error instanceof DiagnosticError)) throw error;
    const note = `The state ${backend.location} could not be read, so names stand for themselves`;
    return { prior: undefined, notes: [note] };
  }
}

interface SideAsked extends Asked {
  readonly prior: StateDocument | undefined;
}

async function resolvedPast(past: Past, asked: SideAsked, existing: Existing): Promise<PastSide> {
  if ('project' in past) {
    const { configuration } = past.project;
    return { ...(await resolvedSide(configuration, asked)), configuration };
  }
  const { lookups = {} } = past.state ?? {};
  return { resources: withExisting(past.state, existing), lookups, notes: [] };
}

/** What is declared, with what is live where changes are ignored. */
async function resolvedSide(configuration: Configuration, asked: SideAsked) {
  const { prior, connection, delay } = asked;
  const resolved = await resolveNames(configuration, prior, { connection, delay });
  const graph = connection?.graph;
  const standing = withLetGo(resolved.resources, configuration.removed, prior);
  const { resources, notes } = await withIgnored(standing, { configuration, prior, graph, delay });
  const { lookups, facts, existing } = resolved;
  return { resources, existing, lookups, facts, notes: [...notesOf(resolved), ...notes] };
}

interface PastSide extends Pick<Sides, 'notes'>, ResolvedSide {
  readonly facts?: DirectoryFacts;
}

async function loadBoth(
  files: readonly string[],
  options: SideOptions,
  host: Host,
): Promise<readonly [Project, Project]> {
  const { from, to } = options;
  const [first, second, ...more] = files;
  if (first !== undefined) {
    if (from !== undefined || to !== undefined || second === undefined || more.length > 0)
      throw failure('ACCESS_DIFF', 'Name two files, or --from and --to, not both', USAGE);
    return [
      await openProject({ ...options, file: first }, host),
      await openProject({ ...options, file: second }, host),
    ];
  }
  if (from === undefined) throw failure('ACCESS_DIFF', 'There is nothing to compare with', USAGE);
  const past = await openRevision(from, options, host);
  const present = to === undefined ? await openProject(options, host) : await openRevision(to, options, host);
  return [past, present];
}

const USAGE = 'For example: entente access diff --from main, or: entente access diff before.yaml after.yaml';

/** A revision's configuration, with its state and tenant where those of the files at hand are. */
async function openRevision(revision: string, { file, env }: SideOptions, host: Host): Promise<Project> {
  const laidOut = await checkOut(path.resolve(host.cwd, file), revision);
  try {
    const { configuration, diagnostics, sources } = await load(
      { file: path.basename(file), env },
      { cwd: laidOut.folder, env: host.env },
    );
    if (configuration !== undefined) return { configuration: here(configuration, file, host), sources };
    throw new DiagnosticError(diagnostics, {
      sources,
      conclusion: `The configuration of ${revision} is not valid; nothing was compared.`,
    });
  } finally {
    await laidOut.remove();
  }
}

/** As if it were the files at hand: the laid-out folder is gone when the state and the embedded tenant are looked for. */
function here(configuration: Configuration, file: string, { cwd }: Host): Configuration {
  const folder = path.dirname(path.resolve(cwd, file));
  return {
    ...configuration,
    folder,
    rangeOf: (at) => {
      const range = configuration.rangeOf(at);
      return range && { ...range, file: shownPath(path.join(folder, range.file), cwd) };
    },
    editOf: (at, question) => {
      const range = configuration.editOf(at, question);
      return range && { ...range, file: shownPath(path.join(folder, range.file), cwd) };
    },
  };
}

function notesOf({ notes, departures }: Resolved): string[] {
  return [...notes, ...departures.map(({ note }) => note)];
}

function merged(a: DirectoryFacts, b: DirectoryFacts): DirectoryFacts {
  return {
    users: new Map([...a.users, ...b.users]),
    groups: new Map([...a.groups, ...b.groups]),
    tenantOfDomain: new Map([...a.tenantOfDomain, ...b.tenantOfDomain]),
    names: { ...a.names, ...b.names },
    departed: new Map([...(a.departed ?? []), ...(b.departed ?? [])]),
  };
}
