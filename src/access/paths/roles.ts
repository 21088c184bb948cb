/** What the roles on a catalog let people do about its packages, and so about their own access. */
import type { SelfDecision, StepKind } from './path.ts';

/** By role, as duties call it; the others let nobody into a package. */
export const ROLES_OVER_PACKAGES: Readonly<Record<string, 'openPackage' | 'assignPackage'>> = {
  owner: 'openPackage',
  'access package manager': 'openPackage',
  'access package assignment manager': 'assignPackage',
} satisfies Record<string, StepKind>;

/** How who holds the role decides about their own access; undefined where they do not. */
export function roleDecision(role: string): SelfDecision | undefined {
  switch (ROLES_OVER_PACKAGES[role]) {
    case 'openPackage':
      return 'policy';
    case 'assignPackage':
      return 'assignment';
    default:
      return undefined;
  }
}
