/** Gets tokens as the product does and prints what came of it; a process of its own, for its environment and trust. */
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import { CLOUDS } from '../../src/graph/clouds.ts';
import { createTokenSource } from '../../src/graph/credentials.ts';
import { READ_NEED, WRITE_NEED } from '../../src/graph/permissions.ts';
import { Waits } from '../../src/net/waits.ts';

const { NEED } = process.env;
const [rounds = '1'] = process.argv.slice(2);
const source = createTokenSource({
  tenant: '447c09c7-9dcf-47e7-8c54-2c6fe99d4be7',
  endpoints: CLOUDS.global,
  ...(NEED !== undefined && { need: NEED === 'read' ? READ_NEED : WRITE_NEED }),
  instruct: (line) => console.log(JSON.stringify({ instructed: line })),
  env: process.env,
  clock: () => Date.now(),
  waits: new Waits({ limitMs: 600_000, onWait: () => undefined }),
});
try {
  for (let round = 0; round < Number(rounds); round += 1) {
    const [one, other] = await Promise.all([source.token(), source.token()]);
    console.log(JSON.stringify({ source: source.source, token: one, shared: one === other }));
  }
} catch (error) {
  if (!(error instanceof DiagnosticError)) throw error;
  console.log(JSON.stringify(error.diagnostics[0]));
}
