/** A service that asks to wait for longer than may be waited. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { entente, ententeProcess, temporaryFolder } from '../support/cli.ts';
import { serveTenantHere } from '../support/served-tenant.ts';

it('ends the command before waiting, this time and the next, and is named', async () => {
  const cwd = temporaryFolder('examples/starter');
  const seed = ['--seed', 'directory.yaml'];
  const serving = await serveTenantHere(cwd, [...seed, '--throttle', 'capacity=3,refill=0.001,penalty=60']);
  try {
    const plan = (...args: string[]) => entente(['plan', ...args], { cwd, env: serving.env });
    const first = await plan('--max-wait', '1s');
    expect(first.code).toBe(1);
    expect(first.stderr).toMatch(
      /^error GRAPH_WAIT: The service asks to wait \d+ s, longer than the 1 s that may be waited$/m,
    );
    const told = readFileSync(path.join(cwd, '.entente/pacing.json'), 'utf8');
    expect(JSON.parse(told)).toMatchObject({ format: 1 });
    expect(told).not.toContain(serving.token);
    expect((await plan('--max-wait', '1s')).stderr).toContain('error GRAPH_WAIT');
    const env = { ...serving.env, ENTENTE_MAX_WAIT: '1s' };
    expect(await ententeProcess(['plan'], { cwd, env })).toMatchObject({ code: 1 });
    // The wait was remembered: no run after the first asked at all.
    expect(await serving.request('GET', '/entente/throttle')).toMatchObject({ admitted: 3, early: 0 });
    expect((await plan('--max-wait', 'soon')).stderr).toContain('Write a duration from 1s to 24h');
  } finally {
    await serving.stop();
  }
});

it.each(['', '{', '[]', '{"format":1,"entries":[]}', '{"format":1,"entries":{"x":{"window":-1}}}'])(
  'a memory of the pace that reads %j is harmless',
  async (text) => {
    const cwd = temporaryFolder('examples/starter');
    const serving = await serveTenantHere(cwd, ['--seed', 'directory.yaml', '--data', '.entente/other']);
    try {
      const file = path.join(cwd, '.entente/pacing.json');
      writeFileSync(file, text.replace('"x"', JSON.stringify(serving.url)));
      const { code, stderr } = await entente(['plan'], { cwd, env: serving.env });
      expect([code, stderr]).toEqual([0, expect.stringMatching(/^Reading the tenant .*\n$/)]);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
        entries: { [serving.url]: { window: expect.any(Number) as number } },
      });
    } finally {
      await serving.stop();
    }
  },
);
