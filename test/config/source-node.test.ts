/** Where an offset of a file is: the lines and columns that every message points to. */
import { expect, it } from 'vitest';
import type { SourceFile } from '../../src/config/yaml/source-node.ts';
import { rangeOfSpan } from '../../src/config/yaml/source-node.ts';

/** Lines of two letters, one, none and two, without an end of the last. */
const text = 'ab\nc\n\nde';
const file: SourceFile = { name: 'x.yaml', text, lineStarts: [0, 3, 5, 6] };
const at = (offset: number) => rangeOfSpan(file, [offset, offset]).start;

it('each offset has its line and its column, counted from 1', () => {
  const found = Array.from({ length: text.length + 1 }, (_, offset) => at(offset));
  expect(found.map(({ line, column }) => `${line}:${column}`)).toEqual([
    ...['1:1', '1:2', '1:3'],
    ...['2:1', '2:2'],
    '3:1',
    ...['4:1', '4:2', '4:3'],
  ]);
  expect(found.map(({ offset }) => offset)).toEqual(found.map((_, offset) => offset));
});

it('a span that ends before it begins is empty', () => {
  expect(rangeOfSpan(file, [6, 2])).toEqual({ file: 'x.yaml', start: at(6), end: at(6) });
  expect(rangeOfSpan(file, [1, 7])).toEqual({ file: 'x.yaml', start: at(1), end: at(7) });
});

it('a file of one line has no other', () => {
  const one = { ...file, text: 'abc', lineStarts: [0] };
  expect(rangeOfSpan(one, [0, 3])).toMatchObject({
    start: { line: 1, column: 1 },
    end: { line: 1, column: 4 },
  });
});
