/** V8 keeps to what it is told: what runs a little is interpreted, what runs long is optimized. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const MODULE = pathToFileURL(path.resolve('src/engine/late-optimization.ts')).href;
const LATE = `await import(${JSON.stringify(MODULE)});`;

/** Whether V8 optimizes a loop of `rounds`, in calls of 100 rounds each. */
function isOptimized(rounds: number, before: string): boolean {
  const script = `${before}
    function counted(sum, each) { return (sum + each) % 1000; }
    let sum = 0;
    const once = (from) => { for (let at = from; at < from + 100; at += 1) sum = counted(sum, at); };
    for (let at = 0; at < ${rounds}; at += 100) { once(at); await new Promise(setImmediate); }`;
  const args = ['--trace-opt', '--import', 'tsx', '--input-type=module', '-e', script];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  return /completed optimizing [^\n]*<JSFunction once /.test(stdout);
}

describe('the optimizing compiler', () => {
  it.runIf(process.versions.node.startsWith('20.'))('begins later than V8 lets it', () => {
    expect([isOptimized(7000, ''), isOptimized(7000, LATE)]).toEqual([true, false]);
  });

  it('still optimizes what is hot', () => {
    expect(isOptimized(3_000_000, LATE)).toBe(true);
  });
});
