/** `npm run test:throttle -- --packages 1000 --seeds 50`: what test/engine/throttle.test.ts samples, at full size. */
import { parseArgs } from 'node:util';
import { throttledRun } from '../support/throttled-run.ts';

const { values } = parseArgs({
  options: { packages: { type: 'string', default: '1000' }, seeds: { type: 'string', default: '50' } },
});
let bad = 0;
for (let seed = 1; seed <= Number(values.seeds); seed += 1) {
  const began = performance.now();
  const { told, ...run } = await throttledRun(Number(values.packages), seed);
  const { left, drifted, failed, penalties, early } = run;
  if (left > 0 || drifted || failed !== 0 || penalties > 2 || early > 0) bad += 1;
  const took = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`seed ${seed}: ${JSON.stringify(run)} in ${took} s; ${told.at(-1) ?? 'no wait'}`);
}
console.log(bad === 0 ? 'All seeds hold.' : `${bad} seeds do not hold.`);
process.exitCode = bad === 0 ? 0 : 1;
