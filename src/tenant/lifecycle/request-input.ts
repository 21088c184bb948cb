/** The body of an assignment request, read into one shape. */
import type { Entity, Json } from '../json.ts';
import { entitiesOf, isEntity, textOf } from '../json.ts';
import { writableProperties } from '../request-body.ts';

const WRITABLE = {
  requestType: 'text',
  assignment: 'object',
  accessPackageAssignment: 'object',
  accessPackage: 'reference',
  justification: 'text',
  answers: 'list',
  schedule: 'object',
} as const;
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

/** Throws 400 for a body with members that a request does not have. */
export function parseRequestInput(body: Entity): RequestInput {
  const values = writableProperties(body, WRITABLE);
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
