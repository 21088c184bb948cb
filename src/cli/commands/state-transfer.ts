/** state pull, push, versions, migrate: whole documents from one place to another. */
import path from 'node:path';
import { failure } from '../../diagnostics/failure.ts';
import type { LockedOptions } from '../../engine/project.ts';
import { listStateVersions, migrateState, pullState, pushState } from '../../engine/state/transfer.ts';
import { readFaultOf, readRegular } from '../../files/read-regular.ts';
import { jsonDocument } from '../../model/printable.ts';
import { renderStateVersions } from '../../report/state-text.ts';
import { counted } from '../../report/style.ts';
import type { StateDocument } from '../../state/document.ts';
import { MOST_STATE_BYTES } from '../../state/faults.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

/** `entente state pull [--version ID]`: the document as JSON. */
export async function statePull(
  options: GlobalOptions & { readonly version?: string },
  terminal: Terminal,
): Promise<void> {
  terminal.document(await pullState(options, terminal));
}

/** `entente state versions [--json]` */
export async function stateVersions(
  options: GlobalOptions & { readonly json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const versions = await listStateVersions(options, terminal);
  terminal.data(options.json === true ? jsonDocument(versions) : renderStateVersions(versions));
}

/** `entente state push FILE [--force]`: a document in place of the one that is there. `-` is standard input. */
export async function statePush(
  file: string,
  options: LockedOptions & { readonly force?: boolean },
  terminal: Terminal,
): Promise<void> {
  const text = await read(file, terminal);
  const { location, written } = await pushState({ text, from: file }, options, terminal);
  terminal.data(
    written === undefined
      ? `The state ${location} holds this already; nothing was written.\n`
      : `Pushed ${described(written)} to ${location}.\n`,
  );
}

/** `entente state migrate --from PLACE` */
export async function stateMigrate(
  options: LockedOptions & { readonly from: string },
  terminal: Terminal,
): Promise<void> {
  const { document, from, to } = await migrateState(options, terminal);
  terminal.data(
    `Migrated ${described(document)} from ${from} to ${to}.\n` +
      `${from} was not touched. Remove it when everyone has the new configuration: an apply with the old\n` +
      'one would go on from there.\n',
  );
}

async function read(file: string, terminal: Terminal): Promise<string> {
  try {
    return file === '-'
      ? await terminal.input()
      : (await readRegular(path.resolve(terminal.cwd, file), MOST_STATE_BYTES)).toString('utf8');
  } catch (error) {
    throw failure('STATE_FILE', `Cannot read ${file}: ${readFaultOf(error)}`, 'Check the path');
  }
}

function described({ serial, resources }: StateDocument): string {
  return `serial ${serial} with ${counted(resources.length, 'resource')}`;
}
