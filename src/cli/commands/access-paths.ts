/** `entente access paths`: access that takes several steps. */
import { accessPaths as pathsOf } from '../../engine/access/paths.ts';
import type { PathOptions } from '../../engine/access/paths.ts';
import { jsonDocument } from '../../model/printable.ts';
import { pathsMermaid } from '../../report/access-paths-mermaid.ts';
import { renderPaths } from '../../report/access-paths-text.ts';
import { fileOutputs, putPage, sha256 } from '../put-page.ts';
import type { GlobalOptions, Terminal } from '../terminal.ts';

export interface PathsCommandOptions extends GlobalOptions, PathOptions {
  readonly json?: boolean;
  readonly mermaid?: boolean;
  /** Where to write a page; `-` for standard output. */
  readonly html?: string;
}

export async function accessPaths(options: PathsCommandOptions, terminal: Terminal): Promise<void> {
  const found = await pathsOf({ ...options, outputs: fileOutputs(options.html) }, terminal);
  const { view, paths, notes } = found;
  const { source, placeOf } = view;
  if (options.html !== undefined) {
    const { accessPathsHtml } = await import('../../report/html/access-paths-html.ts');
    const about = source === 'tenant' ? 'the tenant' : options.file;
    await putPage(options.html, accessPathsHtml({ paths, notes, about }, sha256), terminal);
  }
  if (options.html === '-') return;
  if (options.json === true) {
    const data = paths.map((path) => ({
      ...path,
      steps: path.steps.map((step) => ({
        ...step,
        source: step.by === undefined ? null : (placeOf(step.by, []) ?? null),
      })),
    }));
    terminal.document(jsonDocument({ source, notes, paths: data }));
  } else if (options.mermaid === true) terminal.data(pathsMermaid(paths));
  else terminal.data(renderPaths(paths, { color: terminal.color, notes }));
}
