/** Takes the lock of a state in Azure with the shortest lease, begins an operation, and waits to be killed. */
import { randomUUID } from 'node:crypto';
import { Waits } from '../../src/net/waits.ts';
import { createAzureBlobBackend } from '../../src/state/azure-blob.ts';

const [endpoint = '', connectionString = '', container = '', blob = ''] = process.argv.slice(2);
const backend = createAzureBlobBackend({
  account: 'devstoreaccount1',
  container,
  blob,
  endpoint,
  credentials: { type: 'connection-string', connectionString },
  clock: () => Date.now(),
  delay: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  leaseSeconds: 15,
  waits: new Waits({ limitMs: 600_000, onWait: () => undefined }),
});
const lock = await backend.lock(
  {
    id: randomUUID(),
    operation: 'apply',
    who: 'killed',
    host: 'another-machine',
    pid: process.pid,
    createdAt: '2026-01-01T00:00:00Z',
  },
  0,
);
const session = await lock.open({ lineage: 'lineage', tenantId: 'tenant' });
await session.begin({
  operation: 'under-way',
  address: 'catalog.a',
  action: 'create',
  startedAt: '2026-01-01T00:00:00Z',
  digest: 'd',
});
process.stdout.write('held\n');
setInterval(() => undefined, 1000);
