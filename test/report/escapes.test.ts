/** What CI systems obey and what nobody sees, judged by rules written apart from the product's own. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { inlineYaml, writeYaml } from '../../src/config/write-yaml.ts';
import { keepSecret, redacted } from '../../src/diagnostics/secrets.ts';
import { printable, printableJson } from '../../src/model/printable.ts';
import { prose } from '../../src/report/markdown.ts';

const TEXTS = [
  ...[
    '##vso[task.complete]x',
    'a ##VSO[x]',
    '##[group]x',
    '##teamcity[x]',
    'section_start:1:a',
    'section_end:1:a',
  ],
  ...['travis_fold:start:a', 'travis_time:start:a', 'x%0A::error::y', 'x%0d'],
  ...[
    0x34f, 0x115f, 0x3164, 0xffa0, 0x1d173, 0xe0001, 0xe007f, 0xfe00, 0xe0100, 0x2800, 0xad, 0x7, 0x9b,
    0x2028,
  ].map((code) => `ad${String.fromCodePoint(code)}min`),
];
const OBEYED = /##\w*\[|section_(?:start|end):|travis_(?:fold|time):|%0[ad]/i;
const HIDDEN =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u034f\u115f\u1160\u2028\u2800\u3164\ufe00-\ufe0f\uffa0\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;

describe.each(TEXTS)('the text %j', (text) => {
  it('is harmless as text, and lossless in JSON and YAML', () => {
    const json = printableJson(JSON.stringify({ text }));
    const yaml = writeYaml({ text, list: [text] }, [{ path: ['text'], text }], text);
    for (const out of [printable(text), json, yaml, inlineYaml(text)]) {
      expect(out).not.toMatch(OBEYED);
      expect(out).not.toMatch(HIDDEN);
    }
    expect(JSON.parse(json)).toEqual({ text });
    expect(parse(yaml)).toEqual({ text, list: [text] });
    expect(printable(printable(text))).toBe(printable(text));
  });
});

it.each(['--- x', '+++ x', '~~~ x', '^^^ +++', '::error::x', ' ::error::x'])(
  '%s begins no line as it is',
  (text) => {
    expect(printable(text)).not.toMatch(/^\s*(?:---|\+\+\+|~~~|\^\^\^|::)/);
  },
);

it('marks words of mixed scripts, and no honest ones', () => {
  expect(printable('p\u0430ypal')).toBe('p\\u0430ypal');
  for (const honest of ['Отдел продаж', 'IT-отдел', '東京タワー Tシャツ', '한국어 中文', 'Ελλάδα', 'עברית'])
    expect(printable(honest)).toBe(honest);
});

it('puts a quoted commit hash into a code span', () => {
  expect(prose('named "a5c3785ed8d6a35868bc169f07e40e889087fd2e"')).toContain('`a5c3785');
});

it('covers secrets, plain and encoded', () => {
  keepSecret('correct horse\nbattery');
  const base64 = Buffer.from('battery').toString('base64');
  expect(redacted(`Headers.set: "correct horse\nbattery" ${base64}`)).toBe('Headers.set: "***" ***');
  expect(redacted('http://user:PW@host/x')).toBe('http://***@host/x');
});
