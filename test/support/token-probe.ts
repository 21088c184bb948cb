/**
 * Gets tokens as the product does and prints what came of it; a process of its own, for its environment and trust. With
 * the argument `asked` it does so once for each line of its input, `{ env, rounds }`, and prints `null` after each: Azure's
 * libraries take most of a second to load.
 */
import { createInterface } from 'node:readline';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import { CLOUDS } from '../../src/graph/clouds.ts';
import { createTokenSource } from '../../src/graph/credentials.ts';
import { READ_NEED, WRITE_NEED } from '../../src/graph/permissions.ts';
import { Waits } from '../../src/net/waits.ts';

async function probe(rounds: number): Promise<void> {
  const { NEED, MAX_WAIT_MS = '600000' } = process.env;
  const source = createTokenSource({
    tenant: '447c09c7-9dcf-47e7-8c54-2c6fe99d4be7',
    endpoints: CLOUDS.global,
    ...(NEED !== undefined && { need: NEED === 'read' ? READ_NEED : WRITE_NEED }),
    instruct: (line) => console.log(JSON.stringify({ instructed: line })),
    env: process.env,
    clock: () => Date.now(),
    waits: new Waits({ limitMs: Number(MAX_WAIT_MS), onWait: () => undefined }),
  });
  try {
    for (let round = 0; round < rounds; round += 1) {
      const [one, other] = await Promise.all([source.token(), source.token()]);
      console.log(JSON.stringify({ source: source.source, token: one, shared: one === other }));
    }
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    console.log(JSON.stringify(error.diagnostics[0]));
  }
}

if (process.argv[2] === 'asked') {
  for await (const line of createInterface(process.stdin)) {
    const { env, rounds } = JSON.parse(line) as { env: Record<string, string>; rounds: number };
    for (const name of Object.keys(process.env))
      if (!(name in env)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, env);
    await probe(rounds);
    console.log('null');
  }
} else await probe(1);
