/** The backend that a configuration's `state:` names, with what the surroundings offer to sign in to it. */
import path from 'node:path';
import { CLOUDS } from '../graph/clouds.ts';
import type { Governance, StateLocation } from '../kinds/generated.ts';
import type { AzureCredentials } from '../state/azure-client.ts';
import { createAzureBlobBackend } from '../state/azure-blob.ts';
import type { Waits } from '../net/waits.ts';
import type { StateBackend } from '../state/backend.ts';
import { createHttpBackend } from '../state/http.ts';
import { counted } from '../report/style.ts';
import { createLocalBackend } from '../state/local.ts';
import { delay } from './delay.ts';
import type { Terminal } from './terminal.ts';
import { failure } from './failure.ts';
import { given } from './given.ts';
import { processStart } from './lock-info.ts';
import { toolVersion } from './version.ts';

const DEFAULT_FILE = 'governance.state.json';
/** One for all clouds. */
const STORAGE_SCOPE = 'https://storage.azure.com/.default';

/** What a backend tells people with. */
export type StateTerminal = Pick<Terminal, 'waits' | 'diagnostics'>;

type Tenant = Governance['tenant'];
type AzureBlob = NonNullable<StateLocation['azureBlob']>;
type HttpState = NonNullable<StateLocation['http']>;

/** A backend; nothing is read yet. `folder`: what relative paths are relative to. */
export function createBackend(
  { file, azureBlob, http }: StateLocation,
  {
    folder,
    tenant,
    terminal,
  }: { readonly folder: string; readonly tenant: Tenant; readonly terminal: StateTerminal },
): StateBackend {
  if (azureBlob !== undefined) return azureBackend(azureBlob, tenant, terminal.waits);
  if (http !== undefined) return httpBackend(http, terminal.waits);
  const absolute = path.resolve(folder, file ?? DEFAULT_FILE);
  return createLocalBackend({
    file: absolute,
    display: shown(absolute),
    delay,
    processStart,
    onLostEntries: lostEntriesWarning(shown(absolute), terminal),
  });
}

/** Said once, however often a run reads its state. */
function lostEntriesWarning(file: string, terminal: StateTerminal): (lost: number) => Promise<void> {
  let said = false;
  return async (lost) => {
    if (said) return;
    said = true;
    await terminal.diagnostics([
      {
        code: 'STATE_JOURNAL_DAMAGED',
        severity: 'warning',
        summary: `${counted(lost, 'entry', 'entries')} of the journal of ${file} cannot be read; all others were`,
        hint: 'What they recorded may exist in the tenant and not in the state: run entente plan, and take over with --adopt what it says exists already',
      },
    ]);
  };
}

/** A path as people would type it. */
export function shown(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
}

function httpBackend(http: HttpState, waits: Waits): StateBackend {
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
    username: signIn('ENTENTE_HTTP_USERNAME') ?? signIn('TF_HTTP_USERNAME'),
    password: signIn('ENTENTE_HTTP_PASSWORD') ?? signIn('TF_HTTP_PASSWORD'),
    version: toolVersion(),
    waits,
    delay,
    processStart,
  });
}

function azureBackend(azureBlob: AzureBlob, tenant: Tenant, waits: Waits): StateBackend {
  const { account, container, blob, endpoint } = azureBlob;
  return createAzureBlobBackend({
    account,
    container,
    blob,
    endpoint: endpoint ?? `https://${account}.${CLOUDS[tenant.cloud ?? 'global'].blobs}`,
    credentials: azureCredentials(azureBlob, tenant, waits),
    clock: () => Date.now(),
    waits,
    delay,
    processStart,
  });
}

const signIn = (name: string) => given(name, 'STATE_CREDENTIALS');

/** What somebody set on purpose for this account before whatever signs in to the tenant. */
function azureCredentials(azureBlob: AzureBlob, tenant: Tenant, waits: Waits): AzureCredentials {
  const connectionString = signIn('AZURE_STORAGE_CONNECTION_STRING');
  if (connectionString !== undefined) return { type: 'connection-string', connectionString };
  const sas = signIn('AZURE_STORAGE_SAS_TOKEN');
  if (sas !== undefined) return { type: 'sas', sas };
  const key = signIn('AZURE_STORAGE_KEY');
  if (key !== undefined) return { type: 'key', key };
  return { type: 'token', token: storageToken(azureBlob, tenant, waits) };
}

function storageToken(
  { tenantId }: AzureBlob,
  { id, cloud = 'global' }: Tenant,
  waits: Waits,
): () => Promise<string> {
  const { env } = process;
  const signInTo = tenantId ?? id ?? env['AZURE_TENANT_ID'];
  const source = async () => {
    if (signInTo === undefined) {
      throw failure(
        'STATE_CREDENTIALS',
        'It is not known which tenant to sign in to for the state in Azure Storage',
        'Set state.azureBlob.tenantId, or AZURE_STORAGE_CONNECTION_STRING',
      );
    }
    const { createTokenSource } = await import('../graph/credentials.ts');
    const endpoints = CLOUDS[cloud];
    return createTokenSource({
      tenant: signInTo,
      endpoints,
      scope: STORAGE_SCOPE,
      env,
      clock: () => Date.now(),
      waits,
    });
  };
  let opened: ReturnType<typeof source> | undefined;
  return async () => (await (opened ??= source())).token();
}
