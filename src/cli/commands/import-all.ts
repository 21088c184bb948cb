/** `entente import`: a whole tenant into files and state. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Configuration } from '../../config/configuration.ts';
import { loadConfiguration } from '../../config/load.ts';
import type { FileText } from '../../config/replace-files.ts';
import { replaceFiles } from '../../config/replace-files.ts';
import { CATALOG_FOLDER, splitProject } from '../../config/write-project.ts';
import { writeYaml } from '../../config/write-yaml.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { createDirectory } from '../../graph/directory.ts';
import type { Imported } from '../../import/import-tenant.ts';
import { importTenant } from '../../import/import-tenant.ts';
import { NO_WANTS } from '../../kinds/recorder.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { asString, equalValues } from '../../model/value.ts';
import { readBeside } from '../../refresh/beside.ts';
import { readLive } from '../../refresh/read.ts';
import { counted, printable } from '../../report/style.ts';
import type { StateDocument, LeftOutObject } from '../../state/document.ts';
import type { Connection } from '../../engine/connection/connect.ts';
import { readable } from '../../engine/connection/connect.ts';
import { failure } from '../../diagnostics/failure.ts';
import { importJson, importText } from '../../report/import-text.ts';
import { countOf, importHeader, importRemarks, importWarnings } from '../../engine/import/remarks.ts';
import type { Interruption } from '../../engine/interruption.ts';
import { withSession } from '../../engine/state/locked-state.ts';
import type { Project } from '../../engine/project.ts';
import { openProject, openState } from '../../engine/project.ts';
import { shown } from '../../engine/state/backend.ts';
import { delay } from '../../net/delay.ts';
import { Terminal } from '../terminal.ts';
import { withConnection } from '../../engine/connection/tenant-session.ts';
import type { LockedOptions } from './state.ts';

export interface ImportAllOptions extends LockedOptions {
  readonly out?: string;
  readonly tenant?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Name of the root file in a new folder. */
const ROOT = 'governance.yaml';

/** `entente import [--out DIR]` */
export async function importAll(options: ImportAllOptions): Promise<number> {
  const terminal = new Terminal(options);
  const start = await openStart(options, terminal);
  const target = await targetOf(start, options);
  return withConnection(start.project, terminal, async (connection, interruption) => {
    terminal.progress(`Reading the tenant ${printable(connection.tenant.displayName)}...`);
    const imported = await readTenant(target, connection);
    const written = await target.write(imported);
    await record(written, imported, connection, options, terminal, interruption);
    const result = {
      imported,
      files: written.files.map((file) => shown(file.path, process.cwd())),
      rangeOf: written.rangeOf,
    };
    await terminal.diagnostics(importWarnings(result));
    const count = countOf(imported.notExpressed);
    if (count !== undefined) terminal.progress(count);
    if (options.json === true) terminal.document(importJson(result));
    else terminal.data(importText(result));
    terminal.progress('Have a look at the files; entente plan shows no changes until something is changed.');
    return 0;
  });
}

interface Start {
  readonly project: Project;
  /** Absolute path and text of the root file as it is, or as it would be without any resource. */
  readonly file: string;
  readonly text: string;
}

/** The configuration that says which tenant, or the least of one for --tenant. */
async function openStart(options: ImportAllOptions, terminal: Terminal): Promise<Start> {
  const file = path.resolve(options.file);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) return { project: await openProject(options, terminal), file, text };
  if (options.tenant === undefined) {
    throw failure(
      'IMPORT_TENANT',
      `There is no ${shown(file, process.cwd())} to say which tenant is meant`,
      'Name the tenant: entente import --tenant contoso.onmicrosoft.com',
    );
  }
  const least = writeYaml({ version: 1, tenant: { id: options.tenant } });
  const loaded = await load(file, new Map([[file, least]]));
  return { project: { configuration: loaded, sources: new Map() }, file, text: least };
}

interface Written {
  readonly files: readonly FileText[];
  /** As the files will say it. */
  readonly configuration: Configuration;
  /** Where an entry of the document stands in them. */
  readonly rangeOf: Configuration['rangeOf'];
}

/** Where the import goes. */
interface Target {
  /** What the document says besides the imported sections. */
  readonly base: JsonObject;
  /** The files of an import, and proof that they read back as what was imported. */
  write(imported: Imported): Promise<Written>;
}

async function targetOf(start: Start, options: ImportAllOptions): Promise<Target> {
  if (options.out !== undefined) return newFolder(path.resolve(options.out), start, options.force === true);
  const { declarations } = start.project.configuration;
  if (declarations.length > 0) {
    throw failure(
      'IMPORT_DECLARED',
      `${shown(start.file, process.cwd())} declares ${counted(declarations.length, 'resource')} already`,
      'Write a new configuration with --out FOLDER, or take single objects in with: entente import ADDRESS ID',
    );
  }
  return addedTo(start, options);
}

function addedTo({ project, file, text }: Start, { env }: ImportAllOptions): Target {
  const base = project.configuration.document as unknown as JsonObject;
  return {
    base,
    async write(imported) {
      const sections = writeYaml(
        imported.sections,
        importRemarks(imported),
        importHeader(imported.notExpressed),
      );
      const whole = `${text.trimEnd()}\n\n${sections}`;
      const configuration = await load(file, new Map([[file, whole]]), env);
      requireSame(configuration, { ...base, ...imported.sections });
      return {
        files: [{ path: file, text: whole }],
        configuration,
        rangeOf: (at) => configuration.rangeOf(at),
      };
    },
  };
}

async function newFolder(folder: string, { project }: Start, force: boolean): Promise<Target> {
  const existing = force ? [] : await existingFiles(folder);
  if (existing.length > 0) {
    throw failure(
      'IMPORT_EXISTS',
      `${existing.map((file) => shown(file, process.cwd())).join(', ')} ${existing.length === 1 ? 'is' : 'are'} there already`,
      'Name another folder with --out, or overwrite with --force',
    );
  }
  const base = movedBase(project.configuration, folder);
  return {
    base,
    async write(imported) {
      const texts = splitProject(ROOT, {
        base,
        sections: imported.sections,
        remarks: importRemarks(imported),
        header: importHeader(imported.notExpressed),
      });
      const files = [...texts].map(([name, text]): FileText => ({ path: path.join(folder, name), text }));
      const { configuration, rangeOf } = await loadElsewhere(texts, folder);
      requireSame(configuration, { ...base, ...imported.sections });
      return { files, configuration: { ...configuration, folder }, rangeOf };
    },
  };
}

async function existingFiles(folder: string): Promise<string[]> {
  const names = async (of: string) => (await readdir(of).catch(() => [])).map((name) => path.join(of, name));
  const [outer, inner] = await Promise.all([names(folder), names(path.join(folder, CATALOG_FOLDER))]);
  return [
    ...outer.filter((file) => path.basename(file) === ROOT),
    ...inner.filter((file) => /\.ya?ml$/.test(file)),
  ];
}

/** Paths in the root file are relative to it; a state file of its own begins beside the new one. */
function movedBase({ document, folder }: Configuration, to: string): JsonObject {
  const { version, tenant, state } = document;
  const moved = (file: string) => path.relative(to, path.resolve(folder, file)) || '.';
  // A seed has to lie below the folder of the configuration; the tenant that it was for holds what it says.
  const { seed: _, ...kept } = tenant;
  const { embedded } = tenant;
  return {
    version,
    tenant: {
      ...kept,
      ...(embedded !== undefined && { embedded: moved(embedded) }),
    } as unknown as JsonObject,
    ...(state !== undefined && !('file' in state) && { state: state as unknown as JsonObject }),
  };
}

/** The files in a folder of their own, where nothing else is, read back; places are as in `meant`. */
async function loadElsewhere(
  texts: ReadonlyMap<string, string>,
  meant: string,
): Promise<Pick<Written, 'configuration' | 'rangeOf'>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'entente-import-'));
  try {
    await replaceFiles([...texts].map(([name, text]) => ({ path: path.join(folder, name), text })));
    const configuration = await load(path.join(folder, ROOT));
    const rangeOf: Written['rangeOf'] = (at) => {
      const range = configuration.rangeOf(at);
      const inside = range && path.relative(folder, path.resolve(range.file));
      return range && { ...range, file: shown(path.join(meant, inside ?? ''), process.cwd()) };
    };
    return { configuration, rangeOf };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function load(
  file: string,
  texts?: ReadonlyMap<string, string>,
  environment?: string,
): Promise<Configuration> {
  const { configuration, diagnostics } = await loadConfiguration({
    file,
    cwd: process.cwd(),
    env: process.env,
    ...(texts !== undefined && { texts }),
    ...(environment !== undefined && { environment }),
  });
  if (configuration === undefined) throw new DiagnosticError(diagnostics);
  return configuration;
}

/** Nothing is written that would not be read back as it was meant. */
function requireSame({ document }: Configuration, { include: _own, ...meant }: JsonObject): void {
  const { include: _files, ...merged } = document;
  if (equalValues(merged as unknown as JsonValue, meant)) return;
  throw new Error('The written configuration does not read back as what was imported');
}

async function readTenant({ base }: Target, { graph, tenant }: Connection): Promise<Imported> {
  const read = { kinds: KINDS, graph, prior: undefined, wants: NO_WANTS, everything: true, delay };
  return readable(async () => {
    const live = await readLive(read);
    const beside = await readBeside(graph, live);
    return importTenant({ kinds: KINDS, live, beside, directory: createDirectory(graph), base, tenant });
  });
}

/**
 * Files first: a state of what nothing declares would be a plan to delete it, while files without a state only ask
 * for --adopt.
 */
async function record(
  { files, configuration }: Written,
  { state, lookups, leftOut }: Imported,
  { tenant }: Connection,
  options: ImportAllOptions,
  terminal: Terminal,
  interruption: Interruption,
): Promise<void> {
  const backend = openState(configuration, terminal);
  const how = { operation: 'import', lockTimeout: options.lockTimeout, tenantId: tenant.id };
  await withSession(backend, how, terminal, interruption, async (session) => {
    const old = trackedBy(session.document);
    if (old.length > 0 && options.force !== true) {
      throw failure(
        'IMPORT_STATE',
        `The state ${backend.location} tracks ${counted(old.length, 'resource')} already`,
        'Name another state in the configuration, or forget it with --force',
      );
    }
    const kept = new Set(state.map(({ address }) => address));
    await interruption.finish(async () => {
      await replaceFiles(files);
      await session.record({ put: state, remove: old.filter((address) => !kept.has(address)) });
      await session.setLookups(lookups);
      await session.setLeftOut(leftOut.map(recordOf));
    });
  });
}

function recordOf({ kind, object: { id, attributes } }: Imported['leftOut'][number]): LeftOutObject {
  const parent = asString(attributes['accessPackage']) ?? asString(attributes['catalog']) ?? null;
  return { kind: kind.name, id, displayName: kind.words.displayName(attributes), parent };
}

function trackedBy({ resources }: StateDocument): string[] {
  return resources.map(({ address }) => address);
}
