/** Records one operation after the other, with an attribute of so many letters, until no more can be written, closes, and tells what was acknowledged. */
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import { createLocalBackend } from '../../src/state/local.ts';

const [file = '', letters = ''] = process.argv.slice(2);
const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const backend = createLocalBackend({ file, display: 'state.json', delay });
const info = { id: 'l', operation: 'apply', who: 'test', host: 'here', pid: process.pid, createdAt: '' };
const lock = await backend.lock(info, 0);
const session = await lock.open({ lineage: 'lineage', tenantId: 'tenant' });
const codeOf = (error: unknown) =>
  error instanceof DiagnosticError
    ? error.diagnostics.map(({ code, summary }) => `${code}: ${summary}`)
    : [String(error)];

let acknowledged = 0;
let failure: string[] = [];
for (let index = 0; index < 100_000 && failure.length === 0; index += 1) {
  const address = `catalog.c${index}`;
  try {
    const attributes = { text: 'x'.repeat(Number(letters)) };
    await session.record({
      put: [{ address, kind: 'catalog', id: String(index), attributes, dependsOn: [] }],
    });
    acknowledged += 1;
  } catch (error) {
    failure = codeOf(error);
  }
}
let closed: string[] = [];
try {
  await session.close();
} catch (error) {
  closed = codeOf(error);
}
await lock.release();
process.stdout.write(JSON.stringify({ acknowledged, failure, closed, broken: session.broken.aborted }));
