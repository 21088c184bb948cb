/** Whole state documents: earlier ones, one from a file, and from one place to another. */
import { failure } from '../../diagnostics/failure.ts';
import type { StateBackend, StateVersion } from '../../state/backend.ts';
import type { StateDocument } from '../../state/document.ts';
import { formatState, parseState } from '../../state/format.ts';
import { successor } from '../../state/succession.ts';
import type { Host } from '../host.ts';
import { interruptible } from '../interruption.ts';
import type { LockedOptions, ProjectOptions } from '../project.ts';
import { openProject, openState } from '../project.ts';
import { requireState } from './backend.ts';
import { holdingLock, withLock, writeState } from './locked-state.ts';
import { openPlace } from './place.ts';

/** The state as the text of a document; `version` is the id of an earlier one. */
export async function pullState(
  options: ProjectOptions & { readonly version?: string },
  host: Host,
): Promise<string> {
  const { configuration } = await openProject(options, host);
  const backend = openState(configuration, host);
  const { version } = options;
  if (version === undefined) return formatState(requireState(await backend.read(), backend));
  if (backend.readVersion === undefined) throw noVersions(backend);
  return formatState(await backend.readVersion(version));
}

/** The earlier states that the place keeps; rejects with STATE_VERSIONS when it lists none. */
export async function listStateVersions(
  options: ProjectOptions,
  host: Host,
): Promise<readonly StateVersion[]> {
  const { configuration } = await openProject(options, host);
  const backend = openState(configuration, host);
  const versions = await backend.versions?.();
  if (versions === undefined) throw noVersions(backend);
  return versions;
}

/** What a push did. */
export interface PushedState {
  /** The place of the state. */
  readonly location: string;
  /** Undefined when the place already held the document. */
  readonly written: StateDocument | undefined;
}

/** Puts a document, read from `from`, in place of the state that is there. */
const ANOTHER_COPY = 'Push another copy; nothing was changed';
const ANOTHER_STATE = 'Push what entente state pull printed, or errored.state.json; nothing was changed';

export async function pushState(
  { text, from }: { readonly text: string; readonly from: string },
  options: LockedOptions & { readonly force?: boolean },
  host: Host,
): Promise<PushedState> {
  const next = parseState(text, from, ANOTHER_COPY, ANOTHER_STATE);
  const { configuration } = await openProject(options, host);
  const backend = openState(configuration, host);
  const how = { operation: 'state push', lockTimeout: options.lockTimeout };
  const written = await interruptible(host, (interruption) =>
    withLock(backend, how, host, interruption, async (lock) => {
      const current = await backend.read();
      const chosen = successor({ current, next, from, to: backend.location, force: options.force === true });
      if (chosen !== undefined) await writeState(backend, interruption, () => lock.replace(chosen));
      return chosen;
    }),
  );
  return { location: backend.location, written };
}

/** What a migration copied, and between which places. */
export interface MigratedState {
  readonly document: StateDocument;
  readonly from: string;
  readonly to: string;
}

/** Copies the state from `from` to the place that the configuration names now. Both are locked; the old one is only read. */
export async function migrateState(
  options: LockedOptions & { readonly from: string },
  host: Host,
): Promise<MigratedState> {
  const { configuration } = await openProject(options, host);
  const target = openState(configuration, host);
  const source = await openPlace(options.from, options, host);
  if (source.location === target.location) {
    throw failure(
      'STATE_SAME_PLACE',
      `The configuration names ${target.location} still`,
      'Write the new place under state: first, then migrate --from the old one',
    );
  }
  const how = { operation: 'state migrate', lockTimeout: options.lockTimeout };
  const document = await interruptible(host, (interruption) =>
    holdingLock(source, how, host, interruption, () =>
      withLock(target, how, host, interruption, async (lock) => {
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
  return { document, from: source.location, to: target.location };
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

/** The advice is not "run apply", which would create everything again: the place was probably mistyped. */
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
