/** The place of a state that a command line names. */
import { failure } from '../../diagnostics/failure.ts';
import type { StateBackend } from '../../state/backend.ts';
import type { Host } from '../host.ts';
import type { ProjectOptions } from '../project.ts';
import { openProject, openState } from '../project.ts';
import { createBackend } from './backend.ts';

/**
 * Opens `env:NAME`, `file:PATH`, `azureBlob:ACCOUNT/CONTAINER/BLOB`, or the address of an HTTP server; rejects with
 * STATE_PLACE for anything else.
 */
export async function openPlace(place: string, options: ProjectOptions, host: Host): Promise<StateBackend> {
  const colon = place.indexOf(':');
  const [scheme, rest] = [place.slice(0, colon), place.slice(colon + 1)];
  if (scheme === 'env' && rest !== '')
    return openState((await openProject({ ...options, env: rest }, host)).configuration, host);
  const { configuration } = await openProject(options, host);
  const where = { folder: host.cwd, tenant: configuration.document.tenant, host };
  if (scheme === 'file' && rest !== '') return createBackend({ file: rest }, where);
  if ((scheme === 'http' || scheme === 'https') && URL.canParse(place))
    return createBackend({ http: { address: place } }, where);
  const [, account, container, blob] = /^azureBlob:([a-z0-9]+)\/([a-z0-9-]+)\/(.+)$/.exec(place) ?? [];
  if (account !== undefined && container !== undefined && blob !== undefined)
    return createBackend({ azureBlob: { account, container, blob } }, where);
  throw failure(
    'STATE_PLACE',
    `"${place}" names no place of a state`,
    /\.json$|^[.~]?\//.test(place)
      ? `Write file:${place}`
      : 'Write file:PATH, azureBlob:ACCOUNT/CONTAINER/BLOB, https://ADDRESS, or env:NAME for that of an environment',
  );
}
