/** `entente import`: a whole tenant into files and state. */
import { replaceFiles } from '../replace-files.ts';
import { createDirectory } from '../../graph/directory.ts';
import type { Imported } from '../../import/import-tenant.ts';
import { importTenant } from '../../import/import-tenant.ts';
import { withoutEntries } from '../../import/united.ts';
import { keysOf } from '../../import/known-names.ts';
import { proposeTemplates } from '../../import/propose-templates.ts';
import type { Configuration } from '../../config/configuration.ts';
import type { GraphReader } from '../../graph/port.ts';
import { CATALOG_KIND } from '../../kinds/existing.ts';
import type { Referred } from '../../kinds/existing.ts';
import type { ReadLimits } from '../../kinds/kind.ts';
import { isGuid } from '../../model/guid.ts';
import { NO_WANTS } from '../../kinds/recorder.ts';
import { parentIn } from '../../kinds/parents.ts';
import { readBeside } from '../../refresh/beside.ts';
import { readLive } from '../../refresh/read.ts';
import { counted } from '../../model/counted.ts';
import { printable } from '../../model/printable.ts';
import type { StateDocument, LeftOutObject } from '../../state/document.ts';
import type { Connection } from '../connection/connect.ts';
import { readable } from '../connection/connect.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { failure } from '../../diagnostics/failure.ts';
import type { ImportResult } from './remarks.ts';
import { importRemarks, importWarnings } from './remarks.ts';
import type { Interruption } from '../interruption.ts';
import { withSession } from '../state/locked-state.ts';
import type { LockedOptions, Project } from '../project.ts';
import { localState, openState } from '../project.ts';
import { shownPath } from '../../files/shown-path.ts';
import type { Host } from '../host.ts';
import { notFound } from '../../refresh/seek.ts';
import { seekCatalogs } from '../scope/limited.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { surroundingsOf } from './outside.ts';
import type { Surroundings } from './outside.ts';
import type { Target, TargetOptions, Written } from './targets.ts';
import { openStart, targetOf } from './targets.ts';
import { withConnection } from '../connection/tenant-session.ts';

export interface ImportAllOptions extends LockedOptions, TargetOptions {
  /** Writes what several policies say alike as templates. */
  readonly templates?: boolean;
  /** Only says what would be written. */
  readonly dryRun?: boolean;
}

/** A whole tenant refers to nothing besides. */
const ALONE: Surroundings = { outside: [], replaced: [], keys: new Map() };

export interface ImportedTenant extends ImportResult {
  readonly warnings: readonly Diagnostic[];
}

/** A whole tenant into files and state; nothing in the tenant is changed. */
export async function importAll(options: ImportAllOptions, host: Host): Promise<ImportedTenant> {
  const start = await openStart(options, host);
  const target = await targetOf(start, options);
  return withConnection(start.project, host, async (connection, interruption) => {
    host.progress(`Reading the tenant ${printable(connection.tenant.displayName)}...`);
    const { imported, replaced } = await readTenant(target, start.project, connection, options, host);
    const proposal = target.has('policyTemplates')
      ? undefined
      : proposeTemplates(
          imported.sections,
          importRemarks(imported).map(({ path }) => path),
        );
    const templated = options.templates === true && proposal !== undefined;
    const sections = templated ? proposal.sections : imported.sections;
    const written = await target.write({ imported, sections, replaced });
    const isAdded = target.declared !== undefined;
    if (options.dryRun !== true)
      await record({ written, imported, isAdded, connection, options, host, interruption });
    else if (!isAdded) requireFree(await target.prior(), target.location, options);
    const result = {
      dryRun: options.dryRun === true,
      imported,
      files: written.files.map((file) => shownPath(file.path, host.cwd)),
      schemas: written.schemas.map((file) => shownPath(file.path, host.cwd)),
      rangeOf: written.rangeOf,
      ...(proposal !== undefined && {
        alike: { policies: proposal.entries, templates: proposal.templates, written: templated },
      }),
    };
    return { ...result, warnings: importWarnings(result) };
  });
}

async function readTenant(
  target: Target,
  { configuration }: Project,
  { graph, tenant }: Connection,
  { catalogs = [] }: ImportAllOptions,
  host: Host,
): Promise<{ readonly imported: Imported; readonly replaced: Surroundings['replaced'] }> {
  return readable(async () => {
    const limits = await limitsOf(graph, configuration, catalogs);
    const read = { graph, prior: undefined, wants: NO_WANTS, everything: true, limits, delay: host.delay };
    const live = await readLive(read);
    const beside = await readBeside(graph, live);
    const prior = await target.prior();
    const { declared } = target;
    const addedTo = declared && { configuration: declared, prior };
    const { outside, replaced, keys } =
      limits === undefined ? ALONE : await surroundingsOf(graph, live, addedTo);
    const known = {
      keys: new Map([...keysOf([prior, await localState(configuration, host)]), ...keys]),
      sponsors: configuration.document.sponsors ?? {},
      sponsorsGiven: target.has('sponsors'),
      declared: declared?.declarations.map(({ path }) => path) ?? [],
      outside,
    };
    const base = withoutEntries(
      target.base,
      replaced.map(({ path }) => path),
    );
    const directory = createDirectory(graph);
    return { imported: await importTenant({ live, beside, directory, base, tenant, known }), replaced };
  });
}

async function limitsOf(
  graph: GraphReader,
  configuration: Configuration,
  names: readonly string[],
): Promise<ReadLimits | undefined> {
  if (names.length === 0) return undefined;
  const sought = names.map((name): Referred => ({
    address: name,
    kind: CATALOG_KIND,
    path: [],
    sought: isGuid(name) ? { id: name } : { displayName: name },
  }));
  const found = await seekCatalogs(graph, configuration, sought, undefined);
  const faults = await notFound(graph, sought, found);
  // They are named by the command line, at no place of the configuration.
  const told = faults.map(({ address: _name, path: _none, ...fault }): Diagnostic => ({
    ...fault,
    code: 'IMPORT_NOT_FOUND',
  }));
  if (told.length > 0) throw new DiagnosticError(told);
  return { catalogs: [...found.entities.values()], organizations: [] };
}

interface Recording {
  readonly written: Written;
  readonly imported: Imported;
  /** True beside what the state tracks already. */
  readonly isAdded: boolean;
  readonly connection: Connection;
  readonly options: ImportAllOptions;
  readonly host: Host;
  readonly interruption: Interruption;
}

/**
 * Files first: a state of what nothing declares would be a plan to delete it, while files without a state only ask
 * for --adopt.
 */
async function record({
  written: { files, schemas, configuration },
  imported: { state, lookups, leftOut },
  isAdded,
  connection: { tenant },
  options,
  host,
  interruption,
}: Recording): Promise<void> {
  const backend = openState(configuration, host);
  const how = { operation: 'import', lockTimeout: options.lockTimeout, tenantId: tenant.id };
  await withSession(backend, how, host, interruption, async (session) => {
    const { document } = session;
    if (!isAdded) requireFree(document, backend.location, options);
    const kept = new Set(state.map(({ address }) => address));
    const gone = document.resources.map(({ address }) => address).filter((address) => !kept.has(address));
    await interruption.finish(async () => {
      await replaceFiles([...files, ...schemas]);
      await session.record({ put: state, remove: isAdded ? [] : gone });
      await session.setLookups(isAdded ? { ...document.lookups, ...lookups } : lookups);
      await session.setLeftOut([...(isAdded ? (document.leftOut ?? []) : []), ...leftOut.map(recordOf)]);
    });
  });
}

function recordOf({ kind, object: { id, attributes } }: Imported['leftOut'][number]): LeftOutObject {
  const parent = parentIn(kind, attributes) ?? null;
  return { kind: kind.name, id, displayName: kind.words.displayName(attributes), parent };
}

/** A state that tracks anything is kept unless --force is given. */
function requireFree(
  prior: StateDocument | undefined,
  location: string,
  { force = false }: Pick<ImportAllOptions, 'force'>,
): void {
  const count = prior?.resources.length ?? 0;
  if (count === 0 || force) return;
  throw failure(
    'IMPORT_STATE',
    `The state ${location} tracks ${counted(count, 'resource')} already`,
    'Name another state in the configuration, or forget it with --force',
  );
}
