import { newProofTally, proveWorld } from './run.ts';
import { appendFileSync } from 'node:fs';
const [from, to, out] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]!];
for (let w = from; w < to; w++) {
  const t = newProofTally();
  await proveWorld(w, t);
  appendFileSync(out, JSON.stringify({ w, edits: t.edits, seen: t.seen, faults: t.faults }) + '\n');
}
