import type { DriftOptions, FoundDrift } from '../../engine/drift/drift.ts';
import { drift as driftOf } from '../../engine/drift/drift.ts';
import { driftJson, driftMarkdown, renderDrift } from '../../report/drift-text.ts';
import { renderSideDoors, sideDoorsMarkdown } from '../../report/side-doors-text.ts';
import { fileOutputs, putPage, sha256 } from '../put-page.ts';
import type { GlobalOptions, Terminal } from '../terminal.ts';

export interface DriftCommandOptions extends GlobalOptions, DriftOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
  /** Where to write a page beside; `-` for standard output, instead of the text. */
  readonly html?: string;
}

/** `entente drift` */
export async function drift(options: DriftCommandOptions, terminal: Terminal): Promise<number> {
  const found = await driftOf({ ...options, outputs: fileOutputs(options.html) }, terminal);
  const { report, sideDoors } = found;
  if (options.html !== undefined) {
    const { driftHtml } = await import('../../report/html/drift-html.ts');
    await putPage(options.html, driftHtml(report, sideDoors, sha256), terminal);
  }
  if (options.json === true && options.html !== '-') terminal.document(driftJson(report, sideDoors));
  else if (options.html !== '-') terminal.data(rendered(found, options, terminal));
  await terminal.diagnostics(found.twins, found.sources);
  return found.drifted ? 2 : 0;
}

function rendered(
  { report, sideDoors: doors }: FoundDrift,
  { markdown }: DriftCommandOptions,
  terminal: Terminal,
): string {
  if (markdown === true) {
    const whole = { bytes: Infinity };
    const parts = [
      driftMarkdown(report, whole),
      ...(doors === undefined ? [] : [sideDoorsMarkdown(doors, whole)]),
    ];
    return parts.join('\n');
  }
  return [
    renderDrift(report, terminal),
    ...(doors === undefined ? [] : [renderSideDoors(doors, terminal)]),
  ].join('\n');
}
