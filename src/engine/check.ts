/** The governance rules over a configuration. */
import type { KnownPrincipals } from '../checks/people.ts';
import { RULES } from '../checks/registry.ts';
import type { ChecksResult } from '../checks/run-checks.ts';
import { runChecks } from '../checks/run-checks.ts';
import type { Configuration } from '../config/configuration.ts';
import type { DirectoryEntry } from '../graph/port.ts';
import { createDirectory } from '../graph/directory.ts';
import { deletionText } from '../kinds/departed.ts';
import type { LookupKey } from '../model/principal.ts';
import { parseLookup } from '../model/principal.ts';
import type { StateDocument } from '../state/document.ts';
import { leftOutOf } from './access/left-out.ts';
import { connect, graphEndpoint, readable } from './connection/connect.ts';
import type { Host } from './host.ts';
import type { Understood } from './check-access.ts';
import { accessModelOf, readAccess, understandAccess } from './check-access.ts';
import { surroundingsOf } from './access/surroundings.ts';
import { factsOf, principalKeys } from './principal-facts.ts';
import type { Project, ProjectOptions } from './project.ts';
import { localState, openProject } from './project.ts';

export interface CheckOptions extends ProjectOptions {
  /** Look people up in a real tenant; the embedded one is always asked. */
  readonly refresh?: boolean;
}

export interface Checked {
  readonly result: ChecksResult;
  readonly configuration: Configuration;
  /** Texts of the configuration's files, by name. */
  readonly sources: ReadonlyMap<string, string>;
  /** People were looked up. */
  readonly online: boolean;
  /** Names of people who were deleted, each with when, as far as that is told. */
  readonly departed: ReadonlyMap<string, string>;
  /** A finding that counts is an error. */
  readonly failed: boolean;
}

export async function check(options: CheckOptions, host: Host): Promise<Checked> {
  const project = await openProject(options, host);
  const { configuration, sources } = project;
  const online = options.refresh === true || (await graphEndpoint(project, host)) === undefined;
  const prior = await localState(configuration, host);
  const { known, gone, departed, entries, read } = online ? await lookUp(project, prior, host) : NOBODY;
  const result = await runChecks({
    rules: RULES,
    document: configuration.document,
    known,
    departed: gone,
    access: accessModelOf(
      read ?? (await understandAccess(configuration.document, entries, gone)),
      await surroundingsOf(project, host),
    ),
    today: new Date(host.now()).toISOString().slice(0, 10),
    rangeOf: (at) => configuration.rangeOf(at),
    leftOut: leftOutOf(prior),
  });
  await host.diagnostics(result.diagnostics, sources);
  const failed = result.findings.some(
    ({ severity, suppression }) => severity === 'error' && suppression === undefined,
  );
  return { result, configuration, sources, online, departed, failed };
}

interface People {
  readonly known: KnownPrincipals;
  /** Those that were deleted. */
  readonly gone: ReadonlySet<LookupKey>;
  /** Names of those that were deleted, each with when, as far as that is told. */
  readonly departed: ReadonlyMap<string, string>;
  readonly entries: ReadonlyMap<LookupKey, DirectoryEntry>;
  /** With the members of groups. */
  readonly read?: Understood;
}

const NOBODY: People = { known: new Map(), gone: new Set(), departed: new Map(), entries: new Map() };

/**
 * What the tenant knows of the people whom the configuration names; the embedded one needs no network. Of a name that it
 * does not know, the state or the audit log tell whether a person had it.
 */
async function lookUp(project: Project, prior: StateDocument | undefined, host: Host): Promise<People> {
  const keys = principalKeys(project.configuration.wants.lookups.map(({ key }) => key));
  if (keys.length === 0) return NOBODY;
  const connection = await connect(project, host);
  try {
    const directory = createDirectory(connection.graph);
    const found = await readable(() => directory.resolve(keys));
    const entries = new Map(
      [...found].flatMap(([key, answer]) =>
        answer.status === 'found' ? [[key, answer.entry] satisfies [LookupKey, unknown]] : [],
      ),
    );
    const known = factsOf(entries);
    const missing = [...found].flatMap(([key, { status }]) => (status === 'missing' ? [key] : []));
    const deletions = await directory.deletionsByName(missing);
    const gone = missing.filter((key) => deletions.has(key) || prior?.lookups?.[key] !== undefined);
    const departed = new Map(
      gone.map((key) => [parseLookup(key).text, deletionText(deletions.get(key)) ?? '']),
    );
    const read = await readable(() =>
      readAccess(project.configuration.document, connection.graph, directory, {
        entries,
        departed: new Set(gone),
      }),
    );
    return { known, gone: new Set(gone), departed, entries, read };
  } finally {
    await connection.close();
  }
}
