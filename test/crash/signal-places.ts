/** Where a state lies while signals come: what names it, how its steps are met, and who holds its lock. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { StateLocation } from '../../src/schema/governance.ts';
import { startAzurite } from '../support/azurite.ts';
import type { Gate, Passing } from '../support/gate.ts';
import { startGate } from '../support/gate.ts';
import { PASSWORD, startStateServer, USERNAME } from '../support/state-server.ts';
import { STATE } from './crash.ts';

export type Step = 'lock' | 'write' | 'release';
export type PlaceName = 'local' | 'http' | 'azure';

export interface Place {
  /** For the configuration. */
  readonly state: StateLocation | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** Before the server; undefined where there is none. */
  readonly gate: Gate | undefined;
  /** Whether a request at the gate is such a step. */
  isStep(step: Step, passing: Passing): boolean;
  /** Matches the step of state-hook.mjs. */
  readonly hook: Readonly<Record<Step, string>>;
  /** Id of the lock that is held. */
  holder(): Promise<string | undefined>;
  close(): Promise<void>;
}

const HOOK = {
  lock: '^after link \\.lock$',
  write: '^after writing \\.journal',
  release: '^before rename \\.lock\\..*broken$',
};

export async function openPlace(name: PlaceName, folder: string): Promise<Place> {
  if (name === 'local') return localPlace(folder);
  return name === 'http' ? httpPlace() : azurePlace();
}

function localPlace(folder: string): Place {
  const lock = path.join(folder, `${STATE}.lock`);
  return {
    state: undefined,
    env: {},
    gate: undefined,
    isStep: () => false,
    hook: HOOK,
    holder: () =>
      Promise.resolve(
        existsSync(lock) ? (JSON.parse(readFileSync(lock, 'utf8')) as { id: string }).id : undefined,
      ),
    close: () => Promise.resolve(),
  };
}

async function httpPlace(): Promise<Place> {
  const server = await startStateServer();
  const gate = await startGate(server.address);
  const methods = { lock: 'LOCK', write: 'POST', release: 'UNLOCK' };
  return {
    state: { http: { address: gate.endpoint } },
    env: { TF_HTTP_USERNAME: USERNAME, TF_HTTP_PASSWORD: PASSWORD },
    gate,
    isStep: (step, { method }) => method === methods[step],
    hook: HOOK,
    holder: () =>
      Promise.resolve(server.lock === undefined ? undefined : (JSON.parse(server.lock) as { ID: string }).ID),
    async close() {
      gate.close();
      await server.kill();
    },
  };
}

async function azurePlace(): Promise<Place> {
  const azurite = await startAzurite();
  const gate = await startGate(azurite.endpoint);
  await azurite.service.getContainerClient('states').create();
  const journal = azurite.service.getContainerClient('states').getBlobClient('state.json.journal');
  let held: string | undefined;
  return {
    state: {
      azureBlob: {
        account: azurite.account,
        container: 'states',
        blob: 'state.json',
        endpoint: gate.endpoint,
      },
    },
    env: {
      AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString.replace(azurite.endpoint, gate.endpoint),
    },
    gate,
    isStep(step, { method, url, headers }) {
      const action = headers['x-ms-lease-action'];
      const proposed = headers['x-ms-proposed-lease-id'];
      if (action === 'acquire' && typeof proposed === 'string') held = proposed;
      if (step === 'lock') return action === 'acquire';
      if (step === 'release') return action === 'release';
      return method === 'PUT' && url.includes('comp=appendblock');
    },
    hook: HOOK,
    async holder() {
      const { leaseState } = await journal.getProperties().catch(() => ({ leaseState: undefined }));
      return leaseState === 'leased' ? held : undefined;
    },
    async close() {
      gate.close();
      await azurite.kill();
    },
  };
}
