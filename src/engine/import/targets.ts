/** Where an import goes: into a configuration that declares nothing yet, beside what one declares, or into a new folder. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Configuration } from '../../config/configuration.ts';
import type { FileText } from '../replace-files.ts';
import { replaceFiles } from '../replace-files.ts';
import { lineBreak } from '../../config/edits/edit-places.ts';
import { SPLIT_SECTIONS, splitBeside, splitProject } from '../../config/write-project.ts';
import { writeYaml } from '../../config/yaml/write-yaml.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import type { Imported } from '../../import/import-tenant.ts';
import { united, withoutEntries } from '../../import/united.ts';
import type { AttributePath } from '../../model/path.ts';
import type { JsonObject } from '../../model/value.ts';
import { equalValues } from '../../model/value.ts';
import { readFaultOf, readRegularText } from '../../files/read-regular.ts';
import { counted } from '../../model/counted.ts';
import { failure } from '../../diagnostics/failure.ts';
import { hasSchemas, laidOut, schemaFiles, withModeline, withModelines } from './editor-files.ts';
import { importHeader, importRemarks } from './remarks.ts';
import { rewritten } from './rewritten.ts';
import type { EditableProject, Project, ProjectOptions } from '../project.ts';
import { load, openProject, openState } from '../project.ts';
import type { Governance } from '../../schema/governance.ts';
import type { StateDocument } from '../../state/document.ts';
import { shownPath, slashed } from '../../files/shown-path.ts';
import type { Host } from '../host.ts';

export interface TargetOptions extends ProjectOptions {
  /** Display names or ids of the only catalogs that are taken in; none: the whole tenant. */
  readonly catalogs?: readonly string[];
  /** A new folder for the files. */
  readonly out?: string;
  /** Id or domain of the tenant, where no configuration says it. */
  readonly tenant?: string;
  /** Overwrites files and forgets what the state tracks. */
  readonly force?: boolean;
}

/** Name of the root file in a new folder. */
const ROOT = 'governance.yaml';
const MOST_BYTES = 16 * 1024 * 1024;

export interface Start {
  readonly host: Host;
  readonly project: Project;
  /** The same where files say it, to be edited. */
  readonly editable?: EditableProject;
  /** Absolute path and text of the root file as it is, or as it would be without any resource. */
  readonly file: string;
  readonly text: string;
}

/** The configuration that says which tenant, or the least of one for --tenant. */
export async function openStart(options: TargetOptions, host: Host): Promise<Start> {
  const file = path.resolve(host.cwd, options.file);
  const text = await readRegularText(file, MOST_BYTES).catch((error: unknown) => {
    throw failure(
      'CONFIG_UNREADABLE',
      `Cannot read ${shownPath(file, host.cwd)}: ${readFaultOf(error)}`,
      'Name the configuration with --file, or check the path',
    );
  });
  if (text !== undefined) {
    const project = await openProject(options, host);
    return { host, project, editable: project, file, text };
  }
  if (options.tenant === undefined) {
    throw failure(
      'IMPORT_TENANT',
      `There is no ${shownPath(file, host.cwd)} to say which tenant is meant`,
      'Name the tenant: entente import --tenant contoso.onmicrosoft.com',
    );
  }
  const least = writeYaml({ version: 1, tenant: { id: options.tenant } });
  const loaded = await read({ file }, host, new Map([[file, least]]));
  return { host, project: { configuration: loaded, sources: new Map() }, file, text: least };
}

export interface Written {
  readonly files: readonly FileText[];
  /** Schemas for editors that are written beside them. */
  readonly schemas: readonly FileText[];
  /** As the files will say it. */
  readonly configuration: Configuration;
  /** Where an entry of the document stands in them. */
  readonly rangeOf: Configuration['rangeOf'];
}

/** Where the import goes. */
export interface Target {
  /** What the document says besides what is imported. */
  readonly base: JsonObject;
  /** The configuration whose resources stay beside the imported ones. */
  readonly declared?: Configuration;
  /** Whether the files have a section already, be it empty: a second one cannot be added. */
  has(section: string): boolean;
  /** Of the state that goes with the files, as messages name it. */
  readonly location: string;
  /** That state as it is now; undefined where there is none. Takes no lock. */
  prior(): Promise<StateDocument | undefined>;
  /** The files of an import, and proof that they read back as what was imported. */
  write(what: Writing): Promise<Written>;
}

interface Writing {
  readonly imported: Imported;
  /** What is written: what was imported, or what comes to the same with templates. */
  readonly sections: Imported['sections'];
  /** Entries of `existing` that go. */
  readonly replaced: readonly { readonly path: AttributePath }[];
}

export async function targetOf(start: Start, options: TargetOptions): Promise<Target> {
  if (options.out !== undefined)
    return newFolder(path.resolve(start.host.cwd, options.out), start, options.force === true);
  const { declarations } = start.project.configuration;
  if (declarations.length === 0) return addedTo(start, options);
  if (start.editable !== undefined && (options.catalogs ?? []).length > 0)
    return beside(start, start.editable, options);
  throw failure(
    'IMPORT_DECLARED',
    `${shownPath(start.file, start.host.cwd)} declares ${counted(declarations.length, 'resource')} already`,
    'Take one more catalog in with --catalog NAME, write a new configuration with --out FOLDER, or take single objects in with: entente import ADDRESS ID',
  );
}

/** More catalogs beside what a configuration declares: a file for each, which the root file includes. */
function beside(
  { host, file }: Start,
  { configuration, tree }: EditableProject,
  { force = false }: TargetOptions,
): Target {
  const { include: patterns = [] } = configuration.document;
  const { include: _read, ...base } = configuration.written;
  return {
    base,
    declared: configuration,
    has: (section) => Object.hasOwn(base, section),
    ...stateBeside(configuration, host),
    async write({ imported, sections, replaced }) {
      const { folder } = configuration;
      const remarks = importRemarks(imported);
      const header = importHeader(imported.notExpressed);
      const plain = eachLaidOut(splitBeside({ sections, remarks, header }));
      const texts = hasSchemas(folder) ? withModelines(plain, ROOT) : plain;
      const names = [...texts.keys()];
      const files = names.map((name): FileText => ({
        path: path.join(folder, name),
        text: texts.get(name) ?? '',
      }));
      const there = files.map((each) => each.path).filter((each) => existsSync(each));
      if (!force && there.length > 0) throw alreadyThere(there, host);
      // What the files of the configuration say stands for them, so that only the new ones are tried.
      const gone = replaced.map((each) => each.path);
      const { environments: _laid, variables: _put, ...said } = withoutEntries(base, gone);
      const root = writeYaml({ ...said, include: names });
      const { configuration: tried, rangeOf } = await loadElsewhere(
        new Map([[ROOT, root], ...texts]),
        folder,
        host,
      );
      const meant = united(said, imported.sections);
      // Its defaults are for the imported entries too.
      if (base['defaults'] !== undefined && !isSame(tried, meant)) throw changedByDefaults(file, host);
      requireSame(tried, meant);
      const edited = await rewritten({ tree, patterns, names, file, gone }, host);
      const schemas = hasSchemas(folder) ? schemaFiles(folder) : [];
      return { files: [...files, ...edited], schemas, configuration, rangeOf };
    },
  };
}

function addedTo({ host, project, file, text }: Start, { env }: TargetOptions): Target {
  const base = project.configuration.written;
  return {
    base,
    has: (section) => Object.hasOwn(base, section),
    ...stateBeside(project.configuration, host),
    async write({ imported, sections: said }) {
      requireRoom(project.configuration, file, said, host);
      const header = importHeader(imported.notExpressed);
      const sections = laidOut(writeYaml(said, importRemarks(imported), header));
      const added = withBreaks(`${text.trimEnd()}\n\n${sections}`, lineBreak(text));
      const isNew = !existsSync(file);
      const whole = isNew ? withModeline(ROOT, added, true) : added;
      const configuration = await read({ file, env }, host, new Map([[file, whole]]));
      requireSame(configuration, { ...base, ...imported.sections });
      return {
        files: [{ path: file, text: whole }],
        schemas: isNew ? schemaFiles(path.dirname(file)) : [],
        configuration,
        rangeOf: (at) => configuration.rangeOf(at),
      };
    },
  };
}

async function newFolder(folder: string, { host, project }: Start, force: boolean): Promise<Target> {
  const existing = force ? [] : await existingFiles(folder);
  if (existing.length > 0) throw alreadyThere(existing, host);
  const base = movedBase(project.configuration, folder);
  return {
    base,
    has: () => false,
    ...stateBeside({ document: base as unknown as Governance, folder }, host),
    async write({ imported, sections }) {
      const remarks = importRemarks(imported);
      const header = importHeader(imported.notExpressed);
      const plain = eachLaidOut(splitProject(ROOT, { base, sections, remarks, header }));
      const texts = withModelines(plain, ROOT);
      const files = [...texts].map(([name, text]): FileText => ({ path: path.join(folder, name), text }));
      const { configuration, rangeOf } = await loadElsewhere(texts, folder, host);
      requireSame(configuration, { ...base, ...imported.sections });
      const schemas = schemaFiles(folder);
      return { files, schemas, configuration: { ...configuration, folder }, rangeOf };
    },
  };
}

function eachLaidOut(texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...texts].map(([name, text]) => [name, laidOut(text)]));
}

function alreadyThere(files: readonly string[], { cwd }: Host): Error {
  return failure(
    'IMPORT_EXISTS',
    `${files.map((file) => shownPath(file, cwd)).join(', ')} ${files.length === 1 ? 'is' : 'are'} there already`,
    'Name another folder with --out, or overwrite with --force',
  );
}

/** A section stands once in a file, also one without entries. */
function requireRoom(
  { document, rangeOf }: Pick<Configuration, 'document' | 'rangeOf'>,
  file: string,
  sections: Imported['sections'],
  { cwd }: Host,
): void {
  const faults = Object.keys(sections).flatMap((section): Diagnostic[] => {
    const range = Object.hasOwn(document, section) ? rangeOf([section]) : undefined;
    if (range === undefined || path.resolve(cwd, range.file) !== file) return [];
    const summary = `The section ${section} stands in ${shownPath(file, cwd)} already, without entries`;
    const hint = 'Remove it; the import writes the section';
    return [{ code: 'IMPORT_DECLARED', severity: 'error', summary, hint, range }];
  });
  if (faults.length > 0) throw new DiagnosticError(faults);
}

/** Lines of a text that may end in either way, all of them as `end`. */
function withBreaks(text: string, end: string): string {
  return text.replace(/\r?\n/g, end);
}

function stateBeside(
  of: Pick<Configuration, 'document' | 'folder'>,
  host: Host,
): Pick<Target, 'location' | 'prior'> {
  const backend = openState(of, host);
  return { location: backend.location, prior: () => backend.read() };
}

async function existingFiles(folder: string): Promise<string[]> {
  const names = async (of: string) => (await readdir(of).catch(() => [])).map((name) => path.join(of, name));
  const [outer, ...inner] = await Promise.all([
    names(folder),
    ...SPLIT_SECTIONS.map((section) => names(path.join(folder, section))),
  ]);
  return [
    ...outer.filter((file) => path.basename(file) === ROOT),
    ...inner.flat().filter((file) => /\.ya?ml$/.test(file)),
  ];
}

/** Paths in the root file are relative to it; a state file of its own begins beside the new one. */
function movedBase({ document, folder }: Configuration, to: string): JsonObject {
  const { version, tenant, state } = document;
  const moved = (file: string) => slashed(path.relative(to, path.resolve(folder, file))) || '.';
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
  host: Host,
): Promise<Pick<Written, 'configuration' | 'rangeOf'>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'entente-import-'));
  try {
    await replaceFiles([...texts].map(([name, text]) => ({ path: path.join(folder, name), text })));
    const configuration = await read({ file: path.join(folder, ROOT) }, host);
    const rangeOf: Written['rangeOf'] = (at) => {
      const range = configuration.rangeOf(at);
      const inside = range && path.relative(folder, path.resolve(range.file));
      return range && { ...range, file: shownPath(path.join(meant, inside ?? ''), host.cwd) };
    };
    return { configuration, rangeOf };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function read(
  options: ProjectOptions,
  host: Host,
  texts?: ReadonlyMap<string, string>,
): Promise<Configuration> {
  const { configuration, diagnostics } = await load(options, host, texts);
  if (configuration === undefined) throw new DiagnosticError(diagnostics);
  return configuration;
}

/** Nothing is written that would not be read back as it was meant. */
function requireSame(read: Configuration, meant: JsonObject): void {
  if (!isSame(read, meant))
    throw new Error('The written configuration does not read back as what was imported');
}

/** Templates are filled in when the files are read, so what was imported stands there in full. */
function isSame({ written }: Configuration, { include: _own, ...meant }: JsonObject): boolean {
  const { include: _files, policyTemplates: _templates, ...merged } = written;
  return equalValues(merged, meant);
}

function changedByDefaults(file: string, { cwd }: Host): Error {
  return failure(
    'IMPORT_DECLARED',
    `The defaults in ${shownPath(file, cwd)} would change what is imported`,
    'Say them for the catalogs that they are for (defaults.catalogs), or write a new configuration with --out FOLDER',
  );
}
