/** The git repository around a folder. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { slashed } from '../files/shown-path.ts';

/** Paths as GitHub knows them: from the folder that holds the repository, or from `here` when there is none. */
export function pathFromRepository(here: string): (file: string) => string {
  let root = here;
  while (!existsSync(path.join(root, '.git')) && path.dirname(root) !== root) root = path.dirname(root);
  if (!existsSync(path.join(root, '.git'))) root = here;
  return (file) => slashed(path.relative(root, path.resolve(here, file)));
}
