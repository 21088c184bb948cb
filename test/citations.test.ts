/** Whoever reads a citation can follow it: every `CONTRACT n` names a section of docs/graph-contract.md. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { citationsOf, ownReferences, sectionsOf } from '../scripts/citations.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const PAGE = 'docs/graph-contract.md';
/** What cites, or could: everything that is written by hand. */
const PLACES = ['src', 'test', 'docs', 'examples', 'scripts', 'bench', 'schema'];
/** Files whose matter is the spelling itself. */
const ABOUT_CITATIONS = ['scripts/citations.ts', 'test/citations.test.ts', PAGE];

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const files = [
  ...PLACES.flatMap((place) =>
    readdirSync(path.join(ROOT, place), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:ts|md|ya?ml|json)$/.test(entry.name))
      .map(({ parentPath, name }) => path.relative(ROOT, path.join(parentPath, name)).replaceAll('\\', '/')),
  ),
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
].filter((file) => !ABOUT_CITATIONS.includes(file));
const sections = sectionsOf(read(PAGE));

describe('citations of the contract with Graph', () => {
  it('resolve, in one spelling', () => {
    const cited = files.flatMap((file) => citationsOf(read(file)).map((citation) => ({ file, ...citation })));
    expect(cited.length).toBeGreaterThan(100);
    const broken = cited.filter(
      (citation) =>
        citation.sections.length === 0 || citation.sections.some((section) => !sections.has(section)),
    );
    expect(broken.map(({ file, line, text }) => `${file}:${line}: ${text}`)).toEqual([]);
  });

  it('resolve within the page too', () => {
    const own = ownReferences(read(PAGE));
    expect(own.length).toBeGreaterThan(20);
    expect(own.filter((section) => !sections.has(section))).toEqual([]);
  });

  it('are all there is: no comment names a document that is not in the repository', () => {
    const missing = files.flatMap((file) =>
      [...read(file).matchAll(/\b(?:DESIGN|STYLE|RULINGS|ECOSYSTEM|LANGUAGE)(?:\.md| §?\d[\d.]*)/g)].map(
        ([text]) => `${file}: ${text}`,
      ),
    );
    expect(missing).toEqual([]);
  });

  it.each([
    ['CONTRACT 9.2', ['9.2']],
    ['(CONTRACT 2.2, 7)', ['2.2', '7']],
    ['CONTRACT 9.3 to 9.10 that', ['9.3', '9.10']],
    ['CONTRACT 1 and 3.1', ['1', '3.1']],
    [' * unknown (CONTRACT\n * 14). Then', ['14']],
    ['// as (CONTRACT\n    // 9.11)', ['9.11']],
    ['CONTRACT §9.2', []],
    ['CONTRACT.md 9', []],
    ['as the CONTRACT says', []],
  ])('are seen in %j', (text, expected) => {
    expect(citationsOf(text).map((citation) => citation.sections)).toEqual([expected]);
  });

  it('are numbered by headings alone', () => {
    expect([...sectionsOf('## 2. Two\n### 2.1 One\n## Other\n2.2 text\n# 3. no\n')]).toEqual(['2', '2.1']);
  });
});
