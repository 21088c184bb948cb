/** The backend that a configuration's `state:` names, with what the surroundings offer to sign in to it. */
import path from 'node:path';
import { CLOUDS } from '../../graph/clouds.ts';
import type { Governance, StateLocation } from '../../schema/governance.ts';
import type { AzureCredentials } from '../../state/azure-client.ts';
import { createAzureBlobBackend } from '../../state/azure-blob.ts';
import type { StateBackend } from '../../state/backend.ts';
import type { StateDocument } from '../../state/document.ts';
import { shownPath } from '../../files/shown-path.ts';
import { createHttpBackend } from '../../state/http.ts';
import { networkFetch } from '../../net/network-fetch.ts';
import { counted } from '../../model/counted.ts';
import { createLocalBackend } from '../../state/local.ts';
import type { Host } from '../host.ts';
import { instructing } from '../host.ts';
import { failure } from '../../diagnostics/failure.ts';
import { given } from '../connection/given.ts';
import { processStart } from './lock-info.ts';
import { toolVersion } from '../version.ts';

const DEFAULT_FILE = 'governance.state.json';
/** One for all clouds. */
const STORAGE_SCOPE = 'https://storage.azure.com/.default';

type Tenant = Governance['tenant'];
type AzureBlob = NonNullable<StateLocation['azureBlob']>;
type HttpState = NonNullable<StateLocation['http']>;

/** Absolute path of a state in a local file. */
export function stateFileOf({ file, azureBlob, http }: StateLocation, folder: string): string | undefined {
  return azureBlob === undefined && http === undefined
    ? path.resolve(folder, file ?? DEFAULT_FILE)
    : undefined;
}

/** A backend; nothing is read yet. `folder`: what relative paths are relative to. */
export function createBackend(
  { file, azureBlob, http }: StateLocation,
  { folder, tenant, host }: { readonly folder: string; readonly tenant: Tenant; readonly host: Host },
): StateBackend {
  if (azureBlob !== undefined) return azureBackend(azureBlob, tenant, host);
  if (http !== undefined) return httpBackend(http, host);
  const absolute = path.resolve(folder, file ?? DEFAULT_FILE);
  const display = shownPath(absolute, host.cwd);
  return createLocalBackend({
    file: absolute,
    display,
    delay: host.delay,
    processStart,
    onLostEntries: lostEntriesWarning(display, host),
  });
}

/** Said once, however often a run reads its state. */
function lostEntriesWarning(file: string, host: Host): (lost: number) => Promise<void> {
  let said = false;
  return async (lost) => {
    if (said) return;
    said = true;
    await host.diagnostics([
      {
        code: 'STATE_JOURNAL_DAMAGED',
        severity: 'warning',
        summary: `${counted(lost, 'entry', 'entries')} of the journal of ${file} cannot be read; all others were`,
        hint: 'What they recorded may exist in the tenant and not in the state: run entente plan, and take over with --adopt what it says exists already',
      },
    ]);
  };
}

function httpBackend(http: HttpState, host: Host): StateBackend {
  const { address, lockAddress = address, unlockAddress = address } = http;
  for (const [name, value] of Object.entries({ address, lockAddress, unlockAddress }))
    if (!URL.canParse(value))
      throw failure(
        'STATE_PLACE',
        `state.http.${name} is not a web address`,
        'For example https://state.example.com/entente',
      );
  return createHttpBackend({
    ...http,
    username: signIn(host, 'ENTENTE_HTTP_USERNAME') ?? signIn(host, 'TF_HTTP_USERNAME'),
    password: signIn(host, 'ENTENTE_HTTP_PASSWORD') ?? signIn(host, 'TF_HTTP_PASSWORD'),
    version: toolVersion(),
    fetch: networkFetch(host.env),
    waits: host.waits,
    delay: host.delay,
    processStart,
  });
}

function azureBackend(azureBlob: AzureBlob, tenant: Tenant, host: Host): StateBackend {
  const { account, container, blob, endpoint } = azureBlob;
  return createAzureBlobBackend({
    account,
    container,
    blob,
    endpoint: endpoint ?? `https://${account}.${CLOUDS[tenant.cloud ?? 'global'].blobs}`,
    credentials: azureCredentials(azureBlob, tenant, host),
    clock: host.now,
    waits: host.waits,
    delay: host.delay,
    processStart,
  });
}

const signIn = (host: Host, name: string) => given(host, name, 'STATE_CREDENTIALS');

/** Credentials set for this account; else those that sign in to the tenant. */
function azureCredentials(azureBlob: AzureBlob, tenant: Tenant, host: Host): AzureCredentials {
  const connectionString = signIn(host, 'AZURE_STORAGE_CONNECTION_STRING');
  if (connectionString !== undefined) return { type: 'connection-string', connectionString };
  const sas = signIn(host, 'AZURE_STORAGE_SAS_TOKEN');
  if (sas !== undefined) return { type: 'sas', sas };
  const key = signIn(host, 'AZURE_STORAGE_KEY');
  if (key !== undefined) return { type: 'key', key };
  return { type: 'token', token: storageToken(azureBlob, tenant, host) };
}

function storageToken(
  { tenantId }: AzureBlob,
  { id, cloud = 'global' }: Tenant,
  host: Host,
): () => Promise<string> {
  const { env, now, waits } = host;
  const signInTo = tenantId ?? id ?? env['AZURE_TENANT_ID'];
  const source = async () => {
    if (signInTo === undefined) {
      throw failure(
        'STATE_CREDENTIALS',
        'It is not known which tenant to sign in to for the state in Azure Storage',
        'Set state.azureBlob.tenantId, or AZURE_STORAGE_CONNECTION_STRING',
      );
    }
    const { createTokenSource } = await import('../../graph/credentials.ts');
    const endpoints = CLOUDS[cloud];
    return createTokenSource({
      tenant: signInTo,
      endpoints,
      scope: STORAGE_SCOPE,
      env,
      clock: now,
      waits,
      instruct: instructing(host),
    });
  };
  let opened: ReturnType<typeof source> | undefined;
  return async () => (await (opened ??= source())).token();
}

/** The document that was read from a backend; throws STATE_EMPTY when there is none yet. */
export function requireState(
  document: StateDocument | undefined,
  { location }: Pick<StateBackend, 'location'>,
): StateDocument {
  if (document !== undefined) return document;
  throw failure('STATE_EMPTY', `There is no state in ${location} yet`, 'Run entente apply first');
}
