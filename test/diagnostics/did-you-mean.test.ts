import { describe, expect, it } from 'vitest';
import { renamedKey, sharingAnyWord, shortFor } from '../../src/diagnostics/did-you-mean.ts';

describe('names that are not near by their letters', () => {
  it.each([
    ['desk', ['alice', 'service-desk'], 'service-desk'],
    ['tango-tracker', ['tango-team', 'tracker', 'tango-site'], 'tracker'],
    ['tango', ['project-tango', 'tango-audit'], undefined],
    ['tan', ['tango-audit'], undefined],
    ['it', ['it-desk'], undefined],
  ])('%s among %j is %s, by the words of a key', (key, known, meant) => {
    expect(renamedKey(key, known)).toBe(meant);
  });

  it.each([
    ['production', ['test', 'prod'], 'prod'],
    ['production', ['prod', 'pro'], undefined],
    ['production', ['p', 'test'], undefined],
  ])('%s among %j is %s, by its beginning', (name, known, meant) => {
    expect(shortFor(name, known)).toBe(meant);
  });

  it.each([
    ['fallback-missing', ['missing-description', 'stage-without-fallback', 'self-review'], 2],
    ['review-missing', ['missing-review', 'missing-description'], 0],
    ['self-review', ['review-without-reviewers'], 0],
  ])('%s has words of %j: %i may be meant', (name, known, count) => {
    expect(sharingAnyWord(name, known)).toHaveLength(count);
  });
});
