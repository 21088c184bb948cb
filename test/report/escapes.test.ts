/** What CI systems obey and what nobody sees, judged by rules written apart from the product's own. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { inlineYaml, writeYaml } from '../../src/config/yaml/write-yaml.ts';
import {
  keepSecret,
  keepSecretsOf,
  masked,
  redacted,
  redactedDiagnostic,
} from '../../src/diagnostics/secrets.ts';
import { printable, printableJson, printableReport } from '../../src/model/printable.ts';
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
    const red = (words: string) => `\u001b[31m${words}\u001b[0m`;
    const out = printableReport(`${text}\n${red(text)}\n  3 | ${text}`);
    expect(out.replace(/\u001b\[\d+m/g, '')).not.toMatch(/^(?:---|\+\+\+|~~~|\^\^\^|\s*::)/m);
    expect(out).toContain(`  3 | ${text}`);
    expect(out).toContain('\u001b[31m');
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
  keepSecret('correct-horse\nbattery-5taple');
  const base64 = Buffer.from('battery-5taple').toString('base64');
  expect(redacted(`Headers.set: "correct-horse\nbattery-5taple" ${base64}`)).toBe('Headers.set: "***" ***');
  expect(redacted('battery-5taple, and a correct horse')).toBe('***, and a correct horse');
  expect(redacted('http://user:PW@host/x')).toBe('http://***@host/x');
});

it('takes for a secret what is documented as one or looks like one, and no ordinary words', () => {
  keepSecretsOf({
    CACHE_KEY: 'production',
    PARTITION_KEY: 'partners-of-tango-2026',
    SSH_KEY_PATH: '/home/me/.ssh/id',
    MY_SECRET: 'governance of partners',
    NPM_TOKEN: 'npm_0123456789abcdef',
    AZURE_CLIENT_SECRET: 'hunter',
    AZURE_STORAGE_CONNECTION_STRING:
      'DefaultEndpointsProtocol=https;AccountName=contosostate;AccountKey=c2VjcmV0LWtleQ==;EndpointSuffix=core.windows.net',
    AZURE_STORAGE_SAS_TOKEN: '?sv=2026-01-01&sig=abc%2Bdef%3D',
    ENTENTE_GRAPH_URL: 'http://u:PW@127.0.0.1:1/v1.0',
    HTTPS_PROXY: 'proxy.example:3128',
  });
  const innocent =
    'production partners-of-tango-2026 /home/me/.ssh/id governance of partners contosostate core.windows.net PW proxy.example:3128';
  expect(redacted(innocent)).toBe(innocent);
  for (const secret of ['npm_0123456789abcdef', 'hunter', 'c2VjcmV0LWtleQ==', 'abc%2Bdef%3D', 'u:PW'])
    expect(redacted(`It says ${secret}@x.`)).toBe('It says ***@x.');
  const names = 'Basic Onboarding-2026-Europe, Bearer authentication, https://contoso.com/a@b, sig=nature';
  expect(redacted(names)).toBe(names);
});

it('covers secrets in code frames letter by letter, so that the caret stays where it points', () => {
  expect(masked('  address: https://user:word@host # x')).toBe('  address: https://*********@host # x');
});

it('covers a diagnostic before it is encoded, so that it stays JSON', () => {
  const summary = 'AccountKey=ab\\"cd failed\n"x"';
  const { summary: safe } = redactedDiagnostic({ code: 'STATE_READ', summary });
  expect(safe).toBe('AccountKey=***"cd failed\n"x"');
});
