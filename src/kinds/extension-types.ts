/** Sorts of custom extensions, by the words of the configuration (CONTRACT 8). */
import type { JsonValue } from '../model/value.ts';
import { unlisted } from '../model/unlisted.ts';
import { shortType } from './wire.ts';

export type ExtensionType = 'requestWorkflow' | 'assignmentWorkflow';

export const EXTENSION_TYPES: Readonly<Record<ExtensionType, string>> = {
  requestWorkflow: 'accessPackageAssignmentRequestWorkflowExtension',
  assignmentWorkflow: 'accessPackageAssignmentWorkflowExtension',
};

/** Graph's type for a word of the configuration; one that the schema does not list is Graph's own. */
export function extensionTypeNamed(word: string): string {
  return Object.hasOwn(EXTENSION_TYPES, word) ? EXTENSION_TYPES[word as ExtensionType] : word;
}

/** What the configuration says for Graph's type, however it is spelled. */
export function extensionTypeOf(odataType: JsonValue | undefined): JsonValue {
  const name = shortType(odataType);
  const [word] = Object.entries(EXTENSION_TYPES).find(([, type]) => type === name) ?? [];
  return word ?? unlisted(name);
}
