import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { KINDS } from '../../kinds/registry.ts';
import { renderStateList, renderStateResource } from '../../report/state-text.ts';
import { openProject, openState } from '../project.ts';
import type { GlobalOptions } from '../terminal.ts';
import { Terminal } from '../terminal.ts';

/** `entente state list` */
export async function stateList(options: GlobalOptions): Promise<void> {
  const terminal = new Terminal(options);
  const { configuration } = await openProject(options, terminal);
  terminal.data(renderStateList(await openState(configuration).read()));
}

/** `entente state show ADDRESS` */
export async function stateShow(address: string, options: GlobalOptions): Promise<number> {
  const terminal = new Terminal(options);
  const { configuration } = await openProject(options, terminal);
  const document = await openState(configuration).read();
  const resources = document?.resources ?? [];
  const found = resources.find((resource) => resource.address === address);
  if (found !== undefined) {
    const facts = KINDS.get(found.kind)?.facts?.(found.attributes, document?.lookups ?? {}) ?? [];
    terminal.data(renderStateResource(found, facts, terminal));
    return 0;
  }
  const near = didYouMean(
    address,
    resources.map((resource) => resource.address),
  );
  const hint = near === undefined ? 'entente state list shows what it holds' : `Did you mean "${near}"?`;
  throw new DiagnosticError([
    { code: 'STATE_ADDRESS', severity: 'error', summary: `The state holds no "${address}"`, hint },
  ]);
}

/** `entente state unlock ID` */
export async function stateUnlock(id: string, options: GlobalOptions): Promise<void> {
  const terminal = new Terminal(options);
  const { configuration } = await openProject(options, terminal);
  await openState(configuration).unlock(id);
  terminal.data('Unlocked.\n');
}
