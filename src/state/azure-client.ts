/** Azure Storage through @azure/storage-blob, which is loaded only here and only when a state lives there. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import type * as RestPipelineModule from '@azure/core-rest-pipeline';
import type { HttpClient, PipelineResponse, RequestBodyType } from '@azure/core-rest-pipeline';
import type {
  BlobDownloadResponseParsed,
  ContainerClient,
  HttpHeaders,
  StoragePipelineOptions,
} from '@azure/storage-blob';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { BodyTooLarge, limitedBytes } from '../net/limited-body.ts';
import type { Wait, Waits } from '../net/waits.ts';
import { WaitOver, within } from '../net/waits.ts';
import { mayHaveLeft, MOST_STATE_BYTES, stateError, tooLarge, Unanswered, waitedTooLong } from './faults.ts';

type RestPipeline = typeof RestPipelineModule;

/** How to sign in. Never shown. */
export type AzureCredentials =
  | { readonly type: 'connection-string'; readonly connectionString: string }
  | { readonly type: 'sas'; readonly sas: string }
  | { readonly type: 'key'; readonly key: string }
  /** `token`: valid for some minutes more, for Azure Storage. Rejects with DiagnosticError. */
  | { readonly type: 'token'; readonly token: () => Promise<string> };

export interface AzureAccount {
  readonly account: string;
  readonly container: string;
  /** `https://ACCOUNT.blob.core.windows.net`, or what stands for it. */
  readonly endpoint: string;
  readonly credentials: AzureCredentials;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Attempts of one request, the first included, while the service cannot be reached or is out of order. */
  readonly attempts: number;
}

const RETRY_MS = 500;
const LONGEST_RETRY_MS = 4000;
/** Limit of an answer other than a blob's content: a list of versions. */
const MOST_BYTES = 16 * 1024 * 1024;
/** One attempt of one request. */
const TIMEOUT_MS = 30_000;
/** Less than what a given token is still good for; the source keeps it and is asked again. */
const TOKEN_TRUST_MS = 4 * 60_000;

/** The container, not spoken to yet. Rejects with STATE_CREDENTIALS when what was given is for another account. */
export async function openContainer(options: AzureAccount): Promise<ContainerClient> {
  const { account, container, endpoint, credentials, clock, attempts } = options;
  const [sdk, rest, { limitedHttpClient }] = await Promise.all([
    import('@azure/storage-blob'),
    import('@azure/core-rest-pipeline'),
    import('../net/azure-http-client.ts'),
  ]);
  const client = limitedHttpClient({
    mostBytes: MOST_BYTES,
    tryMs: TIMEOUT_MS,
    over: () => current.getStore()?.over,
    onSend: () => current.getStore()?.wait.sent(),
  });
  const pipeline: StoragePipelineOptions = {
    httpClient: storageHttpClient(client, rest),
    retryOptions: {
      maxTries: attempts,
      retryDelayInMs: RETRY_MS,
      maxRetryDelayInMs: LONGEST_RETRY_MS,
      tryTimeoutInMs: TIMEOUT_MS,
    },
  };
  const service = (sas = '') =>
    `${endpoint.replace(/\/+$/, '')}${sas === '' ? '' : `?${sas.replace(/^\?/, '')}`}`;
  switch (credentials.type) {
    case 'connection-string': {
      const service = readable(() =>
        sdk.BlobServiceClient.fromConnectionString(credentials.connectionString, pipeline),
      );
      if (service.accountName !== account) throw otherAccount(service.accountName, account);
      return service.getContainerClient(container);
    }
    case 'sas':
      return new sdk.BlobServiceClient(service(credentials.sas), undefined, pipeline).getContainerClient(
        container,
      );
    case 'key': {
      const credential = new sdk.StorageSharedKeyCredential(account, credentials.key);
      return new sdk.BlobServiceClient(service(), credential, pipeline).getContainerClient(container);
    }
    case 'token': {
      const getToken = async () => ({
        token: await credentials.token(),
        expiresOnTimestamp: clock() + TOKEN_TRUST_MS,
      });
      return new sdk.BlobServiceClient(service(), { getToken }, pipeline).getContainerClient(container);
    }
  }
}

/** The library's own words would quote the string, and call it a type error. */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw stateError(
      'STATE_CREDENTIALS',
      'AZURE_STORAGE_CONNECTION_STRING is not a connection string of Azure Storage',
      'Copy it anew: az storage account show-connection-string --name ACCOUNT',
      'It looks like DefaultEndpointsProtocol=https;AccountName=ACCOUNT;AccountKey=KEY;EndpointSuffix=core.windows.net',
    );
  }
}

function otherAccount(given: string, wanted: string): Error {
  return stateError(
    'STATE_CREDENTIALS',
    `AZURE_STORAGE_CONNECTION_STRING is for the account ${given}, but the state lives in ${wanted}`,
    'Correct the connection string, or state.azureBlob.account',
  );
}

/** What the service said: `BlobNotFound`, `LeaseAlreadyPresent`, …; undefined when it was not the service. */
export function azureCode(error: unknown): string | undefined {
  const { code, details } = error as { code?: unknown; details?: { errorCode?: unknown } };
  // Answers without a body name the code in a header only.
  const said = details?.errorCode ?? code;
  return typeof said === 'string' ? said : undefined;
}

/** The HTTP status of an answer; undefined when there was none. */
export function azureStatus(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}

/** Whether the service answered that a condition of the request (ETag, position, lease) does not hold. */
export function isRefusedCondition(error: unknown): boolean {
  return [409, 412].includes(azureStatus(error) ?? 0);
}

/** A state in Azure Storage. */
export interface AzurePlace {
  /** Its address, for messages. */
  readonly location: string;
  readonly waits: Waits;
}

/** What the requests that are sent now belong to. */
const current = new AsyncLocalStorage<Current>();

interface Current {
  readonly wait: Wait;
  /** Ends what was begun and is not needed any more, such as an answer that nobody reads on. */
  readonly over: AbortSignal;
}

/** Runs requests for a purpose (`reading`); a failure says what the service said and what to do. */
export async function azure<T>(
  { location, waits }: AzurePlace,
  purpose: string,
  work: () => Promise<T>,
): Promise<T> {
  const wait = waits.begin(`a request to Azure Storage (${purpose} the state ${location})`, { last: true });
  const done = new AbortController();
  const over = AbortSignal.any([wait.signal, done.signal]);
  try {
    return await current.run({ wait, over }, () => within(wait, work()));
  } catch (error) {
    if (error instanceof ForeignService) throw notAzure(location, error);
    if (error instanceof DiagnosticError) throw error;
    if (wait.signal.reason instanceof WaitOver) throw waitedTooLong(wait.signal.reason);
    throw error instanceof BodyTooLarge ? tooLarge(location, error) : azureFault(error, location);
  } finally {
    done.abort();
    wait.end();
  }
}

/** An answer that is none of Azure Storage: of a proxy, a sign-in page, or another service at the address. */
class ForeignService extends Error {
  override readonly name = 'ForeignService';
}

function notAzure(location: string, { message }: ForeignService): DiagnosticError {
  return stateError(
    'STATE_BACKEND',
    `What answers for the state ${location} is not Azure Storage: ${message}`,
    'Check state.azureBlob.endpoint (or BlobEndpoint in the connection string), and proxies on the way; nothing was changed',
  );
}

function requireAzure({ status, headers, readableStreamBody }: PipelineResponse): void {
  if (status >= 500 || headers.has('x-ms-request-id') || headers.has('x-ms-version')) return;
  if (readableStreamBody instanceof Readable) readableStreamBody.destroy();
  const type = headers.get('content-type')?.split(';')[0] ?? 'no type';
  throw new ForeignService(`it answered ${status} with ${type}, and without the headers of Azure`);
}

/** Azure's HTTP client in the older form that the Storage library takes. */
function storageHttpClient(
  inner: HttpClient,
  rest: RestPipeline,
): NonNullable<StoragePipelineOptions['httpClient']> {
  return {
    async sendRequest(asked) {
      const { url, method, timeout, requestId, abortSignal, streamResponseStatusCodes, agent } = asked;
      const body = asked.body as RequestBodyType | undefined;
      const request = rest.createPipelineRequest({
        url,
        method,
        timeout,
        requestId,
        // As the library itself has it: an emulator is spoken to without TLS.
        allowInsecureConnection: true,
        headers: rest.createHttpHeaders(asked.headers.toJson({ preserveCase: true })),
        ...(abortSignal !== undefined && { abortSignal }),
        ...(body !== undefined && { body }),
        ...(streamResponseStatusCodes !== undefined && { streamResponseStatusCodes }),
        ...(agent !== undefined && { agent }),
      });
      const response = await inner.sendRequest(request);
      requireAzure(response);
      const { headers, ...answer } = response;
      const toJson = () => headers.toJSON({ preserveCase: true });
      // Nothing else of the older form is read.
      return { ...answer, request: asked, headers: { toJson } as unknown as HttpHeaders };
    },
  };
}

function azureFault(error: unknown, location: string): DiagnosticError {
  const said = azureCode(error) ?? '';
  const status = azureStatus(error);
  if (said === 'ContainerNotFound') {
    return stateError(
      'STATE_CONTAINER',
      `There is no container for the state ${location}`,
      'Create it (az storage container create), or correct state.azureBlob',
    );
  }
  if (status === 401 || status === 403) {
    return stateError(
      'STATE_ACCESS',
      `Azure Storage refuses access to the state ${location}: ${said}`,
      'Give this identity the role Storage Blob Data Contributor on the container (Storage Blob Data Reader is enough to plan), or check AZURE_STORAGE_CONNECTION_STRING, AZURE_STORAGE_SAS_TOKEN and AZURE_STORAGE_KEY',
    );
  }
  const message = (error instanceof Error ? error.message : String(error)).split('\n')[0]?.trim() ?? '';
  const fault = stateError(
    'STATE_BACKEND',
    status === undefined
      ? `Azure Storage cannot be reached for the state ${location}: ${message || said}`
      : `Azure Storage failed for the state ${location}: ${said} (${status})`,
    'Check the account, the network and the status of Azure, then run the command again; it continues where this one ended',
  );
  const unanswered = status === undefined ? mayHaveLeft(error) : status >= 500;
  return unanswered ? new Unanswered(fault.diagnostics) : fault;
}

async function* emptyBody(): AsyncGenerator<Buffer> {
  // Only browsers get no stream.
}

/** A blob's text with its ETag; undefined when there is no such blob. */
export async function textOf(
  download: () => Promise<BlobDownloadResponseParsed>,
): Promise<
  { readonly text: string; readonly etag: string; readonly versionId: string | undefined } | undefined
> {
  try {
    const { readableStreamBody, etag = '', versionId } = await download();
    const bytes = await limitedBytes(readableStreamBody ?? emptyBody(), MOST_STATE_BYTES);
    return { text: bytes.toString('utf8'), etag, versionId };
  } catch (error) {
    if (azureCode(error) === 'BlobNotFound') return undefined;
    throw error;
  }
}
