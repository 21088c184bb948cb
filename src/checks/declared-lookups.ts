/** What a document names of the directory, with the places. */
import type { RecordedLookup } from '../kinds/recorder.ts';
import { declarationsOf, recordDeclarations } from '../kinds/recorder.ts';
import type { Governance } from '../schema/governance.ts';

export function declaredLookups(document: Governance): readonly RecordedLookup[] {
  return recordDeclarations(declarationsOf(document), document).lookups;
}
