// Loaded with --import into a measured process: leaves, where the bench asks for it, the longest time in which its event
// loop stood still while the lock of its state was held (JSON:
// milliseconds, of which `computing` the processors worked for it, and how many took more than half a second).
import { existsSync, writeFileSync } from 'node:fs';

const { ENTENTE_BENCH_LOCK: lock, ENTENTE_BENCH_STALLS: file } = process.env;
const verbose = process.env.ENTENTE_BENCH_VERBOSE === '1';
const EVERY_MS = 5;
const LONG_MS = 500;
let longest = 0;
let long = 0;
let held = false;
let last = performance.now();
let worked = process.cpuUsage();
let computing = 0;

function look() {
  const now = performance.now();
  const stood = now - last - EVERY_MS;
  const holds = existsSync(lock);
  // A stretch counts when the lock was held at its beginning or at its end.
  if (held || holds) {
    const { user, system } = process.cpuUsage(worked);
    const busy = (user + system) / 1000;
    if (stood > longest) longest = stood;
    computing = Math.max(computing, Math.min(stood, busy));
    if (stood > LONG_MS) long += 1;
    if (stood > LONG_MS && verbose)
      process.stderr.write(`stood ${Math.round(stood)} ms, ${Math.round(busy)} ms of processors\n`);
  }
  held = holds;
  worked = process.cpuUsage();
  last = performance.now();
}

setInterval(look, EVERY_MS).unref();
process.on('exit', () => {
  look();
  writeFileSync(file, JSON.stringify({ longest, computing, long }));
});
