// Loaded with --import into a measured process: leaves its peak resident memory (KiB) where the bench asks for it.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  writeFileSync(process.env.ENTENTE_BENCH_MEMORY, String(process.resourceUsage().maxRSS));
});
