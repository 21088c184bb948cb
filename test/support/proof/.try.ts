import { newProofTally, proveWorld } from '/work/w-prove/test/support/proof/run.ts';
const tally = newProofTally();
const t0 = performance.now();
const n = Number(process.argv[2] ?? 5),
  s = Number(process.argv[3] ?? 1);
for (let w = s; w < s + n; w++) await proveWorld(w, tally);
const by = new Map<string, any[]>();
for (const f of tally.faults) by.set(f.signature, [...(by.get(f.signature) ?? []), f]);
console.log(
  tally.edits,
  'edits',
  tally.seen,
  'seen',
  tally.attributes.size,
  'attrs',
  Math.round(performance.now() - t0),
  'ms',
  tally.faults.length,
  'faults',
);
for (const [sig, fs] of [...by].sort((a, b) => b[1].length - a[1].length))
  console.log(
    String(fs.length).padStart(5),
    sig,
    '\n        ',
    `w${fs[0].world} e${fs[0].edit}`,
    fs[0].what.slice(0, 300),
    '\n        ',
    fs[0].detail.slice(0, 900),
  );
