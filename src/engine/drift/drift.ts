/** What was changed outside of Entente; changes nothing. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { DriftReport } from '../../plan/drift-report.ts';
import { isDrifted } from '../../model/drifted.ts';
import { TWIN } from '../../plan/twins.ts';
import type { SideDoors } from '../../refresh/side-doors.ts';
import type { ReadingOptions } from '../connection/reading.ts';
import { reading } from '../connection/reading.ts';
import type { Host } from '../host.ts';
import { twinDiagnostics } from '../plan/finding-diagnostic.ts';
import { cacheFile } from '../cache-file.ts';
import { findDrift } from './drift-report.ts';
import { turnOf } from './spread.ts';

export interface DriftOptions extends ReadingOptions {
  /** Also look for guests who hold governed access that no package gave them. */
  readonly sideDoors?: boolean;
  /** Keys of the catalogs that it is limited to; none: the scope of the configuration. */
  readonly catalogs?: readonly string[];
  /** With `sideDoors`: in every group and application, not only in the governed ones. */
  readonly all?: boolean;
  /** Requests that this run is to take at most: it reads the catalogs that were read longest ago. */
  readonly budget?: number;
}

export interface FoundDrift {
  readonly report: DriftReport;
  readonly sideDoors: SideDoors | undefined;
  /** What was or may have been created twice. */
  readonly twins: readonly Diagnostic[];
  /** Texts of the configuration's files, by name. */
  readonly sources: ReadonlyMap<string, string>;
  /** Something drifted, other people can get in, a guarantee is broken, something was created twice, or there are side doors. */
  readonly drifted: boolean;
}

export function drift(options: DriftOptions, host: Host): Promise<FoundDrift> {
  return reading(options, host, async ({ project, connection, prior }) => {
    const { configuration } = project;
    const turn =
      options.budget === undefined
        ? undefined
        : await turnOf({
            configuration,
            prior,
            budget: options.budget,
            chosen: options.catalogs ?? [],
            cache: cacheFile(configuration.folder, 'drift'),
            tenantId: connection.tenant.id,
          });
    const before = connection.graph.statistics.sent;
    const found = await findDrift(project, connection, prior, host, turn?.catalogs ?? options.catalogs);
    const requests = connection.graph.statistics.sent - before;
    const spread = await turn?.done(requests, new Date(host.now()).toISOString());
    const { plan } = found;
    const report = { ...found.report, ...(spread !== undefined && { spread }) };
    let sideDoors: SideDoors | undefined;
    // All of them are side doors too, so that need not be said beside it.
    if (options.sideDoors === true || options.all === true) {
      host.progress('Looking for guests whom no package let in...');
      const { readSideDoors } = await import('../../refresh/side-doors.ts');
      sideDoors = await readSideDoors(connection.graph, prior, { all: options.all === true });
    }
    const certain = plan.findings.some(({ rule }) => rule === TWIN);
    const doors = sideDoors?.doors.length ?? 0;
    return {
      report,
      sideDoors,
      twins: twinDiagnostics(plan),
      sources: project.sources,
      drifted: certain || isDrifted(report) || doors > 0,
    };
  });
}
