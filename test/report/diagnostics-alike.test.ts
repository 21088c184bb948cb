/** Diagnostics that say the same of many places are shown once. */
import { expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../../src/report/diagnostics-text.ts';

const sources = new Map([['g.yaml', Array.from({ length: 20 }, (_, line) => `line ${line + 1}`).join('\n')]]);
const at = (line: number, more: Partial<Diagnostic> = {}): Diagnostic => ({
  code: 'KIND_ROLE_UNKNOWN',
  severity: 'warning',
  summary: 'A site has no such group',
  hint: 'Write another',
  range: {
    file: 'g.yaml',
    start: { line, column: 1, offset: 0 },
    end: { line, column: 5, offset: 4 },
  },
  ...more,
});
const shown = (diagnostics: readonly Diagnostic[]) =>
  renderDiagnostics(diagnostics, sources, { color: false });
const lines = (text: string) => text.split('\n').filter((line) => line !== '');

it('names the places of the others, and counts them where they are many', () => {
  const once = lines(shown([at(2)]));
  expect(lines(shown([2, 3, 4, 5].map((line) => at(line))))).toEqual([
    ...once,
    '  The same: g.yaml:3:1, g.yaml:4:1, g.yaml:5:1',
  ]);
  const many = lines(shown([2, 3, 4, 5, 6, 7, 8, 9, 10].map((line) => at(line))));
  expect(many).toEqual([
    ...once,
    '  The same: g.yaml:3:1, g.yaml:4:1, g.yaml:5:1, g.yaml:6:1, g.yaml:7:1 and 3 more',
  ]);
});

it('shows few in full, in their order, and each that says something else', () => {
  const other = at(3, { hint: 'Write a third' });
  const mixed = [at(2), other, at(4), at(5), at(6)];
  expect(lines(shown([at(2), other, at(4)]))).toEqual(
    [at(2), other, at(4)].flatMap((each) => lines(shown([each]))),
  );
  expect(lines(shown(mixed))).toEqual([
    ...lines(shown([at(2)])),
    '  The same: g.yaml:4:1, g.yaml:5:1, g.yaml:6:1',
    ...lines(shown([other])),
  ]);
});

it('names addresses where there are no places', () => {
  const placeless = ['a', 'b', 'c', 'd'].map((key): Diagnostic => {
    const { range: _range, ...rest } = at(1);
    return { ...rest, address: `policy.${key}` };
  });
  expect(lines(shown(placeless)).slice(1)).toEqual([
    '  in policy.a',
    '  → Write another',
    '  The same: policy.b, policy.c, policy.d',
  ]);
});
