import type { Configuration } from '../config/configuration.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { KINDS } from '../kinds/registry.ts';
import type { ResourceAddress } from '../model/address.ts';
import type { PlanMode } from '../plan/plan.ts';
import type { StateDocument } from '../state/document.ts';
import { namesAfter, renamedDocument } from '../state/rename.ts';

interface RenamedPrior {
  readonly document: StateDocument | undefined;
  /** Former address by present one. */
  readonly moved: ReadonlyMap<ResourceAddress, ResourceAddress>;
}

/** The state as `moved` has it. Throws PLAN_MOVED for what cannot be moved. Only a normal plan moves anything. */
export function renamedPrior(
  prior: StateDocument | undefined,
  configuration: Configuration,
  mode: PlanMode,
): RenamedPrior {
  if (prior === undefined || mode !== 'normal') return { document: prior, moved: new Map() };
  const { moved } = configuration;
  const { names, conflicts } = namesAfter(prior, moved, KINDS);
  if (conflicts.length > 0) {
    throw new DiagnosticError(
      conflicts.map(({ from, to }): Diagnostic => {
        const entry = moved.find((move) => move.from === from || move.to === to);
        const range = entry === undefined ? undefined : configuration.rangeOf(entry.path);
        return {
          code: 'PLAN_MOVED',
          severity: 'error',
          summary: `${from} cannot become ${to}: the state holds another resource under that address`,
          hint: `Take the entry out of moved; entente state rm ${from} lets the old object go`,
          ...(range !== undefined && { range }),
        };
      }),
    );
  }
  const document = renamedDocument(prior, names, KINDS);
  return { document, moved: new Map([...names].map(([from, to]) => [to, from])) };
}
