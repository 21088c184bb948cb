import { counted } from '../../report/style.ts';
import { openProject } from '../../engine/project.ts';
import type { GlobalOptions } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

/** `entente validate` */
export async function validate(options: GlobalOptions, terminal: Terminal): Promise<number> {
  const { configuration } = await openProject(options, terminal);
  const { declarations, files, rootFile } = configuration;
  const more =
    files.length > 1 ? ` and ${files.length - 1} more ${files.length === 2 ? 'file' : 'files'}` : '';
  terminal.data(`${rootFile}${more}: valid, ${counted(declarations.length, 'resource')}.\n`);
  return 0;
}
