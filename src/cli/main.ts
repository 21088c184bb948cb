/** Entry of the command line. Asking for the version must cost no more than starting Node. */
import { toolVersion } from '../engine/version.ts';
import { ProcessShell } from './process-shell.ts';

const shell = new ProcessShell();

const [first] = process.argv.slice(2);
if (first === 'version' || first === '--version' || first === '-V') {
  process.stdout.write(`entente ${toolVersion()}\n`);
} else {
  const { run } = await import('./program.ts');
  const code = await run(process.argv.slice(2), shell);
  process.exitCode = code === 0 && shell.isOutputBroken ? 1 : code;
  // All is closed; what a signal left alone, such as a sign-in that nobody waits for, must not keep the process.
  if (code > 128) process.exit(code);
}
