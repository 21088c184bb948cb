/** Whether a text is meant for Entente, told before it parses: of anything else no error quotes a word. */

/** Sections of a configuration, as `schema/governance.schema.json` has them (a test compares). */
export const SECTIONS: readonly string[] = [
  'version',
  'tenant',
  'state',
  'include',
  'variables',
  'environments',
  'sponsors',
  'lifecycle',
  'checks',
  'moved',
  'removed',
  'tests',
  'packages',
  'catalogs',
  'connectedOrganizations',
  'policies',
  'settings',
];

/** Whether one of the sections stands at the beginning of a line, or as the first of a map in braces. */
export function hasSection(text: string, names: readonly string[]): boolean {
  const name = `["']?(?:${names.join('|')})["']?\\s*:(?=\\s|$)`;
  return new RegExp(`^(?:\\uFEFF)?(?:\\{\\s*)?${name}`, 'm').test(text);
}

/** Whether a text says nothing but comments. */
export function isBlank(text: string): boolean {
  return text.split(/\r?\n/).every((line) => /^\uFEFF?\s*(?:#.*|---|\.\.\.)?\s*$/.test(line));
}
