/** The configuration and state that a command works on. */
import { setFlagsFromString } from 'node:v8';
import type { Configuration } from '../config/configuration.ts';
import type { SourceTree } from '../config/edits/edit-yaml.ts';
import { loadConfiguration } from '../config/load.ts';
import type { StateBackend } from '../state/backend.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { counted } from '../model/counted.ts';
import { requireFreeOutputs } from './outputs.ts';
import { createBackend } from './state/backend.ts';
import type { Host } from './host.ts';
import type { StateDocument } from '../state/document.ts';

/** Which configuration. */
export interface ProjectOptions {
  /** The root file, absolute or relative to the host's folder. */
  readonly file: string;
  /** An environment of it. */
  readonly env?: string | undefined;
  /** Files that the caller writes afterwards: refused before anything is done if they are the project's own. */
  readonly outputs?: readonly string[];
}

/** Options of operations that write the state. */
export interface LockedOptions extends ProjectOptions {
  /** Seconds to wait for the lock of the state. */
  readonly lockTimeout: number;
}

export interface Project {
  readonly configuration: Configuration;
  readonly sources: ReadonlyMap<string, string>;
}

/** A project of files that can be edited. */
export interface EditableProject extends Project {
  readonly tree: SourceTree;
}

/** What the files of a configuration say; `texts`: by absolute path, what is to stand for the text of a file. */
export function load(
  { file, env }: ProjectOptions,
  host: Pick<Host, 'cwd' | 'env'>,
  texts?: ReadonlyMap<string, string>,
): ReturnType<typeof loadConfiguration> {
  return loadConfiguration({
    file,
    cwd: host.cwd,
    env: host.env,
    ...(texts !== undefined && { texts }),
    ...(env !== undefined && { environment: env }),
  });
}

/** Loads the configuration; rejects with its diagnostics when it is not valid. */
export async function openProject(options: ProjectOptions, host: Host): Promise<EditableProject> {
  const { configuration, tree, diagnostics, sources, own } = await load(options, host);
  host.keepOff?.(own);
  if (configuration === undefined || tree === undefined) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
    const conclusion = `${counted(errors, 'error')} in the configuration; nothing was done.`;
    throw new DiagnosticError(diagnostics, { sources, conclusion });
  }
  await requireFreeOutputs(options.outputs ?? [], own, host);
  await host.diagnostics(diagnostics, sources);
  if (configuration.declarations.length > LARGE) saveMemory();
  return { configuration, sources, tree };
}

/** Whether a configuration that can be loaded names a real tenant. Tells nothing. */
export async function namesRealTenant(options: ProjectOptions, host: Host): Promise<boolean> {
  const { configuration } = await load(options, host);
  return configuration?.document.tenant.id !== undefined;
}

/** Resources from which on the memory matters more than a tenth of the time. */
const LARGE = 10_000;

/**
 * By default V8 lets a heap of 100 MiB grow fourfold before it looks for garbage (npm run bench). A V8 that no longer
 * knew the flag would complain on standard error, so only those are told that are known to have it.
 */
function saveMemory(): void {
  if (Number.parseInt(process.versions.node) <= 24) setFlagsFromString('--heap-growing-percent=50');
}

/** The state of a configuration. */
export function openState(
  { document, folder }: Pick<Configuration, 'document' | 'folder'>,
  host: Host,
): StateBackend {
  return createBackend(document.state ?? {}, { folder, tenant: document.tenant, host });
}

/** The state where reading it needs neither network nor credentials; otherwise, or without one, undefined. */
export async function localState(
  configuration: Configuration,
  host: Host,
): Promise<StateDocument | undefined> {
  const { file: _file, ...remote } = configuration.document.state ?? {};
  return Object.keys(remote).length > 0 ? undefined : openState(configuration, host).read();
}
