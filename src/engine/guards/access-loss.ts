import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { ACCESS_LOSS } from '../../plan/access-loss.ts';
import type { Guard } from './guarded.ts';
import { stoppingFindings } from './stopping-findings.ts';

/** Nobody loses access by the way. */
export const guardAccess: Guard = ({ plan: { findings }, consent }) => {
  if (consent.allowAccessLoss === true) return;
  const losses = stoppingFindings({ findings: findings.filter(({ rule }) => rule === ACCESS_LOSS) });
  if (losses.length > 0) throw new DiagnosticError(losses);
};
