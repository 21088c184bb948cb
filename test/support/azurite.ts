/** A real Azurite (Microsoft's emulator of Azure Storage) on a free port, with its data in a folder of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { temporaryFolder } from './cli.ts';

const PROGRAM = path.resolve(import.meta.dirname, '../../node_modules/azurite/dist/src/blob/main.js');
const ACCOUNT = 'devstoreaccount1';
/** Azurite's key, the same everywhere. */
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export interface Azurite {
  readonly account: string;
  /** `http://127.0.0.1:PORT/devstoreaccount1` */
  readonly endpoint: string;
  readonly connectionString: string;
  readonly service: BlobServiceClient;
  /** Ends it at once; its data stays. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export async function startAzurite(): Promise<Azurite> {
  const folder = temporaryFolder();
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}/${ACCOUNT}`;
  const connectionString = `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=${endpoint};`;
  const options = ['--silent', '--disableTelemetry', '--skipApiVersionCheck', '--location', folder];
  let child: ReturnType<typeof spawn> | undefined;
  const start = async () => {
    const started = spawn(
      process.execPath,
      [PROGRAM, ...options, '--blobHost', '127.0.0.1', '--blobPort', String(port)],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    child = started;
    for (let attempt = 0; ; attempt += 1) {
      if (started.exitCode !== null || attempt > 300) throw new Error('Azurite did not start');
      if (
        await fetch(endpoint).then(
          () => true,
          () => false,
        )
      )
        return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await start();
  return {
    account: ACCOUNT,
    endpoint,
    connectionString,
    service: BlobServiceClient.fromConnectionString(connectionString),
    start,
    async kill() {
      const ended = child && once(child, 'exit');
      child?.kill('SIGKILL');
      await ended;
    },
  };
}
