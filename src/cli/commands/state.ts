import {
  moveResource,
  readResource,
  readState,
  removeResources,
  unlockState,
} from '../../engine/state/resources.ts';
import type { LockedOptions } from '../../engine/project.ts';
import {
  lostAnswer,
  renderStateList,
  renderStateResource,
  renderUncertain,
} from '../../report/state-text.ts';
import { machineJson } from '../../report/machine-json.ts';
import { counted, printable } from '../../report/style.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export interface StateReadOptions extends GlobalOptions {
  readonly json?: boolean;
}

/** `entente state list` */
export async function stateList(options: StateReadOptions, terminal: Terminal): Promise<void> {
  const { document, uncertain } = await readState(options, terminal);
  if (options.json === true) {
    const resources = (document?.resources ?? []).map(({ address, kind, id }) => ({ address, kind, id }));
    terminal.document(machineJson({ serial: document?.serial ?? null, resources, uncertain }));
    return;
  }
  terminal.data(renderStateList(document));
  const open = renderUncertain(uncertain);
  if (open !== '') terminal.progress(open);
}

/** `entente state show ADDRESS` */
export async function stateShow(
  address: string,
  options: StateReadOptions,
  terminal: Terminal,
): Promise<void> {
  const { resource, facts, uncertain } = await readResource(address, options, terminal);
  if (options.json === true) {
    terminal.document(machineJson({ resource, facts, uncertain }));
    return;
  }
  terminal.data(renderStateResource(resource, [...facts, ...uncertain.map(lostAnswer)], terminal));
}

/** `entente state unlock ID` */
export async function stateUnlock(id: string, options: GlobalOptions, terminal: Terminal): Promise<void> {
  await unlockState(id, options, terminal);
  terminal.data('Unlocked.\n');
}

/** `entente state mv FROM TO`: the same object under another address. */
export async function stateMove(
  from: string,
  to: string,
  options: LockedOptions,
  terminal: Terminal,
): Promise<void> {
  const changed = await moveResource({ from, to }, options, terminal);
  terminal.data(
    `Moved ${printable(from)} to ${printable(to)}; ${counted(changed, 'entry', 'entries')} changed.\n`,
  );
}

/** `entente state rm ADDRESS…`: no longer tracked; nothing in the tenant is touched. */
export async function stateRemove(
  addresses: readonly string[],
  options: LockedOptions,
  terminal: Terminal,
): Promise<void> {
  await removeResources(addresses, options, terminal);
  terminal.data(`${counted(addresses.length, 'resource')} no longer tracked; the tenant was not touched.\n`);
}
