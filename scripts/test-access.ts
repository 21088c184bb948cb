/**
 * `npm run test:access`: proves the analysis of access in two ways, each sampled in the suite.
 *
 *     npm run test:access -- --requests N   holds it against the embedded tenant until N requests have been compared
 *     npm run test:access -- --edits N      makes N random edits of random worlds, and asks a panel before and after
 *
 * Without either: 100,000 of both. `--seed N` is the first world (1), `--shard K/N` takes every Nth of them, and
 * `--progress FILE` keeps what has been done there, so that an interrupted run goes on. Ends with 1 for any fault that
 * `test/support/proof/known.ts` does not list.
 */
import { parseArgs } from 'node:util';
import { proveAgreement } from '../test/support/proof/agreement-run.ts';
import { proveEdits } from '../test/support/proof/edits-run.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string' },
    edits: { type: 'string' },
    seed: { type: 'string', default: '1' },
    shard: { type: 'string', default: '1/1' },
    progress: { type: 'string' },
  },
});

const [place = 1, of = 1] = values.shard.split('/').map(Number);
if (!(place >= 1 && place <= of)) throw new Error('--shard wants K/N with K from 1 to N, such as 2/4');
const both = values.requests === undefined && values.edits === undefined;
const count = (given: string | undefined) => Number(given ?? (both ? 100_000 : 0));
const first = Number(values.seed);

if (count(values.edits) > 0) {
  const shard = { first, place, of, progress: values.progress };
  if (!(await proveEdits(count(values.edits), shard))) process.exitCode = 1;
}
if (count(values.requests) > 0 && !(await proveAgreement(count(values.requests), first)))
  process.exitCode = 1;
