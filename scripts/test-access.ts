/**
 * `npm run test:access`: proves the analysis of access in seven ways, each sampled in the suite.
 *
 *     npm run test:access -- --requests N   holds it against the embedded tenant until N requests have been compared
 *     npm run test:access -- --edits N      makes N random edits of random worlds, and asks a panel before and after
 *     npm run test:access -- --tenant N     plans N of such edits, and asks the embedded tenant itself before and after
 *     npm run test:access -- --brute        asks everybody in all small worlds, and compares them two by two
 *     npm run test:access -- --gate N       asks everybody in N pairs of small worlds whether they gain, and the check for new access
 *     npm run test:access -- --replay N     finds in the tenant, for each entry of N edits, somebody for whom it is so
 *     npm run test:access -- --metamorphic N  rewrites N edits in ways that must change nothing, or must change what they should
 *
 * Without any: all small worlds, 1,000,000 pairs of them, 100,000 requests, 100,000 edits, and 5,000 in the tenant. `--seed N` is the first world (1), `--shard K/N` takes every Nth of them, and
 * `--progress FILE` keeps what has been done there, so that an interrupted run goes on. Ends with 1 for any fault that
 * `test/support/proof/known.ts` does not list.
 */
import { parseArgs } from 'node:util';
import { proveAgreement } from '../test/support/proof/agreement-run.ts';
import { proveGateByBruteForce } from '../test/support/proof/brute/gate.ts';
import { proveByBruteForce } from '../test/support/proof/brute/run.ts';
import { proveMetamorphic } from '../test/support/proof/metamorphic/run.ts';
import { proveReplay } from '../test/support/proof/replay/run.ts';
import { proveEdits, proveTenant } from '../test/support/proof/edits-run.ts';

const { values } = parseArgs({
  options: {
    brute: { type: 'boolean' },
    gate: { type: 'string' },
    requests: { type: 'string' },
    edits: { type: 'string' },
    tenant: { type: 'string' },
    metamorphic: { type: 'string' },
    replay: { type: 'string' },
    seed: { type: 'string', default: '1' },
    shard: { type: 'string', default: '1/1' },
    progress: { type: 'string' },
  },
});

const [place = 1, of = 1] = values.shard.split('/').map(Number);
if (!(place >= 1 && place <= of)) throw new Error('--shard wants K/N with K from 1 to N, such as 2/4');
const all = [
  values.brute,
  values.gate,
  values.requests,
  values.edits,
  values.tenant,
  values.metamorphic,
  values.replay,
].every((given) => given === undefined);
const count = (given: string | undefined, otherwise: number) => Number(given ?? (all ? otherwise : 0));
const first = Number(values.seed);
const shard = { first, place, of, progress: values.progress };

const proofs = [
  !(all || values.brute === true) || proveByBruteForce({ first: place - 1, every: of }),
  proveGateByBruteForce(count(values.gate, 1_000_000), first),
  await proveEdits(count(values.edits, 100_000), shard),
  await proveTenant(count(values.tenant, 5_000), shard),
  await proveMetamorphic(count(values.metamorphic, 1_000), shard),
  await proveReplay(count(values.replay, 500), shard),
  await proveAgreement(count(values.requests, 100_000), first),
];
process.exitCode = proofs.every(Boolean) ? 0 : 1;
