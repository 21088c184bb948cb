import { exitCodeOf } from '../../engine/interruption.ts';
import { removeEmbedded, serveEmbedded } from '../../engine/tenant-life/folder.ts';
import type { ServeOptions } from '../../engine/tenant-life/folder.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

/** `entente tenant serve`: one JSON line when it is ready, then until a signal. */
export async function tenantServe(options: ServeOptions, terminal: Terminal): Promise<number> {
  const serving = await serveEmbedded(options, terminal);
  const stopped = new Promise<number>((resolve) => {
    terminal.onSignal((name) => resolve(name === 'SIGTERM' ? 0 : exitCodeOf(name)));
  });
  terminal.document(`${JSON.stringify(serving.ready)}\n`);
  const code = await stopped;
  await serving.stop();
  return code;
}

/** `entente tenant reset` */
export async function tenantReset(
  options: GlobalOptions & { readonly data?: string },
  terminal: Terminal,
): Promise<void> {
  const { location, removed } = await removeEmbedded(options, terminal);
  terminal.data(
    removed
      ? `Removed the embedded tenant in ${location}.\n`
      : `There is no embedded tenant in ${location}.\n`,
  );
  if (removed)
    terminal.progress(
      'A state that was made with it still lists what it held; remove that file too to begin anew.',
    );
}
