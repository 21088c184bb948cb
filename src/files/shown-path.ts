/** Paths as they are told, put in an order and digested: with `/` on every system, which all of them read. */
import path from 'node:path';

/** A path of this system with `/` between its parts; on others than Windows `\` is a letter as any other. */
export function slashed(file: string): string {
  return path.sep === '/' ? file : file.replaceAll(path.sep, '/');
}

/** A path as people would type it in the folder `cwd`: from there on where it lies below, else whole. */
export function shownPath(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  return slashed(isOutside(relative) ? file : relative || '.');
}

/** Whether a path that is relative to a folder leads out of it; on another drive it is not relative at all. */
export function isOutside(relative: string): boolean {
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
}

/** Whether two absolute paths are the same; Windows tells no large letter from a small one. */
export function isSamePath(one: string, other: string): boolean {
  return path.relative(one, other) === '';
}

/** The order of paths, the same on every system. */
export function byPath(one: string, other: string): number {
  const [first, second] = [slashed(one), slashed(other)];
  return first < second ? -1 : first > second ? 1 : 0;
}
