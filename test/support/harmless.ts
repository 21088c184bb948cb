/** Output held against what a terminal and GitHub make of it. */
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { expect } from 'vitest';

/** What nobody sees, or what moves others about; written apart from the product's own list. */
export const UNSEEN =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/u;

const ELEMENTS = [
  'h2',
  'h3',
  'p',
  'ul',
  'li',
  'code',
  'pre',
  'details',
  'summary',
  'em',
  'strong',
  'a',
  'blockquote',
];

/**
 * Holds Markdown against what GitHub makes of it: known elements alone, links to our own files alone, and outside of
 * code nothing that GitHub turns into a mention, a link, a reference or an emoji.
 */
export function expectHarmless(markdown: string): void {
  expect(markdown).not.toMatch(UNSEEN);
  const html = micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
  });
  const open: string[] = [];
  let outside = '';
  for (const [, text = '', closing, element = '', rest = ''] of html.matchAll(
    /([^<]*)(?:<(\/?)([a-z]\w*)([^>]*)>|$)/g,
  )) {
    if (!open.includes('code')) outside += text;
    if (element === '') continue;
    expect(ELEMENTS).toContain(element);
    if (closing === '/') {
      expect(open.pop()).toBe(element);
      continue;
    }
    open.push(element);
    if (element === 'a')
      expect(rest).toMatch(
        /^ href="https:\/\/github\.example\/o\/r\/blob\/0123\/teams[^"]*"$|^ href="https:\/\/github\.example\/o\/r\/blob\/0123\/[^"]*\.yaml[^"]*"$/,
      );
    else if (element === 'code') expect(rest).toMatch(/^$|^ class="language-(diff|mermaid|text)"$/);
    else expect(rest).toBe('');
  }
  expect(open).toEqual([]);
  // Our own sentences and the plain words of names.
  const withoutAlert = outside.replace('[!CAUTION]', '');
  expect(withoutAlert).not.toMatch(
    /@|#\d|GH-\d|[A-Z]+-\d|:\/\/|www\.\w|:[\w+]+:|\b[0-9a-f]{7,40}\b|[[\]`*_~<>|$\\]|&(?!quot;|amp;)/i,
  );
}
