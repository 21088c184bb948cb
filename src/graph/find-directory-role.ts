/** Roles of the directory by name or by the id of their definition. */
import { nearNames } from '../diagnostics/did-you-mean.ts';
import { query } from '../model/odata.ts';
import { asString } from '../model/value.ts';
import type { JsonObject } from '../model/value.ts';
import type { DirectoryEntry, GraphPort, LookupResult } from './port.ts';

const PATH = query('/roleManagement/directory/roleDefinitions', {
  select: 'id,displayName,isBuiltIn,isEnabled',
});
const HINTS_SHOWN = 3;

/** A tenant has some hundred of them at the most, which one request lists. */
export async function findDirectoryRoles(
  graph: GraphPort,
  texts: readonly string[],
): Promise<ReadonlyMap<string, LookupResult>> {
  const entries = (await graph.list(PATH)).map(roleEntry);
  return new Map(texts.map((text) => [text, judge(entries, text.toLowerCase())]));
}

function judge(entries: readonly DirectoryEntry[], wanted: string): LookupResult {
  const found = entries.filter(({ id, label }) => id === wanted || label.toLowerCase() === wanted);
  const [entry, another] = found;
  if (entry !== undefined && another === undefined) return { status: 'found', entry };
  if (another !== undefined) return { status: 'ambiguous', candidates: found };
  const labels = entries.map(({ label }) => label);
  const near = nearNames(wanted, labels, HINTS_SHOWN);
  return { status: 'missing', candidates: entries.filter(({ label }) => near.includes(label)) };
}

function roleEntry(role: JsonObject): DirectoryEntry {
  const id = (asString(role['id']) ?? '').toLowerCase();
  return { id, label: asString(role['displayName']) ?? id, type: 'directoryRole', properties: role };
}
