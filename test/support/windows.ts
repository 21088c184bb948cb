/**
 * Modules as they run on Windows, as far as paths go: `node:path` is its `win32`, and the file system takes and gives
 * paths with `\`. What differs besides (drives, large and small letters, locks of open files) is not simulated.
 */
import * as files from 'node:fs';
import * as promises from 'node:fs/promises';
import path from 'node:path';
import * as tinyglobby from 'tinyglobby';
import { vi } from 'vitest';

type Call = (...given: unknown[]) => unknown;

const toPosix = (given: unknown) => (typeof given === 'string' ? given.replaceAll('\\', '/') : given);
const toWindows = (given: unknown) => (typeof given === 'string' ? given.replaceAll('/', '\\') : given);

/** Answers that are paths themselves. */
const ANSWER_PATHS = ['realpath', 'mkdtemp', 'readlink'];
/** Second arguments that are paths, and no content. */
const TWO_PATHS = ['rename', 'copyFile', 'link', 'symlink', 'cp'];

function translated<T extends object>(module: T): T {
  const entries = Object.entries(module).map(([name, member]: [string, unknown]) => {
    if (typeof member !== 'function' || /^[A-Z]/.test(name)) return [name, member];
    const call = member as Call;
    const changed: Call = (first, second, ...rest) => {
      const answer = call(toPosix(first), TWO_PATHS.includes(name) ? toPosix(second) : second, ...rest);
      if (!ANSWER_PATHS.includes(name)) return answer;
      return answer instanceof Promise ? answer.then(toWindows) : toWindows(answer);
    };
    return [name, changed];
  });
  return Object.fromEntries(entries) as T;
}

/**
 * From now on, what is imported has the paths of Windows, also what it imports later; what was imported before keeps those
 * of this system.
 */
export function useWindowsPaths(): void {
  vi.resetModules();
  vi.doMock('node:path', () => ({ ...path.win32, default: path.win32 }));
  const ofPromises = translated(promises);
  vi.doMock('node:fs/promises', () => ({ ...ofPromises, default: ofPromises }));
  const ofFiles = translated(files);
  vi.doMock('node:fs', () => ({ ...ofFiles, default: ofFiles }));
  const glob = (pattern: string, options: { readonly cwd: string }) =>
    tinyglobby.glob(pattern, { ...options, cwd: String(toPosix(options.cwd)) });
  vi.doMock('tinyglobby', () => ({ ...tinyglobby, glob }));
}

/** A path of this system as Windows writes it. */
export function windowsPath(file: string): string {
  return String(toWindows(file));
}
