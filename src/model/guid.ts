/** Ids of directory objects and tenants, as Graph writes them; in either case. */
const GUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const WHOLE = new RegExp(`^${GUID}$`, 'i');
const WITHIN = new RegExp(GUID, 'gi');

/** True for a text that is a GUID and nothing else. */
export function isGuid(text: string): boolean {
  return WHOLE.test(text);
}

/** The GUIDs in a text, in its order, as they stand there. */
export function guidsIn(text: string): readonly string[] {
  return text.match(WITHIN) ?? [];
}

/** The text with each GUID replaced by what `replacement` gives for it. */
export function replaceGuids(text: string, replacement: (guid: string) => string): string {
  return text.replace(WITHIN, replacement);
}
