import type { AcceptOptions } from '../../engine/drift/accept.ts';
import { acceptDriftOf } from '../../engine/drift/accept.ts';
import { renderAccepted } from '../../report/drift-text.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

/** `entente drift --accept [ADDRESS]…`: 2 when drift is left. */
export async function driftAccept(
  options: GlobalOptions & AcceptOptions,
  terminal: Terminal,
): Promise<number> {
  const { accepted, left } = await acceptDriftOf(options, terminal);
  terminal.data(
    accepted.length === 0 ? 'No drift. There is nothing to accept.\n' : renderAccepted(accepted, terminal),
  );
  return left > 0 ? 2 : 0;
}
