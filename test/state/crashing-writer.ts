/** Records one operation after the other and tells which are acknowledged, until somebody kills it. */
import { createLocalBackend } from '../../src/state/local.ts';

const [file = ''] = process.argv.slice(2);
const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const backend = createLocalBackend({ file, display: 'state.json', delay });
const info = {
  id: `lock-${process.pid}`,
  operation: 'apply',
  who: 'test',
  host: 'here',
  pid: process.pid,
  createdAt: '',
};
const lock = await backend.lock(info, 0);
const session = await lock.open({ lineage: 'lineage', tenantId: 'tenant' });
const first = session.document.resources.length;
for (let index = first; ; index += 1) {
  const address = `catalog.c${index}`;
  const operation = `operation-${index}`;
  await session.begin({
    operation,
    address,
    action: 'create',
    startedAt: '2026-01-01T00:00:00Z',
    digest: 'd',
  });
  await session.commit(operation, {
    put: [
      { address, kind: 'catalog', id: String(index), attributes: { text: 'x'.repeat(500) }, dependsOn: [] },
    ],
  });
  process.stdout.write(`${index}\n`);
  // Some runs end in order, so that kills also hit the writing of the whole file.
  if (index % 40 === 39) {
    await session.close();
    await lock.release();
    process.stdout.write('closed\n');
    break;
  }
}
