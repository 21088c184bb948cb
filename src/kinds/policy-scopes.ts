/** Who may request, by scope: which scopes list targets, which are for people from outside, which one the targets show. */
import type { Governance } from '../schema/governance.ts';
import type { DeclaredSubject } from './subject-set.ts';

type Spec = NonNullable<Governance['policies']>[string];

export const EXTERNAL_SCOPES: readonly string[] = [
  'specificConnectedOrganizationUsers',
  'allConfiguredConnectedOrganizationUsers',
  'allExternalUsers',
];
export const SPECIFIC_SCOPES: readonly string[] = [
  'specificDirectoryUsers',
  'specificConnectedOrganizationUsers',
  'specificDirectoryServicePrincipals',
];

/** The scope that all targets are of, where they say it; a key alone may be misspelt, and a rule or an application fits several. */
export function scopeMeant({ specificAllowedTargets }: Spec): string | undefined {
  const targets = (specificAllowedTargets ?? []) as readonly DeclaredSubject[];
  const scopes = targets.map(scopeOf);
  return new Set(scopes).size === 1 ? scopes[0] : undefined;
}

/** The scope that a target is of, where it says it. */
export function scopeOf(target: DeclaredSubject): string | undefined {
  if (typeof target === 'string') return undefined;
  if ('connectedOrganization' in target) return 'specificConnectedOrganizationUsers';
  return 'user' in target || 'guest' in target || 'group' in target ? 'specificDirectoryUsers' : undefined;
}
