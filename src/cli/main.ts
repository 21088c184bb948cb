/** Entry of the command line. Asking for the version must cost no more than starting Node. */
import { setFlagsFromString } from 'node:v8';
import { toolVersion } from './version.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe has seen enough: `entente plan | head`.
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const [first] = process.argv.slice(2);
if (first === 'version' || first === '--version' || first === '-V') {
  process.stdout.write(`entente ${toolVersion()}\n`);
} else {
  // By default V8 lets a heap of 100 MiB grow fourfold before it looks for garbage. A plan of 5,000 packages takes
  // 5 % longer with this, and two thirds of the memory (npm run bench). A V8 that no longer knew the flag would complain
  // on standard error, so only those are told that are known to have it.
  if (Number.parseInt(process.versions.node) <= 24) setFlagsFromString('--heap-growing-percent=50');
  const { run } = await import('./program.ts');
  process.exitCode = await run(process.argv);
}
