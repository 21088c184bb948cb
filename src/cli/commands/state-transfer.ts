/** state pull, push, versions, migrate: whole documents from one place to another. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { printableJson } from '../../model/printable.ts';
import { renderStateVersions } from '../../report/state-text.ts';
import { counted } from '../../report/style.ts';
import type { StateBackend } from '../../state/backend.ts';
import type { StateDocument } from '../../state/document.ts';
import { formatState, parseState } from '../../state/format.ts';
import { successor } from '../../state/succession.ts';
import { failure } from '../../diagnostics/failure.ts';
import { interruptible } from '../../engine/interruption.ts';
import { withLock, writeState, holdingLock } from '../../engine/state/locked-state.ts';
import { openProject, openState } from '../../engine/project.ts';
import { createBackend } from '../../engine/state/backend.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import type { LockedOptions } from './state.ts';

/** `entente state pull [--version ID]`: the document as JSON. */
export async function statePull(
  options: GlobalOptions & { readonly version?: string },
  terminal: Terminal,
): Promise<void> {
  const { configuration } = await openProject(options, terminal);
  const backend = openState(configuration, terminal);
  const { version } = options;
  if (version === undefined) {
    terminal.document(formatState(present(await backend.read(), backend.location)));
    return;
  }
  if (backend.readVersion === undefined) throw noVersions(backend);
  terminal.document(formatState(await backend.readVersion(version)));
}

/** `entente state versions [--json]` */
export async function stateVersions(
  options: GlobalOptions & { readonly json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const { configuration } = await openProject(options, terminal);
  const backend = openState(configuration, terminal);
  const versions = await backend.versions?.();
  if (versions === undefined) throw noVersions(backend);
  terminal.data(
    options.json === true
      ? printableJson(`${JSON.stringify(versions, null, 2)}\n`)
      : renderStateVersions(versions),
  );
}

/** `entente state push FILE [--force]`: a document in place of the one that is there. `-` is standard input. */
export async function statePush(
  file: string,
  options: LockedOptions & { readonly force?: boolean },
  terminal: Terminal,
): Promise<void> {
  const next = parseState(await read(file, terminal), file, 'Push another copy; nothing was changed');
  const { configuration } = await openProject(options, terminal);
  const backend = openState(configuration, terminal);
  const how = { operation: 'state push', lockTimeout: options.lockTimeout };
  const written = await interruptible(terminal, (interruption) =>
    withLock(backend, how, terminal, interruption, async (lock) => {
      const current = await backend.read();
      const chosen = successor({
        current,
        next,
        from: file,
        to: backend.location,
        force: options.force === true,
      });
      if (chosen !== undefined) await writeState(backend, interruption, () => lock.replace(chosen));
      return chosen;
    }),
  );
  terminal.data(
    written === undefined
      ? `The state ${backend.location} holds this already; nothing was written.\n`
      : `Pushed ${described(written)} to ${backend.location}.\n`,
  );
}

/**
 * `entente state migrate --from PLACE`: copies the state from where it was to where the configuration says now. Both
 * are locked meanwhile; the old one is only read.
 */
export async function stateMigrate(
  options: LockedOptions & { readonly from: string },
  terminal: Terminal,
): Promise<void> {
  const { configuration } = await openProject(options, terminal);
  const target = openState(configuration, terminal);
  const source = await openPlace(options.from, options, terminal);
  if (source.location === target.location) {
    throw failure(
      'STATE_SAME_PLACE',
      `The configuration names ${target.location} still`,
      'Write the new place under state: first, then migrate --from the old one',
    );
  }
  const how = { operation: 'state migrate', lockTimeout: options.lockTimeout };
  const moved = await interruptible(terminal, (interruption) =>
    holdingLock(source, how, terminal, interruption, () =>
      withLock(target, how, terminal, interruption, async (lock) => {
        const next = await source.read();
        if (next === undefined) throw nothingToMigrate(source);
        const current = await target.read();
        const chosen = successor({ current, next, from: source.location, to: target.location, force: false });
        if (chosen !== undefined) await writeState(target, interruption, () => lock.replace(chosen));
        requireArrival(await target.read(), chosen ?? next, target);
        return chosen ?? next;
      }),
    ),
  );
  terminal.data(
    `Migrated ${described(moved)} from ${source.location} to ${target.location}.\n` +
      `${source.location} was not touched. Remove it when everyone has the new configuration: an apply with the old\n` +
      'one would go on from there.\n',
  );
}

function requireArrival(
  arrived: StateDocument | undefined,
  sent: StateDocument,
  { location }: StateBackend,
): void {
  if (arrived !== undefined && formatState(arrived) === formatState(sent)) return;
  throw failure(
    'STATE_NOT_ARRIVED',
    `${location} does not hold what was written to it`,
    'Keep the old state, and look at what else writes there',
  );
}

/** `env:NAME`, `file:PATH`, `azureBlob:ACCOUNT/CONTAINER/BLOB`, or the address of an HTTP server. */
async function openPlace(place: string, options: GlobalOptions, terminal: Terminal): Promise<StateBackend> {
  const colon = place.indexOf(':');
  const [scheme, rest] = [place.slice(0, colon), place.slice(colon + 1)];
  if (scheme === 'env' && rest !== '')
    return openState((await openProject({ ...options, env: rest }, terminal)).configuration, terminal);
  const { configuration } = await openProject(options, terminal);
  const where = { folder: terminal.cwd, tenant: configuration.document.tenant, host: terminal };
  if (scheme === 'file' && rest !== '') return createBackend({ file: rest }, where);
  if ((scheme === 'http' || scheme === 'https') && URL.canParse(place))
    return createBackend({ http: { address: place } }, where);
  const [, account, container, blob] = /^azureBlob:([a-z0-9]+)\/([a-z0-9-]+)\/(.+)$/.exec(place) ?? [];
  if (account !== undefined && container !== undefined && blob !== undefined)
    return createBackend({ azureBlob: { account, container, blob } }, where);
  throw failure(
    'STATE_PLACE',
    `"${place}" names no place of a state`,
    'Write file:PATH, azureBlob:ACCOUNT/CONTAINER/BLOB, https://ADDRESS, or env:NAME for that of an environment',
  );
}

async function read(file: string, terminal: Terminal): Promise<string> {
  try {
    return file === '-' ? await terminal.input() : await readFile(path.resolve(terminal.cwd, file), 'utf8');
  } catch (error) {
    throw failure('STATE_FILE', `Cannot read ${file}: ${(error as Error).message}`, 'Check the path');
  }
}

function described({ serial, resources }: StateDocument): string {
  return `serial ${serial} with ${counted(resources.length, 'resource')}`;
}

function present(document: StateDocument | undefined, location: string): StateDocument {
  if (document !== undefined) return document;
  throw failure('STATE_EMPTY', `There is no state in ${location} yet`, 'Run entente apply first');
}

/** An apply would make everything anew, so that is not what to do about a mistyped place. */
function nothingToMigrate({ location }: StateBackend): Error {
  return failure(
    'STATE_EMPTY',
    `There is no state in ${location}, so nothing was migrated`,
    'Check --from: it names the place of the state before, a file as seen from this folder. Apply nothing until that is found',
  );
}

function noVersions({ location }: StateBackend): Error {
  return failure(
    'STATE_VERSIONS',
    `The state ${location} is in a place that lists no earlier versions`,
    'A file keeps the content before the last write as FILE.backup; GitLab shows versions under Operate > Terraform states',
  );
}
