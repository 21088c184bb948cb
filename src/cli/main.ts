/** Entry of the command line. Asking for the version must cost no more than starting Node. */
import { toolVersion } from '../engine/version.ts';
import { ProcessShell } from './process-shell.ts';

const shell = new ProcessShell();

const [first, second] = process.argv.slice(2);
if (first === 'version' || first === '--version' || first === '-V') {
  const json = {
    formatVersion: 1,
    version: toolVersion(),
    node: process.version,
    platform: process.platform,
  };
  process.stdout.write(
    second === '--json' ? `${JSON.stringify(json, null, 2)}\n` : `entente ${toolVersion()}\n`,
  );
} else {
  const { run } = await import('./program.ts');
  const code = await run(process.argv.slice(2), shell);
  process.exitCode = code === 0 && shell.isOutputBroken ? 1 : code;
  // All is closed; what a signal left alone, such as a sign-in that nobody waits for, must not keep the process.
  if (code > 128) process.exit(code);
}
