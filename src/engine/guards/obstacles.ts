import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { findingDiagnostic } from '../plan/finding-diagnostic.ts';
import { OBSTACLE } from '../plan/obstacles.ts';
import type { Guard } from './guarded.ts';

/** What the tenant refuses is not tried; no consent makes it possible. */
export const guardObstacles: Guard = ({ plan: { findings } }) => {
  const found = findings.filter(({ rule }) => rule === OBSTACLE);
  if (found.length > 0) throw new DiagnosticError(found.map(findingDiagnostic));
};
