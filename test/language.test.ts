/** The words of the product: one term for each thing (docs/glossary.md), and none of those that it replaces. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');

/** What is not written, with what is written instead. */
const BANNED: readonly (readonly [RegExp, string])[] = [
  [/\bsomebody\b|\bwhoever\b/gi, 'a person, a run, a requestor; those who'],
  [/\b(?:may|can|cannot|may not) ask for\b|\bmay ask\b|\bwho asks\b/gi, 'can request, the requestor'],
  [/(?<![mt])asker/gi, 'requestor'],
  [/\bnewcomers?\b|\bstrangers?\b|\boutsiders?\b/gi, 'external user, not in the directory yet'],
  [/\bnobody's\b/gi, 'of no one'],
  [/\b(?:anybody|everybody)\b/gi, 'anyone, everyone'],
  [/\b(?<!\bthere )(?:is|are) no (?!longer\b|more\b|less\b)[a-z]+/gi, 'is not a, has no, there is no'],
  [/\b(?:thereof|whereof|therein|wherein|whereupon|hitherto|lest|of its own accord)\b/gi, 'plain English'],
];

const PLACES = [
  'src',
  'docs',
  'schema',
  'examples',
  'README.md',
  'CONTRIBUTING.md',
  'ARCHITECTURE.md',
  'SECURITY.md',
];

describe('the language', () => {
  it.each(PLACES)('of %s has one term for each thing', (place) => {
    expect(filesIn(place).flatMap(faultsIn)).toEqual([]);
  });
});

function filesIn(place: string): string[] {
  const full = path.join(ROOT, place);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [place];
  return readdirSync(full, { recursive: true, encoding: 'utf8' })
    .map((name) => `${place}/${name.replaceAll('\\', '/')}`)
    .filter(
      (name) => /\.(ts|md|ya?ml|json)$/.test(name) && !/\/(generated|node_modules|\.entente)\//.test(name),
    );
}

/** `FILE:LINE: "word"; write …`, one for each. */
function faultsIn(file: string): string[] {
  const lines = readFileSync(path.join(ROOT, file), 'utf8').split('\n');
  return lines.flatMap((line, index) =>
    BANNED.flatMap(([pattern, instead]) =>
      [...line.matchAll(pattern)].map(([word]) => `${file}:${index + 1}: "${word}"; write: ${instead}`),
    ),
  );
}
