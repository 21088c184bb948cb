/** Addresses of files as editors write them on Windows. */
import { expect, it } from 'vitest';
import { pathOf, withLargeDrive } from '../../src/lsp/uris.ts';

it.each([
  ['file:///c%3A/here/a%20b.yaml', 'C:\\here\\a b.yaml'],
  ['file:///C:/here/a.yaml', 'C:\\here\\a.yaml'],
  ['file://server/share/a.yaml', '\\\\server\\share\\a.yaml'],
])('%s is %s', (uri, file) => {
  expect(pathOf(uri, true)).toBe(file);
});

it('a text without a file has no path', () => {
  expect(pathOf('untitled:Untitled-1', true)).toBeUndefined();
});

it('a drive is large, and nothing else', () => {
  expect(['c:\\a', 'c:/a', '/c:/a', 'ab:/a', 'c'].map(withLargeDrive)).toEqual([
    'C:\\a',
    'C:/a',
    '/c:/a',
    'ab:/a',
    'c',
  ]);
});
