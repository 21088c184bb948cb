/** Sorts of custom extensions, by the words of the configuration (CONTRACT 8). */
import type { JsonValue } from '../model/value.ts';
import { inexpressible } from './declare-members.ts';
import { shortType } from './wire.ts';

export type ExtensionType = 'requestWorkflow' | 'assignmentWorkflow';

export const EXTENSION_TYPES: Readonly<Record<ExtensionType, string>> = {
  requestWorkflow: 'accessPackageAssignmentRequestWorkflowExtension',
  assignmentWorkflow: 'accessPackageAssignmentWorkflowExtension',
};

/** The configuration's word for Graph's type, however it is spelled. Throws DiagnosticError when it has none. */
export function extensionTypeOf(odataType: JsonValue | undefined): ExtensionType {
  const name = shortType(odataType);
  if (name === EXTENSION_TYPES.requestWorkflow) return 'requestWorkflow';
  if (name === EXTENSION_TYPES.assignmentWorkflow) return 'assignmentWorkflow';
  throw inexpressible(`a custom extension of the type ${name}`);
}
