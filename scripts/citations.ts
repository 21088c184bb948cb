/**
 * Citations of docs/graph-contract.md. One spelling: `CONTRACT 9.2`, several as `CONTRACT 2.2, 7` or
 * `CONTRACT 9.3 to 9.10`. A comment may break the line after the word.
 */

/** One citation, or the attempt of one. */
export interface Citation {
  readonly line: number;
  readonly text: string;
  /** Section numbers that are cited; empty when the spelling is wrong. */
  readonly sections: readonly string[];
}

const NUMBER = String.raw`\d+(?:\.\d+)?`;
const BREAK = String.raw`(?:\s|\n\s*(?:\*|//)\s)`;
const CITATION = new RegExp(
  String.raw`\bCONTRACT\b(?:${BREAK}(${NUMBER}(?:,? (?:and |to )?${NUMBER})*)(?![\d.]*\d|§))?`,
  'g',
);

/** Citations of a text in their order. */
export function citationsOf(text: string): Citation[] {
  return [...text.matchAll(CITATION)].map(({ 0: whole, 1: numbers, index }) => ({
    line: text.slice(0, index).split('\n').length,
    text: whole,
    sections: numbers?.match(new RegExp(NUMBER, 'g')) ?? [],
  }));
}

/** Numbers of the page's headings, `## 2. Title` and `### 2.1 Title`. */
export function sectionsOf(page: string): ReadonlySet<string> {
  return new Set([...page.matchAll(/^#{2,3} (\d+(?:\.\d+)?)\.? .+$/gm)].map(([, number = '']) => number));
}

/** What the page says of itself: `(9.6)`, `(4, 6)`, `see 9.8`, `section 4`. */
export function ownReferences(page: string): string[] {
  const references = page.matchAll(
    /(?:\(|\bsection |\bsee |\bwith )(\d{1,2}(?:\.\d+)?(?:, \d{1,2}(?:\.\d+)?)*)(?=\)|[.,; ])/g,
  );
  return [...references].flatMap(([, numbers = '']) => numbers.split(', '));
}
