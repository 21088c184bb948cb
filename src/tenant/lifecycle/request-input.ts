/** The body of an assignment request, read into one shape. */
import type { Entity } from '../json.ts';
import { entitiesOf, entityOf, textOf } from '../json.ts';

/** What an assignment request states, wherever its body has it. */
export interface RequestInput {
  readonly packageId: string;
  readonly policyId: string;
  readonly assignmentId: string;
  readonly target: Entity;
  readonly justification: string;
  readonly answers: readonly Entity[];
  readonly schedule: Entity;
  /** An administrator's assignment without the approval that the policy requires. */
  readonly bypassApproval: boolean;
}

/** Of a body that was checked. */
export function parseRequestInput(values: Entity): RequestInput {
  const assignment = entityOf(values['assignment'] ?? values['accessPackageAssignment']);
  const { target, targetId, schedule } = assignment;
  const named = (owner: Entity, name: string) => textOf(entityOf(owner[name])['id']);
  return {
    packageId:
      textOf(assignment['accessPackageId']) ||
      named(assignment, 'accessPackage') ||
      named(values, 'accessPackage'),
    policyId: (
      textOf(assignment['assignmentPolicyId']) || named(assignment, 'assignmentPolicy')
    ).toLowerCase(),
    assignmentId: textOf(assignment['id']).toLowerCase(),
    target: { ...entityOf(target), ...(targetId !== undefined && { objectId: targetId }) },
    justification: textOf(values['justification']),
    answers: entitiesOf(values['answers']),
    schedule: entityOf(values['schedule'] ?? schedule),
    bypassApproval: entityOf(values['parameters'])['bypassApproval'] === true,
  };
}
