/**
 * Loaded into a process with `--import`: numbers every step in which it writes its state, and kills it at one of them.
 * CRASH_STATE: path that the state's files begin with. CRASH_LOG: file that the steps are noted in, a line each.
 * CRASH_AT: number of the step to die at, from 1; a write also dies in its middle, which is a step of its own.
 * CRASH_SIGNAL: sent to the process at the first step that CRASH_MATCH (a regular expression) matches; it goes on.
 */
import { appendFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const { CRASH_STATE: prefix = '', CRASH_LOG: log = '', CRASH_AT: at = '0' } = process.env;
const { CRASH_SIGNAL: signal, CRASH_MATCH: match = '' } = process.env;
let signalled = signal === undefined;
let steps = 0;

/** A step that is about to be taken; with `half` it is taken by half before the end. */
function step(name, file, half) {
  steps += 1;
  if (log !== '') appendFileSync(log, `${name} ${file.slice(prefix.length)}\n`);
  if (!signalled && new RegExp(match).test(`${name} ${file.slice(prefix.length)}`)) {
    signalled = true;
    process.kill(process.pid, signal);
  }
  if (steps !== Number(at)) return undefined;
  return (half ?? die)();
}

function die() {
  process.kill(process.pid, 'SIGKILL');
  // The signal comes when it comes; nothing may happen until then.
  return new Promise(() => undefined);
}

const concerns = (file) => String(file).startsWith(prefix);
const original = { ...fs };

fs.open = async (file, flags, mode) => {
  if (!concerns(file) || flags === 'r') return original.open(file, flags, mode);
  await step('before opening', file);
  const handle = await original.open(file, flags, mode);
  for (const name of ['write', 'writeFile']) {
    const write = handle[name].bind(handle);
    handle[name] = async (text) => {
      await step('before writing', file);
      await step('amid writing', file, async () => {
        await write(text.slice(0, Math.floor(text.length / 2)));
        return die();
      });
      const result = await write(text);
      await step('after writing', file);
      return result;
    };
  }
  for (const name of ['sync', 'datasync']) {
    const sync = handle[name].bind(handle);
    handle[name] = async () => {
      await sync();
      await step('after syncing', file);
    };
  }
  return handle;
};

for (const name of ['rename', 'rm', 'copyFile', 'link', 'writeFile']) {
  fs[name] = async (...args) => {
    const file = name === 'copyFile' || name === 'rename' || name === 'link' ? args[1] : args[0];
    if (!concerns(file)) return original[name](...args);
    await step(`before ${name}`, file);
    const result = await original[name](...args);
    await step(`after ${name}`, file);
    return result;
  };
}
syncBuiltinESMExports();
