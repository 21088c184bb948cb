import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import { PRIVILEGED } from '../../plan/privileged.ts';
import { findingDiagnostic } from '../plan/finding-diagnostic.ts';
import type { Guard } from './guarded.ts';

/** Roles of the directory are not handed out by the way. */
export const guardPrivileged: Guard = ({ plan: { findings }, consent }) => {
  const found = consent.allowPrivileged === true ? [] : findings.filter(({ rule }) => rule === PRIVILEGED);
  if (found.length === 0) return;
  throw new DiagnosticError(found.map((finding) => ({ ...findingDiagnostic(finding), severity: 'error' })));
};
