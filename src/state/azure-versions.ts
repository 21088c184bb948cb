/** Earlier contents of a state in Azure: versions where the account keeps them, else the snapshots of each apply. */
import type { BlobItem, ContainerClient } from '@azure/storage-blob';
import type { AzurePlace } from './azure-client.ts';
import { azure, textOf } from './azure-client.ts';
import type { StateVersion } from './backend.ts';
import type { StateDocument } from './document.ts';
import { stateError } from './faults.ts';
import { parseState } from './format.ts';

/** The newest first. Azurite knows snapshots and no versions. */
export function listVersions(
  container: ContainerClient,
  blob: string,
  place: AzurePlace,
): Promise<readonly StateVersion[]> {
  return azure(place, 'listing the versions of', async () => {
    const found: StateVersion[] = [];
    const options = { prefix: blob, includeVersions: true, includeSnapshots: true };
    let pages = 0;
    for await (const { segment } of container.listBlobsFlat(options).byPage()) {
      for (const item of segment.blobItems) if (item.name === blob) found.push(versionOf(item));
      pages += 1;
      if (pages >= MOST_PAGES) throw endless(place.location, pages);
    }
    return found.sort(
      (a, b) => Number(b.current) - Number(a.current) || (stampOf(a.id) < stampOf(b.id) ? 1 : -1),
    );
  });
}

/** Of 5,000 names each. */
const MOST_PAGES = 1000;

function endless(location: string, pages: number): Error {
  return stateError(
    'STATE_BACKEND',
    `Azure Storage lists versions of the state ${location} without end: ${pages} pages were read`,
    'Check state.azureBlob.endpoint',
  );
}

function versionOf({ versionId, snapshot, isCurrentVersion, properties }: BlobItem): StateVersion {
  const version = named('version', versionId);
  const old = named('snapshot', snapshot);
  return {
    id: old ?? version ?? 'current',
    writtenAt: properties.lastModified.toISOString(),
    bytes: properties.contentLength ?? 0,
    current: old === undefined && (version === undefined || isCurrentVersion === true),
  };
}

/** Blobs that are not snapshots or versions have no such name, or an empty one, despite the types of the SDK. */
function named(kind: string, stamp: string | undefined): string | undefined {
  return stamp === undefined || stamp === '' ? undefined : `${kind}:${stamp}`;
}

/** The service's own name of a version: a time. */
function stampOf(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}

/** The document of one of the listed versions; rejects with STATE_VERSION when there is none. */
export function readVersion(
  container: ContainerClient,
  blob: string,
  place: AzurePlace,
  id: string,
): Promise<StateDocument> {
  const { location } = place;
  return azure(place, 'reading', async () => {
    const client = container.getBlobClient(blob);
    const wanted = id.startsWith('version:')
      ? client.withVersion(stampOf(id))
      : id.startsWith('snapshot:')
        ? client.withSnapshot(stampOf(id))
        : id === 'current'
          ? client
          : undefined;
    const found = await (wanted && textOf(() => wanted.download()));
    if (found !== undefined) return parseState(found.text, `${location} (${id})`);
    throw stateError(
      'STATE_VERSION',
      `The state ${location} has no version "${id}"`,
      'entente state versions lists those that it has',
    );
  });
}
