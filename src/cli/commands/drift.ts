import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { PlanFinding } from '../../plan/plan.ts';
import { POSSIBLE_TWIN, TWIN } from '../../plan/twins.ts';
import type { DriftReport } from '../../plan/drift-report.ts';
import type { SideDoors } from '../../refresh/side-doors.ts';
import { driftJson, driftMarkdown, renderDrift } from '../../report/drift-text.ts';
import { renderSideDoors, sideDoorsMarkdown } from '../../report/side-doors-text.ts';
import type { StateDocument } from '../../state/document.ts';
import type { Connection } from '../../engine/connection/connect.ts';
import { findDrift } from '../../engine/drift/drift-report.ts';
import { putPage, sha256 } from '../put-page.ts';
import type { ReadingOptions } from '../../engine/connection/reading.ts';
import { reading } from '../../engine/connection/reading.ts';
import type { GlobalOptions } from '../terminal.ts';
import { Terminal } from '../terminal.ts';

export interface DriftOptions extends GlobalOptions, ReadingOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
  /** Where to write a page beside; `-` for standard output, instead of the text. */
  readonly html?: string;
  readonly sideDoors?: boolean;
}

/** `entente drift` */
export async function drift(options: DriftOptions): Promise<number> {
  const terminal = new Terminal(options);
  return reading(options, terminal, async ({ project, connection, prior }) => {
    const { report, plan } = await findDrift(project, connection, prior, terminal);
    const doors =
      options.sideDoors === true ? await lookForSideDoors(connection, prior, terminal) : undefined;
    if (options.html !== undefined) {
      const { driftHtml } = await import('../../report/html/drift-html.ts');
      await putPage(options.html, driftHtml(report, doors, sha256), terminal);
    }
    if (options.json === true && options.html !== '-') terminal.document(driftJson(report, doors));
    else if (options.html !== '-') terminal.data(rendered(report, doors, options, terminal));
    const twins = plan.findings.filter(({ rule }) => rule === TWIN || rule === POSSIBLE_TWIN);
    await terminal.diagnostics(twins.map(diagnosticOf), project.sources);
    const certain = twins.some(({ rule }) => rule === TWIN);
    return certain || report.drift.length > 0 || (doors?.doors.length ?? 0) > 0 ? 2 : 0;
  });
}

export function diagnosticOf({ rule, severity, address, message, hint, source }: PlanFinding): Diagnostic {
  return {
    code: rule === TWIN ? TWIN : POSSIBLE_TWIN,
    severity,
    summary: message,
    ...(hint !== undefined && { hint }),
    ...(address !== undefined && { address }),
    ...(source !== undefined && { detail: `${source.file}:${source.line}:${source.column}` }),
  };
}

async function lookForSideDoors(
  { graph }: Connection,
  prior: StateDocument | undefined,
  terminal: Terminal,
): Promise<SideDoors> {
  terminal.progress('Looking for guests whom no package let in...');
  const { readSideDoors } = await import('../../refresh/side-doors.ts');
  return readSideDoors(graph, prior);
}

function rendered(
  report: DriftReport,
  doors: SideDoors | undefined,
  { markdown }: DriftOptions,
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
