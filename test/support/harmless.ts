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

/** What an element may carry, for those that may carry something. */
const ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  a: /^ href="https:\/\/github\.example\/o\/r\/(?:blob\/[0-9a-f]+\/[^"]*|actions\/runs\/[\d/a-z]+)"$/,
  code: /^$|^ class="language-(diff|mermaid|text)"$/,
};

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
  // Told at the end: an expectation for each of thousands of elements takes longer than the parser.
  const strange: string[] = [];
  const open: string[] = [];
  let outside = '';
  for (const [, text = '', closing, element = '', rest = ''] of html.matchAll(
    /([^<]*)(?:<(\/?)([a-z]\w*)([^>]*)>|$)/g,
  )) {
    if (!open.includes('code')) outside += text;
    if (element === '') continue;
    if (!ELEMENTS.includes(element)) strange.push(element);
    if (closing === '/') {
      if (open.pop() !== element) strange.push(`/${element}`);
      continue;
    }
    open.push(element);
    if (!(ATTRIBUTES[element] ?? /^$/).test(rest)) strange.push(element + rest);
  }
  expect(strange).toEqual([]);
  expect(open).toEqual([]);
  // Our own sentences and the plain words of names.
  const withoutAlert = outside.replace('[!CAUTION]', '');
  expect(withoutAlert).not.toMatch(
    /@|#\d|GH-\d|[A-Z]+-\d|:\/\/|www\.\w|:[\w+]+:|\b[0-9a-f]{7,40}\b|[[\]`*_~<>|$\\]|&(?!quot;|amp;)/i,
  );
}

const PAGE_ELEMENTS = new Set(
  (
    'html head meta title link style body a header p h1 h2 h3 div nav ul li span b main section footer script form label ' +
    'input kbd button dl dt dd code pre time details summary table caption thead tbody tr th td svg desc defs marker path g rect text'
  ).split(' '),
);
const PAGE_ATTRIBUTES = new Set(
  (
    'lang charset http-equiv content datetime name rel href class id role hidden for type autocomplete spellcheck placeholder ' +
    'aria-describedby aria-hidden aria-live aria-label aria-labelledby data-item data-group tabindex scope width height ' +
    'viewBox xmlns refX refY markerWidth markerHeight orient d x y rx text-anchor marker-end'
  ).split(' '),
);

/** Holds a page of ours against what it may be made of: known elements and attributes, one style and one script. */
export function expectHarmlessHtml(page: string): void {
  expect(page).not.toMatch(UNSEEN);
  const own = /<(style|script)>[^]*?<\/\1>/g;
  expect([...page.matchAll(own)].map(([, element]) => element)).toEqual(['style', 'script']);
  const rest = page.replace(own, '').replace('<!doctype html>', '');
  // What stands between two tags is text, in which nothing begins another.
  const strange: string[] = [];
  let end = 0;
  for (const match of rest.matchAll(/<(\/?)([a-zA-Z1-3]+)((?:\s+[\w-]+(?:="[^"<>]*")?)*)\s*\/?>/g)) {
    const [tag, , element = '', attributes = ''] = match;
    const between = rest.slice(end, match.index);
    end = match.index + tag.length;
    if (/[<>]/.test(between)) strange.push(between);
    if (!PAGE_ELEMENTS.has(element)) strange.push(tag);
    for (const [all, name = '', value = ''] of attributes.matchAll(/([\w-]+)(?:="([^"]*)")?/g)) {
      if (!PAGE_ATTRIBUTES.has(name)) strange.push(all);
      if (name === 'href' && !/^(#[\w-]+|data:,)$/.test(value)) strange.push(all);
    }
  }
  expect(strange).toEqual([]);
  expect(rest.slice(end)).not.toMatch(/[<>]/);
}
