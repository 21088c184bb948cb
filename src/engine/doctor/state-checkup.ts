/** Whether the state can be read and written, whose it is, and who holds it. Takes no lock and writes nothing. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import type { Configuration } from '../../config/configuration.ts';
import { counted } from '../../model/counted.ts';
import type { LockInfo, StateBackend } from '../../state/backend.ts';
import type { StateDocument } from '../../state/document.ts';
import type { Host } from '../host.ts';
import { openState } from '../project.ts';
import { stateFileOf } from '../state/backend.ts';
import { lockInfo } from '../state/lock-info.ts';
import type { Checkup } from './checkup.ts';
import { refusals } from './refusals.ts';

/** `tenantId`: id of the tenant that answered; undefined when it is not known. */
export async function stateCheckups(
  { document, folder }: Configuration,
  tenantId: string | undefined,
  host: Host,
): Promise<readonly Checkup[]> {
  let backend: StateBackend;
  let state: StateDocument | undefined;
  let holder: LockInfo | undefined;
  try {
    backend = openState({ document, folder }, host);
    state = await backend.read();
    holder = await backend.lockHolder(lockInfo('doctor', host));
  } catch (error) {
    return refusals(error);
  }
  const file = stateFileOf(document.state ?? {}, folder);
  return [
    contents(backend.location, state),
    ...(state === undefined ? [] : owner(backend.location, state, tenantId)),
    ...(file === undefined ? [] : await writing(file, backend.location)),
    ...(holder === undefined ? [] : [held(holder)]),
  ];
}

function contents(location: string, state: StateDocument | undefined): Checkup {
  if (state === undefined)
    return { verdict: 'good', summary: `There is no state in ${location} yet: the first apply creates it` };
  const { serial, resources, pending } = state;
  const summary = `The state in ${location} can be read: serial ${serial}, ${counted(resources.length, 'resource')}`;
  if (pending.length === 0) return { verdict: 'good', summary };
  return {
    verdict: 'warning',
    summary,
    facts: [`An apply was interrupted: of ${counted(pending.length, 'write')} the result is not recorded`],
    advice: 'Run entente apply: it finds out what became of them',
  };
}

function owner(location: string, { tenant }: StateDocument, tenantId: string | undefined): Checkup[] {
  if (tenantId === undefined || tenantId.toLowerCase() === tenant.id.toLowerCase()) return [];
  return [
    {
      verdict: 'bad',
      summary: `The state in ${location} is that of the tenant ${tenant.id}, but the service is that of ${tenantId}`,
      advice: 'Name the state of this tenant under state, or sign in to the tenant of the state',
    },
  ];
}

/** A state is written beside itself and then renamed, so the folder decides. */
async function writing(file: string, location: string): Promise<Checkup[]> {
  const closest = await existingFolder(path.dirname(file));
  try {
    await access(closest, constants.W_OK | constants.X_OK);
    return [];
  } catch {
    return [
      {
        verdict: 'bad',
        summary: `The state in ${location} cannot be written: this account may not write to ${closest}`,
        advice: 'Give this account write permission on that folder, or name another place under state',
      },
    ];
  }
}

async function existingFolder(folder: string): Promise<string> {
  try {
    await access(folder);
    return folder;
  } catch {
    const parent = path.dirname(folder);
    return parent === folder ? folder : existingFolder(parent);
  }
}

function held({ id, operation, who, host, createdAt, runUrl }: LockInfo): Checkup {
  return {
    verdict: 'warning',
    summary: `The state is locked by ${who} on ${host}, for ${operation} since ${createdAt}`,
    facts: runUrl === undefined ? [] : [runUrl],
    advice: `Wait until it is done; when it ended without releasing the lock, run entente state unlock ${id}`,
  };
}
