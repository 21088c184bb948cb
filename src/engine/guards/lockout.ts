import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { findingDiagnostic } from '../plan/finding-diagnostic.ts';
import { LOCKOUT } from '../plan/lockout.ts';
import type { Guard } from './guarded.ts';

/** Who administers the tenant is not shut out of it; no consent allows that. */
export const guardLockout: Guard = ({ plan: { findings } }) => {
  const found = findings.filter(({ rule }) => rule === LOCKOUT);
  if (found.length > 0) throw new DiagnosticError(found.map(findingDiagnostic));
};
