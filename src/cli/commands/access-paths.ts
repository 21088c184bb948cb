/** `entente access paths`: access that takes several steps. */
import { accessPaths as pathsOf } from '../../engine/access/paths.ts';
import type { PathOptions } from '../../engine/access/paths.ts';
import { jsonDocument } from '../../model/printable.ts';
import { renderPaths } from '../../report/access-paths-text.ts';
import type { GlobalOptions, Terminal } from '../terminal.ts';

export interface PathsCommandOptions extends GlobalOptions, PathOptions {
  readonly json?: boolean;
}

export async function accessPaths(options: PathsCommandOptions, terminal: Terminal): Promise<void> {
  const { view, paths, notes } = await pathsOf(options, terminal);
  const { source, placeOf } = view;
  if (options.json === true) {
    const data = paths.map((path) => ({
      ...path,
      steps: path.steps.map((step) => ({
        ...step,
        source: step.by === undefined ? null : (placeOf(step.by, []) ?? null),
      })),
    }));
    terminal.document(jsonDocument({ source, notes, paths: data }));
    return;
  }
  terminal.data(renderPaths(paths, { color: terminal.color, notes }));
}
