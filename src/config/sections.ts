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

/**
 * Whether one of the sections stands at the beginning of a line, or in a map in braces, with a map or list behind it:
 * `"tenant": "contoso"` stands in files of credentials, too. The version is a number.
 */
export function hasSection(text: string, names: readonly string[]): boolean {
  const key = (name: string) => `(?:^\\uFEFF?|[{,]\\s*)["']?(?:${name})["']?\\s*:\\s*`;
  const others = names.filter((name) => name !== 'version').join('|');
  const sections = new RegExp(`${key(others)}(?:[{[&*!#]|$)`, 'm');
  return (
    sections.test(text) ||
    (names.includes('version') && new RegExp(`${key('version')}["']?\\d`, 'm').test(text))
  );
}

/** Whether a text says nothing but comments. */
export function isBlank(text: string): boolean {
  return text.split(/\r?\n/).every((line) => /^\uFEFF?\s*(?:#.*|---|\.\.\.)?\s*$/.test(line));
}
