/** The governance rules over a configuration. */
import type { KnownPrincipals } from '../checks/people.ts';
import { RULES } from '../checks/registry.ts';
import type { ChecksResult } from '../checks/run-checks.ts';
import { runChecks } from '../checks/run-checks.ts';
import type { Configuration } from '../config/configuration.ts';
import { createDirectory } from '../graph/directory.ts';
import type { LookupKey } from '../model/principal.ts';
import { leftOutOf } from './access/left-out.ts';
import { connect, graphEndpoint, readable } from './connection/connect.ts';
import type { Host } from './host.ts';
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
  /** A finding that counts is an error. */
  readonly failed: boolean;
}

export async function check(options: CheckOptions, host: Host): Promise<Checked> {
  const project = await openProject(options, host);
  const { configuration, sources } = project;
  const online = options.refresh === true || (await graphEndpoint(project, host)) === undefined;
  const result = await runChecks({
    rules: RULES,
    document: configuration.document,
    known: online ? await lookUp(project, host) : new Map(),
    today: new Date(host.now()).toISOString().slice(0, 10),
    rangeOf: (at) => configuration.rangeOf(at),
    leftOut: leftOutOf(await localState(configuration, host)),
  });
  await host.diagnostics(result.diagnostics, sources);
  const failed = result.findings.some(
    ({ severity, suppression }) => severity === 'error' && suppression === undefined,
  );
  return { result, configuration, sources, online, failed };
}

/** What the tenant knows of the people whom the configuration names; the embedded one needs no network. */
async function lookUp(project: Project, host: Host): Promise<KnownPrincipals> {
  const keys = principalKeys(project.configuration.wants.lookups.map(({ key }) => key));
  if (keys.length === 0) return new Map();
  const connection = await connect(project, host);
  try {
    const found = await readable(() => createDirectory(connection.graph).resolve(keys));
    return factsOf(
      new Map(
        [...found].flatMap(([key, answer]) =>
          answer.status === 'found' ? [[key, answer.entry] satisfies [LookupKey, unknown]] : [],
        ),
      ),
    );
  } finally {
    await connection.close();
  }
}
