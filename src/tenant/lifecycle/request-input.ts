/** The body of an assignment request, read into one shape. */
import type { Entity, Json } from '../json.ts';
import { entitiesOf, isEntity, textOf } from '../json.ts';

/** What an assignment request states, wherever its body has it. */
export interface RequestInput {
  readonly packageId: string;
  readonly policyId: string;
  readonly assignmentId: string;
  readonly target: Entity;
  readonly justification: string;
  readonly answers: readonly Entity[];
  readonly schedule: Entity;
}

/** Of a body that was checked. */
export function parseRequestInput(values: Entity): RequestInput {
  const assignment = values['assignment'] ?? values['accessPackageAssignment'];
  const members = isEntity(assignment) ? assignment : {};
  const { target, targetId } = members;
  const reference = (name: string) => (isEntity(members[name]) ? textOf(members[name]['id']) : '');
  return {
    packageId:
      textOf(members['accessPackageId']) ||
      reference('accessPackage') ||
      referenceId(values['accessPackage']),
    policyId: (textOf(members['assignmentPolicyId']) || reference('assignmentPolicy')).toLowerCase(),
    assignmentId: textOf(members['id']).toLowerCase(),
    target: { ...(isEntity(target) && target), ...(targetId !== undefined && { objectId: targetId }) },
    justification: textOf(values['justification']),
    answers: entitiesOf(values['answers']),
    schedule: isEntity(values['schedule'])
      ? values['schedule']
      : isEntity(members['schedule'])
        ? members['schedule']
        : {},
  };
}

function referenceId(value: Json | undefined): string {
  return isEntity(value) ? textOf(value['id']) : '';
}
