import type { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { nearAddress } from '../../diagnostics/did-you-mean.ts';
import { KINDS } from '../../kinds/registry.ts';
import {
  lostAnswer,
  renderStateList,
  renderStateResource,
  renderUncertain,
} from '../../report/state-text.ts';
import { counted, printable } from '../../report/style.ts';
import type { StateEffect } from '../../state/backend.ts';
import type { StateDocument } from '../../state/document.ts';
import { openUncertain } from '../../plan/uncertain.ts';
import { removeEffect, renameResource } from '../../state/rename.ts';
import { failure } from '../../diagnostics/failure.ts';
import { interruptible } from '../../engine/interruption.ts';
import { withLock, writeState } from '../../engine/state/locked-state.ts';
import { openProject, openState } from '../../engine/project.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

/** Options of commands that write the state. */
export interface LockedOptions extends GlobalOptions {
  /** Seconds. */
  readonly lockTimeout: number;
}

/** `entente state list` */
export async function stateList(options: GlobalOptions, terminal: Terminal): Promise<void> {
  const { configuration } = await openProject(options, terminal);
  const document = await openState(configuration, terminal).read();
  terminal.data(renderStateList(document));
  const uncertain = renderUncertain(openUncertain(document, Date.now()));
  if (uncertain !== '') terminal.progress(uncertain);
}

/** `entente state show ADDRESS` */
export async function stateShow(
  address: string,
  options: GlobalOptions,
  terminal: Terminal,
): Promise<number> {
  const { configuration } = await openProject(options, terminal);
  const document = await openState(configuration, terminal).read();
  const resources = document?.resources ?? [];
  const found = resources.find((resource) => resource.address === address);
  if (found !== undefined) {
    const facts = KINDS.get(found.kind)?.words.facts?.(found.attributes, document?.lookups ?? {}) ?? [];
    const lost = openUncertain(document, Date.now()).filter((creation) => creation.address === address);
    terminal.data(renderStateResource(found, [...facts, ...lost.map(lostAnswer)], terminal));
    return 0;
  }
  throw missing(
    address,
    resources.map((resource) => resource.address),
  );
}

/** `entente state unlock ID` */
export async function stateUnlock(id: string, options: GlobalOptions, terminal: Terminal): Promise<void> {
  const { configuration } = await openProject(options, terminal);
  await openState(configuration, terminal).unlock(id);
  terminal.data('Unlocked.\n');
}

/** `entente state mv FROM TO`: the same object under another address. */
export async function stateMove(
  from: string,
  to: string,
  options: LockedOptions,
  terminal: Terminal,
): Promise<void> {
  const renamed = await changeState('state mv', options, terminal, (document) =>
    renameResource(document, from, to, KINDS),
  );
  terminal.data(
    `Moved ${printable(from)} to ${printable(to)}; ${counted(renamed.put?.length ?? 0, 'entry', 'entries')} changed.\n`,
  );
}

/** `entente state rm ADDRESS…`: no longer tracked; nothing in the tenant is touched. */
export async function stateRemove(
  addresses: readonly string[],
  options: LockedOptions,
  terminal: Terminal,
): Promise<void> {
  await changeState('state rm', options, terminal, (document) => {
    const known = document.resources.map(({ address }) => address);
    for (const address of addresses) if (!known.includes(address)) throw missing(address, known);
    return removeEffect(document, addresses);
  });
  terminal.data(`${counted(addresses.length, 'resource')} no longer tracked; the tenant was not touched.\n`);
}

async function changeState(
  operation: string,
  options: LockedOptions,
  terminal: Terminal,
  change: (document: StateDocument) => StateEffect,
): Promise<StateEffect> {
  const { configuration } = await openProject(options, terminal);
  const backend = openState(configuration, terminal);
  const how = { operation, lockTimeout: options.lockTimeout };
  return interruptible(terminal, (interruption) =>
    withLock(backend, how, terminal, interruption, async (lock) => {
      const document = await backend.read();
      if (document === undefined)
        throw failure(
          'STATE_EMPTY',
          `There is no state in ${backend.location} yet`,
          'Run entente apply first',
        );
      const effect = change(document);
      await writeState(backend, interruption, async () => {
        const session = await lock.open({ lineage: document.lineage, tenantId: document.tenant.id });
        await session.record(effect);
        await session.close();
      });
      return effect;
    }),
  );
}

function missing(address: string, known: readonly string[]): DiagnosticError {
  const near = nearAddress(address, known);
  const hint = near === undefined ? 'entente state list shows what it holds' : `Did you mean "${near}"?`;
  return failure('STATE_ADDRESS', `The state holds no "${address}"`, hint);
}
