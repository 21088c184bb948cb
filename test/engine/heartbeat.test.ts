import { expect, it } from 'vitest';
import { Heartbeat } from '../../src/engine/apply/heartbeat.ts';

it('says how far an apply is and what it waits for', async () => {
  const lines: string[] = [];
  const heartbeat = new Heartbeat(1_050, (line) => lines.push(line), 5);
  const about = { action: 'create', displayName: 'A' } as const;
  const names = ['policy.a', 'policy.b', 'policy.c', 'policy.d', 'policy.e'] as const;
  for (const address of names) heartbeat.hear({ type: 'apply_start', address, ...about });
  heartbeat.hear({ type: 'apply_complete', address: 'policy.b', id: '1', elapsedMs: 1, ...about });
  await expect
    .poll(() => lines[0])
    .toBe('[1/1,050] 0 s elapsed; still running: policy.a, policy.c, policy.d and 1 other.');
  heartbeat.end();
  const told = lines.length;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(lines).toHaveLength(told);
});
