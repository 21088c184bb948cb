/** What Graph or the portal refuses, or leaves without effect, of those who approve and review (CONTRACT 9.7). */
import type { AttributePath } from '../model/path.ts';
import type { Governance } from '../schema/governance.ts';
import { isList, isObject } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import { doubt, refusedWhenMade, refusedWhenSent } from './findings.ts';
import type { Finding } from './kind.ts';
import { EXTERNAL_SCOPES, SPECIFIC_SCOPES, scopeMeant } from './policy-scopes.ts';
import { mapSubjects } from './policy-wire.ts';
import { isSponsors } from './subject-set.ts';
import type { DeclaredSubject } from './subject-set.ts';

type Spec = NonNullable<Governance['policies']>[string];
type Stage = NonNullable<NonNullable<Spec['requestApprovalSettings']>['stages']>[number];

export function* checkApproval(spec: Spec, policyAt: AttributePath): Generator<Finding> {
  const path = [...policyAt, 'requestApprovalSettings'];
  const approval = spec.requestApprovalSettings ?? {};
  const stages = approval.stages ?? [];
  const required =
    approval.isApprovalRequiredForAdd === true || approval.isApprovalRequiredForUpdate === true;
  if (required && stages.length === 0) {
    yield refusedWhenSent(
      'KIND_APPROVAL_STAGES',
      'Approval is required, but there are no stages',
      approval.stages === undefined ? path : [...path, 'stages'],
      {
        hint: 'Add one to three stages, such as stages: [{ primaryApprovers: [KEY] }] with a key of sponsors',
        about: ['isApprovalRequiredForAdd', 'isApprovalRequiredForUpdate', 'stages'].map((member) => [
          ...path,
          member,
        ]),
      },
    );
  }
  const scope = spec.allowedTargetScope ?? 'notSpecified';
  // Where the targets show that another specific scope is meant, that is told.
  const scopes = SPECIFIC_SCOPES.includes(scope) ? [scope, scopeMeant(spec)] : [scope];
  if (scopes.some((each) => EXTERNAL_SCOPES.includes(each ?? ''))) return;
  for (const [index, stage] of stages.entries())
    yield* checkStage(stage, [...path, 'stages', index], [...policyAt, 'allowedTargetScope']);
}

/** A stage of a policy that is for nobody of a connected organization. */
function* checkStage(stage: Stage, path: AttributePath, scopeAt: AttributePath): Generator<Finding> {
  const primary = (stage.primaryApprovers ?? []) as readonly DeclaredSubject[];
  for (const [index, approver] of primary.entries()) {
    if (isSponsors(approver)) {
      yield refusedWhenSent(
        'KIND_SPONSORS_MISPLACED',
        'Sponsors can approve only in a policy for users of connected organizations',
        [...path, 'primaryApprovers', index],
        {
          hint: 'Name users or groups, or choose a scope of connected organizations',
          about: [[...path, 'primaryApprovers'], scopeAt],
        },
      );
    }
  }
}

/** How many levels up the documentation knows (CONTRACT 9.5); a tenant can hold more. */
const HIGHEST_LEVEL = { requestorManager: 2, targetManager: 4 } as const;

/** Managers further up than the documentation knows, wherever they stand. */
export function checkManagers(spec: Spec, path: AttributePath): Finding[] {
  const found: Finding[] = [];
  mapSubjects(spec as unknown as JsonObject, path, (list, at) => {
    for (const [index, subject] of (isList(list) ? list : []).entries())
      for (const [type, highest] of Object.entries(HIGHEST_LEVEL)) {
        const manager = isObject(subject) ? subject[type] : undefined;
        const level = isObject(manager) ? Number(manager['managerLevel']) : 0;
        if (level > highest)
          found.push(
            refusedWhenMade(
              'KIND_MANAGER_LEVEL',
              `${type} goes ${highest} levels up at most, not ${level}`,
              [...at, index, type, 'managerLevel'],
              `Set managerLevel to a number from 1 to ${highest}`,
            ),
          );
      }
    return list ?? null;
  });
  return found;
}

export function* checkReview({ reviewSettings }: Spec, path: AttributePath): Generator<Finding> {
  if (reviewSettings?.isSelfReview !== true || (reviewSettings.primaryReviewers ?? []).length === 0) return;
  yield doubt(
    'KIND_REVIEWERS_UNUSED',
    'People review themselves, so that primaryReviewers are not asked',
    [...path, 'isSelfReview'],
    'Remove isSelfReview, or else primaryReviewers',
  );
}
