/** Whether a text is meant for Entente, told before it parses: of anything else no error quotes a word. */
import { didYouMean } from '../diagnostics/did-you-mean.ts';

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

/** A key at the top of a document, and its offset in the text. */
export interface TopKey {
  readonly key: string;
  readonly start: number;
}

/**
 * The first key that no file for Entente has, not even misspelled: with it the whole text belongs to something else,
 * although a section of ours stands in it (`version` in a package.json). A broken line is read as a key of several words.
 */
export function foreignKey(keys: Iterable<TopKey>, names: readonly string[]): TopKey | undefined {
  for (const top of keys) {
    const { key } = top;
    const isWord = /^[\w$.@/-]+$/.test(key);
    // What aliases repeat stands in sections of such names, as in other formats of YAML.
    if (isWord && !isExtension(key) && !names.includes(key) && didYouMean(key, names) === undefined)
      return top;
  }
  return undefined;
}

/** Whether a section is one that people add for themselves, for anchors: `x-...`. */
export function isExtension(section: string): boolean {
  return section.startsWith('x-');
}

/** Whether a text says nothing but comments. */
export function isBlank(text: string): boolean {
  return text.split(/\r?\n/).every((line) => /^\uFEFF?\s*(?:#.*|---|\.\.\.)?\s*$/.test(line));
}
